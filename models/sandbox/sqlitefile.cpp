#include "sandbox/sqlitefile.h"

#include "base/securefile.h"
#include "sandbox/words.h"

#include <QCryptographicHash>
#include <QFile>

#include <sqlite3.h>

namespace gatehouse::sandbox {
namespace {

void bind(sqlite3_stmt *statement, int place, const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
        sqlite3_bind_null(statement, place);
        break;
    case QMetaType::Int:
    case QMetaType::Bool:
        sqlite3_bind_int(statement, place, value.toInt());
        break;
    case QMetaType::Double:
        sqlite3_bind_double(statement, place, value.toDouble());
        break;
    default: {
        const QByteArray text = value.typeId() == QMetaType::QByteArray ? value.toByteArray()
                                                                        : value.toString().toUtf8();
        sqlite3_bind_text(statement, place, text.constData(), int(text.size()), SQLITE_TRANSIENT);
    }
    }
}

} // namespace

void SqliteFile::Close::operator()(sqlite3 *db) const { sqlite3_close(db); }

SqliteFile::SqliteFile(const QString &path) : m_path(path)
{
    if (auto made = createSecureFile(path, {}); !made) // 0600 before anything is in it
        m_trouble = made.error();
    sqlite3 *db = nullptr;
    if (!m_trouble && sqlite3_open(QFile::encodeName(path).constData(), &db) != SQLITE_OK)
        fail(db);
    m_db.reset(db);
    script("PRAGMA synchronous = OFF; BEGIN");
}

SqliteFile::~SqliteFile() = default;

void SqliteFile::script(const char *sql)
{
    if (!m_trouble && sqlite3_exec(m_db.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(m_db.get());
}

void SqliteFile::insert(const char *sql, const QVariantList &values)
{
    if (m_trouble)
        return;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_db.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
        return fail(m_db.get());
    for (int i = 0; i < values.size(); ++i)
        bind(statement, i + 1, values[i]);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail(m_db.get());
    sqlite3_finalize(statement);
}

Result<> SqliteFile::finish()
{
    script("COMMIT");
    return m_trouble ? Result<>(*m_trouble) : Result<>(Done{});
}

void SqliteFile::fail(sqlite3 *db)
{
    m_trouble = ioError(Words::tr("The sample file %1 could not be written.").arg(m_path),
        QString::fromUtf8(sqlite3_errmsg(db)));
}

QString sampleUuid(const char *kind, int number)
{
    const QByteArray hash =
        QCryptographicHash::hash(kind + QByteArray::number(number), QCryptographicHash::Md5)
            .toHex();
    return QString::fromLatin1(hash.left(8) + '-' + hash.mid(8, 4) + '-' + hash.mid(12, 4) + '-'
        + hash.mid(16, 4) + '-' + hash.mid(20));
}

QString microStamp(const QDateTime &time, const QString &separator, int microseconds)
{
    return time.toString(u"yyyy-MM-dd"_s) + separator + time.toString(u"HH:mm:ss."_s)
        + u"%1"_s.arg(microseconds, 6, 10, QLatin1Char('0'));
}

} // namespace gatehouse::sandbox
