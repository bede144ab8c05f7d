#include "partitions/table.h"

#include "base/safetext.h"
#include "db/transaction.h"
#include "partitions/words.h"

namespace gatehouse::partitions {

namespace {

constexpr int kMostMonths = 600;
constexpr qsizetype kLongestName = 50; // of 63 bytes, for what is put behind it

struct Found
{
    qint64 oid = 0;
    QString kind, timeType, persistence;
    bool partition = false, inherits = false, owned = false, rules = false, extension = false;
    qint64 bytes = 0;
    double rows = -1;
    QString owner;
    static Found fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), row.text(1), row.text(2), row.text(3), row.get<bool>(4),
            row.get<bool>(5), row.get<bool>(6), row.get<bool>(7), row.get<bool>(8),
            row.get<qint64>(9), row.get<double>(10), row.text(11)};
    }
};

class Reader
{
public:
    Reader(db::Sql &sql, Table &table) : m_sql(sql), m_table(table) { }

    Result<> read()
    {
        auto found = m_sql.fetchOptional<Found>(
            "partitions/table"_L1, db::bind(m_table.schema, m_table.name, m_table.time));
        if (!found)
            return found.error();
        if (!found.value()) {
            m_table.obstacles << Words::tr("There is no table %1.").arg(m_table.label());
            return Done{};
        }
        m_found = *found.value();
        m_table.timeType = m_found.timeType;
        m_table.owner = m_found.owner;
        m_table.bytes = m_found.bytes;
        m_table.rows = m_found.rows;
        judge();
        for (auto part : {&Reader::columns, &Reader::constraints, &Reader::indexes,
                 &Reader::sequences, &Reader::dependents, &Reader::carried, &Reader::times})
            if (auto done = (this->*part)(); !done)
                return done;
        return Done{};
    }

private:
    template <typename F>
    Result<> each(QLatin1StringView statement, F f)
    {
        auto done = m_sql.stream(statement, db::bind(m_found.oid), [&f](const db::Row &row) {
            f(row);
            return true;
        });
        return done ? Result<>(Done{}) : Result<>(done.error());
    }
    void obstacle(const QString &sentence) { m_table.obstacles << sentence; }

    void judge()
    {
        const QString label = m_table.label();
        if (m_found.kind == "p"_L1)
            obstacle(Words::tr("%1 is partitioned already.").arg(label));
        else if (m_found.kind != "r"_L1)
            obstacle(Words::tr("%1 is not a table.").arg(label));
        if (m_found.partition || m_found.inherits)
            obstacle(Words::tr("%1 is a partition, or inherits, or others inherit from it.").arg(label));
        if (m_found.persistence != "p"_L1)
            obstacle(Words::tr("%1 is temporary or unlogged.").arg(label));
        if (!m_found.owned)
            obstacle(Words::tr("Only the owner of %1 can partition it; this role is not.").arg(label));
        if (m_found.rules)
            obstacle(Words::tr("%1 has rewrite rules, which a partitioned table takes differently.")
                         .arg(label));
        if (m_found.extension)
            obstacle(Words::tr("%1 belongs to an extension.").arg(label));
        if (m_table.timeType.isEmpty())
            obstacle(Words::tr("%1 has no column \"%2\" with a time.")
                         .arg(label, safeText(m_table.time, 60)));
        if (m_table.name.toUtf8().size() > kLongestName)
            obstacle(Words::tr("The name of %1 is too long for names of partitions behind it.").arg(label));
    }

    Result<> columns()
    {
        return each("partitions/columns"_L1, [this](const db::Row &row) {
            m_table.columns.push_back(
                {row.text(0), row.get<bool>(1), row.get<bool>(2), row.text(3)});
            if (row.text(0) == m_table.time && !row.get<bool>(1))
                m_table.warnings << Words::tr("%1 may be empty now and will not be: the primary key "
                                              "has to hold it.")
                                        .arg(safeText(m_table.time, 60));
        });
    }

    Result<> constraints()
    {
        auto done = each("partitions/constraints"_L1, [this](const db::Row &row) {
            const QString kind = row.text(1), name = safeText(row.text(0), 80);
            const QStringList on = row.get<QStringList>(3);
            if (kind == "p"_L1) {
                m_table.keyName = row.text(0);
                m_table.key = on;
                m_table.keyTypes = row.get<QStringList>(4);
            } else if (kind == "f"_L1) {
                m_table.foreignKeys.push_back({row.text(0), row.text(2)});
            } else if (kind == "i"_L1) {
                obstacle(Words::tr("%1 refers to it by the foreign key %2; a partitioned table has no "
                                   "unique key without the time that could be referred to.")
                             .arg(safeText(row.text(2), 100), name));
            } else {
                obstacle(Words::tr("The constraint %1 could not be kept: over partitions it would "
                                   "have to hold the time as well.")
                             .arg(name));
            }
        });
        if (done && m_table.key.isEmpty() && m_found.kind == "r"_L1)
            obstacle(Words::tr("%1 has no primary key, by which rows are copied and compared.")
                         .arg(m_table.label()));
        if (done && !m_table.key.isEmpty() && !m_table.key.contains(m_table.time))
            m_table.warnings << Words::tr("The primary key becomes (%1): the server then ensures that "
                                          "%2 is unique within a moment only.")
                                    .arg(m_table.partitionKey().join(u", "_s),
                                        m_table.key.join(u", "_s));
        return done;
    }

    Result<> indexes()
    {
        return each("partitions/indexes"_L1, [this](const db::Row &row) {
            m_table.indexes.push_back({row.text(0), row.get<bool>(1), row.text(2)});
            if (row.get<bool>(1) && !row.get<QStringList>(3).contains(m_table.time))
                obstacle(Words::tr("The unique index %1 could not be kept: over partitions it would "
                                   "have to hold the time as well.")
                             .arg(safeText(row.text(0), 80)));
        });
    }

    Result<> sequences()
    {
        return each("partitions/sequences"_L1, [this](const db::Row &row) {
            m_table.sequences.push_back(
                {row.text(0), row.text(1), row.text(2), row.get<bool>(3)});
        });
    }

    Result<> dependents()
    {
        return each("partitions/dependents"_L1, [this](const db::Row &row) {
            const QString kind = row.text(0), name = safeText(row.text(1), 100);
            if (kind == "v"_L1)
                m_table.views << row.text(2);
            else if (kind == "publication"_L1)
                m_table.warnings << Words::tr("The publication %1 goes on with the old table; add the "
                                              "new one to it.")
                                        .arg(name);
            else
                obstacle(Words::tr("%1 depends on it and cannot be pointed to another table.").arg(name));
        });
    }

    Result<> carried()
    {
        const QString ours = u"gatehouse\\_partition\\_%"_s;
        auto done = m_sql.stream(
            "catalog/carried"_L1, db::bind(m_found.oid, ours), [this](const db::Row &row) {
                m_table.carried << row.text(0);
                if (row.get<int>(1) == 5)
                    m_table.triggerStates << row.text(0);
                return true;
            });
        return done ? Result<>(Done{}) : Result<>(done.error());
    }

    Result<> times()
    {
        if (!m_table.obstacles.isEmpty())
            return Done{};
        const db::Identifier time(m_table.time);
        auto done = m_sql.stream(
            {u"SELECT to_char(date_trunc('month', coalesce((SELECT min(%1) FROM %2 WHERE %1 > '-infinity'), "
             "LOCALTIMESTAMP)), 'YYYY-MM-DD'), to_char(date_trunc('month', LOCALTIMESTAMP), 'YYYY-MM-DD'), "
             "EXISTS (SELECT FROM %2 WHERE %1 IS NULL OR %1 = '-infinity')"_s,
                {time, m_table.id()}},
            {}, [this](const db::Row &row) {
                m_table.first = std::min(row.text(0), row.text(1));
                m_table.now = row.text(1);
                if (row.get<bool>(2))
                    obstacle(Words::tr("Rows of %1 have no time, and belong to no month. Give them "
                                       "one first.")
                                 .arg(m_table.label()));
                return true;
            });
        if (!done)
            return done.error();
        const int from = m_table.first.left(4).toInt() * 12 + m_table.first.mid(5, 2).toInt();
        const int to = m_table.now.left(4).toInt() * 12 + m_table.now.mid(5, 2).toInt();
        m_table.months = to - from + 1;
        if (m_table.months > kMostMonths)
            obstacle(Words::tr("The first row is of %1; that would be %2 partitions. Mend its time "
                               "first.")
                         .arg(m_table.first)
                         .arg(m_table.months));
        return Done{};
    }

    db::Sql &m_sql;
    Table &m_table;
    Found m_found;
};

} // namespace

QString Table::label() const { return safeText(schema + u'.' + name, 120); }

QStringList Table::columnNames() const
{
    QStringList names;
    for (const Column &column : columns)
        if (!column.generated)
            names << column.name;
    return names;
}

QStringList Table::partitionKey() const
{
    return key.contains(time) ? key : key + QStringList{time};
}

Result<Table> readTable(db::Sql &sql, const QString &schema, const QString &name, const QString &time)
{
    Table table;
    table.schema = schema;
    table.name = name;
    table.time = time;
    std::optional<db::Transaction> own;
    if (!sql.inTransaction()) {
        auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
        if (!transaction)
            return transaction.error();
        own.emplace(std::move(transaction).value());
    }
    // Definitions are printed with every schema in front; months are those of UTC.
    if (auto set = sql.execute(u"SELECT set_config('search_path', '', true), set_config('TimeZone', 'UTC', true)"_s);
        !set)
        return set.error();
    if (auto done = Reader(sql, table).read(); !done)
        return done.error();
    if (own)
        if (auto end = own->commit(); !end)
            return end.error();
    return table;
}

} // namespace gatehouse::partitions
