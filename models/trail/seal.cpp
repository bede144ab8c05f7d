#include "trail/seal.h"

#include "base/partfile.h"
#include "base/sha256.h"
#include "db/transaction.h"
#include "trail/words.h"

#include <QFile>
#include <QJsonDocument>

namespace gatehouse::trail {

namespace {

constexpr qint64 kReportEvery = 4096, kLongestLine = 64 << 20;

QByteArray lineOf(const Stored &entry)
{
    QJsonObject json;
    const auto &names = Stored::fieldNames();
    for (size_t i = 0; i < names.size(); ++i)
        json.insert(names[i],
            entry.fields[i] ? QJsonValue(QString::fromUtf8(*entry.fields[i])) : QJsonValue());
    json.insert("previous_hash"_L1, QString::fromLatin1(entry.previousHash.toHex()));
    json.insert("hash"_L1, QString::fromLatin1(entry.hash.toHex()));
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<Stored> entryOf(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject json = document.object();
    Stored entry;
    for (const QLatin1StringView name : Stored::fieldNames()) {
        const QJsonValue value = json.value(name);
        if (!value.isString() && !value.isNull())
            return std::nullopt;
        entry.fields.push_back(
            value.isNull() ? db::Param{} : db::Param(value.toString().toUtf8()));
    }
    entry.seq = json.value("seq"_L1).toString().toLongLong();
    entry.previousHash = QByteArray::fromHex(json.value("previous_hash"_L1).toString().toLatin1());
    entry.hash = QByteArray::fromHex(json.value("hash"_L1).toString().toLatin1());
    return entry;
}

// Parts of a file name only.
QString tame(const QString &text)
{
    QString tame;
    for (const QChar c : text)
        tame += c.isLetterOrNumber() || c == u'-' || c == u'_' ? c : u'_';
    return tame.left(80);
}

Error broken(const QString &why)
{
    return refused(
        Words::tr("Nothing was sealed, because the trail is broken: %1 Find out why first.")
            .arg(why));
}

// Writes the month and walks it; what the seal will say, without the archive's hash.
Result<Seal> exportMonth(
    db::Sql &sql, const Sealable &month, PartFile &file, const ReportProgress &report)
{
    auto before = sql.fetchOptional<Stored>("trail/latest_seal"_L1);
    if (!before)
        return before.error();
    Walk walk;
    if (before.value()) {
        const auto last = sealOf(*before.value());
        if (!last)
            return broken(Words::tr("The newest seal cannot be read."));
        walk = Walk(last->last, last->hash);
    }
    Seal seal{month.month, month.first, month.last, walk.hash(), {}, {}};
    Result<> written = Done{};
    QString why;
    auto read = sql.stream(
        "trail/entries_until"_L1, db::bind(month.last), [&](const db::Row &row) {
            const Stored entry = Stored::fromRow(row);
            why = walk.next(entry);
            if (!why.isEmpty())
                return false;
            written = file.write(lineOf(entry));
            if (const qint64 done = entry.seq - month.first + 1; done % kReportEvery == 0 && report)
                report({done, month.last - month.first + 1, month.month, {}});
            return bool(written);
        });
    if (!read)
        return read.error();
    if (!written)
        return written.error();
    if (why.isEmpty() && walk.last() != month.last)
        why = Words::tr("Entry %1 is missing.").arg(walk.last() + 1);
    if (!why.isEmpty())
        return broken(why);
    seal.hash = walk.hash();
    return seal;
}

Result<qint64> sealOnServer(db::Sql &sql, const Actor &actor, const Seal &seal)
{
    const std::optional<QString> subject =
        actor.subject.isEmpty() ? std::nullopt : std::optional(actor.subject);
    return sql.fetchOne<qint64>("trail/seal"_L1,
        db::bind(seal.last, db::Bytes{seal.hash}, QString::fromLatin1(seal.archive), subject,
            actor.osUser, actor.app, actor.connection));
}

struct Found
{
    Sealable month;
    static Found fromRow(const db::Row &row)
    {
        return {{row.text(0), row.get<qint64>(1), row.get<qint64>(2)}};
    }
};

} // namespace

std::optional<Seal> sealOf(const Stored &entry)
{
    if (entry.field("action"_L1) != QByteArray("trail.seal"))
        return std::nullopt;
    const QJsonObject after =
        QJsonDocument::fromJson(entry.field("after"_L1).value_or(QByteArray())).object();
    const auto bytes = [&after](QLatin1StringView name) {
        return QByteArray::fromHex(after.value(name).toString().toLatin1());
    };
    Seal seal{QString::fromUtf8(entry.field("object_label"_L1).value_or(QByteArray())),
        after.value("first"_L1).toInteger(), after.value("last"_L1).toInteger(),
        bytes("previousHash"_L1), bytes("hash"_L1),
        after.value("archive"_L1).toString().toLatin1()};
    const bool readable =
        seal.first > 0 && seal.last >= seal.first && seal.last < entry.seq && seal.hash.size() == 32;
    return readable ? std::optional(seal) : std::nullopt;
}

Result<std::optional<Sealable>> sealable(db::Sql &sql, int keepMonths)
{
    auto found = sql.fetchOptional<Found>("trail/sealable"_L1, db::bind(keepMonths));
    if (!found)
        return found.error();
    return found.value() ? std::optional(found.value()->month) : std::nullopt;
}

Result<Sealed> seal(db::Sql &sql, const Actor &actor, const Sealable &month,
    const QString &folder, const ReportProgress &report)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto database = sql.fetchOne<QString>(u"SELECT current_database()"_s);
    if (!database)
        return database.error();
    Sealed sealed;
    sealed.path = folder + u"/audit-%1-%2-%3.jsonl"_s.arg(tame(database.value()), tame(month.month))
                               .arg(month.first);
    auto file = PartFile::create(sealed.path, PartFile::Existing::Keep);
    if (!file)
        return file.error();
    auto exported = exportMonth(sql, month, *file.value(), report);
    if (!exported)
        return exported.error();
    sealed.seal = exported.value();
    if (auto done = file.value()->finish(); !done)
        return done.error();
    auto again = verifyArchive(sealed.path);
    const bool same = again && again.value().verdict.whole()
        && again.value().verdict.last == month.last && again.value().first == month.first
        && again.value().verdict.head == sealed.seal.hash;
    const auto take = [&]() -> Result<qint64> {
        if (!again)
            return again.error();
        if (!same)
            return ioError(Words::tr("What was read back from %1 is not what was written. Nothing "
                                     "was sealed; check the disk.")
                               .arg(sealed.path));
        sealed.seal.archive = again.value().sha256;
        auto entry = sealOnServer(sql, actor, sealed.seal);
        if (!entry)
            return entry.error();
        auto committed = std::move(transaction).value().commit();
        // Whether a commit came through is not known after a loss: then the file stays.
        if (!committed && committed.error().kind != Error::Kind::Connection)
            return committed.error();
        return committed ? entry : Result<qint64>(0);
    };
    auto taken = take();
    if (!taken) {
        QFile::remove(sealed.path);
        return taken.error();
    }
    if (taken.value() == 0)
        return Error{Error::Kind::Connection,
            Words::tr("The server was lost at the end of sealing; it may have been done. The "
                      "entries are in %1; keep it, and list the trail.")
                .arg(sealed.path)};
    sealed.entry = taken.value();
    return sealed;
}

Result<ArchiveVerdict> verifyArchive(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be read.").arg(path), file.errorString());
    ArchiveVerdict archive;
    Sha256 sum;
    Walk walk;
    Verdict &verdict = archive.verdict;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(kLongestLine);
        sum.add(line);
        const auto entry = line.endsWith('\n') ? entryOf(line) : std::nullopt;
        QString why;
        if (!entry) {
            why = Words::tr("Line %1 of the file is no entry of an audit trail, or was cut.")
                      .arg(verdict.checked + 1);
        } else {
            if (verdict.checked == 0) {
                walk = entry->seq > 1 ? Walk(entry->seq - 1, entry->previousHash) : Walk();
                archive.first = entry->seq;
                archive.previousHash = entry->previousHash;
            }
            why = walk.next(*entry);
        }
        if (verdict.whole() && !why.isEmpty()) {
            verdict.firstBroken = walk.last() + 1;
            verdict.why = why;
        }
        if (verdict.whole())
            ++verdict.checked;
    }
    if (file.error() != QFileDevice::NoError)
        return ioError(Words::tr("%1 cannot be read.").arg(path), file.errorString());
    verdict.last = walk.last();
    verdict.head = walk.hash();
    archive.sha256 = sum.hex();
    if (verdict.whole())
        verdict.why = Words::tr("%Ln entr(y|ies) checked: all there, and unchanged since written.",
            nullptr, int(verdict.checked));
    return archive;
}

} // namespace gatehouse::trail
