#include "db/transaction.h"
#include "support/usagedata.h"
#include "usage/tail.h"

#include <QSemaphore>

using namespace gatehouse;
using namespace gatehouse::usage;
using test::cell;
using test::run;

namespace {

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

// A writer that holds its transaction open until it is let go.
class OpenWriter
{
public:
    OpenWriter(db::Session &session, const QString &insert, bool commit = true)
    {
        m_done = session.run([this, insert, commit](db::Sql &sql) -> Result<> {
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            auto done = sql.execute(insert);
            m_inserted.release();
            m_go.acquire();
            if (!done)
                return done.error();
            return commit ? std::move(transaction).value().commit() : Result<>(Done{});
        });
        m_inserted.acquire();
    }
    Result<> finish()
    {
        m_go.release();
        m_done.waitForFinished();
        return m_done.result();
    }

private:
    QSemaphore m_inserted, m_go;
    QFuture<Result<>> m_done;
};

} // namespace

class UsageTailTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_session = test::databaseOf(*m_server, u"ollama-gateway"_s);
        insert(10);
        follow();
    }
    void cleanup()
    {
        m_tail.reset();
        m_session.reset();
    }

    void rowsComeOnce()
    {
        QCOMPARE(poll().fresh, 0);
        insert(3);
        const TailBatch batch = poll();
        QCOMPARE(batch.fresh, 3);
        QCOMPARE(batch.late, 0);
        QCOMPARE(batch.rows.rows(), 3);
        const int key = batch.rows.indexOf(u"api_key"_s);
        QVERIFY(!batch.rows.cell(0, key).contains("SECRET"));
        QCOMPARE(poll().fresh, 0);
        for (int i = 0; i < 20; ++i) { // the window closes and nothing comes again
            m_now += 3000;
            QCOMPARE(poll().fresh, 0);
        }
        QVERIFY(m_tail->windowSize() < 10);
    }

    void aLateCommitIsNotMissed_data()
    {
        QTest::addColumn<QString>("how");
        const QString values =
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") VALUES ('SECRET-late', '/late', 'm', 1, now() AT TIME ZONE 'UTC')"_s;
        QTest::addRow("plain") << values;
        QTest::addRow("in a subtransaction")
            << u"DO $x$ BEGIN BEGIN %1; EXCEPTION WHEN division_by_zero THEN NULL; END; END $x$"_s
                   .arg(values);
    }
    void aLateCommitIsNotMissed()
    {
        QFETCH(QString, how);
        auto other = m_server->open(u"ollama_gateway"_s);
        OpenWriter writer(*other, how);
        insert(5);
        QCOMPARE(poll().fresh, 5);
        for (int minute = 0; minute < 30; ++minute) { // half an hour of others' rows
            m_now += 60'000;
            insert(2);
            QCOMPARE(poll().fresh, 2);
        }
        const auto committed = writer.finish();
        QVERIFY2(bool(committed), committed ? "" : why(committed.error()).constData());
        const TailBatch batch = poll();
        QCOMPARE(batch.fresh, 1);
        QCOMPARE(batch.late, 1);
        QCOMPARE(batch.rows.cell(0, batch.rows.indexOf(u"endpoint"_s)), QByteArrayView("/late"));
        QCOMPARE(poll().fresh, 0);
        m_now += 60'000;
        (void)poll();
        m_now += 60'000;
        (void)poll();
        QVERIFY(m_tail->windowSize() < 10); // the window closed behind it
    }

    void aRollbackIsNothing()
    {
        auto other = m_server->open(u"ollama_gateway"_s);
        OpenWriter writer(*other,
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") VALUES ('x', '/', 'm', 1, now())"_s,
            false);
        insert(1);
        QCOMPARE(poll().fresh, 1);
        QVERIFY(writer.finish());
        QCOMPARE(poll().fresh, 0);
    }

    void aBurstComesInPieces()
    {
        insert(kMostTailRows + 1000);
        TailBatch batch = poll();
        int fresh = batch.fresh;
        QVERIFY(batch.more);
        while (batch.more) {
            batch = poll();
            fresh += batch.fresh;
        }
        QCOMPARE(fresh, kMostTailRows + 1000);
    }

    void theFilterHolds()
    {
        Filter only;
        only.chips.push_back({u"model"_s, Compare::Is, {u"rare"_s}});
        follow(only);
        insert(4);
        QCOMPARE(poll().fresh, 0);
        insert(2, u"rare"_s);
        QCOMPARE(poll().fresh, 2);
    }

    void aRestartedNumberingIsNoticed()
    {
        insert(20000);
        while (poll().more) { }
        m_now += 60'000;
        (void)poll();
        QVERIFY(test::script(*m_session, u"TRUNCATE usage_logs RESTART IDENTITY"_s).isEmpty());
        insert(1);
        QVERIFY(poll().cut);
        insert(2);
        QVERIFY(poll().fresh >= 2);
        QCOMPARE(poll().fresh, 0);
    }

    void rowsWithoutANumberGoByTime()
    {
        m_session = test::databaseOf(*m_server, u"flux-rag"_s);
        QVERIFY(test::script(*m_session,
            u"INSERT INTO sessions (id, title, created_at, updated_at) VALUES ('s', '', now(), now())"_s)
                    .isEmpty());
        follow();
        QVERIFY(m_tail->followsTime());
        const auto say = [this](const char *id, const char *when) {
            return test::script(*m_session,
                u"INSERT INTO messages (id, session_id, role, content, created_at) VALUES ('%1', 's', 'assistant', 'x', %2)"_s
                    .arg(QLatin1StringView(id), QLatin1StringView(when)));
        };
        QVERIFY(say("a", "now()").isEmpty());
        QVERIFY(say("b", "now() - interval '30 seconds'").isEmpty()); // a clock that is behind
        QVERIFY(say("c", "now() + interval '9 years'").isEmpty());    // one that is far ahead
        QVERIFY(say("d", "'infinity'").isEmpty());
        QCOMPARE(poll().fresh, 2);
        QVERIFY(say("e", "now()").isEmpty());
        QCOMPARE(poll().fresh, 1);
        QCOMPARE(poll().fresh, 0);
    }

    void dailyTotalsAreNotFollowed()
    {
        m_session = test::databaseOf(*m_server, u"onelastai"_s);
        const auto opened = test::openUsage(*m_session, 2);
        QVERIFY2(opened.source, opened.trouble.constData());
        TailBatch first;
        const auto tail = run(*m_session,
            [&](db::Sql &sql) { return Tail::begin(sql, opened.source, {}, 0, m_now, &first); });
        QVERIFY(!tail);
        QCOMPARE(int(tail.error().kind), int(Error::Kind::Refused));
    }

private:
    void insert(int rows, const QString &model = u"m"_s)
    {
        const QByteArray trouble = test::script(*m_session,
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") SELECT 'edgellm-SECRETSECRETSECRET', '/x', '%1', 0.1, now() AT TIME ZONE 'UTC' FROM generate_series(1, %2)"_s
                .arg(model, QString::number(rows)));
        QVERIFY2(trouble.isEmpty(), trouble.constData());
    }

    void follow(const Filter &filter = {})
    {
        const auto opened = test::openUsage(*m_session);
        QVERIFY2(opened.source, opened.trouble.constData());
        TailBatch first;
        auto tail = run(*m_session, [&](db::Sql &sql) {
            return Tail::begin(sql, opened.source, filter, 4, m_now, &first);
        });
        QVERIFY2(bool(tail), tail ? "" : why(tail.error()).constData());
        m_tail = std::make_unique<Tail>(std::move(tail).value());
    }

    TailBatch poll()
    {
        const auto batch =
            run(*m_session, [this](db::Sql &sql) { return m_tail->poll(sql, m_now); });
        if (!batch) {
            qWarning("%s", why(batch.error()).constData());
            TailBatch failed;
            failed.fresh = -1;
            return failed;
        }
        return batch.value();
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::unique_ptr<Tail> m_tail;
    qint64 m_now = 1'000'000;
};

QTEST_GUILESS_MAIN(UsageTailTest)
#include "usagetail.moc"
