#include "care/optimize.h"

#include "base/safetext.h"
#include "care/words.h"
#include "db/transaction.h"

#include <QRegularExpression>

namespace gatehouse::care {

namespace {

template <typename F>
auto ask(db::Session &session, F f, const CancelToken &token)
{
    auto future = session.run(std::move(f), token);
    future.waitForFinished();
    return future.result();
}

Result<> makeTables(db::Sql &sql, const OptimizePlan &plan, trail::Policy policy,
    const trail::Actor &actor, OptimizeOutcome &outcome)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    for (const TableWish &wish : plan.tables) {
        if (auto done = sql.execute({u"SET LOCAL search_path = %1, public"_s,
                {db::Identifier(wish.schema)}});
            !done)
            return done.error();
        if (auto done = sql.execute(wish.statement); !done)
            return done.error();
        trail::Entry entry{u"table.create"_s, u"table"_s, wish.schema + u'.' + wish.table,
            wish.schema + u'.' + wish.table, u"DDL"_s};
        entry.after = {{u"statement"_s, wish.statement}};
        if (auto written = recorder.value().write(sql, entry); !written)
            return written.error();
        outcome.said << Words::tr("Made the table %1.").arg(wish.table);
    }
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    outcome.tables = int(plan.tables.size());
    return Done{};
}

Result<> analyzeAll(db::Sql &sql, const OptimizePlan &plan, trail::Policy policy,
    const trail::Actor &actor, OptimizeOutcome &outcome)
{
    sql.setStatementTimeout(0);
    QStringList names;
    for (const db::Identifier &table : plan.analyze) {
        if (auto done = sql.execute({u"ANALYZE %1"_s, {table}}); !done) {
            if (done.error().kind == Error::Kind::Cancelled || done.error().kind == Error::Kind::Connection)
                return done.error();
            outcome.failed << Words::tr("ANALYZE of %1 did not run: %2")
                                  .arg(table.name(), done.error().detail);
            continue;
        }
        bool skipped = false; // without the right it warns, and does nothing
        for (const db::Notice &notice : sql.takeNotices())
            skipped = skipped || notice.severity == "WARNING"_L1;
        if (skipped) {
            outcome.failed << Words::tr("ANALYZE of %1 did not run: only its owner may.")
                                  .arg(safeText(table.name(), 80));
            continue;
        }
        names << table.schema() + u'.' + table.name();
    }
    outcome.analyzed = int(names.size());
    if (names.isEmpty())
        return Done{};
    outcome.said << Words::tr("Analyzed %n table(s).", nullptr, outcome.analyzed);
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    trail::Entry entry{u"tables.analyze"_s, u"database"_s, u"tables"_s,
        Words::tr("%n table(s)", nullptr, outcome.analyzed), u"ANALYZE"_s};
    entry.after = {{u"tables"_s, names.join(u", "_s)}};
    if (auto written = recorder.value().write(sql, entry); !written)
        return written.error();
    return std::move(transaction).value().commit();
}

db::SessionOptions writing(db::SessionOptions server)
{
    server.kind = db::SessionKind::Job;
    server.readOnly = false;
    return server;
}

} // namespace

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

QStringList OptimizePlan::lines() const
{
    QStringList all;
    for (const TableWish &wish : tables)
        all << Words::tr("Make the table %1.%2 (%3)").arg(wish.schema, wish.table, wish.system);
    for (const IndexWish &wish : indexes)
        all << wish.definition();
    if (!analyze.empty())
        all << Words::tr("ANALYZE of %n table(s)", nullptr, int(analyze.size()));
    return all;
}

Result<OptimizePlan> planOptimize(db::Sql &sql, const systems::Recognition &recognition)
{
    OptimizePlan plan;
    for (const systems::Match &match : recognition.matches) {
        for (auto it = match.shape().tables.begin(); it != match.shape().tables.end(); ++it) {
            if (!match.missingTables.contains(it.key()) && recognition.table(match.schema, it.key()))
                plan.analyze.push_back(db::Identifier(match.schema, it.key()));
        }
        if (match.system->ownDraft || match.missingTables.isEmpty())
            continue;
        auto script = systems::schemaSql(match.system->id);
        if (!script)
            return script.error();
        std::map<qsizetype, TableWish> inOrder; // a table follows those it refers to
        for (const QString &table : match.missingTables) {
            const QString statement = tableOfScript(script.value(), table);
            if (!statement.isEmpty())
                inOrder[script.value().indexOf(statement)] = {
                    match.schema, table, match.system->title, statement};
        }
        for (auto &[place, wish] : inOrder)
            plan.tables.push_back(std::move(wish));
    }
    auto all = fetchIndexes(sql);
    if (!all)
        return all.error();
    auto missing = missingIndexes(sql, recognition, all.value());
    if (!missing)
        return missing.error();
    plan.indexes = std::move(missing).value();
    for (const TableWish &wish : plan.tables) { // their indexes follow them
        for (const systems::Match &match : recognition.matches) {
            if (match.schema != wish.schema || match.system->title != wish.system)
                continue;
            auto script = systems::schemaSql(match.system->id);
            if (!script)
                return script.error();
            for (IndexWish &index : indexesOfScript(script.value(), wish.schema))
                if (index.table == wish.table)
                    plan.indexes.push_back(std::move(index));
        }
    }
    return plan;
}

Result<OptimizeOutcome> optimize(const db::SessionOptions &server, const OptimizePlan &plan,
    trail::Policy policy, const trail::Actor &actor, const CancelToken &token,
    const ReportProgress &report)
{
    OptimizeOutcome outcome;
    db::Session session(writing(server));
    const auto may = ask(
        session,
        [](db::Sql &sql) -> Result<> {
            if (sql.server().standby)
                return refused(Words::tr(
                    "This server is a standby and takes no changes. Connect to the primary."));
            return Done{};
        },
        token);
    if (!may)
        return may.error();
    if (!plan.tables.empty()) {
        auto made = ask(session,
            [&](db::Sql &sql) { return makeTables(sql, plan, policy, actor, outcome); }, token);
        if (!made)
            return made.error();
    }
    qint64 done = 0;
    for (const IndexWish &wish : plan.indexes) {
        report({done++, qint64(plan.indexes.size()), Words::tr("Indexes"), wish.name()});
        auto made = change(server, createAct(wish), policy, actor, token, [](const Progress &) { });
        if (made) {
            ++outcome.indexes;
            outcome.said << made.value().sentence;
        } else if (made.error().kind == Error::Kind::Cancelled
            || made.error().kind == Error::Kind::Connection) {
            return made.error();
        } else {
            outcome.failed << wish.name() + u": "_s + made.error().text;
        }
    }
    report({done, qint64(plan.indexes.size()), Words::tr("ANALYZE"), {}});
    auto analyzed = ask(session,
        [&](db::Sql &sql) { return analyzeAll(sql, plan, policy, actor, outcome); }, token);
    if (!analyzed)
        return analyzed.error();
    return outcome;
}

Recipe optimizeRecipe(const QString &title, const db::SessionOptions &server,
    const OptimizePlan &plan, trail::Policy policy, const trail::Actor &actor,
    std::shared_ptr<OptimizeOutcome> done)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        auto outcome = optimize(server, plan, policy, actor, context.token, context.report);
        if (!outcome)
            return outcome.error();
        *done = std::move(outcome).value();
        for (const QString &line : done->said + done->failed)
            context.log(line);
        return Done{};
    };
    return {title, {{title, work}}};
}

} // namespace gatehouse::care
