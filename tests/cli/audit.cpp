// gatehousectl audit ..., as a user runs it.
#include "places.h"
#include "support/testcluster.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace gatehouse;

class AuditCliTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    std::unique_ptr<test::TestCluster> m_server;
    QTemporaryDir m_home, m_out;

    Outcome ctl(const QStringList &arguments, const QString &data = u"mine"_s) const
    {
        const db::ConnInfo info = (*m_server)->info();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_home.filePath(u"config"_s));
        environment.insert(u"GATEHOUSE_DATA_DIR"_s, m_home.filePath(data));
        environment.insert(u"GATEHOUSE_URL"_s,
            u"postgresql://%1@/postgres?host=%2&port=%3"_s.arg(
                info.user, info.host, info.port.isEmpty() ? u"5432"_s : info.port));
        // No keychain: the key goes into a file.
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), arguments);
        process.waitForFinished(120000);
        return {
            process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QString file(const QString &name) const { return m_out.filePath(name); }
    void script(const QString &text)
    {
        auto session = m_server->open();
        const auto done = test::run(*session, [&](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(bool(done), done ? "" : (done.error().text + done.error().detail).toUtf8());
    }
    void tamper(const QString &statement)
    {
        script(u"ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER ALL; %1; ALTER TABLE "
               "gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only"_s.arg(statement));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void withoutATrailItSaysSo()
    {
        for (const QString &command : {u"verify"_s, u"head"_s}) {
            const Outcome outcome = ctl({u"audit"_s, command});
            QCOMPARE(outcome.exit, 2);
            QVERIFY2(outcome.err.contains("no audit trail of Gatehouse"), outcome.err);
        }
    }

    void createAsksFirst()
    {
        const Outcome asked = ctl({u"audit"_s, u"create"_s});
        QCOMPARE(asked.exit, 2);
        QVERIFY2(asked.err.contains("--yes"), asked.err);
        const Outcome made = ctl({u"--json"_s, u"audit"_s, u"create"_s, u"--yes"_s});
        QCOMPARE(made.exit, 0);
        QCOMPARE(made.json()[u"changed"_s].toBool(), true);
        QCOMPARE(ctl({u"--json"_s, u"audit"_s, u"create"_s}).json()[u"changed"_s].toBool(true),
            false);
    }

    void aHeadIsSignedAndFoundAgain()
    {
        const Outcome out = ctl({u"audit"_s, u"head"_s});
        QVERIFY2(out.exit == 0, out.err);
        QCOMPARE(out.json()[u"kind"_s].toString(), u"gatehouse.audit.head"_s);
        const Outcome written = ctl({u"--json"_s, u"audit"_s, u"head"_s, u"--output"_s, file(u"h"_s)});
        QVERIFY2(written.exit == 0, written.err);
        QCOMPARE(QFileInfo(file(u"h"_s)).permissions() & QFile::ReadOther, QFile::Permissions());
        QCOMPARE(ctl({u"audit"_s, u"head"_s, u"--output"_s, file(u"h"_s)}).exit, 2); // it is there
        const Outcome whole = ctl({u"--json"_s, u"audit"_s, u"verify"_s, u"--head"_s, file(u"h"_s)});
        QVERIFY2(whole.exit == 0, whole.err);
        QCOMPARE(whole.json()[u"whole"_s].toBool(), true);
        QCOMPARE(whole.json()[u"heads"_s][0][u"genuine"_s].toBool(), true);
        // Somebody else has no key, and must be told whose it is.
        const QStringList verify{u"audit"_s, u"verify"_s, u"--head"_s, file(u"h"_s)};
        const Outcome other = ctl(verify, u"theirs"_s);
        QCOMPARE(other.exit, 0);
        QVERIFY2(other.err.contains("--signer"), other.err);
        const QString signer = written.json()[u"signer"_s].toString();
        QCOMPARE(ctl(verify + QStringList{u"--signer"_s, signer}, u"theirs"_s).exit, 0);
        const Outcome wrong = ctl(verify + QStringList{u"--signer"_s, u"SHA256:x"_s}, u"theirs"_s);
        QCOMPARE(wrong.exit, 3);
        QVERIFY2(wrong.err.contains("another key"), wrong.err);
    }

    void aForgedHeadIsNoProof()
    {
        QFile head(file(u"h"_s));
        QVERIFY(head.open(QIODevice::ReadOnly));
        QFile forged(file(u"forged"_s));
        QVERIFY(forged.open(QIODevice::WriteOnly));
        forged.write(head.readAll().replace("\"postgres\"", "\"elsewhere\""));
        forged.close();
        const Outcome outcome = ctl({u"audit"_s, u"verify"_s, u"--head"_s, file(u"forged"_s)});
        QCOMPARE(outcome.exit, 3);
        QVERIFY2(outcome.err.contains("altered"), outcome.err);
        forged.open(QIODevice::WriteOnly);
        forged.write("[]");
        forged.close();
        QCOMPARE(ctl({u"audit"_s, u"verify"_s, u"--head"_s, file(u"forged"_s)}).exit, 1);
        QCOMPARE(ctl({u"audit"_s, u"verify"_s, u"--head"_s, file(u"missing"_s)}).exit, 1);
    }

    void monthsAreSealed()
    {
        QCOMPARE(ctl({u"audit"_s, u"seal"_s}).exit, 1); // where to?
        const QStringList seal{u"--json"_s, u"audit"_s, u"seal"_s, u"--folder"_s, m_out.path(),
            u"--keep-months"_s, u"0"_s};
        QCOMPARE(ctl(seal).json()[u"sealed"_s].toArray().size(), 0);
        tamper(u"UPDATE gatehouse.audit_trail AS t SET at = '2020-05-05'; "
               "UPDATE gatehouse.audit_trail AS t SET hash = sha256(gatehouse.audit_canonical(t)); "
               "UPDATE gatehouse.audit_head SET hash = (SELECT hash FROM gatehouse.audit_trail)"_s);
        QCOMPARE(ctl(seal).exit, 2); // not without a yes
        const Outcome sealed = ctl(seal + QStringList{u"--yes"_s});
        QVERIFY2(sealed.exit == 0, sealed.err);
        const QJsonValue one = sealed.json()[u"sealed"_s][0];
        QCOMPARE(one[u"month"_s].toString(), u"2020-05"_s);
        const Outcome verified = ctl({u"--json"_s, u"audit"_s, u"verify"_s, u"--archive"_s,
            one[u"path"_s].toString()});
        QVERIFY2(verified.exit == 0, verified.err + verified.out);
        QCOMPARE(verified.json()[u"sealed"_s].toInteger(), 1);
        QCOMPARE(verified.json()[u"archives"_s][0][u"whole"_s].toBool(), true);
        // The head from before says something else about that month.
        QCOMPARE(ctl({u"audit"_s, u"verify"_s, u"--head"_s, file(u"h"_s)}).exit, 3);
    }

    void theTrailIsListedAndExported()
    {
        // There is no back end here, so that our own trail is meant.
        const Outcome list = ctl({u"audit"_s, u"list"_s, u"--all"_s});
        QVERIFY2(list.exit == 0, list.err);
        QVERIFY2(list.out.contains("sealed the audit trail 2020-05"), list.out);
        const Outcome json = ctl({u"--json"_s, u"audit"_s, u"list"_s, u"--own"_s, u"--all"_s,
            u"--filter"_s, u"action=trail.seal"_s});
        QCOMPARE(json.json()[u"rows"_s].toArray().size(), 1);
        QCOMPARE(json.json()[u"own"_s].toBool(), true);
        QCOMPARE(json.json()[u"rows"_s][0][u"grade"_s].toString(), u"notice"_s);
        for (const QStringList &wrong : {QStringList{u"--filter"_s, u"nonsense"_s},
                 {u"--filter"_s, u"traceId=x"_s}, {u"--last"_s, u"soon"_s},
                 {u"--from"_s, u"2026-01-01"_s, u"--to"_s, u"2025-01-01"_s}})
            QCOMPARE(ctl(QStringList{u"audit"_s, u"list"_s} + wrong).exit, 1);
        const QStringList write{u"--json"_s, u"audit"_s, u"export"_s, u"--all"_s, u"--output"_s,
            file(u"trail.csv"_s)};
        const Outcome exported = ctl(write);
        QVERIFY2(exported.exit == 0, exported.err);
        QCOMPARE(exported.json()[u"rows"_s].toInt(), json.json()[u"rows"_s].toArray().size());
        QVERIFY(QFileInfo::exists(exported.json()[u"manifest"_s].toString()));
        QCOMPARE(ctl(write).exit, 2); // the name is taken
        QCOMPARE(ctl(write + QStringList{u"--force"_s}).exit, 0);
        const Outcome examined = ctl({u"--json"_s, u"audit"_s, u"examine"_s, u"--own"_s});
        QVERIFY2(examined.exit == 0, examined.err + examined.out);
        QCOMPARE(examined.json()[u"findings"_s].toArray().size(), 3);
    }

    void aBrokenTrailIsNamed()
    {
        tamper(u"UPDATE gatehouse.audit_trail SET os_user = 'eve' WHERE seq = 2"_s);
        const Outcome outcome = ctl({u"audit"_s, u"verify"_s});
        QCOMPARE(outcome.exit, 3);
        QVERIFY2(outcome.out.contains("Broken at entry 2"), outcome.out);
        QCOMPARE(ctl({u"--json"_s, u"audit"_s, u"verify"_s}).json()[u"firstBroken"_s].toInt(), 2);
        const Outcome head = ctl({u"audit"_s, u"head"_s});
        QCOMPARE(head.exit, 3);
        QVERIFY2(head.err.contains("entry 2"), head.err);
        QVERIFY(head.out.isEmpty());
    }

    // No database is asked: the address of the server may be wrong.
    void filesInPlaceOfADatabase()
    {
        QFile log(file(u"audit_20260301.jsonl"_s));
        QVERIFY(log.open(QIODevice::WriteOnly));
        for (int i = 0; i < 5; ++i)
            log.write(QStringLiteral(
                R"({"event_type": "%1", "timestamp": "2026-03-01T00:0%2:00+00:00", "user_id": "ada", "result": "success", "details": {"token": "canary-secret-42"}})")
                          .arg(i % 2 ? u"login"_s : u"logout"_s)
                          .arg(i)
                          .toUtf8()
                + '\n');
        log.write("broken line\n");
        log.close();
        const QStringList from{u"--file"_s, log.fileName(), u"--url"_s, u"postgresql://nobody@127.0.0.1:1/none"_s};
        const Outcome all = ctl(QStringList{u"--json"_s, u"audit"_s, u"list"_s, u"--all"_s} + from);
        QCOMPARE(all.exit, 0);
        QCOMPARE(all.json()[u"rows"_s].toArray().size(), 5);
        QCOMPARE(all.json()[u"rows"_s][0][u"sentence"_s].toString(), u"ada signed out"_s);
        QVERIFY2(all.err.contains("line 6"), all.err);
        QVERIFY(!all.out.contains("canary"));
        const Outcome some = ctl(
            QStringList{u"--json"_s, u"audit"_s, u"list"_s, u"--all"_s, u"--filter"_s, u"action=login"_s} + from);
        QCOMPARE(some.json()[u"rows"_s].toArray().size(), 2);
        const Outcome wrong =
            ctl(QStringList{u"audit"_s, u"list"_s, u"--all"_s, u"--filter"_s, u"colour=red"_s} + from);
        QCOMPARE(wrong.exit, 1);
        QCOMPARE(ctl(QStringList{u"audit"_s, u"list"_s, u"--own"_s} + from).exit, 1);
        const Outcome written = ctl(
            QStringList{u"--json"_s, u"audit"_s, u"export"_s, u"--all"_s, u"--output"_s, file(u"o.csv"_s)} + from);
        QCOMPARE(written.exit, 0);
        QCOMPARE(written.json()[u"rows"_s].toInt(), 5);
        QVERIFY(QFileInfo::exists(file(u"o.csv.manifest.json"_s)));
        const Outcome examined = ctl(QStringList{u"--json"_s, u"audit"_s, u"examine"_s} + from);
        QCOMPARE(examined.exit, 0);
        QCOMPARE(examined.json()[u"findings"_s][0][u"kind"_s].toString(), u"notCheckable"_s);
        QVERIFY(QFile::copy(log.fileName(), log.fileName() + u".2"_s));
        const Outcome torn = ctl({u"audit"_s, u"examine"_s, u"--file"_s, QFileInfo(log.fileName()).path()});
        QCOMPARE(torn.exit, 3);
        QVERIFY2(torn.out.contains(".jsonl.1 is missing"), torn.out);
        const Outcome gone = ctl({u"audit"_s, u"list"_s, u"--file"_s, file(u"nothing"_s)});
        QCOMPARE(gone.exit, 2);
        QVERIFY2(gone.err.contains("is not there"), gone.err);
    }
};

QTEST_GUILESS_MAIN(AuditCliTest)
#include "audit.moc"
