#include "trail/keyplace.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/securefile.h"
#include "base/settings.h"
#include "trail/words.h"

#include <QFile>
#include <QFileInfo>
#include <QPromise>

namespace gatehouse::trail {

namespace {

const QString kEntry = u"audit/signing-key"_s;
using Answer = Result<SharedKey>;

Answer shared(Result<SigningKey> key)
{
    if (!key)
        return key.error();
    return SharedKey(std::make_shared<const SigningKey>(std::move(key).value()));
}

// The key in the file; null when there is no file.
Answer fromFile(const QString &path)
{
    if (!QFileInfo::exists(path))
        return SharedKey();
    constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (QFileInfo(path).permissions() & kOthers)
        return refused(Words::tr("The key for signing heads in %1 can be read or written by other "
                                 "users. If it was only yours, make it so again: chmod 600.")
                           .arg(path));
    auto content = readFile(path, 4096);
    if (!content)
        return content.error();
    return shared(SigningKey::fromSecret(Secret(std::move(content).value())));
}

Answer intoFile(const QString &path)
{
    auto key = SigningKey::generate();
    if (!key)
        return key.error();
    if (auto done = createSecureFile(path, key.value().secret().view() + '\n'); !done)
        return done.error();
    return shared(std::move(key));
}

Answer fileOnly(const QString &path, WhenMissing missing)
{
    Answer found = fromFile(path);
    const bool none = found && !found.value();
    return none && missing == WhenMissing::Make ? intoFile(path) : found;
}

// One question: the file, then the keychain, then perhaps a new file.
class Search : public std::enable_shared_from_this<Search>
{
public:
    Search(db::SecretStore &store, const QString &path, WhenMissing missing)
        : m_store(store), m_path(path), m_missing(missing)
    {
        m_promise.start();
    }
    QFuture<Answer> future() { return m_promise.future(); }

    void start()
    {
        deliver(later([path = m_path] { return fromFile(path); }), &m_store,
            [self = shared_from_this()](const Answer &found) {
                if (!found || found.value())
                    self->finish(found);
                else
                    self->askStore();
            });
    }

private:
    void askStore()
    {
        deliver(m_store.read(kEntry), &m_store,
            [self = shared_from_this()](const Result<db::SharedSecret> &kept) {
                if (!kept)
                    self->withoutStore(kept.error());
                else if (kept.value())
                    self->finish(shared(SigningKey::fromSecret(*kept.value())));
                else if (self->m_missing == WhenMissing::Leave)
                    self->finish(SharedKey());
                else
                    self->make();
            });
    }
    void make()
    {
        const Answer key = shared(SigningKey::generate());
        if (!key)
            return finish(key);
        const auto secret = std::make_shared<const Secret>(key.value()->secret());
        deliver(m_store.write(kEntry, secret), &m_store,
            [self = shared_from_this(), key](const Result<> &written) {
                if (written)
                    self->finish(key);
                else
                    self->withoutStore(written.error());
            });
    }
    void withoutStore(const Error &error)
    {
        if (m_store.state() != db::SecretStore::State::Unavailable)
            return finish(error);
        deliver(later([path = m_path, missing = m_missing] { return fileOnly(path, missing); }),
            &m_store, [self = shared_from_this()](const Answer &found) { self->finish(found); });
    }
    void finish(const Answer &answer)
    {
        m_promise.addResult(answer);
        m_promise.finish();
    }

    db::SecretStore &m_store;
    QString m_path;
    WhenMissing m_missing;
    QPromise<Answer> m_promise;
};

} // namespace

QString signingKeyPath() { return dataDir() + "/audit-signing-key"_L1; }

QFuture<Answer> signingKey(db::SecretStore *store, const QString &path, WhenMissing missing)
{
    if (!store)
        return later([path, missing] { return fileOnly(path, missing); });
    const auto search = std::make_shared<Search>(*store, path, missing);
    search->start();
    return search->future();
}

} // namespace gatehouse::trail
