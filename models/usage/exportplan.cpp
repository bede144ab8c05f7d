#include "usage/exportplan.h"

#include "browse/output.h"
#include "browse/types.h"
#include "usage/sourcebuilder.h"

#include <algorithm>

namespace gatehouse::usage {

namespace {

using browse::Column;
using Kind = ExportColumn::Kind;

const QMap<QString, QString> kHeaders{
    {u"duration"_s, u"duration_ms"_s}, {u"traceId"_s, u"trace_id"_s}};

class Planner
{
public:
    Planner(const Figures &figures, const ExportOptions &options)
        : m_source(figures.source()), m_query(figures.rows()), m_options(options)
    {
    }

    ExportPlan plan()
    {
        QStringList wanted = m_options.columns;
        if (wanted.isEmpty())
            wanted = QStringList{m_source.column(u"id"_s)} + m_source.shownColumns();
        for (const QString &id : wanted)
            addColumn(id);
        QStringList cells;
        for (size_t i = 0; i < m_plan.columns.size(); ++i)
            cells << m_cells[qsizetype(i)] + u" AS "_s + m_sql.name(m_plan.columns[i].header);
        QStringList with, joins;
        for (const Naming &naming : m_source.namings())
            if (m_names.contains(naming.role)) {
                const QString name = m_sql.name("gatehouse."_L1 + naming.role);
                with << name + u" AS MATERIALIZED ("_s + naming.select + u')';
                joins << u" LEFT JOIN "_s + name + u" ON "_s + naming.part("v") + u" = "_s
                        + naming.held;
            }
        const browse::Relation &relation = *m_query.relation;
        QString text = with.isEmpty() ? QString() : u"WITH "_s + with.join(u", "_s) + u' ';
        text += u"SELECT "_s + cells.join(u", "_s) + u" FROM "_s + printFrom(relation)
            + joins.join(QString()) + u" WHERE "_s + print(m_query.filter, relation, m_sql)
            + orderBy();
        m_plan.select = {text, m_sql.params()};
        return std::move(m_plan);
    }

private:
    void addColumn(const QString &id)
    {
        const Column *column = m_query.relation->column(id);
        if (!column || column->internal)
            return;
        const QString role = roleOfColumn(id);
        const auto naming = std::find_if(m_source.namings().begin(), m_source.namings().end(),
            [&](const Naming &one) { return one.role == role || one.column == id; });
        if (naming != m_source.namings().end() && (role == naming->role || naming->column == id))
            return addNamed(*naming);
        if (column->secret)
            return add(headerOf(role, id), Kind::Text, u"'••••'::text"_s);
        if (role == "duration"_L1)
            return add(headerOf(role, id), Kind::Number,
                u"round("_s + m_source.printMs(*m_query.relation, m_sql) + u" * 1e6) / 1e6"_s);
        if (column->show == browse::Show::Time)
            return add(headerOf(role, id), Kind::Time, instant(*column));
        const QString value = browse::printShown(*m_query.relation, *column, m_sql);
        switch (column->show) {
        case browse::Show::Number:
        case browse::Show::Duration:
            return add(headerOf(role, id), Kind::Number, value);
        case browse::Show::Bool:
            return add(headerOf(role, id), Kind::Bool, value);
        case browse::Show::Json:
            return add(headerOf(role, id), Kind::Json, value);
        default:
            return add(headerOf(role, id), Kind::Text, safe(value + u"::text"_s));
        }
    }

    // The value and the name that people know; of a key its mask and its fingerprint.
    void addNamed(const Naming &naming)
    {
        if (m_names.contains(naming.role))
            return;
        m_names << naming.role;
        const QString role = naming.role == "endpoint"_L1 ? u"endpoint"_s : naming.role;
        add(role + "_name"_L1, Kind::Text, safe(naming.part("name")));
        if (!naming.masks) {
            const Column &held = *m_query.relation->column(naming.column);
            return add(
                role, Kind::Text, safe(printValue(*m_query.relation, held, m_sql) + u"::text"_s));
        }
        add(role, Kind::Text, naming.part("mask"));
        add(role + "_fingerprint"_L1, Kind::Text, naming.part("print"));
    }

    QString instant(const Column &column)
    {
        const QString value = printValue(*m_query.relation, column, m_sql);
        if (column.type == browse::kTimestamptz || column.type == browse::kDate)
            return value;
        if (column.type != browse::kTimestamp)
            return value + u"::text"_s;
        return value + u" AT TIME ZONE "_s + db::literal(m_source.declaredZone());
    }

    // The role a column plays, or the one whose name it shows.
    QString roleOfColumn(const QString &id) const
    {
        for (const Field &field : m_source.fields())
            if (field.column == id || (!field.label.isEmpty() && field.label == id))
                return field.id;
        return {};
    }

    QString headerOf(const QString &role, const QString &id) const
    {
        const QString name = role.isEmpty() ? id : kHeaders.value(role, role);
        const bool taken = std::any_of(m_plan.columns.begin(), m_plan.columns.end(),
            [&name](const ExportColumn &column) { return column.header == name; });
        return taken ? "column_"_L1 + id : name;
    }

    QString safe(const QString &text) const
    {
        if (!m_options.formulaSafe || m_options.format != ExportFormat::Csv)
            return text;
        return u"CASE WHEN left("_s + text + u", 1) IN ('=', '+', '-', '@', E'\\t', E'\\r') "_s
            + u"THEN '''' || "_s + text + u" ELSE "_s + text + u" END"_s;
    }

    void add(const QString &header, Kind kind, const QString &cell)
    {
        m_plan.columns.push_back({header, kind});
        m_cells << cell;
    }

    QString orderBy()
    {
        QStringList items;
        for (const browse::OrderItem &item : completed(m_query.order, *m_query.relation))
            items << printValue(*m_query.relation, *m_query.relation->column(item.column), m_sql)
                    + (item.ascending ? QString() : u" DESC"_s)
                    + (item.nullsFirst == item.ascending
                            ? (item.nullsFirst ? u" NULLS FIRST"_s : u" NULLS LAST"_s)
                            : QString());
        return u" ORDER BY "_s + items.join(u", "_s);
    }

    const Source &m_source;
    const browse::Query &m_query;
    const ExportOptions &m_options;
    db::Composer m_sql;
    QStringList m_cells, m_names;
    ExportPlan m_plan;
};

QString wrapped(const QString &select, ExportFormat format)
{
    if (format == ExportFormat::JsonLines)
        return u"COPY (SELECT row_to_json(\"rows\") FROM ("_s + select
            + u") AS \"rows\") TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"_s;
    return u"COPY ("_s + select + u") TO STDOUT (FORMAT csv, HEADER)"_s;
}

} // namespace

Statement ExportPlan::settings(const QTimeZone &zone) const
{
    return {
        u"SELECT set_config('TimeZone', $1, true), set_config('DateStyle', 'ISO, YMD', true), "_s
            + u"set_config('extra_float_digits', '1', true)"_s,
        db::bind(QString::fromUtf8(zone.id()))};
}

QString ExportPlan::copy(ExportFormat format) const
{
    return wrapped(db::inlined(select.text, select.params), format);
}

QString ExportPlan::shownCopy(ExportFormat format) const
{
    const QString shown = db::withLiterals(select.text, select.params);
    return format == ExportFormat::Xlsx ? shown : wrapped(shown, format);
}

ExportPlan planExport(const Figures &figures, const ExportOptions &options)
{
    return Planner(figures, options).plan();
}

} // namespace gatehouse::usage
