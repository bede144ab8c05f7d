// The review of keys, badges, import formats and the hash plan (K8, K9), on real tables.
#include "keys/hashplan.h"
#include "keys/import.h"
#include "keys/report.h"
#include "support/keybed.h"

using namespace gatehouse;
using keys::Finding;
using test::KeyBed;
using test::run;

namespace {

const QDateTime kNow(QDate(2026, 11, 21), QTime(12, 0), Qt::UTC);
constexpr int kDay = 86400;

keys::Key plainKey(const QString &name)
{
    keys::Key key;
    key.id = name;
    key.name = name;
    key.limit = 100;
    key.active = true;
    key.lastUse = {keys::LastUse::Known::At, kNow.addSecs(-60)};
    return key;
}

QString keyText(int number) { return u"edgellm-%1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"_s.arg(number); }

} // namespace

class KeyReportTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;

    static QStringList namesIn(const std::vector<keys::Group> &groups, Finding finding)
    {
        for (const keys::Group &group : groups) {
            if (group.finding != finding)
                continue;
            QStringList names;
            for (const keys::Key &key : group.keys)
                names.append(key.name);
            return names;
        }
        return {u"no such group"_s};
    }
    // "source|name|role|limit|state", one line a row.
    static QString print(const keys::ImportFile &file)
    {
        QStringList lines;
        for (const keys::ImportRow &row : file.rows)
            lines.append(QStringList{row.source, row.draft.name, row.draft.role,
                row.draft.limit ? QString::number(*row.draft.limit) : u"-"_s,
                QStringList{u"new"_s, u"duplicate"_s, u"invalid"_s}.value(int(row.state))
                    + (row.chosen ? u"+"_s : QString())}
                             .join(u'|'));
        return lines.join(u'\n');
    }
    keys::ImportFile read(const QString &name, const QByteArray &content)
    {
        const auto engine = m_bed->engine();
        const auto known = m_bed->list(engine);
        auto file = run(m_bed->session(), [&](db::Sql &sql) -> Result<keys::ImportFile> {
            auto given = keys::readImport(name, content, engine);
            return given ? keys::judgeImport(sql, engine, std::move(given).value(), known,
                       QDateTime::currentDateTimeUtc())
                         : given;
        });
        if (!file)
            qFatal("%s", test::words(file.error()).constData());
        return std::move(file).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init() { m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s); }
    void cleanup() { m_bed.reset(); }

    void badges_data()
    {
        QTest::addColumn<keys::Key>("key");
        QTest::addColumn<qint64>("used"); // -1: not known
        QTest::addColumn<QString>("text");
        const auto with = [](const char *row, qint64 used, const QString &text, auto change) {
            keys::Key key = plainKey(u"k"_s);
            change(key);
            QTest::addRow("%s", row) << key << used << text;
        };
        using Use = keys::LastUse::Known;
        with("active", 0, u"active"_s, [](keys::Key &) {});
        with("at 90 percent it is still active", 90, u"active"_s, [](keys::Key &) {});
        with("over 90 percent", 91, u"over 90 %"_s, [](keys::Key &) {});
        with("the last request was allowed", 100, u"limit reached"_s, [](keys::Key &) {});
        with("nobody counts", -1, u"active"_s, [](keys::Key &) {});
        with("limit 0", 0, u"limit 0"_s, [](keys::Key &key) { key.limit = 0; });
        with("negative limit", 0, u"limit -5"_s, [](keys::Key &key) { key.limit = -5; });
        with("no limit", 5000, u"active"_s, [](keys::Key &key) { key.limit.reset(); });
        with("revoked beats the limit", 100, u"revoked"_s,
            [](keys::Key &key) { key.active = false; });
        with("deleted beats revoked", 0, u"deleted"_s, [](keys::Key &key) {
            key.active = false;
            key.deleted = kNow;
        });
        with("expired this moment", 0, u"expired"_s, [](keys::Key &key) { key.expires = kNow; });
        with("expires in a second", 0, u"expires in 1 day(s)"_s,
            [](keys::Key &key) { key.expires = kNow.addSecs(1); });
        with("expires in 30 days", 0, u"expires in 30 day(s)"_s,
            [](keys::Key &key) { key.expires = kNow.addDays(30); });
        with("expires later", 0, u"active"_s,
            [](keys::Key &key) { key.expires = kNow.addDays(30).addSecs(1); });
        with("never used", 0, u"never used"_s, [](keys::Key &key) {
            key.lastUse = {Use::Never, {}};
        });
        with("idle 29 days", 0, u"active"_s,
            [](keys::Key &key) { key.lastUse.time = kNow.addDays(-30).addSecs(1); });
        with("idle 30 days", 0, u"idle 30 day(s)"_s,
            [](keys::Key &key) { key.lastUse.time = kNow.addDays(-30); });
        with("nobody knows", 0, u"active"_s, [](keys::Key &key) {
            key.lastUse = {Use::Nothing, {}};
        });
    }
    void badges()
    {
        QFETCH(keys::Key, key);
        QFETCH(qint64, used);
        QFETCH(QString, text);
        QCOMPARE(
            keys::badgeOf(key, used < 0 ? std::nullopt : std::optional(used), kNow).text, text);
    }

    void theReportNamesWhatDeservesAttention()
    {
        const QString recent = u"now() AT TIME ZONE 'UTC' - interval '1 day'"_s;
        m_bed->addPlain(u"fine"_s, keyText(1));
        m_bed->addPlain(u"full"_s, keyText(2), 2);
        m_bed->addPlain(u"zero"_s, keyText(3), 0);
        m_bed->addPlain(u"idle"_s, keyText(4));
        m_bed->addPlain(u"unused"_s, keyText(5), 100, true, recent);
        m_bed->addPlain(u"gone"_s, keyText(6), 0, false);
        m_bed->addPlain(u"sample"_s, u"demo-admin-key-12345"_s);
        m_bed->addUse(keyText(1), {10});
        m_bed->addUse(keyText(2), {10, 20});
        m_bed->addUse(keyText(3), {10});
        m_bed->addUse(keyText(4), {40 * kDay, 310 * kDay}); // older than every key
        m_bed->addUse(u"demo-admin-key-12345"_s, {10});
        const auto engine = m_bed->engine();
        const auto known = m_bed->list(engine);
        const auto groups =
            keys::report(engine, known, std::nullopt, QDateTime::currentDateTimeUtc());
        QCOMPARE(namesIn(groups, Finding::Published), QStringList{u"sample"_s});
        QCOMPARE(namesIn(groups, Finding::OverLimit), QStringList{u"full"_s});
        QCOMPARE(
            namesIn(groups, Finding::LimitZero), QStringList{u"zero"_s}); // not the revoked one
        QCOMPARE(namesIn(groups, Finding::Idle), QStringList{u"idle"_s});
        QCOMPARE(namesIn(groups, Finding::NeverUsed), QStringList{u"unused"_s});
        QCOMPARE(namesIn(groups, Finding::PlainText).size(), 6);
        QCOMPARE(namesIn(groups, Finding::NoLimit), QStringList());
        for (const keys::Group &group : groups) {
            const bool cannot = group.finding == Finding::NoExpiry
                || group.finding == Finding::Shared || group.finding == Finding::Expiring1
                || group.finding == Finding::Expiring3 || group.finding == Finding::Expiring7
                || group.finding == Finding::Expiring30;
            QCOMPARE(!group.notRecorded.isEmpty(), cannot); // said, not shown as "none"
            QVERIFY(!group.title.isEmpty() && !group.why.isEmpty());
        }
        const auto impatient =
            keys::report(engine, known, std::nullopt, QDateTime::currentDateTimeUtc(), 60);
        QCOMPARE(namesIn(impatient, Finding::Idle), QStringList());
        const keys::Clients clients{{known[0].id, 3}, {known[1].id, 1}};
        const auto shared = keys::report(engine, known, clients, QDateTime::currentDateTimeUtc());
        QCOMPARE(namesIn(shared, Finding::Shared), QStringList{u"fine"_s});
    }

    void theReportKnowsExpiryAndMissingLimits()
    {
        KeyBed bed(*m_server, u"hashed"_s, u"onelastai"_s);
        bed.sql(
            u"INSERT INTO users (keycloak_id, username, email, created_at, updated_at) VALUES "
            "('kc', 'ada', 'ada@example.org', now(), now()); "
            "INSERT INTO api_keys (user_id, key_hash, name, expires_at, rate_limits, created_at, "
            "updated_at) SELECT u.id, encode(sha256(convert_to(v.name, 'UTF8')), 'hex'), v.name, "
            "now() AT TIME ZONE 'UTC' + v.age::interval, v.limits::json, now() - interval '400 "
            "days', now() FROM users AS u, (VALUES ('hours', '5 hours', '{}'), "
            "('two days', '2 days', '{\"rpm\": 5}'), ('week', '6 days', 'null'), "
            "('month', '29 days', '{\"rpm\": 1}'), ('ever', NULL, '{\"rpm\": 1}'), "
            "('past', '-1 hour', '{}')) AS v (name, age, limits)"_s);
        const auto engine = bed.engine();
        const auto known =
            run(bed.session(), [&](db::Sql &sql) { return engine.list(sql); }).value();
        const auto groups =
            keys::report(engine, known, std::nullopt, QDateTime::currentDateTimeUtc());
        QCOMPARE(namesIn(groups, Finding::Expiring1), QStringList{u"hours"_s});
        QCOMPARE(namesIn(groups, Finding::Expiring3), QStringList{u"two days"_s});
        QCOMPARE(namesIn(groups, Finding::Expiring7), QStringList{u"week"_s});
        QCOMPARE(namesIn(groups, Finding::Expiring30), QStringList{u"month"_s});
        QCOMPARE(namesIn(groups, Finding::NoExpiry), QStringList{u"ever"_s});
        QStringList noLimit = namesIn(groups, Finding::NoLimit);
        noLimit.sort();
        QCOMPARE(noLimit, (QStringList{u"hours"_s, u"week"_s}));
        QCOMPARE(namesIn(groups, Finding::PlainText), QStringList());
    }

    void readsADotenv()
    {
        m_bed->addPlain(u"Stored Key"_s, keyText(1));
        const keys::ImportFile file = read(u".env"_s,
            "\xEF\xBB\xBF# keys\r\nexport DEMO_ADMIN_KEY=\"demo-admin-key-12345\" # note\r\n"
            "DEMO_USER_KEY=\nDEMO_USER_KEY='demo-user-key-67890'\nSTORED_KEY="
                + keyText(1).toUtf8() + "\nSAME_API_KEY=" + "demo-user-key-67890"
                + "\nOPENAI_API_KEY=sk-0123456789abcdef\nAPI_KEYS_BLANK_KEY=has a blank\n"
                  "DATABASE_URL=postgres://x\nSHORT_KEY=abc\nnonsense\n");
        QCOMPARE(file.kind, u"env"_s);
        QCOMPARE(print(file),
            u"DEMO_ADMIN_KEY|Demo Admin Key|admin|100|new+\n"
            "DEMO_USER_KEY|Demo User Key|user|100|new+\n"
            "STORED_KEY|Stored Key|user|100|duplicate\n"
            "SAME_API_KEY|Same Api Key|user|100|duplicate\n"
            "OPENAI_API_KEY|Openai Api Key|user|100|new\n"
            "API_KEYS_BLANK_KEY|Api Keys Blank Key|user|100|invalid\n"
            "SHORT_KEY|Short Key|user|100|invalid"_s);
        QVERIFY(!file.issues.isEmpty()); // the double, and the line that is none
        QCOMPARE(file.rows[0].masked, u"demo-••••2345"_s);
        QVERIFY(file.rows[2].reason.contains(u"Stored Key"_s));
        QCOMPARE(keys::chosenOf(file).size(), size_t(2));
        for (const QString &issue : file.issues)
            QVERIFY2(!issue.contains(u"67890"_s), qPrintable(issue));
    }

    void readsJson_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("printed");
        QTest::addRow("dump of the service's memory")
            << QByteArray("{\"API_KEYS\": {\"edgellm-aaaaaaaaaaaa\": {\"key\": "
                          "\"edgellm-aaaaaaaaaaaa\", \"name\": \"web\", \"role\": \"admin\", "
                          "\"rate_limit\": 500}, \"ollama-bbbbbbbbbbbb\": {\"name\": \"app\", "
                          "\"rate_limit\": 0}}, \"USAGE_STATS\": {}}")
            << u"key 1|web|admin|500|new+\nkey 2|app|user|0|invalid"_s;
        QTest::addRow("list") << QByteArray("[{\"token\": \"edgellm-aaaaaaaaaaaa\", \"label\": "
                                            "\"a\"}, {\"label\": \"b\"}, 5, null]")
                              << u"key 1|a|user|100|new+\nkey 2|b|user|100|invalid\n"
                                 "key 3|key 3|user|100|invalid\nkey 4|key 4|user|100|invalid"_s;
        QTest::addRow("one name twice")
            << QByteArray("[{\"key\": \"edgellm-aaaaaaaaaaaa\", \"name\": \"a\"}, {\"key\": "
                          "\"edgellm-bbbbbbbbbbbb\", \"name\": \"a\"}]")
            << u"key 1|a|user|100|new+\nkey 2|a|user|100|invalid"_s;
        QTest::addRow("fraction as a limit")
            << QByteArray("[{\"key\": \"edgellm-aaaaaaaaaaaa\", \"name\": \"a\", \"limit\": 1.5}]")
            << u"key 1|a|user|0|invalid"_s;
        QTest::addRow("nothing in it") << QByteArray("{}") << QString();
    }
    void readsJson()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, printed);
        const keys::ImportFile file = read(u"keys.json"_s, content);
        QCOMPARE(file.kind, u"json"_s);
        QCOMPARE(print(file), printed);
        QCOMPARE(file.issues.isEmpty(), !printed.isEmpty());
    }

    void readsCsv_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("printed");
        QTest::addRow("comma") << QByteArray(
            "key,name,role,limit\nedgellm-aaaaaaaaaaaa,web,admin,5\n")
                               << u"row 1|web|admin|5|new+"_s;
        QTest::addRow("semicolon, BOM, CRLF, other titles")
            << QByteArray("\xEF\xBB\xBF"
                          "API_Key;Label;Requests_Per_Hour\r\n"
                          "edgellm-aaaaaaaaaaaa;\"we; \"\"b\"\"\";7\r\n\r\n")
            << u"row 1|we; \"b\"|user|7|new+"_s;
        QTest::addRow("a line break inside a cell")
            << QByteArray("name,key\n\"two\nlines\",edgellm-aaaaaaaaaaaa\nb,edgellm-bbbbbbbbbbbb")
            << u"row 1|two\nlines|user|100|new+\nrow 2|b|user|100|new+"_s;
        QTest::addRow("cells missing") << QByteArray("key,name,limit\nedgellm-aaaaaaaaaaaa\n,b,9\n")
                                       << u"row 1|row 1|user|100|new+\nrow 2|b|user|9|invalid"_s;
        QTest::addRow("no number") << QByteArray("key,limit\nedgellm-aaaaaaaaaaaa,many\n")
                                   << u"row 1|row 1|user|0|invalid"_s;
        QTest::addRow("the title alone") << QByteArray("key,name\n") << QString();
    }
    void readsCsv()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, printed);
        const keys::ImportFile file = read(u"keys.csv"_s, content);
        QCOMPARE(file.kind, u"csv"_s);
        QCOMPARE(print(file), printed);
    }

    void refusesFiles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addRow("cut JSON") << u"a.json"_s << QByteArray("{\"a\": [");
        QTest::addRow("CSV without a key column") << u"a.csv"_s << QByteArray("name,role\nx,y\n");
        QTest::addRow("too large") << u".env"_s << QByteArray(int(keys::kMostImportBytes) + 1, 'x');
        QTest::addRow("deep JSON") << u"a.json"_s << QByteArray(5000, '[');
    }
    void refusesFiles()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        const auto file = keys::readImport(name, content, m_bed->engine());
        QVERIFY(!file);
        QCOMPARE(file.error().kind, Error::Kind::Invalid);
    }

    void theHashPlanCountsAndItsSqlRuns()
    {
        m_bed->addPlain(u"web"_s, keyText(1));
        m_bed->addPlain(u"app"_s, keyText(2));
        m_bed->addUse(keyText(1), {10, 20, 30});
        m_bed->addUse(u"edgellm-orphan-one"_s, {10, 40});
        m_bed->addUse(u"edgellm-orphan-two"_s, {10});
        const auto engine = m_bed->engine();
        auto plan =
            run(m_bed->session(), [&](db::Sql &sql) { return keys::hashPlan(sql, engine); });
        QVERIFY2(bool(plan), plan ? "" : test::words(plan.error()).constData());
        QVERIFY(plan.value().needed);
        QCOMPARE(plan.value().keys, 2);
        QCOMPARE(plan.value().usageRows, 6);
        QCOMPARE(plan.value().orphanTexts, 2);
        QCOMPARE(
            plan.value().plainColumns, (QStringList{u"api_keys.key"_s, u"usage_logs.api_key"_s}));
        QVERIFY(!plan.value().document().contains(keyText(1)));
        // Step by step, as its reader would run it.
        for (const keys::PlanStep &step : plan.value().steps) {
            for (QString statement : step.sql.split(u'\n', Qt::SkipEmptyParts)) {
                statement.replace(
                    u":day"_s, u"date_trunc('day', now() AT TIME ZONE 'UTC')::timestamp"_s);
                const auto done =
                    run(m_bed->session(), [&](db::Sql &sql) { return sql.execute(statement); });
                QVERIFY2(bool(done), done ? "" : test::words(done.error()).constData());
            }
        }
        QCOMPARE(
            m_bed->cell(u"SELECT count(*)::text FROM api_keys WHERE key IS NULL AND key_hash ~ "
                        "'^[0-9a-f]{64}$'"_s),
            u"2"_s);
        QCOMPARE(m_bed->cell(u"SELECT encode(sha256('%1'), 'hex') = key_hash FROM api_keys WHERE "
                             "name = 'web'"_s.arg(keyText(1))),
            u"t"_s);
        KeyBed hashed(*m_server, u"hashed2"_s, u"onelastai"_s);
        const auto other = hashed.engine();
        const auto none =
            run(hashed.session(), [&](db::Sql &sql) { return keys::hashPlan(sql, other); });
        QVERIFY(bool(none) && !none.value().needed && none.value().steps.empty());
    }
};

QTEST_GUILESS_MAIN(KeyReportTest)
#include "keyreport.moc"
