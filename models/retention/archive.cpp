#include "retention/archive.h"

#include "base/failpoint.h"
#include "base/partfile.h"
#include "base/securefile.h"
#include "base/sha256.h"
#include "db/transaction.h"
#include "proof/tablesum.h"
#include "retention/words.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::retention {

namespace {

constexpr qint64 kReportRows = 5000;
constexpr qint64 kMostManifest = 1 << 20;
constexpr qsizetype kRestoreBytes = 1 << 20;

struct Content
{
    qint64 rows = 0, bytes = 0;
    QByteArray sum;
};

Result<Content> readContent(const QString &path)
{
    auto lines = GzipLines::open(path);
    if (!lines)
        return lines.error();
    proof::RowSum sum;
    Content content;
    for (;;) {
        const auto line = lines.value()->next();
        if (!line)
            return line.error();
        if (!line.value())
            break;
        sum.add(*line.value());
        content.bytes += line.value()->size() + 1;
    }
    content.rows = sum.rows();
    content.sum = sum.hex();
    return content;
}

Result<QByteArray> fileHash(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be opened for reading.").arg(path));
    Sha256 hash;
    for (QByteArray piece = file.read(1 << 20); !piece.isEmpty(); piece = file.read(1 << 20))
        hash.add(piece);
    return hash.hex();
}

QString fileName(const Preview &preview)
{
    // Names of tables may hold anything; those of files do not.
    QString name = preview.rule.schema + u'.' + preview.rule.table;
    for (QChar &letter : name)
        if (!letter.isLetterOrNumber() && letter != u'.' && letter != u'_')
            letter = u'-';
    return name.left(100) + u'-'
        + preview.serverNow.toUTC().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"_s) + u".jsonl.gz"_s;
}

QJsonObject manifestOf(const Preview &preview, const Archive &archive, const QString &database)
{
    QJsonArray holds;
    for (const Hold &hold : preview.rule.choice.holds)
        holds.append(QJsonObject{{u"column"_s, hold.column}, {u"reason"_s, hold.reason}});
    return {{u"format"_s, u"gatehouse retention archive 1"_s}, {u"database"_s, database},
        {u"schema"_s, preview.rule.schema}, {u"table"_s, preview.rule.table},
        {u"rule"_s, preview.rule.id}, {u"column"_s, preview.rule.column},
        {u"before"_s, preview.cut.text}, {u"days"_s, preview.cut.days},
        {u"columns"_s, QJsonArray::fromStringList(preview.rule.columns)},
        {u"key"_s, QJsonArray::fromStringList(preview.rule.key)}, {u"holds"_s, holds},
        {u"rows"_s, archive.rows}, {u"bytes"_s, archive.bytes},
        {u"fileBytes"_s, archive.fileBytes},
        {u"sha256"_s, QString::fromLatin1(archive.sha256)},
        {u"content"_s, QString::fromLatin1(archive.content)},
        {u"serverTime"_s, preview.serverNow.toUTC().toString(Qt::ISODateWithMs)}};
}

Result<> compareBack(const QString &path, const Archive &archive)
{
    const auto content = readContent(path);
    if (!content)
        return content.error();
    const auto hash = fileHash(path);
    if (!hash)
        return hash.error();
    if (content.value().rows == archive.rows && content.value().sum == archive.content
        && hash.value() == archive.sha256)
        return Done{};
    return ioError(Words::tr("The archive does not hold what was written to it. Nothing was deleted; "
                             "look at the disk."),
        path);
}

} // namespace

QString printLine()
{
    return u"translate(row_to_json(t)::text, E'\\n\\r', '  ')"_s;
}

Result<> beginLines(db::Sql &sql)
{
    auto set = sql.execute("retention/settings"_L1);
    return set ? Result<>(Done{}) : Result<>(set.error());
}

Result<Archive> writeArchive(db::Sql &sql, const Preview &preview, const QString &folder,
    const QString &database, const ReportProgress &report)
{
    if (auto made = makePrivateDir(folder); !made)
        return made.error();
    Archive archive;
    archive.path = QDir(folder).absoluteFilePath(fileName(preview));
    archive.manifest = archive.path.chopped(9) + u".json"_s;
    auto file = PartFile::create(archive.path, PartFile::Existing::Keep);
    if (!file)
        return file.error();
    Sha256 hash;
    proof::RowSum sum;
    GzipWriter gzip([&](QByteArrayView piece) {
        hash.add(piece);
        archive.fileBytes += piece.size();
        return file.value()->write(piece);
    });
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    if (auto set = beginLines(sql); !set)
        return set.error();
    sql.setStatementTimeout(0);
    db::Composer text;
    const QString old = printOld(preview.rule, preview.cut, text);
    Result<> written = Done{};
    auto read = sql.stream(u"SELECT "_s + printLine() + u" FROM "_s + preview.rule.name().quoted()
            + u" AS t WHERE "_s + old,
        text.params(), [&](const db::Row &row) {
            const QByteArrayView line = row.raw(0);
            sum.add(line);
            archive.bytes += line.size() + 1;
            written = gzip.write(line);
            if (written)
                written = gzip.write("\n");
            if (report && sum.rows() % kReportRows == 0)
                report({sum.rows(), preview.rows, Words::tr("Archiving"), {}});
            return bool(written);
        });
    if (!written)
        return written.error();
    if (!read)
        return read.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    archive.rows = sum.rows();
    archive.content = sum.hex();
    if (archive.rows != preview.rows)
        return refused(Words::tr("The preview found %1 rows and now there are %2. Nothing was "
                                 "deleted; look at the preview again.")
                           .arg(preview.rows)
                           .arg(archive.rows));
    if (auto done = gzip.finish(); !done)
        return done.error();
    archive.sha256 = hash.hex();
    if (auto done = file.value()->flush(); !done)
        return done.error();
    if (auto fail = failPoint("retention.archive"); !fail)
        return fail.error();
    if (auto good = compareBack(file.value()->partPath(), archive); !good)
        return good.error();
    if (auto done = file.value()->finish(); !done)
        return done.error();
    auto kept = createSecureFile(
        archive.manifest, QJsonDocument(manifestOf(preview, archive, database)).toJson());
    if (!kept)
        return kept.error();
    return archive;
}

Result<Archive> checkArchive(const QString &path)
{
    Archive archive;
    archive.path = path;
    archive.manifest = (path.endsWith(".jsonl.gz"_L1) ? path.chopped(9) : path) + u".json"_s;
    const auto bytes = readFile(archive.manifest, kMostManifest);
    if (!bytes)
        return bytes.error();
    const QJsonObject json = QJsonDocument::fromJson(bytes.value()).object();
    if (json.value(u"format"_s).toString() != "gatehouse retention archive 1"_L1)
        return invalid(Words::tr("%1 is not the manifest of an archive.").arg(archive.manifest));
    archive.rows = json.value(u"rows"_s).toInteger();
    archive.bytes = json.value(u"bytes"_s).toInteger();
    archive.fileBytes = json.value(u"fileBytes"_s).toInteger();
    archive.sha256 = json.value(u"sha256"_s).toString().toLatin1();
    archive.content = json.value(u"content"_s).toString().toLatin1();
    if (auto good = compareBack(path, archive); !good)
        return Error{Error::Kind::Io,
            Words::tr("%1 is not what its manifest says: it was changed or is damaged.").arg(path),
            good.error().text, {}, false};
    return archive;
}

Result<qint64> restoreArchive(db::Sql &sql, const QString &path, const db::Identifier &table)
{
    auto lines = GzipLines::open(path);
    if (!lines)
        return lines.error();
    const db::Statement put(u"INSERT INTO %1 OVERRIDING SYSTEM VALUE SELECT (json_populate_record("
                            "NULL::%1, line::json)).* FROM unnest($1::text[]) AS line "
                            "ON CONFLICT DO NOTHING"_s,
        {table});
    qint64 rows = 0;
    QStringList batch;
    qsizetype bytes = 0;
    for (bool more = true; more;) {
        auto line = lines.value()->next();
        if (!line)
            return line.error();
        more = line.value().has_value();
        if (more) {
            batch << QString::fromUtf8(*line.value());
            bytes += line.value()->size();
        }
        if (batch.isEmpty() || (more && bytes < kRestoreBytes && batch.size() < 1000))
            continue;
        auto done = sql.execute(put, db::bind(batch));
        if (!done)
            return done.error();
        rows += done.value();
        batch.clear();
        bytes = 0;
    }
    return rows;
}

} // namespace gatehouse::retention
