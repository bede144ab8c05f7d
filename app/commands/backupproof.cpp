#include "app/commands/backupparts.h"
#include "app/commands/words.h"
#include "backup/drill.h"
#include "base/safetext.h"

#include <QJsonArray>

namespace gatehouse::commands {

namespace {

using backup::Found;
using backup::Level;

QJsonObject proofJson(const Found &found, const backup::Proof &proof)
{
    QJsonObject json{{u"backup"_s, found.name}, {u"level"_s, backup::levelId(proof.level)},
        {u"good"_s, proof.good}, {u"findings"_s, QJsonArray::fromStringList(proof.findings)},
        {u"ms"_s, proof.ms}, {u"bytes"_s, proof.bytes}, {u"sentence"_s, proof.sentence()}};
    if (proof.restoreMs >= 0)
        json.insert(u"restoreMs"_s, proof.restoreMs);
    return json;
}

Exit tell(Context &context, const Found &found, const backup::Proof &proof)
{
    if (proof.good)
        context.say(u"%1: %2"_s.arg(found.name, proof.sentence()));
    for (const QString &finding : proof.findings)
        context.say(u"%1: %2"_s.arg(found.name, safeText(finding)));
    return context.done(proofJson(found, proof), proof.good ? Exit::Done : Exit::Differences);
}

Exit verify(Context &context)
{
    const Level level = context.text("level") == "hash"_L1 ? Level::Hash : Level::Read;
    const bool opens =
        level == Level::Read || context.has("passphrase") || context.has("recovery-key");
    const auto found =
        opens ? unlockFor(context, chosenBackup(context)) : chosenBackup(context);
    if (!found)
        return context.failed(found.error());
    auto proof = backup::verify(found.value(), level, context.token(), context.progress());
    return proof ? tell(context, found.value(), proof.value()) : context.failed(proof.error());
}

Exit drill(Context &context)
{
    const auto jobs = context.number("jobs", 1, 1, 64);
    if (!jobs)
        return context.wrongUsage(jobs.error().text);
    const auto found = unlockFor(context, chosenBackup(context));
    if (!found)
        return context.failed(found.error());
    backup::DrillPlan plan{{}, int(jobs.value())};
    if (context.has("on-server")) {
        auto session = context.open(false);
        if (!session)
            return context.failed(session.error());
        plan.server = session.value()->options();
    }
    auto proof = backup::drill(found.value(), plan, context.token(), context.progress());
    if (!proof)
        return context.failed(proof.error());
    if (proof.value().good)
        context.say(Words::tr("The restore took %1 s, the whole drill %2 s.")
                        .arg(double(proof.value().restoreMs) / 1000, 0, 'f', 1)
                        .arg(double(proof.value().ms) / 1000, 0, 'f', 1));
    return tell(context, found.value(), proof.value());
}

} // namespace

std::vector<Command> backupProofCommands()
{
    const Operand which{"BACKUP",
        QT_TRANSLATE_NOOP("Command",
            "Its name, the beginning of it, or its folder; the newest if "
            "left out"),
        false, false, Completion::Folder};
    return {
        {"backup verify", QT_TRANSLATE_NOOP("Command", "Check a backup without a server"),
            withKeys(withFolder({{"level", "LEVEL",
                QT_TRANSLATE_NOOP("Command",
                    "hash compares checksums, read (the default) also reads the archive to its "
                    "end"),
                false, false, Completion::None, {"hash", "read"}}})),
            {which}, verify,
            QT_TRANSLATE_NOOP("Command",
                "Exit status 0 when it is whole, 3 when something is wrong, which is said.")},
        {"backup drill",
            QT_TRANSLATE_NOOP("Command", "Restore a backup into a scratch database and compare it"),
            withKeys(withFolder({{"on-server", nullptr,
                            QT_TRANSLATE_NOOP("Command",
                                "On the server of --url or --profile, instead of a private cluster "
                                "on this machine")},
                {"jobs", "N", QT_TRANSLATE_NOOP("Command", "Restore so many tables at once")}})),
            {which}, drill,
            QT_TRANSLATE_NOOP("Command",
                "Compares definitions, row counts, content checksums of every table and sequences "
                "with the manifest, and measures how long the restore takes. The scratch database "
                "is thrown away. Exit status 0 when all is the same, 3 when something differs.")},
    };
}

} // namespace gatehouse::commands
