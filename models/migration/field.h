// One column of an encoder: from the cells of a row to bytes.
#pragma once

#include "migration/writers.h"

#include <unordered_map>

namespace gatehouse::migration {

inline bool isNull(const Cell &cell)
{
    return cell.kind == Cell::Kind::Null || cell.kind == Cell::Kind::Missing;
}

struct EncodedField
{
    std::vector<int> from;
    std::vector<std::string> names; // of a JSON object made of them
    std::vector<int> within;        // the place in `from` of the whole that it is a part of; -1
    Combine combine = Combine::First;
    std::vector<Converter> steps;
    std::vector<std::string> rooms; // one a step, and one for joining
    std::unordered_map<std::string, std::string> map;
    std::optional<std::string> fallback;
    OnBad onBad = OnBad::Quarantine;
    TargetType type;
    Writer write = nullptr;
    bool notNull = false;
    std::unique_ptr<ZoneClock> zone;
    std::string scratch;
    proof::Form form = proof::Form::Bytes;

    Bad combined(std::span<const Cell> cells, Cell &cell);
    bool isInWhole(std::span<const Cell> cells, size_t place) const;
    Bad object(std::span<const Cell> cells, Cell &cell);
    Bad converted(Cell &cell);
    Bad put(const Cell &cell, ByteBuffer &out);
    Bad putFallback(ByteBuffer &out);
};

} // namespace gatehouse::migration
