#include "db/stagedtest.h"

#include "base/redact.h"
#include "db/reach.h"
#include "db/stagedlogin.h"
#include "db/tlsprobe.h"
#include "db/words.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QPromise>
#include <QThread>

#include <csignal>

namespace gatehouse::db {

namespace {

class Run
{
public:
    Run(ConnectionTest test, CancelToken token, QPromise<StageReport> &promise)
        : m_test(std::move(test)), m_token(std::move(token)), m_promise(promise)
    {
    }

    void run()
    {
        if (!m_test.info.host.isEmpty() || m_test.info.service.isEmpty()) {
            if (!name() || !tcp() || !tls())
                return;
        } else {
            for (const Stage stage : {Stage::Name, Stage::Tcp, Stage::Tls})
                skip(stage, Words::tr("pg_service.conf names the server."));
        }
        login();
    }

private:
    void begin(Stage stage)
    {
        m_clock.start();
        StageReport report;
        report.stage = stage;
        m_promise.addResult(report);
    }
    StageReport ended(Stage stage, StageState state, const QString &text) const
    {
        StageReport report;
        report.stage = stage;
        report.state = state;
        report.ms = int(m_clock.elapsed());
        report.text = text;
        return report;
    }
    void skip(Stage stage, const QString &text)
    {
        StageReport report;
        report.stage = stage;
        report.state = StageState::Skipped;
        report.text = text;
        m_promise.addResult(report);
    }
    bool pass(Stage stage, const QString &text, const QStringList &warnings = {})
    {
        StageReport report = ended(stage, StageState::Passed, text);
        report.warnings = warnings;
        m_promise.addResult(report);
        return true;
    }
    bool fail(Stage stage, const Error &error, bool passwordWanted = false)
    {
        StageReport report = ended(stage, StageState::Failed, {});
        report.error = error;
        report.passwordWanted = passwordWanted;
        m_promise.addResult(report);
        return false;
    }

    bool name()
    {
        begin(Stage::Name);
        QStringList unknown;
        auto found = resolve(m_test.info, m_test.timeoutMs, m_token, &unknown);
        if (!found)
            return fail(Stage::Name, found.error());
        m_endpoints = std::move(found).value();
        if (m_test.info.isSocket()) {
            skip(Stage::Name, Words::tr("Not needed: the server is on this computer."));
            return true;
        }
        QStringList addresses, warnings;
        for (const Endpoint &endpoint : m_endpoints)
            addresses << endpoint.address.toString();
        for (const QString &host : std::as_const(unknown))
            warnings << Words::tr("The host name %1 is not known.").arg(host);
        addresses.removeDuplicates();
        return pass(Stage::Name, addresses.join(u", "_s), warnings);
    }

    bool tcp()
    {
        begin(Stage::Tcp);
        auto reached = reach(m_endpoints, m_test.timeoutMs, m_token);
        if (!reached)
            return fail(Stage::Tcp, reached.error());
        m_reached = std::move(reached).value();
        return pass(Stage::Tcp, m_reached.endpoint.label());
    }

    bool tls()
    {
        const ConnInfo &info = m_test.info;
        if (!m_reached.endpoint.socketPath.isEmpty()) {
            skip(Stage::Tls, Words::tr("Not needed: a local socket leaves this computer nowhere."));
            return true;
        }
        if (info.tls == TlsMode::Disable) {
            StageReport report;
            report.stage = Stage::Tls;
            report.state = StageState::Skipped;
            report.text = Words::tr("Switched off by sslmode=disable.");
            if (!info.isLocal())
                report.warnings << tlsMeaning(info.tls);
            m_promise.addResult(report);
            return true;
        }
        begin(Stage::Tls);
        auto probed = probeTls(m_reached, info, m_test.timeoutMs, m_token);
        if (!probed)
            return fail(Stage::Tls, probed.error());
        const TlsFacts &facts = probed.value();
        const QStringList warnings =
            info.isWeak() ? QStringList{tlsMeaning(info.tls)} : QStringList();
        if (!facts.offered)
            return pass(Stage::Tls, Words::tr("The server offers no TLS."), warnings);
        const QString until = QLocale().toString(facts.until.date(), QLocale::ShortFormat);
        return pass(Stage::Tls,
            facts.checked ? Words::tr("%1, certificate for %2, valid until %3")
                                .arg(facts.protocol, facts.subject, until)
                          : Words::tr("%1, certificate not checked").arg(facts.protocol),
            warnings);
    }

    void login()
    {
        // The address that answered, so that nothing is looked up again; its name stays for TLS.
        if (m_endpoints.size() == 1 && !m_reached.endpoint.address.isNull())
            m_test.info.extra.insert(u"hostaddr"_s, m_reached.endpoint.address.toString());
        m_reached = {};
        begin(Stage::Login);
        StagedLogin login(m_test, m_token);
        const LoginEnd entered = login.enter();
        if (!entered.error && entered.stage == Stage::Database) {
            pass(Stage::Login, entered.text, entered.warnings);
        } else {
            fail(Stage::Login, *entered.error, entered.passwordWanted);
            return;
        }
        begin(Stage::Database);
        const LoginEnd opened = login.open();
        if (opened.error) {
            fail(Stage::Database, *opened.error);
            return;
        }
        pass(Stage::Database, opened.text);
        begin(Stage::Schema);
        const LoginEnd looked = login.look();
        if (looked.error)
            fail(Stage::Schema, *looked.error);
        else
            pass(Stage::Schema, looked.text, looked.warnings);
    }

    ConnectionTest m_test;
    CancelToken m_token;
    QPromise<StageReport> &m_promise;
    QElapsedTimer m_clock;
    std::vector<Endpoint> m_endpoints;
    Reached m_reached;
};
} // namespace

QFuture<StageReport> testConnection(ConnectionTest test, CancelToken token)
{
    if (test.password)
        addSecret(test.password->text());
    auto promise = std::make_shared<QPromise<StageReport>>();
    promise->start();
    const QFuture<StageReport> future = promise->future();
    QThread *thread =
        QThread::create([promise, test = std::move(test), token = std::move(token)]() mutable {
            sigset_t pipe; // OpenSSL writes to sockets that may be closed
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
            Run(std::move(test), std::move(token), *promise).run();
            promise->finish();
        });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    return future;
}

QString stageName(Stage stage)
{
    switch (stage) {
    case Stage::Name:
        return Words::tr("Name");
    case Stage::Tcp:
        return Words::tr("Network");
    case Stage::Tls:
        return Words::tr("TLS");
    case Stage::Login:
        return Words::tr("Login");
    case Stage::Database:
        return Words::tr("Database");
    case Stage::Schema:
        return Words::tr("Rights");
    }
    return {};
}

} // namespace gatehouse::db
