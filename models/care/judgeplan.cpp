#include "care/explain.h"
#include "care/words.h"
#include "db/identifier.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::care {

namespace {

using Level = PlanVerdict::Level;

constexpr qint64 kSmallTable = 1 << 20; // read whole in a millisecond
constexpr double kMisjudged = 100;      // times more or fewer rows than the planner thought
constexpr double kFew = 0.2;            // share of the rows below which an index pays
constexpr double kUnknownRange = 0.34;  // what the planner takes for "> $1"

QString size(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1); }
QString number(double value) { return QLocale().toString(qint64(value)); }

// The columns that a filter as EXPLAIN VERBOSE prints it compares: equalities first, then ranges.
// Expressions and casts of the column give none: a plain index would not serve them.
struct Compared
{
    QStringList columns{};
    bool range = false;
};
Compared columnsOf(const QString &filter)
{
    static const QRegularExpression comparison(
        uR"((?<![\w."])(?:(?:"(?:[^"]|"")+"|\w+)\.)?("(?:[^"]|"")+"|[a-z_][\w$]*)\s*(=|<=|>=|<|>)(?!\w))"_s);
    static const QRegularExpression literal(uR"('(?:[^']|'')*')"_s);
    static const QRegularExpression cast(
        uR"(::(?:character varying|double precision|timestamp with(?:out)? time zone|"[^"]+"|[\w.]+)(?:\(\d+\))?(?:\[\])?)"_s);
    static const QRegularExpression brackets(uR"((?<![\w"])\(([\w."]+)\))"_s);
    QString plain = filter;
    plain.replace(literal, u"?"_s).remove(cast).replace(brackets, u"\\1"_s);
    QStringList equal, range;
    for (auto it = comparison.globalMatch(plain); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        QString column = match.captured(1);
        if (column.startsWith(u'"'))
            column = column.mid(1, column.size() - 2).replace(u"\"\""_s, u"\""_s);
        QStringList &list = match.captured(2) == u"="_s ? equal : range;
        if (!equal.contains(column) && !range.contains(column))
            list << column;
    }
    if (filter.contains(" OR "_L1))
        return {};
    return {equal + range.mid(0, 1), !range.isEmpty()};
}

QString indexFor(const PlanNode &node, const QStringList &columns)
{
    QStringList parts;
    for (const QString &column : columns)
        parts << db::Identifier(column).quoted();
    return u"CREATE INDEX CONCURRENTLY ON %1 (%2)"_s.arg(
        db::Identifier(node.schema, node.relation).quoted(), parts.join(u", "_s));
}

class Judge
{
public:
    explicit Judge(const ExplainedPlan &plan) : m_plan(plan) { }

    PlanVerdict verdict()
    {
        visit(m_plan.root, nullptr);
        std::stable_sort(m_verdict.points.begin(), m_verdict.points.end(),
            [](const auto &a, const auto &b) { return a.level > b.level; });
        return std::move(m_verdict);
    }

private:
    void say(Level level, const QString &sentence) { m_verdict.points.push_back({level, sentence}); }

    void visit(const PlanNode &node, const PlanNode *parent)
    {
        if (node.type.endsWith("Seq Scan"_L1))
            sequential(node, parent);
        if (!node.index.isEmpty())
            say(Level::Good, Words::tr("The index %1 is used.").arg(node.index));
        if (node.spilled > 0)
            say(Level::Warn,
                Words::tr("%1 spilled %2 to temporary files: work_mem is too small for it.")
                    .arg(node.type, size(node.spilled * 8192)));
        misjudged(node);
        for (const PlanNode &child : node.children)
            visit(child, &node);
    }

    void sequential(const PlanNode &node, const PlanNode *parent)
    {
        const auto it = m_plan.bytes.find(node.schema + u'.' + node.relation);
        const qint64 bytes = it == m_plan.bytes.end() ? 0 : it->second;
        if (bytes < kSmallTable) {
            say(Level::Info,
                Words::tr("%1 is read whole; at %2 that is cheaper than any index.")
                    .arg(node.relation, size(bytes)));
            return;
        }
        const Compared compared = columnsOf(node.filter);
        QStringList columns = compared.columns;
        if (columns.isEmpty() && parent && parent->type.contains("Sort"_L1) && node.filter.isEmpty())
            columns = sortColumns(*parent);
        if (columns.isEmpty()) {
            say(node.filter.isEmpty() ? Level::Info : Level::Warn,
                node.filter.isEmpty()
                    ? Words::tr("Sequential scan of %1 (%2): the statement wants all rows.")
                          .arg(node.relation, size(bytes))
                    : Words::tr("Sequential scan of %1 (%2): its filter compares no plain column, "
                                "so no plain index can serve it.")
                          .arg(node.relation, size(bytes)));
            return;
        }
        if (!m_plan.analyzed && !node.filter.isEmpty() && isMost(node, compared.range)) {
            say(Level::Info,
                Words::tr("Sequential scan of %1 (%2): the planner expects its filter to let too many "
                          "rows through for an index.")
                    .arg(node.relation, size(bytes)));
            return;
        }
        if (node.realRows > 0 && node.removed < node.realRows) {
            say(Level::Info,
                Words::tr("Sequential scan of %1 (%2), but most rows are wanted.")
                    .arg(node.relation, size(bytes)));
            return;
        }
        const QString statement = indexFor(node, columns);
        if (!m_verdict.statements.contains(statement)) {
            m_verdict.statements << statement;
            m_verdict.indexes.push_back({node.schema, node.relation, columns});
        }
        say(Level::Warn,
            Words::tr("Sequential scan of %1 in %2: add %3.")
                .arg(size(bytes), node.relation, statement));
    }

    bool isMost(const PlanNode &node, bool range) const
    {
        constexpr double kWorkers = 2.4; // a parallel scan's rows are those of one of about so many
        const auto all = m_plan.tableRows.find(node.schema + u'.' + node.relation);
        if (all == m_plan.tableRows.end() || all->second <= 0)
            return false;
        const double rows = node.rows * (node.parallel ? kWorkers : 1);
        return rows / all->second > (range && m_plan.generic ? kUnknownRange : kFew);
    }

    static QStringList sortColumns(const PlanNode &sort)
    {
        QStringList columns;
        for (QString key : sort.sortKey) {
            key.remove(QRegularExpression(u" (DESC|ASC|NULLS FIRST|NULLS LAST)"_s));
            static const QRegularExpression plain(uR"(^(?:(?:"(?:[^"]|"")+"|\w+)\.)?("(?:[^"]|"")+"|[a-z_]\w*)$)"_s);
            const QRegularExpressionMatch match = plain.match(key.trimmed());
            if (!match.hasMatch())
                return {};
            columns << match.captured(1).remove(u'"');
        }
        return columns;
    }

    void misjudged(const PlanNode &node)
    {
        constexpr double kWorthSaying = 1000; // rows
        if (!m_plan.analyzed || node.relation.isEmpty() || node.loops < 1)
            return;
        const double thought = node.rows, real = node.realRows / node.loops;
        const double more = std::max(thought, real), less = std::max(1.0, std::min(thought, real));
        if (more < kWorthSaying || more / less < kMisjudged)
            return;
        say(Level::Warn,
            Words::tr("The planner expected %1 rows of %2 and got %3: run ANALYZE on it.")
                .arg(number(thought), node.relation, number(real)));
    }

    const ExplainedPlan &m_plan;
    PlanVerdict m_verdict;
};

} // namespace

PlanVerdict judgePlan(const ExplainedPlan &plan) { return Judge(plan).verdict(); }

} // namespace gatehouse::care
