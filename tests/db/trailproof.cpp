// What the trail proves: each tampering is found at its entry, also one that makes all hashes fit;
// months are sealed away without a break; 64 writers leave no gap and no fork.
#include "db/transaction.h"
#include "places.h"
#include "support/testcluster.h"
#include "trail/head.h"
#include "trail/keyplace.h"
#include "trail/seal.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>

using namespace gatehouse;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"orders @ db1"_s};

// What an owner or superuser can do: switch the guard off, change, make every hash fit again.
const QString kRechain = uR"(
DO $$
DECLARE e gatehouse.audit_trail; previous bytea; last bigint := 0;
BEGIN
    FOR e IN SELECT * FROM gatehouse.audit_trail ORDER BY seq LOOP
        IF previous IS NULL THEN previous := e.previous_hash; END IF;
        e.previous_hash := previous;
        previous := sha256(gatehouse.audit_canonical(e));
        last := e.seq;
        UPDATE gatehouse.audit_trail SET previous_hash = e.previous_hash, hash = previous
        WHERE seq = e.seq;
    END LOOP;
    UPDATE gatehouse.audit_head SET seq = last, hash = previous;
END $$)"_s;

const QString kUnguard = u"ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER ALL;"_s;
const QString kGuard =
    u";ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only;"_s;

Result<qint64> appendOne(db::Sql &sql, const QString &label)
{
    trail::Entry one{u"key.edit"_s, u"key"_s, u"7"_s, label, u"UPDATE"_s, 1};
    one.before = {{u"limit"_s, 100}};
    one.after = {{u"limit"_s, 250}};
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto seq = trail::append(sql, kActor, one);
    if (!seq)
        return seq.error();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    return seq;
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

class TrailProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        db::ClusterOptions options;
        options.settings = {{u"max_connections"_s, u"80"_s}};
        m_server = std::make_unique<test::TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }
    void init()
    {
        script(u"DROP SCHEMA IF EXISTS gatehouse CASCADE"_s);
        auto done = run(*m_session, [](db::Sql &sql) { return trail::create(sql, kActor); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        for (int i = 2; i <= 6; ++i)
            append(u"entry %1"_s.arg(i));
        QVERIFY(verify().whole());
    }
    void cleanupTestCase() { m_session.reset(); }

    void tamperingIsFound_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<int>("broken");
        const std::pair<const char *, const char *> columns[] = {{"form", "form + 1"},
            {"seq", "seq + 100"}, {"at", "at + interval '1 microsecond'"},
            {"db_role", "db_role || 'x'"}, {"set_role", "'other'"}, {"subject", "'someone'"},
            {"os_user", "'eve'"}, {"app", "app || ' '"}, {"connection", "''"},
            {"action", "'key.delete'"}, {"object_type", "'user'"}, {"object_id", "'8'"},
            {"object_label", "upper(object_label)"}, {"sql_class", "'DELETE'"},
            {"row_count", "row_count + 1"}, {"before", "'{\"limit\": 101}'"}, {"after", "NULL"},
            {"previous_hash", "sha256('x')"}, {"hash", "sha256('x')"}};
        for (const auto &[column, value] : columns)
            QTest::addRow("edit of %s", column)
                << u"UPDATE gatehouse.audit_trail SET %1 = %2 WHERE seq = 4"_s.arg(
                       QLatin1StringView(column), QLatin1StringView(value))
                << 4;
        QTest::addRow("delete") << u"DELETE FROM gatehouse.audit_trail WHERE seq = 3"_s << 3;
        QTest::addRow("cut tail") << u"DELETE FROM gatehouse.audit_trail WHERE seq > 4"_s << 5;
        // Between 3 and 4; what follows moves up by one.
        QTest::addRow("insert")
            << u"UPDATE gatehouse.audit_trail SET seq = -seq - 1 WHERE seq > 3; "
               "UPDATE gatehouse.audit_trail SET seq = -seq WHERE seq < 0; "
               "CREATE TEMP TABLE forged AS SELECT * FROM gatehouse.audit_trail WHERE seq = 3; "
               "UPDATE forged SET seq = 4, object_label = 'forged'; "
               "INSERT INTO gatehouse.audit_trail SELECT * FROM forged; DROP TABLE forged"_s
            << 4;
        QTest::addRow("reorder")
            << u"UPDATE gatehouse.audit_trail SET seq = 99 WHERE seq = 3; "
               "UPDATE gatehouse.audit_trail SET seq = 3 WHERE seq = 4; "
               "UPDATE gatehouse.audit_trail SET seq = 4 WHERE seq = 99"_s
            << 3;
        QTest::addRow("forged head")
            << u"UPDATE gatehouse.audit_head SET hash = sha256('forged')"_s << 6;
    }
    void tamperingIsFound()
    {
        QFETCH(QString, statement);
        QFETCH(int, broken);
        tamper(statement);
        const trail::Verdict verdict = verify();
        QCOMPARE(verdict.firstBroken, broken);
        QVERIFY(!verdict.why.isEmpty());
    }

    void aRewrittenChainShowsAgainstASignedHead_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<int>("broken");
        QTest::addRow("nothing") << QString() << 0;
        QTest::addRow("more was added") << u"-- appended"_s << 0;
        QTest::addRow("an old entry edited")
            << u"UPDATE gatehouse.audit_trail SET object_label = 'other' WHERE seq = 3"_s << 6;
        QTest::addRow("the tail cut") << u"DELETE FROM gatehouse.audit_trail WHERE seq > 4"_s << 5;
        QTest::addRow("the last one replaced")
            << u"UPDATE gatehouse.audit_trail SET action = 'x' WHERE seq = 6"_s << 6;
    }
    void aRewrittenChainShowsAgainstASignedHead()
    {
        QFETCH(QString, statement);
        QFETCH(int, broken);
        const trail::SignedHead head = takeHead();
        QCOMPARE(head.head.seq, 6);
        if (statement.startsWith("--"_L1))
            append(u"later"_s);
        else if (!statement.isEmpty())
            tamper(statement + u';' + kRechain);
        QVERIFY2(verify().whole(), "a rewritten chain looks whole by itself");
        const trail::Verdict verdict = verify({head.head});
        QCOMPARE(verdict.firstBroken, broken);
    }

    void aHeadIsADocumentThatCannotBeForged()
    {
        const trail::SignedHead head = takeHead();
        QVERIFY(head.isGenuine());
        QCOMPARE(head.database, u"postgres"_s);
        const QByteArray json = trail::toJson(head);
        auto again = trail::readHead(json);
        QVERIFY(bool(again));
        QVERIFY(again.value().isGenuine());
        QCOMPARE(trail::toJson(again.value()), json);
        const QJsonObject whole = QJsonDocument::fromJson(json).object();
        const std::pair<const char *, QJsonValue> forgeries[] = {{"database", u"other"_s},
            {"seq", u"5"_s}, {"hash", QString(64, u'a')}, {"at", u"2020-01-01T00:00:00.000000Z"_s},
            {"publicKey", QString::fromLatin1(QByteArray(32, 'k').toBase64())},
            {"signature", QString::fromLatin1(QByteArray(64, 's').toBase64())}};
        for (const auto &[name, value] : forgeries) {
            QJsonObject forged = whole;
            forged.insert(QLatin1StringView(name), value);
            auto read = trail::readHead(QJsonDocument(forged).toJson());
            QVERIFY2(bool(read), name);
            QVERIFY2(!read.value().isGenuine(), name);
        }
        for (const char *name : {"kind", "version", "seq", "hash", "at", "algorithm"}) {
            QJsonObject damaged = whole;
            damaged.remove(QLatin1StringView(name));
            QVERIFY2(!trail::readHead(QJsonDocument(damaged).toJson()), name);
        }
        QVERIFY(!trail::readHead("not JSON"));
    }

    void aBrokenTrailIsNotSigned()
    {
        tamper(u"UPDATE gatehouse.audit_trail SET action = 'x' WHERE seq = 2"_s);
        auto key = trail::SigningKey::generate();
        auto head = run(
            *m_session, [&](db::Sql &sql) { return trail::takeHead(sql, key.value()); });
        QVERIFY(!head);
        QCOMPARE(head.error().kind, Error::Kind::Refused);
        QVERIFY(head.error().text.contains(u"entry 2"_s));
    }

    void theKeyIsKept()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"key"_s);
        const auto ask = [&path](db::SecretStore *store, trail::WhenMissing missing) {
            auto future = trail::signingKey(store, path, missing);
            (void)QTest::qWaitFor([&] { return future.isFinished(); }, 30000);
            return future.result();
        };
        auto none = ask(nullptr, trail::WhenMissing::Leave);
        QVERIFY(none && !none.value());
        db::SessionStore store; // stands for a keychain that works
        auto made = ask(&store, trail::WhenMissing::Make);
        QVERIFY(made && made.value());
        QVERIFY(!QFileInfo::exists(path));
        QCOMPARE(ask(&store, trail::WhenMissing::Leave).value()->publicKey(),
            made.value()->publicKey());
        auto filed = ask(nullptr, trail::WhenMissing::Make);
        QVERIFY(filed && filed.value());
        QVERIFY(filed.value()->publicKey() != made.value()->publicKey());
        QCOMPARE(QFileInfo(path).permissions()
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        // The file goes before the keychain.
        QCOMPARE(ask(&store, trail::WhenMissing::Make).value()->publicKey(),
            filed.value()->publicKey());
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther));
        QVERIFY(!ask(&store, trail::WhenMissing::Make)); // others may have read it
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("nonsense") > 0);
        file.close();
        QVERIFY(!ask(nullptr, trail::WhenMissing::Make)); // and it is not replaced
    }

    void monthsAreSealedWithoutABreak()
    {
        QTemporaryDir dir;
        const trail::SignedHead head = takeHead();
        QVERIFY(!nextMonth());
        intoThePast(); // entries 1 to 2 in July, 3 to 6 in August 2020
        const trail::SignedHead past = takeHead();
        QVERIFY(head.head.hash != past.head.hash);
        const trail::Sealed july = sealNext(dir.path());
        QCOMPARE(july.seal.month, u"2020-07"_s);
        QCOMPARE(july.seal.first, 1);
        QCOMPARE(july.seal.last, 2);
        QCOMPARE(july.entry, 7);
        QVERIFY(verify().whole());
        const trail::Sealed august = sealNext(dir.path());
        QCOMPARE(august.seal.first, 3);
        QCOMPARE(august.seal.last, 6);
        QVERIFY(!nextMonth());
        append(u"life goes on"_s);
        const trail::Verdict verdict = verify({past.head});
        QVERIFY2(verdict.whole(), qPrintable(verdict.why));
        QCOMPARE(verdict.sealed, 6);
        QCOMPARE(verdict.checked, 3);
        QCOMPARE(verdict.last, 9);
        QVERIFY(verdict.beyond.empty()); // entry 6 is the end of the seal: its hash is known
        QVERIFY2(verdict.weaknesses.isEmpty(), qPrintable(verdict.weaknesses.join(u'\n')));
        QCOMPARE(cell(*m_session, u"SELECT min(seq)::text FROM gatehouse.audit_trail"_s), u"7"_s);
        // The files prove themselves, and continue each other.
        auto first = trail::verifyArchive(july.path), second = trail::verifyArchive(august.path);
        QVERIFY(first && second);
        QVERIFY(first.value().verdict.whole() && second.value().verdict.whole());
        QCOMPARE(first.value().verdict.last, 2);
        QCOMPARE(second.value().previousHash, first.value().verdict.head);
        QCOMPARE(second.value().sha256, august.seal.archive);
        QCOMPARE(second.value().verdict.head, past.head.hash);
    }

    void aTamperedSealIsFound_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<int>("broken");
        QTest::addRow("its content")
            << u"UPDATE gatehouse.audit_trail SET after = after || '{\"last\": 6}' WHERE seq = 7"_s
            << 7;
        QTest::addRow("removed with what follows")
            << u"DELETE FROM gatehouse.audit_trail WHERE seq >= 7; UPDATE gatehouse.audit_head SET "
               "seq = 6"_s
            << 1;
        QTest::addRow("more removed than was sealed")
            << u"DELETE FROM gatehouse.audit_trail WHERE seq IN (3, 4)"_s << 3;
        QTest::addRow("an entry after it")
            << u"UPDATE gatehouse.audit_trail SET action = 'x' WHERE seq = 8"_s << 8;
        QTest::addRow("sealed entries are there again")
            << u"INSERT INTO gatehouse.audit_trail SELECT form, 2, at, db_role, set_role, subject, "
               "os_user, app, connection, action, object_type, object_id, object_label, sql_class, "
               "row_count, before, after, previous_hash, hash FROM gatehouse.audit_trail WHERE seq "
               "= 3"_s
            << 2;
    }
    void aTamperedSealIsFound()
    {
        QFETCH(QString, statement);
        QFETCH(int, broken);
        QTemporaryDir dir;
        intoThePast();
        sealNext(dir.path());
        append(u"after it"_s);
        QVERIFY(verify().whole());
        tamper(statement);
        QCOMPARE(verify().firstBroken, broken);
    }

    void anArchiveShowsTampering()
    {
        QTemporaryDir dir;
        intoThePast();
        const QString path = sealNext(dir.path()).path;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const auto judged = [&](const QByteArray &changed) {
            QFile copy(dir.filePath(u"copy.jsonl"_s));
            if (!copy.open(QIODevice::WriteOnly) || copy.write(changed) != changed.size())
                return qint64(-1);
            copy.close();
            auto read = trail::verifyArchive(copy.fileName());
            return read ? read.value().verdict.firstBroken : -1;
        };
        QCOMPARE(judged(content), 0);
        QCOMPARE(judged(QByteArray(content).replace("entry 2", "entry X")), 2);
        QCOMPARE(judged(content.chopped(5)), 2);
        QCOMPARE(judged("hello\n"), 1);
    }

    void sealingIsRefusedWhenItMustNotBe()
    {
        QTemporaryDir dir;
        intoThePast();
        tamper(u"UPDATE gatehouse.audit_trail SET action = 'x' WHERE seq = 2"_s);
        auto sealed = trySeal(dir.path(), {u"2020-07"_s, 1, 2});
        QVERIFY(!sealed);
        QCOMPARE(sealed.error().kind, Error::Kind::Refused);
        QVERIFY(QDir(dir.path()).isEmpty());
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM gatehouse.audit_trail"_s), u"6"_s);
        // Not the current month, whatever the caller says.
        init();
        sealed = trySeal(dir.path(), {u"now"_s, 1, 6});
        QVERIFY(!sealed);
        QVERIFY(QDir(dir.path()).isEmpty());
        // Nobody else, not even who may append; and nobody writes a seal by hand.
        script(u"DROP ROLE IF EXISTS clerk; CREATE ROLE clerk"_s);
        QVERIFY(bool(run(*m_session,
            [](db::Sql &sql) { return trail::allow(sql, db::Identifier(u"clerk"_s)); })));
        for (const QString &statement : {
                 u"SELECT gatehouse.audit_seal(1, 'x', 'x', NULL, 'x', 'x', 'x')"_s,
                 u"SELECT gatehouse.audit_write(NULL, 'x', 'x', 'x', 'a', 'b', 'c', 'd', 'e', 1, "
                 "NULL, NULL)"_s,
                 u"SELECT gatehouse.audit_append(NULL, 'x', 'x', 'x', 'trail.seal', 'trail', 'c', "
                 "'d', 'e', 1, NULL, NULL)"_s}) {
            auto done = run(*m_session, [&](db::Sql &sql) -> Result<qint64> {
                if (auto set = sql.execute(u"SET ROLE clerk"_s); !set)
                    return set.error();
                auto result = sql.execute(statement);
                (void)bool(sql.execute(u"RESET ROLE"_s));
                return result;
            });
            QVERIFY2(!done, qPrintable(statement));
            QCOMPARE(done.error().sqlState, u"42501"_s);
        }
    }

    void anOrdinaryOwnerCanSeal()
    {
        QTemporaryDir dir;
        script(u"DROP SCHEMA gatehouse CASCADE; DROP ROLE IF EXISTS steward; CREATE ROLE steward; "
               "GRANT CREATE ON DATABASE postgres TO steward; GRANT steward TO CURRENT_USER"_s);
        db::SessionOptions options{(*m_server)->info(), nullptr, db::SessionKind::Job, false};
        options.role = u"steward"_s;
        {
            db::Session session(options);
            QVERIFY(bool(run(session, [](db::Sql &sql) { return trail::create(sql, kActor); })));
            QVERIFY(bool(run(session, [](db::Sql &sql) { return appendOne(sql, u"two"_s); })));
            script(kUnguard + u"UPDATE gatehouse.audit_trail SET at = '2020-07-02';"_s + kRechain
                + kGuard);
            auto sealed = run(session, [&](db::Sql &sql) {
                return trail::seal(sql, kActor, {u"2020-07"_s, 1, 2}, dir.path());
            });
            QVERIFY2(bool(sealed), sealed ? "" : why(sealed.error()).constData());
            auto deleted = run(session,
                [](db::Sql &sql) { return sql.execute(u"DELETE FROM gatehouse.audit_trail"_s); });
            QVERIFY(!deleted); // the right went back with the seal
        }
        const trail::Verdict verdict = verify();
        QVERIFY2(verdict.whole(), qPrintable(verdict.why));
        QVERIFY2(verdict.weaknesses.isEmpty(), qPrintable(verdict.weaknesses.join(u'\n')));
        script(u"DROP SCHEMA gatehouse CASCADE; DROP OWNED BY steward; DROP ROLE steward"_s);
    }

    void weakProtectionIsSaid()
    {
        QVERIFY(verify().weaknesses.isEmpty());
        script(u"ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER append_only; DROP TRIGGER one_row "
               "ON gatehouse.audit_head; DROP ROLE IF EXISTS intruder; CREATE ROLE intruder; GRANT "
               "INSERT, DELETE ON gatehouse.audit_trail TO intruder"_s);
        const trail::Verdict verdict = verify();
        QVERIFY(verdict.whole());
        QCOMPARE(verdict.weaknesses.size(), 3);
        const QString all = verdict.weaknesses.join(u'\n');
        for (const char *part : {"append_only", "one_row", "intruder", "DELETE, INSERT"})
            QVERIFY2(all.contains(QLatin1StringView(part)), qPrintable(all));
    }

    void versionOneIsUpgraded()
    {
        script(u"DROP SCHEMA gatehouse CASCADE"_s);
        QFile v1(QStringLiteral(GATEHOUSE_TEST_DATA "/trail/v1.sql"));
        QVERIFY(v1.open(QIODevice::ReadOnly));
        script(QString::fromUtf8(v1.readAll()));
        append(u"under version 1"_s);
        trail::Status status = run(*m_session, trail::status).value();
        QCOMPARE(status.state, trail::State::Ready); // it still takes entries
        QCOMPARE(status.version, 1);
        QVERIFY(status.isOlder());
        QVERIFY(verify().whole());
        auto done = run(*m_session, [](db::Sql &sql) { return trail::upgrade(sql, kActor); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        status = run(*m_session, trail::status).value();
        QCOMPARE(status.version, trail::kVersion);
        QVERIFY(!status.isOlder());
        QCOMPARE(cell(*m_session,
                     u"SELECT action FROM gatehouse.audit_trail ORDER BY seq DESC LIMIT 1"_s),
            u"trail.upgrade"_s);
        append(u"under version 2"_s);
        QVERIFY(verify().whole());
        QVERIFY(verify().weaknesses.isEmpty());
        QTemporaryDir dir;
        intoThePast();
        QCOMPARE(sealNext(dir.path()).seal.month, u"2020-07"_s);
        QVERIFY(verify().whole());
        QVERIFY(bool(run(*m_session, trail::remove)));
        QCOMPARE(run(*m_session, trail::status).value().state, trail::State::Absent);
    }

    void sixtyFourWritersLeaveNoGapAndNoFork()
    {
        const bool full = qEnvironmentVariableIsSet("GATEHOUSE_FULL");
        const int each = full ? 400 : 12;
        constexpr int kWriters = 64;
        std::vector<std::unique_ptr<db::Session>> sessions;
        std::vector<QFuture<Result<int>>> futures;
        for (int writer = 0; writer < kWriters; ++writer) {
            sessions.push_back(m_server->open());
            futures.push_back(sessions.back()->run([writer, each](db::Sql &sql) -> Result<int> {
                for (int i = 0; i < each; ++i)
                    if (auto seq = appendOne(sql, u"%1/%2"_s.arg(writer).arg(i)); !seq)
                        return seq.error();
                return each;
            }));
        }
        for (auto &future : futures) {
            future.waitForFinished();
            const auto result = future.result();
            QVERIFY2(bool(result), result ? "" : why(result.error()).constData());
        }
        const int expected = 6 + kWriters * each;
        QCOMPARE(
            cell(*m_session, u"SELECT count(*) || ' ' || max(seq) FROM gatehouse.audit_trail"_s),
            u"%1 %1"_s.arg(expected));
        const trail::Verdict verdict = verify();
        QVERIFY2(verdict.whole(), qPrintable(verdict.why));
        QCOMPARE(verdict.checked, expected);
    }

private:
    void script(const QString &text)
    {
        auto done = run(*m_session, [&](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
    }
    void tamper(const QString &statement)
    {
        script(kUnguard + statement + kGuard);
    }
    void intoThePast()
    {
        tamper(u"UPDATE gatehouse.audit_trail SET at = CASE WHEN seq < 3 THEN '2020-07-31 "
               "23:59:59Z'::timestamptz ELSE '2020-08-01 00:00:00Z' END + seq * interval '1 "
               "microsecond';"_s
            + kRechain);
        QVERIFY(verify().whole());
    }
    void append(const QString &label)
    {
        auto seq = run(*m_session, [&](db::Sql &sql) { return appendOne(sql, label); });
        QVERIFY2(bool(seq), seq ? "" : why(seq.error()).constData());
    }
    trail::Verdict verify(const std::vector<trail::Anchor> &anchors = {})
    {
        auto verdict =
            run(*m_session, [&](db::Sql &sql) { return trail::verify(sql, {}, anchors); });
        if (verdict)
            return verdict.value();
        trail::Verdict failed;
        failed.firstBroken = -1;
        failed.why = verdict.error().text + verdict.error().detail;
        return failed;
    }
    trail::SignedHead takeHead()
    {
        static const auto key = trail::SigningKey::generate();
        auto head = run(
            *m_session, [&](db::Sql &sql) { return trail::takeHead(sql, key.value()); });
        if (!head)
            qWarning("%s", why(head.error()).constData());
        return head ? head.value() : trail::SignedHead();
    }
    std::optional<trail::Sealable> nextMonth()
    {
        auto next = run(*m_session, [](db::Sql &sql) { return trail::sealable(sql, 0); });
        return next ? next.value() : std::nullopt;
    }
    Result<trail::Sealed> trySeal(const QString &folder, const trail::Sealable &month)
    {
        return run(*m_session,
            [&](db::Sql &sql) { return trail::seal(sql, kActor, month, folder); });
    }
    trail::Sealed sealNext(const QString &folder)
    {
        const auto next = nextMonth();
        auto sealed = trySeal(folder, next.value_or(trail::Sealable()));
        if (!sealed)
            qWarning("%s", why(sealed.error()).constData());
        return sealed ? sealed.value() : trail::Sealed();
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
};

QTEST_GUILESS_MAIN(TrailProofTest)
#include "trailproof.moc"
