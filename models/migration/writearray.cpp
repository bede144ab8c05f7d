#include "migration/writers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <bit>
#include <cmath>
#include <limits>

namespace gatehouse::migration {

namespace {

Cell cellOf(const QJsonValue &value, QByteArray &bytes)
{
    Cell cell;
    switch (value.type()) {
    case QJsonValue::Bool:
        cell.kind = Cell::Kind::Bool;
        cell.integer = value.toBool();
        break;
    case QJsonValue::Double:
        cell.kind = Cell::Kind::Real;
        cell.real = value.toDouble();
        if (const qint64 whole = value.toInteger(); double(whole) == cell.real) {
            cell.kind = Cell::Kind::Integer;
            cell.integer = whole;
        }
        break;
    case QJsonValue::String:
        cell.kind = Cell::Kind::Text;
        bytes = value.toString().toUtf8();
        break;
    case QJsonValue::Array:
        cell.kind = Cell::Kind::Json;
        bytes = QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
        break;
    case QJsonValue::Object:
        cell.kind = Cell::Kind::Json;
        bytes = QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
        break;
    default:
        break;
    }
    cell.bytes = {bytes.constData(), size_t(bytes.size())};
    return cell;
}

} // namespace

// [0.1, 2, ...] as pgvector's binary form: dimensions, 0, and a real each.
Bad writeVector(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    constexpr qsizetype kMostDimensions = 16'000;
    if (cell.kind != Cell::Kind::Json && cell.kind != Cell::Kind::Text)
        return Bad::WrongKind;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(cell.bytes.data(), qsizetype(cell.bytes.size())));
    if (!document.isArray())
        return Bad::NotJson;
    const QJsonArray array = document.array();
    if (array.isEmpty() || array.size() > kMostDimensions
        || (input.type.length > 0 && array.size() != input.type.length))
        return Bad::WrongSize;
    out.put16(qint16(array.size()));
    out.put16(0);
    for (const QJsonValue &value : array) {
        const double number = value.toDouble();
        if (!value.isDouble())
            return Bad::NotANumber;
        if (!(std::abs(number) <= double(std::numeric_limits<float>::max())))
            return Bad::OutOfRange;
        out.put32(std::bit_cast<qint32>(float(number)));
    }
    return Bad::None;
}

Bad writeArray(const Cell &cell, const WriteInput &input, ByteBuffer &out)
{
    if (cell.kind != Cell::Kind::Json && cell.kind != Cell::Kind::Text)
        return Bad::WrongKind;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(cell.bytes.data(), qsizetype(cell.bytes.size())));
    if (!document.isArray())
        return Bad::NotJson;
    const QJsonArray array = document.array();
    out.put32(array.isEmpty() ? 0 : 1);
    const size_t nulls = out.size();
    out.put32(0);
    out.put32(qint32(input.type.oid));
    if (array.isEmpty())
        return Bad::None;
    out.put32(qint32(array.size()));
    out.put32(1);
    const Writer write = writerFor(input.type.kind);
    QByteArray bytes;
    for (const QJsonValue &value : array) {
        const size_t at = out.size();
        out.put32(-1);
        if (value.isNull()) {
            out.set32(nulls, 1);
            continue;
        }
        if (const Bad bad = write(cellOf(value, bytes), input, out); bad != Bad::None)
            return bad;
        out.set32(at, qint32(out.size() - at - 4));
    }
    return Bad::None;
}

} // namespace gatehouse::migration
