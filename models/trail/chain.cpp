#include "trail/chain.h"

#include "base/sha256.h"
#include "trail/words.h"

#include <QtEndian>

#include <algorithm>

namespace gatehouse::trail {

namespace {

void put(QByteArray &bytes, const db::Param &field)
{
    const qint32 length = field ? qint32(field->size()) : -1;
    char prefix[4];
    qToBigEndian(length, prefix);
    bytes.append(prefix, sizeof prefix);
    if (field)
        bytes.append(*field);
}

} // namespace

const std::vector<QLatin1StringView> &Stored::fieldNames()
{
    static const std::vector names{"form"_L1, "seq"_L1, "at"_L1, "db_role"_L1, "set_role"_L1,
        "subject"_L1, "os_user"_L1, "app"_L1, "connection"_L1, "action"_L1, "object_type"_L1,
        "object_id"_L1, "object_label"_L1, "sql_class"_L1, "row_count"_L1, "before"_L1, "after"_L1};
    return names;
}

const db::Param &Stored::field(QLatin1StringView name) const
{
    const auto &names = fieldNames();
    return fields[size_t(std::find(names.begin(), names.end(), name) - names.begin())];
}

Stored Stored::fromRow(const db::Row &row)
{
    Stored entry;
    const int count = int(fieldNames().size());
    entry.fields.reserve(size_t(count));
    for (int column = 0; column < count; ++column)
        entry.fields.push_back(
            row.isNull(column) ? db::Param{} : db::Param(row.raw(column).toByteArray()));
    entry.seq = row.get<qint64>(1);
    entry.previousHash = QByteArray::fromHex(row.raw(count).toByteArray());
    entry.hash = QByteArray::fromHex(row.raw(count + 1).toByteArray());
    return entry;
}

QByteArray canonicalBytes(const Stored &entry)
{
    QByteArray bytes;
    bytes.reserve(512);
    for (const db::Param &field : entry.fields)
        put(bytes, field);
    put(bytes, entry.previousHash);
    return bytes;
}

QByteArray entryHash(const Stored &entry) { return sha256(canonicalBytes(entry)); }

Walk::Walk() : m_hash(32, '\0') { }

QString Walk::next(const Stored &entry)
{
    const qint64 expected = m_last + 1;
    if (entry.seq < expected)
        return Words::tr("Entry %1 comes after entry %2: it is there twice, or was put in.")
            .arg(entry.seq)
            .arg(m_last);
    if (entry.seq != expected)
        return Words::tr("Entry %1 is missing: the next one found is %2.")
            .arg(expected)
            .arg(entry.seq);
    if (entry.fields.front() != QByteArray::number(kForm))
        return Words::tr(
            "Entry %1 has a canonical form that this version of Gatehouse does not know.")
            .arg(entry.seq);
    if (entry.previousHash != m_hash)
        return Words::tr("Entry %1 does not continue entry %2: its previous hash is another.")
            .arg(entry.seq)
            .arg(m_last);
    if (entry.hash != entryHash(entry))
        return Words::tr(
            "Entry %1 was changed after it was written: its hash does not fit its content.")
            .arg(entry.seq);
    m_last = entry.seq;
    m_hash = entry.hash;
    return {};
}

} // namespace gatehouse::trail
