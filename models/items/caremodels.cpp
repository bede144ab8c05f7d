#include "items/caremodels.h"

#include "items/backupsmodel.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using State = care::VacuumVerdict::State;

namespace {

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;

QVariant strong(const TableSizeRow &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

QVariant stateExtra(const TableSizeRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.word;
    case SeverityRole:
        return QVariant::fromValue(row.severity);
    default:
        return {};
    }
}

QString numberText(double value) { return value < 0 ? u"—"_s : QLocale().toString(qint64(value)); }

} // namespace

Severity severityOf(State state)
{
    switch (state) {
    case State::Good:
        return Severity::Good;
    case State::Soon:
        return Severity::Info;
    case State::Held:
    case State::Late:
    case State::Off:
        return Severity::Warn;
    case State::Danger:
        return Severity::Bad;
    }
    return Severity::Unknown;
}

QString growthText(const std::optional<double> &bytesPerDay)
{
    if (!bytesPerDay)
        return u"—"_s;
    const QString size = bytesText(qint64(std::abs(*bytesPerDay)));
    return *bytesPerDay < 0 ? u"−"_s + size : u"+"_s + size;
}

QString shareText(const std::optional<double> &share)
{
    return share ? QLocale().toString(100 * *share, 'f', 1) + " %"_L1 : u"—"_s;
}

std::unique_ptr<TableSizesModel> makeTableSizesModel(QObject *parent)
{
    using Row = TableSizeRow;
    const auto bytes = [](qint64 (*of)(const Row &)) {
        return [of](const Row &row) { return bytesText(of(row)); };
    };
    const auto sort = [](qint64 (*of)(const Row &)) {
        return [of](const Row &row) { return QVariant(of(row)); };
    };
    const auto total = +[](const Row &row) { return row.table.total(); };
    const auto heap = +[](const Row &row) { return row.table.heap; };
    const auto indexes = +[](const Row &row) { return row.table.indexes; };
    const auto toast = +[](const Row &row) { return row.table.toast; };
    const auto dead = +[](const Row &row) { return row.table.dead; };
    TableSizesModel::Columns columns{
        {u"table"_s, Words::tr("Table"), [](const Row &row) { return row.table.name; }, {}, kLeft,
            strong},
        {u"schema"_s, Words::tr("Schema"), [](const Row &row) { return row.table.schema; }},
        {u"vacuum"_s, Words::tr("Vacuum"), [](const Row &row) { return row.word; },
            [](const Row &row) { return QVariant(int(row.severity)); }, kLeft, stateExtra},
        {u"total"_s, Words::tr("Size"), bytes(total), sort(total), kRight},
        {u"heap"_s, Words::tr("Rows' part"), bytes(heap), sort(heap), kRight, {},
            Words::tr("The table itself, without its indexes and without long values")},
        {u"indexes"_s, Words::tr("Indexes"), bytes(indexes), sort(indexes), kRight},
        {u"toast"_s, Words::tr("Long values"), bytes(toast), sort(toast), kRight, {},
            Words::tr("TOAST: values that do not fit into a page")},
        {u"growth"_s, Words::tr("A day"), [](const Row &row) { return growthText(row.growth); },
            [](const Row &row) { return QVariant(row.growth.value_or(0)); }, kRight, {},
            Words::tr("Growth since the oldest kept size of the last 30 days")},
        {u"rows"_s, Words::tr("Rows, about"),
            [](const Row &row) { return numberText(row.table.rows); },
            [](const Row &row) { return QVariant(row.table.rows); }, kRight},
        {u"dead"_s, Words::tr("Dead rows"),
            [](const Row &row) { return numberText(double(row.table.dead)); }, sort(dead), kRight},
        {u"hit"_s, Words::tr("From cache"),
            [](const Row &row) { return shareText(row.table.hitShare()); },
            [](const Row &row) { return QVariant(row.table.hitShare().value_or(-1)); }, kRight},
    };
    return std::make_unique<TableSizesModel>(
        std::move(columns),
        [](const Row &row) { return row.table.schema + u'.' + row.table.name; }, parent);
}

} // namespace gatehouse::items
