#include "ui/pages/keysreviewdialog.h"

#include "items/tablemodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/words.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

struct ReviewLine
{
    keys::Key key;
    QString used;
    bool operator==(const ReviewLine &) const = default;
};

class ReviewModel : public items::TableModel<ReviewLine>
{
public:
    ReviewModel()
        : TableModel(
            {{u"name"_s, Words::tr("Key"), [](const ReviewLine &line) { return line.key.name; }},
                {u"fingerprint"_s, Words::tr("Fingerprint"),
                    [](const ReviewLine &line) { return line.key.fingerprint; }},
                {u"limit"_s, Words::tr("Limit"),
                    [](const ReviewLine &line) {
                        return line.key.limit ? QString::number(*line.key.limit) : QString();
                    }},
                {u"used"_s, Words::tr("Last used"),
                    [](const ReviewLine &line) { return line.used; }},
                {u"expires"_s, Words::tr("Expires"),
                    [](const ReviewLine &line) {
                        return line.key.expires ? line.key.expires->toString(Qt::ISODate)
                                                : QString();
                    }}},
            [](const ReviewLine &line) { return line.key.id; })
    {
    }
};

namespace {

QString fixText(keys::Fix fix)
{
    switch (fix) {
    case keys::Fix::Revoke:
        return Words::tr("Revoke…");
    case keys::Fix::Rotate:
        return Words::tr("Rotate…");
    case keys::Fix::SetLimit:
        return Words::tr("Set limit…");
    case keys::Fix::SetExpiry:
        return Words::tr("Set expiry…");
    case keys::Fix::HashPlan:
        return Words::tr("Show the hash plan");
    case keys::Fix::None:
        break;
    }
    return {};
}

} // namespace

KeysReviewDialog::KeysReviewDialog(const KeysContext &context, QWidget *parent)
    : EnvironmentDialog(tr("Review of the keys"), targetOf(*context.workspace), parent),
      m_context(context),
      m_model(std::make_unique<ReviewModel>())
{
    setObjectName(u"reviewDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    fetch();
}

KeysReviewDialog::~KeysReviewDialog() = default;

void KeysReviewDialog::build()
{
    m_list = new QListWidget(this);
    m_list->setObjectName(u"reviewGroups"_s);
    m_list->setAccessibleName(tr("Findings"));
    m_list->setFixedWidth(310);
    m_list->setIconSize(QSize(16, 16));
    connect(&Theme::current(), &Theme::changed, this, &KeysReviewDialog::dress);
    m_title = new PlainLabel(this);
    m_title->setFont(headingFont());
    m_why = new PlainLabel(this);
    m_why->setObjectName(u"reviewWhy"_s);
    m_why->setWordWrap(true);
    m_table = new TableView(u"keys/review"_s, tr("Keys of this finding"), this);
    m_table->setObjectName(u"reviewKeys"_s);
    m_table->setModel(m_model.get());
    auto *right = new QVBoxLayout;
    right->addWidget(m_title);
    right->addWidget(m_why);
    right->addWidget(m_table, 1);
    auto *both = new QHBoxLayout;
    both->setSpacing(space::kLarge);
    both->addWidget(m_list);
    both->addLayout(right, 1);
    content()->addLayout(both, 1);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"reviewClose"_s);
    m_fix = makeButton(QString(), ButtonKind::Primary, this, u"reviewFix"_s);
    m_fix->hide(); // no verb before there are findings
    buttons()->addWidget(close);
    buttons()->addWidget(m_fix);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_fix, &QPushButton::clicked, this, &KeysReviewDialog::fix);
    connect(m_list, &QListWidget::currentRowChanged, this, &KeysReviewDialog::showGroup);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        [this] { m_fix->setEnabled(!chosen().empty()); });
    resize(900, 560);
}

// Who shares a key is asked for here only: it reads a week of usage.
void KeysReviewDialog::fetch()
{
    m_table->overlay().showLoading(tr("Looking who uses which key"));
    m_context.ask(
        this, [](db::Sql &sql, const keys::Keys &engine) { return engine.clients(sql); },
        [this](const Result<std::optional<keys::Clients>> &clients) {
            m_table->overlay().clear();
            showGroups(keys::report(m_context.engine, m_context.known,
                clients ? clients.value() : std::nullopt, m_context.workspace->clock().now()));
        });
}

void KeysReviewDialog::showGroups(std::vector<keys::Group> groups)
{
    m_groups = std::move(groups);
    m_list->clear();
    int first = -1;
    for (size_t i = 0; i < m_groups.size(); ++i) {
        const keys::Group &group = m_groups[i];
        const bool some = !group.keys.empty();
        const QString count =
            group.notRecorded.isEmpty() ? QString::number(group.keys.size()) : tr("not recorded");
        m_list->addItem(tr("%1 (%2)").arg(group.title, count));
        if (some && first < 0)
            first = int(i);
    }
    dress();
    m_list->setCurrentRow(std::max(first, 0));
}

void KeysReviewDialog::dress()
{
    for (int i = 0; i < m_list->count(); ++i) {
        const keys::Group &group = m_groups[size_t(i)];
        const bool some = !group.keys.empty();
        const QString sign = some         ? u"triangle-alert"_s
            : group.notRecorded.isEmpty() ? u"circle-check"_s
                                          : u"minus"_s;
        m_list->item(i)->setIcon(icon(sign, some ? tokens().warn : tokens().muted));
    }
}

void KeysReviewDialog::showGroup(int index)
{
    if (index < 0 || index >= int(m_groups.size()))
        return;
    const keys::Group &group = m_groups[size_t(index)];
    m_title->setText(group.title);
    m_why->setText(group.notRecorded.isEmpty() ? group.why : group.notRecorded);
    std::vector<ReviewLine> lines;
    const QDateTime now = m_context.workspace->clock().now();
    for (const keys::Key &key : group.keys)
        lines.push_back({key, keys::agoText(key.lastUse, now)});
    m_model->update(std::move(lines));
    m_table->fitColumns();
    if (group.keys.empty())
        m_table->overlay().showEmpty(u"circle-check"_s,
            group.notRecorded.isEmpty() ? tr("No key is concerned") : tr("Not recorded"),
            group.notRecorded.isEmpty() ? tr("There is nothing to do here.") : group.notRecorded);
    else
        m_table->overlay().clear();
    m_fix->setText(fixText(group.fix));
    m_fix->setVisible(!group.keys.empty() && group.fix != keys::Fix::None);
    m_table->selectAll();
    m_fix->setEnabled(!chosen().empty());
}

std::vector<keys::Key> KeysReviewDialog::chosen() const
{
    std::vector<keys::Key> keys;
    for (int row : m_table->selectedRowNumbers())
        keys.push_back(m_model->row(row).key);
    return keys;
}

void KeysReviewDialog::fix()
{
    const keys::Fix fix = m_groups[size_t(m_list->currentRow())].fix;
    const auto keys = chosen();
    if (keys.empty())
        return;
    accept();
    Q_EMIT fixRequested(fix, keys);
}

} // namespace gatehouse::ui
