#include "backup/swapjournal.h"

#include "base/process.h"
#include "base/securefile.h"
#include "base/settings.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <mutex>
#include <set>

#include <unistd.h>

namespace gatehouse::backup {
namespace {

const QStringList &stateIds()
{
    static const QStringList ids{
        u"building"_s, u"swapping"_s, u"done"_s, u"undoing"_s, u"undone"_s};
    return ids;
}

struct Busy
{
    std::mutex mutex;
    std::set<QString> ids;
};
Busy &busy()
{
    static Busy all;
    return all;
}

QString fileOf(const Swap &swap) { return journalFolder() + u'/' + swap.id + u".json"_s; }

} // namespace

QString journalFolder() { return stateDir() + u"/restores"_s; }

Result<> writeSwap(const Swap &swap)
{
    if (auto made = makePrivateDir(journalFolder()); !made)
        return made;
    const QJsonObject json{{u"id"_s, swap.id}, {u"state"_s, stateIds().value(int(swap.state))},
        {u"server"_s, swap.server}, {u"live"_s, swap.live}, {u"fresh"_s, swap.fresh},
        {u"before"_s, swap.before}, {u"backup"_s, swap.backup}, {u"safety"_s, swap.safety},
        {u"at"_s, swap.at.toString(Qt::ISODateWithMs)}, {u"pid"_s, swap.pid},
        {u"standIns"_s, QJsonArray::fromStringList(swap.standIns)}};
    return writeSecureFile(fileOf(swap), QJsonDocument(json).toJson());
}

std::vector<Swap> readSwaps()
{
    std::vector<Swap> all;
    const QStringList names =
        QDir(journalFolder()).entryList({u"*.json"_s}, QDir::Files | QDir::NoSymLinks);
    for (const QString &name : names) {
        const auto bytes = readFile(journalFolder() + u'/' + name, 1024 * 1024);
        if (!bytes)
            continue;
        const QJsonObject json = QJsonDocument::fromJson(bytes.value()).object();
        const int state = int(stateIds().indexOf(json[u"state"_s].toString()));
        if (state < 0 || json[u"id"_s].toString() + u".json"_s != name)
            continue;
        all.push_back({json[u"id"_s].toString(), Swap::State(state), json[u"server"_s].toString(),
            json[u"live"_s].toString(), json[u"fresh"_s].toString(), json[u"before"_s].toString(),
            json[u"backup"_s].toString(), json[u"safety"_s].toString(),
            QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs),
            json[u"pid"_s].toInteger(), json[u"standIns"_s].toVariant().toStringList()});
    }
    std::sort(all.begin(), all.end(), [](const Swap &a, const Swap &b) { return a.at > b.at; });
    return all;
}

AtWork::AtWork(const QString &id) : m_id(id)
{
    const std::lock_guard lock(busy().mutex);
    busy().ids.insert(m_id);
}

AtWork::~AtWork()
{
    const std::lock_guard lock(busy().mutex);
    busy().ids.erase(m_id);
}

bool isAtWork(const Swap &swap)
{
    if (swap.pid != ::getpid())
        return isAlive(swap.pid);
    const std::lock_guard lock(busy().mutex);
    return busy().ids.contains(swap.id);
}

void forgetSwap(const Swap &swap) { QFile::remove(fileOf(swap)); }

} // namespace gatehouse::backup
