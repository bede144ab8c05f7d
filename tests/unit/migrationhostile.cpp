// Sources that lie about themselves or change under the reader's hands.
#include "migration/inspect.h"
#include "migration/sources/bytestream.h"
#include "support/sourcedump.h"

#include <QTemporaryDir>

#include <zlib.h>

#include <sys/resource.h>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

bool write(const QString &path, const QByteArray &content, bool append = false)
{
    QFile file(path);
    return file.open(append ? QIODevice::Append : QIODevice::WriteOnly)
        && file.write(content) == content.size();
}

long peakMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace

class TestMigrationHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // 400 MB of one line in 400 kB: the line is one bad row, its neighbours arrive.
    void a_bomb_in_gzip_is_one_bad_row()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"bomb.jsonl.gz"_s);
        gzFile file = gzopen(QFile::encodeName(path), "wb1");
        gzputs(file, "{\"a\": 1}\n{\"a\": \"");
        const QByteArray piece(1 << 20, 'x');
        for (int i = 0; i < 400; ++i)
            gzwrite(file, piece.constData(), unsigned(piece.size()));
        gzputs(file, "\"}\n{\"a\": 3}\n");
        gzclose(file);
        QVERIFY(QFileInfo(path).size() < 4'000'000);
        const long before = peakMiB();
        auto source = openSource({path});
        QVERIFY2(source, source ? "" : qPrintable(source.error().text));
        const SourceTable table = source.value()->tables().at(0);
        QCOMPARE(table.rows.value_or(0), 3);
        const QStringList lines = dumpRows(*source.value(), table).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], u"  line 1: 1"_s);
        QVERIFY(lines[1].startsWith("  ! line 2: This line is longer"_L1));
        QCOMPARE(lines[2], u"  line 3: 3"_s);
        QVERIFY2(peakMiB() - before < 3 * long(kLargestValue / (1 << 20)),
            qPrintable(QString::number(peakMiB() - before)));
    }

    void a_value_of_json_that_never_ends_is_refused()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"endless.json"_s);
        QVERIFY(write(path, "[{\"a\": \"" + QByteArray(80'000'000, 'x')));
        const auto source = openSource({path});
        QVERIFY(!source);
        QVERIFY(source.error().text.contains(u"ends too early"_s));
    }

    void a_file_that_grows_is_noticed_and_read_on_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("then");
        QTest::addRow("JSON lines") << u"log.jsonl"_s << QByteArray("{\"n\": 1}\n{\"n\": 2}\n")
                                    << QByteArray("{\"n\": 3}\n");
        QTest::addRow("CSV") << u"log.csv"_s << QByteArray("n,m\n1,a\n2,b\n")
                             << QByteArray("3,c\n");
    }

    void a_file_that_grows_is_noticed_and_read_on()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, then);
        QTemporaryDir dir;
        const QString path = dir.filePath(name);
        QVERIFY(write(path, first));
        auto source = openSource({path});
        QVERIFY(source);
        const auto before = source.value()->state();
        const SourceTable table = source.value()->tables().at(0);
        auto rows = source.value()->read(table.name, {u"n"_s});
        QVERIFY(rows && rows.value()->next() && rows.value()->next());
        const Position last = rows.value()->position();
        QVERIFY(write(path, then, true));
        const auto after = source.value()->state();
        QVERIFY(before && after && !(before.value() == after.value()));
        auto later = openSource({path});
        QVERIFY(later);
        auto rest = later.value()->read(table.name, {u"n"_s}, last);
        QVERIFY(rest);
        const auto more = rest.value()->next();
        QVERIFY(more && more.value());
        QVERIFY(shownCell(rest.value()->cells()[0]).contains(u'3'));
        QVERIFY(!rest.value()->next().value());
    }

    void positions_of_another_source_are_refused_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addRow("JSON lines") << u"a.jsonl"_s << QByteArray("{\"n\": 1}\n");
        QTest::addRow("CSV") << u"a.csv"_s << QByteArray("n,m\n1,2\n");
        QTest::addRow("JSON") << u"a.json"_s << QByteArray("[{\"n\": 1}]");
        QTest::addRow(".env") << u".env"_s << QByteArray("A=1\n");
    }

    void positions_of_another_source_are_refused()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QTemporaryDir dir;
        QVERIFY(write(dir.filePath(file), content));
        auto source = openSource({dir.filePath(file)});
        QVERIFY(source);
        const SourceTable table = source.value()->tables().at(0);
        for (const char *position : {"nonsense", "-1", "99:99:99", ""})
            if (auto rows = source.value()->read(table.name, columnNames(table), position)) {
                // A place beyond the end may open; nothing may come from it.
                const auto more = rows.value()->next();
                QVERIFY2(!more || !more.value(), position);
            }
    }

    void what_looks_like_nothing_is_a_sentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addRow("words") << u"letter.txt"_s << QByteArray("Dear Sir or Madam\n\nGoodbye\n");
        QTest::addRow("picture") << u"a.png"_s << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
        QTest::addRow("zeros") << u"zero.bin"_s << QByteArray(5000, '\0');
        QTest::addRow("empty") << u"empty"_s << QByteArray();
        QTest::addRow("PostgreSQL dump") << u"a.dump"_s << QByteArray("PGDMP\x01\x0e\x00", 8);
    }

    void what_looks_like_nothing_is_a_sentence()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QTemporaryDir dir;
        QVERIFY(write(dir.filePath(name), content));
        const auto source = openSource({dir.filePath(name)});
        QVERIFY(!source);
        QCOMPARE(source.error().kind, Error::Kind::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestMigrationHostile)
#include "migrationhostile.moc"
