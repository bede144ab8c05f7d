// Rows over documents: those of the collection, and those of an array within them.
#pragma once

#include "migration/sources/documents.h"

namespace gatehouse::migration {

// Which cell of a row a field fills.
struct Fill
{
    const Shape *shape = nullptr;
    std::vector<int> place{};   // by field; -1: none
    std::vector<char> wanted{}; // it or something below it is asked for
    int rest = -1;              // the cell for fields that are no columns
};

Fill fillFor(const Shape &shape);
void want(Fill &fill, int field, int cell);
// `cells` are all Missing, and stay so where the document has nothing. False: a name of a column
// stands twice in it.
bool fillCells(const Fill &fill, Document &document, quint32 node, std::vector<Cell> &cells);

// Columns that every collection may have beside its fields.
inline constexpr auto kRest = "_rest", kNumber = "_row", kParent = "_parent", kIndex = "_index",
                      kValue = "_value";

// What a row takes from the reader instead of the document; -1: not asked for.
struct Extras
{
    std::vector<std::pair<int, int>> fromReader{}; // cell, Collection::extra
    int number = -1, index = -1, value = -1;
    int parent = -1;      // the cell of the parent's key
    int parentField = -1; // where that key is; -1: the number, below -1: extra ~parentField
};

std::unique_ptr<Rows> documentRows(
    std::unique_ptr<DocumentReader> reader, Fill fill, Extras extras, size_t cells, bool skipFirst);
// Elements of the array at `path` (fields of the outer shape), after the element numbered `after`
// of the first document.
struct Embedded
{
    const Shape *outer = nullptr;
    int field = 0;
    qint64 after = -1;
};
std::unique_ptr<Rows> embeddedRows(
    std::unique_ptr<DocumentReader> reader, Embedded what, Fill fill, Extras extras, size_t cells);

} // namespace gatehouse::migration
