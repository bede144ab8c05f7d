#include "backup/verify.h"

#include "backup/archive.h"
#include "backup/base.h"
#include "backup/dumprun.h"
#include "backup/words.h"
#include "base/clock.h"

#include <map>

namespace gatehouse::backup {
namespace {

bool isBesideTheManifest(const QString &file)
{
    return file == QLatin1StringView(kManifest) || file == QLatin1StringView(kHistory);
}

QString findingOf(const FileEntry &wanted, const FileEntry &seen)
{
    if (wanted.size != seen.size)
        return Words::tr("%1 has %2 bytes instead of %3.")
            .arg(wanted.path)
            .arg(seen.size)
            .arg(wanted.size);
    return wanted.sha256 == seen.sha256
        ? QString()
        : Words::tr("%1 was changed: its checksum is another one.").arg(wanted.path);
}

} // namespace

QString Proof::sentence() const
{
    if (!findings.isEmpty())
        return findings.join(u' ');
    switch (level) {
    case Level::Hash:
        return Words::tr("Every file has the checksum of the manifest.");
    case Level::Read:
        return Words::tr("Every file has its checksum, and the archive was read to its "
                         "end.");
    case Level::Drill:
        return (QStringList(Words::tr("Restored into an empty database and compared: all the "
                                      "same."))
            + remarks)
            .join(u' ');
    case Level::None:
        break;
    }
    return {};
}

Result<QStringList> fileFindings(
    const Found &backup, const CancelToken &token, const ReportProgress &report)
{
    QStringList findings;
    if (!backup.manifest) {
        findings.append(backup.trouble);
        return findings;
    }
    auto there = plainFilesIn(backup.path);
    if (!there) {
        findings.append(there.error().text);
        return findings;
    }
    if (backup.key && !isGenuine(*backup.manifest, *backup.key))
        findings.append(Words::tr("The manifest was changed by somebody who did not have the key of "
                                  "the backup."));
    const qint64 total = backup.manifest->bytes();
    qint64 done = 0;
    std::map<QString, const FileEntry *> wanted;
    for (const FileEntry &file : backup.manifest->files)
        wanted.insert({file.path, &file});
    for (const QString &name : there.value()) {
        const auto it = wanted.find(name);
        if (it == wanted.end()) {
            if (!isBesideTheManifest(name))
                findings.append(Words::tr("%1 does not belong to this backup.").arg(name));
            continue;
        }
        auto seen = hashFile(backup.path, name, token, [&](qint64 bytes) {
            done += bytes;
            if (report)
                report({done, total, Words::tr("Comparing checksums"), {}});
        });
        if (!seen) {
            if (seen.error().kind == Error::Kind::Cancelled)
                return seen.error();
            findings.append(seen.error().text);
        } else if (const QString said = findingOf(*it->second, seen.value()); !said.isEmpty()) {
            findings.append(said);
        }
        wanted.erase(it);
    }
    for (const auto &[name, file] : wanted)
        findings.append(Words::tr("%1 is missing.").arg(name));
    return findings;
}

Result<> remember(const Found &backup, const Proof &proof)
{
    return addCheck(backup.path,
        {Clock::system().now(), proof.level, proof.good, proof.ms, proof.restoreMs,
            proof.sentence()});
}

Result<Proof> verify(
    const Found &backup, Level level, const CancelToken &token, const ReportProgress &report)
{
    const qint64 began = Clock::system().monotonicMs();
    Proof proof;
    proof.level = level == Level::Read ? Level::Read : Level::Hash;
    auto findings = fileFindings(backup, token, report);
    if (!findings)
        return findings.error();
    proof.findings = std::move(findings).value();
    proof.bytes = backup.manifest ? backup.manifest->bytes() : 0;
    const bool base = backup.manifest && backup.manifest->format == QLatin1StringView(kBaseFormat);
    if (proof.findings.isEmpty() && proof.level == Level::Read && base) {
        auto read = verifyBase(backup, token);
        if (!read && read.error().kind == Error::Kind::Cancelled)
            return read.error();
        if (!read)
            proof.findings.append(read.error().text);
    } else if (proof.findings.isEmpty() && proof.level == Level::Read) {
        if (report)
            report({0, {}, Words::tr("Reading the archive"), {}});
        auto tools = chooseTools(
            findTools(token), versionOf(u"(PostgreSQL) "_s + backup.manifest->tools).major);
        if (!tools)
            return tools.error();
        auto archive = archiveOf(backup);
        if (!archive)
            return archive.error();
        auto read = readArchive(tools.value().tools, archive.value(), token);
        if (!read && read.error().kind == Error::Kind::Cancelled)
            return read.error();
        if (!read)
            proof.findings.append(read.error().text);
    }
    proof.good = proof.findings.isEmpty();
    proof.ms = Clock::system().monotonicMs() - began;
    if (auto kept = remember(backup, proof); !kept && proof.good)
        return kept.error();
    return proof;
}

} // namespace gatehouse::backup
