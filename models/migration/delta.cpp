#include "migration/delta.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/rowstream.h"
#include "migration/swap.h"
#include "migration/verifysides.h"
#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {

Result<> done(const Result<qint64> &result)
{
    return result ? Result<>(Done{}) : Result<>(result.error());
}

// The address may be another: a newer copy of the same.
bool isSameMove(const Plan &a, const Plan &b)
{
    if (a.target != b.target || idNamespace(a) != idNamespace(b)
        || a.tables.size() != b.tables.size())
        return false;
    for (size_t i = 0; i < a.tables.size(); ++i) {
        TableRule one = a.tables[i], other = b.tables[i];
        one.existing = other.existing = Existing::Fail;
        if (one != other)
            return false;
    }
    return true;
}

QStringList quoted(const QStringList &names, const QString &before)
{
    QStringList all;
    for (const QString &name : names)
        all << before + db::Identifier(name).quoted();
    return all;
}

struct HashedHere
{
    proof::Hash key, row;
    std::string_view bytes;
};

// The live table as the encoder would write it, with `further` at the end of each row.
Result<> readLive(db::Sql &sql, const Moved &table, const QUuid &ids, const QString &further,
    const std::function<void(const HashedHere &)> &take)
{
    auto encoder = encoderOf(table, ids)();
    if (!encoder)
        return encoder.error();
    const Encoder &encode = *encoder.value();
    const std::vector<size_t> key = keyColumns(table, encode);
    const QString query = u"COPY (SELECT "_s + quoted(encode.columns(), u"t."_s).join(u", "_s)
        + further + u" FROM "_s + db::Identifier(table.live.schema, table.rule.to).quoted()
        + u" t) TO STDOUT (FORMAT binary)"_s;
    std::vector<proof::Hash> cells;
    auto read = streamRows(sql, db::Statement(query), [&](std::string_view row) {
        encode.hashes(row, cells);
        take({keyHash(cells, key), proof::hashRow(cells), row});
        return true;
    });
    return done(read);
}

Result<> noteGone(
    db::Sql &sql, const Run &run, const Moved &table, const QUuid &ids, const MovedBefore &before)
{
    QStringList texts;
    for (const QString &column : table.key)
        texts << u"t."_s + db::Identifier(column).quoted() + u"::text"_s;
    std::vector<QString> keys;
    auto read = readLive(sql, table, ids, u", ARRAY["_s + texts.join(u", "_s) + u"]::text"_s,
        [&](const HashedHere &row) {
            if (!before.isGone(row.key))
                return;
            const auto text = fieldsOf(row.bytes).back().value_or(std::string_view());
            keys.push_back(QString::fromUtf8(text.data(), qsizetype(text.size())));
        });
    if (!read)
        return read;
    for (const QString &key : keys)
        if (auto noted = sql.execute("migration/add_stub"_L1,
                db::bind(run.id, table.part.number, key));
            !noted)
            return noted.error();
    return Done{};
}

} // namespace

void MovedBefore::add(const proof::Hash &key, const proof::Hash &row)
{
    m_entries.push_back({key.low, row.low});
}

void MovedBefore::close()
{
    std::sort(m_entries.begin(), m_entries.end());
    m_met.assign(m_entries.size(), 0);
}

Sieved MovedBefore::judge(const proof::Hash &key, const proof::Hash &row)
{
    auto at = size_t(std::lower_bound(m_entries.begin(), m_entries.end(), Entry{key.low, 0})
        - m_entries.begin());
    bool known = false;
    for (; at < m_entries.size() && m_entries[at].key == key.low; ++at) {
        known = true;
        if (m_met[at] != 0)
            continue;
        m_met[at] = 1;
        ++m_metCount;
        const bool same = m_entries[at].row == row.low;
        ++(same ? unchanged : changed);
        return same ? Sieved::Unchanged : Sieved::Wanted;
    }
    if (known && m_keyed)
        return Sieved::Repeated;
    ++fresh;
    return Sieved::Wanted;
}

bool MovedBefore::isGone(const proof::Hash &key) const
{
    auto at = size_t(std::lower_bound(m_entries.begin(), m_entries.end(), Entry{key.low, 0})
        - m_entries.begin());
    return at < m_entries.size() && m_entries[at].key == key.low && m_met[at] == 0;
}

Result<Run> baseOf(db::Sql &sql, const Plan &plan)
{
    auto runs = listRuns(sql);
    if (!runs)
        return runs.error();
    for (const Run &run : runs.value())
        if ((run.state == RunState::Done || run.state == RunState::Finished)
            && isSameMove(run.plan, plan))
            return run;
    return refused(Words::tr("There is no run of the same rules in this database that a delta run "
                             "could follow. Run the rules in full first."));
}

Result<> isUntouched(db::Sql &sql, const Run &base)
{
    auto drift = driftSince(sql, base);
    if (!drift)
        return drift.error();
    QStringList lines;
    for (const Drift &table : drift.value())
        if (table.isAny())
            lines << table.sentence();
    if (lines.isEmpty())
        return Done{};
    return refused(Words::tr("Rows were written into the tables since run %1, by the service or from the "
                             "quarantine, and a delta run would "
                             "not know whose rows count. %2 Move everything again, with \"existing\": "
                             "\"update\" or \"skip\" in the rules.")
                       .arg(base.id)
                       .arg(lines.join(u' ')));
}

Result<std::unique_ptr<MovedBefore>> movedBefore(
    db::Sql &sql, const Moved &table, const QUuid &ids)
{
    auto before = std::make_unique<MovedBefore>(!table.key.isEmpty());
    auto read = readLive(sql, table, ids, {},
        [&before](const HashedHere &row) { before->add(row.key, row.row); });
    if (!read)
        return read.error();
    before->close();
    return before;
}

Sieve sieveFor(const Moved &table, MovedBefore &before)
{
    return [&before, table, key = std::vector<size_t>(), cells = std::vector<proof::Hash>(),
               ready = false](const Encoder &encode, const ByteBuffer &rows, size_t at) mutable {
        if (!ready) {
            key = keyColumns(table, encode);
            ready = true;
        }
        encode.hashes(rows.view(at), cells);
        return before.judge(keyHash(cells, key), proof::hashRow(cells));
    };
}

Result<> takeOver(
    db::Sql &sql, const Run &run, const Moved &table, const QUuid &ids, MovedBefore &before)
{
    if (table.key.isEmpty() && before.gone() > 0)
        return refused(Words::tr("%1 has no key, and %n row(s) that (was|were) moved before (is|are) "
                                 "no longer in the source; a delta run cannot follow that. Move "
                                 "everything again.",
            nullptr, int(before.gone()))
                           .arg(table.rule.to));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    const QString staged = db::Identifier(stagingSchema(run.id), table.rule.to).quoted();
    QStringList columns, same;
    for (const TargetColumn &column : table.live.fillable())
        columns << db::Identifier(column.name).quoted();
    for (const QString &column : quoted(table.key, {}))
        same << u"s."_s + column + u" = t."_s + column;
    auto kept = sql.execute(db::Statement(u"INSERT INTO "_s + staged + u" ("_s
        + columns.join(u", "_s) + u") OVERRIDING SYSTEM VALUE SELECT "_s + columns.join(u", "_s)
        + u" FROM "_s + db::Identifier(table.live.schema, table.rule.to).quoted() + u" t"_s
        + (same.isEmpty() ? QString()
                          : u" WHERE NOT EXISTS (SELECT FROM "_s + staged + u" s WHERE "_s
                    + same.join(u" AND "_s) + u')')));
    if (!kept)
        return kept.error();
    if (before.gone() > 0)
        if (auto noted = noteGone(sql, run, table, ids, before); !noted)
            return noted;
    auto counted = sql.execute("migration/delta_counts"_L1,
        db::bind(run.id, table.part.number, kept.value(), before.fresh, before.changed,
            before.gone(), run.base));
    if (!counted)
        return counted.error();
    if (auto fail = failPoint("migrate.delta"); !fail)
        return fail;
    return std::move(transaction).value().commit();
}

Result<> beginAnew(db::Sql &sql, const Run &run)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const Part &part : run.parts)
        if (auto emptied = sql.execute(
                {u"TRUNCATE %1"_s, {db::Identifier(stagingSchema(run.id), part.to)}});
            !emptied)
            return emptied.error();
    for (const QLatin1StringView statement :
        {"migration/delta_anew"_L1, "migration/delta_anew_quarantine"_L1,
            "migration/delta_anew_stubs"_L1})
        if (auto reset = sql.execute(statement, db::bind(run.id)); !reset)
            return reset.error();
    return std::move(transaction).value().commit();
}

} // namespace gatehouse::migration
