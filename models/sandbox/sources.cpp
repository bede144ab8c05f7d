#include "sandbox/sources.h"

#include "base/securefile.h"
#include "sandbox/sourcemakers.h"
#include "sandbox/words.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::sandbox {
namespace {

struct Maker
{
    const char *systemId, *kind, *path, *title;
    Result<> (*make)(const QString &path, const QDateTime &now);
};

constexpr Maker kMakers[] = {
    {"ollama-gateway", "memory-dump", "ollama-gateway/memory-dump.json",
        QT_TRANSLATE_NOOP("gatehouse::sandbox::Words",
            "Dump of the gateway's memory: keys and the usage of the last hour"),
        makeMemoryDump},
    {"ollama-gateway", "env", "ollama-gateway/.env",
        QT_TRANSLATE_NOOP(
            "gatehouse::sandbox::Words", "Settings of the gateway, with its demo keys"),
        makeEnvFile},
    {"ai-pal", "sqlite", "ai-pal/ai_pal.db",
        QT_TRANSLATE_NOOP("gatehouse::sandbox::Words", "AI-PAL's SQLite database"),
        makeAiPalDatabase},
    {"ai-pal", "jsonl", "ai-pal/audit_logs",
        QT_TRANSLATE_NOOP("gatehouse::sandbox::Words", "AI-PAL's audit files, one of them rotated"),
        makeAuditLogs},
    {"onelastai", "mongodump", "onelastai/dump",
        QT_TRANSLATE_NOOP(
            "gatehouse::sandbox::Words", "MongoDB dump of OneLastAI: users and conversations"),
        makeMongoDump},
    {"don-research", "json", "don-research",
        QT_TRANSLATE_NOOP(
            "gatehouse::sandbox::Words", "Institutions, QAC jobs, models and events of DON Research"),
        makeDonResearch},
    {"flux-rag", "sqlite", "flux-rag/memory-old.db",
        QT_TRANSLATE_NOOP(
            "gatehouse::sandbox::Words", "flux-rag's memory before sessions had owners"),
        makeOldMemory},
    {"flux-rag", "sqlite", "flux-rag/memory.db",
        QT_TRANSLATE_NOOP("gatehouse::sandbox::Words", "flux-rag's memory as it is now"),
        makeMemory},
};

QString pathIn(const QString &dir, const Maker &maker)
{
    return dir + u'/' + QLatin1StringView(maker.path);
}

} // namespace

Result<> writeSources(const QString &dir, const QDateTime &now)
{
    for (const Maker &maker : kMakers) {
        const QString path = pathIn(dir, maker);
        if (auto made = makePrivateDir(QFileInfo(path).absolutePath()); !made)
            return made.error();
        if (auto made = maker.make(path, now.toUTC()); !made)
            return made.error();
    }
    return Done{};
}

std::vector<Source> listSources(const QString &dir)
{
    std::vector<Source> found;
    for (const Maker &maker : kMakers)
        if (const QString path = pathIn(dir, maker); QFileInfo::exists(path))
            found.push_back({QString::fromLatin1(maker.systemId), QString::fromLatin1(maker.kind),
                path, Words::tr(maker.title)});
    return found;
}

} // namespace gatehouse::sandbox
