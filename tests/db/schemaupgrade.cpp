// Steps of a schema up and down on a real PostgreSQL: beside a service that writes, with somebody
// in the way, eight runners at once.
#include "backup/scratch.h"
#include "support/opentransaction.h"
#include "support/testcluster.h"
#include "systems/description.h"
#include "versions/rehearsal.h"


#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::versions;
using test::cell;
using test::TestCluster;

class SchemaUpgradeTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    QTemporaryDir m_data;
    bool m_serviceWaited = false;

    // A fresh database that holds the system, without what the steps of `bare` make.
    void make(const QString &database, const QString &system, const QString &after = {})
    {
        auto session = m_server->open();
        script(*session, u"DROP DATABASE IF EXISTS "_s + database);
        script(*session, u"CREATE DATABASE "_s + database);
        auto own = m_server->open(database);
        script(*own, systems::schemaSql(system).value());
        if (!after.isEmpty())
            script(*own, after);
    }
    static void script(db::Session &session, const QString &text)
    {
        const auto done = test::run(session, [text](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
    }
    UpgradePlan plan(const QString &database, const QString &system, Way way = Way::Up) const
    {
        UpgradePlan plan;
        plan.server = {(*m_server)->info(database), nullptr, db::SessionKind::Job, false};
        plan.schema = u"public"_s;
        plan.steps = stepsOf(system).value();
        plan.way = way;
        plan.consent = true;
        plan.policy = trail::Policy::Optional;
        plan.backup = u"test"_s;
        return plan;
    }
    QString standing(const QString &database, const QString &system) const
    {
        auto session = m_server->open(database);
        const auto steps = stepsOf(system).value();
        const auto all = test::run(
            *session, [&](db::Sql &sql) { return standings(sql, u"public"_s, steps); });
        QStringList states;
        if (all) {
            for (const Standing &one : all.value())
                states.append(stateId(one.state) + (one.drifted ? u"!"_s : QString()));
        }
        return all ? states.join(u' ') : all.error().text + all.error().detail;
    }
    // What the schema is made of, without names that the server makes up.
    QString layout(const QString &database) const
    {
        auto session = m_server->open(database);
        return cell(*session,
            u"SELECT string_agg(x, E'\\n' ORDER BY x) FROM (SELECT format('%s.%s %s %s', c.relname, "
            "a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) AS x FROM pg_attribute "
            "a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace "
            "AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped UNION ALL SELECT "
            "pg_get_indexdef(indexrelid) || indisvalid FROM pg_index i JOIN pg_class c ON c.oid = "
            "i.indrelid WHERE c.relnamespace = 'public'::regnamespace UNION ALL SELECT conname || "
            "pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = "
            "'public'::regnamespace) y"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_DATA_DIR", m_data.path().toLocal8Bit());
        qputenv("GATEHOUSE_STATE_DIR", m_data.path().toLocal8Bit());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    // Every system: what is in place is recorded, what is missing is made; down gives back what was.
    void everySystemUpDownUp_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("after"); // what makes it the older shape
        QTest::addColumn<QString>("before");
        const auto row = [](const char *system, const char *after, const char *before) {
            QTest::addRow("%s", system) << QString::fromLatin1(system)
                                        << QString::fromLatin1(after) << QString::fromLatin1(before);
        };
        row("ollama-gateway",
            "DROP INDEX ix_usage_logs_api_key_timestamp; INSERT INTO api_keys (key, name, role, "
            "rate_limit, created_at, is_active) SELECT 'k' || g, 'n' || g, 'user', 100, now(), true "
            "FROM generate_series(1, 50) g",
            "pending pending pending pending");
        row("ai-pal", "DROP TABLE audit_logs; DROP INDEX idx_goal_deadline, idx_ari_user_timestamp",
            "pending pending pending");
        row("onelastai",
            "DROP INDEX idx_usage_metrics_user_date_unique, idx_usage_metrics_user_agent_date_unique;"
            "CREATE UNIQUE INDEX index_usage_metrics_on_user_id_and_date ON usage_metrics (user_id, "
            "date); ALTER TABLE agent_interactions DROP CONSTRAINT interactions_type_check, ADD "
            "CONSTRAINT interactions_type_check CHECK (interaction_type IN ('chat', "
            "'function_call', 'error', 'system')) NOT VALID; DELETE FROM schema_migrations WHERE "
            "length(version) > 2",
            "pending pending pending");
        row("don-research", "", "in-place pending pending");
        row("flux-rag",
            "DROP INDEX idx_sessions_user; ALTER TABLE sessions DROP COLUMN user_id, ALTER "
            "created_at TYPE timestamp, ALTER updated_at TYPE timestamp; ALTER TABLE messages ALTER "
            "created_at TYPE timestamp",
            "pending pending pending");
    }
    void everySystemUpDownUp()
    {
        QFETCH(QString, system);
        QFETCH(QString, after);
        QFETCH(QString, before);
        make(u"one"_s, system, after);
        QCOMPARE(standing(u"one"_s, system), before);
        UpgradePlan up = plan(u"one"_s, system);
        const auto done = upgrade(up);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
        QCOMPARE(done.value().acts.size(), up.steps.size());
        const QString all = QStringList(qsizetype(up.steps.size()), u"applied"_s).join(u' ');
        QCOMPARE(standing(u"one"_s, system), all);
        const QString made = layout(u"one"_s);
        QVERIFY(upgrade(up).value().nothingToDo());

        UpgradePlan down = plan(u"one"_s, system, Way::Down);
        down.acceptUnsafe = true; // flux-rag's times are written anew
        for (size_t i = 0; i < up.steps.size(); ++i) {
            const auto undone = upgrade(down);
            QVERIFY2(undone, undone ? "" : qPrintable(undone.error().text + undone.error().detail));
            QCOMPARE(undone.value().acts.size(), size_t(1));
        }
        QVERIFY(!standing(u"one"_s, system).contains(u"applied"_s));
        const auto again = upgrade(up);
        QVERIFY2(again, again ? "" : qPrintable(again.error().text + again.error().detail));
        QCOMPARE(layout(u"one"_s), made);
    }

    // A session holds a lock that bars ours, and a service writes all the time.
    void aBlockerAndAWriter()
    {
        make(u"three"_s, u"ollama-gateway"_s,
            u"CREATE TABLE waits (ms float)"_s);
        std::atomic<bool> stop = false;
        std::atomic<int> writes = 0;
        // Its statements would fail with 55P03 if they waited longer than our lock_timeout.
        std::thread service([&] {
            auto session = m_server->open(u"three"_s);
            const auto done = test::run(*session, [&](db::Sql &sql) -> Result<> {
                if (auto set = sql.execute(u"SET lock_timeout = 400"_s); !set)
                    return set.error();
                while (!stop) {
                    auto put = sql.execute(
                        u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, "
                        "timestamp) VALUES ('k', '/', 'm', 0.1, now())"_s);
                    if (!put)
                        return put.error();
                    ++writes;
                }
                return Done{};
            });
            if (!done)
                qCritical("the service waited: %s", qPrintable(done.error().text));
            m_serviceWaited = !done;
        });
        QTRY_VERIFY(writes > 20);
        auto blocker = std::make_unique<test::OpenTransaction>(
            *m_server, u"three"_s, u"SELECT count(*) FROM usage_logs"_s);
        UpgradePlan up = plan(u"three"_s, u"ollama-gateway"_s);
        up.patience.lockMs = 200;
        up.until = u"004_usage_status"_s;
        QStringList lines;
        std::atomic<int> attempts = 0;
        const auto done = upgrade(up, {}, {}, [&](const QString &line) {
            qInfo("%s", qPrintable(line));
            lines.append(line);
            if (line.startsWith("Attempt"_L1) && ++attempts == 3)
                blocker->rollback();
        });
        const int before = writes;
        QTRY_VERIFY(writes > before + 20);
        stop = true;
        service.join();
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
        QVERIFY(!m_serviceWaited);
        QVERIFY(attempts >= 3);
        QVERIFY2(lines.join(u'\n').contains(u"holds ACCESS SHARE on usage_logs"_s),
            qPrintable(lines.join(u'\n')));
        QVERIFY(standing(u"three"_s, u"ollama-gateway"_s).endsWith("applied applied"_L1));
    }
    void eightRunners()
    {
        make(u"four"_s, u"ai-pal"_s,
            u"DROP TABLE audit_logs; DROP INDEX idx_goal_deadline, idx_ari_score, idx_task_created"_s);
        std::vector<std::thread> runners;
        std::mutex mutex;
        QStringList errors;
        int winners = 0, idle = 0;
        for (int i = 0; i < 8; ++i) {
            runners.emplace_back([&] {
                const auto done = upgrade(plan(u"four"_s, u"ai-pal"_s));
                const std::lock_guard lock(mutex);
                if (!done)
                    errors.append(done.error().text + done.error().detail);
                else
                    ++(done.value().nothingToDo() ? idle : winners);
            });
        }
        for (std::thread &one : runners)
            one.join();
        QVERIFY2(errors.isEmpty(), qPrintable(errors.join(u'\n')));
        QCOMPARE(winners, 1);
        QCOMPARE(idle, 7);
        QCOMPARE(standing(u"four"_s, u"ai-pal"_s), u"applied applied applied"_s);
        auto session = m_server->open(u"four"_s);
        QCOMPARE(cell(*session,
                     u"SELECT deadlocks::text FROM pg_stat_database WHERE datname = 'four'"_s),
            u"0"_s);
        QCOMPARE(cell(*session,
                     u"SELECT count(*)::text FROM gatehouse.schema_statements WHERE state <> 'done'"_s),
            u"0"_s);
    }

    // What a killed build leaves: seen, not taken for the index, built anew.
    void invalidIndexes_()
    {
        make(u"five"_s, u"ollama-gateway"_s,
            u"DROP INDEX ix_usage_logs_api_key_timestamp; INSERT INTO usage_logs (api_key, endpoint, "
            "model, response_time, timestamp) SELECT 'k', '/', 'm', 1, now() FROM "
            "generate_series(1, 3)"_s);
        auto session = m_server->open(u"five"_s);
        const auto spoil = [&](const char *name) {
            script(*session,
                u"CREATE INDEX %1 ON usage_logs (api_key, timestamp); UPDATE pg_index SET "
                "indisvalid = false WHERE indexrelid = '%1'::regclass"_s.arg(
                    QLatin1StringView(name)));
        };
        spoil("ix_usage_logs_api_key_timestamp");
        QVERIFY(standing(u"five"_s, u"ollama-gateway"_s).startsWith("pending"_L1));
        UpgradePlan up = plan(u"five"_s, u"ollama-gateway"_s);
        up.until = up.steps.front().id;
        const auto seen = test::run(*session, [&](db::Sql &sql) { return preview(sql, up); });
        QVERIFY(seen);
        QCOMPARE(seen.value().invalid.size(), size_t(1));
        const auto done = upgrade(up);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
        QCOMPARE(done.value().rebuilt, QStringList{u"ix_usage_logs_api_key_timestamp"_s});
        QVERIFY(standing(u"five"_s, u"ollama-gateway"_s).startsWith("applied"_L1));

        spoil("usage_other");
        spoil("usage_other_ccnew");
        const auto mended = mendIndexes(up);
        QVERIFY2(mended, mended ? "" : qPrintable(mended.error().text + mended.error().detail));
        QCOMPARE(cell(*session,
                     u"SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_index i JOIN "
                     "pg_class c ON c.oid = i.indexrelid WHERE relname LIKE 'usage_other%' AND "
                     "indisvalid"_s),
            u"usage_other"_s);
        QCOMPARE(cell(*session, u"SELECT count(*)::text FROM pg_index WHERE NOT indisvalid"_s),
            u"0"_s);
    }

    // Locks are learned by trying, and nothing of that stays.
    void preview_()
    {
        make(u"six"_s, u"flux-rag"_s,
            u"ALTER TABLE messages ADD note varchar(10), ADD amount int; INSERT INTO sessions (id, "
            "created_at, updated_at) SELECT g, now(), now() FROM generate_series(1, 100) g"_s);
        const QString before = layout(u"six"_s);
        UpgradePlan own = plan(u"six"_s, u"flux-rag"_s);
        Step step = own.steps.front();
        step.id = u"900_try"_s;
        step.together = true;
        step.upStatements = judgeScript(
            u"ALTER TABLE messages ALTER note TYPE text; ALTER TABLE messages ALTER amount TYPE "
            "bigint; ALTER TABLE messages ADD FOREIGN KEY (session_id) REFERENCES sessions (id) NOT "
            "VALID; CREATE TABLE fresh (a int); INSERT INTO fresh VALUES (1)"_s,
            true)
                                .value();
        step.verify = u"SELECT 'never', false"_s;
        own.steps = {step};
        auto session = m_server->open(u"six"_s);
        test::OpenTransaction reader(*m_server, u"six"_s, u"SELECT 1 FROM sessions"_s);
        const auto seen = test::run(*session, [&](db::Sql &sql) { return preview(sql, own); });
        QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text + seen.error().detail));
        QStringList learned;
        for (const PreviewStatement &one : seen.value().steps.front().statements) {
            QStringList locks;
            for (const Learned::Lock &lock : one.learned.locks)
                locks.append(lock.table + u' ' + lockName(lock.mode));
            learned.append((one.learned.tried ? u""_s : u"untried "_s) + locks.join(u", "_s)
                + (one.learned.rewritten.isEmpty() ? u""_s : u" written anew"_s));
        }
        QCOMPARE(learned,
            (QStringList{u"messages ACCESS EXCLUSIVE"_s, u" written anew"_s,
                u"sessions SHARE ROW EXCLUSIVE"_s, u""_s, u""_s}));
        QCOMPARE(seen.value().holders.size(), size_t(1));
        QVERIFY(!seen.value().holders.front().inTheWay); // a reader does not bar a new key
        QCOMPARE(layout(u"six"_s), before);
        QVERIFY(seen.value().ledgerMissing);
    }

    void refusals()
    {
        make(u"seven"_s, u"ollama-gateway"_s);
        UpgradePlan up = plan(u"seven"_s, u"ollama-gateway"_s);
        up.consent = false;
        QVERIFY(upgrade(up).error().text.contains(u"nobody agreed"_s));
        up.consent = true;
        QVERIFY(upgrade(up));
        UpgradePlan down = plan(u"seven"_s, u"ollama-gateway"_s, Way::Down);
        down.backup.clear();
        QVERIFY(upgrade(down).error().text.contains(u"no proven backup"_s));
        down.until = u"999_none"_s;
        QCOMPARE(int(upgrade(down).error().kind), int(Error::Kind::Invalid));
        down.until.clear();
        down.policy = trail::Policy::Required;
        QVERIFY(upgrade(down).error().text.contains(u"could not be recorded"_s));
        UpgradePlan unsafe = plan(u"seven"_s, u"ollama-gateway"_s);
        Step step = unsafe.steps.front();
        step.id = u"900_own"_s;
        step.upStatements =
            judgeScript(u"CREATE INDEX own_index ON usage_logs (model)"_s, true).value();
        step.verify =
            u"SELECT 'own_index', to_regclass('own_index') IS NOT NULL"_s;
        unsafe.steps = {step};
        QVERIFY(upgrade(unsafe).error().text.contains(u"--safe"_s));
        unsafe.steps = {madeSafe(step, Way::Up).value()};
        QVERIFY(!unsafe.steps.front().together);
        const auto done = upgrade(unsafe);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
    }

    // What undoing forgets, or loses, is found before it matters; the copy is gone afterwards.
    void rehearsal_data()
    {
        QTest::addColumn<QString>("up");
        QTest::addColumn<QString>("down");
        QTest::addColumn<QString>("finding"); // "" for none
        QTest::addRow("good") << u"ALTER TABLE messages ADD note text; CREATE TABLE fresh (a int)"_s
                              << u"DROP TABLE fresh; ALTER TABLE messages DROP note"_s << u""_s;
        QTest::addRow("forgets a column")
            << u"ALTER TABLE messages ADD note text NOT NULL DEFAULT '', ADD more int"_s
            << u"ALTER TABLE messages DROP more"_s << u"note"_s;
        QTest::addRow("cannot be undone")
            << u"ALTER TABLE messages ADD note text"_s << u"ALTER TABLE messages DROP other"_s
            << u"Down: "_s;
        QTest::addRow("loses content")
            << u"ALTER TABLE messages ADD note text; UPDATE messages SET content = upper(content)"_s
            << u"ALTER TABLE messages DROP note"_s << u"content of messages"_s;
        QTest::addRow("does not even go up")
            << u"ALTER TABLE nothing ADD note text"_s << u"SELECT 1"_s << u"Up: "_s;
    }
    void rehearsal()
    {
        QFETCH(QString, up);
        QFETCH(QString, down);
        QFETCH(QString, finding);
        make(u"nine"_s, u"flux-rag"_s,
            u"INSERT INTO sessions (id, created_at, updated_at) VALUES ('s', now(), now()); INSERT "
            "INTO messages (id, session_id, role, content, created_at) SELECT g, 's', 'user', "
            "'text ' || g, now() FROM generate_series(1, 50) g"_s);
        RehearsalPlan plan{this->plan(u"nine"_s, u"flux-rag"_s), u"data"_s, {}};
        Step step = plan.upgrade.steps.front();
        step.id = u"900_own"_s;
        step.together = step.destroysDown = true;
        step.upStatements = judgeScript(up, true).value();
        step.downStatements = judgeScript(down, true).value();
        step.print = scriptPrint(step.upStatements) + scriptPrint(step.downStatements);
        step.verify = u"SELECT 'note', EXISTS (SELECT FROM pg_attribute WHERE attrelid = "
                      "to_regclass('messages') AND attname = 'note') AND current_setting('x.y', "
                      "true) IS NULL"_s;
        if (finding == "note"_L1 || finding.startsWith("Up"_L1))
            step.verify = u"SELECT 'more', EXISTS (SELECT FROM pg_attribute WHERE attrelid = "
                          "to_regclass('messages') AND attname = 'more')"_s;
        plan.upgrade.steps = {step};
        plan.fill = [&](const db::SessionOptions &scratch, const CancelToken &token,
                        const ReportProgress &) {
            return backup::copyInto({plan.upgrade.server, scratch, true, {}}, token);
        };
        const QString before = layout(u"nine"_s);
        const auto held = rehearse(plan);
        QVERIFY2(held, held ? "" : qPrintable(held.error().text + held.error().detail));
        const QString findings = held.value().findings.join(u'\n');
        QVERIFY2(finding.isEmpty() ? held.value().good() : findings.contains(finding),
            qPrintable(findings));
        QCOMPARE(layout(u"nine"_s), before);
        auto session = m_server->open(u"nine"_s);
        QCOMPARE(cell(*session,
                     u"SELECT count(*)::text FROM pg_database WHERE datname LIKE 'gatehouse_re%'"_s),
            u"0"_s);
        const auto key = test::run(*session, [&](db::Sql &sql) {
            return rehearsalKey(sql, plan.upgrade, {{0, Way::Up, 0, false}});
        });
        QVERIFY(key);
        QCOMPARE(remembered(key.value())->good(), finding.isEmpty());
        script(*session, u"ALTER TABLE sessions ADD drifted int"_s);
        const auto other = test::run(*session, [&](db::Sql &sql) {
            return rehearsalKey(sql, plan.upgrade, {{0, Way::Up, 0, false}});
        });
        QVERIFY(!remembered(other.value()));
    }

    // Each act is in the trail, in the transaction of the act.
    void trail_()
    {
        make(u"eight"_s, u"ollama-gateway"_s);
        auto session = m_server->open(u"eight"_s);
        UpgradePlan up = plan(u"eight"_s, u"ollama-gateway"_s);
        up.policy = trail::Policy::Required;
        up.actor = trail::thisProcess(u"test"_s, u"eight"_s);
        const auto made =
            test::run(*session, [&](db::Sql &sql) { return trail::create(sql, up.actor); });
        QVERIFY(made);
        const auto done = upgrade(up);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
        QCOMPARE(cell(*session,
                     u"SELECT string_agg(action, ' ' ORDER BY seq) FROM gatehouse.audit_trail"_s),
            u"trail.create schema.record schema.statement schema.statement schema.statement "
            "schema.statement schema.upgrade schema.upgrade schema.upgrade"_s);
    }
};

QTEST_GUILESS_MAIN(SchemaUpgradeTest)
#include "schemaupgrade.moc"
