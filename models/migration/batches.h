// The reading half of a load: a thread of its own reads the source and encodes, while the other
// sends what is encoded.
#pragma once

#include "migration/encoder.h"
#include "migration/ledger.h"
#include "migration/source.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace gatehouse::migration {

// What goes into one transaction.
struct Batch
{
    ByteBuffer rows;                  // encoded, without header and trailer
    std::vector<size_t> offsets;      // where each row begins
    std::vector<quint32> ordinals;    // which row of the source it is, counted within the batch
    std::vector<Rejected> rejected;
    Position begin, end;              // begin: of the row before the first
    Part step;                        // counts; complete after the last
    qint64 bytesRead = 0;
    std::optional<Error> error;       // reading ends here; what is before it is good
    void clear();
};

// How to open the source in whatever thread wants it.
using OpenSource = std::function<Result<std::unique_ptr<Source>>()>;

// What a delta run makes of an encoded row.
enum class Sieved {
    Wanted,
    Unchanged, // moved before, as it is
    Repeated,  // another row of this source had the same key
};
using Sieve = std::function<Sieved(const Encoder &encoder, const ByteBuffer &rows, size_t at)>;

struct ReadRequest
{
    OpenSource open;
    TableRule rule;
    QStringList columns; // of the source, in the order of the cells
    std::function<Result<std::unique_ptr<Encoder>>()> encoder;
    int part = 0;
    Position after{};
    size_t batchBytes = 4 << 20;
    CancelToken token{};
    Sieve sieve{}; // empty: every row is wanted
};

// Owns the thread; two batches go round. Any one thread asks.
class BatchReader
{
public:
    explicit BatchReader(ReadRequest request);
    ~BatchReader(); // stops reading, waits for it
    // The next full batch, valid until the next call; null after the last.
    Batch *next();

private:
    void work();
    Result<> read();
    Batch *takeEmpty();
    void giveFull(Batch *batch);

    ReadRequest m_request;
    Batch m_batches[2];
    std::vector<Batch *> m_empty, m_full;
    Batch *m_lent = nullptr;
    bool m_ended = false, m_stopped = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::thread m_thread; // last: it sees all the rest
};

// A row as it goes into quarantine. `column` counts the encoder's columns, -1 for the row.
Rejected rejectedRow(const Encoder &encoder, const QStringList &columns, const Rows &rows, int part,
    const RowTrouble &trouble);

} // namespace gatehouse::migration
