#include "backup/unlock.h"

#include "backup/words.h"
#include "base/settings.h"

namespace gatehouse::backup {

QString recoveryKeyPath() { return dataDir() + "/backup-recovery-key"_L1; }

QFuture<Result<KeptKey>> recoveryKey(
    db::SecretStore *store, const QString &path, db::WhenMissing missing)
{
    const db::KeptSecret kept{u"backup/recovery-key"_s, path,
        []() -> Result<Secret> { return RecoveryKey::generate().text(); },
        Words::tr("The recovery key in %1 can be read or written by other users. If it was only "
                  "yours, make it so again: chmod 600.")};
    return db::keptSecret(store, kept, missing)
        .then([](const Result<db::Kept> &found) -> Result<KeptKey> {
            if (!found)
                return found.error();
            if (!found.value().secret)
                return KeptKey();
            auto key = RecoveryKey::fromText(*found.value().secret);
            if (!key)
                return key.error();
            return KeptKey{std::make_shared<const RecoveryKey>(std::move(key).value()),
                found.value().made};
        });
}

bool isLocked(const Found &found)
{
    return found.manifest && found.manifest->encrypted && !found.key;
}

Result<> unlock(Found &found, const KeyOffer &offer)
{
    if (!isLocked(found))
        return Done{};
    const Lock &lock = *found.manifest->lock;
    std::optional<Error> last;
    if (offer.recovery) {
        auto key = openByRecoveryKey(lock, *offer.recovery);
        if (key) {
            found.key = key.value();
            return Done{};
        }
        last = key.error();
    }
    if (!offer.passphrase.isEmpty()) {
        auto key = openByPassphrase(lock, offer.passphrase);
        if (key) {
            found.key = key.value();
            return Done{};
        }
        last = key.error();
    }
    return last ? *last
                : refused(Words::tr("This backup is encrypted. Give its passphrase or its recovery "
                                    "key."));
}

KeyOffer offerOf(Secret typed)
{
    auto key = RecoveryKey::fromText(typed);
    if (key)
        return {{}, std::make_shared<const RecoveryKey>(std::move(key).value())};
    return {std::move(typed), nullptr};
}

} // namespace gatehouse::backup
