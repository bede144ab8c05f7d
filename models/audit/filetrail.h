// Audit trails that a back end keeps in files: JSON lines in rotated sets, or a SQLite file. Read
// in place and never altered; looked at through a copy of the rows in a temporary file of ours.
#pragma once

#include "audit/source.h"
#include "base/cancel.h"
#include "base/progress.h"
#include "browse/counts.h"
#include "browse/page.h"
#include "browse/source.h"

#include <QMutex>

struct sqlite3;

namespace gatehouse::audit {

// What was read, and what could not be.
struct FileReport
{
    QStringList files; // names, oldest first
    qint64 rows = 0;
    qint64 unreadable = 0;   // lines or rows that were left out
    QString firstUnreadable; // "audit_20260301.jsonl, line 17"
    bool unfinished = false; // the last line of a file had no end yet, and was left out
};

// Shared as const; any thread, one question after the other.
class FileTrail
{
public:
    // A folder (all *.jsonl in it, and their rotated numbers), one such file, or a SQLite file with
    // a table audit_log. `zone`: of times without one; empty: as the kind of file has it. Reads
    // everything once, in bounded memory. Invalid: no audit trail is there. Io: it cannot be read.
    static Result<std::shared_ptr<const FileTrail>> read(const QString &path,
        const QString &zone = {}, const CancelToken &token = {}, const ReportProgress &report = {});
    ~FileTrail();

    std::shared_ptr<const Source> source() const { return m_source; }
    const FileReport &report() const { return m_report; }
    // Translated: how many rows of which files, and what was left out.
    QString summary() const;

    // Any filter and order of source(); keyset, like pages of a server.
    Result<browse::Page> page(const browse::PageRequest &request, const CancelToken &token) const;
    Result<qint64> count(const browse::Query &query, const CancelToken &token) const;
    // Every row of the query, whole, in its order; false stops. No pages: for exports.
    using Cell = std::function<std::optional<QString>(size_t)>; // of column i
    std::optional<Error> each(const browse::Query &query,
        const std::vector<const browse::Column *> &columns, const CancelToken &token,
        const std::function<bool(const Cell &)> &f) const;
    Result<browse::Value> value(
        const browse::Query &query, const browse::Cursor &row, const QString &columnId) const;

private:
    friend class FileReader;
    FileTrail() = default;
    QString m_folder; // ours, of m_db; removed with it
    sqlite3 *m_db = nullptr;
    mutable QMutex m_one;
    std::shared_ptr<const Source> m_source;
    FileReport m_report;
};

// For a BrowseModel; the questions run in the thread pool.
browse::Source sourceOver(std::shared_ptr<const FileTrail> trail);

} // namespace gatehouse::audit
