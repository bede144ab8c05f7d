#include "audit/filetrail.h"

#include "audit/filequery.h"
#include "audit/words.h"
#include "base/later.h"
#include "browse/output.h"

#include <QDir>

#include <sqlite3.h>

namespace gatehouse::audit {

namespace {

constexpr int kOpsBetweenLooks = 50'000;

QString textAt(sqlite3_value *value)
{
    return QString::fromUtf8(
        reinterpret_cast<const char *>(sqlite3_value_text(value)), sqlite3_value_bytes(value));
}

// Without regard to case in any script; SQLite's own LIKE knows ASCII only.
template <bool anywhere>
void compareTexts(sqlite3_context *context, int, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return sqlite3_result_int(context, 0);
    const QString text = textAt(values[0]), wanted = textAt(values[1]);
    sqlite3_result_int(context,
        anywhere ? text.contains(wanted, Qt::CaseInsensitive)
                 : text.startsWith(wanted, Qt::CaseInsensitive));
}

// One statement over the rows; stops when the token is cancelled.
class Rows
{
public:
    Rows(sqlite3 *db, const FileQuery &query, const CancelToken &token) : m_db(db), m_token(token)
    {
        sqlite3_create_function(db, "holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
            compareTexts<true>, nullptr, nullptr);
        sqlite3_create_function(db, "begins", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
            compareTexts<false>, nullptr, nullptr);
        sqlite3_progress_handler(
            db, kOpsBetweenLooks,
            [](void *wish) { return int(static_cast<CancelToken *>(wish)->isCancelled()); },
            &m_token);
        const QByteArray text = query.text.toUtf8();
        m_code = sqlite3_prepare_v2(db, text.constData(), int(text.size()), &m_row, nullptr);
        for (size_t i = 0; m_code == SQLITE_OK && i < query.values.size(); ++i)
            bind(int(i) + 1, query.values[i]);
    }
    ~Rows()
    {
        sqlite3_finalize(m_row);
        sqlite3_progress_handler(m_db, 0, nullptr, nullptr);
    }
    Rows(const Rows &) = delete;
    Rows &operator=(const Rows &) = delete;

    bool next()
    {
        if (m_row)
            m_code = sqlite3_step(m_row);
        return m_code == SQLITE_ROW;
    }
    std::optional<QByteArrayView> text(int column) const
    {
        if (sqlite3_column_type(m_row, column) == SQLITE_NULL)
            return {};
        const auto *words = reinterpret_cast<const char *>(sqlite3_column_text(m_row, column));
        return QByteArrayView(words, sqlite3_column_bytes(m_row, column));
    }
    std::optional<Error> error() const
    {
        if (m_code == SQLITE_DONE || m_code == SQLITE_ROW)
            return {};
        if (m_code == SQLITE_INTERRUPT)
            return cancelled();
        return ioError(Words::tr("The rows of the audit files could not be looked through."),
            QString::fromUtf8(sqlite3_errmsg(m_db)));
    }

private:
    void bind(int place, const QVariant &value)
    {
        if (value.typeId() == QMetaType::LongLong || value.typeId() == QMetaType::Int) {
            sqlite3_bind_int64(m_row, place, value.toLongLong());
            return;
        }
        const QByteArray utf8 = value.toString().toUtf8();
        sqlite3_bind_text(m_row, place, utf8.constData(), int(utf8.size()), SQLITE_TRANSIENT);
    }

    sqlite3 *m_db;
    CancelToken m_token;
    sqlite3_stmt *m_row = nullptr;
    int m_code = SQLITE_ERROR;
};

// A cell and the size of the whole when it is only its beginning; a character is never split.
void addCell(browse::PageBuilder &page, std::optional<QByteArrayView> text)
{
    if (!text || text->size() <= browse::kCellChars)
        return page.add(text);
    const QByteArray start =
        QString::fromUtf8(text->first(std::min<qsizetype>(text->size(), browse::kCellChars * 4)))
            .left(browse::kCellChars)
            .toUtf8();
    if (start.size() >= text->size())
        return page.add(text);
    page.add(QByteArrayView(start), text->size());
}

} // namespace

FileTrail::~FileTrail()
{
    sqlite3_close_v2(m_db);
    if (!m_folder.isEmpty())
        QDir(m_folder).removeRecursively();
}

QString FileTrail::summary() const
{
    QString text = Words::tr("%Ln row(s) of %1", nullptr, int(m_report.rows))
                       .arg(m_report.files.size() == 1
                               ? m_report.files.first()
                               : Words::tr("%n file(s)", nullptr, int(m_report.files.size())));
    text += u'.';
    if (m_report.unreadable > 0)
        text += u' '
            + Words::tr("%Ln line(s) could not be understood and (was|were) left out, the first is "
                        "%1.",
                nullptr, int(m_report.unreadable))
                  .arg(m_report.firstUnreadable);
    if (m_report.unfinished)
        text += u' ' + Words::tr("The last line is still being written.");
    return text;
}

Result<browse::Page> FileTrail::page(
    const browse::PageRequest &request, const CancelToken &token) const
{
    const QMutexLocker one(&m_one);
    browse::PageBuilder page(request.query);
    Rows rows(m_db, printFilePage(request, page.fields(), request.limit + 1), token);
    bool more = false;
    for (int row = 0; rows.next(); ++row) {
        more = row == request.limit;
        if (more)
            break;
        for (size_t i = 0; i < page.fields().size(); ++i)
            addCell(page, rows.text(int(i)));
    }
    if (const auto error = rows.error())
        return *error;
    if (request.backward)
        page.reverse();
    return page.take(!more);
}

Result<qint64> FileTrail::count(const browse::Query &query, const CancelToken &token) const
{
    const QMutexLocker one(&m_one);
    FileQuery asked = printFileFilter(query.filter, *query.relation);
    asked.text.prepend(u"SELECT count(*) FROM entries"_s);
    Rows rows(m_db, asked, token);
    const qint64 counted = rows.next() ? rows.text(0)->toLongLong() : 0;
    if (const auto error = rows.error())
        return *error;
    return counted;
}

std::optional<Error> FileTrail::each(const browse::Query &query,
    const std::vector<const browse::Column *> &columns, const CancelToken &token,
    const std::function<bool(const Cell &)> &f) const
{
    const QMutexLocker one(&m_one);
    Rows rows(m_db, printFilePage({query, {}, false, 0}, columns, -1), token);
    const Cell cell = [&rows](size_t i) -> std::optional<QString> {
        const auto text = rows.text(int(i));
        return text ? std::optional(QString::fromUtf8(*text)) : std::nullopt;
    };
    while (rows.next())
        if (!f(cell))
            return {};
    return rows.error();
}

Result<browse::Value> FileTrail::value(
    const browse::Query &query, const browse::Cursor &row, const QString &columnId) const
{
    const browse::Column *column = query.relation->column(columnId);
    if (!column)
        return invalid(Words::tr("There is no column %1.").arg(columnId));
    const QMutexLocker one(&m_one);
    Rows rows(m_db, printFileValue(query, row, *column), {});
    browse::Value value;
    if (rows.next()) {
        const auto text = rows.text(0);
        value.null = !text;
        value.text = text.value_or(QByteArrayView()).toByteArray();
        value.wholeSize = value.text.size();
    }
    if (const auto error = rows.error())
        return *error;
    return value;
}

browse::Source sourceOver(std::shared_ptr<const FileTrail> trail)
{
    browse::Source source;
    source.page = [trail](const browse::PageRequest &request, const CancelToken &token) {
        return later([trail, request, token] { return trail->page(request, token); });
    };
    source.exact = [trail](const browse::Query &query, const CancelToken &token) {
        return later([trail, query, token]() -> Result<browse::Count> {
            auto counted = trail->count(query, token);
            if (!counted)
                return counted.error();
            return browse::Count{browse::Count::Kind::Exact, counted.value()};
        });
    };
    source.capped = source.about = source.exact;
    source.value = [trail](const browse::Query &query, const browse::Cursor &row,
                       const QString &columnId, const CancelToken &) {
        return later([trail, query, row, columnId] { return trail->value(query, row, columnId); });
    };
    return source;
}

} // namespace gatehouse::audit
