#include "trail/chain.h"

#include "db/transaction.h"
#include "trail/words.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace gatehouse::trail {

namespace {

constexpr int kFields = 17;
constexpr qint64 kReportEvery = 4096;

void put(QByteArray &bytes, const db::Param &field)
{
    const qint32 length = field ? qint32(field->size()) : -1;
    char prefix[4];
    qToBigEndian(length, prefix);
    bytes.append(prefix, sizeof prefix);
    if (field)
        bytes.append(*field);
}

struct Head
{
    qint64 seq = 0;
    QByteArray hash;
    static Head fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), QByteArray::fromHex(row.raw(1).toByteArray())};
    }
};

// What is wrong with this entry, given the one before it; empty when nothing is.
QString fault(const Stored &entry, qint64 expected, const QByteArray &previous)
{
    if (entry.seq != expected)
        return Words::tr("Entry %1 is missing: the next one found is %2.")
            .arg(expected)
            .arg(entry.seq);
    if (entry.fields.front() != QByteArray::number(kForm))
        return Words::tr(
            "Entry %1 has a canonical form that this version of Gatehouse does not know.")
            .arg(entry.seq);
    if (entry.previousHash != previous)
        return Words::tr("Entry %1 does not continue entry %2: its previous hash is another.")
            .arg(entry.seq)
            .arg(expected - 1);
    if (entry.hash != entryHash(entry))
        return Words::tr(
            "Entry %1 was changed after it was written: its hash does not fit its content.")
            .arg(entry.seq);
    return {};
}

void judgeEnd(Verdict &verdict, const Head &head)
{
    if (!verdict.whole())
        return;
    if (head.seq != verdict.checked) {
        verdict.firstBroken = verdict.checked + 1;
        verdict.why = Words::tr("The trail ends with entry %1, its head says %2: the tail was cut "
                                "off or the head was changed.")
                          .arg(verdict.checked)
                          .arg(head.seq);
    } else if (head.hash != verdict.head) {
        verdict.firstBroken = verdict.checked;
        verdict.why = Words::tr(
            "The head's hash is not that of entry %1: the last entry or the head was changed.")
                          .arg(verdict.checked);
    } else {
        verdict.why = Words::tr("%Ln entr(y|ies) checked: all there, and unchanged since written.",
            nullptr, int(verdict.checked));
    }
}

} // namespace

Stored Stored::fromRow(const db::Row &row)
{
    Stored entry;
    entry.fields.reserve(kFields);
    for (int column = 0; column < kFields; ++column)
        entry.fields.push_back(
            row.isNull(column) ? db::Param{} : db::Param(row.raw(column).toByteArray()));
    entry.seq = row.get<qint64>(1);
    entry.previousHash = QByteArray::fromHex(row.raw(kFields).toByteArray());
    entry.hash = QByteArray::fromHex(row.raw(kFields + 1).toByteArray());
    return entry;
}

QByteArray canonicalBytes(const Stored &entry)
{
    QByteArray bytes;
    for (const db::Param &field : entry.fields)
        put(bytes, field);
    put(bytes, entry.previousHash);
    return bytes;
}

QByteArray entryHash(const Stored &entry)
{
    return QCryptographicHash::hash(canonicalBytes(entry), QCryptographicHash::Sha256);
}

Result<Verdict> verify(db::Sql &sql, const ReportProgress &report)
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    auto head = sql.fetchOne<Head>("trail/head"_L1);
    if (!head)
        return head.error();
    Verdict verdict;
    verdict.head = QByteArray(32, '\0');
    auto done = sql.stream("trail/entries"_L1, {}, [&](const db::Row &row) {
        const Stored entry = Stored::fromRow(row);
        verdict.why = fault(entry, verdict.checked + 1, verdict.head);
        if (!verdict.why.isEmpty()) {
            verdict.firstBroken = verdict.checked + 1;
            return false;
        }
        verdict.head = entry.hash;
        if (++verdict.checked % kReportEvery == 0 && report)
            report({verdict.checked, head.value().seq, {}, {}});
        return true;
    });
    if (!done)
        return done.error();
    judgeEnd(verdict, head.value());
    return verdict;
}

} // namespace gatehouse::trail
