#include "support/usagedata.h"

#include "base/redact.h"
#include "usage/export.h"
#include "usage/exportplan.h"
#include "usage/exportredact.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::usage;
using test::cell;
using test::run;

namespace {

// Every quote, line ends, formulas, secrets where nobody expects them, JSON with its own spelling.
const QString kRows = uR"x(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES
 ('edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', 'mobile', 'user', 100, '2026-01-01', true),
 ('short', '=HYPERLINK("x")', 'user', 100, '2026-01-01', true),
 ('demo-admin-key-12345', 'it''s, "web"', 'admin', 1000, '2026-01-01', true);
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT (ARRAY['edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', 'short', 'demo-admin-key-12345', 'edgellm-CANARYCANARYCANARYCANARYCANARYCANARYCANg9'])[1 + n % 4],
       (ARRAY['/api/chat', E'=cmd|'' /C calc''!A0', E'two\nlines, "quoted"\r\n\ttab', 'мир 🗝'])[1 + n % 4],
       (ARRAY['llama3.2', '', '+1', 'a\b'])[1 + n % 4], n / 1000.0, timestamp '2026-03-28 20:00' + n * interval '1.000003 seconds',
       CASE n % 5 WHEN 0 THEN '{"message_count": 3, "big": 12345678901234567890.10}' WHEN 1 THEN E'{\n  "a" : [1,\t2e0],\r\n  "b": "x\\ny"\n}' WHEN 2 THEN 'null' WHEN 3 THEN '-5' END::json
FROM generate_series(1, 20000) n;
UPDATE usage_logs SET request_data = '{"prompt": "my key is ollama-CANARYCANARY12345, ok?", "api_key": "CANARY-PLAIN", "n": 1.50}' WHERE id = 77;
UPDATE usage_logs SET "timestamp" = 'infinity' WHERE id = 1;
ANALYZE;
)x"_s;

Span span(const char *from, const char *to)
{
    return {*instantFromText(QString::fromLatin1(from), QTimeZone::utc()),
        *instantFromText(QString::fromLatin1(to), QTimeZone::utc())};
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

} // namespace

class UsageExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = test::databaseOf(*m_server, u"ollama-gateway"_s);
        const QByteArray trouble = test::script(*m_session, kRows);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
        const auto opened = test::openUsage(*m_session);
        QVERIFY2(opened.source, opened.trouble.constData());
        m_source = opened.source;
    }
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanupTestCase() { m_session.reset(); }

    void csvIsByteForByteThatOfPsql_data()
    {
        QTest::addColumn<QString>("chip");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<bool>("formulaSafe");
        QTest::addRow("all") << QString() << u"UTC"_s << false;
        QTest::addRow("filtered") << u"model=a\\\\b"_s << u"Europe/Berlin"_s << false;
        QTest::addRow("formula safe") << QString() << u"Australia/Lord_Howe"_s << true;
        QTest::addRow("nothing") << u"model=none"_s << u"UTC"_s << false;
    }
    void csvIsByteForByteThatOfPsql()
    {
        QFETCH(QString, chip);
        QFETCH(QString, zone);
        QFETCH(bool, formulaSafe);
        const Figures figures =
            this->figures(chip.isEmpty() ? QStringList() : QStringList(chip), zone);
        ExportOptions options;
        options.formulaSafe = formulaSafe;
        const auto done = exportAll(figures, u"a.csv"_s, options);
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        QVERIFY(done.value().isWhole());
        const QByteArray ours = contentOf(path(u"a.csv"_s));
        QCOMPARE(done.value().bytes, ours.size());
        QCOMPARE(done.value().sha256,
            QCryptographicHash::hash(ours, QCryptographicHash::Sha256).toHex());
        QCOMPARE(done.value().redactedRows, chip.isEmpty() ? 1 : 0);

        // psql with the very statement that the manifest shows.
        const QJsonObject manifest =
            QJsonDocument::fromJson(contentOf(path(u"a.csv.manifest.json"_s))).object();
        const QJsonArray statements = manifest[u"statements"_s].toArray();
        QCOMPARE(statements.size(), 2);
        QString copy = statements[1].toString();
        copy.replace(u'\n', u' ');
        QProcess psql;
        psql.setProcessEnvironment(QProcessEnvironment::systemEnvironment());
        const auto info = (*m_server)->info(u"ollama_gateway"_s);
        const QString settings = u"BEGIN; "_s + statements[0].toString() + u"; "_s;
        if ((*m_server)->socketDir().isEmpty())
            QFAIL("no socket");
        QStringList arguments{u"-X"_s, u"-q"_s, u"-h"_s, (*m_server)->socketDir(), u"-U"_s,
            info.user, u"-d"_s, u"ollama_gateway"_s, u"-o"_s, u"/dev/null"_s, u"-c"_s, settings,
            u"-c"_s,
            u"\\copy ("_s + copy.mid(6, copy.indexOf(u") TO STDOUT"_s) - 6) + u") TO '"_s
                + path(u"psql.csv"_s) + u"' (FORMAT csv, HEADER)"_s};
        if (!info.port.isEmpty())
            arguments << u"-p"_s << info.port;
        psql.start(u"psql"_s, arguments);
        QVERIFY(psql.waitForFinished());
        const QByteArray theirs = contentOf(path(u"psql.csv"_s));
        QVERIFY2(psql.exitCode() == 0 && theirs != "cannot be read",
            psql.readAllStandardError().constData());
        if (chip.isEmpty()) { // all but the one row with secrets in its text
            QVERIFY(theirs.contains("CANARY-PLAIN"));
            QByteArrayList ourLines = ours.split('\n'), theirLines = theirs.split('\n');
            QCOMPARE(ourLines.size(), theirLines.size());
            int different = 0;
            for (qsizetype i = 0; i < ourLines.size(); ++i)
                different += ourLines[i] != theirLines[i] ? 1 : 0;
            QCOMPARE(different, 1);
        } else {
            QCOMPARE(ours, theirs);
        }
    }

    void nothingSecretLeaves_data()
    {
        QTest::addColumn<int>("format");
        QTest::addRow("csv") << int(ExportFormat::Csv);
        QTest::addRow("json lines") << int(ExportFormat::JsonLines);
        QTest::addRow("xlsx") << int(ExportFormat::Xlsx);
    }
    void nothingSecretLeaves()
    {
        QFETCH(int, format);
        ExportOptions options;
        options.format = ExportFormat(format);
        const QString name = u"b."_s + suffixOf(options.format);
        const auto done = exportAll(figures({}), name, options);
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        QCOMPARE(done.value().redactedRows, 1);
        QByteArray content = contentOf(path(name));
        if (options.format == ExportFormat::Xlsx)
            content = sheetOf(path(name));
        QVERIFY(content.size() > 100000);
        QVERIFY(!content.contains("CANARY"));
        QVERIFY(!content.contains("AAAAAAAA"));
        QVERIFY(content.contains("mobile"));
        QVERIFY(!contentOf(path(name + u".manifest.json"_s)).contains("CANARY"));
        for (const QString &file : {name, QString(name + u".manifest.json"_s)}) {
            struct stat info = {};
            QCOMPARE(::stat(QFile::encodeName(path(file)).constData(), &info), 0);
            QCOMPARE(int(info.st_mode & 0777), 0600);
        }
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 2);
    }

    void masksAreThoseOfTheProgram()
    {
        const QStringList keys{u"edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1"_s,
            u"short"_s, u"demo-admin-key-12345"_s, u"twelve-chars"_s, u"eleven-char"_s,
            u"no_prefix_but_underscores_1"_s, u"averylongprefixwithoutend-x1234567"_s,
            u"-leading-dash-key-0001"_s, u"0123456789ab"_s, u"юникод-ключ-0001"_s};
        auto session = test::databaseOf(*m_server, u"ollama-gateway"_s, u"masks"_s);
        for (const QString &key : keys)
            QVERIFY(test::script(*session,
                u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") VALUES ('%1', '/', 'm', 1, '2026-03-29')"_s
                    .arg(key))
                        .isEmpty());
        const auto opened = test::openUsage(*session);
        QVERIFY2(opened.source, opened.trouble.constData());
        const auto figures = Figures::of(opened.source, {}, span("2026-03-01", "2026-04-01"));
        QByteArray csv;
        const auto done = run(*session, [&](db::Sql &sql) {
            return exportTo(sql, figures.value(),
                [&csv](QByteArrayView row) {
                    csv += row;
                    return Result<>(Done{});
                },
                {ExportFormat::Csv, {u"api_key"_s}});
        });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        const QByteArrayList lines = csv.split('\n');
        QCOMPARE(lines.first(), QByteArray("key_name,key,key_fingerprint"));
        QByteArrayList expected;
        for (const QString &key : keys)
            expected << (u',' + maskKey(key) + u',' + fingerprint(key)).toUtf8();
        for (const QByteArray &line : expected)
            QVERIFY2(lines.contains(line), line.constData());
    }

    void jsonLinesKeepTheirTokens()
    {
        ExportOptions options;
        options.format = ExportFormat::JsonLines;
        const auto done = exportAll(figures({}, u"Europe/Berlin"_s), u"c.jsonl"_s, options);
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        const QByteArrayList lines = contentOf(path(u"c.jsonl"_s)).split('\n');
        QCOMPARE(lines.size(), int(done.value().rows) + 1);
        int big = 0;
        for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
            QJsonParseError error;
            const QJsonObject row = QJsonDocument::fromJson(lines[i], &error).object();
            QVERIFY2(error.error == QJsonParseError::NoError, lines[i].constData());
            QVERIFY(row.contains(u"duration_ms"_s));
            big += lines[i].contains("12345678901234567890.10") ? 1 : 0;
            if (row[u"id"_s].toInt() == 77) {
                QVERIFY(lines[i].contains("1.50"));
                QVERIFY(lines[i].contains(", ok?"));
            }
        }
        QCOMPARE(big, 4000);
        QVERIFY(lines.first().contains("+02:00")); // summer time
        QVERIFY(lines[lines.size() - 2].contains("+01:00"));
    }

    void spreadsheetHoldsTheRows()
    {
        ExportOptions options;
        options.format = ExportFormat::Xlsx;
        const auto done = exportAll(figures({u"model=llama3.2"_s}), u"d.xlsx"_s, options);
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        const QByteArray sheet = sheetOf(path(u"d.xlsx"_s));
        QCOMPARE(sheet.count("<row "), int(done.value().rows) + 1);
        QVERIFY(!sheet.contains("<f>"));        // no formula
        QVERIFY(sheet.contains("<v>4000</v>")); // 4.000 s in ms, a number
    }

    void aTakenNameIsKept()
    {
        QFile file(path(u"e.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        auto done = exportAll(figures({}), u"e.csv"_s, {});
        QVERIFY(!done);
        QCOMPARE(int(done.error().kind), int(Error::Kind::Refused));
        QCOMPARE(contentOf(path(u"e.csv"_s)), QByteArray("mine"));
        ExportOptions options;
        options.overwrite = true;
        QVERIFY(exportAll(figures({}), u"e.csv"_s, options));
        QVERIFY(contentOf(path(u"e.csv"_s)).size() > 4);
        QVERIFY(QFile::link(path(u"e.csv"_s), path(u"link.csv"_s)));
        QVERIFY(!exportAll(figures({}), u"link.csv"_s, options));
    }

    void aFullDiskIsSaidAndLeavesNothing_data() { nothingSecretLeaves_data(); }
    void aFullDiskIsSaidAndLeavesNothing()
    {
        QFETCH(int, format);
        QTemporaryDir small;
        QProcess mount;
        mount.start(u"mount"_s,
            {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=1m,mode=700"_s, u"tmpfs"_s, small.path()});
        const bool mounted = mount.waitForFinished() && mount.exitCode() == 0;
        // Where nothing may be mounted a limit of size plays the full disk.
        struct rlimit before = {};
        if (!mounted) {
            ::getrlimit(RLIMIT_FSIZE, &before);
            const struct rlimit tight = {300 * 1024, before.rlim_max};
            std::signal(SIGXFSZ, SIG_IGN);
            ::setrlimit(RLIMIT_FSIZE, &tight);
        }
        ExportOptions options;
        options.format = ExportFormat(format);
        const QString target = small.filePath(u"f."_s + suffixOf(options.format));
        const auto done = run(*m_session,
            [&](db::Sql &sql) { return exportToFile(sql, figures({}), target, options); });
        const QStringList left = QDir(small.path()).entryList(QDir::Files | QDir::Hidden);
        if (mounted)
            QProcess::execute(u"umount"_s, {u"-l"_s, small.path()});
        else
            ::setrlimit(RLIMIT_FSIZE, &before);
        if (!mounted && options.format == ExportFormat::Xlsx)
            return; // the library does not notice the limit
        QVERIFY(!done);
        QCOMPARE(int(done.error().kind), int(Error::Kind::Io));
        QVERIFY2(!mounted || done.error().text.contains(u"full"_s), why(done.error()).constData());
        QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
        QCOMPARE(cell(*m_session, u"SELECT 'alive'"_s), u"alive"_s);
    }

    void aCancelledExportLeavesNothing_data() { nothingSecretLeaves_data(); }
    void aCancelledExportLeavesNothing()
    {
        QFETCH(int, format);
        ExportOptions options;
        options.format = ExportFormat(format);
        CancelToken token;
        const Figures all = figures({});
        const auto done = run(
            *m_session,
            [&](db::Sql &sql) {
                return exportToFile(sql, all, path(u"g."_s + suffixOf(options.format)), options,
                    [&token](const Progress &progress) {
                        if (progress.total || progress.phase.contains(u"Counting"_s))
                            token.cancel();
                    });
            },
            token);
        QVERIFY(!done);
        QCOMPARE(int(done.error().kind), int(Error::Kind::Cancelled));
        QTRY_VERIFY(QDir(m_dir->path()).entryList(QDir::Files).isEmpty());
        QCOMPARE(cell(*m_session, u"SELECT 'alive'"_s), u"alive"_s);
        QCOMPARE(
            cell(*m_session,
                u"SELECT count(*)::text FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY%'"_s),
            u"0"_s);
    }

    void progressKnowsItsTotal()
    {
        QStringList phases;
        std::optional<qint64> total;
        const Figures all = figures({});
        const auto done = run(*m_session, [&](db::Sql &sql) {
            return exportToFile(sql, all, path(u"h.csv"_s), {}, [&](const Progress &progress) {
                phases << progress.phase;
                total = progress.total ? progress.total : total;
            });
        });
        QVERIFY(done);
        QVERIFY(!phases.isEmpty());
        QVERIFY(!total || *total == done.value().rows);
    }

    void rowsAreRedactedCellByCell_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("hidden");
        QTest::addRow("plain") << QByteArray("1,a,b\n") << QByteArray("1,a,b\n");
        QTest::addRow("swallows no comma") << QByteArray("1,api_key=abc,2,\"x, \"\"y\"\"\"\n")
                                           << QByteArray("1,\"api_key=••••\",2,\"x, \"\"y\"\"\"\n");
        QTest::addRow("line break in a cell")
            << QByteArray("\"a\nsk-abcdefgh\",1\n") << QByteArray("\"a\nsk-••••\",1\n");
        QTest::addRow("json") << QByteArray("\"{\"\"token\"\": \"\"abc\"\", \"\"n\"\": 1.50}\"\n")
                              << QByteArray("\"{\"\"token\"\": \"\"••••\"\", \"\"n\"\": 1.50}\"\n");
    }
    void rowsAreRedactedCellByCell()
    {
        QFETCH(QByteArray, row);
        QFETCH(QByteArray, hidden);
        QCOMPARE(redactCsvRow(row), hidden);
    }

    void jsonIsRedactedValueByValue()
    {
        QCOMPARE(
            redactJsonLine("{\"a\":{\"token\":\"x\\\"y\"},\"n\":1.50,\"t\":\"see sk-abcdefgh\"}\n"),
            QByteArray("{\"a\":{\"token\":\"••••\"},\"n\":1.50,\"t\":\"see sk-••••\"}\n"));
        QCOMPARE(redactJsonLine("{\"broken\n"), QByteArray("{\"redacted\": true}\n"));
    }

private:
    Figures figures(const QStringList &chips, const QString &zone = u"UTC"_s) const
    {
        Filter wanted;
        wanted.zone = zone;
        for (const QString &chip : chips)
            wanted.chips.push_back(parseChip(chip).value());
        return Figures::of(m_source, wanted, span("2026-03-01", "2026-04-30")).value();
    }
    QString path(const QString &name) const { return m_dir->filePath(name); }
    Result<Exported> exportAll(
        const Figures &figures, const QString &name, const ExportOptions &options)
    {
        return run(*m_session,
            [&](db::Sql &sql) { return exportToFile(sql, figures, path(name), options); });
    }
    // The text of the sheet, by a program that is not ours.
    static QByteArray sheetOf(const QString &path)
    {
        QProcess python;
        python.start(u"python3"_s,
            {u"-c"_s,
                u"import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; [sys.stdout.buffer.write(z.read(n)) for n in z.namelist() if 'sheet1' in n or 'shared' in n]"_s,
                path});
        python.waitForFinished();
        return python.readAllStandardOutput();
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::shared_ptr<const Source> m_source;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(UsageExportTest)
#include "usageexport.moc"
