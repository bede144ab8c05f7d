// What-if, find by secret, blast radius and stragglers, on a real server.
#include "keys/blast.h"
#include "keys/find.h"
#include "keys/whatif.h"
#include "support/keybed.h"

#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>

#include <deque>

using namespace gatehouse;
using test::KeyBed;
using test::run;

namespace {

const QString kWeb = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kApp = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;
constexpr int kMinute = 60, kHour = 3600, kDay = 86400;

// The service's own check, request by request: fewer than `limit` rows since then let it through,
// and only then it leaves a row.
int refusedByTheService(std::vector<qint64> times, qint64 limit, int window)
{
    std::sort(times.begin(), times.end());
    std::vector<qint64> rows;
    int refused = 0;
    for (qint64 time : times) {
        const qint64 counted = std::count_if(rows.begin(), rows.end(),
            [&](qint64 row) { return row >= time - window && row <= time; });
        if (counted < limit)
            rows.push_back(time);
        else
            ++refused;
    }
    return refused;
}

} // namespace

class KeyInsightTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;

    // Requests of a key at these seconds of 2026-01-05 00:00 UTC plus, moved so that all are past.
    void requests(const QString &key, const std::vector<qint64> &seconds)
    {
        QStringList rows;
        for (qint64 second : seconds)
            rows.append(QString::number(second));
        m_bed->sql(
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
            "SELECT '%1', '/api/chat', 'llama3.2', 0.5, date_trunc('day', now() AT TIME ZONE "
            "'UTC') - interval '20 days' + s * interval '1 second' FROM unnest('{%2}'::bigint[]) "
            "AS s"_s.arg(key, rows.join(u',')));
    }
    keys::WhatIf ask(const keys::Proposal &proposal)
    {
        const auto engine = m_bed->engine();
        auto answer = run(
            m_bed->session(), [&](db::Sql &sql) { return keys::whatIf(sql, engine, proposal); });
        if (!answer)
            qFatal("%s", test::words(answer.error()).constData());
        return std::move(answer).value();
    }
    keys::Found find(const QString &text, db::Session *session = nullptr)
    {
        const auto engine = m_bed->engine();
        auto found =
            run(session ? *session : m_bed->session(), [&](db::Sql &sql) -> Result<keys::Found> {
                auto needle = keys::needleOf(Secret(text));
                return needle ? keys::findSecret(sql, engine, needle.value())
                              : Result<keys::Found>(needle.error());
            });
        if (!found)
            qFatal("%s", test::words(found.error()).constData());
        return std::move(found).value();
    }
    static QStringList placesOf(const keys::Found &found)
    {
        QStringList texts;
        for (const keys::Place &place : found.places)
            texts.append(place.name() + u' ' + QString::number(place.whole) + u'+'
                + QString::number(place.inside));
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        db::ClusterOptions options;
        options.settings = {{u"log_statement"_s, u"all"_s},
            {u"log_min_duration_statement"_s, u"0"_s}, {u"log_destination"_s, u"stderr"_s}};
        m_server = std::make_unique<test::TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
        m_bed->addPlain(u"web"_s, kWeb, 1000);
        m_bed->addPlain(u"app"_s, kApp, 5);
    }
    void cleanup() { m_bed.reset(); }

    void replaysAsTheServiceWouldHaveCounted_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("spread");
        QTest::addColumn<int>("count");
        QTest::addRow("nothing is refused") << 500 << kHour << kDay << 300;
        QTest::addRow("some are") << 5 << kHour << kDay << 300;
        QTest::addRow("most are") << 1 << kDay << 3 * kDay << 300;
        QTest::addRow("limit 0") << 0 << kHour << kDay << 40;
        QTest::addRow("bursts in one second") << 3 << 1 << 60 << 400;
        QTest::addRow("a minute") << 2 << kMinute << kHour << 200;
        QTest::addRow("one request") << 1 << kHour << kDay << 1;
    }
    void replaysAsTheServiceWouldHaveCounted()
    {
        QFETCH(int, limit);
        QFETCH(int, window);
        QFETCH(int, spread);
        QFETCH(int, count);
        QRandomGenerator random(quint32(limit * 7 + window + count));
        std::map<QString, std::vector<qint64>> seconds;
        for (const QString &key : {kWeb, kApp}) {
            for (int i = 0; i < count; ++i)
                seconds[key].push_back(random.bounded(spread));
            requests(key, seconds[key]);
        }
        requests(u"edgellm-of-nobody"_s, {1, 2, 3});
        const keys::WhatIf answer = ask({limit, window, systems::Anchor::Rolling, 30});
        QVERIFY(answer.holds());
        QCOMPARE(answer.total.requests, 2 * count);
        QCOMPARE(answer.keys.size(), size_t(2));
        for (const keys::Replay &one : answer.keys) {
            const QString key = one.name == "web"_L1 ? kWeb : kApp;
            const int wanted = refusedByTheService(seconds[key], limit, window);
            QCOMPARE(one.refused, wanted);
            QCOMPARE(one.requests, count);
            QCOMPARE(one.first.has_value(), wanted > 0);
            QVERIFY(one.enough && *one.enough > 0);
            QVERIFY(refusedByTheService(seconds[key], *one.enough, window) * 100 <= count);
            if (wanted > 0)
                QVERIFY(one.worstRefused > 0 && one.worstRefused <= wanted);
        }
        QVERIFY(!answer.sql.join(u' ').contains(kWeb));
    }

    void aFixedWindowFollowsTheClock()
    {
        // 10 requests around an hour's end: five in each hour.
        requests(kWeb,
            {kHour - 50, kHour - 40, kHour - 30, kHour - 20, kHour - 10, kHour, kHour + 10,
                kHour + 20, kHour + 30, kHour + 40});
        const auto refused = [&](qint64 limit, systems::Anchor anchor) {
            const keys::WhatIf answer = ask({limit, kHour, anchor, 30});
            return answer.holds() ? answer.total.refused : -1;
        };
        QCOMPARE(refused(5, systems::Anchor::Calendar), 0);
        QCOMPARE(refused(4, systems::Anchor::Calendar), 2);
        QCOMPARE(refused(5, systems::Anchor::Rolling), 5);
        const keys::WhatIf answer = ask({3, kHour, systems::Anchor::Calendar, 30});
        QCOMPARE(answer.keys.front().worstRefused, 2);
        QCOMPARE(answer.keys.front().first->time(), QTime(0, 59, 40)); // of equal hours the first
        QCOMPARE(answer.keys.front().worstHour->time(), QTime(0, 0));
        QCOMPARE(answer.keys.front().enough.value(), 5);
    }

    void onlyOneKeyAndOnlyThePeriod()
    {
        requests(kWeb, {1, 2, 3, 4});
        requests(kApp, {1, 2, 3, 4, 5});
        const auto engine = m_bed->engine();
        const QString id = m_bed->byName(engine, u"app"_s).id;
        const keys::WhatIf one = ask({2, kHour, systems::Anchor::Rolling, 30, id});
        QCOMPARE(one.keys.size(), size_t(1));
        QCOMPARE(one.keys.front().name, u"app"_s);
        QCOMPARE(one.total.refused, 3);
        const keys::WhatIf late = ask({2, kHour, systems::Anchor::Rolling, 7});
        QCOMPARE(late.total.requests, 0);
        QVERIFY(late.keys.empty() && late.holds());
    }

    void oddTimesHurtNothing()
    {
        requests(kWeb, {1, 1, 1, 1});
        m_bed->sql(
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
            "SELECT '%1', '/', 'm', 0, t::timestamp FROM unnest('{infinity,-infinity,2999-01-01,"
            "1901-01-01}'::text[]) AS t"_s.arg(kWeb));
        for (const auto anchor : {systems::Anchor::Rolling, systems::Anchor::Calendar}) {
            const keys::WhatIf answer = ask({3, kHour, anchor, 30});
            QVERIFY(answer.holds());
            QCOMPARE(answer.total.requests, 4);
            QCOMPARE(answer.total.refused, 1);
        }
        const auto engine = m_bed->engine();
        const keys::Key web = m_bed->byName(engine, u"web"_s); // the list survives them too
        QVERIFY(web.usage.has_value());
    }

    void refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("days");
        QTest::addRow("negative limit") << qint64(-1) << kHour << 30;
        QTest::addRow("too large a limit") << qint64(3000000000) << kHour << 30;
        QTest::addRow("no window") << qint64(1) << 0 << 30;
        QTest::addRow("a month's window") << qint64(1) << 31 * kDay << 30;
        QTest::addRow("no days") << qint64(1) << kHour << 0;
    }
    void refusesWhatMakesNoSense()
    {
        QFETCH(qint64, limit);
        QFETCH(int, window);
        QFETCH(int, days);
        const auto engine = m_bed->engine();
        const auto answer = run(m_bed->session(), [&](db::Sql &sql) {
            return keys::whatIf(sql, engine, {limit, window, systems::Anchor::Rolling, days});
        });
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Invalid);
    }

    void windowsAsTheyAreWritten()
    {
        QCOMPARE(keys::windowFromText(u"90s"_s).value(), 90);
        QCOMPARE(keys::windowFromText(u" 5m "_s).value(), 300);
        QCOMPARE(keys::windowFromText(u"1h"_s).value(), kHour);
        QCOMPARE(keys::windowFromText(u"7d"_s).value(), 7 * kDay);
        for (const QString &bad : {u""_s, u"h"_s, u"0h"_s, u"-1h"_s, u"8d"_s, u"1w"_s, u"1.5h"_s,
                 u"99999999999999999999s"_s, u"1 000s"_s})
            QVERIFY2(!keys::windowFromText(bad), qPrintable(bad));
    }

    void findsTheOwnerAndEveryPlace()
    {
        m_bed->addUse(kApp, {100, 200, 300});
        m_bed->sql(
            u"CREATE SCHEMA notes; CREATE DOMAIN notes.line AS varchar(400); "
            "CREATE TABLE notes.\"Odd %1 name\" (id int, body text, line notes.line, tags text[], "
            "j json, b jsonb, n int); "
            "INSERT INTO notes.\"Odd %1 name\" VALUES "
            "(1, 'curl -H \"Authorization: Bearer KEY\" https://x', NULL, '{}', NULL, NULL, 1), "
            "(2, 'KEY', 'x=KEY;', '{\"KEY\"}', '{\"a\": [\"KEY\"]}', '{\"deep\": {\"k\": "
            "\"KEY\"}}', 2), "
            "(3, 'KEYx', 'KE', '{}', '{}', '\"KEY\"', 3)"_s.replace(u"KEY"_s, kApp));
        const keys::Found found = find(u"  "_s + kApp + u"\n"_s);
        QCOMPARE(found.keys.size(), size_t(1));
        QCOMPARE(found.keys.front().name, u"app"_s);
        QCOMPARE(found.keys.front().usage->day, 3);
        QCOMPARE(found.masked, u"ollama-••••2c0f"_s);
        // "KEYx" is another key; within a longer run of such characters it is found all the same.
        QCOMPARE(placesOf(found).join(u'\n'),
            u"notes.Odd %1 name.body 1+2\nnotes.Odd %1 name.line 0+1\n"
            "notes.Odd %1 name.tags 0+1\nnotes.Odd %1 name.j 0+1\nnotes.Odd %1 name.b 0+2\n"
            "public.api_keys.key 1+0\npublic.usage_logs.api_key 3+0"_s);
        QVERIFY(found.unsearched.empty());
        QVERIFY(find(kWeb).places.size() == 1);
        const keys::Found nothing = find(u"edgellm-somebody-elses-key-000000"_s);
        QVERIFY(!nothing.any());
        QVERIFY(nothing.columns > 8);
    }

    void nothingOfItReachesTheServersLog()
    {
        const QString secret = u"edgellm-Qx7zLoggedNowhere_-0123456789abcdef"_s;
        m_bed->sql(u"CREATE TABLE leak (t text); INSERT INTO leak SELECT 'see ' || k || '!' FROM "
                   "(SELECT 'edgellm-Qx7zLogged' || 'Nowhere_-0123456789abcdef' AS k) AS one"_s);
        QCOMPARE(placesOf(find(secret)), QStringList{u"public.leak.t 0+1"_s});
        QFile log((*m_server)->dir() + u"/log"_s);
        QVERIFY2(log.open(QIODevice::ReadOnly), qPrintable(log.fileName()));
        const QByteArray written = log.readAll();
        QVERIFY(written.contains("sha256")); // the search itself is in it
        QVERIFY(!written.contains(secret.toUtf8()));
        QCOMPARE(m_bed->cell(u"SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE "
                             "'%Qx7zLogged' || 'Nowhere%'"_s),
            u"0"_s);
    }

    void oddSecretsAndOddValues_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addRow("base64 with signs") << u"abc+/def==AAAA"_s;
        QTest::addRow("dots, as a JWT") << u"eyJhbGci.eyJzdWIi.sig-_nature"_s;
        QTest::addRow("every bracket") << u"k[]^-]\\{}().*?+|$\"'x"_s;
        QTest::addRow("with spaces") << u"correct horse battery"_s;
        QTest::addRow("percent and colon") << u"a%20b:c%%1$2key"_s;
        QTest::addRow("300 characters") << QString(300, u'z');
    }
    void oddSecretsAndOddValues()
    {
        QFETCH(QString, secret);
        m_bed->sql(u"CREATE TABLE odd (t text, j jsonb, c char(400))"_s);
        const auto stored = run(m_bed->session(), [&](db::Sql &sql) {
            return sql.execute(
                u"INSERT INTO odd VALUES ($1, NULL, NULL), ('<' || $1 || '>', "
                "jsonb_build_object('a', $1::text), NULL), (repeat('x', 100000), NULL, 'y')"_s,
                db::bind(secret));
        });
        QVERIFY2(bool(stored), stored ? "" : test::words(stored.error()).constData());
        QCOMPARE(
            placesOf(find(secret)), (QStringList{u"public.odd.t 1+1"_s, u"public.odd.j 0+1"_s}));
    }

    void refusesNeedles_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addRow("nothing") << u" \n "_s;
        QTest::addRow("too short") << u"abcde"_s;
        QTest::addRow("two lines") << u"edgellm-aaa\nedgellm-bbb"_s;
        QTest::addRow("NUL") << u"edgellm-\0aaaa"_s.append(QChar(0)) + u"aaaaaa"_s;
        QTest::addRow("no ASCII") << u"schlüssel-1234567"_s;
        QTest::addRow("a file") << QString(5000, u'x');
    }
    void refusesNeedles()
    {
        QFETCH(QString, text);
        const auto needle = keys::needleOf(Secret(text));
        QVERIFY(!needle);
        QCOMPARE(needle.error().kind, Error::Kind::Invalid);
        QVERIFY(!needle.error().text.contains(u"edgellm"_s));
    }

    void whatMayNotBeReadIsNamed()
    {
        m_bed->sql(u"CREATE TABLE hidden (t text); CREATE TABLE half (a text, b text); "
                   "CREATE TABLE policed (t text); ALTER TABLE policed ENABLE ROW LEVEL SECURITY; "
                   "INSERT INTO half VALUES ('%1', '%1'); "
                   "DROP ROLE IF EXISTS support; CREATE ROLE support; "
                   "GRANT SELECT ON api_keys, usage_logs, policed TO support; GRANT SELECT (a) ON "
                   "half TO support"_s.arg(kApp));
        auto session = m_bed->open(true, u"support"_s);
        const keys::Found found = find(kApp, session.get());
        QCOMPARE(
            placesOf(found), (QStringList{u"public.api_keys.key 1+0"_s, u"public.half.a 1+0"_s}));
        QStringList where;
        for (const keys::Unsearched &one : found.unsearched)
            where.append(one.where);
        QCOMPARE(
            where, (QStringList{u"public.half.b"_s, u"public.hidden.t"_s, u"public.policed"_s}));
        session.reset();
        m_bed->sql(u"DROP OWNED BY support; DROP ROLE support"_s);
    }

    void findingIsCancelled()
    {
        m_bed->sql(u"CREATE TABLE long (t text); INSERT INTO long SELECT repeat('edgellm-' || "
                   "md5(g::text), 20000) FROM generate_series(1, 200) AS g"_s);
        const auto engine = m_bed->engine();
        const auto needle = keys::needleOf(Secret(u"edgellm-0123456789abcdef0123"_s)).value();
        CancelToken token;
        auto future = m_bed->session().run(
            [&](db::Sql &sql) { return keys::findSecret(sql, engine, needle); }, token);
        auto other = m_server->open(u"gateway"_s);
        const QString running =
            u"SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE "
            "'%regexp_matches%' AND state = 'active' AND pid <> pg_backend_pid()"_s;
        // Seen once: a table is one statement, and between two of them none is active.
        QVERIFY(QTest::qWaitFor([&] { return test::cell(*other, running) == "1"_L1; }, 30000));
        token.cancel();
        future.waitForFinished();
        QCOMPARE(future.result().error().kind, Error::Kind::Cancelled);
        QTRY_COMPARE_WITH_TIMEOUT(test::cell(*other, running), u"0"_s, 30000);
    }

    void saysWhoUsesAKeyAndWhenItIsQuiet()
    {
        // Every hour of 14 days, but on Sundays at 03 none; the last 13 days of them are certain.
        m_bed->sql(
            u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
            "SELECT '%1', CASE WHEN extract(hour FROM t) < 12 THEN '/api/chat' ELSE "
            "'/api/generate' END, 'model-' || extract(hour FROM t) % 10, 1, t FROM "
            "generate_series(date_trunc('day', now() AT TIME ZONE 'UTC') - interval '14 days', "
            "date_trunc('day', now() AT TIME ZONE 'UTC') - interval '1 minute', '1 hour') AS t "
            "WHERE NOT (extract(isodow FROM t) = 7 AND extract(hour FROM t) = 3)"_s.arg(kWeb));
        const auto engine = m_bed->engine();
        const auto keys = m_bed->list(engine);
        auto blast = run(m_bed->session(),
            [&](db::Sql &sql) { return keys::blast(sql, engine, keys, u"UTC"_s); });
        QVERIFY2(bool(blast), blast ? "" : test::words(blast.error()).constData());
        const keys::Blast &b = blast.value();
        QCOMPARE(b.requests, 14 * 24 - 2);
        QVERIFY(b.holds());
        QCOMPARE(b.quietest.value(), (keys::QuietHour{7, 3, 0}));
        QCOMPARE(b.endpoints.size(), size_t(2));
        QCOMPARE(b.endpoints[0].label, u"/api/generate"_s);
        QCOMPARE(b.endpoints[0].count, 14 * 12);
        QCOMPARE(b.models.size(), size_t(8));
        QCOMPARE(b.otherModels, 2);
        QVERIFY(!b.knowsClients);
        QVERIFY(b.last.has_value());
        // The same instants in another zone.
        auto east = run(m_bed->session(),
            [&](db::Sql &sql) { return keys::blast(sql, engine, keys, u"Asia/Seoul"_s); });
        QCOMPARE(east.value().quietest.value(), (keys::QuietHour{7, 12, 0}));
        QVERIFY(keys::hourText(b.quietest.value(), u"UTC"_s).contains(u"03:00"_s));
        const keys::Key app = m_bed->byName(engine, u"app"_s);
        auto none = run(m_bed->session(),
            [&](db::Sql &sql) { return keys::blast(sql, engine, {app}, u"UTC"_s); });
        QCOMPARE(none.value().requests, 0);
        QVERIFY(!none.value().quietest && none.value().holds());
    }

    void quietestOfEqualHoursHasTheQuietestNeighbours()
    {
        std::array<std::array<qint64, 24>, 7> hours{};
        for (auto &day : hours)
            day.fill(9);
        hours[0][5] = 1;
        hours[4][22] = hours[4][23] = 1;
        QCOMPARE(keys::quietestOf(hours), (keys::QuietHour{5, 22, 1}));
        hours[6][23] = hours[0][0] = 0; // the week is a circle
        QCOMPARE(keys::quietestOf(hours), (keys::QuietHour{1, 0, 0}));
    }

    void stragglersAfterARevocation()
    {
        m_bed->createTrail();
        m_bed->addUse(kApp, {500, 600});
        const auto engine = m_bed->engine(trail::Policy::Required);
        const auto ask = [&](const QString &name) {
            const keys::Key key = m_bed->byName(engine, name);
            auto late = run(
                m_bed->session(), [&](db::Sql &sql) { return keys::stragglers(sql, engine, key); });
            if (!late)
                qFatal("%s", test::words(late.error()).constData());
            return late.value();
        };
        QVERIFY(!ask(u"app"_s).ended);
        const keys::Bulk revoke{keys::Verb::Revoke, {m_bed->byName(engine, u"app"_s)}};
        QVERIFY(
            bool(run(m_bed->session(), [&](db::Sql &sql) { return engine.apply(sql, revoke); })));
        QVERIFY(ask(u"app"_s).ended);
        QCOMPARE(ask(u"app"_s).requests, 0);
        m_bed->addUse(kApp, {-1, -2}); // a service that did not hear of it
        const keys::Stragglers late = ask(u"app"_s);
        QCOMPARE(late.requests, 2);
        QCOMPARE(late.latest.size(), size_t(2));
        QCOMPARE(late.latest.front().endpoint, u"/api/chat"_s);
        QVERIFY(late.since && late.unknown.isEmpty());
        m_bed->sql(u"UPDATE api_keys SET is_active = false WHERE name = 'web'"_s);
        QVERIFY(!ask(u"web"_s).unknown.isEmpty()); // nobody recorded when
    }

    void stragglersAfterARotation()
    {
        m_bed->createTrail();
        m_bed->addUse(kApp, {500, 600});
        const auto engine = m_bed->engine(trail::Policy::Required);
        const keys::Key before = m_bed->byName(engine, u"app"_s);
        auto rotated = run(m_bed->session(),
            [&](db::Sql &sql) { return engine.rotate(sql, before, keys::History::CarryOver); });
        QVERIFY(bool(rotated));
        m_bed->addUse(kApp, {-1, -2, -3});                               // the old text
        m_bed->addUse(rotated.value().secret->text(), {-1, -2, -3, -4}); // the new one
        const keys::Key key = m_bed->byName(engine, u"app"_s);
        const auto late =
            run(m_bed->session(), [&](db::Sql &sql) { return keys::stragglers(sql, engine, key); });
        QVERIFY2(bool(late), late ? "" : test::words(late.error()).constData());
        QVERIFY(late.value().rotated);
        QCOMPARE(late.value().requests, 3);
        // And the old text still names whose it was.
        const keys::Found found = find(kApp);
        QVERIFY(found.keys.empty());
        QCOMPARE(found.past.size(), size_t(1));
        QCOMPARE(found.past.front().objectLabel, u"app"_s);
        QCOMPARE(placesOf(found), QStringList{u"public.usage_logs.api_key 3+0"_s});
    }

    void theNumberOfStatementsDoesNotGrowWithTheKeys()
    {
        const auto statements = [&](int keys) {
            m_bed->sql(
                u"DELETE FROM api_keys; INSERT INTO api_keys (key, name, role, rate_limit, "
                "created_at, is_active) SELECT 'edgellm-' || md5(g::text), 'k' || g, 'user', "
                "10, now(), true FROM generate_series(1, %1) AS g; DELETE FROM usage_logs; "
                "INSERT INTO usage_logs (api_key, endpoint, model, response_time, "
                "\"timestamp\") SELECT key, '/', 'm' || g, 1, now() AT TIME ZONE 'UTC' FROM "
                "api_keys, generate_series(1, 3) AS g"_s.arg(keys));
            const auto engine = m_bed->engine();
            QFile log((*m_server)->dir() + u"/log"_s);
            if (!log.open(QIODevice::ReadOnly))
                qFatal("%s", qPrintable(log.fileName()));
            const qint64 before = log.size();
            const auto listed = m_bed->list(engine);
            const auto blast = run(m_bed->session(),
                [&](db::Sql &sql) { return keys::blast(sql, engine, listed, u"UTC"_s); });
            if (listed.size() != size_t(keys) || !blast || blast.value().requests != 3 * keys)
                qFatal("the keys are not all there");
            log.seek(before);
            return int(log.readAll().count("execute <unnamed>: "));
        };
        const int few = statements(2);
        QCOMPARE(few, 3); // the list, the figures of all, the blast radius of all
        QCOMPARE(statements(300), few);
    }
};

QTEST_GUILESS_MAIN(KeyInsightTest)
#include "keyinsight.moc"
