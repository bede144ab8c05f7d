#include "migration/generic.h"

#include "migration/words.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace gatehouse::migration {

namespace {

struct Declared
{
    const char *begins, *type;
};
// What schemas of SQLite and documents declare; the first that fits.
constexpr Declared kDeclared[] = {{"bool", "boolean"}, {"bigint", "bigint"}, {"int8", "bigint"},
    {"int", "bigint"}, {"smallint", "bigint"}, {"tinyint", "bigint"}, {"serial", "bigint"},
    {"double", "double precision"}, {"float", "double precision"}, {"real", "double precision"},
    {"decimal", "numeric"}, {"numeric", "numeric"}, {"json", "jsonb"}, {"blob", "bytea"},
    {"bytes", "bytea"}, {"uuid", "uuid"}, {"date_time", "timestamp with time zone"},
    {"datetime", "timestamp with time zone"}, {"timestamp", "timestamp with time zone"},
    {"time", "timestamp with time zone"}, {"date", "date"}, {"object", "jsonb"},
    {"array", "jsonb"}};

QString typeFor(const SourceColumn &column)
{
    const QString declared = column.declared.trimmed().toLower();
    if (declared.startsWith(u"varchar("_s) || declared.startsWith(u"character varying("_s))
        return u"text"_s; // SQLite does not keep to the length
    for (const Declared &one : kDeclared)
        if (declared.startsWith(QLatin1StringView(one.begins)))
            return QString::fromLatin1(one.type);
    return u"text"_s;
}

// PostgreSQL cuts a name after 63 bytes.
QString cutName(const QString &name, qsizetype bytes)
{
    QString cut = name;
    while (cut.toUtf8().size() > bytes)
        cut.chop(cut.size() > 1 && cut.back().isLowSurrogate() ? 2 : 1);
    return cut;
}

QString freshName(const QString &name, const QStringList &taken)
{
    constexpr qsizetype kLongest = 63;
    const QString plain = QString(name).replace(u'.', u'_').remove(QChar(0));
    const QString base = plain.isEmpty() ? u"unnamed"_s : plain;
    QString fresh = cutName(base, kLongest);
    for (int n = 2; taken.contains(fresh); ++n) {
        const QString number = u'_' + QString::number(n);
        fresh = cutName(base, kLongest - number.size()) + number;
    }
    return fresh;
}

// From names of the source to those of the target.
struct Naming
{
    QStringList from, to;
    void add(const QString &name)
    {
        to << freshName(name, to);
        from << name;
    }
    QString of(const QString &name) const { return to.value(from.indexOf(name)); }
};

Naming columnsOf(const SourceTable &table)
{
    Naming names;
    for (const SourceColumn &column : table.columns)
        names.add(column.name);
    return names;
}

TableRule genericTable(const SourceTable &table, const QString &to)
{
    TableRule rule{table.name, to, {}};
    const Naming names = columnsOf(table);
    for (const SourceColumn &column : table.columns) {
        ColumnRule one{{column.name}, names.of(column.name), typeFor(column)};
        one.notNull = column.notNull || table.key.contains(column.name);
        rule.columns.push_back(std::move(one));
    }
    for (const QString &column : table.key)
        rule.key << names.of(column);
    return rule;
}

TableRule *ruleFrom(std::vector<TableRule> &rules, const QString &from)
{
    const auto found = std::find_if(
        rules.begin(), rules.end(), [&from](const TableRule &rule) { return rule.from == from; });
    return found == rules.end() ? nullptr : &*found;
}

// PostgreSQL wants what is referred to to be unique; a row's number is, an "id" that nobody
// declared as a key may not be.
void addReference(std::vector<TableRule> &rules, const Source &source, const SourceTable &table,
    const SourceReference &reference, QStringList &notes)
{
    TableRule *own = ruleFrom(rules, table.name), *other = ruleFrom(rules, reference.table);
    if (!own || !other)
        return;
    const auto &tables = source.tables();
    const auto parent = std::find_if(tables.begin(), tables.end(),
        [&reference](const SourceTable &one) { return one.name == reference.table; });
    const Naming ownNames = columnsOf(table), otherNames = columnsOf(*parent);
    ReferenceRule one;
    for (const QString &column : reference.columns)
        one.columns << ownNames.of(column);
    for (const QString &column : reference.otherColumns.isEmpty() ? parent->key
                                                                  : reference.otherColumns)
        one.otherColumns << otherNames.of(column);
    if (other->key.isEmpty() && reference.otherColumns == QStringList{u"_row"_s})
        other->key = one.otherColumns;
    if (one.otherColumns != other->key || one.otherColumns.contains(QString())) {
        notes << Words::tr("%1 refers to %2 of %3, which is no declared key there; no foreign key "
                           "is made.")
                     .arg(table.name, reference.otherColumns.join(u", "_s), reference.table);
        return;
    }
    one.table = other->to;
    own->references.push_back(std::move(one));
}

bool isNothing(const QString &form) { return form == u"missing"_s || form == u"null"_s; }

// The one that keeps every value seen; empty: text does.
QString typeOfSeen(const ColumnFacts &facts)
{
    constexpr double kExact = 9'007'199'254'740'992; // beyond it a double skips whole numbers
    static const std::map<QString, QString> kAlone{{u"bool"_s, u"boolean"_s},
        {u"time"_s, u"timestamp with time zone"_s}, {u"uuid"_s, u"uuid"_s}, {u"json"_s, u"jsonb"_s},
        {u"bytes"_s, u"bytea"_s}, {u"iso-naive"_s, u"timestamp without time zone"_s},
        {u"iso-date"_s, u"date"_s}};
    QStringList forms;
    for (const FormCount &form : facts.forms)
        if (!isNothing(form.form))
            forms << form.form;
    if (forms.isEmpty())
        return {};
    if (forms.size() == 1) {
        if (const auto alone = kAlone.find(forms[0]); alone != kAlone.end())
            return alone->second;
        if (forms[0] == u"number-text"_s)
            return facts.plainWhole == facts.countOf("number-text"_L1) ? u"bigint"_s
                : facts.plainNumber == facts.countOf("number-text"_L1) ? u"numeric"_s
                                                                       : QString();
    }
    const auto among = [&forms](const QStringList &these) {
        return std::all_of(forms.begin(), forms.end(),
            [&these](const QString &form) { return these.contains(form); });
    };
    const QStringList whole{u"zero-one"_s, u"integer"_s};
    if (among(whole))
        return u"bigint"_s;
    const bool exact = std::abs(facts.least.value_or(0)) < kExact
        && std::abs(facts.most.value_or(0)) < kExact;
    if (exact && among(whole + QStringList{u"real"_s, u"not-finite"_s}))
        return u"double precision"_s;
    if (among(whole + QStringList{u"real"_s, u"decimal"_s, u"epoch-s"_s, u"epoch-ms"_s, u"epoch-us"_s, u"epoch-ns"_s}))
        return u"numeric"_s;
    return {};
}

ColumnRule *ruleTo(TableRule &table, const QString &to)
{
    for (ColumnRule &rule : table.columns)
        if (rule.to == to)
            return &rule;
    return nullptr;
}

// A key and what refers to it: text where the values do not agree on another type.
void agree(Plan &plan)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (TableRule &table : plan.tables)
            for (const ReferenceRule &reference : table.references)
                for (TableRule &other : plan.tables)
                    for (qsizetype i = 0; other.to == reference.table && i < reference.columns.size(); ++i) {
                        ColumnRule *a = ruleTo(table, reference.columns[i]);
                        ColumnRule *b = ruleTo(other, reference.otherColumns.value(i));
                        if (!a || !b || a->type == b->type)
                            continue;
                        a->type = b->type = u"text"_s;
                        changed = true;
                    }
    }
}

} // namespace

std::vector<TableRule> genericTables(
    const Source &source, const QStringList &only, QStringList &notes)
{
    std::vector<TableRule> rules;
    QStringList taken;
    for (const SourceTable &table : source.tables()) {
        if (!only.isEmpty() && !only.contains(table.name))
            continue;
        if (table.columns.empty()) {
            notes << Words::tr("“%1” of the source holds no fields and is not moved.").arg(table.name);
            continue;
        }
        taken << freshName(table.name, taken);
        rules.push_back(genericTable(table, taken.constLast()));
    }
    for (const SourceTable &table : source.tables())
        for (const SourceReference &reference : table.references)
            addReference(rules, source, table, reference, notes);
    return rules;
}

void inferTypes(Plan &plan, const Source &source, const Inspection &seen)
{
    std::map<std::pair<QString, QString>, QString> declared;
    for (const SourceTable &table : source.tables())
        for (const SourceColumn &column : table.columns)
            declared[{table.name, column.name}] = column.declared;
    for (TableRule &table : plan.tables)
        for (const TableFacts &facts : seen.tables)
            for (const ColumnFacts &column : facts.columns)
                for (ColumnRule &rule : table.columns) {
                    if (facts.name != table.from || rule.from != QStringList{column.name})
                        continue;
                    if (const QString type = typeOfSeen(column);
                        !type.isEmpty() && declared[{table.from, column.name}].isEmpty())
                        rule.type = type;
                    if (rule.type == u"timestamp with time zone"_s && rule.zone.isEmpty()
                        && column.countOf("iso-naive"_L1) + column.countOf("iso-date"_L1) > 0)
                        rule.zone = u"?"_s;
                }
    agree(plan);
}

} // namespace gatehouse::migration
