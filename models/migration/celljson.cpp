#include "migration/ledger.h"

#include "migration/celltext.h"
#include "migration/words.h"
#include "proof/jsonscan.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::migration {

namespace {

// What JSON has no word for is an object with one member.
struct Tagged
{
    Cell::Kind kind;
    const char *tag;
};
constexpr Tagged kTags[] = {{Cell::Kind::Integer, "$integer"}, {Cell::Kind::Real, "$real"},
    {Cell::Kind::Decimal, "$decimal"}, {Cell::Kind::Bytes, "$bytes"}, {Cell::Kind::Time, "$time"},
    {Cell::Kind::ObjectId, "$oid"}, {Cell::Kind::Uuid, "$uuid"}, {Cell::Kind::Json, "$json"},
    {Cell::Kind::Text, "$text"}};

constexpr qint64 kExact = qint64(1) << 53;

QByteArray owned(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(bytes.size()));
}

QJsonValue toJson(const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Missing:
    case Cell::Kind::Null:
        return QJsonValue::Null;
    case Cell::Kind::Bool:
        return cell.integer != 0;
    case Cell::Kind::Integer:
        if (std::abs(cell.integer) <= kExact)
            return cell.integer;
        return QJsonObject{{u"$integer"_s, QString::number(cell.integer)}};
    case Cell::Kind::Real:
        return QJsonObject{{u"$real"_s, QString::number(cell.real, 'g', 17)}};
    case Cell::Kind::Time:
        return QJsonObject{{u"$time"_s, QString::number(cell.integer)}};
    case Cell::Kind::Text:
        if (proof::goodUtf8(cell.bytes) == cell.bytes.size())
            return QString::fromUtf8(owned(cell.bytes));
        return QJsonObject{{u"$text"_s, QString::fromLatin1(owned(cell.bytes).toHex())}};
    case Cell::Kind::Decimal:
        return QJsonObject{{u"$decimal"_s, QString::fromUtf8(owned(cell.bytes))}};
    default:
        break;
    }
    for (const Tagged &one : kTags)
        if (one.kind == cell.kind)
            return QJsonObject{
                {QLatin1StringView(one.tag), QString::fromLatin1(owned(cell.bytes).toHex())}};
    return QJsonValue::Null;
}

std::optional<Cell> taggedCell(const QJsonObject &object, std::vector<QByteArray> &arena)
{
    if (object.size() != 1)
        return std::nullopt;
    const QByteArray text = object.begin()->toString().toLatin1();
    for (const Tagged &one : kTags) {
        if (object.begin().key() != QLatin1StringView(one.tag))
            continue;
        Cell cell;
        cell.kind = one.kind;
        bool good = true;
        if (one.kind == Cell::Kind::Integer || one.kind == Cell::Kind::Time)
            cell.integer = text.toLongLong(&good);
        else if (one.kind == Cell::Kind::Real)
            cell.real = text.toDouble(&good);
        else
            arena.push_back(
                one.kind == Cell::Kind::Decimal ? text : QByteArray::fromHex(text));
        if (one.kind != Cell::Kind::Integer && one.kind != Cell::Kind::Time
            && one.kind != Cell::Kind::Real)
            cell.bytes = {arena.back().constData(), size_t(arena.back().size())};
        return good ? std::optional(cell) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Cell> cellOf(const QJsonValue &value, std::vector<QByteArray> &arena)
{
    Cell cell;
    switch (value.type()) {
    case QJsonValue::Bool:
        cell.kind = Cell::Kind::Bool;
        cell.integer = value.toBool();
        return cell;
    case QJsonValue::Double:
        cell.integer = value.toInteger();
        cell.real = value.toDouble();
        cell.kind = double(cell.integer) == cell.real ? Cell::Kind::Integer : Cell::Kind::Real;
        return cell;
    case QJsonValue::String:
        arena.push_back(value.toString().toUtf8());
        cell.kind = Cell::Kind::Text;
        break;
    case QJsonValue::Object:
        if (auto tagged = taggedCell(value.toObject(), arena))
            return tagged;
        arena.push_back(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
        cell.kind = Cell::Kind::Json;
        break;
    default:
        return value.isNull() ? std::optional(cell) : std::nullopt;
    }
    cell.bytes = {arena.back().constData(), size_t(arena.back().size())};
    return cell;
}

} // namespace

QByteArray cellsToJson(const QStringList &columns, std::span<const Cell> cells)
{
    QJsonObject json;
    for (size_t i = 0; i < cells.size() && qsizetype(i) < columns.size(); ++i)
        if (cells[i].kind != Cell::Kind::Missing)
            json.insert(columns[qsizetype(i)], toJson(cells[i]));
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

Result<std::vector<Cell>> cellsFromJson(
    const QByteArray &json, const QStringList &columns, std::vector<QByteArray> &arena)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return invalid(Words::tr("The row in quarantine is no JSON object."));
    const QJsonObject object = document.object();
    std::vector<Cell> cells;
    arena.reserve(arena.size() + size_t(columns.size())); // views into it must not move
    for (const QString &column : columns) {
        if (!object.contains(column)) {
            cells.push_back({Cell::Kind::Missing});
            continue;
        }
        const auto cell = cellOf(object[column], arena);
        if (!cell)
            return invalid(Words::tr("The value of “%1” in quarantine cannot be read.").arg(column));
        cells.push_back(*cell);
    }
    return cells;
}

} // namespace gatehouse::migration
