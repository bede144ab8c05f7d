// The batches of a run: which rows come next, and the one transaction that takes them away.
#pragma once

#include "retention/run.h"

namespace gatehouse::retention {

// Keys as texts, one list a key column; or lines of an archive.
struct Batch
{
    std::vector<QStringList> keys{};
    QStringList lines{};
    qsizetype size() const { return keys.empty() ? lines.size() : keys.front().size(); }
    QString first() const, last() const; // for the trail
};

// Where the rows come from: the table in order of its key, or a verified archive.
class Feed
{
public:
    virtual ~Feed() = default;
    virtual Result<Batch> next(qint64 most) = 0; // an empty one: the end
    virtual Result<> again() = 0;                // from the beginning, for what was locked
};
std::unique_ptr<Feed> tableFeed(db::Sql &sql, const Preview &preview);
Result<std::unique_ptr<Feed>> archiveFeed(const Preview &preview, const QString &path);

// In the caller's transaction: takes those of the batch that are still as they were and that nobody
// holds; answers how many.
Result<qint64> takeBatch(db::Sql &sql, const Preview &preview, const Batch &batch);

} // namespace gatehouse::retention
