#include "versions/rehearsal.h"

#include "base/process.h"
#include "base/safetext.h"
#include "db/cluster.h"
#include "versions/rehearsalimage.h"
#include "versions/words.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>

#include <sys/stat.h>

namespace gatehouse::versions {
namespace {

constexpr auto kDatabase = "gatehouse_rehearsal_"_L1;

// One closure of a session, waited for; the engine has a thread of its own.
template <typename F>
auto ask(db::Session &session, F f, const CancelToken &token)
{
    auto future = session.run(std::move(f), token);
    future.waitForFinished();
    return future.result();
}

// The engine itself, on the copy.
class Play
{
public:
    Play(const RehearsalPlan &plan, const db::SessionOptions &scratch, Rehearsal &into,
        const CancelToken &token, const ReportProgress &report)
        : m_plan(plan.upgrade), m_into(into), m_token(token), m_report(report), m_session(scratch)
    {
        m_plan.server = scratch;
        m_plan.consent = m_plan.acceptLoss = true;
        m_plan.policy = trail::Policy::Optional;
    }

    Result<> run()
    {
        auto first = look(nullptr);
        if (!first)
            return first.error();
        m_into.rows = first.value().rows;
        auto up = tasks();
        if (!up)
            return finding(Words::tr("It cannot begin: "), up.error());
        if (auto done = act(Way::Up, m_into.upMs); !done)
            return finding(Words::tr("Up: "), done.error());
        auto upped = look(&first.value().layout);
        if (!upped)
            return upped.error();
        if (!destroysUp())
            for (const QString &one : contentDifferences(first.value(), upped.value()))
                m_into.findings.append(Words::tr("After up: ") + one);
        m_plan.steps = m_ran;
        m_into.oneWay = std::any_of(
            m_ran.begin(), m_ran.end(), [](const Step &one) { return one.oneWay; });
        if (m_plan.steps.empty() || m_into.oneWay)
            return Done{};
        m_plan.until = m_plan.steps.front().id;
        m_plan.acceptUnsafe = true;
        if (auto done = act(Way::Down, m_into.downMs); !done)
            return finding(Words::tr("Down: "), done.error());
        auto downed = look(&first.value().layout);
        if (!downed)
            return downed.error();
        compareLayouts(first.value(), downed.value(),
            {Words::tr("After down: "), ownIndexes(), m_resumed}, m_into);
        if (!destroysUp())
            for (const QString &one : contentDifferences(first.value(), downed.value()))
                m_into.findings.append(Words::tr("After down: ") + one);
        m_plan.until.clear();
        if (auto done = act(Way::Up, m_into.againMs); !done)
            return finding(Words::tr("Up again: "), done.error());
        auto again = look(&first.value().layout);
        if (!again)
            return again.error();
        compareLayouts(upped.value(), again.value(),
            {Words::tr("After up again: "), {}, m_resumed}, m_into);
        return Done{};
    }

private:
    Result<Image> look(const catalog::Catalog *first)
    {
        return ask(
            m_session, [&](db::Sql &sql) { return image(sql, m_plan.schema, first); }, m_token);
    }
    bool destroysUp() const
    {
        return std::any_of(
            m_ran.begin(), m_ran.end(), [](const Step &one) { return one.destroysUp; });
    }
    QStringList ownIndexes() const
    {
        QStringList all;
        for (const Step &step : m_ran) {
            for (const Statement &statement : step.upStatements)
                all.append(statement.index);
        }
        return all;
    }
    Result<> tasks()
    {
        auto found = ask(
            m_session,
            [&](db::Sql &sql) -> Result<std::vector<Task>> {
                auto stand = standings(sql, m_plan.schema, m_plan.steps);
                return stand ? tasksOf(m_plan, stand.value())
                             : Result<std::vector<Task>>(stand.error());
            },
            m_token);
        if (!found)
            return found.error();
        for (const Task &task : found.value()) {
            m_resumed = m_resumed || task.resumed;
            if (!task.record)
                m_ran.push_back(m_plan.steps.at(task.step));
        }
        return Done{};
    }
    Result<> act(Way way, qint64 &ms)
    {
        m_plan.way = way;
        auto done = upgrade(m_plan, m_token, m_report);
        if (!done)
            return done.error();
        for (const Act &one : done.value().acts)
            ms += one.ms;
        return Done{};
    }
    // What fails in the play is what it was held for; a stop or a lost server is not.
    Result<> finding(const QString &when, const Error &error)
    {
        if (error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Connection)
            return error;
        m_into.findings.append(when + error.text
            + (error.detail.isEmpty() ? QString() : u' ' + safeText(error.detail, 300)));
        return Done{};
    }

    UpgradePlan m_plan;
    Rehearsal &m_into;
    CancelToken m_token;
    ReportProgress m_report;
    db::Session m_session;
    std::vector<Step> m_ran;
    bool m_resumed = false;
};

Result<> playOn(const RehearsalPlan &plan, const db::SessionOptions &scratch, Rehearsal &into,
    const CancelToken &token, const ReportProgress &report)
{
    if (report)
        report({0, {}, Words::tr("Filling the scratch copy"), {}});
    if (auto filled = plan.fill(scratch, token, report); !filled)
        return filled;
    Play play(plan, scratch, into, token, report);
    return play.run();
}

void dropAbandoned(db::Sql &sql)
{
    const auto names = sql.fetch<QString>(
        u"SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname ~ "
        "'^gatehouse_rehearsal_[0-9a-f]{8}$' AND NOT EXISTS (SELECT 1 FROM "
        "pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)"_s);
    for (size_t i = 0; names && i < names.value().size(); ++i)
        (void)bool(sql.execute(db::Statement(
            u"DROP DATABASE IF EXISTS %1"_s, {db::Identifier(names.value().at(i))})));
}

Result<> beside(const RehearsalPlan &plan, Rehearsal &into, const CancelToken &token,
    const ReportProgress &report)
{
    db::SessionOptions scratch = plan.upgrade.server;
    scratch.kind = db::SessionKind::Job;
    scratch.readOnly = false;
    db::Session maintenance(scratch);
    const QString name = kDatabase
        + QString::number(QRandomGenerator::global()->generate(), 16).rightJustified(8, u'0');
    auto made = ask(
        maintenance,
        [&name](db::Sql &sql) {
            dropAbandoned(sql);
            return sql.execute(db::Statement(
                u"CREATE DATABASE %1 TEMPLATE template0"_s, {db::Identifier(name)}));
        },
        token);
    if (!made)
        return made.error();
    scratch.info.database = name;
    auto done = playOn(plan, scratch, into, token, report);
    // Also after a cancel, so without its token.
    auto dropped = ask(
        maintenance,
        [&name](db::Sql &sql) {
            return sql.execute(db::Statement(
                u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s, {db::Identifier(name)}));
        },
        CancelToken());
    if (done && !dropped)
        return dropped.error();
    return done;
}

Result<> apart(const RehearsalPlan &plan, Rehearsal &into, const CancelToken &token,
    const ReportProgress &report)
{
    QTemporaryDir dir(QDir::tempPath() + u"/gatehouse-rehearsal-XXXXXX"_s);
    if (isRoot()) // the server's user passes through
        ::chmod(QFile::encodeName(dir.path()).constData(), 0711);
    db::ClusterOptions options;
    options.dir = dir.path() + u"/cluster"_s;
    auto cluster = db::Cluster::start(options, token);
    if (!cluster)
        return cluster.error();
    const db::SessionOptions scratch{
        cluster.value()->info(), nullptr, db::SessionKind::Job, false};
    return playOn(plan, scratch, into, token, report);
}

Result<bool> mayCreate(const db::SessionOptions &server, const CancelToken &token)
{
    db::Session session(server);
    return ask(
        session,
        [](db::Sql &sql) {
            return sql.fetchOne<bool>(u"SELECT (rolsuper OR rolcreatedb) AND NOT "
                                      "pg_is_in_recovery() FROM pg_roles WHERE rolname = "
                                      "current_user"_s);
        },
        token);
}

} // namespace

QString Rehearsal::sentence() const
{
    const QString copy = source == "schema"_L1 ? Words::tr("a copy without rows")
        : source == "data"_L1                  ? Words::tr("a copy with %1 row(s)").arg(rows)
                              : Words::tr("the backup %1 with %2 row(s)").arg(source).arg(rows);
    if (good() && oneWay)
        return Words::tr("Rehearsed on %1 in %2 ms; the content came out the same. There is no way "
                         "back to rehearse.")
            .arg(copy)
            .arg(upMs);
    return good() ? Words::tr("Rehearsed on %1: up %2 ms, down %3 ms, up again %4 ms; the definitions "
                              "and the content came out the same.")
                        .arg(copy)
                        .arg(upMs)
                        .arg(downMs)
                        .arg(againMs)
                  : Words::tr("The rehearsal on %1 failed: %2").arg(copy, findings.first());
}

Result<QByteArray> layoutPrint(db::Sql &sql, const QString &schema)
{
    auto layout = catalog::read(sql, schema);
    if (!layout)
        return layout.error();
    catalog::Catalog plain = catalog::withoutComments(std::move(layout).value());
    plain.extensions.clear();
    return QCryptographicHash::hash(
        QJsonDocument(catalog::toJson(plain)).toJson(QJsonDocument::Compact),
        QCryptographicHash::Sha256)
        .toHex();
}

Result<RehearsalKey> rehearsalKey(
    db::Sql &sql, const UpgradePlan &plan, const std::vector<Task> &tasks)
{
    auto layout = layoutPrint(sql, plan.schema);
    if (!layout)
        return layout.error();
    std::vector<Step> run;
    for (const Task &task : tasks) {
        if (!task.record)
            run.push_back(plan.steps.at(task.step));
    }
    return RehearsalKey{plan.server.info.label(), plan.schema, setPrint(run), layout.value()};
}

Result<Rehearsal> rehearse(
    const RehearsalPlan &plan, const CancelToken &token, const ReportProgress &report)
{
    Rehearsal into;
    {
        db::Session session(plan.upgrade.server);
        auto key = ask(
            session,
            [&plan, &into](db::Sql &sql) -> Result<RehearsalKey> {
                auto stand = standings(sql, plan.upgrade.schema, plan.upgrade.steps);
                if (!stand)
                    return stand.error();
                auto tasks = tasksOf(plan.upgrade, stand.value());
                if (!tasks)
                    return tasks.error();
                for (const Task &task : tasks.value()) {
                    if (!task.record)
                        into.steps.append(plan.upgrade.steps.at(task.step).id);
                }
                return rehearsalKey(sql, plan.upgrade, tasks.value());
            },
            token);
        if (!key)
            return key.error();
        into.place = key.value().place;
        into.schema = key.value().schema;
        into.set = key.value().set;
        into.layout = key.value().layout;
    }
    into.source = plan.source;
    into.at = QDateTime::currentDateTimeUtc();
    auto may = mayCreate(plan.upgrade.server, token);
    if (!may)
        return may.error();
    auto played = may.value() && !plan.privateCluster ? beside(plan, into, token, report)
                                                      : apart(plan, into, token, report);
    if (!played)
        return played.error();
    if (auto kept = remember(into); !kept)
        return kept.error();
    return into;
}

} // namespace gatehouse::versions
