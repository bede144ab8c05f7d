#include "app/commands/backupparts.h"
#include "app/commands/words.h"
#include "backup/unlock.h"
#include "base/securefile.h"

namespace gatehouse::commands {

using backup::Found;

namespace {

constexpr qsizetype kLongestPassphrase = 1024;
constexpr qint64 kLongestKeyFile = 4096;

// From a file, or the first line of standard input.
Result<backup::SharedRecoveryKey> recoveryKeyFrom(Context &context, const QString &where)
{
    Result<Secret> text = where == "-"_L1
        ? context.readSecret(Words::tr("Recovery key:"), kLongestKeyFile)
        : [&]() -> Result<Secret> {
        auto bytes = readFile(where, kLongestKeyFile);
        if (!bytes)
            return bytes.error();
        return Secret(std::move(bytes).value());
    }();
    if (!text)
        return text.error();
    auto key = backup::RecoveryKey::fromText(text.value());
    if (!key)
        return key.error();
    return std::make_shared<const backup::RecoveryKey>(std::move(key).value());
}

Result<Secret> newPassphrase(Context &context)
{
    auto first = context.readSecret(Words::tr("Passphrase for the backup:"), kLongestPassphrase);
    if (!first)
        return first;
    if (first.value().isEmpty())
        return invalid(Words::tr("The passphrase is empty."));
    if (context.canAsk()) {
        const auto second = context.readSecret(Words::tr("Once more:"), kLongestPassphrase);
        if (!second)
            return second.error();
        if (!second.value().equals(first.value().view()))
            return invalid(Words::tr("The two passphrases are not the same."));
    }
    return first;
}

} // namespace

std::vector<Option> withKeys(std::vector<Option> own)
{
    own.push_back({"passphrase", nullptr,
        QT_TRANSLATE_NOOP("Command",
            "Of an encrypted backup: asked for, or the first line of standard input")});
    own.push_back({"recovery-key", "FILE",
        QT_TRANSLATE_NOOP("Command",
            "A file with the recovery key of an encrypted backup, or - for standard input; "
            "without it the one that is kept for this user"),
        false, false, Completion::Folder});
    return own;
}

namespace {

Result<> openIt(Context &context, Found &found)
{
    if (!backup::isLocked(found))
        return Done{};
    if (context.has("recovery-key")) {
        auto key = recoveryKeyFrom(context, context.text("recovery-key"));
        return key ? backup::unlock(found, {{}, key.value()}) : Result<>(key.error());
    }
    if (context.has("passphrase")) {
        auto typed = context.readSecret(Words::tr("Passphrase of the backup:"), kLongestPassphrase);
        return typed ? backup::unlock(found, {std::move(typed).value(), nullptr})
                     : Result<>(typed.error());
    }
    const auto kept = context.recoveryKey(db::WhenMissing::Leave);
    if (kept && kept.value().key) {
        if (auto opened = backup::unlock(found, {{}, kept.value().key}); opened)
            return opened;
    }
    if (!context.canAsk())
        return refused(
            Words::tr("This backup is encrypted, and no key that is kept for this user opens it. "
                      "Give --passphrase or --recovery-key FILE."));
    auto typed = context.readSecret(Words::tr("Passphrase or recovery key:"), kLongestPassphrase);
    return typed ? backup::unlock(found, backup::offerOf(std::move(typed).value()))
                 : Result<>(typed.error());
}

} // namespace

Result<Found> unlockFor(Context &context, Result<Found> chosen)
{
    if (!chosen)
        return chosen;
    Found found = std::move(chosen).value();
    if (auto opened = openIt(context, found); !opened)
        return opened.error();
    return found;
}

Result<Secret> encryptionFor(Context &context, backup::CreatePlan &plan)
{
    if (!context.has("encrypt"))
        return Secret();
    if (context.has("passphrase")) {
        auto passphrase = newPassphrase(context);
        if (!passphrase)
            return passphrase.error();
        plan.passphrase = std::make_shared<const Secret>(std::move(passphrase).value());
    }
    const auto kept = context.recoveryKey(db::WhenMissing::Make);
    if (!kept)
        return kept.error();
    plan.recovery = kept.value().key;
    if (!kept.value().made)
        return Secret();
    Secret text = plan.recovery->text();
    const QString said = Words::tr("Your recovery key, shown only now: %1\nIt opens every encrypted "
                                   "backup of yours. Write it down and keep it away from this "
                                   "machine.")
                             .arg(text.text());
    if (!context.json())
        context.say(said);
    return text;
}

} // namespace gatehouse::commands
