// A full look at a million messages beside the floor: the same file stepped through by SQLite
// alone. bench_inspect [rows]; prints JSON.
#include "migration/inspect.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>

#include <sys/resource.h>

using namespace gatehouse;
using namespace gatehouse::migration;

namespace {

void make(const QString &path, int rows)
{
    sqlite3 *db = nullptr;
    sqlite3_open(QFile::encodeName(path), &db);
    const QByteArray sql =
        "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT);"
        "CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL "
        "REFERENCES sessions(id), role TEXT NOT NULL, content TEXT NOT NULL, "
        "metadata TEXT, created_at TEXT NOT NULL);"
        "CREATE INDEX of_session ON messages(session_id, created_at); BEGIN;"
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
        + QByteArray::number(rows / 50 - 1)
        + ") INSERT INTO sessions SELECT printf('%08x-1111-4222-8333-%012x', i, i), '규정' FROM n;"
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
        + QByteArray::number(rows - 1)
        + ") INSERT INTO messages SELECT printf('%08x-1111-4222-9333-%012x', i * 7919 % 16777216, "
          "i),"
          " printf('%08x-1111-4222-8333-%012x', i / 50, i / 50),"
          " CASE i % 2 WHEN 0 THEN 'user' ELSE 'assistant' END,"
          " substr('관련 문서에 따르면 그렇습니다. The quick brown fox jumps over the lazy dog, "
          "and 📊 again; "
          "안전 점검표를 확인해 주세요. Line two goes on for a while so that the mean is about "
          "right here.', "
          "1, 60 + i % 80) || i,"
          " CASE i % 2 WHEN 0 THEN '{}' ELSE '{\"latency_ms\": ' || i || ', \"model_used\": "
          "\"vllm/qwen\"}' END,"
          " strftime('%Y-%m-%dT%H:%M:%f', 1735787045 + i, 'unixepoch') || '123+00:00' FROM n; "
          "COMMIT;";
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        std::fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
}

double floorSeconds(const QString &path)
{
    QElapsedTimer timer;
    timer.start();
    sqlite3 *db = nullptr;
    sqlite3_stmt *row = nullptr;
    sqlite3_open(QFile::encodeName(path), &db);
    sqlite3_prepare_v2(db,
        "SELECT id, session_id, role, content, metadata, created_at FROM messages", -1, &row,
        nullptr);
    unsigned sum = 0;
    while (sqlite3_step(row) == SQLITE_ROW)
        for (int i = 0; i < 6; ++i) {
            const unsigned char *text = sqlite3_column_text(row, i);
            for (int n = sqlite3_column_bytes(row, i); n-- > 0;)
                sum += text[n];
        }
    sqlite3_finalize(row);
    sqlite3_close(db);
    return double(timer.elapsed()) / 1000 + (sum == 1 ? 1 : 0);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int rows = argc > 1 ? QByteArray(argv[1]).toInt() : 1'000'000;
    QTemporaryDir dir;
    const QString path = dir.filePath(u"m.db"_s);
    make(path, rows);
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    QList<double> floors, passes;
    qsizetype findings = 0;
    for (int i = 0; i < 3; ++i) {
        floors << floorSeconds(path);
        QElapsedTimer timer;
        timer.start();
        auto source = openSource({path});
        const auto found = inspect(*source.value());
        passes << double(timer.elapsed()) / 1000;
        findings = found ? qsizetype(found.value().findings.size()) : -1;
    }
    std::sort(floors.begin(), floors.end());
    std::sort(passes.begin(), passes.end());
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    std::printf("{\"rows\": %d, \"megabytes\": %lld, \"floor_s\": %.3f, \"inspect_s\": %.3f, "
                "\"findings\": %lld, \"peak_mib_before\": %ld, \"peak_mib\": %ld}\n",
        rows, QFileInfo(path).size() / 1'000'000, floors[1], passes[1], (long long)findings,
        before.ru_maxrss / 1024, after.ru_maxrss / 1024);
}
