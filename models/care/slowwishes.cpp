// Indexes that slow statements would use (D2).
#include "care/indexes.h"
#include "care/slow.h"
#include "care/words.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QRegularExpression>

namespace gatehouse::care {

namespace {

constexpr int kMost = 60;        // statements, of those that took the most time
constexpr int kOneMs = 1000;     // to plan one
constexpr qint64 kAllMs = 4000;  // to plan all of them
constexpr int kAfterMs = 15'000; // for what the caller asks next

bool hasPlan(const Statement &one)
{
    static const QRegularExpression planned(
        u"^(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n)*(?:SELECT|WITH|UPDATE|DELETE|INSERT|MERGE)\\b"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    return !one.hidden && planned.match(one.text).hasMatch();
}

bool isOfServices(const QString &schema)
{
    return !schema.startsWith("pg_"_L1) && schema != "information_schema"_L1
        && schema != "gatehouse"_L1;
}

QString whyOf(const Statement &one)
{
    const QLocale locale;
    return Words::tr(
        "The slow query %1 reads all of this table: called %2 times, %3 ms each, %4 % of the "
        "time of all statements.")
        .arg(one.fingerprint, locale.toString(one.calls), locale.toString(one.meanMs, 'f', 1),
            locale.toString(one.share * 100, 'f', 1));
}

class Looker
{
public:
    explicit Looker(db::Sql &sql) : m_sql(sql) { m_clock.start(); }

    // False when there is no use in going on.
    Result<bool> look(const Statement &one)
    {
        if (m_clock.elapsed() > kAllMs)
            return false;
        auto plan = explain(m_sql, one.text, false, kOneMs);
        if (!plan) {
            const Error &error = plan.error();
            if (error.kind == Error::Kind::Connection || m_sql.token().isCancelled())
                return error;
            ++m_unplanned;
            return error.sqlState != "55P03"_L1 && error.sqlState != "57014"_L1; // a table is held
        }
        ++m_planned;
        for (const PlanVerdict::Index &index : judgePlan(plan.value()).indexes) {
            if (!isOfServices(index.schema))
                continue;
            IndexWish wish;
            wish.schema = index.schema;
            wish.table = index.table;
            wish.columns = index.columns;
            wish.why = whyOf(one);
            wish.probe = one.text;
            wish.slow = true;
            m_found.wishes.push_back(std::move(wish));
        }
        return true;
    }

    SlowWishes take(const Slow &slow)
    {
        m_found.said = Words::tr(
            "The plans of the %n slowest statement(s) were looked at.", nullptr, m_planned);
        if (m_unplanned > 0)
            m_found.said += u' '
                + Words::tr("%n could not be planned without their values or by this role.",
                    nullptr, m_unplanned);
        if (slow.hidden > 0)
            m_found.said += u' '
                + Words::tr(
                    "%n of other users (is|are) hidden: GRANT pg_read_all_stats shows them.",
                    nullptr, int(slow.hidden));
        return std::move(m_found);
    }

private:
    db::Sql &m_sql;
    QElapsedTimer m_clock;
    SlowWishes m_found;
    int m_planned = 0, m_unplanned = 0;
};

} // namespace

Result<SlowWishes> wishesOfSlow(db::Sql &sql)
{
    auto slow = fetchSlow(sql);
    if (!slow)
        return slow.error();
    if (slow.value().state != Slow::State::Ready)
        return SlowWishes{{},
            Words::tr("What slow queries would need is not known: %1").arg(slow.value().why) + u' '
                + slow.value().wayOut.join(u"; "_s)};
    Looker looker(sql);
    int left = kMost;
    for (const Statement &one : slow.value().statements) {
        if (left == 0)
            break;
        if (!hasPlan(one))
            continue;
        --left;
        auto goOn = looker.look(one);
        if (!goOn)
            return goOn.error();
        if (!goOn.value())
            break;
    }
    sql.setStatementTimeout(kAfterMs);
    return looker.take(slow.value());
}

} // namespace gatehouse::care
