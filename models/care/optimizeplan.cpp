// What the optimisation would do, and what stands against it; nothing is changed here.
#include "care/optimize.h"

#include "care/optimizefigures.h"
#include "care/words.h"

#include <QRegularExpression>
#include <QSet>

namespace gatehouse::care {

namespace {

class Planner
{
public:
    Planner(db::Sql &sql, const systems::Recognition &recognition)
        : m_sql(sql), m_recognition(recognition)
    {
    }

    Result<OptimizePlan> plan()
    {
        for (auto step : {&Planner::tables, &Planner::indexes, &Planner::analyze, &Planner::judge})
            if (auto done = (this->*step)(); !done)
                return done.error();
        if (m_sql.server().standby)
            m_plan.barred =
                Words::tr("This server is a standby and takes no changes. Connect to the primary.");
        return std::move(m_plan);
    }

private:
    Result<> tables()
    {
        for (const systems::Match &match : m_recognition.matches) {
            if (match.system->ownDraft || match.missingTables.isEmpty())
                continue;
            auto script = systems::schemaSql(match.system->id);
            if (!script)
                return script.error();
            std::map<qsizetype, OptimizeItem> inOrder; // a table follows those it refers to
            for (const QString &table : match.missingTables) {
                OptimizeItem item;
                item.schema = match.schema;
                item.table = table;
                item.sql = tableOfScript(script.value(), table);
                item.lock = lockOfTable(item.sql, table);
                item.why = Words::tr("%1 expects this table.").arg(match.system->title);
                if (!item.sql.isEmpty())
                    inOrder[script.value().indexOf(item.sql)] = item;
            }
            for (auto &[place, item] : inOrder)
                m_plan.items.push_back(std::move(item));
            for (IndexWish &index : indexesOfScript(script.value(), match.schema))
                if (match.missingTables.contains(index.table)) {
                    index.why = Words::tr("It belongs to the new table.");
                    m_ofNew.push_back(std::move(index));
                }
        }
        return Done{};
    }

    static QString lockOfTable(const QString &statement, const QString &table)
    {
        static const QRegularExpression refers(uR"x(\bREFERENCES\s+"?(\w+)"?)x"_s);
        QStringList others;
        for (auto it = refers.globalMatch(statement); it.hasNext();)
            if (const QString other = it.next().captured(1); other != table)
                others << other;
        others.removeDuplicates();
        return others.isEmpty()
            ? Words::tr("none on a table that is in use")
            : Words::tr("SHARE ROW EXCLUSIVE on %1 for a moment: writers wait, at most 2 s")
                  .arg(others.join(u", "_s));
    }

    Result<> indexes()
    {
        auto all = fetchIndexes(m_sql);
        if (!all)
            return all.error();
        auto missing = missingIndexes(m_sql, m_recognition, all.value());
        if (!missing)
            return missing.error();
        m_plan.slow = missing.value().slow;
        QSet<QString> names;
        for (const IndexInfo &one : all.value().indexes)
            names.insert(one.schema + u'.' + one.name);
        std::vector<IndexWish> wishes = std::move(missing.value().wishes);
        wishes.insert(wishes.end(), m_ofNew.begin(), m_ofNew.end());
        for (IndexWish &wish : wishes) {
            OptimizeItem item;
            item.step = OptimizeStep::Indexes;
            item.schema = wish.schema;
            item.table = wish.table;
            item.sql = wish.definition();
            item.lock = Words::tr("SHARE UPDATE EXCLUSIVE: nobody waits");
            item.why = wish.why;
            item.offered = !wish.slow;
            if (names.contains(wish.schema + u'.' + wish.name()))
                item.barred = Words::tr("Another index has this name already, or an INVALID one of it "
                                        "is left: rebuild or drop that one first.");
            names.insert(wish.schema + u'.' + wish.name());
            item.index = std::move(wish);
            m_plan.items.push_back(std::move(item));
        }
        return Done{};
    }

    Result<> analyze()
    {
        for (const systems::Match &match : m_recognition.matches)
            for (auto it = match.shape().tables.begin(); it != match.shape().tables.end(); ++it) {
                const systems::TableFacts *facts = m_recognition.table(match.schema, it.key());
                if (facts && (facts->kind == "table"_L1 || facts->kind == "partitioned"_L1))
                    addAnalyze(match.schema, it.key());
            }
        const auto items = m_plan.items; // also what is new, or read whole by somebody
        for (const OptimizeItem &item : items)
            addAnalyze(item.schema, item.table);
        return Done{};
    }
    void addAnalyze(const QString &schema, const QString &table)
    {
        OptimizeItem item;
        item.step = OptimizeStep::Analyze;
        item.schema = schema;
        item.table = table;
        item.sql = u"ANALYZE "_s + db::Identifier(schema, table).quoted();
        item.lock = Words::tr("SHARE UPDATE EXCLUSIVE: nobody waits");
        item.why = Words::tr("The planner's figures of the table become those of now.");
        if (!m_analyzed.contains(item.key()))
            m_plan.items.push_back(item);
        m_analyzed.insert(item.key());
    }

    // Rights, partitions, poolers: said before anything changes.
    Result<> judge()
    {
        QStringList schemas, tables;
        for (const OptimizeItem &item : m_plan.items)
            if (item.step == OptimizeStep::Analyze) {
                schemas << item.schema;
                tables << item.table;
            }
        auto seen = tablesSeen(m_sql, schemas, tables);
        if (!seen)
            return seen.error();
        for (const TableSeen &one : seen.value()) {
            if (one.isThere)
                m_plan.before.push_back(one.figures);
            for (OptimizeItem &item : m_plan.items)
                if (item.schema == one.figures.schema && item.table == one.figures.table
                    && item.barred.isEmpty())
                    item.barred = why(item, one);
        }
        return Done{};
    }
    QString why(const OptimizeItem &item, const TableSeen &table) const
    {
        if (item.step == OptimizeStep::Analyze)
            return !table.isThere || table.mayAnalyze
                ? QString()
                : Words::tr("Only the owner of the table or of the database may run ANALYZE on it.");
        if (!table.mayCreate)
            return Words::tr("This role may make nothing in the schema %1.").arg(item.schema);
        if (item.step == OptimizeStep::Tables || !table.isThere)
            return m_sql.server().pooled && item.step == OptimizeStep::Indexes ? pooled() : QString();
        if (!table.owner)
            return Words::tr("Only the owner of the table may make an index on it.");
        if (table.partitioned)
            return Words::tr("The table is partitioned, which cannot be indexed CONCURRENTLY as a "
                             "whole: make the index on each partition, then on the table.");
        return m_sql.server().pooled ? pooled() : QString();
    }
    static QString pooled()
    {
        return Words::tr("A pooler in transaction mode does not allow CONCURRENTLY. Connect straight to "
                         "the server.");
    }

    db::Sql &m_sql;
    const systems::Recognition &m_recognition;
    OptimizePlan m_plan;
    std::vector<IndexWish> m_ofNew;
    QSet<QString> m_analyzed;
};

} // namespace

Result<std::vector<TableSeen>> tablesSeen(
    db::Sql &sql, const QStringList &schemas, const QStringList &tables)
{
    std::vector<TableSeen> all;
    auto done = sql.stream(
        "care/optimize_tables"_L1, db::bind(schemas, tables), [&all](const db::Row &row) {
            TableSeen one;
            one.figures.schema = row.text(0);
            one.figures.table = row.text(1);
            one.mayCreate = row.get<bool>(2);
            one.owner = row.get<bool>(3);
            one.mayAnalyze = row.get<bool>(4);
            one.partitioned = row.get<bool>(5);
            one.isThere = row.get<bool>(6);
            one.figures.rows = row.get<double>(7);
            one.figures.bytes = row.maybe<qint64>(8);
            one.figures.indexBytes = row.maybe<qint64>(9);
            one.figures.indexes = row.get<qint64>(10);
            one.figures.analyzed = row.maybe<QDateTime>(11);
            one.figures.changed = row.get<qint64>(12);
            all.push_back(std::move(one));
            return true;
        });
    if (!done)
        return done.error();
    return all;
}

QString optimizeStepId(OptimizeStep step)
{
    static const QStringList ids{u"tables"_s, u"indexes"_s, u"analyze"_s};
    return ids.at(int(step));
}

QString optimizeStepTitle(OptimizeStep step)
{
    switch (step) {
    case OptimizeStep::Tables:
        return Words::tr("Create tables");
    case OptimizeStep::Indexes:
        return Words::tr("Create indexes");
    case OptimizeStep::Analyze:
        break;
    }
    return Words::tr("Analyze");
}

QString tableOfScript(const QString &script, const QString &table)
{
    const QRegularExpression statement(
        u"^CREATE TABLE (?:IF NOT EXISTS )?\"?%1\"? \\(.*?^\\)[^;]*;"_s.arg(
            QRegularExpression::escape(table)),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption
            | QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = statement.match(script);
    return match.hasMatch() ? match.captured(0).chopped(1) : QString();
}

OptimizePlan OptimizePlan::only(const QStringList &keys) const
{
    OptimizePlan part = *this;
    part.items.clear();
    QSet<QString> gone; // tables that are not there and will not be made
    for (const OptimizeItem &item : items) {
        const bool wanted = item.barred.isEmpty() && keys.contains(item.key());
        const QString table = item.schema + u'.' + item.table;
        if (item.step == OptimizeStep::Tables && !wanted)
            gone.insert(table);
        if (wanted && !gone.contains(table))
            part.items.push_back(item);
    }
    return part;
}

Result<OptimizePlan> planOptimize(db::Sql &sql, const systems::Recognition &recognition)
{
    return Planner(sql, recognition).plan();
}

} // namespace gatehouse::care
