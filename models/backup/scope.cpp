#include "backup/scope.h"

#include "backup/words.h"
#include "base/safetext.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace gatehouse::backup {
namespace {

using Name = std::pair<QString, QString>;

// PostgreSQL gives up a little below 1 GiB for one row in text form.
constexpr qint64 kLargestRow = 1'000'000'000;
constexpr qint64 kWorthALook = 2 * 1024 * 1024; // of TOAST: zeros compress well

Result<std::set<Name>> lookUp(db::Sql &sql, const QStringList &names)
{
    std::set<Name> found;
    for (const QString &name : names) {
        std::optional<Name> hit;
        auto done =
            sql.stream(u"SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN "
                       u"pg_catalog.pg_namespace n "
                       "ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass($1)"_s,
                db::bind(name), [&hit](const db::Row &row) {
                    hit = Name{row.text(0), row.text(1)};
                    return true;
                });
        if (!done && done.error().kind != Error::Kind::Sql)
            return done.error();
        if (!done || !hit)
            return invalid(Words::tr("There is no table %1 in this database. Write it as "
                                     "schema.table, with double quotes where SQL needs them.")
                               .arg(safeText(name)),
                done ? QString() : done.error().detail);
        found.insert(*hit);
    }
    return found;
}

Result<std::set<QString>> lookUpSchemas(db::Sql &sql, const QStringList &names)
{
    std::set<QString> found;
    for (const QString &name : names) {
        auto hit = sql.fetchOptional<QString>(
            u"SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname = $1"_s,
            db::bind(name));
        if (!hit)
            return hit.error();
        if (!hit.value())
            return invalid(
                Words::tr("There is no schema %1 in this database.").arg(safeText(name)));
        found.insert(*hit.value());
    }
    return found;
}

void addArguments(QStringList &arguments, QLatin1StringView option, const std::set<Name> &names)
{
    for (const auto &[schema, name] : names)
        arguments.append(option + db::Identifier(schema, name).quoted());
}

QString listed(const QStringList &names)
{
    constexpr int kMost = 10;
    QStringList safe;
    for (const QString &name : names.first(std::min<qsizetype>(kMost, names.size())))
        safe.append(safeText(name));
    return safe.join(u", "_s) + (names.size() > kMost ? u", …"_s : QString());
}

bool isIn(const Scope &scope, const SurveyTable &table)
{
    return std::any_of(scope.tables.begin(), scope.tables.end(), [&](const TableEntry &entry) {
        return entry.data && entry.schema == table.schema && entry.name == table.name;
    });
}

QString hugeExpression(const std::vector<std::pair<QString, bool>> &columns)
{
    QStringList parts;
    for (const auto &[name, isBytes] : columns)
        parts.append(u"coalesce(pg_catalog.octet_length("_s + db::Identifier(name).quoted()
            + (isBytes ? u")::bigint * 2, 0)"_s : u")::bigint, 0)"_s));
    return parts.join(u" + "_s);
}

} // namespace

qint64 Scope::total() const { return std::accumulate(bytes.begin(), bytes.end(), qint64(0)); }

Result<Chosen> chooseTables(db::Sql &sql, const CreatePlan &plan, const Survey &found)
{
    const auto schemas = lookUpSchemas(sql, plan.schemas);
    if (!schemas)
        return schemas.error();
    const auto includes = lookUp(sql, plan.includes);
    const auto excludes = lookUp(sql, plan.excludes);
    const auto bare = lookUp(sql, plan.excludeData);
    for (const auto *one : {&includes, &excludes, &bare}) {
        if (!*one)
            return one->error();
    }
    if (!plan.schemas.isEmpty() && !plan.includes.isEmpty())
        return invalid(
            Words::tr("Choose either schemas or tables: with both, pg_dump would take the "
                      "tables only."));
    Chosen chosen;
    for (const QString &schema : schemas.value())
        chosen.arguments.append(u"--schema="_s + db::Identifier(schema).quoted());
    addArguments(chosen.arguments, "--table="_L1, includes.value());
    addArguments(chosen.arguments, "--exclude-table="_L1, excludes.value());
    addArguments(chosen.arguments, "--exclude-table-data="_L1, bare.value());
    for (const SurveyTable &table : found.tables) {
        const Name name{table.schema, table.name};
        if ((!plan.schemas.isEmpty() && !schemas.value().contains(table.schema))
            || (!plan.includes.isEmpty() && !includes.value().contains(name))
            || excludes.value().contains(name))
            continue;
        const bool data = !bare.value().contains(name);
        chosen.scope.tables.push_back({table.schema, table.name, table.columns, 0, {}, data});
        chosen.scope.bytes.push_back(data ? table.bytes : 0);
    }
    return chosen;
}

Result<> checkReadable(const Survey &found, const Scope &scope)
{
    QStringList unreadable, hidden;
    for (const SurveyTable &table : found.tables) {
        if (!isIn(scope, table))
            continue;
        if (!table.readable)
            unreadable.append(table.identifier().quoted());
        else if (table.rowSecurity)
            hidden.append(table.identifier().quoted());
    }
    if (!unreadable.isEmpty())
        return refused(
            Words::tr("This role may not read %1, so a backup would be incomplete. Grant it "
                      "pg_read_all_data, or leave these tables out.")
                .arg(listed(unreadable)));
    if (!hidden.isEmpty())
        return refused(
            Words::tr("Row security hides rows of %1 from this role, so a backup would be "
                      "incomplete. Use a role with BYPASSRLS, or leave these tables out.")
                .arg(listed(hidden)));
    return Done{};
}

Result<> checkHugeRows(db::Sql &sql, const Survey &found, const Scope &scope)
{
    for (const SurveyTable &table : found.tables) {
        if (table.toastBytes < kWorthALook || !isIn(scope, table))
            continue;
        std::vector<std::pair<QString, bool>> columns;
        auto read = sql.stream(u"SELECT a.attname, a.atttypid = 17 FROM pg_catalog.pg_attribute a "
                               u"WHERE a.attrelid = $1 "
                               "AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
                               "AND a.atttypid IN (17, 25, 114, 1042, 1043)"_s,
            db::bind(qint64(table.oid)), [&columns](const db::Row &row) {
                columns.push_back({row.text(0), row.get<bool>(1)});
                return true;
            });
        if (!read)
            return read.error();
        if (columns.empty())
            continue;
        auto largest = sql.fetchOne<qint64>(
            db::Statement(QString(u"SELECT coalesce(max("_s + hugeExpression(columns)
                + u"), 0)::bigint FROM ONLY "_s + table.identifier().quoted())));
        if (!largest)
            return largest.error();
        if (largest.value() > kLargestRow)
            return refused(Words::tr(
                "A row of %1 is about %2 MB as text, which no pg_dump can take (the limit is "
                "1 GB). Split or move that value, or leave the table out.")
                               .arg(listed({table.identifier().quoted()}))
                               .arg(largest.value() / 1'000'000));
    }
    return Done{};
}

Result<> checkRoom(const CreatePlan &plan, const Scope &scope)
{
    const Room room = roomIn(plan.folder);
    if (room.total <= 0)
        return Done{};
    const bool plain = plan.compression == "none"_L1 || plan.compression == "0"_L1;
    const qint64 expected = plain ? scope.total() : scope.total() / 2; // gzip: 0.3 measured
    if (room.free - room.floor() >= expected + expected / 5)
        return Done{};
    return refused(Words::tr(
        "The folder %1 has room for %2 MB, and this backup may need %3 MB. Free some space "
        "or choose another folder.")
                       .arg(plan.folder)
                       .arg(std::max<qint64>(0, room.free - room.floor()) / 1'000'000)
                       .arg((expected + expected / 5) / 1'000'000));
}

} // namespace gatehouse::backup
