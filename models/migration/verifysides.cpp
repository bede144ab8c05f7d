#include "migration/verifysides.h"

#include "migration/rowstream.h"
#include "migration/times.h"

#include <cstring>
#include <set>

namespace gatehouse::migration {

namespace {

constexpr qint64 kEpoch2000 = 946'684'800'000'000;

qint64 bigEndian(std::string_view bytes)
{
    qint64 value = bytes.empty() ? 0 : qint64(qint8(bytes[0]));
    for (size_t i = 1; i < bytes.size(); ++i)
        value = qint64(quint64(value) << 8 | quint8(bytes[i]));
    return value;
}

class SourceSide
{
public:
    SourceSide(const VerifyRequest &request, const Exclusions &exclusions, TableProof &proof,
        const TakeRow &take)
        : m_request(request), m_exclusions(exclusions), m_proof(proof), m_take(take)
    {
    }
    Result<> run(const CancelToken &token);

private:
    const Rejected *known();
    Result<> one(bool broken);
    void hand(const QStringList &nulled);

    const VerifyRequest &m_request;
    const Exclusions &m_exclusions;
    TableProof &m_proof;
    const TakeRow &m_take;
    std::unique_ptr<Encoder> m_encoder;
    std::unique_ptr<Rows> m_rows;
    std::vector<size_t> m_key;
    std::vector<proof::Hash> m_cells;
    std::set<proof::Hash> m_seen; // of rows that are wanted once
    ByteBuffer m_buffer;
};

const Rejected *SourceSide::known()
{
    if (m_exclusions.empty())
        return nullptr;
    const auto found = m_exclusions.find(m_rows->position());
    return found == m_exclusions.end() ? nullptr : &found->second;
}

void SourceSide::hand(const QStringList &nulled)
{
    m_encoder->hashes(m_buffer.view(), m_cells);
    for (const QString &column : nulled)
        if (const qsizetype at = m_encoder->columns().indexOf(column); at >= 0)
            m_cells[size_t(at)] = proof::hashNull(quint32(at));
    const proof::Hash key = keyHash(m_cells, m_key);
    if (m_request.table.rule.distinct && !m_seen.insert(key).second) {
        --m_proof.sourceRows;
        ++m_proof.leftOut;
        return;
    }
    m_take({m_cells, key, m_buffer.view(), [this] { return m_rows->where(); }});
}

Result<> SourceSide::one(bool broken)
{
    if (!broken && !m_encoder->isWanted(m_rows->cells())) {
        ++m_proof.leftOut;
        return Done{};
    }
    ++m_proof.sourceRows;
    const Rejected *row = known();
    if (row && row->state == u"applied"_s) { // compared with what it was mended to
        const QByteArray bytes = row->value.value_or(QByteArray());
        m_buffer.resize(0);
        m_buffer.append({bytes.constData(), size_t(bytes.size())});
        hand({});
        return Done{};
    }
    if (row && row->state != u"nulled"_s) {
        ++m_proof.quarantined;
        return Done{};
    }
    m_buffer.resize(0);
    if (broken || m_encoder->encode(m_rows->cells(), m_buffer).bad != Bad::None) {
        ++m_proof.lost;
        return Done{};
    }
    hand(row ? row->column.split(u", "_s) : QStringList());
    return Done{};
}

Result<> SourceSide::run(const CancelToken &token)
{
    auto source = m_request.open();
    if (!source)
        return source.error();
    auto encoder = encoderOf(m_request.table, m_request.ids)();
    if (!encoder)
        return encoder.error();
    m_encoder = std::move(encoder).value();
    m_key = keyColumns(m_request.table, *m_encoder);
    auto rows =
        source.value()->read(m_request.table.rule.from, m_request.table.sourceColumns);
    if (!rows)
        return rows.error();
    m_rows = std::move(rows).value();
    for (quint32 count = 0;; ++count) {
        if (count % 1024 == 0 && token.isCancelled())
            return cancelled();
        auto went = m_rows->next();
        const bool broken = !went && went.error().kind == Error::Kind::Invalid;
        if (!went && !broken)
            return went.error();
        if (!broken && !went.value())
            break;
        if (auto done = one(broken); !done)
            return done;
    }
    m_rows.reset();
    return Done{};
}

} // namespace

std::vector<size_t> keyColumns(const Moved &table, const Encoder &encoder)
{
    std::vector<size_t> key;
    for (const QString &column : table.key)
        if (const qsizetype at = encoder.columns().indexOf(column); at >= 0)
            key.push_back(size_t(at));
    return key;
}

proof::Hash keyHash(const std::vector<proof::Hash> &cells, const std::vector<size_t> &key)
{
    if (key.size() == 1)
        return cells[key.front()];
    if (key.empty())
        return proof::hashRow(cells);
    std::vector<proof::Hash> parts;
    for (const size_t at : key)
        parts.push_back(cells[at]);
    return proof::hashRow(parts);
}

Result<Exclusions> exclusionsOf(db::Sql &sql, qint64 run, int part)
{
    Exclusions all;
    constexpr qint64 kPage = 10'000;
    for (qint64 after = 0;;) {
        auto rows = listRejected(sql, run, {}, after, kPage);
        if (!rows)
            return rows.error();
        for (const Rejected &row : rows.value()) {
            after = row.id;
            if (row.part != part)
                continue;
            Rejected kept;
            kept.state = row.state;
            kept.column = row.column;
            if (row.state == u"applied"_s)
                kept.value = row.value;
            all.emplace(row.position, std::move(kept));
        }
        if (qint64(rows.value().size()) < kPage)
            return all;
    }
}

Result<> readSourceSide(const VerifyRequest &request, const Exclusions &exclusions,
    const CancelToken &token, TableProof &proof, const TakeRow &take)
{
    return SourceSide(request, exclusions, proof, take).run(token);
}

Result<> readTargetSide(
    db::Sql &sql, const VerifyRequest &request, TableProof &proof, const TakeRow &take)
{
    auto encoder = encoderOf(request.table, request.ids)();
    if (!encoder)
        return encoder.error();
    const Encoder &encode = *encoder.value();
    const std::vector<size_t> key = keyColumns(request.table, encode);
    QStringList columns, keyTexts;
    for (const QString &column : encode.columns())
        columns << u"t."_s + db::Identifier(column).quoted();
    for (const QString &column : request.table.key)
        keyTexts << u"t."_s + db::Identifier(column).quoted() + u"::text"_s;
    QString query = u"SELECT "_s + columns.join(u", "_s) + u" FROM "_s
        + db::Identifier(request.schema, request.table.rule.to).quoted() + u" t"_s;
    if (request.table.part.stubs > 0 || (request.ofDelta && !keyTexts.isEmpty()))
        query += u" WHERE NOT EXISTS (SELECT FROM gatehouse_migrate.stub x WHERE x.run = %1 AND "
                 "x.part = %2 AND x.key_values = ARRAY["_s.arg(request.run)
                     .arg(request.table.part.number)
            + keyTexts.join(u", "_s) + u"])"_s;
    std::vector<proof::Hash> cells;
    auto read = streamRows(sql, db::Statement(u"COPY ("_s + query + u") TO STDOUT (FORMAT binary)"_s),
        [&](std::string_view row) {
            ++proof.targetRows;
            encode.hashes(row, cells);
            take({cells, keyHash(cells, key), row, {}});
            return true;
        });
    if (!read)
        return read.error();
    return Done{};
}

std::vector<std::optional<std::string_view>> fieldsOf(std::string_view row)
{
    std::vector<std::optional<std::string_view>> fields;
    for (size_t at = 2; at + 4 <= row.size();) {
        const auto length = qint32(bigEndian(row.substr(at, 4)));
        at += 4;
        if (length < 0) {
            fields.emplace_back();
            continue;
        }
        fields.emplace_back(row.substr(at, size_t(length)));
        at += size_t(length);
    }
    return fields;
}

QString shownField(const TargetType &type, const std::optional<std::string_view> &field)
{
    if (!field)
        return u"NULL"_s;
    const QByteArray bytes(field->data(), qsizetype(std::min<size_t>(field->size(), 300)));
    std::string iso;
    switch (type.array ? TypeKind::Bytea : type.kind) {
    case TypeKind::Text:
    case TypeKind::Json:
        return QString::fromUtf8(bytes);
    case TypeKind::Jsonb:
        return QString::fromUtf8(bytes.mid(1));
    case TypeKind::Bool:
        return bytes.startsWith('\1') ? u"true"_s : u"false"_s;
    case TypeKind::Int2:
    case TypeKind::Int4:
    case TypeKind::Int8:
        return QString::number(bigEndian(*field));
    case TypeKind::Float8: {
        const qint64 bits = bigEndian(*field);
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return QString::number(value, 'g', 17);
    }
    case TypeKind::Uuid:
        return QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
    case TypeKind::Timestamp:
    case TypeKind::TimestampTz:
        appendIso(bigEndian(*field) + kEpoch2000, iso);
        return QString::fromStdString(iso).left(type.kind == TypeKind::Timestamp ? 26 : -1);
    case TypeKind::Date:
        return QDate(2000, 1, 1).addDays(bigEndian(*field)).toString(Qt::ISODate);
    default:
        return u"\\x"_s + QString::fromLatin1(bytes.toHex());
    }
}

} // namespace gatehouse::migration
