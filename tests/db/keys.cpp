#include "keys/keys.h"

#include "support/keybed.h"
#include "trail/chain.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <numeric>

using namespace gatehouse;
using test::KeyBed;
using test::run;

namespace {

const QString kWebKey = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kAppKey = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;
constexpr int kHour = 3600, kDay = 86400;

QString print(const keys::Key &key)
{
    return QStringList{key.name, key.masked, key.role,
        key.limit ? QString::number(*key.limit) : u"-"_s,
        key.active.value_or(true) ? u"active"_s : u"revoked"_s}
        .join(u'|');
}

// What the service runs for each request (get_api_key of the gateway), on a connection of its own.
QString serviceAccepts(KeyBed &bed, const QString &key)
{
    return run(bed.session(),
        [&](db::Sql &sql) {
            return sql.fetchOptional<QString>(
                u"SELECT name FROM api_keys WHERE api_keys.key = $1::varchar AND api_keys.is_active = true"_s,
                db::bind(key));
        })
        .value()
        .value_or(QString());
}

} // namespace

class KeysTest : public QObject
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
        m_plain = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
    }
    void cleanup() { m_plain.reset(); }
    void cleanupTestCase() { m_hashed.reset(); }

    void listsMaskedKeysAndNoPlainText()
    {
        m_plain->addPlain(u"web"_s, kWebKey, 1000);
        m_plain->addPlain(u"mobile-app"_s, kAppKey, 500, false);
        m_plain->addPlain(u"Demo Admin Key"_s, u"demo-admin-key-12345"_s);
        const auto engine = m_plain->engine();
        const auto keys = m_plain->list(engine);
        QStringList rows;
        for (const keys::Key &key : keys)
            rows.append(print(key));
        QCOMPARE(rows.join(u'\n'),
            u"web|edgellm-••••7412|user|1000|active\n"
            "mobile-app|ollama-••••2c0f|user|500|revoked\n"
            "Demo Admin Key|demo-••••2345|user|100|active"_s);
        QCOMPARE(keys[0].fingerprint,
            u'#'
                + QString::fromLatin1(
                    QCryptographicHash::hash(kWebKey.toUtf8(), QCryptographicHash::Sha256)
                        .toHex()
                        .left(6)));
        QVERIFY(keys[2].published);
        QVERIFY(!keys[0].published);
    }

    void countsUsage_data()
    {
        QTest::addColumn<bool>(
            "composite"); // index on (key, time), as the guide's mended schema has
        QTest::addRow("with the mended index") << true;
        QTest::addRow("as the service creates it") << false;
    }
    void countsUsage()
    {
        QFETCH(bool, composite);
        if (!composite) {
            m_plain->sql(u"DROP INDEX ix_usage_logs_api_key_timestamp; "
                         "CREATE INDEX ix_usage_logs_api_key ON usage_logs (api_key)"_s);
        }
        m_plain->addPlain(u"busy"_s, kWebKey);
        m_plain->addPlain(u"idle"_s, kAppKey);
        m_plain->addPlain(
            u"young"_s, u"edgellm-young-1234567"_s, 100, true, u"now() AT TIME ZONE 'UTC'"_s);
        m_plain->addPlain(u"old and silent"_s, u"edgellm-silent-1234567"_s);
        m_plain->addUse(
            kWebKey, {10, 59 * 60, 61 * 60, 23 * kHour, 25 * kHour, 6 * kDay, 8 * kDay});
        m_plain->addUse(kAppKey, {41 * kDay, 50 * kDay});
        m_plain->addUse(u"edgellm-orphan"_s, {5, 90 * kDay});
        const auto engine = m_plain->engine();
        const keys::Key busy = m_plain->byName(engine, u"busy"_s);
        QCOMPARE(busy.usage->day, 4);
        QCOMPARE(busy.usage->week, 6);
        QCOMPARE(
            std::accumulate(busy.usage->series.begin(), busy.usage->series.end(), qint64(0)), 6);
        QCOMPARE(busy.usage->series.back(), 3);
        QCOMPARE(busy.lastUse.known, keys::LastUse::Known::At);
        QVERIFY(qAbs(busy.lastUse.time.secsTo(QDateTime::currentDateTimeUtc()) - 10) < 60);
        const keys::Key idle = m_plain->byName(engine, u"idle"_s);
        QCOMPARE(idle.usage->week, 0);
        QCOMPARE(idle.lastUse.known, keys::LastUse::Known::At);
        QCOMPARE(keys::agoText(idle.lastUse, QDateTime::currentDateTimeUtc()), u"41 day(s)"_s);
        QCOMPARE(m_plain->byName(engine, u"young"_s).lastUse.known, keys::LastUse::Known::Never);
        // Older than the oldest row that is left: nobody can say "never".
        QCOMPARE(m_plain->byName(engine, u"old and silent"_s).lastUse.known,
            keys::LastUse::Known::Before);
    }

    void limitUsedByTheServicesDefinitionAndTheOthersByName()
    {
        m_plain->addPlain(u"web"_s, kWebKey, 5);
        m_plain->addUse(kWebKey, {10, 20, 30, 59 * 60, 61 * 60, 5 * kHour, 25 * kHour});
        const auto engine = m_plain->engine();
        const auto limits = engine.limits(m_plain->byName(engine, u"web"_s));
        QCOMPARE(limits.size(), size_t(2));
        QVERIFY(limits[0].enforced && !limits[1].enforced);
        QCOMPARE(limits[0].used.value(), 4);
        QCOMPARE(limits[1].used.value(), 6);
        QCOMPARE(engine.enforced(m_plain->byName(engine, u"web"_s))->id, u"rolling-hour"_s);
    }

    void createdKeyIsAcceptedByTheServicesOwnComparison()
    {
        const auto engine = m_plain->engine();
        keys::Draft draft = engine.newDraft();
        draft.name = u"mobile-app"_s;
        draft.limit = 500;
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY2(bool(created), created ? "" : test::words(created.error()).constData());
        const QString secret = created.value().secret->text();
        // Python: "edgellm-" + secrets.token_urlsafe(32)
        static const QRegularExpression format(u"^edgellm-[A-Za-z0-9_-]{43}$"_s);
        QVERIFY2(format.match(secret).hasMatch(), qPrintable(secret));
        QCOMPARE(serviceAccepts(*m_plain, secret), u"mobile-app"_s);
        QCOMPARE(serviceAccepts(*m_plain, secret + u'x'), QString());
        QCOMPARE(
            m_plain->cell(
                u"SELECT concat_ws('|', role, rate_limit, is_active, "
                "abs(extract(epoch FROM created_at - (now() AT TIME ZONE 'UTC'))) < 60) FROM api_keys"_s),
            u"user|500|t|t"_s);
        QCOMPARE(created.value().recorded, false);
    }

    void thousandKeysAreAllDifferent()
    {
        const auto engine = m_plain->engine();
        QSet<QString> seen;
        for (int i = 0; i < 1000; ++i)
            seen.insert(engine.generate().text());
        QCOMPARE(seen.size(), 1000);
    }

    void hashedShapeStoresOnlyTheHash()
    {
        KeyBed &bed = hashed();
        const auto engine = bed.engine();
        keys::Draft draft = engine.newDraft();
        draft.name = u"partner"_s;
        draft.permissions = u"[\"chat\"]"_s;
        draft.limits = u"{\"per_hour\": 100}"_s;
        draft.expires = QDateTime::currentDateTimeUtc().addDays(3);
        QCOMPARE(
            engine.check(draft, {}, QDateTime::currentDateTimeUtc()).front().field, u"owner"_s);
        draft.ownerId =
            run(bed.session(), [&](db::Sql &sql) { return engine.owners(sql, u"ada"_s); })
                .value()
                .front()
                .id;
        QVERIFY(engine.check(draft, {}, QDateTime::currentDateTimeUtc()).empty());
        auto created = run(bed.session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY2(bool(created), created ? "" : test::words(created.error()).constData());
        const QString secret = created.value().secret->text();
        auto accepted = run(bed.session(), [&](db::Sql &sql) {
            return sql.fetchOptional<QString>(
                u"SELECT name FROM api_keys WHERE key_hash = $1 AND active AND (expires_at IS NULL OR expires_at > now() AT TIME ZONE 'UTC')"_s,
                db::bind(QString::fromLatin1(
                    QCryptographicHash::hash(secret.toUtf8(), QCryptographicHash::Sha256)
                        .toHex())));
        });
        QCOMPARE(accepted.value().value_or(QString()), u"partner"_s);
        QVERIFY(!bed.cell(u"SELECT t::text FROM api_keys AS t WHERE name = 'partner'"_s)
                     .contains(secret));
        const keys::Key key = bed.byName(engine, u"partner"_s);
        QCOMPARE(
            key.fingerprint, created.value().fingerprint); // the same six digits before and after
        QCOMPARE(key.masked, QString());
        QCOMPARE(key.owner, u"ada@example.org"_s);
        QCOMPARE(key.permissions, u"[\"chat\"]"_s);
        QCOMPARE(
            keys::badgeOf(key, {}, QDateTime::currentDateTimeUtc()).text, u"expires in 3 day(s)"_s);
        QVERIFY(!engine.abilities().reveal.isEmpty());
        QVERIFY(!engine.abilities().usage.isEmpty());
    }

    void badDraftsAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("role");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<QString>("field");
        QTest::addRow("good") << u"new"_s << u"user"_s << qint64(1) << QString();
        QTest::addRow("largest limit") << u"new"_s << u"user"_s << qint64(2147483647) << QString();
        QTest::addRow("limit 0") << u"new"_s << u"user"_s << qint64(0) << u"limit"_s;
        QTest::addRow("negative limit") << u"new"_s << u"user"_s << qint64(-1) << u"limit"_s;
        QTest::addRow("huge limit") << u"new"_s << u"user"_s << qint64(2147483648) << u"limit"_s;
        QTest::addRow("no name") << u"  "_s << u"user"_s << qint64(1) << u"name"_s;
        QTest::addRow("name with NUL") << u"a"_s + QChar(0) << u"user"_s << qint64(1) << u"name"_s;
        QTest::addRow("longest name") << QString(255, u'n') << u"user"_s << qint64(1) << QString();
        QTest::addRow("too long name") << QString(256, u'n') << u"user"_s << qint64(1) << u"name"_s;
        QTest::addRow("255 emoji")
            << u"🗝"_s.repeated(255) << u"user"_s << qint64(1) << QString();
        QTest::addRow("taken name") << u"web"_s << u"user"_s << qint64(1) << u"name"_s;
        QTest::addRow("no role") << u"new"_s << QString() << qint64(1) << u"role"_s;
        QTest::addRow("too long role") << u"new"_s << QString(51, u'r') << qint64(1) << u"role"_s;
    }
    void badDraftsAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, role);
        QFETCH(qint64, limit);
        QFETCH(QString, field);
        m_plain->addPlain(u"web"_s, kWebKey);
        const auto engine = m_plain->engine();
        const keys::Draft draft{name, role, {}, limit, {}, {}, {}};
        const auto problems =
            engine.check(draft, m_plain->list(engine), QDateTime::currentDateTimeUtc());
        QCOMPARE(problems.empty() ? QString() : problems.front().field, field);
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        if (field.isEmpty()) { // what is called good, the server takes as it is
            QVERIFY2(bool(created), created ? "" : test::words(created.error()).constData());
            QCOMPARE(m_plain->byName(engine, name).limit.value(), limit);
        }
    }

    void namesOfAllKindsComeBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addRow("quotes") << u"o'hara \"the\" `key` $1 %1 %s"_s;
        QTest::addRow("statement") << u"'; DROP TABLE api_keys; --"_s;
        QTest::addRow("newlines") << u"two\nlines\r\n\tand a tab"_s;
        QTest::addRow("emoji") << u"🗝️ Schlüssel für Zoë 👩‍💻"_s;
        QTest::addRow("bidi") << u"abc\u202Egpj.exe"_s;
        QTest::addRow("backslashes") << u"\\x41\\\\ \\' E'\\n'"_s;
        QTest::addRow("63 bytes") << u"ä"_s.repeated(31) + u'x';
        QTest::addRow("markup") << u"<img src=/dev/zero>&amp;"_s;
    }
    void namesOfAllKindsComeBackAsTheyWere()
    {
        QFETCH(QString, name);
        const auto engine = m_plain->engine();
        keys::Draft draft = engine.newDraft();
        draft.name = name;
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY2(bool(created), created ? "" : test::words(created.error()).constData());
        QCOMPARE(m_plain->byName(engine, name).name, name);
    }

    void columnAndTableNamesOfAllKindsWork()
    {
        // The engine takes names from a description; a draft of an unknown back end may bring any.
        m_plain->sql(
            u"CREATE SCHEMA \"s %1 \"\"q\"\" 🗝\"; CREATE TABLE \"s %1 \"\"q\"\" 🗝\".\"api "
            u"keys %2\" "
            "(\"i$d\" serial PRIMARY KEY, \"k'ey\" text NOT NULL UNIQUE, \"na%1me\" text NOT NULL)"_s);
        auto description = std::make_shared<systems::Description>();
        description->id = u"own"_s;
        systems::Shape shape;
        shape.id = u"s"_s;
        shape.keys = systems::KeysDomain{};
        shape.keys->table = u"api keys %2"_s;
        shape.keys->id = u"i$d"_s;
        shape.keys->secret = u"k'ey"_s;
        shape.keys->name = u"na%1me"_s;
        shape.keys->format.prefix = u"own_"_s;
        description->shapes.push_back(shape);
        systems::Recognition recognition;
        systems::TableFacts facts{
            u"s %1 \"q\" 🗝"_s, u"api keys %2"_s, u"table"_s, {}, {}, true, true, true, true, -1};
        for (const QString &column : {u"i$d"_s, u"k'ey"_s, u"na%1me"_s})
            facts.columns.push_back(
                {column, u"text"_s, true, column == u"i$d"_s, true, true, true});
        recognition.tables.push_back(facts);
        systems::Match match;
        match.system = description;
        match.shapeId = u"s"_s;
        match.schema = facts.schema;
        keys::Keys engine = keys::Keys::of(recognition, match).value();
        engine.recordAs(trail::Policy::Optional, test::kKeyActor);
        keys::Draft draft = engine.newDraft();
        draft.name = u"odd"_s;
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY2(bool(created), created ? "" : test::words(created.error()).constData());
        QCOMPARE(m_plain->byName(engine, u"odd"_s).fingerprint, created.value().fingerprint);
    }

    void aTakenNameIsSaidPlainlyAndNoKeyLeaks()
    {
        m_plain->addPlain(u"web"_s, kWebKey);
        const auto engine = m_plain->engine();
        keys::Draft draft = engine.newDraft();
        draft.name = u"web"_s; // taken between the check and the INSERT
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY(!created);
        QVERIFY2(created.error().text.contains(u"A key named web exists already"_s),
            qPrintable(created.error().text));
        keys::Draft other = draft;
        other.name = u"other"_s;
        const auto secret = std::make_shared<const Secret>(kWebKey);
        auto adopted = run(m_plain->session(), [&](db::Sql &sql) {
            return engine.adopt(sql, {{other, secret}});
        });
        QVERIFY(!adopted);
        QVERIFY2(
            adopted.error().text.contains(u"stored already"_s), qPrintable(adopted.error().text));
        QVERIFY2(!test::words(adopted.error()).contains("aaaaaaaaaa"),
            test::words(adopted.error()).constData());
    }

    void aSequenceThatLagsIsExplained()
    {
        m_plain->addPlain(u"web"_s, kWebKey);
        m_plain->sql(u"ALTER SEQUENCE api_keys_id_seq RESTART"_s);
        const auto engine = m_plain->engine();
        keys::Draft draft = engine.newDraft();
        draft.name = u"next"_s;
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY(!created);
        QVERIFY2(created.error().text.contains(u"sequence"_s), qPrintable(created.error().text));
    }

    void anUnknownMandatoryColumnIsNamed()
    {
        m_plain->sql(u"ALTER TABLE api_keys ADD COLUMN tenant text NOT NULL"_s);
        const auto engine = m_plain->engine();
        keys::Draft draft = engine.newDraft();
        draft.name = u"next"_s;
        auto created =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.create(sql, draft); });
        QVERIFY(!created);
        QCOMPARE(created.error().kind, Error::Kind::Refused);
        QVERIFY2(created.error().text.contains(u"tenant"_s), qPrintable(created.error().text));
    }

    void aTableThatIsGoneIsSaidAndTheSessionLives()
    {
        const auto engine = m_plain->engine();
        m_plain->sql(u"DROP TABLE api_keys"_s);
        auto keys = run(m_plain->session(), [&](db::Sql &sql) { return engine.list(sql); });
        QVERIFY(!keys);
        QCOMPARE(keys.error().sqlState, u"42P01"_s);
        QCOMPARE(m_plain->cell(u"SELECT 'alive'"_s), u"alive"_s);
    }

    void withoutRightsTheReasonIsSaid()
    {
        m_plain->addPlain(u"web"_s, kWebKey);
        m_plain->sql(
            u"DROP ROLE IF EXISTS support; CREATE ROLE support; "
            "GRANT SELECT (id, name, role, is_active, created_at) ON api_keys TO support"_s);
        auto support = m_plain->open(false, u"support"_s);
        auto engine = m_plain->engine(*support);
        QVERIFY2(bool(engine), engine ? "" : test::words(engine.error()).constData());
        auto keys = run(*support, [&](db::Sql &sql) { return engine.value().list(sql); });
        QVERIFY2(bool(keys), keys ? "" : test::words(keys.error()).constData());
        const keys::Key key = keys.value().front();
        QCOMPARE(key.name, u"web"_s);
        QCOMPARE(key.masked + key.fingerprint, QString());
        QCOMPARE(key.unreadable, (QStringList{u"key"_s, u"rate_limit"_s}));
        const keys::Abilities &can = engine.value().abilities();
        for (const QString &why :
            {can.create, can.edit, can.revoke, can.remove, can.rotate, can.reveal, can.usage})
            QVERIFY(!why.isEmpty());
        m_plain->sql(u"DROP OWNED BY support; DROP ROLE support"_s);
    }

    void readOnlyConnectionsChangeNothing()
    {
        m_plain->addPlain(u"web"_s, kWebKey);
        const auto engine = m_plain->engine();
        const keys::Key key = m_plain->byName(engine, u"web"_s);
        auto locked = m_plain->open(true);
        const auto refusal = [&](auto change) {
            auto done = run(*locked, change);
            return done ? QString() : done.error().sqlState;
        };
        keys::Draft draft = engine.newDraft();
        draft.name = u"new"_s;
        QCOMPARE(refusal([&](db::Sql &sql) { return engine.create(sql, draft); }), u"25006"_s);
        QCOMPARE(refusal([&](db::Sql &sql) { return engine.edit(sql, key, draft); }), u"25006"_s);
        QCOMPARE(refusal([&](db::Sql &sql) {
            return engine.apply(sql, {keys::Verb::Revoke, {key}});
        }),
            u"25006"_s);
        QCOMPARE(refusal([&](db::Sql &sql) {
            return engine.rotate(sql, key, keys::History::KeepApart);
        }),
            u"25006"_s);
        QCOMPARE(
            m_plain
                ->cell(
                    u"SELECT string_agg(t::text, ';') FROM api_keys AS t WHERE is_active AND key = '%1'"_s
                        .arg(kWebKey))
                .count(u"web"_s),
            1);
    }

    void revealIsRecordedAndComparedFirst()
    {
        m_plain->addPlain(u"web"_s, kWebKey);
        m_plain->createTrail();
        const auto engine = m_plain->engine(trail::Policy::Required);
        const keys::Key key = m_plain->byName(engine, u"web"_s);
        auto secret =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.reveal(sql, key); });
        QVERIFY2(bool(secret), secret ? "" : test::words(secret.error()).constData());
        QCOMPARE(secret.value()->text(), kWebKey);
        QCOMPARE(
            m_plain->cell(
                u"SELECT action || ' ' || object_label FROM gatehouse.audit_trail WHERE seq = 2"_s),
            u"key.reveal web"_s);
        m_plain->sql(u"UPDATE api_keys SET key = 'edgellm-someone-rotated-it'"_s);
        auto stale = run(m_plain->session(), [&](db::Sql &sql) { return engine.reveal(sql, key); });
        QVERIFY(!stale);
        QCOMPARE(stale.error().kind, Error::Kind::Refused);
    }

    void theListLeavesOutNoRowAndItsStatementsRun()
    {
        m_plain->addPlain(u"revoked"_s, u"edgellm-revoked-12345"_s, 7, false);
        const auto engine = m_plain->engine();
        auto check =
            run(m_plain->session(), [&](db::Sql &sql) { return engine.checkRows(sql); });
        QVERIFY2(bool(check), check ? "" : test::words(check.error()).constData());
        QCOMPARE(check.value().listed, check.value().rows);
        QCOMPARE(QString::number(check.value().rows),
            m_plain->cell(u"SELECT count(*)::text FROM api_keys"_s));
        const QStringList statements = engine.statements();
        QCOMPARE(statements.size(), 2);
        for (const QString &statement : statements)
            QCOMPARE(m_plain->cell(u"SELECT count(*)::text FROM ("_s + statement + u") AS t"_s),
                QString::number(check.value().rows));
    }

    void strangeStoredValuesAreRead()
    {
        m_plain->addPlain(u"zero"_s, u"edgellm-zero-1234567"_s, 0);
        m_plain->addPlain(u"negative"_s, u"edgellm-negative-12345"_s, -5);
        m_plain->addPlain(u"forever"_s, u"short"_s, 7, true, u"'infinity'"_s);
        m_plain->addPlain(u"ancient"_s, u"edgellm-ancient-12345"_s, 7, true, u"'0044-03-15 BC'"_s);
        const auto engine = m_plain->engine();
        QCOMPARE(m_plain->byName(engine, u"zero"_s).limit.value(), 0);
        QCOMPARE(keys::badgeOf(
                     m_plain->byName(engine, u"negative"_s), 0, QDateTime::currentDateTimeUtc())
                     .mark,
            keys::Mark::LimitZero);
        QVERIFY(!m_plain->byName(engine, u"forever"_s).created);
        QCOMPARE(m_plain->byName(engine, u"forever"_s).masked, u"••••"_s);
        QVERIFY(m_plain->byName(engine, u"ancient"_s).created->date().year() < 0);
    }

private:
    KeyBed &hashed()
    {
        m_hashed = std::make_unique<KeyBed>(*m_server, u"onelast"_s, u"onelastai"_s);
        m_hashed->sql(
            u"INSERT INTO users (keycloak_id, username, email, created_at, updated_at) "
            "VALUES ('k1', 'ada', 'ada@example.org', now(), now()), ('k2', 'bob', 'bob@example.org', now(), now())"_s);
        return *m_hashed;
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<KeyBed> m_plain, m_hashed;
};

QTEST_GUILESS_MAIN(KeysTest)
#include "keys.moc"
