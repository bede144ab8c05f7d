#include "tables/tree.h"

#include "db/transaction.h"
#include "tables/words.h"

namespace gatehouse::tables {

namespace {

Kind kindOf(QByteArrayView relkind, bool partition)
{
    switch (relkind.isEmpty() ? 'r' : relkind.front()) {
    case 'p':
        return Kind::Partitioned;
    case 'v':
        return Kind::View;
    case 'm':
        return Kind::MaterializedView;
    case 'f':
        return Kind::Foreign;
    default:
        return partition ? Kind::Partition : Kind::Table;
    }
}

Result<std::vector<Entry>> fetchMeasured(db::Sql &sql)
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::ReadOnly);
    if (!transaction)
        return transaction.error();
    if (auto done = sql.execute(u"SET LOCAL lock_timeout = '500ms'"_s); !done)
        return done.error();
    auto entries = sql.fetch<Entry>("tables/tree"_L1, db::bind(true));
    if (!entries)
        return entries.error();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    return entries;
}

} // namespace

Entry Entry::fromRow(const db::Row &row)
{
    Entry entry;
    entry.schema = row.text(0);
    entry.name = row.text(1);
    entry.kind = kindOf(row.raw(2), row.get<bool>(3));
    entry.rows = row.get<double>(4);
    entry.bytes = row.maybe<qint64>(5).value_or(-1);
    entry.readable = row.get<bool>(6);
    return entry;
}

Result<Tree> fetchTree(db::Sql &sql)
{
    auto measured = fetchMeasured(sql);
    if (measured)
        return Tree{std::move(measured).value(), false};
    if (measured.error().sqlState != "55P03"_L1)
        return measured.error();
    auto about = sql.fetch<Entry>("tables/tree"_L1, db::bind(false));
    if (!about)
        return about.error();
    return Tree{std::move(about).value(), true};
}

QString kindText(Kind kind)
{
    switch (kind) {
    case Kind::Table:
        return Words::tr("table");
    case Kind::Partitioned:
        return Words::tr("partitioned table");
    case Kind::Partition:
        return Words::tr("partition");
    case Kind::View:
        return Words::tr("view");
    case Kind::MaterializedView:
        return Words::tr("materialized view");
    case Kind::Foreign:
        return Words::tr("foreign table");
    }
    return {};
}

} // namespace gatehouse::tables
