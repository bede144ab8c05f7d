#include "versions/statementparse.h"

#include "versions/words.h"

#include <QRegularExpression>

namespace gatehouse::versions {
namespace {

using Weight = Hazard::Weight;

void warn(Statement &statement, QLatin1StringView rule, Weight weight, const QString &why,
    const QStringList &safe = {})
{
    statement.hazards.push_back({rule, weight, why, safe});
}

// The statement with a word put in after what the pattern matches at its beginning.
QStringList withWord(const Statement &statement, const char *after, QLatin1StringView word)
{
    const QRegularExpression beginning(
        u'^' + QString::fromLatin1(after), QRegularExpression::CaseInsensitiveOption);
    const auto match = beginning.match(statement.text);
    if (!match.hasMatch())
        return {};
    QString text = statement.text;
    return {text.insert(match.capturedEnd(), u' ' + word)};
}

void judgeCreateIndex(const Parsed &parsed, Earlier &earlier, Statement &statement)
{
    const QJsonObject table = parsed.body.value("relation"_L1).toObject();
    statement.kind = u"CREATE INDEX"_s;
    statement.tables = {identifierOf(table)};
    statement.index = parsed.body.value("idxname"_L1).toString();
    statement.indexSchema = table.value("schemaname"_L1).toString();
    statement.concurrently = statement.alone = parsed.body.value("concurrent"_L1).toBool();
    statement.onlyNew = earlier.made.contains(nameOf(table));
    statement.lock = statement.concurrently ? LockMode::ShareUpdateExclusive : LockMode::Share;
    if (statement.concurrently || statement.onlyNew)
        return;
    warn(statement, "create-index"_L1, Weight::Unsafe,
        Words::tr("Nobody can write to the table while the index is built. CONCURRENTLY takes "
                  "longer, and lets them."),
        withWord(statement, R"(CREATE\s+(UNIQUE\s+)?INDEX\b)", "CONCURRENTLY"_L1));
}

void judgeDrop(const Parsed &parsed, Earlier &, Statement &statement)
{
    const QString type = parsed.body.value("removeType"_L1).toString().mid(7); // OBJECT_
    statement.kind = u"DROP "_s + (type == "MATVIEW"_L1 ? u"MATERIALIZED VIEW"_s : type);
    const QJsonArray objects = parsed.body.value("objects"_L1).toArray();
    statement.lock = LockMode::AccessExclusive;
    if (type == "INDEX"_L1) {
        statement.concurrently = statement.alone = parsed.body.value("concurrent"_L1).toBool();
        if (statement.concurrently)
            statement.lock = LockMode::ShareUpdateExclusive;
        const QStringList name =
            namesIn(objects.first().toObject().value("List"_L1).toObject().value("items"_L1).toArray());
        if (objects.size() == 1 && !name.isEmpty()) {
            statement.index = name.last();
            statement.indexSchema = name.size() > 1 ? name.first() : QString();
        }
        const bool cascade = parsed.body.value("behavior"_L1).toString() == "DROP_CASCADE"_L1;
        if (!statement.concurrently)
            warn(statement, "drop-index"_L1, Weight::Unsafe,
                Words::tr("Readers and writers of its table wait for this, and it waits for all of "
                          "them. CONCURRENTLY waits without being in their way."),
                objects.size() == 1 && !cascade
                    ? withWord(statement, R"(DROP\s+INDEX\b)", "CONCURRENTLY"_L1)
                    : QStringList());
        return;
    }
    static const QStringList holders{u"TABLE"_s, u"SCHEMA"_s, u"FOREIGN_TABLE"_s, u"EXTENSION"_s,
        u"TYPE"_s, u"DOMAIN"_s, u"SEQUENCE"_s};
    if (type == "TABLE"_L1 || type == "MATVIEW"_L1) {
        for (const QJsonValue &object : objects) {
            const QStringList name =
                namesIn(object.toObject().value("List"_L1).toObject().value("items"_L1).toArray());
            if (!name.isEmpty())
                statement.tables.push_back(name.size() > 1
                        ? db::Identifier(name.first(), name.last())
                        : db::Identifier(name.last()));
        }
    }
    if (holders.contains(type))
        warn(statement, "drop"_L1, Weight::Destroys,
            Words::tr("What it holds is gone, and only a backup brings it back."));
}

void judgeTruncate(const Parsed &parsed, Earlier &, Statement &statement)
{
    statement.kind = u"TRUNCATE"_s;
    statement.lock = LockMode::AccessExclusive;
    for (const QJsonValue &one : parsed.body.value("relations"_L1).toArray())
        statement.tables.push_back(
            identifierOf(one.toObject().value("RangeVar"_L1).toObject()));
    warn(statement, "truncate"_L1, Weight::Destroys,
        Words::tr("Every row is gone, and only a backup brings them back."));
}

void judgeVacuum(const Parsed &parsed, Earlier &, Statement &statement)
{
    const bool vacuum = parsed.body.value("is_vacuumcmd"_L1).toBool();
    const QJsonArray options = parsed.body.value("options"_L1).toArray();
    statement.kind = vacuum ? u"VACUUM"_s : u"ANALYZE"_s;
    statement.alone = vacuum;
    statement.lock = LockMode::ShareUpdateExclusive;
    QStringList names;
    for (const QJsonValue &one : parsed.body.value("rels"_L1).toArray()) {
        const QJsonObject table =
            one.toObject().value("VacuumRelation"_L1).toObject().value("relation"_L1).toObject();
        statement.tables.push_back(identifierOf(table));
        names.append(statement.tables.back().schema().isEmpty()
                ? db::Identifier(table.value("relname"_L1).toString()).quoted()
                : statement.tables.back().quoted());
    }
    if (!hasOption(options, "full"_L1))
        return;
    statement.lock = LockMode::AccessExclusive;
    warn(statement, "vacuum-full"_L1, Weight::Unsafe,
        Words::tr("The table is written anew, and nobody can even read it meanwhile. A plain VACUUM "
                  "makes the room usable again without being in anybody's way."),
        {(u"VACUUM (ANALYZE) "_s + names.join(u", "_s)).trimmed()});
}

void judgeReindex(const Parsed &parsed, Earlier &, Statement &statement)
{
    statement.kind = u"REINDEX"_s;
    const QString kind = parsed.body.value("kind"_L1).toString();
    const QJsonObject relation = parsed.body.value("relation"_L1).toObject();
    statement.concurrently = hasOption(parsed.body.value("params"_L1).toArray(), "concurrently"_L1);
    statement.alone = statement.concurrently || kind == "REINDEX_OBJECT_DATABASE"_L1
        || kind == "REINDEX_OBJECT_SCHEMA"_L1 || kind == "REINDEX_OBJECT_SYSTEM"_L1;
    if (kind == "REINDEX_OBJECT_INDEX"_L1) {
        statement.index = relation.value("relname"_L1).toString();
        statement.indexSchema = relation.value("schemaname"_L1).toString();
    } else if (kind == "REINDEX_OBJECT_TABLE"_L1) {
        statement.tables = {identifierOf(relation)};
    }
    statement.lock =
        statement.concurrently ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive;
    if (statement.concurrently || kind == "REINDEX_OBJECT_SYSTEM"_L1)
        return;
    warn(statement, "reindex"_L1, Weight::Unsafe,
        Words::tr("Nobody can write to the table, or read through the index, while it is built "
                  "anew. CONCURRENTLY lets them."),
        withWord(statement, R"(REINDEX\s+(\([^)]*\)\s*)?(INDEX|TABLE|SCHEMA|DATABASE)\b)",
            "CONCURRENTLY"_L1));
}

void judgeCluster(const Parsed &parsed, Earlier &, Statement &statement)
{
    statement.kind = u"CLUSTER"_s;
    statement.lock = LockMode::AccessExclusive;
    if (const QJsonObject table = parsed.body.value("relation"_L1).toObject(); !table.isEmpty())
        statement.tables = {identifierOf(table)};
    else
        statement.alone = true;
    warn(statement, "cluster"_L1, Weight::Unsafe,
        Words::tr("The table is written anew, and nobody can even read it meanwhile. There is no "
                  "way to do this beside a running service without an extension such as "
                  "pg_repack."));
}

void judgeRefresh(const Parsed &parsed, Earlier &, Statement &statement)
{
    statement.kind = u"REFRESH MATERIALIZED VIEW"_s;
    statement.tables = {identifierOf(parsed.body.value("relation"_L1).toObject())};
    const bool beside = parsed.body.value("concurrent"_L1).toBool();
    statement.lock = beside ? LockMode::Exclusive : LockMode::AccessExclusive;
    if (!beside)
        warn(statement, "refresh-view"_L1, Weight::Unsafe,
            Words::tr("Nobody can read the view while it is filled. CONCURRENTLY lets them, and "
                      "needs a unique index on the view."),
            withWord(statement, R"(REFRESH\s+MATERIALIZED\s+VIEW\b)", "CONCURRENTLY"_L1));
}

void judgeRename(const Parsed &parsed, Earlier &, Statement &statement)
{
    statement.kind = u"RENAME"_s;
    const QString type = parsed.body.value("renameType"_L1).toString();
    if (const QJsonObject relation = parsed.body.value("relation"_L1).toObject(); !relation.isEmpty()
        && type != "OBJECT_INDEX"_L1)
        statement.tables = {identifierOf(relation)};
    statement.lock = type == "OBJECT_INDEX"_L1 ? LockMode::ShareUpdateExclusive
                                               : LockMode::AccessExclusive;
    if (type == "OBJECT_TABLE"_L1 || type == "OBJECT_COLUMN"_L1)
        warn(statement, "rename"_L1, Weight::Note,
            Words::tr("A service that still uses the old name fails from this moment on. Change it "
                      "at the same time, or keep the old name as a view."));
}

void judgeChange(const Parsed &parsed, Earlier &, Statement &statement)
{
    const bool removes = parsed.node == "DeleteStmt"_L1;
    statement.kind = removes ? u"DELETE"_s
        : parsed.node == "UpdateStmt"_L1 ? u"UPDATE"_s
                                         : u"INSERT"_s;
    statement.tables = {identifierOf(parsed.body.value("relation"_L1).toObject())};
    statement.lock = LockMode::RowExclusive;
    if (removes)
        warn(statement, "delete"_L1, Weight::Destroys,
            Words::tr("These rows are gone, and only a backup brings them back."));
    else if (parsed.node == "UpdateStmt"_L1 && !parsed.body.contains("whereClause"_L1))
        warn(statement, "update-all"_L1, Weight::Note,
            Words::tr("Every row is locked until the statement ends, and the table grows to twice "
                      "its size. On a large table do it in batches."));
}

void judgeCreateTable(const Parsed &parsed, Earlier &earlier, Statement &statement)
{
    const QJsonObject into = parsed.node == "CreateTableAsStmt"_L1
        ? parsed.body.value("into"_L1).toObject().value("rel"_L1).toObject()
        : parsed.body.value("relation"_L1).toObject();
    statement.kind = u"CREATE TABLE"_s;
    statement.onlyNew = true;
    statement.tables = {identifierOf(into)};
    earlier.made.insert(nameOf(into));
}

void judgeTrigger(const Parsed &parsed, Earlier &earlier, Statement &statement)
{
    const QJsonObject table = parsed.body.value("relation"_L1).toObject();
    statement.kind = u"CREATE TRIGGER"_s;
    statement.tables = {identifierOf(table)};
    statement.onlyNew = earlier.made.contains(nameOf(table));
    statement.lock = LockMode::ShareRowExclusive;
}

void judgeOther(const Parsed &parsed, Earlier &, Statement &statement)
{
    static const QStringList alone{u"CreatedbStmt"_s, u"DropdbStmt"_s, u"AlterSystemStmt"_s,
        u"CreateTableSpaceStmt"_s, u"DropTableSpaceStmt"_s};
    static const QRegularExpression word(u"^[A-Za-z]+(\\s+[A-Za-z]+)?"_s);
    statement.kind = word.match(statement.text).captured().simplified().toUpper();
    statement.alone = alone.contains(parsed.node);
    if (parsed.node == "DropdbStmt"_L1)
        warn(statement, "drop"_L1, Weight::Destroys,
            Words::tr("What it holds is gone, and only a backup brings it back."));
    if (parsed.node == "DoStmt"_L1)
        warn(statement, "do-block"_L1, Weight::Note,
            Words::tr("What a DO block does shows only when it runs; its locks are learned by "
                      "trying it."));
}

struct Kind
{
    const char *node;
    void (*judge)(const Parsed &, Earlier &, Statement &);
};
constexpr Kind kKinds[] = {
    {"IndexStmt", judgeCreateIndex},
    {"DropStmt", judgeDrop},
    {"TruncateStmt", judgeTruncate},
    {"AlterTableStmt", judgeAlterTable},
    {"VacuumStmt", judgeVacuum},
    {"ReindexStmt", judgeReindex},
    {"ClusterStmt", judgeCluster},
    {"RefreshMatViewStmt", judgeRefresh},
    {"RenameStmt", judgeRename},
    {"DeleteStmt", judgeChange},
    {"UpdateStmt", judgeChange},
    {"InsertStmt", judgeChange},
    {"CreateStmt", judgeCreateTable},
    {"CreateTableAsStmt", judgeCreateTable},
    {"CreateTrigStmt", judgeTrigger},
};

} // namespace

QString nameOf(const QJsonObject &rangeVar)
{
    const QString schema = rangeVar.value("schemaname"_L1).toString();
    const QString name = rangeVar.value("relname"_L1).toString();
    return schema.isEmpty() ? name : schema + u'.' + name;
}

db::Identifier identifierOf(const QJsonObject &rangeVar)
{
    return {rangeVar.value("schemaname"_L1).toString(), rangeVar.value("relname"_L1).toString()};
}

QStringList namesIn(const QJsonArray &names)
{
    QStringList all;
    for (const QJsonValue &one : names)
        all.append(one.toObject().value("String"_L1).toObject().value("sval"_L1).toString());
    return all;
}

QString lastName(const QJsonArray &names)
{
    const QStringList all = namesIn(names);
    return all.isEmpty() ? QString() : all.last();
}

bool hasOption(const QJsonArray &options, QLatin1StringView name)
{
    for (const QJsonValue &one : options) {
        const QJsonObject option = one.toObject().value("DefElem"_L1).toObject();
        if (option.value("defname"_L1).toString() != name)
            continue;
        const QJsonObject value = option.value("arg"_L1).toObject();
        const QString word = value.value("String"_L1).toObject().value("sval"_L1).toString();
        return word != "false"_L1 && word != "off"_L1;
    }
    return false;
}

void judgeNode(const Parsed &parsed, Earlier &earlier, Statement &statement)
{
    for (const Kind &kind : kKinds) {
        if (parsed.node == QLatin1StringView(kind.node))
            return kind.judge(parsed, earlier, statement);
    }
    judgeOther(parsed, earlier, statement);
}

} // namespace gatehouse::versions
