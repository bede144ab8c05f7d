#include "audit/filereader.h"

#include "audit/words.h"
#include "base/sqliteopen.h"
#include "browse/types.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTimeZone>

#include <sqlite3.h>

#include <array>

namespace gatehouse::audit {

namespace {

constexpr qint64 kLongestLine = 4 * 1024 * 1024;
constexpr qint64 kReportEvery = 5000;

// The columns of `entries` after the number: what JSON lines call them, and what audit.db does.
struct Column
{
    const char *id;
    const char *member; // of a JSON line; null: made by us
    const char *sqlite; // of audit_log
};
constexpr std::array<Column, 14> kColumns{{
    {"time", "timestamp", "timestamp"},
    {"severity", "severity", nullptr},
    {"actor", "user_id", "username"},
    {"action", "event_type", "action"},
    {"object_type", "component", nullptr},
    {"object_id", "resource", "resource"},
    {"result", "result", nullptr},
    {"ip", "ip_address", "ip_address"},
    {"session_id", "session_id", nullptr},
    {"user_id", nullptr, "user_id"},
    {"done", "action", nullptr},
    {"details", "details", "details"},
    {"file", nullptr, nullptr},
    {"id", nullptr, "id"},
}};
constexpr int kTime = 0, kActor = 2, kAction = 3, kUser = 9, kFile = 12, kId = 13;
using Cells = std::array<std::optional<QString>, kColumns.size()>;

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

browse::Relation relation()
{
    browse::Relation made;
    made.kind = browse::Relation::Kind::View;
    made.name = db::Identifier(u"entries"_s);
    for (const Column &one : kColumns) {
        browse::Column column;
        column.id = QLatin1StringView(one.id);
        made.columns.push_back(column);
    }
    made.columns[kTime].type = browse::kTimestamptz;
    made.columns[kTime].show = browse::Show::Time;
    browse::Column &details = made.columns[size_t(made.indexOf(u"details"_s))];
    details.type = browse::kJson;
    details.show = browse::Show::Json;
    browse::Column number;
    number.id = u"n"_s;
    number.type = browse::kInt8;
    number.show = browse::Show::Number;
    number.nullable = number.wide = false;
    number.internal = true;
    made.columns.push_back(number);
    made.key = {u"n"_s};
    return made;
}

} // namespace

std::optional<QString> momentOf(const QString &text, const QTimeZone &zone)
{
    static const QRegularExpression form(
        uR"(^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?(?:\d\d)?)?$)"_s);
    const auto hit = form.match(text.trimmed());
    if (!hit.hasMatch())
        return {};
    const QDate day = QDate::fromString(hit.captured(1), Qt::ISODate);
    const QTime time = QTime::fromString(hit.captured(2), u"HH:mm:ss"_s);
    if (!day.isValid() || !time.isValid())
        return {};
    QString offset = hit.captured(4);
    QDateTime at(day, time, offset.isEmpty() ? zone : QTimeZone::utc());
    if (!offset.isEmpty() && offset != "Z"_L1) {
        offset.remove(u':');
        const int minutes = offset.mid(1, 2).toInt() * 60 + offset.mid(3, 2).toInt();
        at = at.addSecs((offset[0] == u'-' ? 60 : -60) * qint64(minutes));
    }
    return at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s) + u'.'
        + hit.captured(3).leftJustified(6, u'0', true) + u"+00"_s;
}

Result<QStringList> trailFiles(const QString &path)
{
    const QFileInfo given(path);
    if (given.isFile())
        return QStringList{given.absoluteFilePath()};
    if (!given.isDir())
        return ioError(Words::tr("%1 is not there, or is neither a file nor a folder.").arg(path));
    static const QRegularExpression form(u"^(.*\\.jsonl)(?:\\.(\\d{1,6}))?$"_s);
    std::vector<std::tuple<QString, int, QString>> found;
    for (const QFileInfo &file : QDir(path).entryInfoList(QDir::Files | QDir::Readable))
        if (const auto hit = form.match(file.fileName()); hit.hasMatch())
            found.emplace_back(hit.captured(1), -hit.captured(2).toInt(), file.absoluteFilePath());
    std::sort(found.begin(), found.end());
    QStringList files;
    for (const auto &[base, age, name] : found)
        files << name;
    if (files.isEmpty())
        return invalid(Words::tr("There are no files *.jsonl in %1.").arg(path));
    return files;
}

class FileReader
{
public:
    FileReader(const QString &zone, CancelToken token, const ReportProgress &report)
        : m_wanted(zone), m_token(std::move(token)), m_progress(report), m_trail(new FileTrail)
    {
    }

    Result<std::shared_ptr<const FileTrail>> read(const QString &path)
    {
        auto files = trailFiles(path);
        if (!files)
            return files.error();
        if (auto done = prepare(); !done)
            return done.error();
        const bool sqlite = files.value().size() == 1 && isSqlite(files.value().first());
        const QString usual =
            sqlite ? u"Asia/Seoul"_s : QString::fromLatin1(QTimeZone::systemTimeZoneId());
        m_zone = QTimeZone(m_wanted.isEmpty() ? usual.toUtf8() : m_wanted.toUtf8());
        if (!m_zone.isValid())
            return invalid(Words::tr("There is no time zone %1.").arg(m_wanted));
        for (const QString &file : files.value()) {
            m_trail->m_report.files << QFileInfo(file).fileName();
            if (auto done = sqlite ? readSqlite(file) : readLines(file); !done)
                return done.error();
        }
        return finish(path, sqlite);
    }

private:
    FileReport &report() { return m_trail->m_report; }

    Error trouble() const
    {
        return ioError(Words::tr("The rows could not be put into a temporary file: %1.")
                           .arg(QString::fromUtf8(sqlite3_errmsg(m_trail->m_db))));
    }
    bool run(const char *sql) const
    {
        return sqlite3_exec(m_trail->m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    Result<> prepare()
    {
        QTemporaryDir folder;
        if (!folder.isValid())
            return ioError(
                Words::tr("No temporary folder could be made: %1.").arg(folder.errorString()));
        folder.setAutoRemove(false);
        m_trail->m_folder = folder.path();
        const QByteArray file = QFile::encodeName(folder.filePath(u"rows.db"_s));
        QByteArray columns, marks;
        for (const Column &one : kColumns) {
            columns += QByteArray(", \"") + one.id + "\" TEXT";
            marks += ", ?";
        }
        const QByteArray table = "CREATE TABLE entries (n INTEGER PRIMARY KEY" + columns + ")";
        const QByteArray insert = "INSERT INTO entries VALUES (NULL" + marks + ")";
        sqlite3_stmt *made = nullptr;
        const bool ready =
            sqlite3_open_v2(file.constData(), &m_trail->m_db,
                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr)
                == SQLITE_OK
            && run(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -20000; "
                "PRAGMA temp_store = FILE")
            && run(table.constData()) && run("BEGIN")
            && sqlite3_prepare_v2(m_trail->m_db, insert.constData(), -1, &made, nullptr)
                == SQLITE_OK;
        m_insert.reset(made);
        return ready ? Result<>(Done{}) : Result<>(trouble());
    }

    bool isSqlite(const QString &path) const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly)
            && file.read(16) == QByteArray("SQLite format 3\0", 16);
    }

    void leaveOut(const QString &file, qint64 line)
    {
        if (report().unreadable++ == 0)
            report().firstUnreadable = Words::tr("%1, line %2").arg(file).arg(line);
    }

    Result<> put(const Cells &cells)
    {
        for (size_t i = 0; i < cells.size(); ++i) {
            const QByteArray utf8 = cells[i] ? cells[i]->toUtf8() : QByteArray();
            if (cells[i])
                sqlite3_bind_text(m_insert.get(), int(i) + 1, utf8.constData(), int(utf8.size()),
                    SQLITE_TRANSIENT);
            else
                sqlite3_bind_null(m_insert.get(), int(i) + 1);
        }
        const int code = sqlite3_step(m_insert.get());
        sqlite3_reset(m_insert.get());
        if (code != SQLITE_DONE)
            return trouble();
        if (++report().rows % kReportEvery == 0) {
            if (m_token.isCancelled())
                return cancelled();
            if (m_progress)
                m_progress({report().rows, {}, Words::tr("Reading the audit files"), {}});
        }
        return Done{};
    }

    std::optional<Cells> cellsOf(const QByteArray &line) const
    {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            return {};
        const QJsonObject object = document.object();
        Cells cells;
        for (size_t i = 0; i < kColumns.size(); ++i) {
            const QJsonValue value =
                kColumns[i].member ? object[QLatin1StringView(kColumns[i].member)] : QJsonValue();
            if (!value.isNull() && !value.isUndefined())
                cells[i] = textOf(value);
        }
        const auto time = momentOf(cells[kTime].value_or(QString()), m_zone);
        if (!time || !cells[kAction])
            return {};
        cells[kTime] = time;
        return cells;
    }

    Result<> readLines(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return ioError(Words::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
        const QString name = QFileInfo(path).fileName();
        for (qint64 number = 1; !file.atEnd(); ++number) {
            QByteArray line = file.readLine(kLongestLine);
            bool whole = line.endsWith('\n');
            const bool tooLong = !whole && line.size() >= kLongestLine - 1;
            while (tooLong && !whole && !file.atEnd())
                whole = file.readLine(kLongestLine).endsWith('\n');
            if (number == 1 && line.startsWith("\xEF\xBB\xBF"))
                line.remove(0, 3);
            if (m_token.isCancelled())
                return cancelled();
            if (line.trimmed().isEmpty())
                continue;
            auto cells = tooLong ? std::nullopt : cellsOf(line);
            if (!cells && !whole && !tooLong) {
                report().unfinished = true;
                continue;
            }
            if (!cells) {
                leaveOut(name, number);
                continue;
            }
            (*cells)[kFile] = name;
            (*cells)[kId] = u"%1:%2"_s.arg(name).arg(number);
            if (auto done = put(*cells); !done)
                return done;
        }
        if (file.error() != QFileDevice::NoError)
            return ioError(Words::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
        return Done{};
    }

    Result<> readSqlite(const QString &path)
    {
        auto opened = openSqlite(path, m_token);
        if (!opened)
            return opened.error();
        QByteArray names;
        for (const Column &one : kColumns)
            names += QByteArray(names.isEmpty() ? "" : ", ")
                + (one.sqlite ? "CAST(\"" + QByteArray(one.sqlite) + "\" AS TEXT)" : "NULL");
        auto rows = prepareSqlite(
            opened.value().db.get(), path, "SELECT " + names + " FROM audit_log ORDER BY rowid");
        if (!rows)
            return invalid(
                Words::tr("%1 holds no audit trail: a table audit_log with the columns of "
                          "flux-rag is wanted.")
                    .arg(path),
                rows.error().detail);
        const QString name = QFileInfo(path).fileName();
        sqlite3_stmt *row = rows.value().get();
        int code = SQLITE_ROW;
        for (qint64 number = 1; (code = sqlite3_step(row)) == SQLITE_ROW; ++number) {
            Cells cells;
            for (size_t i = 0; i < cells.size(); ++i)
                if (sqlite3_column_type(row, int(i)) != SQLITE_NULL)
                    cells[i] = QString::fromUtf8(
                        reinterpret_cast<const char *>(sqlite3_column_text(row, int(i))),
                        sqlite3_column_bytes(row, int(i)));
            if (cells[kActor].value_or(QString()).isEmpty())
                cells[kActor] = cells[kUser];
            if (cells[kActor] && cells[kActor]->isEmpty())
                cells[kActor].reset(); // nobody had signed in
            cells[kTime] = momentOf(cells[kTime].value_or(QString()), m_zone);
            if (!cells[kTime] || !cells[kAction]) {
                leaveOut(name, number);
                continue;
            }
            cells[kFile] = name;
            if (auto done = put(cells); !done)
                return done;
        }
        if (code != SQLITE_DONE)
            return sqliteError(opened.value().db.get(), path, code);
        return Done{};
    }

    Result<std::shared_ptr<const FileTrail>> finish(const QString &path, bool sqlite)
    {
        if (report().rows == 0 && report().unreadable > 0)
            return invalid(
                Words::tr("No line of %1 is an entry of an audit trail; the first that is "
                          "none is %2.")
                    .arg(path, report().firstUnreadable));
        m_insert.reset();
        if (!run("COMMIT") || !run("CREATE INDEX by_time ON entries (ifnull(\"time\", ''), n)"))
            return trouble();
        systems::AuditDomain domain;
        domain.id = u"id"_s;
        domain.time = u"time"_s;
        domain.severity = u"severity"_s;
        domain.actor = u"actor"_s;
        domain.action = u"action"_s;
        domain.objectType = u"object_type"_s;
        domain.objectId = u"object_id"_s;
        domain.result = u"result"_s;
        domain.ip = u"ip"_s;
        domain.metadata = u"details"_s;
        domain.zone.withZone = true;
        auto source = Source::ofFile(relation(), domain,
            {sqlite ? Words::tr("SQLite file") : Words::tr("JSON lines"), path,
                QString::fromLatin1(m_zone.id())});
        if (!source)
            return source.error();
        m_trail->m_source = source.value();
        return std::shared_ptr<const FileTrail>(std::move(m_trail));
    }

    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
    };
    QString m_wanted;
    QTimeZone m_zone = QTimeZone::utc();
    CancelToken m_token;
    const ReportProgress &m_progress;
    std::shared_ptr<FileTrail> m_trail;
    std::unique_ptr<sqlite3_stmt, Finalize> m_insert; // before m_trail's database goes
};

Result<std::shared_ptr<const FileTrail>> FileTrail::read(const QString &path, const QString &zone,
    const CancelToken &token, const ReportProgress &report)
{
    return FileReader(zone, token, report).read(path);
}

} // namespace gatehouse::audit
