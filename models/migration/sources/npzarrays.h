// Arrays in an .npz file, as more than one source reads them. Objects of Python are never unpickled.
#pragma once

#include "migration/sources/numpyarray.h"
#include "migration/sources/zipmembers.h"

namespace gatehouse::migration {

// To the first element; what the header says.
Result<ArrayType> readArrayHead(ZipReader &reader, const QString &name);

// Bytes of one row, which parseArrayHeader() keeps below kLargestValue.
inline size_t rowBytes(const ArrayType &type) { return size_t(type.size * type.width); }
// A row of a flat array is a number, else "[1,2]".
void appendArrayRow(const ArrayType &type, const char *bytes, std::string &json);

// All arrays of a file: {"idx":[[1,2]],"w":[[1,0.5]]}. Invalid, with why: no whole zip, damaged,
// objects of Python, nothing in it, more than kLargestValue of JSON.
Result<std::string> arraysAsJson(const QString &path, const CancelToken &token);

} // namespace gatehouse::migration
