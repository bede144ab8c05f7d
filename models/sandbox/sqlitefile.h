// A SQLite file under construction, and the ways the five services write their values.
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QVariant>

#include <memory>
#include <optional>

struct sqlite3;
struct sqlite3_stmt;

namespace gatehouse::sandbox {

// The first error is kept and the rest skipped; finish() tells it.
class SqliteFile
{
public:
    explicit SqliteFile(const QString &path); // must not exist
    ~SqliteFile();
    void script(const char *sql);
    // Null, integers, doubles, text; a QByteArray is bound as text, whatever its bytes are.
    void insert(const char *sql, const QVariantList &values);
    Result<> finish();

private:
    void fail(sqlite3 *db);
    struct Close
    {
        void operator()(sqlite3 *db) const;
    };
    QString m_path;
    std::unique_ptr<sqlite3, Close> m_db;
    std::optional<Error> m_trouble;
};

QString sampleUuid(const char *kind, int number); // the same for the same two
// "2026-03-04T14:37:11.123456"
QString microStamp(const QDateTime &time, const QString &separator, int microseconds);

} // namespace gatehouse::sandbox
