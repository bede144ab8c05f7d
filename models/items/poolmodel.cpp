#include "items/poolmodel.h"

#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using care::Pool;
using Level = care::PoolVerdict::Level;

namespace {

constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

QVariant badge(const Pool &pool, int role)
{
    switch (role) {
    case BadgeRole:
        return care::judgePool(pool).word;
    case SeverityRole:
        return QVariant::fromValue(severityOf(care::judgePool(pool).level));
    default:
        return {};
    }
}

TableColumn<Pool> count(const QString &id, const QString &title, qint64 Pool::*field)
{
    return {id, title, [field](const Pool &pool) { return QLocale().toString(pool.*field); },
        [field](const Pool &pool) { return QVariant(pool.*field); }, kRight};
}

} // namespace

Severity severityOf(Level level)
{
    switch (level) {
    case Level::Good:
        return Severity::Good;
    case Level::Notice:
        return Severity::Info;
    case Level::Warn:
        return Severity::Warn;
    case Level::Bad:
        return Severity::Bad;
    }
    return Severity::None;
}

std::unique_ptr<PoolModel> makePoolModel(QObject *parent)
{
    using Column = TableColumn<Pool>;
    std::vector<Column> columns{
        {u"database"_s, Words::tr("Database"), [](const Pool &pool) { return pool.database; }},
        {u"user"_s, Words::tr("User"), [](const Pool &pool) { return pool.user; }},
        {u"state"_s, Words::tr("State"),
            [](const Pool &pool) { return care::judgePool(pool).word; },
            [](const Pool &pool) { return QVariant(int(care::judgePool(pool).level)); }, kLeft,
            badge},
        count(u"clients"_s, Words::tr("Clients"), &Pool::clientsActive),
        count(u"waiting"_s, Words::tr("Waiting"), &Pool::clientsWaiting),
        {u"wait"_s, Words::tr("Longest wait"),
            [](const Pool &pool) {
                return pool.longestWait > 0 ? QLocale().toString(pool.longestWait, 'f', 1) + u" s"_s
                                            : u"—"_s;
            },
            [](const Pool &pool) { return QVariant(pool.longestWait); }, kRight},
        count(u"busy"_s, Words::tr("Servers in use"), &Pool::serversActive),
        count(u"idle"_s, Words::tr("Servers idle"), &Pool::serversIdle),
        count(u"size"_s, Words::tr("Size"), &Pool::size),
        {u"mode"_s, Words::tr("Mode"), [](const Pool &pool) { return pool.mode; }},
    };
    return std::make_unique<PoolModel>(
        std::move(columns), [](const Pool &pool) { return pool.database + u'/' + pool.user; },
        parent);
}

std::unique_ptr<ShownModel> makeShownModel(const care::PoolTable &table, QObject *parent)
{
    std::vector<TableColumn<ShownRow>> columns;
    for (qsizetype i = 0; i < table.columns.size(); ++i) {
        columns.push_back({table.columns[i], table.columns[i],
            [i](const ShownRow &row) { return row.cells.value(i); },
            [i](const ShownRow &row) {
                bool number = false;
                const double value = row.cells.value(i).toDouble(&number);
                return number ? QVariant(value) : QVariant(row.cells.value(i));
            }});
    }
    return std::make_unique<ShownModel>(
        std::move(columns), [](const ShownRow &row) { return QString::number(row.number); },
        parent);
}

} // namespace gatehouse::items
