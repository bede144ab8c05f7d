#include "app/commands/auditparts.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "trail/head.h"
#include "trail/seal.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::commands {
namespace {

constexpr qint64 kLargestHead = 65536;

trail::Actor actorOf(const db::Session &session)
{
    return trail::thisProcess(
        u"gatehousectl " GATEHOUSE_VERSION ""_s, session.options().info.label());
}

struct FiledHead
{
    QString path;
    trail::SignedHead head;
};

Result<std::vector<FiledHead>> headsOf(const Context &context)
{
    std::vector<FiledHead> heads;
    for (const QString &path : context.texts("head")) {
        auto content = readFile(path, kLargestHead);
        if (!content)
            return content.error();
        auto head = trail::readHead(content.value());
        if (!head)
            return invalid(u"%1: %2"_s.arg(path, head.error().text));
        heads.push_back({path, std::move(head).value()});
    }
    return heads;
}

// What the signature of a head is worth; empty: it is good, by a key that is known here.
QString doubtOf(const FiledHead &filed, const QString &trusted)
{
    if (!filed.head.isGenuine())
        return Words::tr("%1 was altered: its signature does not fit.").arg(filed.path);
    const QString signer = trail::keyFingerprint(filed.head.publicKey);
    if (!trusted.isEmpty() && signer != trusted)
        return Words::tr("%1 was signed with another key, %2; expected was %3.")
            .arg(filed.path, signer, trusted);
    return {};
}

struct Archives
{
    QJsonArray json;
    bool whole = true;
};

Result<Archives> verifyArchives(Context &context)
{
    Archives archives;
    for (const QString &path : context.texts("archive")) {
        auto read = trail::verifyArchive(path);
        if (!read)
            return read.error();
        const trail::ArchiveVerdict &archive = read.value();
        archives.whole = archives.whole && archive.verdict.whole();
        context.say(u"%1: %2"_s.arg(path, archive.verdict.why));
        archives.json.append(QJsonObject{{u"path"_s, path}, {u"whole"_s, archive.verdict.whole()},
            {u"first"_s, archive.first}, {u"last"_s, archive.verdict.last},
            {u"firstBroken"_s, archive.verdict.firstBroken}, {u"why"_s, archive.verdict.why},
            {u"sha256"_s, QString::fromLatin1(archive.sha256)}});
    }
    return archives;
}

// The key that heads must be signed with: --signer, else this user's own; empty: none is known.
Result<QString> trustedSigner(Context &context, const std::vector<FiledHead> &heads)
{
    if (heads.empty() || context.has("signer"))
        return context.text("signer");
    auto own = context.signingKey(trail::WhenMissing::Leave);
    if (!own && own.error().kind == Error::Kind::Cancelled)
        return own.error();
    if (own && own.value())
        return trail::keyFingerprint(own.value()->publicKey());
    context.warn(Words::tr("No key of yours is known here, so anybody may have signed these heads. "
                           "Compare the fingerprint, or give it with --signer."));
    return QString();
}

// A restored copy keeps its trail under another name; a head of some other database fits nothing.
void sayOtherDatabases(
    Context &context, const std::vector<FiledHead> &heads, const QString &database)
{
    for (const FiledHead &filed : heads)
        if (!database.isEmpty() && filed.head.database != database)
            context.warn(Words::tr("%1 is a head of the database %2, and this is %3: it fits only "
                                   "when this one is a copy of that one.")
                             .arg(filed.path, safeText(filed.head.database), database));
}

QJsonObject verdictJson(const trail::Verdict &verdict)
{
    return {{u"whole"_s, verdict.whole()}, {u"checked"_s, verdict.checked},
        {u"sealed"_s, verdict.sealed}, {u"firstBroken"_s, verdict.firstBroken},
        {u"last"_s, verdict.last}, {u"hash"_s, QString::fromLatin1(verdict.head.toHex())},
        {u"why"_s, verdict.why}, {u"weaknesses"_s, QJsonArray::fromStringList(verdict.weaknesses)}};
}

Exit verify(Context &context)
{
    auto heads = headsOf(context);
    if (!heads)
        return context.wrongUsage(heads.error().text);
    auto archives = verifyArchives(context);
    if (!archives)
        return context.failed(archives.error());
    auto trusted = trustedSigner(context, heads.value());
    if (!trusted)
        return context.failed(trusted.error());
    bool good = archives.value().whole;
    std::vector<trail::Anchor> anchors;
    QJsonArray json;
    for (const FiledHead &filed : heads.value()) {
        const QString doubt = doubtOf(filed, trusted.value());
        if (doubt.isEmpty())
            anchors.push_back(filed.head.head);
        else
            context.warn(safeText(doubt));
        good = good && doubt.isEmpty();
        json.append(QJsonObject{{u"path"_s, filed.path}, {u"seq"_s, filed.head.head.seq},
            {u"signer"_s, trail::keyFingerprint(filed.head.publicKey)},
            {u"genuine"_s, doubt.isEmpty()}, {u"why"_s, doubt}});
    }
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    sayOtherDatabases(context, heads.value(), session.value()->options().info.database);
    const auto report = context.progress();
    auto checked = context.run(*session.value(), [&](db::Sql &sql) -> Result<trail::Verdict> {
        if (auto there = readableTrail(sql); !there)
            return there.error();
        return trail::verify(sql, report, anchors);
    });
    if (!checked)
        return context.failed(checked.error());
    const trail::Verdict &verdict = checked.value();
    context.say(verdict.whole()
            ? verdict.why
            : Words::tr("Broken at entry %1. %2").arg(verdict.firstBroken).arg(verdict.why));
    context.say(Words::tr("Last entry %1, hash %2.")
                    .arg(verdict.last)
                    .arg(QString::fromLatin1(verdict.head.toHex())));
    if (verdict.whole() && !anchors.empty())
        context.say(Words::tr("%Ln signed head(s) found again in the trail.", nullptr,
            int(anchors.size() - verdict.beyond.size())));
    for (const qint64 seq : verdict.beyond)
        context.warn(Words::tr("The head of entry %1 lies in a month that was sealed away; its "
                               "file proves it, with --archive.")
                         .arg(seq));
    for (const QString &weakness : verdict.weaknesses)
        context.warn(safeText(weakness));
    good = good && verdict.whole() && verdict.weaknesses.isEmpty();
    QJsonObject document = verdictJson(verdict);
    document.insert(u"heads"_s, json);
    document.insert(u"archives"_s, archives.value().json);
    return context.done(document, good ? Exit::Done : Exit::Differences);
}

Exit head(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    if (auto there = context.run(*session.value(), readableTrail); !there)
        return context.failed(there.error());
    auto key = context.signingKey(trail::WhenMissing::Make);
    if (!key)
        return context.failed(key.error());
    const auto report = context.progress();
    auto taken = context.run(
        *session.value(), [&](db::Sql &sql) { return trail::takeHead(sql, *key.value(), report); });
    if (!taken)
        return context.failed(taken.error(),
            taken.error().kind == Error::Kind::Refused ? Exit::Differences
                                                       : exitFor(taken.error()));
    const QByteArray document = trail::toJson(taken.value());
    const QString path = context.text("output");
    const QString signer = trail::keyFingerprint(key.value()->publicKey());
    if (path.isEmpty()) {
        if (!context.json() && !context.write(document))
            return context.failed(ioError(Words::tr("Nobody reads the head any more.")));
        context.warn(Words::tr("Signed with the key %1.").arg(signer));
    } else {
        const auto written = context.has("force") ? writeSecureFile(path, document)
                                                  : createSecureFile(path, document);
        if (!written)
            return context.failed(written.error());
        context.say(Words::tr("The head, entry %1, is in %2. Keep it where nobody who can change "
                              "the database can change it.")
                        .arg(taken.value().head.seq)
                        .arg(path));
        context.say(Words::tr("Signed with the key %1.").arg(signer));
    }
    QJsonObject json = QJsonDocument::fromJson(document).object();
    json.insert(u"signer"_s, signer);
    if (!path.isEmpty())
        json.insert(u"path"_s, path);
    return context.done(json);
}

Exit create(Context &context)
{
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    auto before = context.run(*session.value(), trail::status);
    if (!before)
        return context.failed(before.error());
    if (before.value().state == trail::State::Ready && !before.value().isOlder()) {
        context.say(before.value().sentence());
        return context.done(QJsonObject{{u"version"_s, trail::kVersion}, {u"changed"_s, false}});
    }
    const bool older = before.value().isOlder();
    if (auto yes = context.confirm(older
                ? Words::tr("Upgrade the audit trail in %1 from version %2 to %3?")
                      .arg(session.value()->options().info.label())
                      .arg(before.value().version)
                      .arg(trail::kVersion)
                : Words::tr("Create the schema gatehouse with an audit trail in %1?")
                      .arg(session.value()->options().info.label()));
        !yes)
        return context.failed(yes.error());
    const trail::Actor actor = actorOf(*session.value());
    auto done = context.run(*session.value(), [&](db::Sql &sql) {
        return older ? trail::upgrade(sql, actor) : trail::create(sql, actor);
    });
    if (!done)
        return context.failed(done.error());
    context.say(Words::tr("Changes are recorded in gatehouse.audit_trail, version %1.")
                    .arg(trail::kVersion));
    return context.done(QJsonObject{{u"version"_s, trail::kVersion}, {u"changed"_s, true}});
}

Exit seal(Context &context)
{
    const auto keep = context.number("keep-months", 3, 0, 1200);
    if (!keep)
        return context.wrongUsage(keep.error().text);
    const QString folder = QDir::cleanPath(context.text("folder"));
    auto session = context.open(false);
    if (!session)
        return context.failed(session.error());
    const trail::Actor actor = actorOf(*session.value());
    const auto report = context.progress();
    QJsonArray sealed;
    for (;;) {
        auto next = context.run(
            *session.value(), [&](db::Sql &sql) -> Result<std::optional<trail::Sealable>> {
                if (auto there = readableTrail(sql); !there)
                    return there.error();
                return trail::sealable(sql, int(keep.value()));
            });
        if (!next)
            return context.failed(next.error());
        if (!next.value())
            break;
        const trail::Sealable month = *next.value();
        if (auto yes = context.confirm(
                Words::tr("Move entries %1 to %2 (%3) out of the trail into a file in %4?")
                    .arg(month.first)
                    .arg(month.last)
                    .arg(month.month, folder));
            !yes)
            return context.failed(yes.error());
        auto done = context.run(*session.value(),
            [&](db::Sql &sql) { return trail::seal(sql, actor, month, folder, report); });
        if (!done)
            return context.failed(done.error());
        const trail::Sealed &one = done.value();
        context.say(Words::tr("%1: entries %2 to %3 are in %4, and entry %5 seals them.")
                        .arg(month.month)
                        .arg(month.first)
                        .arg(month.last)
                        .arg(one.path)
                        .arg(one.entry));
        sealed.append(QJsonObject{{u"month"_s, month.month}, {u"first"_s, month.first},
            {u"last"_s, month.last}, {u"path"_s, one.path},
            {u"sha256"_s, QString::fromLatin1(one.seal.archive)}, {u"entry"_s, one.entry}});
    }
    if (sealed.isEmpty())
        context.say(Words::tr("No month is old enough to be sealed."));
    return context.done(QJsonObject{{u"sealed"_s, sealed}});
}

} // namespace

Result<> readableTrail(db::Sql &sql)
{
    auto now = trail::status(sql);
    if (!now)
        return now.error();
    const trail::Status &status = now.value();
    if (status.state == trail::State::Absent || status.state == trail::State::Foreign
        || status.state == trail::State::Newer)
        return refused(status.sentence());
    if (!status.mayRead)
        return refused(Words::tr("The audit trail exists, but this role may not read it. Ask %1 to "
                                 "allow it: GRANT SELECT on gatehouse.audit_trail and "
                                 "gatehouse.audit_head.")
                           .arg(status.owner));
    return Done{};
}

std::vector<Command> auditTrailCommands()
{
    return {
        {"audit verify",
            QT_TRANSLATE_NOOP("Command", "Check that Gatehouse's own trail is whole and unchanged"),
            {{"head", "FILE",
                 QT_TRANSLATE_NOOP(
                     "Command", "A signed head from before, which the trail must still have"),
                 false, true, Completion::File},
                {"signer", "FINGERPRINT",
                    QT_TRANSLATE_NOOP(
                        "Command", "The key that signed the heads; your own by default")},
                {"archive", "FILE",
                    QT_TRANSLATE_NOOP("Command", "A file of a sealed month, which is checked too"),
                    false, true, Completion::File}},
            {}, verify,
            QT_TRANSLATE_NOOP("Command",
                "Names the first entry that was changed, is missing, was put in, was reordered or "
                "was cut off, and ends with 3 then.")},
        {"audit head",
            QT_TRANSLATE_NOOP("Command", "Sign where the trail ends, to be kept elsewhere"),
            {{"output", "FILE", QT_TRANSLATE_NOOP("Command", "Standard output by default"), false,
                 false, Completion::File},
                {"force", nullptr, QT_TRANSLATE_NOOP("Command", "Replace the file")}},
            {}, head,
            QT_TRANSLATE_NOOP("Command",
                "The trail is verified first. The key (Ed25519) is made on first use, and kept in "
                "the keychain, or in a file that only you can read where there is none.")},
        {"audit create",
            QT_TRANSLATE_NOOP("Command", "Create Gatehouse's own trail, or upgrade an older one"),
            {}, {}, create},
        {"audit seal",
            QT_TRANSLATE_NOOP("Command", "Move months that are over out of the trail into files"),
            {{"folder", "D", QT_TRANSLATE_NOOP("Command", "Where the files go"), true, false,
                 Completion::Folder},
                {"keep-months", "N",
                    QT_TRANSLATE_NOOP(
                        "Command", "Whole months that stay beside the current one, 3 by default")}},
            {}, seal,
            QT_TRANSLATE_NOOP("Command",
                "An entry in the trail says where each month ended, so that the chain goes on. "
                "Only "
                "the owner of the trail can do it.")},
    };
}

} // namespace gatehouse::commands
