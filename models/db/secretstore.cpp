#include "db/secretstore.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/redact.h"

#include <QPromise>
#include <QTimer>
#include <QUuid>

#include <qt6keychain/keychain.h>

namespace gatehouse::db {

namespace {
const QString kService = u"gatehouse"_s;

bool means(SecretStore::State state, QKeychain::Error error)
{
    switch (error) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return state == SecretStore::State::Locked;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        return state == SecretStore::State::Unavailable;
    default:
        return false;
    }
}

Error errorOf(const QKeychain::Job &job)
{
    const bool locked = means(SecretStore::State::Locked, job.error());
    Error error{locked ? Error::Kind::Refused : Error::Kind::Io,
        locked ? KeychainStore::tr("The keychain is locked or refused. Unlock it and try again.")
               : KeychainStore::tr("This computer offers no keychain that works, so passwords "
                                   "cannot be kept. On Linux it needs a desktop session with "
                                   "GNOME Keyring or KWallet."),
        redact(job.errorString())};
    error.retryable = locked;
    return error;
}

Error silent()
{
    Error error{Error::Kind::Io,
        KeychainStore::tr("The keychain did not answer in time. It is probably locked and waits "
                          "for its own password: answer it, or give the password here.")};
    error.retryable = true;
    return error;
}
} // namespace

void SecretStore::setState(State state, const Error &reason)
{
    m_reason = reason;
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

template <typename J, typename R, typename F>
QFuture<Result<R>> KeychainStore::start(J *job, F answer)
{
    auto promise = std::make_shared<QPromise<Result<R>>>();
    promise->start();
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    const auto once = [promise, timer](Result<R> result) {
        if (promise->future().isFinished())
            return;
        timer->stop();
        promise->addResult(std::move(result));
        promise->finish();
    };
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this, [this, job, timer, once, answer] {
        timer->deleteLater();
        for (const State state : {State::Locked, State::Unavailable})
            if (means(state, job->error()))
                setState(state, errorOf(*job));
        if (job->error() == QKeychain::NoError && state() == State::Locked)
            setState(State::Works);
        once(answer(*job));
    });
    connect(timer, &QTimer::timeout, this, [this, once] {
        setState(State::Locked, silent());
        once(silent());
    });
    timer->start(m_timeoutMs);
    job->start();
    return promise->future();
}

QFuture<Result<SharedSecret>> KeychainStore::read(const QString &key)
{
    auto *job = new QKeychain::ReadPasswordJob(kService);
    job->setKey(key);
    return start<QKeychain::ReadPasswordJob, SharedSecret>(
        job, [](QKeychain::ReadPasswordJob &done) -> Result<SharedSecret> {
            if (done.error() == QKeychain::EntryNotFound)
                return SharedSecret();
            if (done.error() != QKeychain::NoError)
                return errorOf(done);
            return std::make_shared<const Secret>(done.binaryData());
        });
}

QFuture<Result<>> KeychainStore::write(const QString &key, SharedSecret secret)
{
    auto *job = new QKeychain::WritePasswordJob(kService);
    job->setKey(key);
    job->setBinaryData(secret->view());
    return start<QKeychain::WritePasswordJob, Done>(
        job, [](QKeychain::WritePasswordJob &done) -> Result<> {
            return done.error() == QKeychain::NoError ? Result<>(Done{}) : errorOf(done);
        });
}

QFuture<Result<>> KeychainStore::remove(const QString &key)
{
    auto *job = new QKeychain::DeletePasswordJob(kService);
    job->setKey(key);
    return start<QKeychain::DeletePasswordJob, Done>(
        job, [](QKeychain::DeletePasswordJob &done) -> Result<> {
            const bool gone =
                done.error() == QKeychain::NoError || done.error() == QKeychain::EntryNotFound;
            return gone ? Result<>(Done{}) : errorOf(done);
        });
}

QFuture<Result<>> KeychainStore::probe()
{
    auto promise = std::make_shared<QPromise<Result<>>>();
    promise->start();
    const auto finish = [this, promise](const Result<> &result) {
        if (result)
            setState(State::Works);
        else if (state() == State::Unknown)
            setState(State::Unavailable, result.error());
        promise->addResult(result);
        promise->finish();
    };
    const QString key = u"probe/"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto value = std::make_shared<const Secret>(QUuid::createUuid().toString());
    deliver(write(key, value), this, [=, this](const Result<> &written) {
        if (!written)
            return finish(written.error());
        deliver(read(key), this, [=, this](const Result<SharedSecret> &seen) {
            const bool same = seen && seen.value() && seen.value()->equals(value->view());
            deliver(remove(key), this, [=](const Result<> &removed) {
                if (!seen)
                    finish(seen.error());
                else if (!same)
                    finish(ioError(tr("The keychain forgets what it is given, so passwords cannot "
                                      "be kept in it.")));
                else
                    finish(removed);
            });
        });
    });
    return promise->future();
}

SessionStore::SessionStore(QObject *parent) : SecretStore(parent) { setState(State::Works); }

QFuture<Result<SharedSecret>> SessionStore::read(const QString &key)
{
    return ready(Result<SharedSecret>(m_secrets.value(key)));
}

QFuture<Result<>> SessionStore::write(const QString &key, SharedSecret secret)
{
    m_secrets.insert(key, std::move(secret));
    return ready(Result<>(Done{}));
}

QFuture<Result<>> SessionStore::remove(const QString &key)
{
    m_secrets.remove(key);
    return ready(Result<>(Done{}));
}

} // namespace gatehouse::db
