// tests/data/sources/<kind>/<case>/: `input*` (for sqlite an SQL script) read as that kind gives
// `expected.txt`. GATEHOUSE_WRITE_EXPECTED=1 writes it anew, to be looked at before it is kept.
#include "migration/sources/parts.h"
#include "places.h"
#include "support/sourcedump.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QTemporaryDir>

#include <sqlite3.h>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QVariantMap optionsOf(const QString &dir)
{
    QVariantMap options;
    for (const QString &line :
        QString::fromUtf8(contentOf(dir + "/options"_L1)).split(u'\n', Qt::SkipEmptyParts))
        options.insert(line.section(u'=', 0, 0), line.section(u'=', 1));
    return options;
}

// Names and bytes of everything under a folder.
QByteArray hashOfTree(const QString &dir)
{
    QStringList all;
    for (QDirIterator it(dir, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();)
        all << it.next();
    all.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &path : all) {
        hash.addData(path.sliced(dir.size()).toUtf8());
        hash.addData(contentOf(path));
    }
    return hash.result();
}

bool copyTree(const QString &from, const QString &to)
{
    for (QDirIterator it(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();) {
        const QString path = it.next(), copy = to + path.sliced(from.size());
        if (!QDir().mkpath(QFileInfo(copy).absolutePath()) || !QFile::copy(path, copy))
            return false;
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        QFile file(copy); // the same in each run, where a source says it
        if (!file.open(QIODevice::Append)
            || !file.setFileTime(QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC),
                QFileDevice::FileModificationTime))
            return false;
    }
    return true;
}

bool runScript(const QString &script, const QString &database)
{
    sqlite3 *db = nullptr;
    const bool done = sqlite3_open(QFile::encodeName(database), &db) == SQLITE_OK
        && sqlite3_exec(db, contentOf(script), nullptr, nullptr, nullptr) == SQLITE_OK;
    if (!done)
        qWarning("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return done;
}

} // namespace

class TestMigrationSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cases_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("dir");
        const QDir all(QStringLiteral(GATEHOUSE_TEST_DATA "/sources"));
        for (const QString &kind : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            for (const QString &name :
                QDir(all.filePath(kind)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
                QTest::addRow("%s/%s", qPrintable(kind), qPrintable(name))
                    << kind << all.filePath(kind + u'/' + name);
    }

    void cases()
    {
        QFETCH(QString, kind);
        QFETCH(QString, dir);
        QTemporaryDir temp;
        const QStringList inputs =
            QDir(dir).entryList({u"input*"_s}, QDir::AllEntries | QDir::NoDotAndDotDot);
        QVERIFY(!inputs.isEmpty());
        QVERIFY(copyTree(dir, temp.path()));
        QFile::remove(temp.filePath(u"expected.txt"_s));
        QFile::remove(temp.filePath(u"options"_s));
        QString input = temp.filePath(inputs.first());
        if (kind == "sqlite"_L1 && input.endsWith(".sql"_L1)) {
            QVERIFY(runScript(input, temp.filePath(u"input.db"_s)));
            QFile::remove(input);
            input = temp.filePath(u"input.db"_s);
        }
        const QByteArray before = hashOfTree(temp.path());
        QString dump;
        {
            const auto source = openSource({input, optionsOf(dir)}, kind);
            dump =
                source ? dumpSource(*source.value()) : u"refused: %1\n"_s.arg(source.error().text);
        }
        dump.replace(temp.path(), u"DIR"_s);
        QCOMPARE(hashOfTree(temp.path()), before);
        const QString expected = dir + "/expected.txt"_L1;
        if (qEnvironmentVariableIsSet("GATEHOUSE_WRITE_EXPECTED")) {
            QFile file(expected);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(dump.toUtf8()) >= 0);
        }
        const QStringList wanted = QString::fromUtf8(contentOf(expected)).split(u'\n');
        const QStringList got = dump.split(u'\n');
        for (qsizetype i = 0; i < std::max(wanted.size(), got.size()); ++i)
            QCOMPARE(got.value(i), wanted.value(i));
    }

    // Read on after each single row, and what follows is the same.
    void every_position_continues_data() { cases_data(); }
    void every_position_continues()
    {
        QFETCH(QString, kind);
        QFETCH(QString, dir);
        QTemporaryDir temp;
        QVERIFY(copyTree(dir, temp.path()));
        QString input = temp.filePath(
            QDir(dir).entryList({u"input*"_s}, QDir::AllEntries | QDir::NoDotAndDotDot).first());
        if (kind == "sqlite"_L1 && input.endsWith(".sql"_L1)) {
            QVERIFY(runScript(input, temp.filePath(u"input.db"_s)));
            input = temp.filePath(u"input.db"_s);
        }
        auto source = openSource({input, optionsOf(dir)}, kind);
        if (!source)
            return;
        for (const SourceTable &table : source.value()->tables()) {
            const QStringList all =
                dumpRows(*source.value(), table).split(u'\n', Qt::SkipEmptyParts);
            auto rows = source.value()->read(table.name, columnNames(table));
            QVERIFY(rows);
            for (qsizetype n = 1; n <= std::min<qsizetype>(all.size(), 60); ++n) {
                const auto more = rows.value()->next();
                if (!more && more.error().kind != Error::Kind::Invalid)
                    break;
                const QString rest = dumpRows(*source.value(), table, rows.value()->position());
                QCOMPARE(rest.split(u'\n', Qt::SkipEmptyParts), all.sliced(n));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestMigrationSources)
#include "migrationsources.moc"
