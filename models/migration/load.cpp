#include "migration/load.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/words.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QRegularExpression>

#include <thread>

namespace gatehouse::migration {

namespace {

constexpr size_t kPiece = 256 * 1024;
const QByteArray kHeader("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
const QByteArray kTrailer("\xff\xff", 2);

// The server names the row it refused, counted from 1, in the context of its error.
std::optional<size_t> refusedRow(const Error &error)
{
    static const QRegularExpression shape(u"COPY [^\n]*, line (\\d+)"_s);
    const auto match = shape.match(error.detail);
    if (!match.hasMatch())
        return std::nullopt;
    return size_t(match.captured(1).toULongLong());
}

bool isAboutRow(const Error &error)
{
    return error.kind == Error::Kind::Sql
        && (error.sqlState.startsWith(u"22"_s) || error.sqlState.startsWith(u"23"_s)
            || error.sqlState == u"54000"_s || error.sqlState == u"P0001"_s);
}

class Loader
{
public:
    Loader(db::Sql &sql, LoadRequest request)
        : m_sql(sql), m_request(std::move(request)),
          m_copy(copyStatement(db::Identifier(m_request.schema, m_request.part.to), {}, true))
    {
    }
    Result<> run();

private:
    Result<> sendBatch(Batch &batch);
    Result<> sendWhole(const Batch &batch);
    Result<> sendCarefully(Batch &batch);
    Result<> trySlice(const Batch &batch, size_t from, size_t to, std::vector<size_t> &refused);
    Result<> commitBatch(const Batch &batch, db::Transaction transaction);
    Result<> setAside(Batch &batch, const std::vector<size_t> &refused);
    void throttle(qint64 bytes);
    void tell(const Batch &batch);
    QString pace(qint64 bytesRead) const;

    db::Sql &m_sql;
    LoadRequest m_request;
    db::Statement m_copy;
    std::vector<std::pair<size_t, Error>> m_words; // of refused rows
    QElapsedTimer m_clock;
    qint64 m_sent = 0, m_rows = 0, m_firstBytes = -1;
};

Result<> Loader::run()
{
    auto encoder = m_request.read.encoder();
    if (!encoder)
        return encoder.error();
    m_copy = copyStatement(db::Identifier(m_request.schema, m_request.part.to),
        encoder.value()->columns(), true);
    m_request.read.after = m_request.part.position;
    m_request.read.token = m_sql.token();
    m_clock.start();
    BatchReader reader(m_request.read);
    while (Batch *batch = reader.next()) {
        if (m_sql.token().isCancelled() || m_request.stop.isCancelled())
            return cancelled();
        if (batch->step.read > 0 || batch->step.complete)
            if (auto sent = sendBatch(*batch); !sent)
                return sent;
        if (batch->error)
            return *batch->error;
        tell(*batch);
        throttle(qint64(batch->rows.size()));
    }
    return Done{};
}

Result<> Loader::sendBatch(Batch &batch)
{
    batch.step.number = m_request.part.number;
    batch.step.position = batch.end;
    auto sent = sendWhole(batch);
    if (sent || !isAboutRow(sent.error()))
        return sent;
    return sendCarefully(batch);
}

Result<> Loader::sendWhole(const Batch &batch)
{
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    if (auto copied = copyRows(m_sql, m_copy, batch, 0, batch.offsets.size()); !copied)
        return copied.error();
    return commitBatch(batch, std::move(transaction).value());
}

Result<> Loader::commitBatch(const Batch &batch, db::Transaction transaction)
{
    if (auto fail = failPoint("migrate.copied"); !fail)
        return fail;
    for (const Rejected &row : batch.rejected)
        if (auto added = addRejected(m_sql, m_request.run.id, row); !added)
            return added;
    if (auto moved = checkpoint(m_sql, m_request.run.id, batch.step); !moved)
        return moved;
    if (auto fail = failPoint("migrate.before_commit"); !fail)
        return fail;
    if (auto committed = std::move(transaction).commit(); !committed)
        return committed;
    return failPoint("migrate.after_batch");
}

// One slice, halved where the server does not say which row it was. A savepoint keeps the rest.
Result<> Loader::trySlice(
    const Batch &batch, size_t from, size_t to, std::vector<size_t> &refused)
{
    while (from < to) {
        if (auto mark = m_sql.script(u"SAVEPOINT slice"_s); !mark)
            return mark;
        auto copied = copyRows(m_sql, m_copy, batch, from, to);
        if (copied)
            return m_sql.script(u"RELEASE SAVEPOINT slice"_s);
        const Error error = copied.error();
        if (!isAboutRow(error))
            return error;
        if (auto back = m_sql.script(u"ROLLBACK TO SAVEPOINT slice"_s); !back)
            return back;
        const auto line = refusedRow(error);
        if (to - from == 1 || (line && *line >= 1 && *line <= to - from)) {
            const size_t bad = to - from == 1 ? from : from + *line - 1;
            if (auto before = trySlice(batch, from, bad, refused); !before)
                return before;
            refused.push_back(bad);
            m_words.emplace_back(bad, error);
            from = bad + 1;
            continue;
        }
        const size_t middle = from + (to - from) / 2;
        if (auto half = trySlice(batch, from, middle, refused); !half)
            return half;
        from = middle;
    }
    return Done{};
}

Result<> Loader::sendCarefully(Batch &batch)
{
    auto transaction = db::Transaction::begin(m_sql);
    if (!transaction)
        return transaction.error();
    std::vector<size_t> refused;
    m_words.clear();
    constexpr size_t kSlice = 512; // a batch full of bad rows is not sent over and over
    for (size_t from = 0; from < batch.offsets.size(); from += kSlice)
        if (auto tried = trySlice(
                batch, from, std::min(batch.offsets.size(), from + kSlice), refused);
            !tried)
            return tried;
    if (auto aside = setAside(batch, refused); !aside)
        return aside;
    return commitBatch(batch, std::move(transaction).value());
}

// Reads the batch's part of the source again for the rows the server refused.
Result<> Loader::setAside(Batch &batch, const std::vector<size_t> &refused)
{
    if (refused.empty())
        return Done{};
    auto source = m_request.read.open();
    if (!source)
        return source.error();
    auto encoder = m_request.read.encoder();
    if (!encoder)
        return encoder.error();
    auto rows = source.value()->read(
        m_request.read.rule.from, m_request.read.columns, batch.begin);
    if (!rows)
        return rows.error();
    quint32 ordinal = 0;
    for (const auto &[index, error] : m_words) {
        for (; ordinal < batch.ordinals[index]; ++ordinal)
            if (auto went = rows.value()->next();
                !went && went.error().kind != Error::Kind::Invalid)
                return went.error();
        Rejected row = rejectedRow(*encoder.value(), m_request.read.columns, *rows.value(),
            m_request.part.number, {Bad::Unmapped});
        row.message = error.text + u' ' + error.detail;
        batch.rejected.push_back(std::move(row));
    }
    batch.step.loaded -= qint64(refused.size());
    batch.step.quarantined += qint64(refused.size());
    return Done{};
}

void Loader::throttle(qint64 bytes)
{
    m_sent += bytes;
    const qint64 limit = m_request.run.plan.bytesPerSecond;
    if (limit <= 0)
        return;
    while (!m_sql.token().isCancelled() && !m_request.stop.isCancelled() && m_clock.elapsed() < m_sent * 1000 / limit)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void Loader::tell(const Batch &batch)
{
    if (!m_request.report)
        return;
    Part &part = m_request.part;
    part.read += batch.step.read;
    m_rows += batch.step.read;
    if (m_firstBytes < 0)
        m_firstBytes = part.read == m_rows ? 0 : batch.bytesRead; // a pass that goes on
    m_request.report({batch.bytesRead,
        m_request.bytes > 0 ? std::optional(std::max(m_request.bytes, batch.bytesRead))
                            : std::nullopt,
        Words::tr("Copying %1").arg(part.to), pace(batch.bytesRead)});
}

// "12,000 rows, 150,000 rows/s, 56.0 MB/s, 3 s left"
QString Loader::pace(qint64 bytesRead) const
{
    QStringList parts{Words::tr("%n row(s)", nullptr, int(m_request.part.read))};
    const double seconds = double(m_clock.elapsed()) / 1000;
    const double bytes = double(bytesRead - m_firstBytes);
    if (seconds < 0.5 || bytes <= 0)
        return parts.first();
    parts << Words::tr("%1 rows/s").arg(QLocale().toString(qint64(double(m_rows) / seconds)))
          << Words::tr("%1 MB/s").arg(QLocale().toString(bytes / seconds / 1e6, 'f', 1));
    if (m_request.bytes > bytesRead)
        parts << Words::tr("%1 s left").arg(QLocale().toString(
            qint64(double(m_request.bytes - bytesRead) * seconds / bytes) + 1));
    return parts.join(u", "_s);
}

} // namespace

db::Statement copyStatement(const db::Identifier &table, const QStringList &columns, bool in)
{
    // Written out, as a statement takes at most 99 names.
    QStringList names;
    for (const QString &column : columns)
        names << db::Identifier(column).quoted();
    return db::Statement(u"COPY "_s + table.quoted() + u" ("_s + names.join(u", "_s)
        + (in ? u") FROM STDIN (FORMAT binary)"_s : u") TO STDOUT (FORMAT binary)"_s));
}

Result<> copyRows(
    db::Sql &sql, const db::Statement &copy, const Batch &batch, size_t from, size_t to)
{
    if (from >= to)
        return Done{};
    const size_t begin = batch.offsets[from];
    const size_t end = to < batch.offsets.size() ? batch.offsets[to] : batch.rows.size();
    size_t at = begin;
    int stage = 0;
    auto copied = sql.copyIn(copy, [&]() -> Result<QByteArray> {
        if (stage == 0) {
            stage = 1;
            return kHeader;
        }
        if (at < end) {
            const size_t size = std::min(kPiece, end - at);
            const char *piece = batch.rows.view().data() + at;
            at += size;
            return QByteArray::fromRawData(piece, qsizetype(size));
        }
        return stage++ == 1 ? kTrailer : QByteArray();
    });
    if (!copied)
        return copied.error();
    return Done{};
}

Result<> loadTable(db::Sql &sql, LoadRequest request)
{
    return Loader(sql, std::move(request)).run();
}

} // namespace gatehouse::migration
