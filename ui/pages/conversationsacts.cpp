// What the conversations page changes: dialogs, dry runs, and the changes themselves.
#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/conversationpane.h"
#include "ui/pages/conversations.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>

namespace gatehouse::ui {

namespace {

using conversations::Changed;
using conversations::Recording;
using conversations::Seen;
using conversations::Toll;

QString number(qint64 value) { return QLocale().toString(value); }

// A dialog with a form: a title, what it means, fields, Cancel and the verb.
struct FormDialog
{
    EnvironmentDialog *dialog = nullptr;
    QFormLayout *form = nullptr;
    QPushButton *verb = nullptr;
};

FormDialog makeForm(const QString &name, const QString &title, const QString &text,
    const QString &verb, const QString &cancel, Workspace &workspace, QWidget *parent)
{
    FormDialog made;
    made.dialog = new EnvironmentDialog(title, targetOf(workspace), parent);
    made.dialog->setObjectName(name);
    made.dialog->setAttribute(Qt::WA_DeleteOnClose);
    made.dialog->setMinimumWidth(480);
    auto *head = new PlainLabel(title, made.dialog);
    head->setFont(titleFont());
    auto *what = new PlainLabel(made.dialog);
    what->setWordWrap(true);
    what->setText(text);
    made.dialog->content()->addWidget(head);
    made.dialog->content()->addWidget(what);
    made.form = new QFormLayout;
    made.dialog->content()->addLayout(made.form);
    auto *no = makeButton(cancel, ButtonKind::Plain, made.dialog, name + u"Cancel"_s);
    made.verb = makeButton(verb, ButtonKind::Primary, made.dialog, name + u"Submit"_s);
    made.verb->setDefault(true);
    made.dialog->buttons()->addWidget(no);
    made.dialog->buttons()->addWidget(made.verb);
    QObject::connect(no, &QPushButton::clicked, made.dialog, &QDialog::reject);
    QObject::connect(made.verb, &QPushButton::clicked, made.dialog, &QDialog::accept);
    return made;
}

} // namespace

// A connection of its own; it ends with its answer, or with the page.
db::Session *ConversationsPage::openJob()
{
    m_working.cancel();
    m_working = CancelToken();
    db::Session *job = m_workspace.link().openJobSession().release();
    job->setParent(this);
    ++m_waiting;
    return job;
}

template <typename T>
void ConversationsPage::work(
    std::function<Result<T>(db::Sql &)> work, std::function<void(const T &)> then)
{
    db::Session *job = openJob();
    deliver(job->run(std::move(work), m_working), this,
        [this, job, then = std::move(then)](const Result<T> &result) {
            --m_waiting;
            job->deleteLater();
            if (result)
                then(result.value());
            else
                fail(result.error());
        });
}

void ConversationsPage::change(const QString &said,
    std::function<Result<Changed>(db::Sql &, const conversations::Source &, const Recording &)> act)
{
    m_gate->pass(this, [this, said, act = std::move(act)] {
        if (!m_source)
            return;
        m_banner->clear();
        const Recording recording{m_gate->policy(), m_gate->actor()};
        work<Changed>([source = m_source, recording, act](
                          db::Sql &sql) { return act(sql, *source, recording); },
            [this, said](const Changed &done) {
                QString text = said;
                if (!done.recorded)
                    text +=
                        u' ' + tr("The change was not recorded, as chosen for this connection.");
                m_banner->showMessage(items::Severity::Good, text);
                refresh();
            });
    });
}

void ConversationsPage::create()
{
    if (!m_source)
        return;
    const FormDialog made = makeForm(u"newConversation"_s, tr("New conversation"),
        tr("It gets the id and the times that the service would give it."), tr("&Create"),
        tr("Cancel"), m_workspace, this);
    auto *title = new QLineEdit(made.dialog);
    title->setObjectName(u"newConversationTitle"_s);
    title->setMaxLength(500);
    made.form->addRow(tr("&Title:"), title);
    QMap<QString, QComboBox *> boxes;
    for (const conversations::Owner &owner : m_source->owners()) {
        auto *box = new QComboBox(made.dialog);
        box->setObjectName(u"newConversation_"_s + owner.column);
        if (!owner.required)
            box->addItem(tr("(nobody)"), QString());
        made.form->addRow(buttonText(owner.title) + u':', box);
        boxes.insert(owner.column, box);
        using Choices = std::vector<conversations::Choice>;
        deliver(m_workspace.link().interactive().run(
                    [source = m_source, column = owner.column](
                        db::Sql &sql) { return conversations::choices(sql, *source, column, {}); }),
            box, [box](const Result<Choices> &choices) {
                for (const conversations::Choice &one : choices ? choices.value() : Choices())
                    box->addItem(safeText(one.label, 80), one.id);
            });
    }
    connect(made.dialog, &QDialog::accepted, this, [this, title, boxes] {
        conversations::Draft draft{title->text(), {}};
        for (auto it = boxes.cbegin(); it != boxes.cend(); ++it)
            draft.owners.insert(it.key(), it.value()->currentData().toString());
        change(tr("The conversation was created."),
            [draft](db::Sql &sql, const conversations::Source &source, const Recording &recording) {
                return conversations::create(sql, source, recording, draft);
            });
    });
    title->setFocus();
    made.dialog->open();
}

void ConversationsPage::rename()
{
    const QString id = m_pane->session();
    if (!m_source || id.isEmpty())
        return;
    work<Seen>(
        [source = m_source, id](db::Sql &sql) { return conversations::look(sql, *source, id); },
        [this](const Seen &seen) {
            const FormDialog made = makeForm(u"renameConversation"_s, tr("Rename conversation"),
                tr("Renaming counts as its last activity, as it does in the service."),
                tr("&Rename"), tr("Cancel"), m_workspace, this);
            auto *title = new QLineEdit(seen.title.value_or(QString()), made.dialog);
            title->setObjectName(u"renameConversationTitle"_s);
            title->selectAll();
            made.form->addRow(tr("&Title:"), title);
            connect(made.dialog, &QDialog::accepted, this, [this, title, seen] {
                change(tr("The conversation was renamed."),
                    [seen, text = title->text()](db::Sql &sql, const conversations::Source &source,
                        const Recording &recording) {
                        return conversations::rename(sql, source, recording, seen, text);
                    });
            });
            title->setFocus();
            made.dialog->open();
        });
}

void ConversationsPage::write()
{
    const QString id = m_pane->session();
    if (!m_source || id.isEmpty())
        return;
    const FormDialog made = makeForm(u"writeMessage"_s, tr("Add a message"),
        tr("It stands at the end of the conversation; the service hands it to the model with the "
           "next question."),
        tr("&Add"), tr("Cancel"), m_workspace, this);
    auto *role = new QComboBox(made.dialog);
    role->setObjectName(u"writeMessageRole"_s);
    role->addItems({u"user"_s, u"assistant"_s, u"system"_s});
    auto *text = new QPlainTextEdit(made.dialog);
    text->setObjectName(u"writeMessageText"_s);
    text->setTabChangesFocus(true);
    made.form->addRow(tr("&Role:"), role);
    made.form->addRow(tr("&Message:"), text);
    made.verb->setEnabled(false);
    connect(text, &QPlainTextEdit::textChanged, made.verb,
        [text, verb = made.verb] { verb->setEnabled(!text->document()->isEmpty()); });
    connect(made.dialog, &QDialog::accepted, this, [this, id, role, text] {
        change(tr("The message was added."),
            [id, who = role->currentText(), content = text->toPlainText()](
                db::Sql &sql, const conversations::Source &source, const Recording &recording) {
                return conversations::addMessage(sql, source, recording, id, who, content);
            });
    });
    text->setFocus();
    made.dialog->open();
}

static QList<Figure> figuresOf(const Toll &toll)
{
    using Fate = conversations::Dependents::Fate;
    QList<Figure> figures{{ConversationsPage::tr("Sessions deleted"), number(toll.sessions), true},
        {ConversationsPage::tr("Messages deleted"), number(toll.messages), true}};
    for (const conversations::Dependents &one : toll.dependents)
        figures.append({one.fate == Fate::Deleted
                ? ConversationsPage::tr("Rows of %1 deleted with them").arg(one.table)
                : ConversationsPage::tr("Rows of %1 kept, without their conversation")
                      .arg(one.table),
            number(one.rows), one.fate == Fate::Deleted});
    return figures;
}

void ConversationsPage::remove()
{
    const QString id = m_pane->session();
    if (!m_source || id.isEmpty())
        return;
    struct Both
    {
        Seen seen;
        Toll toll;
    };
    work<Both>(
        [source = m_source, id](db::Sql &sql) -> Result<Both> {
            auto seen = conversations::look(sql, *source, id);
            if (!seen)
                return seen.error();
            auto toll = conversations::tollOf(sql, *source, id);
            if (!toll)
                return toll.error();
            return Both{seen.value(), toll.value()};
        },
        [this](const Both &both) {
            const QString name = safeText(both.seen.title.value_or(QString()), 80);
            Confirmation ask{tr("Delete this conversation for good?"),
                tr("Its messages are deleted with it, and cannot be brought back."),
                {name.isEmpty() ? both.seen.id : name}, tr("Delete conversation"),
                name.isEmpty() ? both.seen.id : name, figuresOf(both.toll)};
            auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            if (!both.toll.trouble.isEmpty())
                dialog->setTrouble(refused(both.toll.trouble));
            connect(dialog, &QDialog::accepted, this, [this, seen = both.seen] {
                change(tr("The conversation was deleted."),
                    [seen](db::Sql &sql, const conversations::Source &source,
                        const Recording &recording) {
                        return conversations::remove(sql, source, recording, seen);
                    });
            });
            dialog->open();
        });
}

void ConversationsPage::clear()
{
    if (!m_source)
        return;
    Confirmation ask{tr("Delete every conversation?"),
        tr("All sessions and all their messages are deleted, in one transaction. Gatehouse cannot "
           "bring them back; only a backup can."),
        {}, tr("Delete everything"), m_workspace.profile().info.database, {}, true, true, true};
    if (ask.typedName.isEmpty())
        ask.typedName = m_source->title();
    auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto told = std::make_shared<Toll>();
    connect(dialog, &QDialog::accepted, this, [this, told] {
        change(tr("%1 conversations with %2 messages were deleted.")
                   .arg(number(told->sessions), number(told->messages)),
            [toll = *told](
                db::Sql &sql, const conversations::Source &source, const Recording &recording) {
                return conversations::clear(sql, source, recording, toll);
            });
    });
    dialog->open();
    db::Session *job = openJob();
    deliver(job->run([source = m_source](
                         db::Sql &sql) { return conversations::tollOfAll(sql, *source); },
                m_working),
        this, [this, job, told, dialog = QPointer(dialog)](const Result<Toll> &toll) {
            --m_waiting;
            job->deleteLater();
            if (!dialog)
                return;
            if (!toll)
                return dialog->setTrouble(toll.error());
            *told = toll.value();
            if (!told->trouble.isEmpty())
                return dialog->setTrouble(refused(told->trouble));
            dialog->setFigures(figuresOf(*told));
        });
}

} // namespace gatehouse::ui
