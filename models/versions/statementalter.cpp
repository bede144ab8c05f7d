#include "versions/statementparse.h"

#include "versions/words.h"

#include <QRegularExpression>

namespace gatehouse::versions {
namespace {

using Weight = Hazard::Weight;

// One command of an ALTER TABLE.
struct Alter
{
    const Parsed &parsed;
    Earlier &earlier;
    Statement &statement;
    QJsonObject command;
    QString table;  // as its name is known in Earlier
    QString quoted; // as it stands in SQL
    bool single;    // the only command, so that a safe way can be written

    QString column() const { return command.value("name"_L1).toString(); }
    QJsonObject definition(QLatin1StringView kind) const
    {
        return command.value("def"_L1).toObject().value(kind).toObject();
    }
    void takes(LockMode mode) const { statement.lock = std::max(statement.lock, mode); }
    void warn(QLatin1StringView rule, Weight weight, const QString &why,
        const QStringList &safe = {}) const
    {
        if (!statement.onlyNew || weight == Weight::Destroys)
            statement.hazards.push_back({rule, weight, why, single ? safe : QStringList()});
    }
};

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

QString quotedTable(const QJsonObject &rangeVar)
{
    const QString schema = rangeVar.value("schemaname"_L1).toString();
    const QString name = rangeVar.value("relname"_L1).toString();
    return schema.isEmpty() ? quoted(name) : db::Identifier(schema, name).quoted();
}

// Functions that are not known to be stable count as volatile: the table would be written anew.
bool isVolatile(const QJsonValue &expression)
{
    static const QStringList stable{u"now"_s, u"transaction_timestamp"_s, u"statement_timestamp"_s,
        u"current_setting"_s, u"lower"_s, u"upper"_s, u"to_timestamp"_s, u"timezone"_s, u"concat"_s,
        u"length"_s, u"abs"_s, u"round"_s, u"jsonb_build_object"_s, u"json_build_object"_s,
        u"to_jsonb"_s, u"array_fill"_s, u"make_interval"_s, u"date_trunc"_s};
    if (expression.isArray()) {
        for (const QJsonValue &one : expression.toArray()) {
            if (isVolatile(one))
                return true;
        }
        return false;
    }
    const QJsonObject object = expression.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "FuncCall"_L1
            && !stable.contains(lastName(it.value().toObject().value("funcname"_L1).toArray())))
            return true;
        if (isVolatile(it.value()))
            return true;
    }
    return false;
}

// The column's text without its DEFAULT, and the expression of that: by where the parser saw them.
struct WithoutDefault
{
    QString bare, expression;
};
std::optional<WithoutDefault> withoutDefault(
    const Alter &alter, const QJsonArray &constraints, const QJsonObject &fallback)
{
    const int from = fallback.value("location"_L1).toInt();
    int to = alter.parsed.end;
    for (const QJsonValue &one : constraints) {
        const int at = one.toObject().value("Constraint"_L1).toObject().value("location"_L1).toInt();
        if (at > from)
            to = std::min(to, at);
    }
    const QByteArray text = alter.parsed.source;
    const QByteArray clause = text.mid(from, to - from).trimmed();
    if (!clause.toUpper().startsWith("DEFAULT"))
        return {};
    return WithoutDefault{
        QString::fromUtf8(text.left(from).trimmed() + ' ' + text.mid(to)).trimmed(),
        QString::fromUtf8(clause.mid(7).trimmed())};
}

void rewrites(const Alter &alter, const QString &why, const QStringList &safe = {})
{
    alter.warn("rewrite"_L1, Weight::Unsafe, why, safe);
}

void addColumn(const Alter &alter)
{
    alter.takes(LockMode::AccessExclusive);
    const QJsonObject column = alter.definition("ColumnDef"_L1);
    const QString name = column.value("colname"_L1).toString();
    const QString type =
        lastName(column.value("typeName"_L1).toObject().value("names"_L1).toArray());
    const QJsonArray constraints = column.value("constraints"_L1).toArray();
    QStringList kinds;
    for (const QJsonValue &one : constraints)
        kinds.append(one.toObject().value("Constraint"_L1).toObject().value("contype"_L1).toString());
    const bool hasDefault = kinds.contains("CONSTR_DEFAULT"_L1);
    const bool notNull = kinds.contains("CONSTR_NOTNULL"_L1);
    for (const QJsonValue &one : constraints) {
        const QJsonObject constraint = one.toObject().value("Constraint"_L1).toObject();
        if (constraint.value("contype"_L1).toString() != "CONSTR_DEFAULT"_L1
            || !isVolatile(constraint.value("raw_expr"_L1)))
            continue;
        QStringList safe;
        if (const auto parts = withoutDefault(alter, constraints, constraint);
            parts && !notNull && !kinds.contains("CONSTR_UNIQUE"_L1)) {
            safe = {parts->bare,
                u"ALTER TABLE %1 ALTER COLUMN %2 SET DEFAULT %3"_s.arg(
                    alter.quoted, quoted(name), parts->expression),
                u"UPDATE %1 SET %2 = DEFAULT WHERE %2 IS NULL"_s.arg(alter.quoted, quoted(name))};
        }
        rewrites(alter,
            Words::tr("Each row gets a value of its own, so the table is written anew while nobody "
                      "can even read it. Add the column empty, then set the default, then fill the "
                      "old rows."),
            safe);
    }
    if (QStringList{u"serial"_s, u"bigserial"_s, u"smallserial"_s, u"serial4"_s, u"serial8"_s}
            .contains(type)
        || kinds.contains("CONSTR_IDENTITY"_L1) || kinds.contains("CONSTR_GENERATED"_L1))
        rewrites(alter,
            Words::tr("Each row gets a value of its own, so the table is written anew while nobody "
                      "can even read it."));
    if (notNull && !hasDefault && !kinds.contains("CONSTR_IDENTITY"_L1))
        alter.warn("not-null-without-default"_L1, Weight::Unsafe,
            Words::tr("This fails as soon as the table has rows: none of them has a value for the "
                      "column. Give it a default, or add it without NOT NULL."));
    if (kinds.contains("CONSTR_UNIQUE"_L1) || kinds.contains("CONSTR_PRIMARY"_L1))
        alter.warn("unique-inline"_L1, Weight::Unsafe,
            Words::tr("Its index is built while nobody can even read the table. Build a unique index "
                      "CONCURRENTLY afterwards."));
}

void setNotNull(const Alter &alter)
{
    alter.takes(LockMode::AccessExclusive);
    if (alter.earlier.notNull.contains(alter.table + u'.' + alter.column()))
        return;
    const QString check = quoted(alter.table.section(u'.', -1) + u'_' + alter.column() + u"_present"_s);
    const QString table = u"ALTER TABLE %1 "_s.arg(alter.quoted);
    alter.warn("set-not-null"_L1, Weight::Unsafe,
        Words::tr("The whole table is read while nobody can even read it. With a CHECK that was "
                  "validated before, PostgreSQL knows already that there is no NULL."),
        {table + u"ADD CONSTRAINT %1 CHECK (%2 IS NOT NULL) NOT VALID"_s.arg(
                     check, quoted(alter.column())),
            table + u"VALIDATE CONSTRAINT "_s + check, alter.statement.text,
            table + u"DROP CONSTRAINT "_s + check});
}

void alterType(const Alter &alter)
{
    alter.takes(LockMode::AccessExclusive);
    const QJsonObject column = alter.definition("ColumnDef"_L1);
    const QJsonObject type = column.value("typeName"_L1).toObject();
    const QString name = lastName(type.value("names"_L1).toArray());
    const bool converts = column.contains("raw_default"_L1);
    const bool free = (name == "text"_L1 || name == "varchar"_L1) && !type.contains("typmods"_L1);
    if (free && !converts)
        return alter.warn("alter-type"_L1, Weight::Note,
            Words::tr("From varchar this changes the catalog only; from another type the table is "
                      "written anew. Trying it shows which."));
    if (name == "timestamptz"_L1 && !converts)
        return alter.warn("alter-type"_L1, Weight::Note,
            Words::tr("From timestamp this changes the catalog only while TimeZone is UTC, which it "
                      "is here; indexes of the column are built anew."));
    rewrites(alter,
        Words::tr("The table and its indexes are written anew while nobody can even read it, unless "
                  "the old type is the same on disk. Add a column of the new type, fill it, and "
                  "change names at the end."));
}

// ADD CONSTRAINT name ...: PostgreSQL's own choice is not known before it is made.
QString named(const Alter &alter, const QString &name)
{
    static const QRegularExpression add(
        u"\\bADD\\s+(?!CONSTRAINT\\b)"_s, QRegularExpression::CaseInsensitiveOption);
    QString text = alter.statement.text;
    const auto match = add.match(text);
    return match.hasMatch() ? text.insert(match.capturedEnd(), u"CONSTRAINT %1 "_s.arg(quoted(name)))
                            : text;
}

void addUnique(const Alter &alter, const QJsonObject &constraint, const QString &kind, QString name)
{
    if (constraint.contains("indexname"_L1))
        return;
    const QStringList columns = namesIn(constraint.value("keys"_L1).toArray());
    const QString table = alter.table.section(u'.', -1);
    if (name.isEmpty())
        name = kind == "CONSTR_PRIMARY"_L1 ? table + u"_pkey"_s
                                           : table + u'_' + columns.join(u'_') + u"_key"_s;
    QStringList keys;
    for (const QString &column : columns)
        keys.append(quoted(column));
    alter.warn("add-unique"_L1, Weight::Unsafe,
        Words::tr("Its index is built while nobody can even read the table. Built CONCURRENTLY "
                  "before, it only has to be named."),
        {u"CREATE UNIQUE INDEX CONCURRENTLY %1 ON %2 (%3)"_s.arg(
             quoted(name), alter.quoted, keys.join(u", "_s)),
            u"ALTER TABLE %1 ADD CONSTRAINT %2 %3 USING INDEX %2"_s.arg(alter.quoted, quoted(name),
                kind == "CONSTR_PRIMARY"_L1 ? u"PRIMARY KEY"_s : u"UNIQUE"_s)});
}

void addConstraint(const Alter &alter)
{
    const QJsonObject constraint = alter.definition("Constraint"_L1);
    const QString kind = constraint.value("contype"_L1).toString();
    QString name = constraint.value("conname"_L1).toString();
    const bool foreign = kind == "CONSTR_FOREIGN"_L1;
    const bool loose = constraint.value("skip_validation"_L1).toBool();
    alter.takes(foreign ? LockMode::ShareRowExclusive : LockMode::AccessExclusive);
    if (foreign)
        alter.statement.tables.push_back(
            identifierOf(constraint.value("pktable"_L1).toObject()));
    if (kind == "CONSTR_UNIQUE"_L1 || kind == "CONSTR_PRIMARY"_L1)
        return addUnique(alter, constraint, kind, name);
    if (kind == "CONSTR_EXCLUSION"_L1)
        return alter.warn("add-exclusion"_L1, Weight::Unsafe,
            Words::tr("Its index is built while nobody can even read the table; there is no way to "
                      "build it beside a running service."));
    if (loose) {
        alter.earlier.loose.insert(alter.table + u'.' + name);
        const QJsonObject test = constraint.value("raw_expr"_L1).toObject().value("NullTest"_L1).toObject();
        if (test.value("nulltesttype"_L1).toString() == "IS_NOT_NULL"_L1)
            alter.earlier.notNull.insert(alter.table + u'.'
                + lastName(test.value("arg"_L1).toObject().value("ColumnRef"_L1).toObject()
                               .value("fields"_L1).toArray()));
        return;
    }
    QString text = alter.statement.text;
    if (name.isEmpty()) {
        const QStringList columns = namesIn(constraint.value("fk_attrs"_L1).toArray());
        name = alter.table.section(u'.', -1)
            + (foreign ? u'_' + columns.join(u'_') + u"_fkey"_s : u"_check"_s);
        text = named(alter, name);
    }
    alter.warn(foreign ? "add-foreign-key"_L1 : "add-check"_L1, Weight::Unsafe,
        foreign
            ? Words::tr("Every row is looked up while nobody can write to either table. NOT VALID "
                        "holds for new rows at once, and VALIDATE reads the old ones beside the "
                        "service.")
            : Words::tr("Every row is read while nobody can even read the table. NOT VALID holds for "
                        "new rows at once, and VALIDATE reads the old ones beside the service."),
        {text + u" NOT VALID"_s,
            u"ALTER TABLE %1 VALIDATE CONSTRAINT %2"_s.arg(alter.quoted, quoted(name))});
}

void validate(const Alter &alter)
{
    alter.takes(LockMode::ShareUpdateExclusive);
    if (alter.earlier.together
        && alter.earlier.loose.contains(alter.table + u'.' + alter.column()))
        alter.warn("validate-together"_L1, Weight::Unsafe,
            Words::tr("In one transaction with ADD CONSTRAINT its strong lock is kept while every "
                      "row is read. Let the step run statement by statement."));
}

void dropColumn(const Alter &alter)
{
    alter.takes(LockMode::AccessExclusive);
    alter.warn("drop-column"_L1, Weight::Destroys,
        Words::tr("The values of the column are gone, and only a backup brings them back."));
}

void wholeTable(const Alter &alter)
{
    alter.takes(LockMode::AccessExclusive);
    rewrites(alter, Words::tr("The table is written anew while nobody can even read it."));
}

void detach(const Alter &alter)
{
    const bool beside =
        alter.definition("PartitionCmd"_L1).value("concurrent"_L1).toBool();
    alter.statement.alone = alter.statement.concurrently = beside;
    alter.takes(beside ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive);
}

void gentle(const Alter &alter) { alter.takes(LockMode::ShareUpdateExclusive); }

struct Command
{
    const char *subtype;
    void (*judge)(const Alter &);
};
// What is not named here changes the catalog only, under ACCESS EXCLUSIVE.
constexpr Command kCommands[] = {
    {"AT_AddColumn", addColumn},
    {"AT_SetNotNull", setNotNull},
    {"AT_AlterColumnType", alterType},
    {"AT_AddConstraint", addConstraint},
    {"AT_ValidateConstraint", validate},
    {"AT_DropColumn", dropColumn},
    {"AT_SetLogged", wholeTable},
    {"AT_SetUnLogged", wholeTable},
    {"AT_SetTableSpace", wholeTable},
    {"AT_SetAccessMethod", wholeTable},
    {"AT_DetachPartition", detach},
    {"AT_AttachPartition", gentle},
    {"AT_SetStatistics", gentle},
    {"AT_ClusterOn", gentle},
    {"AT_SetRelOptions", gentle},
};

} // namespace

void judgeAlterTable(const Parsed &parsed, Earlier &earlier, Statement &statement)
{
    const QJsonObject table = parsed.body.value("relation"_L1).toObject();
    const QString type = parsed.body.value("objtype"_L1).toString().mid(7);
    statement.kind = u"ALTER "_s + (type.isEmpty() ? u"TABLE"_s : type);
    statement.tables = {identifierOf(table)};
    statement.onlyNew = earlier.made.contains(nameOf(table));
    const QJsonArray commands = parsed.body.value("cmds"_L1).toArray();
    for (const QJsonValue &one : commands) {
        const Alter alter{parsed, earlier, statement,
            one.toObject().value("AlterTableCmd"_L1).toObject(), nameOf(table), quotedTable(table),
            commands.size() == 1};
        const QString subtype = alter.command.value("subtype"_L1).toString();
        const Command *known = nullptr;
        for (const Command &command : kCommands) {
            if (subtype == QLatin1StringView(command.subtype))
                known = &command;
        }
        if (known)
            known->judge(alter);
        else
            alter.takes(LockMode::AccessExclusive);
    }
}

} // namespace gatehouse::versions
