#include "migration/field.h"

#include "migration/celltext.h"

namespace gatehouse::migration {

// The key of a parent and a place in its array, with a stroke between them.
Bad EncodedField::combined(std::span<const Cell> cells, Cell &cell)
{
    if (from.empty())
        return Bad::None; // NULL
    if (combine == Combine::Object)
        return object(cells, cell);
    if (from.size() == 1) {
        cell = cells[size_t(from.front())];
        return Bad::None;
    }
    if (combine == Combine::First) {
        for (const int index : from)
            if (!isNull(cells[size_t(index)])) {
                cell = cells[size_t(index)];
                break;
            }
        return Bad::None;
    }
    std::string &joined = rooms.back();
    joined.clear();
    for (size_t i = 0; i < from.size(); ++i) {
        std::string_view text;
        if (const Bad bad = cellText(cells[size_t(from[i])], scratch, text); bad != Bad::None)
            return bad;
        if (i > 0)
            joined += '/';
        joined += text;
    }
    cell.kind = Cell::Kind::Text;
    cell.bytes = joined;
    return Bad::None;
}

// Some documents have an object there and others something else or nothing in it: then the object is
// a column, and its members are too.
bool EncodedField::isInWhole(std::span<const Cell> cells, size_t place) const
{
    for (int at = within[place]; at >= 0; at = within[size_t(at)]) {
        const Cell &whole = cells[size_t(from[size_t(at)])];
        if (whole.kind == Cell::Kind::Json && whole.bytes.starts_with('{'))
            return true;
    }
    return false;
}

// An object field of the same name as the column gives its members. NULL when no field is there.
Bad EncodedField::object(std::span<const Cell> cells, Cell &cell)
{
    std::string &json = rooms.back();
    json = "{";
    for (size_t i = 0; i < from.size(); ++i) {
        const Cell &one = cells[size_t(from[i])];
        if (one.kind == Cell::Kind::Missing || isInWhole(cells, i))
            continue;
        const bool members = names[i].empty();
        if (members && (one.kind != Cell::Kind::Json || !one.bytes.starts_with('{')))
            continue;
        const size_t before = json.size();
        if (before > 1)
            json += ", ";
        Bad bad = Bad::None;
        if (!members) {
            bad = appendJsonText(names[i], json);
            json += ": ";
        }
        const size_t start = json.size();
        bad = bad == Bad::None ? appendJson(one, json) : bad;
        if (bad != Bad::None)
            return bad;
        if (!members)
            continue;
        json.erase(start, 1);
        json.pop_back();
        if (json.find_first_not_of(' ', start) == std::string::npos)
            json.resize(before);
    }
    json += '}';
    cell.kind = json.size() > 2 ? Cell::Kind::Json : Cell::Kind::Null;
    cell.bytes = json;
    return Bad::None;
}

Bad EncodedField::converted(Cell &cell)
{
    if (!map.empty() && !isNull(cell) && cell.kind != Cell::Kind::Bytes) {
        std::string_view text;
        (void)cellText(cell, scratch, text);
        if (const auto found = map.find(std::string(text)); found != map.end()) {
            cell.kind = Cell::Kind::Text;
            cell.bytes = found->second;
        }
    }
    for (size_t i = 0; i < steps.size() && !isNull(cell); ++i)
        if (const Bad bad = steps[i].apply(cell, {steps[i], rooms[i]}); bad != Bad::None)
            return bad;
    return Bad::None;
}

Bad EncodedField::put(const Cell &cell, ByteBuffer &out)
{
    const size_t at = out.size();
    out.put32(-1);
    if (isNull(cell))
        return notNull ? Bad::NotNull : Bad::None;
    const Bad bad = write(cell, {type, zone.get(), scratch}, out);
    if (bad != Bad::None) {
        out.resize(at);
        return bad;
    }
    out.set32(at, qint32(out.size() - at - 4));
    return Bad::None;
}

Bad EncodedField::putFallback(ByteBuffer &out)
{
    Cell cell;
    cell.kind = Cell::Kind::Text;
    cell.bytes = *fallback;
    return put(cell, out);
}

} // namespace gatehouse::migration
