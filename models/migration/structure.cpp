#include "migration/structure.h"

#include "migration/words.h"
#include "systems/description.h"

namespace gatehouse::migration {

namespace {

struct Facts
{
    qint64 oid = 0;
    QString kind;
    bool partition = false, readable = false, owned = false;
    static Facts fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), row.text(1), row.get<bool>(2), row.get<bool>(3),
            row.get<bool>(4)};
    }
};

LiveKey keyOf(const db::Row &row)
{
    LiveKey key;
    const QString type = row.text(1);
    key.kind = type == u"p"_s ? LiveKey::Kind::Primary
        : type == u"u"_s      ? LiveKey::Kind::Unique
        : type == u"x"_s      ? LiveKey::Kind::Exclude
                              : LiveKey::Kind::Foreign;
    key.unique = key.kind == LiveKey::Kind::Primary || key.kind == LiveKey::Kind::Unique;
    key.name = row.text(0);
    key.definition = row.text(2);
    key.columns = row.get<QStringList>(3);
    key.otherSchema = row.text(4);
    key.otherTable = row.text(5);
    key.otherColumns = row.get<QStringList>(6);
    key.otherName = row.text(7);
    key.validated = row.get<bool>(8);
    key.index = row.text(9);
    return key;
}

LiveKey indexOf(const db::Row &row)
{
    LiveKey key;
    key.name = row.text(0);
    key.unique = row.get<bool>(1);
    key.definition = row.text(2);
    key.columns = row.get<QStringList>(3);
    key.whole = row.get<bool>(4);
    key.predicate = row.text(5);
    return key;
}

Result<> lookForObstacles(db::Sql &sql, const LiveTable &table)
{
    QStringList names;
    auto read = sql.stream("migration/obstacles"_L1, db::bind(table.oid), [&](const db::Row &row) {
        names << row.text(1);
        return true;
    });
    if (!read)
        return read.error();
    if (names.isEmpty())
        return Done{};
    return refused(Words::tr("The table %1 cannot be exchanged for a new one, because these depend "
                             "on it: %2. Drop them and make them again afterwards, or move the data "
                             "into another schema.")
                       .arg(table.name, names.join(u", "_s)));
}

Result<> readKeys(db::Sql &sql, LiveTable &table)
{
    const auto add = [&table](LiveKey (*make)(const db::Row &)) {
        return [&table, make](const db::Row &row) {
            table.keys.push_back(make(row));
            return true;
        };
    };
    if (auto read = sql.stream("migration/constraints"_L1, db::bind(table.oid), add(&keyOf)); !read)
        return read.error();
    if (auto read = sql.stream("migration/indexes"_L1, db::bind(table.oid), add(&indexOf)); !read)
        return read.error();
    auto read = sql.stream("migration/sequences"_L1, db::bind(table.oid), [&](const db::Row &row) {
        table.sequences.push_back({row.text(0), row.text(1), row.text(2), row.get<bool>(3)});
        return true;
    });
    if (!read)
        return read.error();
    return Done{};
}

// A type from a rule file enters SQL only as what the list of types makes of it; one of an extension
// stands wherever that was put.
Result<QString> typeText(db::Sql &sql, const ColumnRule &rule)
{
    if (!TargetType::parse(rule.type))
        return u"text"_s;
    const QString type = rule.type.trimmed().toLower().section(u'.', -1);
    for (const QString &extension : {u"vector"_s, u"citext"_s}) {
        if (!type.startsWith(extension))
            continue;
        auto home = sql.fetchOptional<QString>(
            u"SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = $1"_s,
            db::bind(extension));
        if (!home)
            return home.error();
        if (!home.value())
            return refused(Words::tr("The plan makes the column %1 of the type %2, and this database does "
                                     "not have the extension of that name. Add it with CREATE "
                                     "EXTENSION %2, or change the type in the plan.")
                               .arg(rule.to, extension));
        return db::Identifier(*home.value()).quoted() + u'.' + type;
    }
    return type;
}

Result<> makeFromRules(db::Sql &sql, const Plan &plan, const TableRule &rule)
{
    const auto name = [](const QString &column) { return db::Identifier(column).quoted(); };
    QStringList columns; // written out, as a statement takes at most 99 names
    for (const ColumnRule &column : rule.columns) {
        auto type = typeText(sql, column);
        if (!type)
            return type.error();
        columns << name(column.to) + u' ' + type.value() + (column.notNull ? u" NOT NULL"_s : QString());
    }
    if (!rule.extra.isEmpty())
        columns << name(rule.extra) + u" jsonb"_s;
    QStringList key;
    for (const QString &column : rule.key)
        key << name(column);
    if (!key.isEmpty())
        columns << u"PRIMARY KEY ("_s + key.join(u", "_s) + u')';
    auto made = sql.execute(db::Statement(u"CREATE TABLE "_s
        + db::Identifier(plan.target.schema, rule.to).quoted() + u" (\n    "_s
        + columns.join(u",\n    "_s) + u"\n)"_s));
    if (!made)
        return made.error();
    return Done{};
}

Result<> makeReferences(db::Sql &sql, const Plan &plan, const TableRule &rule)
{
    for (const ReferenceRule &reference : rule.references) {
        std::vector<db::Identifier> names{db::Identifier(plan.target.schema, rule.to),
            db::Identifier(plan.target.schema, reference.table)};
        QStringList own, other;
        for (const QString &column : reference.columns) {
            names.emplace_back(column);
            own << u'%' + QString::number(names.size());
        }
        for (const QString &column : reference.otherColumns) {
            names.emplace_back(column);
            other << u'%' + QString::number(names.size());
        }
        auto made = sql.execute({u"ALTER TABLE %1 ADD FOREIGN KEY ("_s + own.join(u", "_s)
                + u") REFERENCES %2 ("_s + other.join(u", "_s) + u')',
            names});
        if (!made)
            return made.error();
    }
    return Done{};
}

Result<> makeSystem(db::Sql &sql, const Plan &plan)
{
    auto schema = systems::schemaSql(plan.target.system);
    if (!schema)
        return schema.error();
    const QString path = db::Identifier(plan.target.schema).quoted();
    return sql.script(u"SET LOCAL search_path = "_s + path + u", pg_catalog;\n"_s + schema.value()
        + u";\nSET LOCAL search_path = pg_catalog"_s);
}

Result<> mayBeFilled(const Facts &facts, const QString &name)
{
    if (facts.kind != u"r"_s || facts.partition)
        return refused(Words::tr("%1 is no plain table: views, partitioned and foreign tables are "
                                 "not filled.")
                           .arg(name));
    if (!facts.owned)
        return refused(Words::tr("This role does not own the table %1, so it cannot exchange it for "
                                 "a new one. Connect as its owner.")
                           .arg(name));
    return Done{};
}

Result<QStringList> absentTables(db::Sql &sql, const Plan &plan)
{
    QStringList absent;
    for (const TableRule &rule : plan.tables) {
        auto there =
            sql.fetchOptional<Facts>("migration/table"_L1, db::bind(plan.target.schema, rule.to));
        if (!there)
            return there.error();
        if (!there.value())
            absent << rule.to;
        else if (auto may = mayBeFilled(*there.value(), rule.to); !may)
            return may.error();
    }
    return absent;
}

} // namespace

QStringList LiveTable::primaryKey() const
{
    for (const LiveKey &key : keys)
        if (key.kind == LiveKey::Kind::Primary)
            return key.columns;
    return {};
}

std::vector<TargetColumn> LiveTable::fillable() const
{
    std::vector<TargetColumn> all;
    for (const LiveColumn &column : columns)
        if (!column.generated)
            all.push_back(column);
    return all;
}

Result<LiveTable> liveTable(db::Sql &sql, const QString &schema, const QString &name)
{
    LiveTable table{0, schema, name};
    auto facts = sql.fetchOptional<Facts>("migration/table"_L1, db::bind(schema, name));
    if (!facts)
        return facts.error();
    if (!facts.value())
        return table;
    table.oid = facts.value()->oid;
    if (auto may = mayBeFilled(*facts.value(), name); !may)
        return may.error();
    if (auto clear = lookForObstacles(sql, table); !clear)
        return clear.error();
    auto read = sql.stream("migration/columns"_L1, db::bind(table.oid), [&](const db::Row &row) {
        table.columns.push_back(
            {{row.text(0), row.text(1), row.get<bool>(2)}, row.get<bool>(3), row.get<bool>(4)});
        return true;
    });
    if (!read)
        return read.error();
    if (auto keys = readKeys(sql, table); !keys)
        return keys.error();
    auto rows = sql.fetchOne<bool>(
        db::Statement(u"SELECT EXISTS (SELECT FROM %1)"_s, {db::Identifier(schema, name)}));
    if (!rows)
        return rows.error();
    table.hasRows = rows.value();
    return table;
}

// IF NOT EXISTS would demand the right to make one where it is there already.
Result<> makeSchema(db::Sql &sql, const QString &name)
{
    auto there = sql.fetchOne<bool>(
        u"SELECT to_regnamespace(quote_ident($1)) IS NOT NULL"_s, db::bind(name));
    if (!there)
        return there.error();
    if (there.value())
        return Done{};
    auto made = sql.execute({u"CREATE SCHEMA %1"_s, {db::Identifier(name)}});
    if (!made)
        return made.error();
    return Done{};
}

Result<QStringList> makeMissingTables(db::Sql &sql, const Plan &plan)
{
    auto absent = absentTables(sql, plan);
    if (!absent || absent.value().isEmpty())
        return absent;
    if (auto schema = makeSchema(sql, plan.target.schema); !schema)
        return schema.error();
    QStringList made = absent.value();
    if (!plan.target.system.isEmpty()) {
        if (made.size() != qsizetype(plan.tables.size()))
            return refused(
                Words::tr("The schema %1 has some tables of the system and lacks others: %2. "
                          "Complete it first, or name an empty schema.")
                    .arg(plan.target.schema, made.join(u", "_s)));
        if (auto done = makeSystem(sql, plan); !done)
            return done.error();
        auto left = absentTables(sql, plan);
        if (!left)
            return left.error();
        if (!left.value().isEmpty())
            return invalid(Words::tr("The system %1 has no table called %2.")
                               .arg(plan.target.system, left.value().join(u", "_s)));
        return made;
    }
    for (const TableRule &rule : plan.tables)
        if (made.contains(rule.to))
            if (auto done = makeFromRules(sql, plan, rule); !done)
                return done.error();
    for (const TableRule &rule : plan.tables)
        if (made.contains(rule.to))
            if (auto done = makeReferences(sql, plan, rule); !done)
                return done.error();
    return made;
}

Result<> copyStructure(db::Sql &sql, const LiveTable &table, const QString &schema)
{
    auto made = sql.execute({u"CREATE TABLE %1 (LIKE %2 INCLUDING ALL EXCLUDING INDEXES)"_s,
        {db::Identifier(schema, table.name), db::Identifier(table.schema, table.name)}});
    if (!made)
        return made.error();
    return Done{};
}

} // namespace gatehouse::migration
