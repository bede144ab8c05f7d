#include "sandbox/fill.h"

#include "base/failpoint.h"
#include "db/session.h"
#include "sandbox/words.h"
#include "systems/description.h"

#include <QFile>

#include <algorithm>
#include <memory>
#include <mutex>

namespace gatehouse::sandbox {
namespace {

constexpr int kQuarters = 2880; // quarters of an hour in thirty days, as prelude.sql has them
constexpr qint64 kRowsOfStatement = 60'000; // so that progress moves and a cancel is felt
constexpr qint64 kUnitsOfScript = 12'000;

// The progress of five sessions as one.
class Tally
{
public:
    Tally(qint64 total, const ReportProgress &report) : m_report(report)
    {
        m_progress.total = total;
    }
    void add(qint64 units, const QString &note)
    {
        const std::lock_guard lock(m_mutex);
        m_progress.done += units;
        m_progress.phase = Words::tr("Filling the sample databases");
        m_progress.note = note;
        if (m_report)
            m_report(m_progress);
    }

private:
    std::mutex m_mutex;
    Progress m_progress;
    const ReportProgress &m_report;
};

bool hasStatement(const QString &name)
{
    return QFile::exists(u":/sql/sandbox/%1.sql"_s.arg(name));
}

db::Statement statement(const QString &name)
{
    return db::Statement(QLatin1StringView("sandbox/" + name.toLatin1()));
}

// Rows that a system gets besides the small ones of its script.
qint64 dealtRows(const Sample &sample, qint64 rows)
{
    if (!hasStatement(QLatin1StringView(sample.systemId) + ".rows"_L1))
        return 0;
    return qstrcmp(sample.systemId, "ollama-gateway") == 0
        ? rows
        : std::clamp<qint64>(rows / 4, 400, 250'000);
}

Result<qint64> dealRows(db::Sql &sql, const Sample &sample, qint64 rows, Tally &tally)
{
    const qint64 total = dealtRows(sample, rows);
    const int step = int(std::clamp<qint64>(
        kQuarters * kRowsOfStatement / std::max<qint64>(1, total), 8, kQuarters));
    const db::Statement insert = statement(QLatin1StringView(sample.systemId) + ".rows"_L1);
    qint64 dealt = 0;
    for (int first = 0; first < kQuarters; first += step) {
        const auto done = sql.execute(insert, db::bind(first, first + step - 1));
        if (!done)
            return done.error();
        if (auto passed = failPoint("sandbox.after_rows"); !passed)
            return passed.error();
        dealt += done.value();
        tally.add(done.value(), QLatin1StringView(sample.database));
    }
    return dealt;
}

Result<> fillOne(
    db::Sql &sql, const Sample &sample, qint64 rows, const QDateTime &now, Tally &tally)
{
    const QString id = QString::fromLatin1(sample.systemId);
    const auto schema = systems::schemaSql(id);
    if (!schema)
        return schema.error();
    const QString moment = now.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    const auto set = sql.execute(
        u"SELECT set_config('sandbox.now', $1, false), set_config('sandbox.rows', $2, false)"_s,
        db::bind(moment, QString::number(rows)));
    if (!set)
        return set.error();
    for (const QString &script :
        {schema.value(), statement(u"prelude"_s).text(), statement(id).text()})
        if (auto done = sql.script(script); !done)
            return done.error();
    qint64 left = dealtRows(sample, rows); // some are left to the last script
    if (left > 0) {
        const auto dealt = dealRows(sql, sample, rows, tally);
        if (!dealt)
            return dealt.error();
        left -= dealt.value();
    }
    if (hasStatement(id + ".end"_L1))
        if (auto done = sql.script(statement(id + ".end"_L1).text()); !done)
            return done.error();
    tally.add(kUnitsOfScript + left, QLatin1StringView(sample.database));
    return Done{};
}

Result<> createDatabases(db::Session &session, const CancelToken &token)
{
    auto future = session.run(
        [](db::Sql &sql) -> Result<> {
            for (const Sample &sample : samples()) {
                const db::Identifier name(QString::fromLatin1(sample.database));
                if (auto made = sql.execute(db::Statement(u"CREATE DATABASE %1"_s, {name})); !made)
                    return made.error();
            }
            return Done{};
        },
        token);
    future.waitForFinished();
    return future.result();
}

db::SessionOptions jobIn(const db::Cluster &cluster, const QString &database)
{
    return {cluster.info(database), nullptr, db::SessionKind::Job, false};
}

} // namespace

const std::vector<Sample> &samples()
{
    static const std::vector<Sample> all{{"ollama-gateway", "ollama_api", "Ollama API Service"},
        {"ai-pal", "ai_pal", "AI-PAL"}, {"onelastai", "onelastai_production", "OneLastAI"},
        {"don-research", "don_research", "DON Research API"}, {"flux-rag", "flux_rag", "flux-rag"}};
    return all;
}

Result<> fill(const db::Cluster &cluster, qint64 rows, const QDateTime &now,
    const ReportProgress &report, const CancelToken &token)
{
    const CancelToken all;
    const auto hook = token.onCancel([all] { all.cancel(); });
    qint64 units = 0;
    for (const Sample &sample : samples())
        units += dealtRows(sample, rows) + kUnitsOfScript;
    Tally tally(units, report);
    tally.add(0, {});
    db::Session admin(jobIn(cluster, u"postgres"_s));
    if (auto made = createDatabases(admin, all); !made)
        return made.error();

    std::vector<std::unique_ptr<db::Session>> sessions;
    std::vector<QFuture<Result<>>> answers;
    for (const Sample &sample : samples()) {
        sessions.push_back(
            std::make_unique<db::Session>(jobIn(cluster, QString::fromLatin1(sample.database))));
        answers.push_back(sessions.back()->run(
            [&sample, rows, now, &tally, all](db::Sql &sql) {
                Result<> done = fillOne(sql, sample, rows, now, tally);
                if (!done)
                    all.cancel();
                return done;
            },
            all));
    }
    // A cancelled one may answer before the one that failed: that one's reason counts.
    std::optional<Error> trouble;
    for (auto &answer : answers) {
        answer.waitForFinished();
        const Result<> done = answer.result();
        if (!done && (!trouble || trouble->kind == Error::Kind::Cancelled))
            trouble = done.error();
    }
    sessions.clear(); // they use the tally
    return trouble ? Result<>(*trouble) : Result<>(Done{});
}

} // namespace gatehouse::sandbox
