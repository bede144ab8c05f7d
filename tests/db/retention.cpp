#include "db/transaction.h"
#include "retention/choices.h"
#include "retention/run.h"
#include "support/testcluster.h"
#include "trail/chain.h"

#include <QFile>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::retention;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"test"_s};

QByteArray words(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

// What is old goes, exactly, in batches that nobody waits for; what is held, locked or changed
// stays.
class RetentionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    QTemporaryDir m_folder;

    void sql(const QString &text)
    {
        const auto done = run(*m_session, [&](db::Sql &s) { return s.script(text); });
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
    }
    Rule rule(const QString &id, const Choice &choice = {})
    {
        const auto found = run(*m_session, [&](db::Sql &s) -> Result<std::vector<Rule>> {
            auto recognition = systems::recognise(s, systems::allDescriptions());
            if (!recognition)
                return recognition.error();
            return readTables(s,
                rulesOf(recognition.value(), recognition.value().matches.front(), {{id, choice}}));
        });
        if (!found)
            qFatal("%s", words(found.error()).constData());
        for (const Rule &one : found.value())
            if (one.id == id)
                return one;
        qFatal("no rule %s", qUtf8Printable(id));
    }
    Result<Preview> look(const Rule &rule, int days)
    {
        return run(*m_session, [&](db::Sql &s) { return preview(s, rule, days); });
    }
    Result<Outcome> act(const Preview &preview, CancelToken token = {}, bool stop = false)
    {
        RunOptions options;
        if (stop)
            options.report = [token](const Progress &) { token.cancel(); };
        options.actor = kActor;
        options.database = u"test"_s;
        return run(*m_session, [&](db::Sql &s) { return apply(s, preview, options); }, token);
    }
    qint64 count(const QString &where)
    {
        return cell(*m_session, u"SELECT count(*)::text FROM usage_logs WHERE "_s + where).toLongLong();
    }
    qint64 recorded(const QString &action)
    {
        return cell(*m_session,
            u"SELECT coalesce(sum(row_count), 0)::text FROM gatehouse.audit_trail WHERE action = '%1'"_s
                .arg(action))
            .toLongLong();
    }
    // 100 rows a day over 120 days: 3000 of them older than 90 days.
    void fill(const QString &days = u"0, 119"_s)
    {
        sql(u"TRUNCATE usage_logs; INSERT INTO usage_logs (institution, endpoint, trace_id, status_code, "
            "response_time_ms, usage_metadata, \"timestamp\") SELECT CASE WHEN n %% 10 = 0 THEN 'kept' ELSE 'uni' END, "
            "'/a', d || '-' || n, 200, n, '{\"x\": \"a\\nb\"}', (now() AT TIME ZONE 'UTC') - make_interval(days => d) "
            "- interval '1 hour' FROM generate_series(%1) d, generate_series(1, 100) n"_s.arg(days)
                .replace(u"%%"_s, u"%"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_CONFIG_DIR", m_folder.filePath(u"config"_s).toLocal8Bit());
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        const auto schema = systems::schemaSql(u"don-research"_s);
        QVERIFY(bool(schema));
        sql(schema.value());
        const auto made = run(*m_session, [](db::Sql &s) { return trail::create(s, kActor); });
        QVERIFY2(bool(made), made ? "" : words(made.error()).constData());
    }
    void cleanupTestCase()
    {
        const auto verdict = run(*m_session, [](db::Sql &s) { return trail::verify(s); });
        QVERIFY2(verdict && verdict.value().whole(), "the chain is broken");
        m_session.reset();
    }

    void numbersStandSideBySide()
    {
        const Rule jobs = rule(u"jobs"_s);
        QCOMPARE(jobs.origins.size(), size_t(3));
        QVERIFY(jobs.disagree());
        QCOMPARE(jobs.origins[0].name + QString::number(jobs.origins[0].days), u"guide7"_s);
        QCOMPARE(jobs.origins[2].name + QString::number(jobs.origins[2].days), u"code2"_s);
        QVERIFY(!rule(u"usage_logs"_s).disagree());
        QCOMPARE(rule(u"qac_models"_s).origins[0].days, 0);
        QVERIFY(!jobs.choice.days);
    }

    void choicesAreKeptAndABrokenFileIsNoEmptyOne()
    {
        const QString file = m_folder.filePath(u"retention.json"_s);
        Choice choice{30, u"own"_s, true, u"/tmp/x"_s, {{u"institution"_s, {u"kept"_s}, u"case 7"_s}}, {}};
        QVERIFY(bool(saveChoice(file, u"db"_s, u"public"_s, u"jobs"_s, choice)));
        QVERIFY(bool(saveChoice(file, u"db"_s, u"public"_s, u"usage_logs"_s, {90, u"guide"_s, {}, {}, {}, {}})));
        const auto back = loadChoices(file, u"db"_s, u"public"_s);
        QVERIFY(back && back.value().size() == 2);
        QVERIFY(back.value()[u"jobs"_s] == choice);
        QVERIFY(loadChoices(file, u"other"_s, u"public"_s).value().isEmpty());
        QCOMPARE(QFile(file).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"db\": {");
        broken.close();
        const auto refusedNow = loadChoices(file, u"db"_s, u"public"_s);
        QVERIFY(!refusedNow);
        QVERIFY(refusedNow.error().text.contains(u"legal holds"_s));
    }

    void countsAreExactAndHeldRowsStay()
    {
        fill();
        const Rule held = rule(u"usage_logs"_s, {90, u"code"_s, false, {}, {{u"institution"_s, {u"kept"_s}, {}}}, {}});
        const auto seen = look(held, 90);
        QVERIFY2(bool(seen), seen ? "" : words(seen.error()).constData());
        QCOMPARE(seen.value().rows, 2700);
        QCOMPARE(seen.value().held, 300);
        QCOMPARE(seen.value().days.size(), size_t(30));
        QCOMPARE(seen.value().days.front().rows, 90);
        QVERIFY(seen.value().bytes > 2700 * 60 && seen.value().bytes < 2700 * 400);
        const auto done = act(seen.value());
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
        QCOMPARE(done.value().gone, 2700);
        QVERIFY(done.value().complete() && done.value().vacuumed && done.value().recorded);
        QVERIFY(done.value().batches > 3);
        QCOMPARE(count(u"true"_s), 9300);
        QCOMPARE(count(u"institution = 'kept' AND \"timestamp\" < now() AT TIME ZONE 'UTC' - interval '90 days'"_s), 300);
        QCOMPARE(recorded(u"retention.delete"_s), 2700);
    }

    void countsThatDifferStopIt()
    {
        fill(u"85, 100"_s);
        const auto seen = look(rule(u"usage_logs"_s, {90, {}, false, {}, {}, {}}), 90);
        QVERIFY(seen && seen.value().rows == 1100);
        sql(u"INSERT INTO usage_logs (institution, endpoint, trace_id, \"timestamp\") VALUES ('late', '/', 't', "
            "(now() AT TIME ZONE 'UTC') - interval '200 days')"_s);
        const auto done = act(seen.value());
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Refused);
        QVERIFY2(done.error().text.contains(u"1100"_s) && done.error().text.contains(u"1101"_s),
            words(done.error()).constData());
        QCOMPARE(count(u"true"_s), 1601);
    }

    void theArchiveIsWhatGoesAndComesBack()
    {
        fill(u"88, 99"_s);
        const QString before = cell(*m_session, u"SELECT sum(hashtextextended(t::text, 0)::numeric)::text FROM usage_logs AS t"_s);
        const Rule kept = rule(u"usage_logs"_s, {90, {}, false, m_folder.filePath(u"archive"_s), {}, {}});
        const auto seen = look(kept, 90);
        QVERIFY(seen && seen.value().rows == 1000);
        const auto done = act(seen.value());
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
        QCOMPARE(done.value().gone, 1000);
        const Archive archive = *done.value().archive;
        QCOMPARE(archive.rows, 1000);
        QCOMPARE(QFile(archive.path).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QVERIFY(archive.fileBytes < archive.bytes / 3);
        QVERIFY(bool(checkArchive(archive.path)));
        QCOMPARE(count(u"true"_s), 200);
        const auto back = run(*m_session, [&](db::Sql &s) { return restoreArchive(s, archive.path, kept.name()); });
        QVERIFY2(back && back.value() == 1000, back ? "" : words(back.error()).constData());
        QCOMPARE(cell(*m_session, u"SELECT sum(hashtextextended(t::text, 0)::numeric)::text FROM usage_logs AS t"_s), before);

        QFile file(archive.path); // one byte, and an end that is missing
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
        file.seek(0);
        file.write(bytes);
        file.close();
        QVERIFY(!checkArchive(archive.path));
        QVERIFY(QFile::resize(archive.path, archive.fileBytes - 100));
        QVERIFY(!checkArchive(archive.path));
    }

    void stoppedItGoesOnWithWhatIsLeft()
    {
        fill(u"91, 100"_s);
        Rule kept = rule(u"usage_logs"_s, {90, {}, false, m_folder.filePath(u"archive"_s), {}, {}});
        const auto seen = look(kept, 90);
        QVERIFY(bool(seen));
        const auto stopped = act(seen.value(), CancelToken(), true); // after the first batch
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, Error::Kind::Cancelled);
        const qint64 left = count(u"true"_s);
        QVERIFY(left > 0 && left < 1000);
        const auto rest = look(kept, 90); // goes on with what is left
        QVERIFY(rest && rest.value().rows == left);
        const auto done = act(rest.value());
        QVERIFY2(done && done.value().gone == left, done ? "" : words(done.error()).constData());
        QCOMPARE(count(u"true"_s), 0);
    }

    void softDeletesFlagAndLeaveFlaggedRows()
    {
        fill(u"89, 94"_s);
        sql(u"UPDATE usage_logs SET is_deleted = true WHERE trace_id LIKE '94-%'"_s);
        const auto seen = look(rule(u"usage_logs"_s, {90, {}, true, {}, {}, {}}), 90);
        QVERIFY(seen && seen.value().rows == 400);
        const auto done = act(seen.value());
        QVERIFY2(done && done.value().gone == 400, done ? "" : words(done.error()).constData());
        QCOMPARE(count(u"is_deleted"_s), 500);
        QCOMPARE(count(u"is_deleted AND deleted_at > (now() AT TIME ZONE 'UTC') - interval '1 hour'"_s), 400);
        QCOMPARE(recorded(u"retention.flag"_s), 400);
    }

    // A writer that gives up after 100 ms never has to, and keeps the row it holds.
    void nobodyWaits()
    {
        fill(u"60, 129"_s);
        const auto holder = m_server->open();
        std::atomic<bool> over = false;
        std::atomic<int> writes = 0, refusals = 0;
        std::thread writer([&] {
            const auto session = m_server->open();
            (void)run(*session, [&](db::Sql &s) -> Result<> {
                (void)s.execute(u"SET lock_timeout = '100ms'"_s);
                for (int i = 0; !over; ++i) {
                    const auto done = s.execute(
                        u"UPDATE usage_logs SET status_code = 201 WHERE id = (SELECT min(id) + $1::int FROM usage_logs)"_s,
                        db::bind(i % 500));
                    ++(done ? writes : refusals);
                }
                return Done{};
            });
        });
        auto held = holder->run([&](db::Sql &s) -> Result<> {
            auto transaction = db::Transaction::begin(s);
            if (!transaction)
                return transaction.error();
            if (auto one = s.execute(u"UPDATE usage_logs SET method = 'held' WHERE trace_id = '120-7'"_s); !one)
                return one.error();
            while (!over)
                std::this_thread::yield();
            return std::move(transaction).value().commit();
        });
        QTRY_COMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_stat_activity WHERE state = 'idle in transaction'"_s), u"1"_s);
        const auto seen = look(rule(u"usage_logs"_s, {90, {}, false, {}, {}, {}}), 90);
        const auto done = act(seen.value());
        over = true;
        writer.join();
        held.waitForFinished();
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
        QCOMPARE(done.value().expected, 4000);
        QCOMPARE(done.value().gone, 3999);
        QCOMPARE(done.value().locked, 1);
        QVERIFY(!done.value().complete());
        QCOMPARE(count(u"method = 'held'"_s), 1);
        QVERIFY(writes > 0);
        QCOMPARE(int(refusals), 0);
    }

    void wholePartitionsAreDropped()
    {
        sql(u"DROP TABLE audit_logs; CREATE TABLE public.audit_logs (id bigserial, institution text NOT NULL, action text "
            "NOT NULL, trace_id text NOT NULL, resource_type text, resource_id text, ip_address text, user_agent text, "
            "audit_metadata jsonb, \"timestamp\" timestamp NOT NULL, deleted_at timestamp, is_deleted boolean, "
            "PRIMARY KEY (id, \"timestamp\")) PARTITION BY RANGE (\"timestamp\");"
            "DO $$ BEGIN FOR m IN -6..0 LOOP EXECUTE format('CREATE TABLE public.audit_p%s PARTITION OF audit_logs FOR VALUES FROM (%L) TO (%L)', "
            "m + 6, date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m), "
            "date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m + 1)); END LOOP; END $$;"
            "INSERT INTO audit_logs (institution, action, trace_id, \"timestamp\") SELECT 'a', 'b', 'c', "
            "date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => m) + interval '12 hours' * n "
            "FROM generate_series(1, 6) m, generate_series(1, 50) n"_s);
        Rule audit = rule(u"audit_logs"_s, {100, {}, false, {}, {}, {}});
        QVERIFY2(audit.partitioned && audit.problem.isEmpty(), qPrintable(audit.problem));
        const auto seen = look(audit, 100);
        QVERIFY2(bool(seen), seen ? "" : words(seen.error()).constData());
        QVERIFY(seen.value().wholes.size() >= 2);
        const qint64 whole = qint64(seen.value().wholes.size()) * 50;
        QVERIFY(seen.value().rows >= whole);
        const auto done = act(seen.value());
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
        QCOMPARE(done.value().gone, seen.value().rows);
        QCOMPARE(done.value().partitions, int(seen.value().wholes.size()));
        QCOMPARE(recorded(u"retention.drop"_s), whole);
        QCOMPARE(cell(*m_session, u"SELECT (to_regclass('public.audit_p0') IS NULL)::text || count(*)::text FROM audit_logs"_s),
            u"true"_s + QString::number(300 - seen.value().rows));
    }

    void refusals()
    {
        fill(u"89, 91"_s);
        sql(u"CREATE TABLE public.notes (id int PRIMARY KEY, log bigint REFERENCES usage_logs (id)); "
            "INSERT INTO notes SELECT 1, id FROM usage_logs ORDER BY \"timestamp\" LIMIT 1"_s);
        const Rule plain = rule(u"usage_logs"_s, {90, {}, false, {}, {}, {}});
        const auto seen = look(plain, 90);
        QVERIFY(seen && seen.value().refusal.contains(u"notes"_s));
        QVERIFY(!act(seen.value()));
        QCOMPARE(count(u"true"_s), 300);
        sql(u"DROP TABLE notes"_s);
        QVERIFY(!look(plain, 0)); // never
        Preview jumped = look(plain, 90).value();
        QVERIFY(jumped.refusal.isEmpty() && std::abs(jumped.clockSeconds) < 60);
        QVERIFY(!rule(u"usage_logs"_s, {90, {}, false, {}, {{u"nowhere"_s, {u"x"_s}, {}}}, {}}).problem.isEmpty());
        CancelToken token;
        token.cancel();
        QCOMPARE(act(jumped, token).error().kind, Error::Kind::Cancelled);
        QCOMPARE(count(u"true"_s), 300);
    }

    void forecasts_data()
    {
        QTest::addColumn<double>("perDay");
        QTest::addColumn<qint64>("free");
        QTest::addColumn<int>("keep");
        QTest::addColumn<QString>("fullOn");
        QTest::addColumn<double>("kept");
        QTest::addRow("ten days") << 1e9 << qint64(10e9) << 90 << u"2026-01-11"_s << 90e9;
        QTest::addRow("full already") << 1e9 << qint64(0) << 0 << u"2026-01-01"_s << -1.0;
        QTest::addRow("no growth") << 0.0 << qint64(1e9) << 30 << QString() << 0.0;
        QTest::addRow("unknown space") << 1e9 << qint64(-1) << 30 << QString() << 30e9;
        QTest::addRow("in a thousand years") << 1.0 << qint64(1e9) << 0 << QString() << -1.0;
    }
    void forecasts()
    {
        QFETCH(double, perDay);
        QFETCH(qint64, free);
        QFETCH(int, keep);
        const Forecast made = forecast({1, perDay, 28, 0}, free < 0 ? std::nullopt : std::optional<qint64>(free),
            keep == 0 ? std::nullopt : std::optional<int>(keep), QDate(2026, 1, 1));
        QTEST(made.fullOn ? made.fullOn->toString(Qt::ISODate) : QString(), "fullOn");
        QTEST(made.keptBytes.value_or(-1), "kept");
    }
};

QTEST_GUILESS_MAIN(RetentionTest)
#include "retention.moc"
