#include "migration/finishkeys.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/orphans.h"
#include "migration/setaside.h"
#include "migration/sidebyside.h"
#include "migration/words.h"

#include <algorithm>
#include <thread>
#include <tuple>

namespace gatehouse::migration {

namespace {

Result<> done(const Result<qint64> &result)
{
    return result ? Result<>(Done{}) : Result<>(result.error());
}

// A key that is an index so far was built side by side with others, and becomes a constraint.
enum class Made { No, AsIndex, Whole };

Result<Made> isMade(db::Sql &sql, const QString &schema, const QString &table, const LiveKey &key)
{
    auto found = sql.fetchOne<int>(
        "migration/is_key_made"_L1, db::bind(schema, table, key.name));
    if (!found)
        return found.error();
    if (found.value() == 0)
        return Made::No;
    return key.kind == LiveKey::Kind::Index || found.value() == 2 ? Made::Whole : Made::AsIndex;
}

db::Statement indexCreation(const QString &schema, const QString &table, const LiveKey &key)
{
    return db::Statement(u"CREATE "_s + (key.unique ? u"UNIQUE "_s : QString()) + u"INDEX "_s
        + db::Identifier(key.name).quoted() + u" ON "_s + db::Identifier(schema, table).quoted()
        + (key.kind == LiveKey::Kind::Index ? key.definition : key.index));
}

db::Statement creation(const QString &schema, const QString &table, const LiveKey &key, Made made)
{
    if (key.kind == LiveKey::Kind::Index)
        return indexCreation(schema, table, key);
    const QString name = db::Identifier(key.name).quoted();
    const QString ofIndex = (key.kind == LiveKey::Kind::Primary ? u"PRIMARY KEY"_s : u"UNIQUE"_s)
        + u" USING INDEX "_s + name;
    return db::Statement(u"ALTER TABLE "_s + db::Identifier(schema, table).quoted()
        + u" ADD CONSTRAINT "_s + name + u' ' + (made == Made::No ? key.definition : ofIndex));
}

// What the plan wants once only.
Result<qint64> leaveRepeatedOut(db::Sql &sql, const KeysRequest &request, const Moved &table,
    const QStringList &columns, const std::vector<db::Identifier> &names)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto gone = sql.execute({u"DELETE FROM %1 WHERE ctid IN (SELECT at FROM (SELECT ctid AS at, "
                             "row_number() OVER (PARTITION BY "_s
            + columns.join(u", "_s) + u" ORDER BY ctid) AS nth FROM %1) d WHERE nth > 1)"_s,
        names});
    if (!gone)
        return gone.error();
    auto counted = sql.execute(
        "migration/left_out"_L1, db::bind(request.run, table.part.number, gone.value()));
    if (!counted)
        return counted.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed.error();
    return gone.value();
}

// The first row with a key stays, later ones go.
Result<qint64> setDuplicatesAside(
    db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key)
{
    std::vector<db::Identifier> names{db::Identifier(stagingSchema(request.run), table.rule.to)};
    QStringList columns, filled;
    for (const QString &column : key.columns) {
        names.emplace_back(column);
        columns << u'%' + QString::number(names.size());
        filled << columns.constLast() + u" IS NOT NULL"_s;
    }
    if (!key.predicate.isEmpty())
        filled << u'(' + key.predicate + u')';
    if (table.rule.distinct && key.columns == table.key)
        return leaveRepeatedOut(sql, request, table, columns, names);
    AsideRequest aside{request, table,
        u"SELECT at FROM (SELECT ctid AS at, row_number() OVER (PARTITION BY "_s
            + columns.join(u", "_s) + u" ORDER BY ctid) AS nth FROM %1 WHERE "_s
            + filled.join(u" AND "_s) + u") d WHERE nth > 1"_s,
        names, Bad::Duplicate, key.columns.join(u", "_s)};
    return setAside(sql, aside);
}

Result<> makeKey(db::Sql &sql, const KeysRequest &request, const Moved &table, const LiveKey &key)
{
    const QString schema = stagingSchema(request.run);
    for (int attempt = 0;; ++attempt) {
        auto state = isMade(sql, schema, table.rule.to, key);
        if (!state || state.value() == Made::Whole)
            return state ? Result<>(Done{}) : Result<>(state.error());
        auto made = sql.execute(creation(schema, table.rule.to, key, state.value()));
        if (made)
            return failPoint("migrate.key");
        if (made.error().sqlState != u"23505"_s || key.columns.isEmpty() || attempt > 0)
            return made.error();
        if (auto aside = setDuplicatesAside(sql, request, table, key); !aside)
            return aside.error();
    }
}

void tell(const KeysRequest &request, const QString &table)
{
    if (request.report)
        request.report({0, {}, Words::tr("Building keys of %1").arg(table)});
}

// As many indexes as can be, two at once; one that is refused for its duplicates is left to makeKey().
Result<> buildSideBySide(db::Sql &sql, const KeysRequest &request)
{
    const QString schema = stagingSchema(request.run);
    struct Item
    {
        const Moved *table;
        const LiveKey *key;
    };
    std::vector<Item> items;
    for (const Moved &table : request.tables)
        for (const LiveKey &key : table.live.keys)
            if (key.kind == LiveKey::Kind::Index || !key.index.isEmpty())
                items.push_back({&table, &key});
    // What takes long first: the largest tables, and what is no B-tree.
    const auto isQuick = [](const LiveKey &key) {
        return (key.kind == LiveKey::Kind::Index ? key.definition : key.index)
            .startsWith(u" USING btree"_s);
    };
    std::stable_sort(items.begin(), items.end(), [&](const Item &a, const Item &b) {
        return std::tuple(-a.table->part.loaded, isQuick(*a.key))
            < std::tuple(-b.table->part.loaded, isQuick(*b.key));
    });
    QString setting = u"SELECT set_config('maintenance_work_mem', (greatest(131072, "
                      "pg_size_bytes(current_setting('maintenance_work_mem')) / 1024))::text || 'kB', false)"_s;
    if (request.further->info.isLocal() && std::thread::hardware_concurrency() <= 2)
        setting += u"; SET max_parallel_maintenance_workers = 0"_s; // two are busy already
    if (auto set = sql.script(setting); !set)
        return set;
    std::mutex mutex;
    auto built = sideBySide(sql, request.further, setting, items.size(),
        [&](db::Sql &on, size_t i, const CancelToken &) -> Result<> {
            const auto &[table, key] = items[i];
            {
                const std::lock_guard lock(mutex);
                tell(request, table->rule.to);
            }
            auto state = isMade(on, schema, table->rule.to, *key);
            if (!state || state.value() != Made::No)
                return state ? Result<>(Done{}) : Result<>(state.error());
            auto made = on.execute(indexCreation(schema, table->rule.to, *key));
            return made || made.error().sqlState == u"23505"_s ? failPoint("migrate.index")
                                                               : Result<>(made.error());
        });
    if (!built)
        return built;
    return sql.script(u"RESET maintenance_work_mem; RESET max_parallel_maintenance_workers"_s);
}

// Parents first, so that rows whose parent went into quarantine are orphans in their turn.
std::vector<const Moved *> parentsFirst(const std::vector<Moved> &tables)
{
    std::vector<const Moved *> ordered;
    QStringList placed;
    while (ordered.size() < tables.size()) {
        const size_t before = ordered.size();
        for (const bool force : {false, true}) {
            if (force && ordered.size() > before)
                break;
            for (const Moved &table : tables) {
                if (placed.contains(table.rule.to))
                    continue;
                bool ready = true;
                for (const LiveKey &key : table.live.keys)
                    if (key.kind == LiveKey::Kind::Foreign && key.otherTable != table.rule.to)
                        for (const Moved &other : tables)
                            ready = ready && (key.otherTable != other.rule.to
                                        || placed.contains(other.rule.to));
                if (!ready && !force)
                    continue;
                ordered.push_back(&table);
                placed << table.rule.to;
                if (force)
                    break;
            }
        }
    }
    return ordered;
}

Result<> setSequences(db::Sql &sql, const KeysRequest &request, const Moved &table)
{
    const db::Identifier staged(stagingSchema(request.run), table.rule.to);
    for (const LiveSequence &sequence : table.live.sequences) {
        const QString last = u"(SELECT max("_s + db::Identifier(sequence.column).quoted()
            + u")::bigint FROM "_s + staged.quoted() + u')';
        const QString name = sequence.identity
            ? u"pg_get_serial_sequence($1, $2)"_s
            : u"quote_ident($1) || '.' || quote_ident($2)"_s;
        const db::Params params = sequence.identity
            ? db::bind(staged.quoted(), sequence.column)
            : db::bind(sequence.schema, sequence.name);
        auto set = sql.execute(
            db::Statement(u"SELECT setval(("_s + name + u")::regclass, greatest("_s + last
                + u", (SELECT last_value FROM pg_sequences WHERE (quote_ident(schemaname) || '.' || "
                  "quote_ident(sequencename))::regclass = ("_s
                + name + u")::regclass))) WHERE "_s + last + u" IS NOT NULL"_s),
            params);
        if (!set)
            return set.error();
    }
    return Done{};
}

} // namespace

std::function<Result<std::unique_ptr<Encoder>>()> encoderOf(const Moved &table, const QUuid &ids)
{
    return [rule = table.rule, columns = table.live.fillable(), from = table.sourceColumns, ids] {
        return Encoder::make(rule, columns, from, ids);
    };
}

Result<> finishKeys(db::Sql &sql, const KeysRequest &request)
{
    if (request.further)
        if (auto built = buildSideBySide(sql, request); !built)
            return built;
    const std::vector<const Moved *> tables = parentsFirst(request.tables);
    for (const Moved *table : tables) {
        tell(request, table->rule.to);
        for (const LiveKey &key : table->live.keys)
            if (key.kind != LiveKey::Kind::Foreign)
                if (auto made = makeKey(sql, request, *table, key); !made)
                    return made;
    }
    for (const Moved *table : tables) {
        tell(request, table->rule.to);
        for (const LiveKey &key : table->live.keys)
            if (key.kind == LiveKey::Kind::Foreign)
                if (auto made = makeReference(sql, request, *table, key); !made)
                    return made;
        if (auto set = setSequences(sql, request, *table); !set)
            return set;
        auto analysed = sql.execute(
            {u"ANALYZE %1"_s, {db::Identifier(stagingSchema(request.run), table->rule.to)}});
        if (!analysed)
            return done(analysed);
    }
    return failPoint("migrate.keys_done");
}

} // namespace gatehouse::migration
