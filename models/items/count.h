// A number of rows that says how sure it is (U2).
#pragma once

#include <QString>

#include <optional>

namespace gatehouse::items {

struct Count
{
    enum class Kind { Counting, About, Exact, Capped }; // Capped: at least this many
    Kind kind = Kind::Counting;
    qint64 value = 0;
    bool operator==(const Count &) const = default;
};

// "about 10,000,000", "12,431", "10,000+", "counting…"; the separator is the locale's.
QString countText(const Count &count);
// "12,431 rows of about 10,000,000", "1 row", "about 500 rows".
QString rowsText(const Count &shown, const std::optional<Count> &total = {});

} // namespace gatehouse::items
