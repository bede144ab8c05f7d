#include "migration/sources/document.h"

#include <QByteArray>
#include <QDateTime>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace gatehouse::migration {
namespace {

constexpr qint64 kMostMs = std::numeric_limits<qint64>::max() / 1000;

struct Members
{
    std::array<const Node *, 2> at{};
    size_t count = 0;
};

Members membersOf(const Document &document, quint32 node)
{
    Members found;
    for (quint32 i = node + 1; i < document.nodes[node].end; i = document.nodes[i].end) {
        if (found.count == 2)
            return {};
        found.at[found.count++] = &document.nodes[i];
    }
    return found;
}

std::optional<std::string_view> textOf(const Node *node)
{
    if (!node || node->type != Node::Type::Scalar || node->cell.kind != Cell::Kind::Text)
        return {};
    return node->cell.bytes;
}

template <typename T>
std::optional<T> numberIn(std::string_view text)
{
    T number{};
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        return {};
    return number;
}

std::optional<Cell> milliseconds(qint64 ms)
{
    if (ms > kMostMs || ms < -kMostMs)
        return {};
    return Cell{Cell::Kind::Time, ms * 1000};
}

std::optional<Cell> date(const Node &value)
{
    if (value.type == Node::Type::Scalar && value.cell.kind == Cell::Kind::Integer)
        return milliseconds(value.cell.integer);
    const auto text = textOf(&value);
    if (!text)
        return {};
    const QDateTime at = QDateTime::fromString(
        QString::fromUtf8(text->data(), qsizetype(text->size())), Qt::ISODateWithMs);
    if (!at.isValid() || (at.timeSpec() == Qt::LocalTime)) // without a zone it is no instant
        return {};
    return milliseconds(at.toMSecsSinceEpoch());
}

std::optional<Cell> real(std::string_view text)
{
    if (const auto number = numberIn<double>(text))
        return Cell{Cell::Kind::Real, 0, *number};
    if (text == "NaN")
        return Cell{Cell::Kind::Real, 0, std::numeric_limits<double>::quiet_NaN()};
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (text == "Infinity" || text == "-Infinity")
        return Cell{Cell::Kind::Real, 0, text[0] == '-' ? -kInfinity : kInfinity};
    return {};
}

std::optional<Cell> hex(Arena &arena, Cell::Kind kind, QByteArray text, int bytes)
{
    text.replace("-", "");
    const QByteArray raw = QByteArray::fromHex(text);
    if (text.size() != bytes * 2 || raw.toHex() != text.toLower())
        return {};
    return Cell{kind, 0, 0, arena.keep({raw.constData(), size_t(raw.size())})};
}

std::optional<Cell> binary(Arena &arena, std::string_view base64, std::string_view type)
{
    const auto decoded =
        QByteArray::fromBase64Encoding(QByteArray(base64.data(), qsizetype(base64.size())),
            QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return {};
    const QByteArray &raw = decoded.decoded;
    const bool uuid = (type == "04" || type == "4") && raw.size() == 16;
    return Cell{uuid ? Cell::Kind::Uuid : Cell::Kind::Bytes, 0, 0,
        arena.keep({raw.constData(), size_t(raw.size())})};
}

std::optional<Cell> meaning(Document &document, const Members &members, quint32 index)
{
    const Node &value = *members.at[0];
    const std::string_view name = value.key;
    const auto text = textOf(&value);
    if (name == "$binary" && members.count == 1 && value.type == Node::Type::Object) {
        const Members inner = membersOf(document, index + 1);
        const auto base64 = textOf(inner.at[0]), type = textOf(inner.at[1]);
        return base64 && type && inner.at[0]->key == "base64"
            ? binary(document.arena, *base64, *type)
            : std::nullopt;
    }
    if (name == "$binary" && members.count == 2 && text && members.at[1]->key == "$type") {
        const auto type = textOf(members.at[1]);
        return type ? binary(document.arena, *text, *type) : std::nullopt;
    }
    if (members.count != 1)
        return {};
    if (name == "$date")
        return date(value);
    if (name == "$undefined")
        return Cell{};
    if (!text)
        return {};
    const QByteArray bytes(text->data(), qsizetype(text->size()));
    if (name == "$oid")
        return hex(document.arena, Cell::Kind::ObjectId, bytes, 12);
    if (name == "$uuid")
        return hex(document.arena, Cell::Kind::Uuid, bytes, 16);
    if (name == "$symbol")
        return value.cell;
    if (name == "$numberDouble")
        return real(*text);
    if (name == "$numberDecimal")
        return Cell{Cell::Kind::Decimal, 0, 0, *text};
    if (name == "$numberInt" || name == "$numberLong")
        if (const auto number = numberIn<qint64>(*text))
            return Cell{Cell::Kind::Integer, *number};
    return {};
}

} // namespace

bool foldExtendedJson(Document &document, quint32 index)
{
    const Members members = membersOf(document, index);
    if (members.count == 0)
        return false;
    const auto cell = meaning(document, members, index);
    if (!cell)
        return false;
    Node &node = document.nodes[index];
    node.type = Node::Type::Scalar;
    node.cell = *cell;
    node.end = index + 1;
    document.nodes.resize(index + 1);
    return true;
}

} // namespace gatehouse::migration
