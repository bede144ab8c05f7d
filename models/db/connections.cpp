#include "db/connections.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/redact.h"
#include "db/words.h"

#include <algorithm>

namespace gatehouse::db {

Connections::Connections(QString path, std::unique_ptr<KeychainStore> keychain, QObject *parent)
    : QObject(parent), m_store(std::move(path)), m_keychain(std::move(keychain))
{
    auto loaded = m_store.load();
    if (loaded)
        m_profiles = std::move(loaded).value();
    else
        m_trouble = loaded.error();
    if (m_keychain)
        connect(m_keychain.get(), &SecretStore::stateChanged, this, &Connections::keychainChanged);
}

const Profile *Connections::find(const QString &id) const
{
    const auto it = std::find_if(
        m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.id == id; });
    return it == m_profiles.end() ? nullptr : &*it;
}

std::vector<Profile> Connections::recent() const
{
    std::vector<Profile> all = m_profiles;
    std::stable_sort(all.begin(), all.end(), [](const Profile &a, const Profile &b) {
        if (a.lastUsed != b.lastUsed)
            return a.lastUsed.isValid() && (!b.lastUsed.isValid() || a.lastUsed > b.lastUsed);
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return all;
}

void Connections::put(const Profile &profile)
{
    const auto it = std::find_if(
        m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.id == profile.id; });
    if (it == m_profiles.end())
        addProfiles(m_profiles, {profile});
    else
        *it = profile;
    save();
}

void Connections::add(std::vector<Profile> profiles)
{
    addProfiles(m_profiles, std::move(profiles));
    save();
}

void Connections::remove(const QString &id)
{
    if (const Profile *profile = find(id))
        forget(Profile(*profile));
    std::erase_if(m_profiles, [&](const Profile &p) { return p.id == id; });
    save();
}

void Connections::used(const QString &id)
{
    const Profile *known = find(id);
    if (!known)
        return;
    Profile profile = *known;
    profile.lastUsed = QDateTime::currentDateTimeUtc();
    put(profile);
}

void Connections::probeKeychain()
{
    if (m_keychain && !std::exchange(m_probed, true))
        m_keychain->probe();
}

SecretStore::State Connections::keychainState() const
{
    return m_keychain ? m_keychain->state() : SecretStore::State::Unavailable;
}

bool Connections::canKeep() const { return keychainState() != SecretStore::State::Unavailable; }

QString Connections::whereKept(bool keep) const
{
    if (!keep)
        return Words::tr(
            "The password is kept in memory until you close Gatehouse, and nowhere else.");
    switch (keychainState()) {
    case SecretStore::State::Unknown:
    case SecretStore::State::Works:
        return Words::tr(
            "The password is kept in your system's keychain, never in a file of Gatehouse.");
    case SecretStore::State::Locked:
        return Words::tr("Your system's keychain is locked or does not answer. Until it does, the "
                         "password is kept in memory until you close Gatehouse.");
    case SecretStore::State::Unavailable:
        return Words::tr("This computer has no keychain that works, so the password is kept in "
                         "memory until you close Gatehouse and asked for again next time.");
    }
    return {};
}

QFuture<Result<SharedSecret>> Connections::password(const Profile &profile)
{
    auto promise = std::make_shared<QPromise<Result<SharedSecret>>>();
    promise->start();
    const auto answer = [promise](const Result<SharedSecret> &found) {
        if (found && found.value())
            addSecret(found.value()->text());
        promise->addResult(found);
        promise->finish();
    };
    deliver(m_session.read(keyOf(profile)), this,
        [this, profile, answer](const Result<SharedSecret> &found) {
            const bool inKeychain = m_keychain && profile.secretStore == m_keychain->id();
            if (!found || found.value() || !inKeychain)
                return answer(found);
            deliver(m_keychain->read(keyOf(profile)), this, answer);
        });
    return promise->future();
}

QFuture<Result<>> Connections::keep(const Profile &profile, SharedSecret password)
{
    addSecret(password->text());
    m_session.write(keyOf(profile), password);
    if (!profile.keepPassword || !m_keychain) {
        noteStore(profile.id, {});
        return ready(Result<>(Done{}));
    }
    auto promise = std::make_shared<QPromise<Result<>>>();
    promise->start();
    deliver(m_keychain->write(keyOf(profile), std::move(password)), this,
        [this, promise, id = profile.id](const Result<> &written) {
            noteStore(id, written ? m_keychain->id() : QString());
            promise->addResult(written);
            promise->finish();
        });
    return promise->future();
}

void Connections::forget(const Profile &profile)
{
    m_session.remove(keyOf(profile));
    if (m_keychain && profile.secretStore == m_keychain->id())
        m_keychain->remove(keyOf(profile));
    noteStore(profile.id, {});
}

void Connections::noteStore(const QString &id, const QString &store)
{
    const Profile *known = find(id);
    if (!known || known->secretStore == store)
        return;
    Profile profile = *known;
    profile.secretStore = store;
    put(profile);
}

// One writer at a time; what changed meanwhile is written after it.
void Connections::save()
{
    Q_EMIT changed();
    m_unsaved = true;
    if (m_writing.isFinished() || !m_writing.isValid())
        write();
}

void Connections::write()
{
    m_unsaved = false;
    m_writing = later([store = m_store, profiles = m_profiles] { return store.save(profiles); });
    deliver(m_writing, this, [this](const Result<> &done) {
        const Error error = done ? Error{} : done.error();
        if (std::exchange(m_trouble, error).text != error.text)
            Q_EMIT troubleChanged();
        if (m_unsaved)
            write();
    });
}

Connections::~Connections()
{
    m_writing.waitForFinished();
    if (m_unsaved && !m_store.save(m_profiles))
        qWarning("The saved connections could not be written.");
}

} // namespace gatehouse::db
