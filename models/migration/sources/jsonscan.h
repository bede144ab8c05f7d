// A JSON file walked from outside to inside without holding more of it than one value.
#pragma once

#include "migration/sources/bytestream.h"
#include "migration/sources/documents.h"

namespace gatehouse::migration {

// Over a stream; every view is valid until the next call.
class JsonScan
{
public:
    explicit JsonScan(ByteStream &stream) : m_stream(stream) { }

    int peek(); // the next character after blanks; -1 at the end or at trouble
    bool take(char c);
    // The whole value that begins here, as written. A value above kLargestValue comes cut, with
    // whole() false.
    Result<std::string_view> value();
    Result<std::string_view> name(); // of a member: its quotes and the colon are taken too
    bool whole() const { return m_whole; }
    qint64 offset() const { return m_stream.offset(); }
    Error broken(const QString &why) const; // or the stream's own trouble

private:
    ByteStream &m_stream;
    Document m_parsed;
    std::string m_name;
    bool m_whole = true;
};

enum class JsonLayout {
    Elements,    // [row, row], or rows one after the other
    Members,     // {"key": row}
    MemberLists, // {"key": [row, row]}
    Single,      // the file is one row
};

struct JsonSection
{
    QString name;
    JsonLayout layout = JsonLayout::Elements;
    qint64 offset = 0; // of the container
};

// Which tables a file holds. `wanted`: auto, rows (keyed by the names of the members), tables (each
// member one).
Result<std::vector<JsonSection>> jsonSections(
    const QString &path, const QString &wanted, const CancelToken &token);

Collection jsonCollection(
    const QString &path, const JsonSection &section, const CancelToken &token);
// Files that are one row each, "_key" being the file's name without its ending. `withArrays`: of an
// .npz file of the same name beside it the arrays are in "arrays", as JSON, and "_modified" is when
// the file was written; one whose arrays cannot be read is a bad row.
Collection jsonFilesCollection(const QString &name, const QStringList &paths,
    const CancelToken &token, bool withArrays = false);
QString arraysBeside(const QString &jsonPath); // empty: there is no such file

} // namespace gatehouse::migration
