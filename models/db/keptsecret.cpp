#include "db/keptsecret.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/securefile.h"

#include <QFile>
#include <QFileInfo>
#include <QPromise>

namespace gatehouse::db {

namespace {

using Answer = Result<Kept>;

// The secret in the file; null when there is no file.
Answer fromFile(const KeptSecret &what)
{
    if (!QFileInfo::exists(what.path))
        return Kept();
    constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (QFileInfo(what.path).permissions() & kOthers)
        return refused(what.othersMayRead.arg(what.path));
    auto content = readFile(what.path, 4096);
    if (!content)
        return content.error();
    return Kept{std::make_shared<const Secret>(std::move(content).value())};
}

Answer made(const KeptSecret &what)
{
    auto secret = what.make();
    if (!secret)
        return secret.error();
    return Kept{std::make_shared<const Secret>(std::move(secret).value()), true};
}

Answer intoFile(const KeptSecret &what)
{
    Answer kept = made(what);
    if (!kept)
        return kept;
    if (auto done = createSecureFile(what.path, kept.value().secret->view() + '\n'); !done)
        return done.error();
    return kept;
}

Answer fileOnly(const KeptSecret &what, WhenMissing missing)
{
    Answer found = fromFile(what);
    const bool none = found && !found.value().secret;
    return none && missing == WhenMissing::Make ? intoFile(what) : found;
}

// One question: the file, then the keychain, then perhaps a new file.
class Search : public std::enable_shared_from_this<Search>
{
public:
    Search(SecretStore &store, const KeptSecret &what, WhenMissing missing)
        : m_store(store), m_what(what), m_missing(missing)
    {
        m_promise.start();
    }
    QFuture<Answer> future() { return m_promise.future(); }

    void start()
    {
        deliver(later([what = m_what] { return fromFile(what); }), &m_store,
            [self = shared_from_this()](const Answer &found) {
                if (!found || found.value().secret)
                    self->finish(found);
                else
                    self->askStore();
            });
    }

private:
    void askStore()
    {
        deliver(m_store.read(m_what.entry), &m_store,
            [self = shared_from_this()](const Result<SharedSecret> &kept) {
                if (!kept)
                    self->withoutStore(kept.error());
                else if (kept.value())
                    self->finish(Kept{kept.value()});
                else if (self->m_missing == WhenMissing::Leave)
                    self->finish(Kept());
                else
                    self->make();
            });
    }
    void make()
    {
        const Answer fresh = made(m_what);
        if (!fresh)
            return finish(fresh);
        deliver(m_store.write(m_what.entry, fresh.value().secret), &m_store,
            [self = shared_from_this(), fresh](const Result<> &written) {
                if (written)
                    self->finish(fresh);
                else
                    self->withoutStore(written.error());
            });
    }
    void withoutStore(const Error &error)
    {
        if (m_store.state() != SecretStore::State::Unavailable)
            return finish(error);
        deliver(later([what = m_what, missing = m_missing] { return fileOnly(what, missing); }),
            &m_store, [self = shared_from_this()](const Answer &found) { self->finish(found); });
    }
    void finish(const Answer &answer)
    {
        m_promise.addResult(answer);
        m_promise.finish();
    }

    SecretStore &m_store;
    KeptSecret m_what;
    WhenMissing m_missing;
    QPromise<Answer> m_promise;
};

} // namespace

QFuture<Answer> keptSecret(SecretStore *store, const KeptSecret &what, WhenMissing missing)
{
    if (!store)
        return later([what, missing] { return fileOnly(what, missing); });
    const auto search = std::make_shared<Search>(*store, what, missing);
    search->start();
    return search->future();
}

} // namespace gatehouse::db
