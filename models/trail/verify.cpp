#include "trail/chain.h"

#include "db/transaction.h"
#include "trail/seal.h"
#include "trail/words.h"

#include <algorithm>

namespace gatehouse::trail {

namespace {

constexpr qint64 kReportEvery = 4096;

struct Head
{
    qint64 seq = 0;
    QByteArray hash;
    static Head fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), QByteArray::fromHex(row.raw(1).toByteArray())};
    }
};

struct Guard
{
    QString kind, name, on;
    static Guard fromRow(const db::Row &row) { return {row.text(0), row.text(1), row.text(2)}; }
    QString sentence() const
    {
        return kind == "trigger"_L1
            ? Words::tr("The trigger %1 on %2, which keeps entries from being changed, is missing "
                        "or switched off.")
                  .arg(name, on)
            : Words::tr("%1 has the right to go around the trail: %2.").arg(name, on);
    }
};

// A verification in one snapshot.
class Check
{
public:
    Check(std::vector<Anchor> anchors, const ReportProgress &report)
        : m_anchors(std::move(anchors)), m_report(report)
    {
        std::sort(m_anchors.begin(), m_anchors.end(),
            [](const Anchor &a, const Anchor &b) { return a.seq < b.seq; });
        m_verdict.head = m_walk.hash();
    }

    Result<Verdict> run(db::Sql &sql)
    {
        auto head = sql.fetchOptional<Head>("trail/head"_L1);
        if (!head)
            return head.error();
        m_hasHead = head.value().has_value();
        m_head = head.value().value_or(Head());
        auto seal = sql.fetchOptional<Stored>("trail/latest_seal"_L1);
        if (!seal)
            return seal.error();
        if (seal.value())
            begin(*seal.value());
        auto read = sql.stream("trail/entries"_L1, {}, [this](const db::Row &row) {
            return take(Stored::fromRow(row));
        });
        if (!read)
            return read.error();
        if (m_verdict.whole())
            judgeEnd();
        auto guards = sql.fetch<Guard>("trail/guards"_L1);
        if (!guards)
            return guards.error();
        for (const Guard &guard : guards.value())
            m_verdict.weaknesses.append(guard.sentence());
        return m_verdict;
    }

private:
    // A seal that was itself changed must not lead the walk: the walk is to find it.
    void begin(const Stored &entry)
    {
        const std::optional<Seal> seal = sealOf(entry);
        m_lost = !seal || entry.hash != entryHash(entry);
        if (m_lost)
            return;
        m_walk = Walk(seal->last, seal->hash);
        m_verdict.sealed = m_verdict.last = seal->last;
        m_verdict.head = seal->hash;
        for (; m_anchor < m_anchors.size() && m_anchors[m_anchor].seq < seal->last; ++m_anchor)
            m_verdict.beyond.push_back(m_anchors[m_anchor].seq);
        compareAnchors();
    }

    bool take(const Stored &entry)
    {
        if (std::exchange(m_lost, false) && entry.seq > 1)
            m_walk = Walk(entry.seq - 1, entry.previousHash);
        const qint64 expected = m_walk.last() + 1;
        if (entry.seq < expected)
            return breakAt(entry.seq, strayed(entry.seq));
        if (const QString why = m_walk.next(entry); !why.isEmpty())
            return breakAt(std::min(expected, entry.seq), why);
        m_verdict.last = m_walk.last();
        m_verdict.head = m_walk.hash();
        if (++m_verdict.checked % kReportEvery == 0 && m_report)
            m_report({m_verdict.checked, m_head.seq - m_verdict.sealed, {}, {}});
        return compareAnchors();
    }

    // The rows come by number, so this one is there twice, or below where the chain begins.
    QString strayed(qint64 seq) const
    {
        if (seq > m_verdict.sealed && seq > 0)
            return Words::tr("Entry %1 is there more than once: the trail was forked.").arg(seq);
        if (m_verdict.sealed > 0)
            return Words::tr("Entry %1 is there although entries up to %2 were sealed away.")
                .arg(seq)
                .arg(m_verdict.sealed);
        return Words::tr("Entry %1 is there, and entries are numbered from 1: it was put in.").arg(seq);
    }

    bool compareAnchors()
    {
        for (; m_anchor < m_anchors.size() && m_anchors[m_anchor].seq == m_verdict.last; ++m_anchor)
            if (m_anchors[m_anchor].hash != m_verdict.head)
                return breakAt(m_verdict.last,
                    Words::tr("Entry %1 is not the one whose hash was signed: it, or an entry "
                              "before it, was rewritten, and the hashes were made to fit.")
                        .arg(m_verdict.last));
        return true;
    }

    bool breakAt(qint64 seq, const QString &why)
    {
        m_verdict.firstBroken = std::max<qint64>(seq, 1);
        m_verdict.why = why;
        return false;
    }

    void judgeEnd()
    {
        const qint64 last = m_verdict.last;
        if (!m_hasHead) {
            breakAt(last + 1,
                Words::tr("The head, which says where the trail ends, is gone: whether entries "
                          "after %1 were cut off cannot be seen. Compare a signed head.")
                    .arg(last));
        } else if (m_head.seq != last) {
            breakAt(last + 1,
                Words::tr("The trail ends with entry %1, its head says %2: the tail was cut "
                          "off or the head was changed.")
                    .arg(last)
                    .arg(m_head.seq));
        } else if (m_head.hash != m_verdict.head) {
            breakAt(last,
                Words::tr("The head's hash is not that of entry %1: the last entry or the head was "
                          "changed.")
                    .arg(last));
        } else if (m_anchor < m_anchors.size()) {
            breakAt(last + 1,
                Words::tr("The trail ends with entry %1, but entry %2 was there when its head was "
                          "signed: the tail was cut off, and the head was made to fit.")
                    .arg(last)
                    .arg(m_anchors[m_anchor].seq));
        } else if (last == 0) {
            m_verdict.why = Words::tr(
                "The trail is empty: nothing was recorded yet, or all of it was taken away with its "
                "head. Only a signed head from before tells which.");
        } else {
            m_verdict.why =
                Words::tr("%Ln entr(y|ies) checked: all there, and unchanged since written.",
                    nullptr, int(m_verdict.checked));
            if (m_verdict.sealed > 0)
                m_verdict.why += u' '
                    + Words::tr("Entries up to %1 were sealed away before; the chain continues "
                                "there.")
                          .arg(m_verdict.sealed);
        }
    }

    std::vector<Anchor> m_anchors; // by number
    size_t m_anchor = 0;           // the next one to be met
    const ReportProgress &m_report;
    Head m_head;
    bool m_hasHead = false;
    Walk m_walk;
    bool m_lost = false; // the newest seal cannot be believed
    Verdict m_verdict;
};

} // namespace

Result<Verdict> verify(
    db::Sql &sql, const ReportProgress &report, const std::vector<Anchor> &anchors)
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    return Check(anchors, report).run(sql);
}

} // namespace gatehouse::trail
