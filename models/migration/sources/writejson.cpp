// Nodes as JSON text. Not libbson's writer: it prints 0.1 with twenty digits and stops at text that
// is no UTF-8.
#include "migration/sources/document.h"

#include <QByteArray>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace gatehouse::migration {
namespace {

void quote(std::string_view text, std::string &out)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (uchar(c) >= 0x20) {
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += "\\u00";
            out += kHex[uchar(c) >> 4];
            out += kHex[uchar(c) & 15];
        }
    }
    out += '"';
}

template <typename T>
void print(T number, std::string &out)
{
    std::array<char, 40> text;
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

void padded(qint64 number, int width, std::string &out)
{
    std::string digits;
    print(number, digits);
    out.append(size_t(std::max(0, width - int(digits.size()))), '0');
    out += digits;
}

void time(qint64 microseconds, std::string &out)
{
    using namespace std::chrono;
    const sys_time<std::chrono::microseconds> at{std::chrono::microseconds(microseconds)};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const qint64 rest = (at - day).count();
    if (int(date.year()) < 1970 || int(date.year()) > 9999) {
        out += "{\"$date\":{\"$numberLong\":\"";
        print(floor<milliseconds>(at).time_since_epoch().count(), out);
        out += "\"}}";
        return;
    }
    out += "{\"$date\":\"";
    padded(int(date.year()), 4, out);
    out += '-';
    padded(unsigned(date.month()), 2, out);
    out += '-';
    padded(unsigned(date.day()), 2, out);
    out += 'T';
    padded(rest / 3'600'000'000, 2, out);
    out += ':';
    padded(rest / 60'000'000 % 60, 2, out);
    out += ':';
    padded(rest / 1'000'000 % 60, 2, out);
    if (rest % 1'000'000 != 0) {
        out += '.';
        padded(rest % 1'000'000 / 1000, 3, out);
    }
    out += "Z\"}";
}

void real(double number, std::string &out)
{
    if (std::isfinite(number)) {
        print(number, out);
        return;
    }
    out += "{\"$numberDouble\":\"";
    out += std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    out += "\"}";
}

std::string uuidText(std::string_view bytes)
{
    const QByteArray hex = QByteArray(bytes.data(), qsizetype(bytes.size())).toHex();
    return (hex.left(8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' + hex.mid(16, 4) + '-'
        + hex.mid(20))
        .toStdString();
}

void scalar(const Cell &cell, std::string &out)
{
    using K = Cell::Kind;
    const QByteArray bytes =
        QByteArray::fromRawData(cell.bytes.data(), qsizetype(cell.bytes.size()));
    const auto wrapped = [&](std::string_view before, std::string_view inside,
                             std::string_view after = "\"}") {
        out += before;
        out += inside;
        out += after;
    };
    switch (cell.kind) {
    case K::Missing:
    case K::Null:
        out += "null";
        break;
    case K::Bool:
        out += cell.integer ? "true" : "false";
        break;
    case K::Integer:
        print(cell.integer, out);
        break;
    case K::Real:
        real(cell.real, out);
        break;
    case K::Decimal:
        wrapped("{\"$numberDecimal\":\"", cell.bytes);
        break;
    case K::Text:
        quote(cell.bytes, out);
        break;
    case K::Bytes:
        wrapped("{\"$binary\":{\"base64\":\"", bytes.toBase64().toStdString(),
            "\",\"subType\":\"00\"}}");
        break;
    case K::Time:
        time(cell.integer, out);
        break;
    case K::ObjectId:
        wrapped("{\"$oid\":\"", bytes.toHex().toStdString());
        break;
    case K::Uuid:
        wrapped("{\"$uuid\":\"", uuidText(cell.bytes));
        break;
    case K::Json:
        out += cell.bytes;
        break;
    }
}

void write(const std::vector<Node> &nodes, quint32 index, std::string &out)
{
    const Node &node = nodes[index];
    if (node.type == Node::Type::Scalar)
        return scalar(node.cell, out);
    const bool object = node.type == Node::Type::Object;
    out += object ? '{' : '[';
    for (quint32 i = index + 1; i < node.end; i = nodes[i].end) {
        if (i > index + 1)
            out += ',';
        if (object) {
            quote(nodes[i].key, out);
            out += ':';
        }
        write(nodes, i, out); // as deep as the reader allows
    }
    out += object ? '}' : ']';
}

} // namespace

std::string_view Document::json(const Node &node)
{
    if (!m_bson)
        return node.raw;
    m_rendered.clear();
    write(nodes, quint32(&node - nodes.data()), m_rendered);
    return arena.keep(m_rendered);
}

std::string_view Document::json(const std::vector<quint32> &members)
{
    m_rendered = '{';
    for (const quint32 index : members) {
        if (m_rendered.size() > 1)
            m_rendered += ',';
        quote(nodes[index].key, m_rendered);
        m_rendered += ':';
        if (m_bson)
            write(nodes, index, m_rendered);
        else
            m_rendered += nodes[index].raw;
    }
    m_rendered += '}';
    return arena.keep(m_rendered);
}

} // namespace gatehouse::migration
