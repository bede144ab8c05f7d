#include "migration/sources/npzarrays.h"

#include "migration/sources/bytestream.h"
#include "migration/words.h"

#include <QtEndian>

#include <charconv>
#include <cmath>

namespace gatehouse::migration {
namespace {

constexpr qint64 kMostHeader = 64 * 1024;

void appendValue(const Cell &cell, std::string &json)
{
    char room[40];
    if (cell.kind == Cell::Kind::Bool)
        json += cell.integer ? "true" : "false";
    else if (cell.kind == Cell::Kind::Real && !std::isfinite(cell.real))
        json += std::isnan(cell.real) ? "\"NaN\""
            : cell.real > 0           ? "\"Infinity\""
                                      : "\"-Infinity\"";
    else if (cell.kind == Cell::Kind::Real)
        json.append(room, std::to_chars(room, room + sizeof room, cell.real).ptr);
    else if (cell.kind == Cell::Kind::Integer)
        json.append(room, std::to_chars(room, room + sizeof room, cell.integer).ptr);
    else if (cell.kind == Cell::Kind::Decimal)
        json += cell.bytes;
    else {
        json += '"';
        for (const char c : cell.bytes) {
            if (c == '"' || c == '\\')
                json += '\\';
            json += uchar(c) < 0x20 ? ' ' : c;
        }
        json += '"';
    }
}

Error tooLarge(const QString &path)
{
    return invalid(Words::tr("The arrays of %1 are larger than can be read.").arg(path));
}

Result<> appendArray(
    const QString &path, const ZipMember &member, const CancelToken &token, std::string &json)
{
    auto reader = ZipReader::open(path, member, token);
    if (!reader)
        return reader.error();
    auto type = readArrayHead(*reader.value(), member.name);
    if (!type)
        return type.error();
    if (type.value().rows * std::max<qint64>(1, type.value().width) > qint64(kLargestValue / 2))
        return tooLarge(path); // each takes a digit and a comma
    std::vector<char> bytes(rowBytes(type.value()));
    json += '[';
    for (qint64 row = 0; row < type.value().rows; ++row) {
        if (auto read = reader.value()->read(bytes.data(), bytes.size()); !read)
            return read;
        if (row > 0)
            json += ',';
        appendArrayRow(type.value(), bytes.data(), json);
        if (json.size() > kLargestValue)
            return tooLarge(path);
    }
    json += ']';
    return Done{};
}

} // namespace

Result<ArrayType> readArrayHead(ZipReader &reader, const QString &name)
{
    char magic[10];
    if (auto read = reader.read(magic, 10); !read)
        return read.error();
    const QByteArray head(magic, 10);
    if (!head.startsWith("\x93NUMPY"))
        return invalid(Words::tr("%1 is no array of NumPy.").arg(name));
    qint64 length = qFromLittleEndian<quint16>(magic + 8);
    QByteArray text;
    if (magic[6] >= 2) { // a length of four bytes, two of them read
        char rest[2];
        if (auto read = reader.read(rest, 2); !read)
            return read.error();
        length += qint64(qFromLittleEndian<quint16>(rest)) << 16;
    }
    if (length > kMostHeader)
        return invalid(Words::tr("%1 is no array of NumPy.").arg(name));
    text.resize(length);
    if (auto read = reader.read(text.data(), size_t(length)); !read)
        return read.error();
    return parseArrayHeader(text, name);
}

void appendArrayRow(const ArrayType &type, const char *bytes, std::string &json)
{
    std::string scratch;
    if (type.flat)
        return appendValue(arrayElement(type, bytes, scratch), json);
    json += '[';
    for (qint64 i = 0; i < type.width; ++i) {
        if (i > 0)
            json += ',';
        appendValue(arrayElement(type, bytes + i * type.size, scratch), json);
    }
    json += ']';
}

Result<std::string> arraysAsJson(const QString &path, const CancelToken &token)
{
    auto members = zipMembers(path);
    if (!members)
        return members.error();
    std::string json = "{";
    for (const ZipMember &member : members.value()) {
        if (!member.name.endsWith(".npy"_L1))
            continue;
        if (json.size() > 1)
            json += ',';
        appendValue({Cell::Kind::Text, 0, 0, member.name.chopped(4).toStdString()}, json);
        json += ':';
        const auto added = appendArray(path, member, token, json);
        if (!added && added.error().kind == Error::Kind::Cancelled)
            return added.error();
        if (!added)
            return invalid(added.error().text); // one bad file is one bad row
    }
    if (json.size() == 1)
        return invalid(Words::tr("%1 holds no arrays.").arg(path));
    json += '}';
    return json;
}

} // namespace gatehouse::migration
