// What the header of a NumPy array says, and its elements as cells.
#pragma once

#include "base/result.h"
#include "migration/cell.h"

#include <QByteArray>

#include <string>

namespace gatehouse::migration {

struct ArrayType
{
    char kind = 'f'; // b, i, u, f, U, S
    int size = 8;    // bytes of one element
    bool bigEndian = false;
    qint64 rows = 0;  // the first dimension; 1 for a single number
    qint64 width = 1; // the product of the others
    bool flat = true; // one dimension or none
};

// The text of the dict in an .npy file: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4),
// }. Invalid: objects of Python (they would have to be run), columns stored before rows, sizes that
// cannot be.
Result<ArrayType> parseArrayHeader(const QByteArray &header, const QString &name);

// Bytes of text live in `scratch`.
Cell arrayElement(const ArrayType &type, const char *bytes, std::string &scratch);

} // namespace gatehouse::migration
