#include "ui/frame/aboutdialogs.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/words.h"

#include <QAction>
#include <QDialog>
#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Shell
{
    QDialog *dialog;
    QVBoxLayout *column;
};

Shell makeShell(const QString &name, const QString &title, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(name);
    dialog->setWindowTitle(title);
    dialog->setMinimumWidth(460);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    column->setSpacing(space::kMedium);
    auto *head = new PlainLabel(title, dialog);
    head->setFont(titleFont());
    column->addWidget(head);
    return {dialog, column};
}

void addText(
    const Shell &shell, const QString &text, PlainLabel::Tone tone = PlainLabel::Tone::Normal)
{
    auto *label = new PlainLabel(text, shell.dialog);
    label->setWordWrap(true);
    label->setTone(tone);
    shell.column->addWidget(label);
}

QHBoxLayout *addButtons(const Shell &shell)
{
    auto *row = new QHBoxLayout;
    row->addStretch();
    shell.column->addSpacing(space::kSmall);
    shell.column->addLayout(row);
    return row;
}

void addClose(const Shell &shell)
{
    auto *close = makeButton(Words::tr("Close"), ButtonKind::Plain, shell.dialog, u"close"_s);
    close->setDefault(true);
    QObject::connect(close, &QPushButton::clicked, shell.dialog, &QDialog::accept);
    addButtons(shell)->addWidget(close);
}

} // namespace

QDialog *makeAboutDialog(QWidget *parent)
{
    const Shell shell = makeShell(
        u"aboutDialog"_s, Words::tr("Gatehouse %1").arg(QStringLiteral(GATEHOUSE_VERSION)), parent);
    addText(shell,
        Words::tr("Administers AI-API back ends on PostgreSQL: keys, usage, audit trails, model "
                  "health, migrations and backups."));
    addText(shell,
        Words::tr("Free software under the GNU General Public License, version 3 or later. It "
                  "comes without any warranty."));
    addText(shell,
        Words::tr("Built with Qt %1, running with Qt %2. Icons: Lucide, under the ISC licence.")
            .arg(QStringLiteral(QT_VERSION_STR), QString::fromLatin1(qVersion())),
        PlainLabel::Tone::Muted);
    addClose(shell);
    return shell.dialog;
}

QDialog *makeShortcutsDialog(const QList<QAction *> &actions, QWidget *parent)
{
    const Shell shell = makeShell(u"shortcutsDialog"_s, Words::tr("Keyboard shortcuts"), parent);
    auto *list = new QWidget;
    auto *grid = new QGridLayout(list);
    grid->setContentsMargins(0, 0, space::kMedium, 0);
    grid->setColumnStretch(0, 1);
    int row = 0;
    const auto add = [&](const QString &text, const QString &keys) {
        auto *key = new PlainLabel(keys, list);
        key->setFont(monoFont());
        key->setTone(PlainLabel::Tone::Muted);
        grid->addWidget(new PlainLabel(text, list), row, 0);
        grid->addWidget(key, row++, 1, Qt::AlignRight);
    };
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty())
            add(action->text().section(u'\t', 0, 0).remove(u'&'),
                action->shortcut().toString(QKeySequence::NativeText));
    }
    add(Words::tr("Open the selected row"), Words::tr("Enter"));
    add(Words::tr("Details of the selected row"), Words::tr("Space"));
    add(Words::tr("Copy the selected rows, secrets masked"),
        QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText));
    add(Words::tr("Copy as JSON, CSV or INSERT"), u"Ctrl+Shift+C"_s);
    add(Words::tr("Cancel the running query"), Words::tr("Esc"));
    auto *scroll = new QScrollArea(shell.dialog);
    scroll->setObjectName("shortcutList"_L1);
    scroll->setAccessibleName(Words::tr("Keyboard shortcuts"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    scroll->setMinimumHeight(420);
    shell.column->addWidget(scroll);
    addClose(shell);
    return shell.dialog;
}

QDialog *makeRunningJobsDialog(int running, QWidget *parent)
{
    const Shell shell = makeShell(u"runningJobsDialog"_s,
        Words::tr("%n job(s) (is|are) still running", nullptr, running), parent);
    addText(shell,
        Words::tr("Quitting cancels them. What a job has finished so far stays; the Jobs page "
                  "shows it at the next start."));
    auto *stay =
        makeButton(Words::tr("Keep running"), ButtonKind::Plain, shell.dialog, u"keepRunning"_s);
    auto *quit = makeButton(Words::tr("Cancel %n job(s) and quit", nullptr, running),
        ButtonKind::Destroy, shell.dialog, u"cancelAndQuit"_s);
    stay->setDefault(true);
    auto *row = addButtons(shell);
    row->addWidget(stay);
    row->addWidget(quit);
    QObject::connect(stay, &QPushButton::clicked, shell.dialog, &QDialog::reject);
    QObject::connect(quit, &QPushButton::clicked, shell.dialog, &QDialog::accept);
    return shell.dialog;
}

} // namespace gatehouse::ui
