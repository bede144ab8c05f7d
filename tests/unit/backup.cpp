// Backups without a server: which pg_dump fits, manifests that were touched, sums of tables.
#include "backup/create.h"
#include "proof/tablesum.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::backup;

class BackupTest : public QObject
{
    Q_OBJECT

    static Tools tools(int major, int minor)
    {
        return {u"/opt/%1"_s.arg(major), {major, minor, u"%1.%2"_s.arg(major).arg(minor)}, true};
    }
    static Manifest manifest()
    {
        Manifest m;
        m.id = u"1a2b3c4d"_s;
        m.created = QDateTime::fromString(u"2026-11-21T18:45:00.123Z"_s, Qt::ISODateWithMs);
        m.database = u"shop \"x\"\n=é🐘"_s;
        m.tools = u"15.18"_s;
        m.serverNum = 150018;
        m.files = {{u"database.dump"_s, 9007199254740993, "ab"}};
        m.tables = {{u"public"_s, u"t"_s, {u"a"_s, u"b"_s}, 3, "cd", true}};
        m.sequences = {{u"public"_s, u"s"_s, 9223372036854775807, true}};
        return m;
    }

private Q_SLOTS:
    void versions_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<int>("major");
        QTest::addColumn<int>("minor");
        QTest::addRow("debian") << u"pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"_s << 15
                                << 18;
        QTest::addRow("devel") << u"pg_dump (PostgreSQL) 19devel"_s << 19 << 0;
        QTest::addRow("beta") << u"pg_dump (PostgreSQL) 18beta2"_s << 18 << 0;
        QTest::addRow("no tool") << u"Usage: whatever 15.3"_s << 0 << 0;
        QTest::addRow("empty") << QString() << 0 << 0;
    }
    void versions()
    {
        QFETCH(QString, said);
        QTEST(versionOf(said).major, "major");
        QTEST(versionOf(said).minor, "minor");
    }

    void theLowestThatIsNotOlderIsChosen()
    {
        const std::vector<Tools> found{tools(18, 4), tools(16, 14), tools(16, 3), tools(15, 20)};
        QCOMPARE(chooseTools(found, 15).value().tools.version.text, u"15.20"_s);
        QCOMPARE(chooseTools(found, 16).value().tools.version.text, u"16.14"_s);
        QCOMPARE(chooseTools(found, 17).value().tools.version.text, u"18.4"_s);
        QVERIFY(chooseTools(found, 17).value().why.contains(u"17"_s));
        const auto none = chooseTools(found, 19);
        QVERIFY(!none);
        QVERIFY(none.error().text.contains(u"postgresql-client-19"_s));
        QVERIFY(chooseTools({}, 15).error().text.contains(u"postgresql-client-15"_s));
    }

    void oldMinorsAreNamed()
    {
        QVERIFY(knownTrouble({15, 20, u"15.20"_s}).isEmpty());
        QVERIFY(knownTrouble({15, 18, u"15.18"_s}).contains(u"15.20"_s));
        QVERIFY(knownTrouble({15, 13, u"15.13"_s}).contains(u"commands"_s));
        QVERIFY(knownTrouble({12, 22, u"12.22"_s}).contains(u"12"_s));
        QVERIFY(chooseTools({tools(15, 13)}, 15).value().warnings.size() == 1);
    }

    void compressionFitsTheVersion()
    {
        const Version old{15, 20, u"15.20"_s}, recent{16, 14, u"16.14"_s};
        QCOMPARE(compressArgument({}, old).value(), QString());
        QCOMPARE(compressArgument(u"gzip:9"_s, old).value(), u"9"_s);
        QCOMPARE(compressArgument(u"none"_s, old).value(), u"0"_s);
        QCOMPARE(compressArgument(u"zstd:3"_s, recent).value(), u"zstd:3"_s);
        QVERIFY(!compressArgument(u"zstd:3"_s, old));
        for (const QString &bad : {u"gzip:10"_s, u"tar"_s, u"none:1"_s, u"gzip:1 --file=x"_s})
            QVERIFY2(!compressArgument(bad, recent), qPrintable(bad));
    }

    void aManifestComesBackAsItWas()
    {
        const QByteArray bytes = toJson(manifest());
        const auto read = readManifest(bytes);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(read.value().database, manifest().database);
        QCOMPARE(read.value().files.front().size, 9007199254740993);
        QCOMPARE(read.value().sequences.front().last, 9223372036854775807);
        QCOMPARE(read.value().created, manifest().created);
        QCOMPARE(toJson(read.value()), bytes);
    }

    // Every bit of the file, and every byte cut off at the end.
    void anyTouchOfAManifestShows()
    {
        const QByteArray bytes = toJson(manifest());
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray touched = bytes;
                touched[at] = char(touched[at] ^ (1 << bit));
                QVERIFY2(!readManifest(touched), QByteArray::number(at));
            }
            QVERIFY2(!readManifest(bytes.first(at)), QByteArray::number(at));
        }
        QVERIFY(!readManifest(bytes + ' '));
        QVERIFY(!readManifest(
            QByteArray(bytes).replace("\"custom\"", "\"tar\"").replace("15.18", "15.19")));
    }

    void aNewerFormIsSaid()
    {
        const auto read = readManifest(
            toJson(manifest()).replace("\"gatehouseBackup\": 1", "\"gatehouseBackup\": 3"));
        QCOMPARE(read.error().kind, Error::Kind::Refused);
    }

    void historyTakesWhatItUnderstands()
    {
        Check check{QDateTime::currentDateTimeUtc(), Level::Drill, true, 12, 7, u"fine"_s};
        const auto read = readHistory(toJson(check) + "rubbish\n{\"level\":\"drill\"}\n");
        QCOMPARE(read.size(), size_t(1));
        QCOMPARE(read.front().restoreMs, 7);
        Found found;
        found.history = {check};
        QCOMPARE(found.proven(), Level::Drill);
        check.level = Level::Hash;
        check.good = false;
        check.what = u"gone"_s;
        found.history.push_back(check);
        QCOMPARE(found.proven(), Level::None); // a newer failure takes it away
        QCOMPARE(found.lastFailure(), u"gone"_s);
    }

    void namesAreSafeForEveryDisk()
    {
        const QDateTime at = manifest().created;
        QCOMPARE(backupName(u"../e vil\n\"=-🐘"_s, at, u"ff"_s),
            u"___e_vil______-20261121T184500Z-ff.backup"_s);
        QVERIFY(backupName(QString(200, u'x'), at, u"ff"_s).size() < 120);
    }

    void sumsDoNotDependOnTheOrder()
    {
        std::vector<QByteArray> rows;
        for (int i = 0; i < 500; ++i)
            rows.push_back(QByteArray::number(i % 300));
        const auto sumOf = [](const std::vector<QByteArray> &all) {
            proof::RowSum sum;
            for (const QByteArray &row : all)
                sum.add(row);
            return sum.hex();
        };
        const QByteArray straight = sumOf(rows);
        std::shuffle(rows.begin(), rows.end(), *QRandomGenerator::global());
        QCOMPARE(sumOf(rows), straight);
        rows.front() += 'x';
        QVERIFY(sumOf(rows) != straight);
        rows.front().chop(1);
        rows.push_back(rows.front()); // a row more, though it is there already
        QVERIFY(sumOf(rows) != straight);
    }

    // Twice the same row is the double, modulo 2^256.
    void oneRowIsItsSha256()
    {
        proof::RowSum sum;
        sum.add("abc");
        QCOMPARE(sum.hex(),
            QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        sum.add("abc");
        QCOMPARE(sum.hex(),
            QByteArray("74f02d7f1e039fd4828281bcbb5c44476006c3472c2ef5396821fec3e4002b5a"));
        QCOMPARE(sum.rows(), 2);
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "backup.moc"
