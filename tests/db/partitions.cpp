#include "db/transaction.h"
#include "partitions/care.h"
#include "support/testcluster.h"
#include "trail/chain.h"

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::partitions;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"test"_s};

QByteArray words(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

// A table in use becomes a partitioned one with the same content, and becomes itself again.
class PartitionsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;

    void sql(const QString &text)
    {
        const auto done = run(*m_session, [&](db::Sql &s) { return s.script(text); });
        QVERIFY2(bool(done), done ? "" : words(done.error()).constData());
    }
    QString value(const QString &text) { return cell(*m_session, text); }
    RunOptions options(bool exchange = true)
    {
        RunOptions options;
        options.actor = kActor;
        options.exchange = exchange;
        options.batchMs = 20;
        return options;
    }
    Result<Moved> go(bool exchange = true, CancelToken token = {}, bool stop = false)
    {
        RunOptions with = options(exchange);
        if (stop)
            with.report = [token](const Progress &) { token.cancel(); };
        return run(*m_session,
            [&](db::Sql &s) { return partitions::move(s, u"public"_s, u"logs"_s, u"at"_s, with); }, token);
    }
    Result<Job> end(Result<Job> (*what)(db::Sql &, const Job &, const RunOptions &))
    {
        return run(*m_session, [&](db::Sql &s) -> Result<Job> {
            const auto job = openJob(s, u"public"_s, u"logs"_s);
            if (!job || !job.value())
                return invalid(u"no open job"_s);
            return what(s, *job.value(), options());
        });
    }
    QString sum(const QString &table = u"public.logs"_s)
    {
        return value(u"SELECT count(*)::text || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %1 AS t"_s.arg(table));
    }
    // 6000 rows over five months, with all that hangs on a table.
    void make()
    {
        sql(u"DROP VIEW IF EXISTS public.seen; DROP TABLE IF EXISTS public.logs, public.logs_gh_old, public.logs_gh_new CASCADE;"
            "DROP TABLE IF EXISTS public.people CASCADE; CREATE TABLE public.people (id int PRIMARY KEY);"
            "INSERT INTO public.people SELECT generate_series(1, 10);"
            "CREATE TABLE public.logs (id bigserial PRIMARY KEY, who int REFERENCES public.people (id), at timestamp NOT NULL "
            "DEFAULT LOCALTIMESTAMP, note text DEFAULT 'none' CHECK (length(note) < 100), body json, "
            "twice int GENERATED ALWAYS AS (who * 2) STORED);"
            "CREATE INDEX logs_at ON public.logs (at DESC); CREATE INDEX logs_note ON public.logs (lower(note)) WHERE who > 1;"
            "CREATE VIEW public.seen WITH (security_barrier=true) AS SELECT id, at, note FROM public.logs WHERE who < 9;"
            "GRANT SELECT, INSERT, UPDATE, DELETE ON public.logs TO service; GRANT SELECT ON public.seen TO service;"
            "GRANT USAGE ON SEQUENCE public.logs_id_seq TO service;"
            "INSERT INTO public.logs (who, at, note, body) SELECT n % 10 + 1, date_trunc('month', LOCALTIMESTAMP) - interval '4 months' "
            "+ n * interval '35 minutes', 'n' || n, '{\"a\": [1,\n 2]}' FROM generate_series(1, 4800) n;"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        sql(u"CREATE ROLE service LOGIN"_s);
        const auto made = run(*m_session, [](db::Sql &s) { return trail::create(s, kActor); });
        QVERIFY2(bool(made), made ? "" : words(made.error()).constData());
    }
    void cleanupTestCase()
    {
        const auto removed = run(*m_session, [](db::Sql &s) { return removeJobs(s); });
        QVERIFY2(bool(removed), removed ? "" : words(removed.error()).constData());
        const auto verdict = run(*m_session, [](db::Sql &s) { return trail::verify(s); });
        QVERIFY2(verdict && verdict.value().whole(), "the chain is broken");
        m_session.reset();
    }
    void init() { make(); }

    void movesWhileItIsWrittenTo()
    {
        std::atomic<bool> over = false;
        std::atomic<int> writes = 0, longest = 0;
        QString trouble;
        std::thread writer([&] {
            const auto session = std::make_unique<db::Session>(db::SessionOptions{
                (*m_server)->info(u"postgres"_s), nullptr, db::SessionKind::Job, false, u"service"_s});
            (void)run(*session, [&](db::Sql &s) -> Result<> {
                for (int i = 1; !over; ++i) {
                    QElapsedTimer clock;
                    clock.start();
                    for (const QString &text : {u"INSERT INTO public.logs (who, note) VALUES (3, 'new')"_s,
                             u"UPDATE public.logs SET note = note || 'x', at = at + interval '1 day' WHERE id = $1::int"_s,
                             u"DELETE FROM public.logs WHERE id = $1::int + 2000"_s}) {
                        const auto done = s.execute(text, text.contains(u'$') ? db::bind(i) : db::Params{});
                        if (!done)
                            trouble = QString::fromUtf8(words(done.error()));
                    }
                    longest = std::max(int(longest), int(clock.elapsed()));
                    ++writes;
                }
                return Done{};
            });
        });
        const auto moved = go();
        const int before = writes;
        const bool goesOn = QTest::qWaitFor([&] { return writes > before + 20; }); // into the partitions
        const QString locks = goesOn ? QString() : value(u"SELECT string_agg(pid::text || ' ' || state || ' ' || coalesce(wait_event, '-') || ' ' || left(query, 100), E'\\n') FROM pg_stat_activity WHERE backend_type = 'client backend'"_s);
        over = true;
        writer.join();
        QVERIFY2(goesOn, qPrintable(locks));
        QVERIFY2(bool(moved), moved ? "" : words(moved.error()).constData());
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
        QVERIFY2(longest < 2000, QByteArray::number(longest).constData());
        QCOMPARE(moved.value().job.state, State::Swapped);
        QCOMPARE(value(u"SELECT relkind::text FROM pg_class WHERE oid = 'public.logs'::regclass"_s), u"p"_s);
        QCOMPARE(sum(), sum(u"public.logs_gh_old"_s)); // the old one follows

        const QString shape = value(u"SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'logs'"_s);
        QCOMPARE(shape, u"logs_at logs_note logs_pkey"_s);
        QCOMPARE(value(u"SELECT pg_get_serial_sequence('public.logs', 'id')"_s), u"public.logs_id_seq"_s);
        QCOMPARE(value(u"SELECT (count(*) = (SELECT count(*) FROM public.logs WHERE who < 9))::text FROM public.seen"_s), u"true"_s);
        QCOMPARE(value(u"SELECT reloptions::text FROM pg_class WHERE oid = 'public.seen'::regclass"_s), u"{security_barrier=true}"_s);
        QVERIFY(value(u"INSERT INTO public.logs (who) VALUES (99) RETURNING 'in'"_s).contains(u"logs_who_fkey"_s));
        QVERIFY(value(u"INSERT INTO public.logs (note) VALUES (repeat('x', 200)) RETURNING 'in'"_s).contains(u"logs_note_check"_s));
        QVERIFY(value(u"EXPLAIN SELECT FROM public.logs WHERE at >= date_trunc('month', LOCALTIMESTAMP)"_s).size() > 0);

        const auto tables = run(*m_session, [](db::Sql &s) { return partitioned(s); });
        QVERIFY(tables && tables.value().size() == 1);
        QVERIFY(tables.value()[0].monthly);
        QCOMPARE(tables.value()[0].ahead, 3);
        QCOMPARE(tables.value()[0].parts.size(), size_t(9));
        RunOptions further = options();
        further.plan.ahead = 5;
        const auto made = run(*m_session, [&](db::Sql &s) { return extend(s, tables.value()[0], further); });
        QVERIFY2(made && made.value().size() == 2, made ? "" : words(made.error()).constData());

        const QString content = sum();
        const auto back = end(partitions::undo);
        QVERIFY2(bool(back), back ? "" : words(back.error()).constData());
        QCOMPARE(sum(), content);
        QCOMPARE(value(u"SELECT relkind::text FROM pg_class WHERE oid = 'public.logs'::regclass"_s), u"r"_s);
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_class WHERE relname LIKE 'logs\\_%gh%' OR relname LIKE 'logs\\_p20%'"_s), u"0"_s);
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_trigger WHERE tgname LIKE 'gatehouse%'"_s), u"0"_s);
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_proc WHERE proname LIKE 'partition\\_%'"_s), u"0"_s);
        QCOMPARE(value(u"SELECT pg_get_serial_sequence('public.logs', 'id')"_s), u"public.logs_id_seq"_s);
        QVERIFY(value(u"INSERT INTO public.logs (who) VALUES (5) RETURNING 'in'"_s) == u"in"_s);
    }

    void stoppedItGoesOnAndFinishes()
    {
        CancelToken token;
        const auto stopped = go(true, token, true);
        QVERIFY(!stopped && stopped.error().kind == Error::Kind::Cancelled);
        QTRY_COMPARE(value(u"SELECT state FROM gatehouse.partition_job ORDER BY id DESC LIMIT 1"_s), u"copying"_s);
        sql(u"UPDATE public.logs SET at = at + interval '40 days' WHERE id <= 10"_s); // mirrored meanwhile
        const auto waits = go(false);
        QVERIFY2(waits && waits.value().job.state == State::Verified, waits ? "" : words(waits.error()).constData());
        // What went past the triggers is found by content and mended.
        sql(u"UPDATE public.logs_gh_new SET note = 'forged' WHERE id = 77; DELETE FROM public.logs_gh_new WHERE id = 78"_s);
        const auto moved = go();
        QVERIFY2(bool(moved), moved ? "" : words(moved.error()).constData());
        QCOMPARE(moved.value().repaired, 2);
        QCOMPARE(moved.value().rows, 4800);
        QVERIFY(!go()); // exchanged already
        const QString content = sum();
        const auto over = end(finish);
        QVERIFY2(bool(over), over ? "" : words(over.error()).constData());
        QCOMPARE(sum(), content);
        QCOMPARE(value(u"SELECT (to_regclass('public.logs_gh_old') IS NULL)::text"_s), u"true"_s);
        QCOMPARE(value(u"SELECT string_agg(DISTINCT action, ' ' ORDER BY action) FROM gatehouse.audit_trail WHERE action LIKE 'partition%'"_s),
            u"partition.create partition.extend partition.finish partition.follow partition.make partition.swap partition.undo"_s);
        QVERIFY(value(u"INSERT INTO public.logs (who) VALUES (5) RETURNING 'in'"_s) == u"in"_s);
    }

    void undoneBeforeTheExchange()
    {
        QVERIFY(bool(go(false)));
        const auto back = end(partitions::undo);
        QVERIFY2(bool(back), back ? "" : words(back.error()).constData());
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_class WHERE relname LIKE 'logs\\_gh%'"_s), u"0"_s);
    }

    // Somebody holds the table: we give up each time, and whoever queues behind us waits that long.
    void aHeldTableIsNoReasonToWait()
    {
        const auto holder = m_server->open();
        std::atomic<bool> over = false;
        auto held = holder->run([&](db::Sql &s) -> Result<> {
            auto transaction = db::Transaction::begin(s);
            (void)s.execute(u"LOCK TABLE public.logs IN ROW EXCLUSIVE MODE"_s);
            while (!over)
                std::this_thread::yield();
            return std::move(transaction).value().commit();
        });
        QTRY_COMPARE(value(u"SELECT count(*)::text FROM pg_stat_activity WHERE state = 'idle in transaction'"_s), u"1"_s);
        CancelToken token;
        auto moving = m_session->run(
            [&](db::Sql &s) { return partitions::move(s, u"public"_s, u"logs"_s, u"at"_s, options()); }, token);
        const auto other = m_server->open();
        QTRY_COMPARE(cell(*other, u"SELECT state FROM gatehouse.partition_job ORDER BY id DESC LIMIT 1"_s), u"made"_s);
        QTRY_VERIFY(cell(*other, u"SELECT count(*)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s) == u"1"_s);
        QCOMPARE(cell(*other, u"SET lock_timeout = '2s'; INSERT INTO public.logs (who) VALUES (1) RETURNING 'in'"_s).left(5), u"error"_s); // one statement only
        QCOMPARE(cell(*other, u"INSERT INTO public.logs (who) VALUES (1) RETURNING 'in'"_s), u"in"_s);
        over = true;
        held.waitForFinished();
        moving.waitForFinished();
        QVERIFY2(bool(moving.result()), moving.result() ? "" : words(moving.result().error()).constData());
        QVERIFY(bool(end(finish)));
    }

    void obstacles_data()
    {
        QTest::addColumn<QString>("made");
        QTest::addColumn<QString>("says");
        QTest::addRow("referred to") << u"CREATE TABLE public.refers (log bigint REFERENCES public.logs (id))"_s << u"refers"_s;
        QTest::addRow("unique") << u"CREATE UNIQUE INDEX logs_unique ON public.logs (note, id)"_s << u"logs_unique"_s;
        QTest::addRow("constraint") << u"ALTER TABLE public.logs ADD CONSTRAINT one UNIQUE (note, id)"_s << u"one"_s;
        QTest::addRow("materialised view") << u"CREATE MATERIALIZED VIEW public.held AS SELECT id FROM public.logs"_s << u"held"_s;
        QTest::addRow("no time") << u"ALTER TABLE public.logs ALTER at DROP NOT NULL; UPDATE public.logs SET at = NULL WHERE id = 5"_s << u"no month"_s;
        QTest::addRow("no key") << u"ALTER TABLE public.logs DROP CONSTRAINT logs_pkey"_s << u"no primary key"_s;
        QTest::addRow("no such column") << u"ALTER TABLE public.logs RENAME at TO moment"_s << u"no column"_s;
        QTest::addRow("heir") << u"CREATE TABLE public.heir () INHERITS (public.logs)"_s << u"inherit"_s;
    }
    void obstacles()
    {
        QFETCH(QString, made);
        QFETCH(QString, says);
        sql(made);
        const auto moved = go();
        QVERIFY(!moved);
        QCOMPARE(moved.error().kind, Error::Kind::Refused);
        QVERIFY2(moved.error().text.contains(says), words(moved.error()).constData());
        sql(u"DROP TABLE IF EXISTS public.refers, public.heir; DROP MATERIALIZED VIEW IF EXISTS public.held"_s);
        QCOMPARE(value(u"SELECT count(*)::text FROM pg_class WHERE relname LIKE 'logs\\_gh%'"_s), u"0"_s);
    }

    // Fake: neither can be installed here, so what pg_extension would list is given by hand.
    void extensionsAreToldByName()
    {
        QVERIFY(judgeExtensions({{u"plpgsql"_s, u"1.0"_s}}).empty());
        const auto found = judgeExtensions({{u"citus"_s, u"12.1"_s}, {u"timescaledb"_s, u"2.14"_s}});
        QCOMPARE(found.size(), size_t(2));
        QVERIFY(found[0].sentence.contains(u"create_hypertable"_s));
        QCOMPARE(found[1].version, u"12.1"_s);
        QVERIFY(run(*m_session, [](db::Sql &s) { return handOver(s); }).value().empty());
    }
};

QTEST_GUILESS_MAIN(PartitionsTest)
#include "partitions.moc"
