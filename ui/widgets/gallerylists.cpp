#include "items/roles.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/delegates/keydelegate.h"
#include "ui/delegates/limitbardelegate.h"
#include "ui/delegates/sparklinedelegate.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/rangepicker.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace gatehouse::ui::gallery {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Key
{
    const char16_t *name, *key, *print, *role;
    double used, limit;
    qint64 day;
    const char16_t *last, *state;
    items::Severity severity;
};

constexpr Key kKeys[] = {
    {u"web", u"edgellm-••••7412", u"#bda69f", u"admin", 410, 1000, 6970, u"2 min", u"active",
        items::Severity::Good},
    {u"mobile-app", u"edgellm-••••2c0f", u"#fec2e0", u"user", 465, 500, 7905, u"just now",
        u"over 90 %", items::Severity::Warn},
    {u"batch-night", u"edgellm-••••709d", u"#b03b4d", u"user", 240, 2000, 4080, u"6 h", u"active",
        items::Severity::Good},
    {u"partner-acme", u"edgellm-••••2ba6", u"#368a3c", u"user", 192, 300, 3264, u"1 min", u"active",
        items::Severity::Good},
    {u"research", u"edgellm-••••72ad", u"#fe920d", u"user", 205, 250, 1190, u"9 min",
        u"expires in 3 days", items::Severity::Warn},
    {u"demo-user", u"edgellm-••••7578", u"#a5f199", u"user", 2, 100, 34, u"41 days",
        u"idle 41 days", items::Severity::Unknown},
    {u"Demo Admin Key", u"edgellm-••••c456", u"#b6298d", u"admin", 0, 1000, 0, u"never",
        u"never used", items::Severity::Unknown},
    {u"old-integration", u"edgellm-••••b970", u"#dae179", u"user", 0, 100, 0, u"66 days",
        u"revoked", items::Severity::Bad},
    {u"qa-staging", u"edgellm-••••644a", u"#fad9b6", u"user", 12, 150, 204, u"3 h", u"active",
        items::Severity::Good},
    {u"support-desk", u"edgellm-••••2b1f", u"#576700", u"user", 39, 120, 673, u"4 min", u"active",
        items::Severity::Good},
    {u"edge-worker-1", u"edgellm-••••b709", u"#a7512e", u"user", 440, 800, 7480, u"just now",
        u"active", items::Severity::Good},
    {u"<b>no limit</b> \u202Eedis", u"edgellm-••••43eb", u"#7366dd", u"user", 416, 0, 7072,
        u"just now", u"active", items::Severity::Good},
};

QStandardItem *cell(const QString &text) { return new QStandardItem(text); }

void addKey(QStandardItemModel *model, const Key &key, unsigned seed)
{
    auto *name = cell(QString::fromUtf16(key.name));
    name->setData(true, items::StrongRole);
    auto *masked = cell(QString::fromUtf16(key.key));
    masked->setData(QString::fromUtf16(key.print), items::SecondaryTextRole);
    auto *limit =
        cell(key.limit > 0 ? u"%1/%2 per h"_s.arg(key.used).arg(key.limit) : u"no limit"_s);
    limit->setData(QVariant::fromValue(items::Limit{key.used, key.limit}), items::LimitRole);
    auto *week = cell(u"no requests"_s);
    if (key.day > 0)
        week->setData(
            QVariant::fromValue(makeDay(28, 0, double(key.day), seed)), items::SeriesRole);
    auto *day = cell(QLocale().toString(key.day));
    day->setData(key.day, items::CopyRole);
    day->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *state = cell(QString::fromUtf16(key.state));
    state->setData(QString::fromUtf16(key.state), items::BadgeRole);
    state->setData(QVariant::fromValue(key.severity), items::SeverityRole);
    model->appendRow({name, masked, cell(QString::fromUtf16(key.role)), limit, week, day,
        cell(QString::fromUtf16(key.last)), state});
}

FilterBar *makeFilter(QWidget *parent)
{
    auto *bar = new FilterBar(parent);
    bar->setTextHint(u"Filter by name, role, fingerprint"_s);
    bar->setFields({{u"model"_s, u"model"_s, {items::Compare::OneOf, items::Compare::Is},
                        {u"llama3.2"_s, u"gemma2"_s, u"mistral"_s}},
        {u"endpoint"_s, u"endpoint"_s, {items::Compare::Is, items::Compare::StartsWith}},
        {u"duration"_s, u"duration"_s, {items::Compare::Above, items::Compare::Below}, {},
            u"ms"_s}});
    bar->setConditions({{u"model"_s, items::Compare::OneOf, {u"llama3.2"_s, u"gemma2"_s}},
        {u"endpoint"_s, items::Compare::Is, {u"/api/chat"_s}},
        {u"duration"_s, items::Compare::Above, {u"500"_s}}});
    auto *count = new CountLabel(bar);
    count->setCount(
        {items::Count::Kind::Exact, 12431}, items::Count{items::Count::Kind::About, 10'000'000});
    count->setNote(u"38 ms"_s);
    count->setSqlAvailable(true);
    bar->addTrailing(count);
    return bar;
}

} // namespace

QAbstractItemModel *makeKeysModel(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    const QStringList ids{
        u"name"_s, u"key"_s, u"role"_s, u"limit"_s, u"week"_s, u"day"_s, u"last"_s, u"state"_s};
    const QStringList titles{u"Name"_s, u"Key"_s, u"Role"_s, u"Limit used"_s, u"7 days"_s,
        u"24 h"_s, u"Last used"_s, u"State"_s};
    model->setHorizontalHeaderLabels(titles);
    for (int column = 0; column < ids.size(); ++column)
        model->setHeaderData(column, Qt::Horizontal, ids.at(column), items::ColumnIdRole);
    model->setHeaderData(
        5, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    unsigned seed = 7;
    for (const Key &key : kKeys)
        addKey(model, key, seed++);
    return model;
}

QWidget *makeLists(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *header = new PageHeader(u"API keys"_s, page);
    header->setSubtitle(u"147 active, 23 revoked"_s);
    header->addAction(new RangePicker(page));
    header->addAction(makeButton(u"Find by secret…"_s, ButtonKind::Plain, page, u"galleryFind"_s));
    header->addAction(makeButton(u"New key…"_s, ButtonKind::Primary, page, u"galleryNew"_s));
    auto *table = new TableView(u"gallery"_s, u"API keys"_s, page);
    table->setObjectName(u"galleryTable"_s);
    table->setModel(makeKeysModel(table));
    table->setItemDelegateForColumn(1, new KeyDelegate(table));
    table->setItemDelegateForColumn(3, new LimitBarDelegate(table));
    table->setItemDelegateForColumn(4, new SparklineDelegate(table));
    table->setItemDelegateForColumn(7, new BadgeDelegate(table));
    table->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
    table->setSortingEnabled(true);
    table->selectRow(1);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::kMedium, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(header);
    column->addWidget(makeFilter(page));
    column->addWidget(table, 1);
    return page;
}

} // namespace gatehouse::ui::gallery
