#include "migration/inspectkeys.h"

#include "base/redact.h"
#include "base/safetext.h"
#include "migration/columntally.h"
#include "migration/words.h"
#include "proof/cellhash.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace gatehouse::migration {
namespace {

constexpr size_t kRoomForAll = 3'000'000; // hashes: 24 MB
constexpr int kSamples = 5;

bool isNothing(const Cell &cell)
{
    return cell.kind == Cell::Kind::Null || cell.kind == Cell::Kind::Missing;
}

// The bytes by which two keys are the same.
void appendKey(const Cell &cell, std::string &key)
{
    key += char(cell.kind);
    if (cell.kind == Cell::Kind::Integer || cell.kind == Cell::Kind::Bool
        || cell.kind == Cell::Kind::Time)
        key.append(reinterpret_cast<const char *>(&cell.integer), sizeof cell.integer);
    else if (cell.kind == Cell::Kind::Real)
        key.append(reinterpret_cast<const char *>(&cell.real), sizeof cell.real);
    else
        key += cell.bytes;
}

bool keyOf(const Rows &rows, const std::vector<int> &places, std::string &key)
{
    key.clear();
    for (const int place : places) {
        const Cell &cell = rows.cells()[size_t(place)];
        if (isNothing(cell))
            return false;
        appendKey(cell, key);
        if (places.size() > 1)
            key += '\0';
    }
    return true;
}

quint64 hashOf(const std::string &key) { return proof::hashBytes(key, 0x6b6579).low; }

QString shown(const Rows &rows, const QStringList &columns)
{
    QStringList values;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const Cell &cell = rows.cells()[size_t(i)];
        const QByteArray bytes(
            cell.bytes.data(), qsizetype(std::min<size_t>(cell.bytes.size(), 200)));
        const bool number = cell.kind == Cell::Kind::Integer;
        const QString text = number ? QString::number(cell.integer)
            : cell.kind == Cell::Kind::Text || cell.kind == Cell::Kind::Decimal
            ? QString::fromUtf8(bytes)
            : QString::fromLatin1(bytes.toHex());
        values << safeText(nameSoundsSecret(columns[i]) ? maskKey(text) : redact(text), 80);
    }
    return rows.where() + u": "_s + values.join(u", "_s);
}

struct Second
{
    qint64 repeated = 0; // rows whose key stood before, exactly
    QStringList samples;
};

// Rows with one of these hashes. `exact`: counts what really is equal.
Result<Second> lookAgain(Source &source, const QString &table, const QStringList &columns,
    const std::vector<quint64> &hashes, bool exact)
{
    Second second;
    auto rows = source.read(table, columns);
    if (!rows)
        return rows.error();
    std::vector<int> places(size_t(columns.size()));
    for (size_t i = 0; i < places.size(); ++i)
        places[i] = int(i);
    std::unordered_map<std::string, qint64> seen;
    std::string key;
    while (exact || second.samples.size() < kSamples) {
        const auto more = rows.value()->next();
        if (!more && more.error().kind == Error::Kind::Invalid)
            continue;
        if (!more)
            return more.error();
        if (!more.value())
            break;
        if (!keyOf(*rows.value(), places, key)
            || !std::binary_search(hashes.begin(), hashes.end(), hashOf(key)))
            continue;
        const bool before = seen[key]++ > 0;
        second.repeated += before;
        if ((before || !exact) && second.samples.size() < kSamples)
            second.samples << shown(*rows.value(), columns);
    }
    return second;
}

// Documents declare nothing: "user_id" means the collection "users", if there is one with an _id,
// and "agent_name" the "agents", if they are keyed by names.
std::vector<SourceReference> meantReferences(
    const SourceTable &table, const std::vector<SourceTable> &tables)
{
    std::vector<SourceReference> found;
    if (table.key.value(0) != "_id"_L1)
        return found;
    for (const SourceColumn &column : table.columns)
        for (const SourceTable &other : tables)
            if (column.name.endsWith("_id"_L1) && column.name.size() > 3
                && other.key == QStringList{u"_id"_s}
                && other.name == column.name.chopped(3) + u's')
                found.push_back({{column.name}, other.name, {u"_id"_s}});
            else if (column.name.endsWith("_name"_L1) && column.name.size() > 5
                && other.key == QStringList{u"_key"_s}
                && other.name == column.name.chopped(5) + u's')
                found.push_back({{column.name}, other.name, {u"_key"_s}});
    return found;
}

} // namespace

KeyWatch::KeyWatch(const std::vector<SourceTable> &tables, const InspectRequest &request)
    : m_tables(tables)
{
    size_t sets = request.unique.size() + 2 * request.references.size();
    for (const SourceTable &table : tables)
        sets += 1 + 2 * (table.references.size() + meantReferences(table, tables).size());
    m_room = std::max<size_t>(20'000, kRoomForAll / std::max<size_t>(1, sets));
    const auto wanted = [&](const QString &table) {
        return request.tables.isEmpty() || request.tables.contains(table);
    };
    for (const SourceTable &table : tables) {
        if (!wanted(table.name))
            continue;
        if (!table.key.isEmpty())
            if (Group *made = group(table.name, table.key, true))
                made->unique = true;
        for (const SourceReference &reference : table.references)
            m_links.push_back({table.name, reference});
        for (const SourceReference &reference : meantReferences(table, tables))
            m_links.push_back({table.name, reference});
    }
    for (const AskedKey &key : request.unique)
        if (Group *made = group(key.table, key.columns, true))
            made->unique = true;
    for (const auto &[table, reference] : request.references)
        m_links.push_back({table, reference});
    std::erase_if(m_links, [&](const Link &link) {
        return !wanted(link.table) || !wanted(link.reference.table)
            || link.reference.columns.size() != link.reference.otherColumns.size()
            || !group(link.reference.table, link.reference.otherColumns, true)
            || !group(link.table, link.reference.columns, true);
    });
}

KeyWatch::Group *KeyWatch::group(const QString &table, const QStringList &columns, bool make)
{
    for (Group &group : m_groups[table])
        if (group.columns == columns)
            return &group;
    if (!make)
        return nullptr;
    const auto found = std::find_if(m_tables.begin(), m_tables.end(),
        [&](const SourceTable &one) { return one.name == table; });
    if (found == m_tables.end())
        return nullptr;
    std::vector<int> places;
    for (const QString &column : columns)
        for (size_t i = 0; i < found->columns.size(); ++i)
            if (found->columns[i].name == column)
                places.push_back(int(i));
    if (places.empty() || qsizetype(places.size()) != columns.size())
        return nullptr;
    m_groups[table].push_back({columns, std::move(places), KeyBag(m_room)});
    return &m_groups[table].back();
}

void KeyWatch::add(Group &group, const Rows &rows)
{
    thread_local std::string key;
    if (keyOf(rows, group.places, key))
        group.bag.add(hashOf(key));
    else if (group.nulls++ < kSamples)
        group.nullSamples << rows.where();
}

Result<> KeyWatch::judgeKey(
    Source &source, const QString &table, Group &group, std::vector<Finding> &to)
{
    const QString names = group.columns.join(u", "_s);
    if (group.nulls > 0)
        to.push_back({Finding::Severity::Trouble, u"null-key"_s, table, names, group.nulls,
            Words::tr("%n row(s) (has|have) no key: NULL stands in %1.", nullptr, int(group.nulls))
                .arg(names),
            group.nullSamples,
            {{u"onBad:quarantine"_s, Words::tr("Put these rows into the quarantine")}}});
    const Candidates found = repeated(group.bag);
    if (found.count == 0)
        return Done{};
    auto second = lookAgain(source, table, group.columns, found.some, true);
    if (!second)
        return second.error();
    const bool all = found.some.size() < kMostCandidates;
    const qint64 count = all ? second.value().repeated : found.count;
    if (count > 0)
        to.push_back({Finding::Severity::Trouble, u"duplicate-key"_s, table, names, count,
            Words::tr(
                "%n row(s) (repeats|repeat) a key of %1 that stood before.", nullptr, int(count))
                .arg(names),
            second.value().samples,
            {{u"onBad:quarantine"_s,
                 Words::tr("Move the first of each, the others into the quarantine")},
                {u"onBad:stop"_s, Words::tr("Stop")}}});
    return Done{};
}

Result<> KeyWatch::judgeLink(Source &source, const Link &link, std::vector<Finding> &to)
{
    Group *children = group(link.table, link.reference.columns, false);
    Group *parents = group(link.reference.table, link.reference.otherColumns, false);
    const Candidates found = absent(children->bag, parents->bag);
    if (found.count == 0)
        return Done{};
    auto second = lookAgain(source, link.table, link.reference.columns, found.some, false);
    if (!second)
        return second.error();
    const QString names = link.reference.columns.join(u", "_s);
    to.push_back({Finding::Severity::Trouble, u"orphan"_s, link.table, names, found.count,
        Words::tr("%n row(s) (refers|refer) by %1 to rows of %2 that do not exist.", nullptr,
            int(found.count))
            .arg(names, link.reference.table),
        second.value().samples,
        {{u"onOrphan:quarantine"_s, Words::tr("Put these rows into the quarantine")},
            {u"onOrphan:null"_s, Words::tr("Move them without the reference")},
            {u"onOrphan:stub"_s, Words::tr("Make a parent for each")},
            {u"onOrphan:stop"_s, Words::tr("Stop")}}});
    return Done{};
}

Result<std::vector<Finding>> KeyWatch::findings(Source &source, const InspectRequest &request)
{
    std::vector<Finding> all;
    for (auto &[table, groups] : m_groups)
        for (Group &group : groups)
            if (auto closed = group.bag.close(); !closed)
                return closed.error();
    for (auto &[table, groups] : m_groups)
        for (Group &group : groups) {
            if (request.token.isCancelled())
                return cancelled();
            if (!group.unique)
                continue;
            if (auto judged = judgeKey(source, table, group, all); !judged)
                return judged.error();
        }
    for (const Link &link : m_links)
        if (auto judged = judgeLink(source, link, all); !judged)
            return judged.error();
    return all;
}

} // namespace gatehouse::migration
