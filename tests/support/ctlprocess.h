// gatehousectl as a user runs it, with a settings folder of its own.
#pragma once

#include "places.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <map>
#include <memory>

namespace gatehouse::test {

struct Outcome
{
    bool crashed = false;
    int exit = -1;
    QString out, err;
    QByteArray all() const { return (out + QStringLiteral("\n--\n") + err).toUtf8(); }
};

class Ctl
{
public:
    // What the tester's own environment says about connections is not used.
    Ctl()
    {
        for (const char *name :
            {"PGPASSWORD", "GATEHOUSE_URL", "PGUSER", "PGDATABASE", "PGSSLMODE"})
            qunsetenv(name);
        qputenv("PGPASSFILE", m_config.filePath(QStringLiteral("pass")).toLocal8Bit());
    }
    std::unique_ptr<QProcess> begin(const QStringList &arguments,
        const std::map<QString, QString> &variables = {}, const QString &output = {}) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("GATEHOUSE_CONFIG_DIR"), m_config.path());
        for (const auto &[name, value] : variables)
            environment.insert(name, value);
        process->setProcessEnvironment(environment);
        if (!output.isEmpty())
            process->setStandardOutputFile(output);
        process->start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), arguments);
        process->closeWriteChannel();
        return process;
    }
    // Turns this thread's loop meanwhile, for the servers of the test that live in it.
    static Outcome end(QProcess &process)
    {
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 40000)) {
            QTest::qFail("gatehousectl does not end", __FILE__, __LINE__);
            process.kill();
            process.waitForFinished();
        }
        return {process.exitStatus() == QProcess::CrashExit, process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    Outcome run(const QStringList &arguments, const std::map<QString, QString> &variables = {},
        const QString &output = {}) const
    {
        const auto process = begin(arguments, variables, output);
        return end(*process);
    }
    // The first line is a sentence of ours, not a word of a library or of the server.
    static void isPlain(const Outcome &outcome, int exit, const QString &says)
    {
        const QByteArray all = outcome.all();
        QVERIFY2(!outcome.crashed, all.constData());
        QVERIFY2(outcome.exit == exit, (QByteArray::number(outcome.exit) + '\n' + all).constData());
        QVERIFY2(outcome.err.contains(says), all.constData());
        const QString first = outcome.err.section(QLatin1Char('\n'), 0, 0);
        QVERIFY2(
            first.endsWith(QLatin1Char('.')) && (exit == 4 || first.count(QLatin1Char(' ')) >= 3),
            all.constData());
        for (const char *foreign : {"ERROR", "FATAL", "libpq", "connection to server"})
            QVERIFY2(!first.contains(QLatin1StringView(foreign)), all.constData());
        QVERIFY2(!outcome.err.contains(QLatin1StringView("horse")), all.constData());
    }

private:
    QTemporaryDir m_config;
};

// The words of a URL through the socket of a private cluster.
inline QString socketUrl(const QString &socketDir, const QString &port, const QString &database,
    const QString &user = QStringLiteral("gatehouse"))
{
    const auto quoted = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    return QStringLiteral("postgresql://%1@/%2?host=%3&port=%4")
        .arg(quoted(user), quoted(database), quoted(socketDir),
            port.isEmpty() ? QStringLiteral("5432") : port);
}

} // namespace gatehouse::test
