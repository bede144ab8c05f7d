#include "ui/pages/keysfinddialog.h"

#include "base/safetext.h"
#include "items/tablemodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"
#include "ui/widgets/tableview.h"
#include "ui/words.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace gatehouse::ui {

struct PlaceLine
{
    QString name;
    qint64 whole = 0, inside = 0;
    bool operator==(const PlaceLine &) const = default;
};

class PlacesModel : public items::TableModel<PlaceLine>
{
public:
    PlacesModel()
        : TableModel({{u"place"_s, Words::tr("Plain text in"),
                          [](const PlaceLine &line) { return line.name; }},
                         {u"whole"_s, Words::tr("Rows"),
                             [](const PlaceLine &line) { return QLocale().toString(line.whole); },
                             [](const PlaceLine &line) -> QVariant { return line.whole; },
                             Qt::AlignRight | Qt::AlignVCenter},
                         {u"inside"_s, Words::tr("Within texts"),
                             [](const PlaceLine &line) { return QLocale().toString(line.inside); },
                             [](const PlaceLine &line) -> QVariant { return line.inside; },
                             Qt::AlignRight | Qt::AlignVCenter}},
            [](const PlaceLine &line) { return line.name; })
    {
    }
};

namespace {

constexpr int kTickMs = 200;
constexpr size_t kMostUnsearched = 4;

} // namespace

KeysFindDialog::KeysFindDialog(const KeysContext &context, QWidget *parent)
    : EnvironmentDialog(tr("Find by secret"), targetOf(*context.workspace), parent),
      m_context(context),
      m_model(std::make_unique<PlacesModel>())
{
    setObjectName(u"findDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_tick = new QTimer(this);
    m_tick->setInterval(kTickMs);
    connect(m_tick, &QTimer::timeout, this, &KeysFindDialog::showProgress);
    build();
    buildResult();
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"findClose"_s);
    m_show = makeButton(tr("&Show it in the list"), ButtonKind::Plain, this, u"findShow"_s);
    m_show->hide();
    m_find = makeButton(tr("&Find"), ButtonKind::Primary, this, u"findSubmit"_s);
    m_find->setDefault(true);
    for (QPushButton *button : {close, m_show, m_find})
        buttons()->addWidget(button);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_find, &QPushButton::clicked, this, &KeysFindDialog::search);
    connect(m_show, &QPushButton::clicked, this, [this] {
        Q_EMIT keyWanted(m_keyId);
        accept();
    });
    resize(720, 520);
}

KeysFindDialog::~KeysFindDialog() { m_searching.cancel(); }

void KeysFindDialog::build()
{
    auto *title = new PlainLabel(tr("Whose key is this, and where does it still lie?"), this);
    title->setFont(titleFont());
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setTone(PlainLabel::Tone::Muted);
    text->setText(tr("The key is hashed on this computer and compared by its hash, so that it is "
                     "in no statement and in no log of the server. Every text and JSON column that "
                     "you may read is searched."));
    m_field = new SecretField(this);
    m_field->setObjectName(u"findSecret"_s);
    m_field->setEditable(true);
    m_field->setHint(tr("Paste the leaked key"));
    m_banner = new Banner(this);
    m_banner->setObjectName(u"findBanner"_s);
    m_banner->setDismissable(false);
    for (QWidget *widget : std::initializer_list<QWidget *>{title, text, m_field, m_banner})
        content()->addWidget(widget);
    m_field->edit()->setFocus();
}

void KeysFindDialog::buildResult()
{
    m_key = new PlainLabel(this);
    m_key->setFont(monoFont());
    m_key->setTone(PlainLabel::Tone::Muted);
    m_owner = new PlainLabel(this);
    m_owner->setObjectName(u"findOwner"_s);
    m_owner->setWordWrap(true);
    m_owner->setSelectable(true);
    m_table = new TableView(u"keys/find"_s, tr("Where its plain text lies"), this);
    m_table->setObjectName(u"findPlaces"_s);
    m_table->setModel(m_model.get());
    m_table->overlay().showEmpty(
        u"search"_s, tr("Nothing was searched yet"), tr("Paste a key above and press Find."));
    m_unsearched = new PlainLabel(this);
    m_unsearched->setObjectName(u"findUnsearched"_s);
    m_unsearched->setWordWrap(true);
    m_unsearched->setTone(PlainLabel::Tone::Warn);
    m_key->hide();
    m_owner->hide();
    m_unsearched->hide();
    content()->addWidget(m_key);
    content()->addWidget(m_owner);
    content()->addWidget(m_table, 1);
    content()->addWidget(m_unsearched);
}

void KeysFindDialog::search()
{
    auto needle = keys::needleOf(m_field->secret());
    if (!needle) {
        m_banner->showMessage(items::Severity::Warn, needle.error().text);
        return;
    }
    m_field->edit()->clear();
    m_field->hideAgain();
    m_find->setEnabled(false);
    m_show->hide();
    m_meter = std::make_shared<Meter>();
    m_searching = CancelToken();
    m_model->update({});
    m_table->overlay().showLoading(tr("Searching"));
    m_tick->start();
    showProgress();
    const ReportProgress report = [meter = m_meter](const Progress &progress) {
        meter->total = progress.total.value_or(0);
        meter->done = progress.done;
    };
    // The session lives as long as its answer is awaited, also when the dialog was closed.
    std::shared_ptr<db::Session> job = m_context.workspace->link().openJobSession();
    auto future =
        job->run([engine = m_context.engine, secret = needle.value(), report](
                     db::Sql &sql) { return keys::findSecret(sql, engine, secret, report); },
            m_searching);
    deliver(future, m_context.workspace,
        [job, dialog = QPointer(this)](const Result<keys::Found> &found) {
            if (!dialog)
                return;
            dialog->m_tick->stop();
            dialog->m_find->setEnabled(true);
            dialog->m_table->overlay().clear();
            if (found)
                dialog->showFound(found.value());
            else
                dialog->m_banner->showMessage(items::Severity::Bad, found.error().text);
        });
}

void KeysFindDialog::showProgress()
{
    m_banner->showMessage(items::Severity::Info,
        m_meter->total > 0 ? tr("Searching table %1 of %2… Close stops it.")
                                 .arg(m_meter->done + 1)
                                 .arg(qint64(m_meter->total))
                           : tr("Searching… Close stops it."));
}

void KeysFindDialog::showFound(const keys::Found &found)
{
    m_key->setText(found.masked + u"  "_s + found.fingerprint);
    m_key->show();
    showOwner(found);
    std::vector<PlaceLine> lines;
    for (const keys::Place &place : found.places)
        lines.push_back({place.name(), place.whole, place.inside});
    m_model->update(std::move(lines));
    m_table->fitColumns();
    if (found.places.empty())
        m_table->overlay().showEmpty(u"circle-check"_s, tr("Its plain text lies nowhere"),
            tr("%n column(s) of %1 table(s) (was|were) searched.", nullptr, found.columns)
                .arg(found.tables));
    showUnsearched(found);
    if (found.any())
        m_banner->showMessage(items::Severity::Warn,
            tr("Who has this text can use the key as long as it is active. Rotate or revoke it, "
               "then clear the places."));
    else
        m_banner->showMessage(items::Severity::Good,
            tr("No key of this back end has this text, and it was found in no table."));
}

void KeysFindDialog::showOwner(const keys::Found &found)
{
    const QDateTime now = m_context.workspace->clock().now();
    QStringList lines;
    for (const keys::Key &key : found.keys) {
        const auto use = m_context.engine.enforced(key);
        QString line = tr("It is the key of %1: %2, last used: %3.")
                           .arg(safeText(key.name, 80),
                               keys::badgeOf(key, use ? use->used : std::nullopt, now).text,
                               keys::agoText(key.lastUse, now));
        if (!key.owner.isEmpty())
            line += u' ' + tr("Its owner is %1.").arg(safeText(key.owner, 80));
        lines.append(line);
    }
    for (const trail::Past &past : found.past)
        lines.append(tr("It was the key of %1 until %2.")
                         .arg(safeText(past.objectLabel, 80),
                             past.time.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s)));
    if (!found.ownerTrouble.isEmpty())
        lines.append(found.ownerTrouble);
    else if (found.keys.empty())
        lines.append(tr("No key of this back end has this text now."));
    m_owner->setText(lines.join(u'\n'));
    m_owner->show();
    m_keyId = found.keys.empty() ? QString() : found.keys.front().id;
    m_show->setVisible(!m_keyId.isEmpty());
}

void KeysFindDialog::showUnsearched(const keys::Found &found)
{
    QStringList lines;
    for (size_t i = 0; i < std::min(found.unsearched.size(), kMostUnsearched); ++i)
        lines.append(
            tr("%1: %2").arg(safeText(found.unsearched[i].where, 80), found.unsearched[i].why));
    if (found.unsearched.size() > kMostUnsearched)
        lines.append(tr("and %n more", nullptr, int(found.unsearched.size() - kMostUnsearched)));
    m_unsearched->setText(tr("Not searched: %1").arg(lines.join(u"; "_s)));
    m_unsearched->setVisible(!lines.isEmpty());
}

} // namespace gatehouse::ui
