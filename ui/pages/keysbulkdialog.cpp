#include "ui/pages/keysbulkdialog.h"

#include "items/tablemodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <limits>

namespace gatehouse::ui {

struct PreviewLine
{
    QString id, name, before, after, trouble;
    bool operator==(const PreviewLine &) const = default;
};

class KeysPreviewModel : public items::TableModel<PreviewLine>
{
public:
    KeysPreviewModel()
        : TableModel(
            {{u"name"_s, Words::tr("Key"), [](const PreviewLine &line) { return line.name; }},
                {u"before"_s, Words::tr("Now"),
                    [](const PreviewLine &line) { return line.before; }},
                {u"after"_s, Words::tr("Then"), [](const PreviewLine &line) { return line.after; }},
                {u"trouble"_s, Words::tr("In the way"),
                    [](const PreviewLine &line) { return line.trouble; }}},
            [](const PreviewLine &line) { return line.id; })
    {
    }
};

namespace {

constexpr int kPreviewAfter = 250; // ms without a key press

QString countText(qint64 count) { return QLocale().toString(count); }

} // namespace

KeysBulkDialog::KeysBulkDialog(const KeysContext &context, keys::Verb verb,
    const std::vector<keys::Key> &keys, QWidget *parent)
    : EnvironmentDialog(tr("Change keys"), targetOf(*context.workspace), parent),
      m_context(context),
      m_verb(verb),
      m_keys(keys)
{
    setObjectName(u"bulkDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_soon = new QTimer(this);
    m_soon->setSingleShot(true);
    m_soon->setInterval(kPreviewAfter);
    connect(m_soon, &QTimer::timeout, this, &KeysBulkDialog::preview);
    content()->addWidget(field());
    content()->addWidget(m_banner);
    buildTable();
    buildButtons();
    setMinimumWidth(620);
    preview();
}

KeysBulkDialog::~KeysBulkDialog() { m_asking.cancel(); }

QWidget *KeysBulkDialog::field()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    const auto soon = [this] {
        m_submit->setEnabled(false);
        m_soon->start();
    };
    if (m_verb == keys::Verb::SetLimit) {
        m_limit = new QLineEdit(box);
        m_limit->setObjectName(u"bulkLimit"_s);
        m_limit->setAccessibleName(tr("New limit"));
        m_limit->setText(QString::number(m_context.engine.domain().defaultLimit));
        connect(m_limit, &QLineEdit::textEdited, this, soon);
        line->addWidget(new PlainLabel(tr("New limit (requests):"), box));
        line->addWidget(m_limit, 1);
    } else if (m_verb == keys::Verb::SetRole) {
        m_role = new QComboBox(box);
        m_role->setObjectName(u"bulkRole"_s);
        m_role->setAccessibleName(tr("New role"));
        m_role->setEditable(true);
        m_role->addItems(m_context.engine.domain().roles);
        connect(m_role, &QComboBox::editTextChanged, this, soon);
        line->addWidget(new PlainLabel(tr("New role:"), box));
        line->addWidget(m_role, 1);
    } else {
        m_expires = new QCheckBox(tr("expires"), box);
        m_expires->setObjectName(u"bulkExpires"_s);
        m_expires->setChecked(true);
        m_expiry = new QDateTimeEdit(QDateTime::currentDateTimeUtc().addDays(90), box);
        m_expiry->setObjectName(u"bulkExpiry"_s);
        m_expiry->setAccessibleName(tr("Expiry, in UTC"));
        m_expiry->setTimeSpec(Qt::UTC);
        m_expiry->setDisplayFormat(u"yyyy-MM-dd HH:mm 'UTC'"_s);
        m_expiry->setCalendarPopup(true);
        connect(m_expires, &QCheckBox::toggled, m_expiry, &QWidget::setEnabled);
        connect(m_expires, &QCheckBox::toggled, this, soon);
        connect(m_expiry, &QDateTimeEdit::dateTimeChanged, this, soon);
        line->addWidget(m_expires);
        line->addWidget(m_expiry, 1);
    }
    return box;
}

void KeysBulkDialog::buildTable()
{
    m_model = std::make_unique<KeysPreviewModel>();
    m_table = new TableView(u"keys/preview"_s, tr("What would change"), this);
    m_table->setObjectName(u"bulkPreview"_s);
    m_table->setModel(m_model.get());
    m_table->setMinimumHeight(240);
    m_table->overlay().showLoading(tr("Counting what this would change"));
    content()->addWidget(m_table, 1);
}

void KeysBulkDialog::buildButtons()
{
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"bulkCancel"_s);
    m_submit = makeButton(tr("Change %n key(s)", nullptr, int(m_keys.size())), ButtonKind::Primary,
        this, u"bulkSubmit"_s);
    m_submit->setEnabled(false);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &KeysBulkDialog::submit);
}

keys::Bulk KeysBulkDialog::bulk() const
{
    keys::Bulk bulk{m_verb, m_keys};
    if (m_limit) {
        bool ok = false;
        const qint64 limit = m_limit->text().trimmed().toLongLong(&ok);
        if (ok)
            bulk.limit = limit;
        else if (!m_limit->text().trimmed().isEmpty())
            bulk.limit = std::numeric_limits<qint64>::max(); // no number: refused with the range
    }
    if (m_role)
        bulk.role = m_role->currentText();
    if (m_expires && m_expires->isChecked())
        bulk.expires = m_expiry->dateTime().toUTC();
    return bulk;
}

void KeysBulkDialog::preview()
{
    m_asking.cancel();
    m_asking = CancelToken();
    const CancelToken asking = m_asking;
    deliver(m_context.workspace->link().interactive().run(
                [engine = m_context.engine, bulk = bulk()](
                    db::Sql &sql) { return engine.preview(sql, bulk); },
                asking),
        this, [this, asking](const Result<keys::Preview> &preview) {
            if (asking.isCancelled())
                return; // a newer wish is on its way
            if (!preview) {
                fail(preview.error());
                return;
            }
            std::vector<PreviewLine> lines;
            for (const keys::PreviewRow &row : preview.value().rows)
                lines.push_back({row.key.id, row.key.name, row.before, row.after, row.trouble});
            m_table->overlay().clear();
            m_model->update(std::move(lines));
            m_table->fitColumns();
            const int count = preview.value().willChange();
            m_submit->setText(tr("Change %n key(s)", nullptr, count));
            m_submit->setEnabled(!preview.value().blocked() && count > 0);
            if (preview.value().blocked())
                m_banner->showMessage(items::Severity::Warn, troubleOf(preview.value()).text);
            else
                m_banner->clear();
        });
}

void KeysBulkDialog::submit()
{
    m_context.gate->pass(this, [this] {
        m_submit->setEnabled(false);
        m_context.ask(
            this,
            [bulk = bulk()](
                db::Sql &sql, const keys::Keys &engine) { return engine.apply(sql, bulk); },
            [this](const Result<keys::Changed> &done) {
                if (!done) {
                    fail(done.error());
                    return;
                }
                Q_EMIT changed(done.value());
                accept();
            });
    });
}

void KeysBulkDialog::fail(const Error &error)
{
    m_table->overlay().clear();
    m_banner->showMessage(items::Severity::Bad, error.text);
    m_submit->setEnabled(true);
}

QList<Figure> figuresOf(const keys::Bulk &bulk, const keys::Preview &preview)
{
    QList<Figure> figures{{Words::tr("Keys that change"), countText(preview.willChange()),
        bulk.verb == keys::Verb::Delete}};
    qint64 requests = 0, usage = 0;
    QMap<QString, qint64> dependents;
    for (const keys::PreviewRow &row : preview.rows) {
        requests += std::max<qint64>(0, row.dayRequests);
        usage += row.usageRows;
        for (const auto &[name, rows] : row.dependents)
            dependents[name] += rows;
    }
    const int unchanged = int(preview.rows.size()) - preview.willChange();
    if (unchanged > 0)
        figures.append({Words::tr("Already so"), countText(unchanged)});
    figures.append({Words::tr("Requests in the last 24 hours"), countText(requests), requests > 0});
    if (bulk.verb == keys::Verb::Delete)
        figures.append({Words::tr("Usage rows left without a key"), countText(usage), usage > 0});
    for (auto it = dependents.cbegin(); it != dependents.cend(); ++it)
        figures.append({it.key(), countText(it.value()), true});
    return figures;
}

Error troubleOf(const keys::Preview &preview)
{
    for (const keys::PreviewRow &row : preview.rows) {
        if (!row.trouble.isEmpty())
            return refused(Words::tr("%1: %2").arg(row.key.name, row.trouble));
    }
    return refused({});
}

} // namespace gatehouse::ui
