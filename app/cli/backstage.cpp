#include "app/cli/backstage.h"

#include "base/deliver.h"
#include "base/settings.h"
#include "db/tunnel.h"

#include <chrono>
#include <future>

namespace gatehouse::cli {
namespace {

// Filled in the other thread; only the first answer counts.
template <typename T>
class Reply
{
public:
    void set(Result<T> answer)
    {
        if (!std::exchange(m_set, true))
            m_promise.set_value(std::move(answer));
    }
    std::future<Result<T>> future() { return m_promise.get_future(); }

private:
    std::promise<Result<T>> m_promise;
    bool m_set = false;
};

template <typename T>
Result<T> await(std::future<Result<T>> answer, const CancelToken &token)
{
    while (answer.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready)
        if (token.isCancelled())
            return cancelled();
    return answer.get();
}

} // namespace

Backstage::Backstage()
{
    m_anchor.moveToThread(&m_thread);
    m_thread.start();
}

Backstage::~Backstage()
{
    QMetaObject::invokeMethod(
        &m_anchor,
        [this] {
            delete m_tunnel;
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

Result<db::SharedSecret> Backstage::password(const db::Profile &profile, const CancelToken &token)
{
    auto reply = std::make_shared<Reply<db::SharedSecret>>();
    QMetaObject::invokeMethod(
        &m_anchor,
        [reply, profile] {
            auto *connections = new db::Connections(
                configDir() + "/profiles.json"_L1, std::make_unique<db::KeychainStore>());
            deliver(connections->password(profile), connections,
                [reply, connections](const Result<db::SharedSecret> &found) {
                    reply->set(found);
                    connections->deleteLater();
                });
        },
        Qt::QueuedConnection);
    return await(reply->future(), token);
}

template <typename T, typename F>
Result<T> Backstage::withKeychain(F ask, const CancelToken &token)
{
    auto reply = std::make_shared<Reply<T>>();
    QMetaObject::invokeMethod(
        &m_anchor,
        [reply, ask = std::move(ask)] {
            auto *keychain = new db::KeychainStore;
            deliver(ask(keychain), keychain, [reply, keychain](const Result<T> &found) {
                reply->set(found);
                keychain->deleteLater();
            });
        },
        Qt::QueuedConnection);
    return await(reply->future(), token);
}

Result<trail::SharedKey> Backstage::signingKey(
    trail::WhenMissing missing, const CancelToken &token)
{
    return withKeychain<trail::SharedKey>(
        [missing](db::SecretStore *keychain) {
            return trail::signingKey(keychain, trail::signingKeyPath(), missing);
        },
        token);
}

Result<backup::KeptKey> Backstage::recoveryKey(db::WhenMissing missing, const CancelToken &token)
{
    return withKeychain<backup::KeptKey>(
        [missing](db::SecretStore *keychain) {
            return backup::recoveryKey(keychain, backup::recoveryKeyPath(), missing);
        },
        token);
}

Result<db::ConnInfo> Backstage::reach(const db::Profile &profile, const CancelToken &token)
{
    if (profile.tunnel.target.isEmpty())
        return profile.info;
    auto reply = std::make_shared<Reply<db::ConnInfo>>();
    QMetaObject::invokeMethod(
        &m_anchor,
        [this, reply, profile] {
            m_tunnel = new db::Tunnel(profile.tunnel, profile.info);
            QObject::connect(m_tunnel, &db::Tunnel::stateChanged, m_tunnel, [this, reply] {
                if (m_tunnel->state() == db::Tunnel::State::Open)
                    reply->set(m_tunnel->through());
                else if (m_tunnel->state() == db::Tunnel::State::Closed)
                    reply->set(m_tunnel->lastError());
            });
            m_tunnel->open();
        },
        Qt::QueuedConnection);
    return await(reply->future(), token);
}

} // namespace gatehouse::cli
