#include "migration/batches.h"

#include "migration/celltext.h"
#include "migration/words.h"

namespace gatehouse::migration {

namespace {
constexpr size_t kMostRejected = 2000; // of one batch: they are small, and many
constexpr quint32 kMostRows = 200'000;
} // namespace

void Batch::clear()
{
    rows.resize(0);
    offsets.clear();
    ordinals.clear();
    rejected.clear();
    begin = end;
    step = {};
    bytesRead = 0;
    error.reset();
}

BatchReader::BatchReader(ReadRequest request) : m_request(std::move(request))
{
    m_empty = {&m_batches[0], &m_batches[1]};
    m_thread = std::thread([this] { work(); });
}

BatchReader::~BatchReader()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

Batch *BatchReader::next()
{
    std::unique_lock lock(m_mutex);
    if (m_lent)
        m_empty.push_back(std::exchange(m_lent, nullptr));
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return !m_full.empty() || m_ended; });
    if (m_full.empty())
        return nullptr;
    m_lent = m_full.front();
    m_full.erase(m_full.begin());
    return m_lent;
}

// Null when nobody wants more.
Batch *BatchReader::takeEmpty()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_empty.empty() || m_stopped; });
    if (m_stopped)
        return nullptr;
    Batch *batch = m_empty.back();
    m_empty.pop_back();
    return batch;
}

void BatchReader::giveFull(Batch *batch)
{
    {
        const std::lock_guard lock(m_mutex);
        m_full.push_back(batch);
    }
    m_changed.notify_all();
}

void BatchReader::work()
{
    if (auto done = read(); !done)
        if (Batch *batch = takeEmpty()) {
            const Position end = batch->end;
            batch->clear();
            batch->begin = batch->end = end;
            batch->error = done.error();
            giveFull(batch);
        }
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

Result<> BatchReader::read()
{
    auto source = m_request.open();
    if (!source)
        return source.error();
    auto encoder = m_request.encoder();
    if (!encoder)
        return encoder.error();
    auto opened =
        source.value()->read(m_request.rule.from, m_request.columns, m_request.after);
    if (!opened)
        return opened.error();
    Rows &rows = *opened.value();
    Encoder &encode = *encoder.value();
    Position last = m_request.after;
    qint64 replaced = 0;
    for (bool more = true; more;) {
        Batch *batch = takeEmpty();
        if (!batch)
            return Done{};
        batch->clear();
        batch->begin = batch->end = last;
        quint32 ordinal = 0;
        while (batch->rows.size() < m_request.batchBytes && ordinal < kMostRows
            && batch->rejected.size() < kMostRejected) {
            auto went = rows.next();
            const bool broken = !went && went.error().kind == Error::Kind::Invalid;
            if (!went && !broken) {
                batch->error = went.error();
                more = false;
                break;
            }
            if (!broken && !went.value()) {
                batch->step.complete = true;
                more = false;
                break;
            }
            ++ordinal;
            ++batch->step.read;
            if (!broken && !encode.isWanted(rows.cells())) {
                ++batch->step.leftOut;
                continue;
            }
            const size_t at = batch->rows.size();
            RowTrouble trouble =
                broken ? RowTrouble{Bad::Unreadable} : encode.encode(rows.cells(), batch->rows);
            if (m_request.sieve && trouble.bad == Bad::None) {
                const Sieved sieved = m_request.sieve(encode, batch->rows, at);
                if (sieved != Sieved::Wanted)
                    batch->rows.resize(at);
                if (sieved == Sieved::Unchanged
                    || (sieved == Sieved::Repeated && m_request.rule.distinct)) {
                    ++batch->step.leftOut;
                    continue;
                }
                if (sieved == Sieved::Repeated)
                    trouble.bad = Bad::Duplicate;
            }
            if (trouble.bad == Bad::None) {
                batch->offsets.push_back(at);
                batch->ordinals.push_back(ordinal);
                continue;
            }
            Rejected rejected =
                rejectedRow(encode, m_request.columns, rows, m_request.part, trouble);
            if (broken)
                rejected.message += u' ' + went.error().text;
            if (trouble.stop) {
                --batch->step.read;
                batch->error = invalid(Words::tr("%1, column “%2”: %3 The plan says to stop there.")
                                           .arg(rejected.place, rejected.column, rejected.message));
                more = false;
                break;
            }
            ++batch->step.quarantined;
            batch->rejected.push_back(std::move(rejected));
        }
        if (ordinal > 0 && !batch->error)
            last = rows.position();
        else if (batch->error && batch->step.read > 0)
            batch->step = {}, batch->offsets.clear(), batch->rejected.clear(), batch->rows.resize(0);
        batch->end = last;
        batch->step.loaded = qint64(batch->offsets.size());
        batch->step.replaced = encode.replaced() - replaced;
        replaced = encode.replaced();
        batch->bytesRead = rows.bytesRead();
        giveFull(batch);
    }
    return Done{};
}

Rejected rejectedRow(const Encoder &encoder, const QStringList &columns, const Rows &rows, int part,
    const RowTrouble &trouble)
{
    Rejected row;
    row.part = part;
    row.position = rows.position();
    row.place = rows.where();
    row.reason = QString::fromLatin1(badId(trouble.bad));
    row.message = badSentence(trouble.bad);
    row.rule = suggestedRule(trouble.bad);
    row.cells = cellsToJson(columns, rows.cells());
    if (rows.cells().empty()) {
        const std::string_view raw = rows.raw().substr(0, 64 * 1024);
        row.value = QByteArray(raw.data(), qsizetype(raw.size()));
    }
    if (trouble.column >= 0) {
        row.column = encoder.columns().value(trouble.column);
        const int from = encoder.sourceOf(trouble.column);
        if (from >= 0 && size_t(from) < rows.cells().size())
            row.value = shownCell(rows.cells()[size_t(from)]);
    }
    return row;
}

} // namespace gatehouse::migration
