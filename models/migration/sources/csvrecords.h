// Records of a CSV file, by RFC 4180 and the ways in which real files differ from it.
#pragma once

#include "migration/sources/bytestream.h"

#include <vector>

namespace gatehouse::migration {

struct CsvFormat
{
    char delimiter = ',';
    char quote = '"';
};

struct CsvField
{
    std::string_view text; // between the quotes, doubled ones still doubled
    bool quoted = false;
    bool doubled = false;
};

// One thread; views are valid until the next call.
class CsvRecords
{
public:
    CsvRecords(std::unique_ptr<ByteStream> stream, CsvFormat format, qint64 line)
        : m_stream(std::move(stream)), m_format(format), m_line(line)
    {
    }

    // To the next record that is no empty line; false at the end. Invalid: a record that cannot be
    // read, or one of another number of fields than `fields` (0: any). Then only its first line is
    // left behind, so that a quote which is never closed takes nothing else with it.
    Result<bool> next(size_t fields);
    const std::vector<CsvField> &fields() const { return m_fields; }
    std::string_view raw() const { return m_raw; }
    qint64 offset() const { return m_start; } // of the record
    qint64 line() const { return m_startLine; }
    qint64 bytesRead() const { return m_stream->offset(); }

private:
    enum class Step { Record, More, Unclosed, AfterQuote };
    Step parse(std::string_view have, bool ended, size_t &used);
    Step field(std::string_view have, bool ended, size_t &at, bool &last);
    Error leaveLine(const QString &why);

    std::unique_ptr<ByteStream> m_stream;
    CsvFormat m_format;
    std::vector<CsvField> m_fields;
    std::string_view m_raw;
    qint64 m_line = 0, m_startLine = 0, m_start = 0;
};

// The most likely delimiter of a text; 0: it does not look like CSV.
char guessDelimiter(std::string_view text);

} // namespace gatehouse::migration
