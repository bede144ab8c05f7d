#include "catalog/diff.h"

namespace gatehouse::catalog {

namespace {

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

QString literal(const QString &text)
{
    QString doubled = text;
    doubled.replace(u'\'', u"''"_s);
    if (!text.contains(u'\\'))
        return u'\'' + doubled + u'\'';
    return u"E'"_s + doubled.replace(u'\\', u"\\\\"_s) + u'\'';
}

} // namespace

QString printColumn(const Column &column)
{
    QString text = quoted(column.name) + u' ' + column.type;
    if (!column.collation.isEmpty())
        text += u" COLLATE "_s + quoted(column.collation);
    if (!column.identity.isEmpty())
        text += u" GENERATED %1 AS IDENTITY"_s.arg(column.identity.toUpper());
    else if (!column.generated.isEmpty())
        text += u" GENERATED ALWAYS AS (%1) STORED"_s.arg(column.generated);
    else if (!column.fallback.isEmpty())
        text += u" DEFAULT "_s + column.fallback;
    if (column.notNull)
        text += u" NOT NULL"_s;
    return text;
}

// A default of a serial column names its sequence, which the word serial makes.
static QString printSerial(const QString &table, const Column &column)
{
    const QString sequence = table + u'_' + column.name + u"_seq"_s;
    const bool usual = column.fallback == u"nextval('%1'::regclass)"_s.arg(sequence)
        || column.fallback == u"nextval('%1'::regclass)"_s.arg(quoted(sequence));
    const QString serial = column.type == "bigint"_L1 ? u"bigserial"_s
        : column.type == "integer"_L1                 ? u"serial"_s
        : column.type == "smallint"_L1                ? u"smallserial"_s
                                                      : QString();
    return usual && !serial.isEmpty() ? quoted(column.name) + u' ' + serial + u" NOT NULL"_s
                                      : printColumn(column);
}

QStringList printTable(const Table &table)
{
    if (table.kind == "view"_L1 || table.kind == "matview"_L1) {
        QString body = table.body.trimmed();
        if (body.endsWith(u';'))
            body.chop(1);
        return {(table.kind == "view"_L1 ? u"CREATE VIEW "_s : u"CREATE MATERIALIZED VIEW "_s)
            + quoted(table.name) + u" AS\n"_s + body};
    }
    QStringList parts;
    for (const Column &column : table.columns)
        parts << u"    "_s + printSerial(table.name, column);
    for (const Constraint &constraint : table.constraints) {
        if (constraint.kind != "foreign"_L1)
            parts << u"    CONSTRAINT %1 %2"_s.arg(quoted(constraint.name), constraint.definition);
    }
    QString create = u"CREATE %1TABLE %2 (\n%3\n)"_s.arg(
        table.unlogged ? u"UNLOGGED "_s : QString(), quoted(table.name), parts.join(u",\n"_s));
    if (table.kind == "partitioned"_L1)
        create += u" PARTITION BY "_s + table.body;
    QStringList all{create};
    for (const Index &index : table.indexes)
        all << printIndex(table.name, index);
    if (table.rowSecurity)
        all << u"ALTER TABLE %1 ENABLE ROW LEVEL SECURITY"_s.arg(quoted(table.name));
    for (const Trigger &trigger : table.triggers)
        all << trigger.definition;
    if (!table.comment.isEmpty())
        all << u"COMMENT ON TABLE %1 IS %2"_s.arg(quoted(table.name), literal(table.comment));
    for (const Column &column : table.columns) {
        if (!column.comment.isEmpty())
            all << u"COMMENT ON COLUMN %1.%2 IS %3"_s.arg(
                quoted(table.name), quoted(column.name), literal(column.comment));
    }
    return all;
}

QString printConstraint(const QString &table, const Constraint &constraint)
{
    return u"ALTER TABLE %1 ADD CONSTRAINT %2 %3"_s.arg(
        quoted(table), quoted(constraint.name), constraint.definition);
}

QString printIndex(const QString &table, const Index &index, bool concurrently)
{
    return u"CREATE %1INDEX %2%3 ON %4 %5"_s.arg(index.unique ? u"UNIQUE "_s : QString(),
        concurrently ? u"CONCURRENTLY "_s : QString(), quoted(index.name), quoted(table),
        index.definition);
}

} // namespace gatehouse::catalog
