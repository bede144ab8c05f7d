// BSON into nodes; libbson does the reading.
#include "migration/sources/document.h"
#include "migration/words.h"

#include <bson/bson.h>

#include <limits>

namespace gatehouse::migration {
namespace {

constexpr qint64 kMostMs = std::numeric_limits<qint64>::max() / 1000;

Error broken(const QString &why)
{
    return invalid(Words::tr("This is no whole BSON document: %1.").arg(why));
}

// One exotic value in the words of libbson: {"v": ...} without its frame. What it has no words for
// stays bytes.
Cell inJson(const bson_iter_t &at, Arena &arena)
{
    bson_t frame;
    bson_init(&frame);
    Cell cell{Cell::Kind::Bytes, 0, 0,
        {reinterpret_cast<const char *>(at.raw) + at.d1, at.next_off - at.d1}};
    size_t length = 0;
    if (bson_append_iter(&frame, "v", 1, &at)) {
        if (char *text = bson_as_relaxed_extended_json(&frame, &length)) {
            const std::string_view all(text, length);
            const size_t from = all.find(':') + 1, to = all.rfind('}');
            std::string_view inside = all.substr(from, to - from);
            while (!inside.empty() && inside.front() == ' ')
                inside.remove_prefix(1);
            while (!inside.empty() && inside.back() == ' ')
                inside.remove_suffix(1);
            cell = {Cell::Kind::Json, 0, 0, arena.keep(inside)};
            bson_free(text);
        }
    }
    bson_destroy(&frame);
    return cell;
}

Cell binaryCell(const bson_iter_t &at)
{
    bson_subtype_t type = BSON_SUBTYPE_BINARY;
    uint32_t length = 0;
    const uint8_t *bytes = nullptr;
    bson_iter_binary(&at, &type, &length, &bytes);
    const bool uuid = type == BSON_SUBTYPE_UUID && length == 16;
    return {uuid ? Cell::Kind::Uuid : Cell::Kind::Bytes, 0, 0,
        {reinterpret_cast<const char *>(bytes), length}};
}

Cell dateCell(const bson_iter_t &at, Arena &arena)
{
    const qint64 ms = bson_iter_date_time(&at);
    if (ms > kMostMs || ms < -kMostMs) // beyond what a Time says
        return {Cell::Kind::Json, 0, 0,
            arena.keep("{\"$date\":{\"$numberLong\":\"" + std::to_string(ms) + "\"}}")};
    return {Cell::Kind::Time, ms * 1000};
}

Cell decimalCell(const bson_iter_t &at, Arena &arena)
{
    bson_decimal128_t value;
    char text[BSON_DECIMAL128_STRING];
    bson_iter_decimal128(&at, &value);
    bson_decimal128_to_string(&value, text);
    return {Cell::Kind::Decimal, 0, 0, arena.keep(text)};
}

Cell scalarCell(const bson_iter_t &at, Arena &arena)
{
    uint32_t length = 0;
    switch (bson_iter_type(&at)) {
    case BSON_TYPE_DOUBLE:
        return {Cell::Kind::Real, 0, bson_iter_double(&at)};
    case BSON_TYPE_UTF8: {
        const char *text = bson_iter_utf8(&at, &length);
        return {Cell::Kind::Text, 0, 0, {text, length}};
    }
    case BSON_TYPE_SYMBOL: {
        const char *text = bson_iter_symbol(&at, &length);
        return {Cell::Kind::Text, 0, 0, {text, length}};
    }
    case BSON_TYPE_BINARY:
        return binaryCell(at);
    case BSON_TYPE_OID:
        return {Cell::Kind::ObjectId, 0, 0,
            {reinterpret_cast<const char *>(bson_iter_oid(&at)->bytes), 12}};
    case BSON_TYPE_BOOL:
        return {Cell::Kind::Bool, bson_iter_bool(&at)};
    case BSON_TYPE_DATE_TIME:
        return dateCell(at, arena);
    case BSON_TYPE_NULL:
    case BSON_TYPE_UNDEFINED:
        return {};
    case BSON_TYPE_INT32:
        return {Cell::Kind::Integer, bson_iter_int32(&at)};
    case BSON_TYPE_INT64:
        return {Cell::Kind::Integer, bson_iter_int64(&at)};
    case BSON_TYPE_DECIMAL128:
        return decimalCell(at, arena);
    default:
        return inJson(at, arena);
    }
}

Result<> members(bson_iter_t &at, Document &to, int depth);

Result<> container(bson_iter_t &at, Document &to, int depth)
{
    const quint32 index = quint32(to.nodes.size() - 1);
    if (depth >= kDeepestDocument)
        return broken(Words::tr("it is nested deeper than %1 levels").arg(kDeepestDocument));
    bson_iter_t inner;
    if (!bson_iter_recurse(&at, &inner))
        return broken(Words::tr("a part of it has a wrong length"));
    if (auto done = members(inner, to, depth + 1); !done)
        return done;
    to.nodes[index].end = quint32(to.nodes.size());
    return Done{};
}

Result<> members(bson_iter_t &at, Document &to, int depth)
{
    while (bson_iter_next(&at)) {
        const bson_type_t type = bson_iter_type(&at);
        Node node{Node::Type::Scalar, {bson_iter_key(&at), bson_iter_key_len(&at)}, {}, {},
            quint32(to.nodes.size() + 1)};
        if (type == BSON_TYPE_DOCUMENT || type == BSON_TYPE_ARRAY) {
            node.type = type == BSON_TYPE_ARRAY ? Node::Type::Array : Node::Type::Object;
            to.nodes.push_back(node);
            if (auto done = container(at, to, depth); !done)
                return done;
        } else {
            node.cell = scalarCell(at, to.arena);
            to.nodes.push_back(node);
        }
    }
    if (at.err_off != 0)
        return broken(Words::tr("it breaks off at byte %1").arg(qint64(at.err_off)));
    return Done{};
}

} // namespace

Result<> Document::readBson(std::string_view bytes)
{
    nodes.clear();
    arena.clear();
    m_bson = true;
    bson_t document;
    bson_iter_t at;
    if (!bson_init_static(&document, reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size())
        || !bson_iter_init(&at, &document))
        return broken(Words::tr("its length or its end is wrong"));
    nodes.push_back({Node::Type::Object, {}, {}, bytes, 1});
    if (auto done = members(at, *this, 0); !done)
        return done;
    nodes[0].end = quint32(nodes.size());
    return Done{};
}

} // namespace gatehouse::migration
