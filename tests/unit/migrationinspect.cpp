// What an inspection finds: the dirty corpus kind by kind, keys, references, memory, the sandbox's
// sample sources.
#include "migration/inspect.h"
#include "migration/keybag.h"
#include "sandbox/sources.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <set>

using namespace gatehouse;
using namespace gatehouse::migration;

namespace {

struct Close
{
    void operator()(sqlite3 *db) const { sqlite3_close(db); }
};

bool makeDb(const QString &path, const QByteArray &sql)
{
    sqlite3 *db = nullptr;
    sqlite3_open(QFile::encodeName(path), &db);
    const std::unique_ptr<sqlite3, Close> owner(db);
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK)
        return true;
    qWarning("%s", sqlite3_errmsg(db));
    return false;
}

Result<Inspection> inspectFile(const QString &path, const InspectRequest &request = {})
{
    auto source = openSource({path});
    if (!source)
        return source.error();
    return inspect(*source.value(), request);
}

const Finding *findingOf(const Inspection &inspection, const QString &kind, const QString &column)
{
    for (const Finding &finding : inspection.findings)
        if (finding.kind == kind && finding.column == column)
            return &finding;
    return nullptr;
}

QStringList fixIds(const Finding &finding)
{
    QStringList ids;
    for (const Fix &fix : finding.fixes)
        ids << fix.id;
    return ids;
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

class TestMigrationInspect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Ten clean rows, one dirty one, ten clean ones; what is found and which way out is offered.
    void a_dirty_value_is_found_data()
    {
        QTest::addColumn<QString>("declared");
        QTest::addColumn<QString>("clean");
        QTest::addColumn<QString>("dirty");
        QTest::addColumn<QString>("kind"); // empty: nothing is wrong with it
        QTest::addColumn<QString>("fix");
        const auto row = [](const char *name, const char *declared, const char *clean,
                             const char *dirty, const char *kind, const char *fix) {
            QTest::addRow("%s", name) << QString::fromUtf8(declared) << QString::fromUtf8(clean)
                                      << QString::fromUtf8(dirty) << QString::fromLatin1(kind)
                                      << QString::fromLatin1(fix);
        };
        row("text in INTEGER", "INTEGER", "7", "'n/a'", "not-a-number", "onBad:quarantine");
        row("real in INTEGER", "INTEGER", "7", "3.75", "not-whole", "convert:round");
        row("largest INTEGER", "INTEGER", "7", "9223372036854775807", "", "");
        row("beyond INTEGER", "INTEGER", "7", "9223372036854775808", "not-whole", "onBad:null");
        row("invalid UTF-8", "TEXT", "'word'", "CAST(x'61ff62' AS TEXT)", "not-utf8",
            "convert:replace-invalid");
        row("lone surrogate", "TEXT", "'word'", "CAST(x'eda080' AS TEXT)", "not-utf8",
            "convert:replace-invalid");
        row("BLOB in TEXT", "TEXT", "'word'", "x'c3a9'", "bytes-in-text", "convert:bytes-as-text");
        row("NUL in text", "TEXT", "'word'", "CAST(x'610062' AS TEXT)", "nul", "convert:strip-nul");
        row("epoch seconds", "DATETIME", "'2025-01-02 03:04:05+00:00'", "1735787045", "epoch-times",
            "convert:epoch-s");
        row("epoch milliseconds", "DATETIME", "'2025-01-02 03:04:05Z'", "1735787045123",
            "epoch-times", "convert:epoch-ms");
        row("epoch microseconds", "DATETIME", "'2025-01-02 03:04:05Z'", "1735787045123456",
            "epoch-times", "convert:epoch-us");
        row("epoch nanoseconds", "DATETIME", "'2025-01-02 03:04:05Z'", "1735787045123456789",
            "epoch-times", "convert:epoch-ns");
        row("a year as a time", "DATETIME", "'2025-01-02 03:04:05Z'", "2025", "not-a-time",
            "onBad:quarantine");
        row("empty time", "DATETIME", "'2025-01-02 03:04:05Z'", "''", "empty",
            "convert:empty-null");
        row("no time", "DATETIME", "'2025-01-02 03:04:05Z'", "'yesterday-ish'", "not-a-time",
            "onBad:null");
        row("no such day", "DATETIME", "'2025-01-02 03:04:05Z'", "'2025-02-30 00:00:00'",
            "no-such-date", "onBad:quarantine");
        row("either order", "DATETIME", "'2025-01-02 03:04:05Z'", "'02/01/2025 03:04'", "day-order",
            "convert:dmy");
        row("naive time", "DATETIME", "'2025-01-02T03:04:05Z'", "'2025-01-02T03:04:05.123456'",
            "naive-times", "zone");
        row("offset", "DATETIME", "'2025-01-02 03:04:05Z'", "'2025-01-02 03:04:05+09:00'", "", "");
        row("times in TEXT", "TEXT", "'2025-01-02T03:04:05Z'", "'2025-01-02T03:04:05'",
            "naive-times", "zone");
        row("invalid JSON", "TEXT", "'{\"a\": 1}'", "'{\"a\": '", "bad-json", "convert:json-wrap");
        row("empty JSON", "TEXT", "'{\"a\": 1}'", "''", "empty", "convert:empty-null");
        row("NaN in JSON", "TEXT", "'{\"a\": 1}'", "'{\"a\": NaN}'", "json-nan", "onBad:null");
        row("\\u0000 in JSON", "TEXT", "'{\"a\": 1}'", "'{\"a\": \"x\\u0000\"}'", "json-nul",
            "convert:json-strip-nul");
        row("NULL in NOT NULL", "TEXT", "'word'", "NULL", "", "");
        row("infinity", "REAL", "1.5", "9e999", "not-finite", "onBad:null");
        row("'NaN' in REAL", "REAL", "1.5", "'NaN'", "", "");
        row("'' in REAL", "REAL", "1.5", "''", "empty", "convert:empty-null");
        row("integer in TEXT", "TEXT", "'word'", "42", "", "");
        row("'true' in BOOLEAN", "BOOLEAN", "1", "'true'", "odd-bool", "convert:bool");
        row("2 in BOOLEAN", "BOOLEAN", "0", "2", "odd-bool", "convert:bool");
        row("too long", "VARCHAR(4)", "'서울서울'", "'서울서울서'", "too-long",
            "convert:truncate:4");
        row("sixteen digits", "REAL", "1.5", "0.1234567890123456", "", "");
    }

    void a_dirty_value_is_found()
    {
        QFETCH(QString, declared);
        QFETCH(QString, clean);
        QFETCH(QString, dirty);
        QFETCH(QString, kind);
        QFETCH(QString, fix);
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QByteArray sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, v " + declared.toUtf8() + ");";
        for (int i = 1; i <= 21; ++i)
            sql += "INSERT INTO t VALUES (" + QByteArray::number(i) + ", "
                + (i == 11 ? dirty : clean).toUtf8() + ");";
        QVERIFY(makeDb(path, sql));
        const auto found = inspectFile(path);
        QVERIFY2(found, found ? "" : qPrintable(found.error().text));
        QCOMPARE(found.value().tables.at(0).rows, 21);
        if (kind.isEmpty()) {
            QVERIFY2(found.value().findings.empty(), qPrintable(inspectToText(found.value())));
            return;
        }
        const Finding *finding = findingOf(found.value(), kind, u"v"_s);
        QVERIFY2(finding, qPrintable(inspectToText(found.value())));
        QCOMPARE(finding->count, 1);
        QVERIFY2(fixIds(*finding).contains(fix), qPrintable(fixIds(*finding).join(u' ')));
        if (kind != "empty"_L1)
            QVERIFY(finding->samples.value(0).startsWith("rowid 11"_L1));
        if (finding->severity == Finding::Severity::Question) // never a way that is chosen for one
            QVERIFY(finding->fixes.size() > 1);
    }

    void keys_and_references()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QVERIFY(makeDb(path,
            "CREATE TABLE p (id TEXT PRIMARY KEY, mail TEXT);"
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p, n INT NOT NULL DEFAULT "
            "1);"
            "INSERT INTO p VALUES ('a', 'x@y'), ('b', 'z@y'), ('c', 'x@y'), (NULL, 'x@y');"
            "INSERT INTO c (p) VALUES ('a'), ('gone'), (NULL), ('gone'), ('b'), ('lost');"));
        InspectRequest request;
        request.unique = {{u"p"_s, {u"mail"_s}}};
        const auto found = inspectFile(path, request);
        QVERIFY(found);
        const Finding *orphan = findingOf(found.value(), u"orphan"_s, u"p"_s);
        QVERIFY(orphan);
        QCOMPARE(orphan->count, 3);
        QCOMPARE(orphan->samples,
            (QStringList{u"rowid 2: gone"_s, u"rowid 4: gone"_s, u"rowid 6: lost"_s}));
        QVERIFY(fixIds(*orphan).contains(u"onOrphan:stub"_s));
        const Finding *twice = findingOf(found.value(), u"duplicate-key"_s, u"mail"_s);
        QVERIFY(twice);
        QCOMPARE(twice->count, 2);
        QCOMPARE(twice->samples.value(0), u"rowid 3: x@y"_s);
        const Finding *none = findingOf(found.value(), u"null-key"_s, u"id"_s);
        QVERIFY(none);
        QCOMPARE(none->count, 1);
    }

    void json_csv_and_env_are_looked_at_too_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("kinds");
        QTest::addRow("JSON lines")
            << u"a.jsonl"_s
            << QByteArray("{\"id\": 1, \"at\": \"2025-01-02T03:04:05\", \"n\": 1}\n"
                          "{\"id\": 2, \"at\": 1735787045.5, \"n\": NaN}\n"
                          "{\"id\": 3, \"at\": \"a\\u0000b\", \"n\": \"x\"}\n"
                          "{\"id\": 4, \"at\": \"\\ud800\", \"n\": 4}\n{\"id\": 5, \"cut\n"
                          "{\"id\": 6, \"at\": \"2025-01-02T03:04:05\", \"n\": 1}\n")
            << QStringList{u"unreadable"_s, u"naive-times"_s, u"epoch-times"_s, u"nul"_s,
                   u"not-utf8"_s, u"not-finite"_s, u"not-a-number"_s};
        QTest::addRow("CSV") << u"a.csv"_s
                             << QByteArray(
                                    "id,at,n\n1,31/12/2024,1\n2,02/01/2025,2\n3,12/31/2024,x\n"
                                    "4,03/03/2025\n5,\"04/05/2025,1\n")
                             << QStringList{u"unreadable"_s, u"day-order"_s};
        QTest::addRow(".env") << u".env"_s << QByteArray("A=1\nnot one\nKEY=\xff\n")
                              << QStringList{u"unreadable"_s};
        QTest::addRow("JSON") << u"a.json"_s
                              << QByteArray("[{\"d\": \"2025-02-30\"}, {\"d\": \"2025-01-02\"}, 7]")
                              << QStringList{u"unreadable"_s, u"no-such-date"_s};
    }

    void json_csv_and_env_are_looked_at_too()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QStringList, kinds);
        QTemporaryDir dir;
        QVERIFY(write(dir.filePath(file), content));
        const auto found = inspectFile(dir.filePath(file));
        QVERIFY2(found, found ? "" : qPrintable(found.error().text));
        std::set<QString> got;
        for (const Finding &finding : found.value().findings)
            got.insert(finding.kind);
        QVERIFY2((got == std::set<QString>(kinds.begin(), kinds.end())),
            qPrintable(inspectToText(found.value())));
    }

    void secrets_are_masked()
    {
        QTemporaryDir dir;
        QVERIFY(write(dir.filePath(u"dump.json"_s),
            "{\"API_KEYS\": {\"ollama-abcdefghijklmnopqrstuvwx\": {\"key\": "
            "\"ollama-abcdefghijklmnopqrstuvwx\", \"name\": \"web\"}}}"));
        const auto found = inspectFile(dir.filePath(u"dump.json"_s));
        QVERIFY(found);
        const QString text = inspectToText(found.value())
            + QString::fromUtf8(QJsonDocument(inspectToJson(found.value())).toJson());
        QVERIFY2(!text.contains(u"abcdefghijkl"_s), qPrintable(text));
    }

    void a_bag_that_does_not_fit_is_the_same_bag_data()
    {
        QTest::addColumn<int>("room");
        for (const int room : {3, 70, 1000, 5000, 1'000'000})
            QTest::addRow("%d", room) << room;
    }

    void a_bag_that_does_not_fit_is_the_same_bag()
    {
        QFETCH(int, room);
        QRandomGenerator random(7);
        KeyBag children{size_t(room)}, parents{size_t(room)};
        std::multiset<quint64> all, owners;
        for (int i = 0; i < 20'000 / (room < 10 ? 40 : 1); ++i) {
            const quint64 hash = random.bounded(8000u);
            children.add(hash);
            all.insert(hash);
            if (i % 2 == 0) {
                parents.add(hash * 2);
                owners.insert(hash * 2);
            }
        }
        QVERIFY(children.close());
        QVERIFY(parents.close());
        std::vector<quint64> walked;
        quint64 hash = 0;
        for (KeyBag::Walk walk(children); walk.next(hash);)
            walked.push_back(hash);
        QVERIFY(std::equal(walked.begin(), walked.end(), all.begin(), all.end()));
        QCOMPARE(repeated(children).count,
            qint64(all.size()) - qint64(std::set<quint64>(all.begin(), all.end()).size()));
        QCOMPARE(absent(children, parents).count,
            qint64(std::count_if(
                all.begin(), all.end(), [&](quint64 one) { return !owners.contains(one); })));
    }

    void no_room_for_temporary_files_is_said()
    {
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{8192, before.rlim_max};
        const auto signalled = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        KeyBag bag{1000};
        for (quint64 i = 0; i < 20'000; ++i)
            bag.add(i);
        const auto closed = bag.close();
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, signalled);
        QVERIFY(!closed);
        QVERIFY2(closed.error().text.contains(u"no room for temporary files in /tmp"_s),
            qPrintable(closed.error().text));
    }

    void cancelling_stops_it()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QVERIFY(makeDb(path,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT); WITH RECURSIVE n(i) AS (SELECT 1 "
            "UNION "
            "ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO t SELECT i, 'x' FROM n;"));
        InspectRequest request;
        request.report = [&](const Progress &) { request.token.cancel(); };
        const auto found = inspectFile(path, request);
        QVERIFY(!found && found.error().kind == Error::Kind::Cancelled);
    }

    // The files of the five systems, each with the flaws that were put into it.
    void sample_sources_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("tables");
        QTest::addColumn<QStringList>("found"); // kind table.column
        QTest::addRow("memory dump") << u"ollama-gateway/memory-dump.json"_s
                                     << QStringList{u"API_KEYS 7"_s, u"USAGE_STATS"_s}
                                     << QStringList{u"naive-times API_KEYS.created_at"_s,
                                            u"naive-times USAGE_STATS.timestamp"_s};
        QTest::addRow("settings") << u"ollama-gateway/.env"_s << QStringList{u"settings 16"_s}
                                  << QStringList{u"unreadable settings."_s};
        QTest::addRow("AI-PAL") << u"ai-pal/ai_pal.db"_s
                                << QStringList{u"user_profiles 12"_s, u"ari_snapshots 400"_s,
                                       u"ffe_goals 60"_s, u"atomic_blocks 180"_s,
                                       u"background_tasks 300"_s}
                                << QStringList{u"no-such-date ffe_goals.deadline"_s,
                                       u"orphan atomic_blocks.goal_id"_s,
                                       u"odd-bool atomic_blocks.completed"_s,
                                       u"bad-json user_profiles.preferences"_s,
                                       u"naive-times ari_snapshots.timestamp"_s};
        QTest::addRow("audit lines")
            << u"ai-pal/audit_logs"_s << QStringList{u"audit 372"_s}
            << QStringList{u"unreadable audit."_s, u"naive-times audit.timestamp"_s,
                   u"nul audit.details.agent"_s};
        QTest::addRow("MongoDB dump")
            << u"onelastai/dump"_s
            << QStringList{u"conversations 300"_s, u"conversations.messages"_s, u"users"_s,
                   u"users.subscriptions"_s, u"users.sessions"_s}
            << QStringList{u"orphan conversations.user_id"_s};
        QTest::addRow("DON Research")
            << u"don-research"_s
            << QStringList{u"institutions 5"_s, u"qac_jobs 40"_s, u"events 150"_s}
            << QStringList{u"epoch-times qac_jobs.created_at"_s, u"naive-times events.timestamp"_s};
        QTest::addRow("flux-rag") << u"flux-rag/memory.db"_s
                                  << QStringList{u"sessions 140"_s, u"messages"_s}
                                  << QStringList{u"orphan messages.session_id"_s,
                                         u"not-utf8 messages.content"_s, u"nul messages.content"_s,
                                         u"bad-json messages.metadata"_s,
                                         u"naive-times messages.created_at"_s};
        QTest::addRow("flux-rag, old")
            << u"flux-rag/memory-old.db"_s << QStringList{u"sessions 66"_s, u"messages 30"_s}
            << QStringList{u"naive-times sessions.created_at"_s};
    }

    void sample_sources()
    {
        QFETCH(QString, path);
        QFETCH(QStringList, tables);
        QFETCH(QStringList, found);
        QTemporaryDir dir;
        const QDateTime now(QDate(2026, 3, 9), QTime(14, 0), Qt::UTC);
        QVERIFY(sandbox::writeSources(dir.filePath(u"s"_s), now));
        const auto inspected = inspectFile(dir.filePath(u"s/"_s + path));
        QVERIFY2(inspected, inspected ? "" : qPrintable(inspected.error().text));
        const QString text = inspectToText(inspected.value());
        QStringList names, kinds;
        for (const TableFacts &table : inspected.value().tables)
            names << table.name << u"%1 %2"_s.arg(table.name).arg(table.rows + table.unreadable);
        for (const Finding &finding : inspected.value().findings)
            kinds << u"%1 %2.%3"_s.arg(finding.kind, finding.table, finding.column);
        for (const QString &table : tables)
            QVERIFY2(names.contains(table), qPrintable(table + u'\n' + names.join(u'\n')));
        for (const QString &one : found)
            QVERIFY2(kinds.contains(one), qPrintable(one + u'\n' + kinds.join(u'\n') + text));
    }
};

QTEST_GUILESS_MAIN(TestMigrationInspect)
#include "migrationinspect.moc"
