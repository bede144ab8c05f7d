// SQLite files in the states in which they are found: in use, left behind, damaged, hostile.
#include "support/sourcedump.h"

#include <QCryptographicHash>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <memory>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

struct Close
{
    void operator()(sqlite3 *db) const { sqlite3_close(db); }
};
using Db = std::unique_ptr<sqlite3, Close>;

Db openDb(const QString &path)
{
    sqlite3 *db = nullptr;
    if (sqlite3_open(QFile::encodeName(path), &db) != SQLITE_OK)
        qFatal("%s", sqlite3_errmsg(db));
    return Db(db);
}

bool run(const Db &db, const QByteArray &sql)
{
    if (sqlite3_exec(db.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK)
        return true;
    qWarning("%s", sqlite3_errmsg(db.get()));
    return false;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Name and hash of each file; of the shared index only that it is there.
QStringList folderOf(const QString &dir)
{
    QStringList all;
    for (const QString &name : QDir(dir).entryList(QDir::Files, QDir::Name))
        all << name
                + (name.endsWith("-shm"_L1) ? QString()
                                            : u' '
                            + QString::fromLatin1(QCryptographicHash::hash(
                                contentOf(dir + u'/' + name), QCryptographicHash::Sha256)
                                                      .toHex()));
    return all;
}

QByteArray fill(int from, int to)
{
    return "WITH RECURSIVE n(i) AS (SELECT " + QByteArray::number(from)
        + " UNION ALL SELECT i + 1 FROM n WHERE i < " + QByteArray::number(to)
        + ") INSERT INTO t SELECT i, 'row ' || i FROM n;";
}

const QByteArray kTable = "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT);";

qint64 countRows(Source &source)
{
    auto rows = source.read(u"t"_s, {u"word"_s});
    qint64 count = 0;
    while (rows) {
        const auto more = rows.value()->next();
        if (!more || !more.value())
            return more ? count : -1;
        ++count;
    }
    return -2;
}

void copyInto(const QString &dir, const QString &from, const QStringList &endings)
{
    for (const QString &ending : endings)
        QVERIFY(QFile::copy(from + ending, dir + "/m.db"_L1 + ending));
}

} // namespace

class TestMigrationSqlite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_file_in_use_is_a_snapshot_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addRow("WAL") << QByteArray("PRAGMA journal_mode = WAL;");
        QTest::addRow("rollback journal") << QByteArray("PRAGMA journal_mode = DELETE;");
    }

    void a_file_in_use_is_a_snapshot()
    {
        QFETCH(QByteArray, mode);
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        const Db service = openDb(path);
        QVERIFY(run(service, mode + kTable + fill(1, 500)));
        const QStringList before = folderOf(dir.path());
        {
            const auto source = openSource({path});
            QVERIFY2(source, source ? "" : qPrintable(source.error().text));
            QCOMPARE(countRows(*source.value()), 500);
            QCOMPARE(folderOf(dir.path()), before);
            if (mode.contains("WAL")) { // the service goes on writing
                QVERIFY(run(service, fill(501, 600)));
                QCOMPARE(countRows(*source.value()), 500);
            } else { // the service waits
                QVERIFY(!run(service, fill(501, 600)));
            }
        }
        QVERIFY(run(service, fill(701, 710)));
    }

    void a_second_reader_in_this_process_keeps_the_lock()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QVERIFY(run(openDb(path), kTable + fill(1, 10)));
        const auto first = openSource({path});
        QVERIFY(first);
        QVERIFY(first.value()->state());
        {
            const auto second = openSource({path});
            QVERIFY(second && second.value()->state());
        }
        const QString script = u"import sqlite3,sys\n"
                               "c = sqlite3.connect(sys.argv[1], timeout=0.1)\n"
                               "try:\n    c.execute('DELETE FROM t'); c.commit(); print('wrote')\n"
                               "except sqlite3.OperationalError as e: print(e)\n"_s;
        QProcess python; // another process: locks do not bind the own one
        python.start(u"python3"_s, {u"-c"_s, script, path});
        QVERIFY(python.waitForFinished());
        QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("database is locked"));
        QCOMPARE(countRows(*first.value()), 10);
    }

    void what_a_service_left_behind_stays_as_it_is_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<qint64>("rows");
        QTest::addRow("database and log") << QStringList{{}, u"-wal"_s} << qint64(520);
        QTest::addRow("database, log and index")
            << QStringList{{}, u"-wal"_s, u"-shm"_s} << qint64(520);
        QTest::addRow("database alone: the log was not copied")
            << QStringList{QString()} << qint64(500);
    }

    void what_a_service_left_behind_stays_as_it_is()
    {
        QFETCH(QStringList, files);
        QFETCH(qint64, rows);
        QTemporaryDir live, left;
        const QString path = live.filePath(u"m.db"_s);
        const Db service = openDb(path);
        QVERIFY(run(service,
            "PRAGMA journal_mode = WAL;" + kTable + fill(1, 500)
                + "PRAGMA wal_checkpoint(TRUNCATE);" + fill(501, 520)));
        copyInto(left.path(), path, files);
        const QStringList before = folderOf(left.path());
        {
            const auto source = openSource({left.filePath(u"m.db"_s)});
            QVERIFY2(source, source ? "" : qPrintable(source.error().text));
            QCOMPARE(countRows(*source.value()), rows);
            QVERIFY(source.value()->state());
        }
        QCOMPARE(folderOf(left.path()), before);
    }

    void a_change_that_no_lock_keeps_out_is_noticed()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        {
            const Db service = openDb(path);
            QVERIFY(run(service, "PRAGMA journal_mode = WAL;" + kTable + fill(1, 500)));
        }
        QCOMPARE(folderOf(dir.path()).size(), 1);
        const auto source = openSource({path});
        QVERIFY(source);
        const auto before = source.value()->state();
        QCOMPARE(countRows(*source.value()), 500);
        const Db service = openDb(path);
        QVERIFY(run(service, fill(501, 2000)));
        auto rows = source.value()->read(u"t"_s, {u"id"_s});
        QVERIFY(rows);
        Result<bool> more = true;
        while ((more = rows.value()->next()) && more.value()) { }
        QVERIFY(!more);
        QCOMPARE(more.error().kind, Error::Kind::Io);
        QVERIFY(!(source.value()->state().value() == before.value()));
    }

    void trouble_is_a_sentence_data()
    {
        QTest::addColumn<QString>("trouble");
        QTest::addColumn<QString>("word");
        for (const auto &[trouble, word] :
            {std::pair{"absent", "does not exist"}, {"folder", "neither a database"},
                {"empty", "is empty"}, {"encrypted", "encrypted"}, {"locked", "locked"},
                {"cut", "damaged"}, {"torn", "damaged"}, {"hot", "middle of a write"}})
            QTest::addRow("%s", trouble)
                << QString::fromLatin1(trouble) << QString::fromLatin1(word);
    }

    void trouble_is_a_sentence()
    {
        QFETCH(QString, trouble);
        QFETCH(QString, word);
        QTemporaryDir dir;
        QString path = dir.filePath(u"m.db"_s);
        Db service;
        if (trouble != "absent"_L1) {
            service = openDb(path);
            QVERIFY(run(service, kTable + fill(1, 20000)));
        }
        QString kind = u"sqlite"_s;
        if (trouble == "locked"_L1) {
            QVERIFY(run(service, "BEGIN EXCLUSIVE"));
        } else if (trouble == "hot"_L1) {
            QVERIFY(run(service, "PRAGMA cache_size = 2; BEGIN; UPDATE t SET word = word || '!'"));
            QTemporaryDir copy;
            QVERIFY(QFile::copy(path, copy.filePath(u"m.db"_s)));
            QVERIFY(QFile::copy(path + "-journal"_L1, copy.filePath(u"m.db-journal"_s)));
            service.reset();
            QFile::remove(path);
            QVERIFY(QFile::copy(copy.filePath(u"m.db"_s), path));
            QVERIFY(QFile::copy(copy.filePath(u"m.db-journal"_s), path + "-journal"_L1));
        } else {
            service.reset();
        }
        QFile file(path);
        if (trouble == "empty"_L1)
            QVERIFY(file.resize(0));
        if (trouble == "cut"_L1)
            QVERIFY(file.resize(file.size() / 2));
        if (trouble == "encrypted"_L1 || trouble == "torn"_L1) {
            QVERIFY(file.open(QIODevice::ReadWrite));
            file.seek(trouble == "torn"_L1 ? 4096 * 3 : 0);
            file.write(QByteArray(20000, char(0xa7)));
            file.close();
        }
        if (trouble == "folder"_L1) {
            path = dir.path();
            kind.clear();
        }
        if (trouble == "absent"_L1)
            kind.clear();
        const QStringList before = folderOf(dir.path());
        const auto source = openSource({path}, kind);
        Error error;
        if (source) { // damage inside shows when the rows are read
            auto rows = source.value()->read(u"t"_s, {u"word"_s});
            QVERIFY(rows);
            Result<bool> more = true;
            while ((more = rows.value()->next()) && more.value()) { }
            QVERIFY(!more);
            error = more.error();
        } else {
            error = source.error();
        }
        QVERIFY2(error.text.contains(word), qPrintable(error.text + u' ' + error.detail));
        QCOMPARE(error.retryable, trouble == "locked"_L1);
        QCOMPARE(folderOf(dir.path()), before);
    }

    void a_cancelled_read_stops()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QVERIFY(run(openDb(path), kTable + fill(1, 300'000)));
        const CancelToken token;
        const auto source = openSource({path, {}, token});
        QVERIFY(source);
        auto rows = source.value()->read(u"t"_s, {u"word"_s});
        QVERIFY(rows && rows.value()->next());
        token.cancel();
        Result<bool> more = true;
        int count = 0;
        while ((more = rows.value()->next()) && more.value())
            ++count;
        QVERIFY(!more && more.error().kind == Error::Kind::Cancelled);
        QVERIFY(count < 100'000);
    }

    // A schema written to do harm when it is read: nothing of it runs.
    void a_hostile_schema_runs_nothing()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"m.db"_s);
        QVERIFY(run(openDb(path),
            kTable + fill(1, 3)
                + "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 "
                  "FROM n) SELECT i FROM n;"
                  "CREATE TABLE computed (a INTEGER, b AS (zeroblob(900000000)));"
                  "INSERT INTO computed (a) VALUES (1);"));
        const auto source = openSource({path});
        QVERIFY2(source, source ? "" : qPrintable(source.error().text));
        QCOMPARE(countRows(*source.value()), 3);
        QVERIFY(!source.value()->read(u"endless"_s, {u"i"_s}));
        auto bomb = source.value()->read(u"computed"_s, {u"b"_s});
        QVERIFY(bomb && !bomb.value()->next());
        QVERIFY(source.value()->read(u"computed"_s, {u"a"_s}));
        QVERIFY(!source.value()->read(u"t"_s, {u"no such column"_s}));
        QVERIFY(!source.value()->read(u"t"_s, {u"word"_s}, "seven"));
    }
};

QTEST_GUILESS_MAIN(TestMigrationSqlite)
#include "migrationsqlite.moc"
