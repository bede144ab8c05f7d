#include "migration/verify.h"

#include "migration/verifysides.h"
#include "migration/words.h"

#include <QJsonArray>

#include <set>
#include <thread>

namespace gatehouse::migration {

namespace {

constexpr size_t kParts = 1024;
constexpr size_t kMostParts = 16;          // looked into when they differ
constexpr size_t kMostBytes = 24u << 20;   // of rows held for that

struct Sums
{
    std::vector<proof::Hash> columns;
    std::vector<proof::Hash> parts = std::vector<proof::Hash>(kParts);
    void take(const HashedRow &row)
    {
        columns.resize(row.cells.size());
        for (size_t i = 0; i < row.cells.size(); ++i)
            columns[i] += row.cells[i];
        parts[size_t(row.key.low) % kParts] += proof::hashRow(row.cells);
    }
};

struct HeldRow
{
    std::string bytes;
    std::vector<proof::Hash> cells;
    QString place;
};

// Rows of a few parts, by key; of rows that are the same in all the count matters.
class Held
{
public:
    explicit Held(const std::set<size_t> &parts) : m_parts(parts) { }
    void take(const HashedRow &row)
    {
        if (!m_parts.contains(size_t(row.key.low) % kParts) || m_bytes > kMostBytes)
            return;
        m_bytes += row.bytes.size();
        rows.emplace(row.key, HeldRow{std::string(row.bytes), row.cells, row.place()});
    }
    bool isFull() const { return m_bytes > kMostBytes; }
    std::multimap<proof::Hash, HeldRow> rows;

private:
    const std::set<size_t> &m_parts;
    size_t m_bytes = 0;
};

template <typename TakeSource, typename TakeTarget>
Result<> readBoth(db::Sql &sql, const VerifyRequest &request, const Exclusions &exclusions,
    TableProof &proof, TakeSource takeSource, TakeTarget takeTarget)
{
    Result<> source = Done{};
    TableProof counted;
    const CancelToken stop;
    const CancelToken::Hook hook = sql.token().onCancel([stop] { stop.cancel(); });
    std::thread reading([&] {
        source = readSourceSide(request, exclusions, stop, counted, takeSource);
    });
    TableProof other;
    Result<> target = readTargetSide(sql, request, other, takeTarget);
    if (!target)
        stop.cancel();
    reading.join();
    if (!target)
        return target;
    if (!source)
        return source;
    proof.sourceRows = counted.sourceRows;
    proof.quarantined = counted.quarantined;
    proof.lost = counted.lost;
    proof.leftOut = counted.leftOut;
    proof.targetRows = other.targetRows;
    return Done{};
}

class Bisection
{
public:
    Bisection(const VerifyRequest &request, const Encoder &encoder, TableProof &proof)
        : m_proof(proof), m_columns(encoder.columns()), m_key(keyColumns(request.table, encoder))
    {
        for (const QString &column : m_columns)
            for (const LiveColumn &live : request.table.live.columns)
                if (live.name == column)
                    m_types.push_back(TargetType::parse(live.type).value_or(TargetType{}));
    }
    void compare(const Held &source, const Held &target);

private:
    bool isFull() const { return m_proof.differences.size() >= size_t(kMostDifferences); }
    QString keyText(const HeldRow &row) const;
    void compareCells(const HeldRow &source, const HeldRow &target);
    void lone(const HeldRow &row, Difference::Kind kind);

    TableProof &m_proof;
    QStringList m_columns;
    std::vector<size_t> m_key;
    std::vector<TargetType> m_types;
};

QString Bisection::keyText(const HeldRow &row) const
{
    const auto fields = fieldsOf(row.bytes);
    QStringList texts;
    for (size_t i = 0; i < fields.size() && texts.size() < 8; ++i)
        if (m_key.empty() || std::find(m_key.begin(), m_key.end(), i) != m_key.end())
            texts << m_columns[qsizetype(i)] + u" = "_s + shownField(m_types[i], fields[i]).left(80);
    return texts.join(u", "_s);
}

void Bisection::compareCells(const HeldRow &source, const HeldRow &target)
{
    const auto a = fieldsOf(source.bytes), b = fieldsOf(target.bytes);
    for (size_t i = 0; i < source.cells.size() && !isFull(); ++i)
        if (source.cells[i] != target.cells[i])
            m_proof.differences.push_back({Difference::Kind::Cell, keyText(target), source.place,
                m_columns[qsizetype(i)], shownField(m_types[i], a[i]),
                shownField(m_types[i], b[i])});
}

void Bisection::lone(const HeldRow &row, Difference::Kind kind)
{
    if (!isFull())
        m_proof.differences.push_back({kind, keyText(row), row.place, {}, {}, {}});
}

void Bisection::compare(const Held &source, const Held &target)
{
    auto a = source.rows.begin();
    auto b = target.rows.begin();
    while (!isFull() && (a != source.rows.end() || b != target.rows.end())) {
        if (b == target.rows.end() || (a != source.rows.end() && a->first < b->first)) {
            lone((a++)->second, Difference::Kind::Missing);
        } else if (a == source.rows.end() || b->first < a->first) {
            lone((b++)->second, Difference::Kind::Extra);
        } else {
            compareCells(a->second, b->second);
            ++a;
            ++b;
        }
    }
}

QString kindId(Difference::Kind kind)
{
    return kind == Difference::Kind::Missing ? u"missing"_s
        : kind == Difference::Kind::Extra    ? u"extra"_s
                                             : u"cell"_s;
}

} // namespace

bool TableProof::isEqual() const
{
    bool same = differingParts == 0 && lost == 0 && sourceRows - quarantined == targetRows;
    for (const ColumnProof &column : columns)
        same = same && column.source == column.target;
    return same;
}

QString TableProof::sentence() const
{
    if (isEqual())
        return quarantined == 0
            ? Words::tr("%n row(s) of %1 (is|are) in the target, equal in every cell.", nullptr,
                int(targetRows))
                  .arg(from)
            : Words::tr("%n row(s) of %1 (is|are) in the target, equal in every cell; %2 in "
                        "quarantine.",
                nullptr, int(targetRows))
                  .arg(from)
                  .arg(quarantined);
    if (lost > 0 || sourceRows - quarantined != targetRows)
        return Words::tr("%1 has %2 rows and %3 of them in quarantine, the target has %4.")
            .arg(from)
            .arg(sourceRows)
            .arg(quarantined)
            .arg(targetRows);
    return Words::tr("%1 and the target differ in content, in %2 of %3 parts.")
        .arg(from)
        .arg(differingParts)
        .arg(parts);
}

Result<TableProof> verifyTable(db::Sql &sql, const VerifyRequest &request)
{
    const Part &part = request.table.part;
    TableProof proof;
    proof.from = request.table.rule.from;
    proof.to = request.table.rule.to;
    proof.parts = int(kParts);
    proof.stubs = part.stubs;
    if (!request.ofDelta && request.schema != stagingSchema(request.run) && (part.kept > 0 || part.updated > 0))
        return refused(Words::tr("%1 had rows of its own that are mixed with the new ones, so it "
                                 "was verified before the exchange and cannot be afterwards.")
                           .arg(part.to));
    if (request.report)
        request.report({0, {}, Words::tr("Verifying %1").arg(part.to)});
    auto encoder = encoderOf(request.table, request.ids)();
    if (!encoder)
        return encoder.error();
    auto exclusions = exclusionsOf(sql, request.run, part.number);
    if (!exclusions)
        return exclusions.error();
    Sums source, target;
    if (auto read = readBoth(
            sql, request, exclusions.value(), proof,
            [&source](const HashedRow &row) { source.take(row); },
            [&target](const HashedRow &row) { target.take(row); });
        !read)
        return read.error();
    const QStringList &names = encoder.value()->columns();
    source.columns.resize(size_t(names.size()));
    target.columns.resize(size_t(names.size()));
    for (qsizetype i = 0; i < names.size(); ++i)
        proof.columns.push_back(
            {names[i], source.columns[size_t(i)], target.columns[size_t(i)]});
    std::set<size_t> differing;
    for (size_t i = 0; i < kParts; ++i)
        if (source.parts[i] != target.parts[i]) {
            ++proof.differingParts;
            if (differing.size() < kMostParts)
                differing.insert(i);
        }
    if (differing.empty())
        return proof;
    Held heldSource(differing), heldTarget(differing);
    if (auto read = readBoth(
            sql, request, exclusions.value(), proof,
            [&heldSource](const HashedRow &row) { heldSource.take(row); },
            [&heldTarget](const HashedRow &row) { heldTarget.take(row); });
        !read)
        return read.error();
    if (!heldSource.isFull() && !heldTarget.isFull())
        Bisection(request, *encoder.value(), proof).compare(heldSource, heldTarget);
    return proof;
}

QJsonObject toJson(const TableProof &proof)
{
    QJsonArray columns, differences;
    for (const ColumnProof &column : proof.columns)
        columns.append(QJsonObject{{u"name"_s, column.name},
            {u"source"_s, QString::fromLatin1(column.source.hex())},
            {u"target"_s, QString::fromLatin1(column.target.hex())},
            {u"equal"_s, column.source == column.target}});
    for (const Difference &one : proof.differences)
        differences.append(QJsonObject{{u"kind"_s, kindId(one.kind)}, {u"key"_s, one.key},
            {u"place"_s, one.place}, {u"column"_s, one.column}, {u"source"_s, one.sourceValue},
            {u"target"_s, one.targetValue}});
    return {{u"from"_s, proof.from}, {u"to"_s, proof.to}, {u"equal"_s, proof.isEqual()},
        {u"sourceRows"_s, proof.sourceRows}, {u"targetRows"_s, proof.targetRows},
        {u"quarantined"_s, proof.quarantined}, {u"lost"_s, proof.lost},
        {u"leftOut"_s, proof.leftOut}, {u"stubs"_s, proof.stubs}, {u"parts"_s, proof.parts},
        {u"differingParts"_s, proof.differingParts}, {u"columns"_s, columns},
        {u"differences"_s, differences}};
}

} // namespace gatehouse::migration
