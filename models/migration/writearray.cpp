#include "migration/writers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

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
