// The makers behind sources.h, one for each kind of file, and the dice they share.
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QStringList>

#include <cmath>

namespace gatehouse::sandbox {

// The same throws for the same seed.
class Dice
{
public:
    explicit Dice(quint32 seed) : m_generator(seed) { }
    int below(int limit) { return int(m_generator.bounded(quint32(limit))); }
    int skewed(int limit) { return int(limit * std::pow(m_generator.generateDouble(), 3)); }
    double chance() { return m_generator.generateDouble(); }
    bool oneIn(int times) { return below(times) == 0; }
    QString pick(const QStringList &words) { return words[below(int(words.size()))]; }

private:
    QRandomGenerator m_generator;
};

// Each makes the file or folder `path`; its parent exists. The dump of MongoDB gets the service's
// config/ beside it.
Result<> makeMemoryDump(const QString &path, const QDateTime &now);
Result<> makeEnvFile(const QString &path, const QDateTime &now);
Result<> makeAiPalDatabase(const QString &path, const QDateTime &now);
Result<> makeAuditLogs(const QString &path, const QDateTime &now);
Result<> makeMongoDump(const QString &path, const QDateTime &now);
Result<> makeDonResearch(const QString &path, const QDateTime &now);
Result<> makeOldMemory(const QString &path, const QDateTime &now);
Result<> makeMemory(const QString &path, const QDateTime &now);

} // namespace gatehouse::sandbox
