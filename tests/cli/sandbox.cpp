// gatehousectl sandbox as a user runs it: up, again, twice, killed, cancelled, down.
#include "base/process.h"
#include "db/session.h"
#include "places.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace gatehouse;

namespace {

struct Ran
{
    int exit = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

class Ctl : public QProcess
{
public:
    explicit Ctl(const QStringList &arguments, const QStringList &environment = {})
    {
        QStringList variables = QProcess::systemEnvironment() + environment;
        setEnvironment(variables);
        start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), arguments);
    }
    Ran wait()
    {
        Ran ran;
        if (!waitForFinished(120000))
            return ran;
        ran.exit = exitStatus() == QProcess::NormalExit ? exitCode() : -2;
        ran.out = readAllStandardOutput();
        ran.err = readAllStandardError();
        return ran;
    }
};

Ran ctl(const QStringList &arguments) { return Ctl(arguments).wait(); }

QString firstCell(const QString &url, const QString &statement)
{
    auto parsed = db::parseConnection(url);
    if (!parsed)
        return parsed.error().text;
    db::Session session({parsed.value().info, nullptr, db::SessionKind::Job});
    return test::cell(session, statement);
}

QString urlOf(const QJsonObject &state, const QString &system)
{
    for (const QJsonValue &database : state[u"databases"_s].toArray())
        if (database[u"system"_s].toString() == system)
            return database[u"url"_s].toString();
    return {};
}

QString rowsIn(const Ran &ran)
{
    return firstCell(urlOf(ran.json(), u"ollama-gateway"_s), u"SELECT count(*) FROM usage_logs"_s);
}

bool names(const QString &file, const QString &dir)
{
    QFile text(file);
    return text.open(QIODevice::ReadOnly) && text.readAll().contains(dir.toUtf8() + '/');
}

// Processes whose working folder is in there, or that were started for it: servers, initdb and what
// they left, also where it has not gone there yet.
int processesIn(const QString &dir)
{
    int count = 0;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const QString of = u"/proc/"_s + name;
        if (name[0].isDigit() && isAlive(name.toLongLong())
            && ((QFile::symLinkTarget(of + u"/cwd"_s) + u'/').startsWith(dir + u'/')
                || names(of + u"/cmdline"_s, dir) || names(of + u"/environ"_s, dir)))
            ++count;
    }
    return count;
}

} // namespace

class SandboxTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    int m_count = 0;
    QString fresh() { return m_dir.filePath(u"s%1"_s.arg(++m_count)); }
    QStringList upIn(const QString &dir) const
    {
        return {u"sandbox"_s, u"up"_s, u"--json"_s, u"--rows"_s, u"2000"_s, u"--dir"_s, dir};
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const QString &name : QDir(m_dir.path()).entryList({u"s*"_s}, QDir::Dirs))
            ctl({u"sandbox"_s, u"down"_s, u"--delete"_s, u"--yes"_s, u"--dir"_s,
                m_dir.filePath(name)});
    }

    // One folder from nothing to nothing; making it takes seconds, so that it is made twice only.
    void itsWholeLife()
    {
        const QString dir = fresh();
        const Ran nothing = ctl({u"sandbox"_s, u"status"_s, u"--dir"_s, dir});
        QCOMPARE(nothing.exit, 0);
        QVERIFY2(nothing.out.startsWith("There is no sandbox in "), nothing.out);
        QCOMPARE(ctl({u"sandbox"_s, u"down"_s, u"--dir"_s, dir}).exit, 0);
        QVERIFY(!QFile::exists(dir));

        const Ran first = ctl(upIn(dir));
        QVERIFY2(first.exit == 0, first.err);
        QCOMPARE(first.err, QByteArray());
        QCOMPARE(first.json()[u"databases"_s].toArray().size(), 5);
        QCOMPARE(first.json()[u"sources"_s].toArray().size(), 8);
        QCOMPARE(rowsIn(first), u"2000"_s);
        QCOMPARE(
            firstCell(urlOf(first.json(), u"flux-rag"_s), u"SELECT count(*) > 50 FROM sessions"_s),
            u"t"_s);
        for (const QJsonValue &source : first.json()[u"sources"_s].toArray())
            QVERIFY(QFile::exists(source[u"path"_s].toString()));

        const Ran status = ctl({u"sandbox"_s, u"status"_s, u"--json"_s, u"--dir"_s, dir});
        QCOMPARE(status.exit, 0);
        QCOMPARE(status.json()[u"running"_s], true);

        firstCell(urlOf(first.json(), u"ai-pal"_s), u"SELECT 1"_s);
        const Ran second = ctl(upIn(dir));
        QCOMPARE(second.exit, 0);
        QCOMPARE(second.json()[u"serverPid"_s], first.json()[u"serverPid"_s]);
        QCOMPARE(second.json()[u"dataUntil"_s], first.json()[u"dataUntil"_s]);

        ::kill(pid_t(first.json()[u"serverPid"_s].toInt()), SIGKILL);
        const Ran risen = ctl(upIn(dir));
        QVERIFY2(risen.exit == 0, risen.err);
        QVERIFY(risen.json()[u"serverPid"_s] != first.json()[u"serverPid"_s]);
        QCOMPARE(rowsIn(risen), u"2000"_s);

        QCOMPARE(ctl({u"sandbox"_s, u"down"_s, u"--dir"_s, dir}).exit, 0);
        QCOMPARE(processesIn(dir), 0);
        const Ran stopped = ctl({u"sandbox"_s, u"status"_s, u"--json"_s, u"--dir"_s, dir});
        QCOMPARE(stopped.json()[u"running"_s], false);
        QCOMPARE(stopped.json()[u"made"_s], true);

        const Ran third = ctl({u"sandbox"_s, u"up"_s, u"--json"_s, u"--dir"_s, dir});
        QVERIFY2(third.exit == 0, third.err);
        QCOMPARE(third.json()[u"dataUntil"_s], first.json()[u"dataUntil"_s]);

        const Ran other = ctl({u"sandbox"_s, u"up"_s, u"--rows"_s, u"3000"_s, u"--dir"_s, dir});
        QCOMPARE(other.exit, 2);
        QVERIFY2(other.err.contains("--fresh"), other.err);
        const Ran anew = ctl(
            {u"sandbox"_s, u"up"_s, u"--fresh"_s, u"--rows"_s, u"3000"_s, u"--dir"_s, dir});
        QVERIFY2(anew.exit == 0, anew.err);
        QVERIFY2(anew.out.contains("postgresql://gatehouse@/ollama_api?host="), anew.out);
        QVERIFY(anew.out.contains("The sandbox is ready after "));
        QCOMPARE(anew.err, QByteArray()); // no progress where there is no terminal
        const Ran shown = ctl({u"sandbox"_s, u"status"_s, u"--json"_s, u"--dir"_s, dir});
        QCOMPARE(rowsIn(shown), u"3000"_s);

        const Ran asked = ctl({u"sandbox"_s, u"down"_s, u"--delete"_s, u"--dir"_s, dir});
        QCOMPARE(asked.exit, 2);
        QVERIFY2(asked.err.contains("--yes"), asked.err);
        QCOMPARE(
            ctl({u"sandbox"_s, u"status"_s, u"--json"_s, u"--dir"_s, dir}).json()[u"running"_s],
            true);
        QCOMPARE(
            ctl({u"sandbox"_s, u"down"_s, u"--delete"_s, u"--yes"_s, u"--dir"_s, dir}).exit, 0);
        QVERIFY(!QFile::exists(dir));
        QCOMPARE(processesIn(dir), 0);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("said");
        QTest::addRow("no number")
            << QStringList{u"--rows"_s, u"many"_s} << 1
            << u"The option --rows takes a whole number from 1000 to 10000000, not \"many\"."_s;
        QTest::addRow("too few") << QStringList{u"--rows"_s, u"999"_s} << 1 << u"not \"999\""_s;
        QTest::addRow("too many") << QStringList{u"--rows"_s, u"10000001"_s} << 1
                                  << u"not \"10000001\""_s;
        QTest::addRow("misspelt") << QStringList{u"--row"_s, u"5"_s} << 1
                                  << u"did you mean --rows?"_s;
        QTest::addRow("in somebody's folder")
            << QStringList{u"--dir"_s, u"/usr/share"_s} << 2 << u"holds other things"_s;
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QString, said);
        const Ran ran = ctl(QStringList{u"sandbox"_s, u"up"_s, u"--json"_s} + arguments);
        QCOMPARE(ran.exit, exit);
        QVERIFY2(QString::fromUtf8(ran.err).contains(said), ran.err);
        QCOMPARE(ran.json()[u"error"_s][u"text"_s].toString(),
            QString::fromUtf8(ran.err).section(u'\n', 0, 0));
    }

    void downTouchesNothingElse()
    {
        const QString dir = fresh();
        QVERIFY(QDir().mkpath(dir + u"/data"_s));
        const Ran ran = ctl({u"sandbox"_s, u"down"_s, u"--delete"_s, u"--yes"_s, u"--dir"_s, dir});
        QCOMPARE(ran.exit, 2);
        QVERIFY(QFile::exists(dir + u"/data"_s));
        QVERIFY(QDir(dir).removeRecursively());
    }

    void twoAtOnce_data()
    {
        QTest::addColumn<bool>("oneFolder");
        QTest::addRow("two folders") << false;
        QTest::addRow("one folder") << true;
    }
    void twoAtOnce()
    {
        QFETCH(bool, oneFolder);
        const QString dir = fresh();
        Ctl one(upIn(dir));
        Ctl two(upIn(oneFolder ? dir : fresh()));
        const Ran first = one.wait();
        const Ran second = two.wait();
        QVERIFY2(first.exit == 0, first.err);
        QVERIFY2(second.exit == 0, second.err);
        QCOMPARE(first.json()[u"serverPid"_s] == second.json()[u"serverPid"_s], oneFolder);
        QCOMPARE(rowsIn(first), u"2000"_s);
        QCOMPARE(rowsIn(second), u"2000"_s);
    }

    // At whatever moment it is killed: no server is left, and the next up makes it whole.
    void killed_data()
    {
        QTest::addColumn<QString>("sign");
        QTest::addColumn<QString>("failpoint");
        QTest::addRow("while initdb works") << u"data.making/base"_s << QString();
        QTest::addRow("while the server starts") << u"data/postmaster.pid"_s << QString();
        QTest::addRow("while it is filled") << QString() << u"sandbox.after_rows:2:exit"_s;
        QTest::addRow("while the files are written") << u"sources/ollama-gateway"_s << QString();
    }
    void killed()
    {
        QFETCH(QString, sign);
        QFETCH(QString, failpoint);
        const QString dir = fresh();
        Ctl up(upIn(dir), {u"GATEHOUSE_FAIL="_s + failpoint});
        if (sign.isEmpty()) {
            QCOMPARE(up.wait().exit, 86);
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(dir + u'/' + sign), 60000);
            up.kill();
            up.wait();
        }
        QTRY_COMPARE_WITH_TIMEOUT(processesIn(dir), 0, 30000);
        const Ran status = ctl({u"sandbox"_s, u"status"_s, u"--json"_s, u"--dir"_s, dir});
        QCOMPARE(status.json()[u"made"_s], false);
        const Ran again = ctl(upIn(dir));
        QVERIFY2(again.exit == 0, again.err);
        QCOMPARE(rowsIn(again), u"2000"_s);
    }

    // At whatever moment Ctrl+C comes: nothing half-made stays.
    void interrupted_data()
    {
        QTest::addColumn<QString>("sign");
        QTest::addColumn<int>("entries");
        QTest::addRow("while initdb works") << u"data.making/base"_s << 0;
        QTest::addRow("while the server starts") << u"data/postmaster.pid"_s << 0;
        QTest::addRow("while it is filled") << u"data/base"_s << 4; // initdb makes three databases
    }
    void interrupted()
    {
        QFETCH(QString, sign);
        QFETCH(int, entries);
        const QString dir = fresh();
        Ctl up(upIn(dir), {u"GATEHOUSE_FAIL=sandbox.after_rows:1:sleep:600"_s});
        const QString path = dir + u'/' + sign;
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path)
                && QDir(path).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() >= entries,
            60000);
        ::kill(pid_t(up.processId()), SIGINT);
        const Ran ran = up.wait();
        QCOMPARE(ran.exit, 4);
        QCOMPARE(ran.json()[u"error"_s][u"kind"_s].toString(), u"cancelled"_s);
        QCOMPARE(processesIn(dir), 0);
        QVERIFY(!QFile::exists(dir + u"/data"_s));
        QVERIFY(!QFile::exists(dir + u"/data.making"_s));
    }
};

QTEST_GUILESS_MAIN(SandboxTest)
#include "sandbox.moc"
