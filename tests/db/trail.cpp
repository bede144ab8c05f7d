#include "base/settingsfile.h"
#include "base/redact.h"
#include "db/transaction.h"
#include "support/testcluster.h"
#include "trail/chain.h"
#include "trail/latest.h"
#include "trail/recorder.h"

#include <QJsonArray>

using namespace gatehouse;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"orders @ db1"_s};

trail::Entry entry(const QString &label)
{
    trail::Entry one{u"key.edit"_s, u"key"_s, u"7"_s, label, u"UPDATE"_s, 1};
    one.before = {{u"limit"_s, 100}, {u"name"_s, u"grün"_s}};
    one.after = {{u"limit"_s, 250}, {u"name"_s, u"🗝 \"quoted\"\n"_s}};
    return one;
}

Result<qint64> appendOne(db::Sql &sql, const trail::Entry &one, bool commit = true)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto seq = trail::append(sql, kActor, one);
    if (!seq)
        return seq.error();
    if (!commit)
        return seq; // rolled back
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    return seq;
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

class TrailTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }
    void init()
    {
        auto done = run(*m_session,
            [](db::Sql &sql) { return sql.execute(u"DROP SCHEMA IF EXISTS gatehouse CASCADE"_s); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
    }
    void cleanupTestCase() { m_session.reset(); }

    void createsWhenAskedAndRecordsItself()
    {
        QCOMPARE(state(), trail::State::Absent);
        create();
        QCOMPARE(state(), trail::State::Ready);
        QCOMPARE(cell(*m_session, u"SELECT action || ' ' || seq FROM gatehouse.audit_trail"_s),
            u"trail.create 1"_s);
        QCOMPARE(cell(*m_session,
                     u"SELECT version::text FROM gatehouse.schema_version WHERE part = 'trail'"_s),
            QString::number(trail::kVersion));
        create(); // again: nothing happens
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM gatehouse.audit_trail"_s), u"1"_s);
    }

    void theShownScriptMakesTheSame()
    {
        auto done =
            run(*m_session, [](db::Sql &sql) { return sql.script(trail::creationScript()); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        QCOMPARE(state(), trail::State::Ready);
        QVERIFY2(verify().whole(), qPrintable(verify().why)); // by hand: no entry yet
        append(u"first"_s);
        QVERIFY(verify().whole());
    }

    void refusesEntriesOutsideOfATransaction()
    {
        create();
        auto seq =
            run(*m_session, [](db::Sql &sql) { return trail::append(sql, kActor, entry(u"x"_s)); });
        QVERIFY(!seq);
        QCOMPARE(seq.error().kind, Error::Kind::Refused);
    }

    void storesWhoAndWhat()
    {
        create();
        append(u"mobile-app"_s);
        QCOMPARE(
            cell(*m_session,
                u"SELECT concat_ws('|', db_role, set_role, os_user, app, connection, action, "
                u"object_type, "
                "object_id, object_label, sql_class, row_count, before->>'limit', after->>'limit') "
                "FROM gatehouse.audit_trail WHERE seq = 2"_s),
            u"gatehouse|ada|gatehouse test|orders @ db1|key.edit|key|7|mobile-app|UPDATE|1|100|250"_s);
        QCOMPARE(
            cell(*m_session, u"SELECT after->>'name' FROM gatehouse.audit_trail WHERE seq = 2"_s),
            u"🗝 \"quoted\"\n"_s);
    }

    void secretsAreMaskedBeforeTheyAreStored()
    {
        create();
        addSecret(u"canary-71-aXbYcZ"_s);
        trail::Entry one = entry(u"postgres://u:hunter2hunter2@h/db"_s);
        one.after = {{u"note"_s, u"key canary-71-aXbYcZ"_s},
            {u"deep"_s, QJsonArray{QJsonObject{{u"k"_s, u"edgellm-abcdefghijklmnop"_s}}}}};
        auto seq = run(*m_session, [one](db::Sql &sql) { return appendOne(sql, one); });
        QVERIFY(bool(seq));
        const QString stored =
            cell(*m_session, u"SELECT t::text FROM gatehouse.audit_trail AS t WHERE seq = 2"_s);
        QVERIFY2(!stored.contains(u"canary-71"_s), qPrintable(stored));
        QVERIFY2(!stored.contains(u"hunter2"_s), qPrintable(stored));
        QVERIFY2(!stored.contains(u"abcdefghijklmnop"_s), qPrintable(stored));
        QVERIFY(verify().whole());
    }

    void theLatestAreToldInSentences()
    {
        create();
        append(u"first"_s);
        append(u"last %2"_s);
        auto told = run(*m_session, [](db::Sql &sql) { return trail::latest(sql, 2); });
        QVERIFY2(bool(told), told ? "" : why(told.error()).constData());
        QCOMPARE(told.value().size(), size_t(2));
        QCOMPARE(trail::sentence(told.value()[0]), u"ada edited the key last %2"_s);
        QCOMPARE(trail::sentence(told.value()[1]), u"ada edited the key first"_s);
        QCOMPARE(told.value()[0].seq, 3);
        QCOMPARE(told.value()[0].dbRole, u"gatehouse"_s);
        QVERIFY(qAbs(told.value()[0].at.secsTo(QDateTime::currentDateTimeUtc())) < 600);
        trail::Told unknown = told.value()[0];
        unknown.action = u"moon.land"_s;
        QCOMPARE(trail::sentence(unknown), u"ada: moon.land last %2"_s);
    }

    void appendOnly_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addRow("update") << u"UPDATE gatehouse.audit_trail SET action = 'x'"_s;
        QTest::addRow("update of nothing")
            << u"UPDATE gatehouse.audit_trail SET action = 'x' WHERE false"_s;
        QTest::addRow("delete") << u"DELETE FROM gatehouse.audit_trail"_s;
        QTest::addRow("truncate") << u"TRUNCATE gatehouse.audit_trail"_s;
        QTest::addRow("head deleted") << u"DELETE FROM gatehouse.audit_head"_s;
        QTest::addRow("head truncated") << u"TRUNCATE gatehouse.audit_head"_s;
    }
    void appendOnly()
    {
        QFETCH(QString, statement);
        create();
        for (const QString &role : {u"origin"_s, u"replica"_s}) {
            auto done = run(*m_session, [&](db::Sql &sql) -> Result<qint64> {
                if (auto set = sql.execute(u"SET session_replication_role = "_s + role); !set)
                    return set.error();
                auto result = sql.execute(statement);
                (void)bool(sql.execute(u"RESET session_replication_role"_s));
                return result;
            });
            QVERIFY2(!done, qPrintable(role));
            QCOMPARE(done.error().sqlState, u"42501"_s);
        }
        QVERIFY(verify().whole());
    }

    void verifyNamesTheFirstBrokenEntry_data()
    {
        QTest::addColumn<QString>("tampering");
        QTest::addColumn<int>("broken"); // 0: whole
        QTest::addRow("nothing") << QString() << 0;
        QTest::addRow("a label")
            << u"UPDATE gatehouse.audit_trail SET object_label = 'other' WHERE seq = 4"_s << 4;
        QTest::addRow("a microsecond")
            << u"UPDATE gatehouse.audit_trail SET at = at + interval '1 microsecond' WHERE seq = 3"_s
            << 3;
        QTest::addRow("NULL for empty")
            << u"UPDATE gatehouse.audit_trail SET subject = '' WHERE seq = 3"_s << 3;
        QTest::addRow("before and after swapped")
            << u"UPDATE gatehouse.audit_trail SET before = after, after = before WHERE seq = 5"_s
            << 5;
        QTest::addRow("a border moved")
            << u"UPDATE gatehouse.audit_trail SET os_user = os_user || left(app, 1), app = substr(app, 2) WHERE seq = 2"_s
            << 2;
        QTest::addRow("the middle deleted")
            << u"DELETE FROM gatehouse.audit_trail WHERE seq = 3"_s << 3;
        QTest::addRow("the first deleted")
            << u"DELETE FROM gatehouse.audit_trail WHERE seq = 1"_s << 1;
        QTest::addRow("the tail cut") << u"DELETE FROM gatehouse.audit_trail WHERE seq > 4"_s << 5;
        QTest::addRow("all cut") << u"DELETE FROM gatehouse.audit_trail"_s << 1;
        QTest::addRow("hash made to fit")
            << u"UPDATE gatehouse.audit_trail SET object_label = 'other' WHERE seq = 4; "
               "UPDATE gatehouse.audit_trail AS t SET hash = sha256(gatehouse.audit_canonical(t)) "
               "WHERE seq = 4"_s
            << 5;
        QTest::addRow("head set back") << u"UPDATE gatehouse.audit_head SET seq = 5"_s << 7;
        QTest::addRow("head with another hash")
            << u"UPDATE gatehouse.audit_head SET hash = sha256('x')"_s << 6;
        QTest::addRow("head taken away")
            << u"ALTER TABLE gatehouse.audit_head DISABLE TRIGGER one_row; DELETE FROM "
               "gatehouse.audit_head"_s
            << 7;
        QTest::addRow("a fork")
            << u"ALTER TABLE gatehouse.audit_trail DROP CONSTRAINT audit_trail_pkey; INSERT INTO "
               "gatehouse.audit_trail SELECT * FROM gatehouse.audit_trail WHERE seq = 5"_s
            << 5;
        QTest::addRow("one before the first")
            << u"UPDATE gatehouse.audit_trail SET seq = -1 WHERE seq = 6"_s << 1;
        QTest::addRow("an unknown form")
            << u"UPDATE gatehouse.audit_trail SET form = 2 WHERE seq = 6"_s << 6;
    }
    void verifyNamesTheFirstBrokenEntry()
    {
        QFETCH(QString, tampering);
        QFETCH(int, broken);
        create();
        for (int i = 2; i <= 6; ++i)
            append(u"entry %1"_s.arg(i));
        QVERIFY(verify().whole());
        auto done =
            run(*m_session, [&](db::Sql &sql) -> Result<> { // an owner can switch triggers off
                if (tampering.isEmpty())
                    return Done{};
                return sql.script(
                    u"ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER ALL; %1; "
                    "ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only"_s.arg(
                        tampering));
            });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        const trail::Verdict verdict = verify();
        QCOMPARE(verdict.firstBroken, broken);
        QVERIFY(!verdict.why.isEmpty());
    }

    void concurrentWritersLeaveNoGapAndNoFork()
    {
        create();
        constexpr int kWriters = 8, kEach = 40;
        std::vector<std::unique_ptr<db::Session>> sessions;
        std::vector<QFuture<Result<int>>> futures;
        for (int writer = 0; writer < kWriters; ++writer) {
            sessions.push_back(m_server->open());
            futures.push_back(sessions.back()->run([writer](db::Sql &sql) -> Result<int> {
                for (int i = 0; i < kEach; ++i) {
                    const bool commit = i % 5 != 4; // every fifth is rolled back
                    if (auto seq = appendOne(sql, entry(u"%1/%2"_s.arg(writer).arg(i)), commit);
                        !seq)
                        return seq.error();
                }
                return writer;
            }));
        }
        for (auto &future : futures) {
            future.waitForFinished();
            const auto result = future.result();
            QVERIFY2(bool(result), result ? "" : why(result.error()).constData());
        }
        const int expected = 1 + kWriters * kEach * 4 / 5;
        QCOMPARE(
            cell(*m_session, u"SELECT count(*) || ' ' || max(seq) FROM gatehouse.audit_trail"_s),
            u"%1 %1"_s.arg(expected));
        const trail::Verdict verdict = verify();
        QVERIFY2(verdict.whole(), qPrintable(verdict.why));
        QCOMPARE(verdict.checked, expected);
    }

    void anotherRoleMayAppendWhenAllowed()
    {
        create();
        asRole(u"keyadmin"_s, [this](db::Session &session) {
            auto before = run(session, trail::status);
            QCOMPARE(before.value().state, trail::State::NoRight);
            auto refusedEntry =
                run(session, [](db::Sql &sql) { return appendOne(sql, entry(u"x"_s)); });
            QVERIFY(!refusedEntry);
            QVERIFY(bool(run(*m_session,
                [](db::Sql &sql) { return trail::allow(sql, db::Identifier(u"keyadmin"_s)); })));
            QCOMPARE(run(session, trail::status).value().state, trail::State::Ready);
            auto seq = run(session,
                [](db::Sql &sql) { return appendOne(sql, entry(u"by the key administrator"_s)); });
            QVERIFY2(bool(seq), seq ? "" : why(seq.error()).constData());
            // It may append and nothing else: not read, not write around the function.
            QVERIFY(cell(session, u"SELECT count(*)::text FROM gatehouse.audit_trail"_s)
                        .startsWith("error"_L1));
            QVERIFY(cell(session, u"SELECT seq::text FROM gatehouse.audit_head"_s)
                        .startsWith("error"_L1));
        });
        QCOMPARE(
            cell(*m_session,
                u"SELECT db_role || '/' || coalesce(set_role, '-') FROM gatehouse.audit_trail WHERE seq = 2"_s),
            u"gatehouse/keyadmin"_s);
        QVERIFY(verify().whole());
    }

    void withoutTrailAChangeIsRefusedUnlessChosen()
    {
        auto required = run(*m_session, [](db::Sql &sql) -> Result<bool> {
            auto recorder = trail::Recorder::open(sql, trail::Policy::Required, kActor);
            if (!recorder)
                return recorder.error();
            return recorder.value().records();
        });
        QVERIFY(!required);
        QCOMPARE(required.error().kind, Error::Kind::Refused);
        auto optional = run(*m_session, [](db::Sql &sql) -> Result<bool> {
            auto recorder = trail::Recorder::open(sql, trail::Policy::Optional, kActor);
            if (!recorder)
                return recorder.error();
            return recorder.value().write(sql, entry(u"x"_s));
        });
        QVERIFY(bool(optional));
        QCOMPARE(optional.value(), false); // done, and said to be unrecorded
    }

    void theChoiceIsKeptForEachConnection()
    {
        QTemporaryDir dir;
        SettingsFile settings(dir.filePath(u"s.ini"_s));
        QCOMPARE(trail::policyOf(settings, u"a"_s), trail::Policy::Required);
        trail::setPolicy(settings, u"a"_s, trail::Policy::Optional);
        QCOMPARE(trail::policyOf(settings, u"a"_s), trail::Policy::Optional);
        QCOMPARE(trail::policyOf(settings, u"b"_s), trail::Policy::Required);
    }

    void aForeignSchemaIsLeftAlone()
    {
        (void)cell(*m_session, u"CREATE SCHEMA gatehouse"_s);
        (void)cell(*m_session, u"CREATE TABLE gatehouse.customers (id int)"_s);
        QCOMPARE(state(), trail::State::Foreign);
        auto done = run(*m_session, [](db::Sql &sql) { return trail::create(sql, kActor); });
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Refused);
    }

    void readOnlySessionsDoNotCreate()
    {
        auto session = std::make_unique<db::Session>(
            db::SessionOptions{(*m_server)->info(), nullptr, db::SessionKind::Interactive, true});
        auto done = run(*session, [](db::Sql &sql) { return trail::create(sql, kActor); });
        QVERIFY(!done);
        QCOMPARE(done.error().sqlState, u"25006"_s);
        QCOMPARE(state(), trail::State::Absent);
    }

    void removesItselfAndNothingElse()
    {
        create();
        QVERIFY(bool(run(*m_session, trail::remove)));
        QCOMPARE(cell(*m_session,
                     u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s),
            u"0"_s);
        create();
        (void)cell(*m_session, u"CREATE TABLE gatehouse.health_history (at timestamptz)"_s);
        QVERIFY(bool(run(*m_session, trail::remove)));
        QCOMPARE(
            cell(*m_session,
                u"SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'gatehouse'::regnamespace"_s),
            u"health_history"_s);
    }

private:
    void create()
    {
        auto done = run(*m_session, [](db::Sql &sql) { return trail::create(sql, kActor); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
    }
    void append(const QString &label)
    {
        auto seq = run(*m_session, [&](db::Sql &sql) { return appendOne(sql, entry(label)); });
        QVERIFY2(bool(seq), seq ? "" : why(seq.error()).constData());
    }
    trail::State state() { return run(*m_session, trail::status).value().state; }
    trail::Verdict verify()
    {
        auto verdict = run(*m_session, [](db::Sql &sql) { return trail::verify(sql); });
        if (verdict)
            return verdict.value();
        trail::Verdict failed;
        failed.firstBroken = -1;
        failed.why = verdict.error().text;
        return failed;
    }
    template <typename F>
    void asRole(const QString &role, F f)
    {
        (void)cell(*m_session, u"CREATE ROLE "_s + role);
        db::SessionOptions options{(*m_server)->info(), nullptr, db::SessionKind::Job, false};
        options.role = role;
        db::Session session(options);
        f(session);
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
};

QTEST_GUILESS_MAIN(TrailTest)
#include "trail.moc"
