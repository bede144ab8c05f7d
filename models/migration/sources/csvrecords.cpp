#include "migration/sources/csvrecords.h"

#include "migration/words.h"

#include <algorithm>
#include <cstring>

namespace gatehouse::migration {

namespace {
constexpr size_t kLongestRecord = 64 * 1024 * 1024;
}

Result<bool> CsvRecords::next(size_t wanted)
{
    bool ended = !m_stream->more(1);
    while (true) {
        const std::string_view have = m_stream->held();
        if (have.empty())
            return m_stream->trouble() ? Result<bool>(*m_stream->trouble()) : Result<bool>(false);
        if (have[0] == '\n' || (have[0] == '\r' && have.size() > 1 && have[1] == '\n')) {
            m_stream->skip(have[0] == '\n' ? 1 : 2);
            ++m_line;
            ended = !m_stream->more(1);
            continue;
        }
        m_start = m_stream->offset();
        m_startLine = m_line + 1;
        size_t used = 0;
        const Step step = parse(have, ended, used);
        if (step == Step::More && have.size() < kLongestRecord) {
            ended = !m_stream->more(have.size() + 1);
            if (ended && m_stream->trouble())
                return *m_stream->trouble();
            continue;
        }
        if (step == Step::More || step == Step::Unclosed)
            return leaveLine(Words::tr("A quote in this line is never closed."));
        if (step == Step::AfterQuote)
            return leaveLine(Words::tr("Something follows a closing quote in this line."));
        if (wanted > 0 && m_fields.size() != wanted)
            return leaveLine(Words::tr("This line has %1 instead of %2 fields.")
                                 .arg(m_fields.size())
                                 .arg(wanted));
        m_raw = have.substr(0, used);
        m_line += std::count(m_raw.begin(), m_raw.end(), '\n');
        m_stream->skip(used);
        return true;
    }
}

Error CsvRecords::leaveLine(const QString &why)
{
    const std::string_view have = m_stream->held();
    const size_t end = have.find('\n');
    m_raw = have.substr(0, end);
    m_stream->skip(end == std::string_view::npos ? have.size() : end + 1);
    ++m_line;
    m_fields.clear();
    return invalid(why);
}

CsvRecords::Step CsvRecords::parse(std::string_view have, bool ended, size_t &used)
{
    m_fields.clear();
    size_t at = 0;
    for (bool last = false; !last;)
        if (const Step step = field(have, ended, at, last); step != Step::Record)
            return step;
    used = at;
    return Step::Record;
}

CsvRecords::Step CsvRecords::field(std::string_view have, bool ended, size_t &at, bool &last)
{
    CsvField field;
    const size_t size = have.size();
    if (at < size && m_format.quote != 0 && have[at] == m_format.quote) {
        field.quoted = true;
        const size_t start = ++at;
        while (true) {
            const void *found = std::memchr(have.data() + at, m_format.quote, size - at);
            if (!found)
                return ended ? Step::Unclosed : Step::More;
            at = size_t(static_cast<const char *>(found) - have.data());
            if (at + 1 == size && !ended)
                return Step::More;
            if (at + 1 < size && have[at + 1] == m_format.quote) {
                field.doubled = true;
                at += 2;
                continue;
            }
            break;
        }
        field.text = have.substr(start, at - start);
        ++at;
    } else {
        const size_t start = at;
        while (at < size && have[at] != m_format.delimiter && have[at] != '\n')
            ++at;
        if (at == size && !ended)
            return Step::More;
        size_t end = at;
        if ((at == size || have[at] == '\n') && end > start && have[end - 1] == '\r')
            --end;
        field.text = have.substr(start, end - start);
    }
    m_fields.push_back(field);
    if (at < size && have[at] == '\r') {
        if (at + 1 == size && !ended)
            return Step::More;
        if (at + 1 == size || have[at + 1] == '\n')
            ++at;
    }
    last = at >= size || have[at] == '\n';
    if (at >= size)
        return ended ? Step::Record : Step::More;
    if (!last && have[at] != m_format.delimiter)
        return Step::AfterQuote;
    ++at;
    return Step::Record;
}

char guessDelimiter(std::string_view text)
{
    char best = 0;
    size_t most = 0;
    for (const char delimiter : {',', ';', '\t', '|'}) {
        std::vector<size_t> counts;
        bool quoted = false;
        size_t fields = 1;
        for (const char c : text) {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c == delimiter)
                ++fields;
            else if (!quoted && c == '\n') {
                counts.push_back(fields);
                fields = 1;
                if (counts.size() == 20)
                    break;
            }
        }
        if (counts.empty() || counts.front() < 2)
            continue;
        const size_t same = size_t(std::count(counts.begin(), counts.end(), counts.front()));
        if (same * 10 >= counts.size() * 6 && counts.front() > most) {
            most = counts.front();
            best = delimiter;
        }
    }
    return best;
}

} // namespace gatehouse::migration
