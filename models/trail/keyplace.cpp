#include "trail/keyplace.h"

#include "base/settings.h"
#include "trail/words.h"

namespace gatehouse::trail {

QString signingKeyPath() { return dataDir() + "/audit-signing-key"_L1; }

QFuture<Result<SharedKey>> signingKey(
    db::SecretStore *store, const QString &path, WhenMissing missing)
{
    const db::KeptSecret kept{u"audit/signing-key"_s, path,
        []() -> Result<Secret> {
            auto key = SigningKey::generate();
            if (!key)
                return key.error();
            return key.value().secret();
        },
        Words::tr("The key for signing heads in %1 can be read or written by other users. If it "
                  "was only yours, make it so again: chmod 600.")};
    return db::keptSecret(store, kept, missing)
        .then([](const Result<db::Kept> &found) -> Result<SharedKey> {
            if (!found)
                return found.error();
            if (!found.value().secret)
                return SharedKey();
            auto key = SigningKey::fromSecret(*found.value().secret);
            if (!key)
                return key.error();
            return SharedKey(std::make_shared<const SigningKey>(std::move(key).value()));
        });
}

} // namespace gatehouse::trail
