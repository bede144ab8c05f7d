// Mutated source files of every kind: no crash, no hang, no endless loop over broken rows, and the
// file stays as it is.
#include "support/sourcedump.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include "places.h"

#include <sqlite3.h>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

// GATEHOUSE_FUZZ_SEED tries other mutations; one seed repeats a run.
quint32 seed()
{
    bool given = false;
    const int number = qEnvironmentVariableIntValue("GATEHOUSE_FUZZ_SEED", &given);
    return given ? quint32(number) : 20261121;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray smallDatabase(const QString &dir)
{
    const QString path = dir + "/seed.db"_L1;
    sqlite3 *db = nullptr;
    sqlite3_open(QFile::encodeName(path), &db);
    sqlite3_exec(db,
        "PRAGMA page_size = 512; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c REAL);"
        "CREATE TABLE w (k TEXT PRIMARY KEY, v INT) WITHOUT ROWID;"
        "CREATE TABLE g (a INT, b AS (a * 2));"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO "
        "t "
        "SELECT i, 'row ' || i, zeroblob(i * 20), i / 3.0 FROM n;"
        "INSERT INTO w SELECT a, id FROM t; INSERT INTO g (a) SELECT id FROM t;",
        nullptr, nullptr, nullptr);
    sqlite3_close(db);
    return contentOf(path);
}

void mutate(QByteArray &bytes, QRandomGenerator &random)
{
    for (quint32 n = random.bounded(1u, 6u); n > 0 && !bytes.isEmpty(); --n) {
        const auto at = qsizetype(random.bounded(quint32(bytes.size())));
        switch (random.bounded(5)) {
        case 0:
            bytes.remove(at, 1 + qsizetype(random.bounded(8)));
            break;
        case 1:
            bytes.insert(at, "{[\"',;\n\\\0\xff}]="[random.bounded(14)]);
            break;
        case 2:
            bytes[at] = char(random.bounded(256));
            break;
        case 3:
            bytes += bytes.mid(at, 40);
            break;
        case 4:
            for (qsizetype i = at; i < std::min(at + 4, bytes.size()); ++i)
                bytes[i] = char(random.bounded(2) ? 0xff : 0x7f);
            break;
        }
    }
}

} // namespace

class MigrationFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sources_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("file"); // empty: made here
        QTest::addRow("sqlite") << u"sqlite"_s << QString();
        for (const auto &[kind, file] : {std::pair{"jsonlines", "jsonlines/mixed/input.jsonl"},
                 {"jsonlines", "jsonlines/extended/input.jsonl"},
                 {"json", "json/memorydump/input.json"}, {"json", "json/elements/input.json"},
                 {"csv", "csv/plain/input.csv"}, {"env", "env/dotenv/input.env"},
                 {"mongodump", "mongodump/file/input.bson"},
                 {"mongodump", "mongodump/archive/input.archive"},
                 {"mongodump", "mongodump/archivegz/input.archive.gz"},
                 {"npz", "npz/file/input.npz"}, {"csv", "csv/broken/input.csv"}})
            QTest::addRow("%s", file) << QString::fromLatin1(kind) << QString::fromLatin1(file);
    }

    void sources()
    {
        QFETCH(QString, kind);
        QFETCH(QString, file);
        QTemporaryDir dir;
        const QString from = QStringLiteral(GATEHOUSE_TEST_DATA "/sources/") + file;
        const QByteArray whole = file.isEmpty() ? smallDatabase(dir.path()) : contentOf(from);
        QVERIFY(!whole.isEmpty());
        QRandomGenerator random(seed());
        const QString path = dir.filePath(u"x."_s + QFileInfo(file).completeSuffix());
        for (int i = 0; i < 300; ++i) {
            QByteArray bytes = whole;
            mutate(bytes, random);
            QFile out(path);
            QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
            out.close();
            const auto source = openSource({path}, kind);
            if (!source) {
                QVERIFY(!source.error().text.isEmpty());
                continue;
            }
            const QString dump = dumpSource(*source.value());
            QVERIFY(dump.size() < 400 * (bytes.size() + 4000));
            QCOMPARE(contentOf(path), bytes);
        }
    }
};

QTEST_GUILESS_MAIN(MigrationFuzz)
#include "migration.moc"
