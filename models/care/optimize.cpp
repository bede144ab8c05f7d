#include "care/optimize.h"

#include "base/safetext.h"
#include "care/optimizefigures.h"
#include "care/words.h"
#include "db/transaction.h"

#include <QRandomGenerator>

#include <thread>

namespace gatehouse::care {

namespace {

constexpr int kTries = 15; // for locks of the tables that new ones refer to

template <typename F>
auto ask(db::Session &session, F f, const CancelToken &token)
{
    auto future = session.run(std::move(f), token);
    future.waitForFinished();
    return future.result();
}

class Optimizer
{
public:
    Optimizer(const db::SessionOptions &server, const OptimizePlan &plan, trail::Policy policy,
        const trail::Actor &actor, const CancelToken &token, const ReportProgress &report,
        OptimizeOutcome &outcome)
        : m_server(server), m_plan(plan), m_policy(policy), m_actor(actor), m_token(token),
          m_report(report), m_outcome(outcome)
    {
        m_server.kind = db::SessionKind::Job;
        m_server.readOnly = false;
    }

    Result<> run()
    {
        if (!m_plan.barred.isEmpty())
            return refused(m_plan.barred);
        db::Session session(m_server);
        const auto in = [&](auto step) {
            return ask(session, [this, step](db::Sql &sql) { return (this->*step)(sql); }, m_token);
        };
        if (auto made = in(&Optimizer::tables); !made)
            return made.error();
        if (auto made = indexes(); !made)
            return made.error();
        if (auto done = in(&Optimizer::analyze); !done)
            return done.error();
        return in(&Optimizer::figures);
    }

private:
    std::vector<OptimizeItem> itemsOf(OptimizeStep step) const
    {
        std::vector<OptimizeItem> some;
        for (const OptimizeItem &item : m_plan.items)
            if (item.step == step)
                some.push_back(item);
        return some;
    }
    void said(const OptimizeItem &item, bool good, const QString &sentence)
    {
        m_outcome.results.push_back({item.key(), good, sentence});
    }
    void begin(const OptimizeItem &item)
    {
        m_report({m_done++, qint64(m_plan.items.size()), optimizeStepTitle(item.step), item.name()});
    }
    static bool stops(const Error &error)
    {
        return error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Connection;
    }

    Result<> tables(db::Sql &sql)
    {
        const std::vector<OptimizeItem> all = itemsOf(OptimizeStep::Tables);
        if (all.empty())
            return Done{};
        for (int attempt = 1;; ++attempt) {
            auto made = makeTables(sql, all);
            const bool lock =
                !made && (made.error().sqlState == "55P03"_L1 || made.error().sqlState == "40P01"_L1);
            if (made || !lock || attempt >= kTries || m_token.isCancelled()) {
                for (const OptimizeItem &item : all)
                    said(item, bool(made),
                        made ? Words::tr("Made the table %1.").arg(item.table) : made.error().text);
                return made;
            }
            m_report({m_done, qint64(m_plan.items.size()), optimizeStepTitle(OptimizeStep::Tables),
                Words::tr("somebody holds a table that the new ones refer to; tried again")});
            std::this_thread::sleep_for(
                std::chrono::milliseconds(200 + QRandomGenerator::global()->bounded(400)));
        }
    }

    Result<> makeTables(db::Sql &sql, const std::vector<OptimizeItem> &all)
    {
        m_done = 0;
        auto transaction = db::Transaction::begin(sql);
        if (!transaction)
            return transaction.error();
        auto recorder = trail::Recorder::open(sql, m_policy, m_actor);
        if (!recorder)
            return recorder.error();
        if (auto done = sql.execute(u"SET LOCAL lock_timeout = '2s'"_s); !done)
            return done.error();
        for (const OptimizeItem &item : all) {
            begin(item);
            if (auto done = sql.execute(
                    {u"SET LOCAL search_path = %1, public"_s, {db::Identifier(item.schema)}});
                !done)
                return done.error();
            if (auto done = sql.execute(item.sql); !done)
                return done.error();
            const QString name = item.schema + u'.' + item.table;
            trail::Entry entry{u"table.create"_s, u"table"_s, name, name, u"DDL"_s};
            entry.after = {{u"statement"_s, item.sql}};
            if (auto written = recorder.value().write(sql, entry); !written)
                return written.error();
        }
        return std::move(transaction).value().commit();
    }

    Result<> indexes()
    {
        for (const OptimizeItem &item : itemsOf(OptimizeStep::Indexes)) {
            begin(item);
            auto made = change(
                m_server, createAct(item.index), m_policy, m_actor, m_token, [](const Progress &) { });
            said(item, bool(made), made ? made.value().sentence : made.error().text);
            if (!made && stops(made.error()))
                return made.error();
        }
        return Done{};
    }

    Result<> analyze(db::Sql &sql)
    {
        sql.setStatementTimeout(0);
        QStringList names;
        for (const OptimizeItem &item : itemsOf(OptimizeStep::Analyze)) {
            begin(item);
            sql.takeNotices();
            auto done = sql.execute(
                {u"ANALYZE %1"_s, {db::Identifier(item.schema, item.table)}});
            if (!done && stops(done.error()))
                return done.error();
            bool skipped = false; // without the right it warns, and does nothing
            for (const db::Notice &notice : sql.takeNotices())
                skipped = skipped || notice.severity == "WARNING"_L1;
            const QString table = safeText(item.table, 80);
            said(item, done && !skipped,
                !done         ? Words::tr("ANALYZE of %1 did not run: %2").arg(table, done.error().detail)
                    : skipped ? Words::tr("ANALYZE of %1 did not run: only its owner may.").arg(table)
                              : Words::tr("Analyzed %1.").arg(table));
            if (done && !skipped)
                names << item.schema + u'.' + item.table;
        }
        return names.isEmpty() ? Result<>(Done{}) : recordAnalyze(sql, names);
    }
    Result<> recordAnalyze(db::Sql &sql, const QStringList &names)
    {
        auto transaction = db::Transaction::begin(sql);
        if (!transaction)
            return transaction.error();
        auto recorder = trail::Recorder::open(sql, m_policy, m_actor);
        if (!recorder)
            return recorder.error();
        trail::Entry entry{u"tables.analyze"_s, u"database"_s, u"tables"_s,
            Words::tr("%n table(s)", nullptr, int(names.size())), u"ANALYZE"_s};
        entry.after = {{u"tables"_s, names.join(u", "_s)}};
        if (auto written = recorder.value().write(sql, entry); !written)
            return written.error();
        return std::move(transaction).value().commit();
    }

    Result<> figures(db::Sql &sql)
    {
        QStringList schemas, tables;
        const auto add = [&](const QString &schema, const QString &table) {
            schemas << schema;
            tables << table;
        };
        for (const OptimizeFigures &one : m_plan.before)
            add(one.schema, one.table);
        for (const OptimizeItem &item : itemsOf(OptimizeStep::Tables))
            add(item.schema, item.table);
        auto seen = tablesSeen(sql, schemas, tables);
        if (!seen)
            return seen.error();
        for (const TableSeen &one : seen.value())
            if (one.isThere)
                m_outcome.after.push_back(one.figures);
        return Done{};
    }

    db::SessionOptions m_server;
    const OptimizePlan &m_plan;
    trail::Policy m_policy;
    const trail::Actor &m_actor;
    const CancelToken &m_token;
    const ReportProgress &m_report;
    OptimizeOutcome &m_outcome;
    qint64 m_done = 0;
};

} // namespace

int OptimizeOutcome::count(OptimizeStep step) const
{
    const QString begin = optimizeStepId(step) + u' ';
    return int(std::count_if(results.begin(), results.end(), [&](const OptimizeResult &one) {
        return one.good && one.key.startsWith(begin);
    }));
}

QStringList OptimizeOutcome::failed() const
{
    QStringList sentences;
    for (const OptimizeResult &one : results)
        if (!one.good)
            sentences << one.key.section(u' ', 1) + u": "_s + one.sentence;
    return sentences;
}

const OptimizeResult *OptimizeOutcome::find(const QString &key) const
{
    const auto at = std::find_if(results.begin(), results.end(),
        [&key](const OptimizeResult &one) { return one.key == key; });
    return at == results.end() ? nullptr : &*at;
}

Result<> optimize(const db::SessionOptions &server, const OptimizePlan &plan, trail::Policy policy,
    const trail::Actor &actor, const CancelToken &token, const ReportProgress &report,
    OptimizeOutcome &outcome)
{
    return Optimizer(server, plan, policy, actor, token, report, outcome).run();
}

Recipe optimizeRecipe(const QString &title, const db::SessionOptions &server,
    const OptimizePlan &plan, trail::Policy policy, const trail::Actor &actor,
    std::shared_ptr<OptimizeOutcome> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        *done = {};
        auto ran = optimize(server, plan, policy, actor, context.token, context.report, *done);
        for (const OptimizeResult &one : done->results)
            context.log(one.sentence);
        return ran;
    };
    return {title, {{title, work}}};
}

} // namespace gatehouse::care
