// The window's program as a user starts it: options, refusals, a server that does not answer,
// settings that cannot be read, a polite end.
#include "base/result.h"
#include "places.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace gatehouse;

class WindowProgram : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;

    std::unique_ptr<QProcess> start(const QStringList &arguments, bool display = true)
    {
        auto process = std::make_unique<QProcess>();
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1StringView(name));
        if (display)
            environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.path());
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_home.filePath(u"config"_s));
        environment.insert(u"GATEHOUSE_STATE_DIR"_s, m_home.filePath(u"state"_s));
        environment.insert(u"GATEHOUSE_DATA_DIR"_s, m_home.filePath(u"data"_s));
        process->setProcessEnvironment(environment);
        process->start(QStringLiteral(GATEHOUSE_BIN "/gatehouse"), arguments);
        return process;
    }
    // What the program wrote into its log, by text.
    bool logged(const QString &words) const
    {
        QFile file(m_home.filePath(u"state/gatehouse.log"_s));
        if (!file.open(QFile::ReadOnly))
            return false;
        while (!file.atEnd()) {
            if (QJsonDocument::fromJson(file.readLine())
                    .object()[u"text"_s]
                    .toString()
                    .contains(words))
                return true;
        }
        return false;
    }
    bool endsPolitely(QProcess &process)
    {
        ::kill(pid_t(process.processId()), SIGTERM);
        return process.waitForFinished(8000) && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0;
    }

private Q_SLOTS:
    void init()
    {
        QDir(m_home.path()).removeRecursively();
        QDir().mkpath(m_home.path());
        QFile::setPermissions(m_home.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        QTest::addRow("unknown option") << QStringList{u"--bogus"_s} << u"--bogus"_s;
        QTest::addRow("an operand") << QStringList{u"orders"_s} << u"orders"_s;
        QTest::addRow("no value") << QStringList{u"--url"_s} << u"--url needs a value"_s;
        QTest::addRow("an empty value") << QStringList{u"--tour="_s} << u"--tour needs a value"_s;
        QTest::addRow("two wishes") << QStringList{u"--sandbox"_s, u"--profile=x"_s} << u"one of"_s;
        QTest::addRow("a URL that is none")
            << QStringList{u"--url"_s, u"mysql://a/b"_s} << u"MySQL"_s;
        QTest::addRow("an unknown profile")
            << QStringList{u"--profile"_s, u"nobody's"_s} << u"nobody's"_s;
    }
    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        auto process = start(arguments);
        QVERIFY(process->waitForFinished(20000));
        const QString said = QString::fromUtf8(process->readAllStandardError());
        QCOMPARE(process->exitCode(), 1);
        QVERIFY2(said.startsWith("gatehouse: "_L1) && said.contains(words), qPrintable(said));
    }

    void helpAndVersionNeedNoDisplay()
    {
        auto help = start({u"--help"_s}, false);
        QVERIFY(help->waitForFinished(20000));
        QCOMPARE(help->exitCode(), 0);
        const QByteArray text = help->readAllStandardOutput();
        for (const char *option : {"--sandbox", "--url", "--profile", "--tour"})
            QVERIFY(text.contains(option));
        auto version = start({u"--version"_s}, false);
        QVERIFY(version->waitForFinished(20000));
        QCOMPARE(version->readAllStandardOutput(), QByteArray("gatehouse " GATEHOUSE_VERSION "\n"));
    }

    void saysWhatToDoWithoutADisplay()
    {
        auto process = start({}, false);
        QVERIFY(process->waitForFinished(20000));
        QCOMPARE(process->exitCode(), 2);
        QVERIFY(process->readAllStandardError().contains("--tour"));
    }

    void paintsBeforeAServerAnswers()
    {
        QTcpServer silent; // accepts and never answers
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto process = start({u"--url"_s,
            u"host=127.0.0.1 port=%1 user=a dbname=b sslmode=disable"_s.arg(silent.serverPort())});
        QTRY_VERIFY_WITH_TIMEOUT(logged(u"first window is painted"_s), 20000);
        QVERIFY(endsPolitely(*process));
    }

    void brokenSettingsAreSetAside()
    {
        QVERIFY(QDir().mkpath(m_home.filePath(u"config"_s)));
        QFile broken(m_home.filePath(u"config/gatehouse.ini"_s));
        QVERIFY(broken.open(QFile::WriteOnly));
        broken.write("[look\ntheme=dark\n\x00\xff%%%=\n");
        broken.close();
        auto process = start({});
        QTRY_VERIFY_WITH_TIMEOUT(logged(u"first window is painted"_s), 20000);
        QVERIFY(endsPolitely(*process));
        QVERIFY(QFile::exists(m_home.filePath(u"config/gatehouse.ini.broken"_s)));
    }

    void aTourIntoNowhereFailsAtOnce()
    {
        QFile file(m_home.filePath(u"taken"_s));
        QVERIFY(file.open(QFile::WriteOnly));
        auto process = start({u"--tour"_s, m_home.filePath(u"taken/pictures"_s)});
        QVERIFY(process->waitForFinished(20000));
        QCOMPARE(process->exitCode(), 2);
        QVERIFY(process->readAllStandardError().contains("taken/pictures"));
    }
};

QTEST_GUILESS_MAIN(WindowProgram)
#include "window.moc"
