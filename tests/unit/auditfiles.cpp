// Audit trails in files: rotated JSON lines and flux-rag's audit.db, hostile ones among them; every
// filter and order without a server; never altered.
#include "audit/checks.h"
#include "audit/entry.h"
#include "audit/exportrows.h"
#include "audit/filereader.h"
#include "browse/page.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <sqlite3.h>

using namespace gatehouse;
using namespace gatehouse::audit;

namespace {

QByteArray line(int minute, const char *event, const char *user, const char *result = "success")
{
    return QStringLiteral(
               R"({"event_type": "%1", "severity": "info", "timestamp": "2026-03-01T00:%2:00.123456", "user_id": %3, "session_id": "s1", "component": "gates", "action": "check", "details": {"cost_usd": 0.2, "token": "canary-secret-42"}, "result": "%4", "ip_address": "198.51.100.1", "resource": "/api/chat"})")
               .arg(QLatin1StringView(event))
               .arg(minute, 2, 10, QLatin1Char('0'))
               .arg(user ? u'"' + QString::fromUtf8(user) + u'"' : u"null"_s)
               .arg(QLatin1StringView(result))
               .toUtf8()
        + '\n';
}

} // namespace

class AuditFilesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString &name = {}) const { return m_folder->filePath(name); }
    void put(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    static std::shared_ptr<const FileTrail> read(
        const QString &path, const QString &zone = u"UTC"_s)
    {
        auto trail = FileTrail::read(path, zone);
        if (!trail)
            qWarning("%s | %s", qPrintable(trail.error().text), qPrintable(trail.error().detail));
        return trail ? trail.value() : nullptr;
    }
    static QStringList sentences(const FileTrail &trail, const QStringList &chips = {},
        const QString &text = {}, std::optional<TimeRange> range = {})
    {
        Filter filter;
        filter.range = range;
        filter.text = text;
        for (const QString &chip : chips)
            filter.chips.push_back(parseChip(chip).value());
        const auto query = trail.source()->rows(filter, QDateTime::currentDateTimeUtc());
        if (!query)
            return {query.error().text};
        const auto page = trail.page({query.value(), {}, false, 1000}, {});
        if (!page)
            return {page.error().text + page.error().detail};
        QStringList all;
        for (int row = 0; row < page.value().rows(); ++row)
            all << sentence(
                trail.source()->values([&](const QString &id) -> std::optional<QString> {
                    const int place = page.value().indexOf(id);
                    return place < 0 || page.value().isNull(row, place)
                        ? std::nullopt
                        : std::optional(QString::fromUtf8(page.value().cell(row, place)));
                }));
        return all;
    }
    static QByteArray digest(const QString &folder)
    {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (const QFileInfo &info :
            QDir(folder).entryInfoList(QDir::Files | QDir::Hidden, QDir::Name)) {
            QFile file(info.filePath());
            (void)file.open(QIODevice::ReadOnly);
            hash.addData(info.fileName().toUtf8());
            hash.addData(file.readAll());
        }
        return hash.result();
    }
    static void script(const QString &path, const QByteArray &sql, sqlite3 **keep = nullptr)
    {
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(path), &db), SQLITE_OK);
        char *words = nullptr;
        sqlite3_exec(db, sql.constData(), nullptr, nullptr, &words);
        QVERIFY2(!words, words ? words : "");
        if (keep)
            *keep = db;
        else
            sqlite3_close(db);
    }
    static QByteArray auditDb()
    {
        return "CREATE TABLE audit_log (id TEXT PRIMARY KEY, timestamp TEXT, user_id TEXT, "
               "username "
               "TEXT, action TEXT, resource TEXT, details TEXT, ip_address TEXT);"
               "INSERT INTO audit_log VALUES ('a1', '2026-03-01T00:00:00.5+00:00', 'u1', 'ada', "
               "'LOGIN', '/api/login', '{\"password\": \"canary-secret-42\"}', '10.0.0.7'),"
               "('a2', '2026-03-01 10:00:00', '', '', 'LOGIN_FAILED', '/api/login', 'not json', "
               "'10.0.0.8'),"
               "('a3', 'yesterday', 'u1', 'ada', 'LOGOUT', NULL, NULL, NULL),"
               "('a4', '2026-03-01 11:00:00', 'u2', NULL, 'ROLE_CHANGE', '/api/users/7', "
               "X'FF00FE', NULL);";
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void moments_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("moment"); // empty: none
        const auto row = [](const char *name, const QString &text, const QString &zone,
                             const QString &moment) {
            QTest::addRow("%s", name) << text << zone << moment;
        };
        row("naive", u"2026-02-05T15:17:45.407069"_s, u"UTC"_s, u"2026-02-05 15:17:45.407069+00"_s);
        row("naive in Seoul", u"2026-03-09 14:00:00"_s, u"Asia/Seoul"_s,
            u"2026-03-09 05:00:00.000000+00"_s);
        row("offset", u"2026-03-09T14:00:00.5+09:00"_s, u"UTC"_s,
            u"2026-03-09 05:00:00.500000+00"_s);
        row("offset wins", u"2026-03-09T14:00:00+00:00"_s, u"Asia/Seoul"_s,
            u"2026-03-09 14:00:00.000000+00"_s);
        row("behind", u"2026-03-09T14:00:00-0330"_s, u"UTC"_s, u"2026-03-09 17:30:00.000000+00"_s);
        row("Z", u"2026-03-09T14:00:00Z"_s, u"Asia/Seoul"_s, u"2026-03-09 14:00:00.000000+00"_s);
        row("nanoseconds", u"2026-03-09T14:00:00.123456789Z"_s, u"UTC"_s,
            u"2026-03-09 14:00:00.123456+00"_s);
        row("no such day", u"2026-02-30T00:00:00"_s, u"UTC"_s, {});
        row("no such hour", u"2026-02-20T25:00:00"_s, u"UTC"_s, {});
        row("a word", u"yesterday"_s, u"UTC"_s, {});
        row("empty", QString(), u"UTC"_s, {});
        row("a long one", QString(100000, u'1'), u"UTC"_s, {});
    }
    void moments()
    {
        QFETCH(QString, text);
        QFETCH(QString, zone);
        QFETCH(QString, moment);
        QCOMPARE(momentOf(text, QTimeZone(zone.toUtf8())).value_or(QString()), moment);
    }

    void rotatedSetsAreReadInPlace()
    {
        put(u"audit_20260301.jsonl"_s, line(3, "login", "ada"));
        put(u"audit_20260301.jsonl.1"_s, line(2, "gate_failed", "ada", "denied"));
        put(u"audit_20260301.jsonl.10"_s, line(1, "login", "bob"));
        put(u"notes.txt"_s, "no audit");
        const QByteArray before = digest(path());
        const auto trail = read(path());
        QVERIFY(trail);
        QCOMPARE(trail->report().files.join(u' '),
            u"audit_20260301.jsonl.10 audit_20260301.jsonl.1 audit_20260301.jsonl"_s);
        QCOMPARE(sentences(*trail).join(u'\n'),
            u"ada signed in from 198.51.100.1\n"
            "ada: gate failed, gates /api/chat from 198.51.100.1 (denied)\n"
            "bob signed in from 198.51.100.1"_s);
        QCOMPARE(trail->summary(), u"3 row(s) of 3 file(s)."_s);
        QCOMPARE(digest(path()), before);
    }

    void whatIsMissingFromFilesIsSaid()
    {
        const auto said = [this](const QString &name = {}) {
            const auto trail = read(path(name));
            const auto found = trail ? examine(*trail) : Result<std::vector<Finding>>(cancelled());
            QStringList all;
            for (const Finding &finding : found ? found.value() : std::vector<Finding>())
                all << (finding.isTrouble() ? u"! "_s : u"- "_s) + finding.text;
            return all.join(u'\n');
        };
        const QString noNumbers =
            u"- Missing rows cannot be told: the lines of these files are not numbered."_s;
        put(u"a.jsonl"_s, line(5, "login", "ada") + line(4, "login", "bob")); // a minute is no sign
        QCOMPARE(said(), noNumbers
                + u"\n- Time never goes backwards by more than a minute from row to row."_s);
        put(u"a.jsonl.2"_s, line(9, "login", "ada"));
        QCOMPARE(said(),
            u"! The file a.jsonl.1 is missing, although an older one of the same set is there.\n"_s
                + noNumbers
                + u"\n! Row a.jsonl:1 was written at 2026-03-01 00:05:00, 240 s before the row that "
                  "precedes it."_s);
        QVERIFY(!said(u"a.jsonl.2"_s).contains(u"! "_s)); // one file, as it was asked
        script(path(u"audit.db"_s),
            "CREATE TABLE audit_log (id INTEGER PRIMARY KEY, timestamp TEXT, user_id TEXT, username "
            "TEXT, action TEXT, resource TEXT, details TEXT, ip_address TEXT);"
            "INSERT INTO audit_log (id, timestamp, action) SELECT value, '2026-03-01 10:00:00', 'LOGIN' "
            "FROM json_each('[1, 2, 4, 9]')");
        QCOMPARE(said(u"audit.db"_s),
            u"! Rows 5 to 8 are missing, 4 in all.\n! Row 3 is missing.\n- Time never goes backwards "
            "by more than a minute from row to row."_s);
    }

    void hostileLinesAreLeftOutAndCounted()
    {
        QByteArray text = "\xEF\xBB\xBF" + line(1, "login", "ada");
        text += "not json\n\n[1, 2]\n{\"event_type\": \"login\"}\n";
        text += "{\"event_type\": \"login\", \"timestamp\": \"2026-13-01T00:00:00\"}\n";
        text += QByteArray(200000, '[') + QByteArray(200000, ']') + '\n';
        text += "{\"event_type\": \"" + QByteArray(9 * 1024 * 1024, 'x') + "\"}\n";
        text += QByteArray("\x00\xff\xfe\n", 4);
        text += line(2, "login", "<b>\\u202Eeve</b>").replace("\n", "\r\n");
        text += line(3, "login", "ada").chopped(30); // is being written
        put(u"audit.jsonl"_s, text);
        const auto trail = read(path(u"audit.jsonl"_s));
        QVERIFY(trail);
        QCOMPARE(trail->report().rows, 2);
        QCOMPARE(trail->report().unreadable, 7);
        QCOMPARE(trail->report().firstUnreadable, u"audit.jsonl, line 2"_s);
        QVERIFY(trail->report().unfinished);
    }

    void whatIsNoTrailIsSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addRow("text") << QByteArray("a\nb\n");
        QTest::addRow("another log") << QByteArray("{\"level\": \"info\"}\n");
        QTest::addRow("cut SQLite") << QByteArray("SQLite format 3\0 and no more", 30);
    }
    void whatIsNoTrailIsSaid()
    {
        QFETCH(QByteArray, content);
        put(u"x.jsonl"_s, content);
        QVERIFY(!FileTrail::read(path(u"x.jsonl"_s)));
        QVERIFY(!FileTrail::read(path(u"nothing"_s)));
        QVERIFY(!FileTrail::read(u"/dev/null"_s));
        QFile::remove(path(u"x.jsonl"_s));
        QVERIFY(!FileTrail::read(path())); // no files
    }

    void fieldsFilterAndTextFinds_data()
    {
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows"); // -1: refused
        QTest::addRow("all") << QStringList() << QString() << 4;
        QTest::addRow("actor") << QStringList{u"actor=ada"_s} << QString() << 2;
        QTest::addRow("not actor") << QStringList{u"actor!=ada"_s} << QString() << 2;
        QTest::addRow("no actor") << QStringList{u"actor=!"_s} << QString() << 1;
        QTest::addRow("some actor") << QStringList{u"actor=?"_s} << QString() << 3;
        QTest::addRow("contains, any script") << QStringList{u"actor~ÉVA"_s} << QString() << 1;
        QTest::addRow("starts") << QStringList{u"action^=GATE"_s} << QString() << 1;
        QTest::addRow("one of") << QStringList{u"action=login|logout"_s} << QString() << 3;
        QTest::addRow("two") << QStringList{u"action=login"_s, u"actor=ada"_s} << QString() << 1;
        QTest::addRow("in the details") << QStringList{u"metadata~cost_usd"_s} << QString() << 4;
        QTest::addRow("text") << QStringList() << u"DENIED"_s << 1;
        QTest::addRow("a quote") << QStringList() << u"'; DROP TABLE entries; --"_s << 0;
        QTest::addRow("per cent") << QStringList() << u"%"_s << 0;
        QTest::addRow("order of text") << QStringList{u"actor>=a"_s} << QString() << -1;
        QTest::addRow("no such field") << QStringList{u"colour=red"_s} << QString() << -1;
    }
    void fieldsFilterAndTextFinds()
    {
        QFETCH(QStringList, chips);
        QFETCH(QString, text);
        QFETCH(int, rows);
        put(u"a.jsonl"_s,
            line(1, "login", "ada") + line(2, "gate_failed", "ada", "denied")
                + line(3, "login", "Éva") + line(4, "logout", nullptr));
        const auto trail = read(path(u"a.jsonl"_s));
        QVERIFY(trail);
        Filter filter;
        filter.range = {};
        filter.text = text;
        for (const QString &chip : chips)
            filter.chips.push_back(parseChip(chip).value());
        const auto query = trail->source()->rows(filter, QDateTime::currentDateTimeUtc());
        QCOMPARE(bool(query), rows >= 0);
        if (rows < 0)
            return;
        QCOMPARE(trail->count(query.value(), {}).value(), qint64(rows));
        QCOMPARE(sentences(*trail, chips, text).size(), qsizetype(rows));
    }

    void rangesAreHalfOpen()
    {
        put(u"a.jsonl"_s,
            line(1, "login", "ada") + line(2, "login", "bob") + line(3, "login", "cy"));
        const auto trail = read(path(u"a.jsonl"_s));
        const auto at = [](int minute, int ms) {
            return QDateTime(QDate(2026, 3, 1), QTime(0, minute, 0, ms), QTimeZone::utc());
        };
        QCOMPARE(sentences(*trail, {}, {}, TimeRange::between(at(1, 123), at(3, 123))).size(), 2);
        QCOMPARE(sentences(*trail, {}, {}, TimeRange::between(at(1, 124), at(3, 124))).size(), 2);
    }

    // Every order, forward and backward, page by page: all rows once, as one long page has them.
    void pagesMeet_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<bool>("ascending");
        for (const char *column : {"time", "actor", "action", "n"})
            for (bool up : {true, false})
                QTest::addRow("%s %d", column, int(up)) << QString::fromLatin1(column) << up;
    }
    void pagesMeet()
    {
        QFETCH(QString, column);
        QFETCH(bool, ascending);
        QByteArray text;
        for (int i = 0; i < 57; ++i)
            text +=
                line(i % 7, i % 2 ? "login" : "logout", i % 5 ? i % 3 ? "ada" : "bob" : nullptr);
        put(u"a.jsonl"_s, text);
        const auto trail = read(path(u"a.jsonl"_s));
        browse::Query query;
        query.relation = trail->source()->relation();
        query.order = {{column, ascending, false}};
        const auto ids = [&](const browse::Page &page) {
            QStringList all;
            for (int row = 0; row < page.rows(); ++row)
                all << QString::fromUtf8(page.cell(row, page.indexOf(u"id"_s)));
            return all;
        };
        const QStringList whole = ids(trail->page({query, {}, false, 1000}, {}).value());
        QCOMPARE(whole.size(), 57);
        for (bool backward : {false, true}) {
            QStringList met;
            std::optional<browse::Cursor> from;
            for (int pages = 0; pages < 20; ++pages) {
                const auto page = trail->page({query, from, backward, 8}, {}).value();
                met = backward ? ids(page) + met : met + ids(page);
                if (page.atEnd())
                    break;
                from = page.cursor(backward ? 0 : page.rows() - 1);
            }
            QCOMPARE(met, whole);
        }
    }

    void aSqliteTrailIsReadAndLeftAlone()
    {
        sqlite3 *writer = nullptr;
        script(
            path(u"audit.db"_s), "PRAGMA journal_mode = WAL; " + auditDb(), &writer); // stays open
        const QStringList before = QDir(path()).entryList(QDir::Files);
        const auto trail = read(path(u"audit.db"_s), {}); // Seoul, as the service writes it
        QVERIFY(trail);
        sqlite3_close(writer);
        QCOMPARE(trail->report().rows, 3);
        QCOMPARE(trail->report().unreadable, 1); // "yesterday"
        QCOMPARE(sentences(*trail).join(u'\n'),
            u"u2: ROLE CHANGE,  /api/users/7\nSomebody failed to sign in from 10.0.0.8\n"
            "ada signed in from 10.0.0.7"_s);
        QCOMPARE(before.size(), 3); // the writer's -wal and -shm
        // Closed properly, read again: nothing appears beside it.
        QCOMPARE(QDir(path()).entryList(QDir::Files), QStringList{u"audit.db"_s});
        const QByteArray bytes = digest(path());
        QVERIFY(read(path(u"audit.db"_s), {}));
        QCOMPARE(digest(path()), bytes);
        script(path(u"other.db"_s), "CREATE TABLE users (id)");
        QVERIFY(!FileTrail::read(path(u"other.db"_s)));
    }

    void exportsWithoutSecrets()
    {
        put(u"a.jsonl"_s, line(1, "login", "=cmd()") + line(2, "login", "ada"));
        const auto trail = read(path(u"a.jsonl"_s));
        Filter filter;
        filter.range = {};
        for (const ExportFormat format : {ExportFormat::Csv, ExportFormat::JsonLines}) {
            const QString file = path(format == ExportFormat::Csv ? u"o.csv"_s : u"o.out"_s);
            const auto done = exportToFile(
                *trail, filter, QDateTime::currentDateTimeUtc(), file, {format, false, {}});
            QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text));
            QCOMPARE(done.value().rows, 2);
            QVERIFY(done.value().isWhole());
            QFile out(file);
            QVERIFY(out.open(QIODevice::ReadOnly));
            const QByteArray bytes = out.readAll();
            QVERIFY(!bytes.contains("canary"));
            QVERIFY(bytes.contains("cost_usd"));
            if (format == ExportFormat::Csv)
                QVERIFY(bytes.contains("\"'=cmd()\""));
            QVERIFY(!exportToFile(
                *trail, filter, QDateTime::currentDateTimeUtc(), file, {format, false, {}}));
        }
    }

    void theTemporaryFileGoes()
    {
        QTemporaryDir elsewhere;
        qputenv("TMPDIR", elsewhere.path().toUtf8());
        put(u"a.jsonl"_s, line(1, "login", "ada"));
        auto trail = read(path(u"a.jsonl"_s));
        QCOMPARE(QDir(elsewhere.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        trail.reset();
        QCOMPARE(QDir(elsewhere.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
        const CancelToken token;
        token.cancel();
        const auto stopped = FileTrail::read(path(u"a.jsonl"_s), {}, token);
        QVERIFY(!stopped && stopped.error().kind == Error::Kind::Cancelled);
        QCOMPARE(QDir(elsewhere.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
        qunsetenv("TMPDIR");
    }
};

QTEST_GUILESS_MAIN(AuditFilesTest)
#include "auditfiles.moc"
