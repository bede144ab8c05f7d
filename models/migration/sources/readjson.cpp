// JSON text into nodes: one pass, no recursion, values as written kept beside what they mean.
#include "migration/sources/document.h"
#include "migration/words.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace gatehouse::migration {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Reader
{
public:
    Reader(std::string_view text, Document &to) : m_text(text), m_to(to) { }

    Result<> run()
    {
        blanks();
        if (!value({}))
            return *m_trouble;
        while (!m_open.empty())
            if (!inside())
                return *m_trouble;
        blanks();
        if (m_at < m_text.size())
            (void)fail(Words::tr("something follows the value"));
        return m_trouble ? Result<>(*m_trouble) : Result<>(Done{});
    }

private:
    bool fail(const QString &why)
    {
        m_trouble = invalid(
            Words::tr("This is no JSON: %1 (at character %2).").arg(why).arg(qint64(m_at) + 1));
        return false;
    }
    bool ended() { return fail(Words::tr("it ends too early")); }

    void blanks()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
    }
    bool at(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }

    // One step within the innermost open container.
    bool inside()
    {
        const quint32 index = m_open.back();
        const bool object = m_to.nodes[index].type == Node::Type::Object;
        const char closing = object ? '}' : ']';
        blanks();
        if (m_at >= m_text.size())
            return ended();
        const bool first = m_to.nodes.size() == index + 1;
        if (at(closing)) {
            ++m_at;
            close(index);
            return true;
        }
        if (!first) {
            if (!at(','))
                return fail(Words::tr("a comma is missing"));
            ++m_at;
            blanks();
        }
        std::string_view key;
        if (object) {
            if (m_at >= m_text.size())
                return ended();
            if (!at('"'))
                return fail(Words::tr("a name in quotes is missing"));
            if (!string(key))
                return false;
            blanks();
            if (!at(':'))
                return m_at >= m_text.size() ? ended() : fail(Words::tr("a colon is missing"));
            ++m_at;
            blanks();
        }
        return value(key);
    }

    void close(quint32 index)
    {
        m_open.pop_back();
        Node &node = m_to.nodes[index];
        node.end = quint32(m_to.nodes.size());
        const size_t start = size_t(node.raw.data() - m_text.data());
        node.raw = m_text.substr(start, m_at - start);
        if (node.type == Node::Type::Object && node.end > index + 1
            && m_to.nodes[index + 1].key.starts_with('$'))
            foldExtendedJson(m_to, index);
    }

    bool value(std::string_view key)
    {
        if (m_at >= m_text.size())
            return ended();
        if (m_to.nodes.size() >= std::numeric_limits<quint32>::max() / 2)
            return fail(Words::tr("it has too many values"));
        const quint32 index = quint32(m_to.nodes.size());
        const size_t start = m_at;
        const char c = m_text[m_at];
        if (c == '{' || c == '[') {
            if (m_open.size() >= kDeepestDocument)
                return fail(Words::tr("it is nested deeper than %1 levels").arg(kDeepestDocument));
            ++m_at;
            m_to.nodes.push_back({c == '{' ? Node::Type::Object : Node::Type::Array, key, {},
                m_text.substr(start, 0), index + 1});
            m_open.push_back(index);
            return true;
        }
        Cell cell;
        if (c == '"') {
            cell.kind = Cell::Kind::Text;
            if (!string(cell.bytes))
                return false;
        } else if (!word(cell) && !number(cell)) {
            return m_trouble ? false : fail(Words::tr("a value is missing"));
        }
        m_to.nodes.push_back(
            {Node::Type::Scalar, key, cell, m_text.substr(start, m_at - start), index + 1});
        return true;
    }

    // NaN and the infinities are what Python writes for them.
    bool word(Cell &cell)
    {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        static const std::array<std::pair<std::string_view, Cell>, 6> kWords{
            {{"null", {Cell::Kind::Null}}, {"true", {Cell::Kind::Bool, 1}},
                {"false", {Cell::Kind::Bool, 0}},
                {"NaN", {Cell::Kind::Real, 0, std::numeric_limits<double>::quiet_NaN()}},
                {"Infinity", {Cell::Kind::Real, 0, kInfinity}},
                {"-Infinity", {Cell::Kind::Real, 0, -kInfinity}}}};
        for (const auto &[spelling, meaning] : kWords)
            if (m_text.substr(m_at).starts_with(spelling)) {
                m_at += spelling.size();
                cell = meaning;
                return true;
            }
        return false;
    }

    size_t digits()
    {
        const size_t start = m_at;
        while (m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9')
            ++m_at;
        return m_at - start;
    }

    bool number(Cell &cell)
    {
        const size_t start = m_at;
        if (at('-'))
            ++m_at;
        const bool zero = at('0');
        const size_t whole = digits();
        if (whole == 0 || (zero && whole > 1)) {
            m_at = start;
            return false;
        }
        bool integer = true;
        if (at('.')) {
            integer = false;
            ++m_at;
            if (digits() == 0)
                return fail(Words::tr("a number ends with its point"));
        }
        if (at('e') || at('E')) {
            integer = false;
            ++m_at;
            if (at('+') || at('-'))
                ++m_at;
            if (digits() == 0)
                return fail(Words::tr("a number lacks its exponent"));
        }
        cell = numberCell(m_text.substr(start, m_at - start), integer);
        return true;
    }

    // A double where it says the same as the text, else the text itself.
    static Cell numberCell(std::string_view text, bool integer)
    {
        const char *end = text.data() + text.size();
        Cell cell;
        if (integer) {
            cell.kind = Cell::Kind::Integer;
            if (std::from_chars(text.data(), end, cell.integer).ec == std::errc())
                return cell;
            return {Cell::Kind::Decimal, 0, 0, text};
        }
        cell.kind = Cell::Kind::Real;
        if (std::from_chars(text.data(), end, cell.real).ec != std::errc())
            return {Cell::Kind::Decimal, 0, 0, text};
        if (text.size() <= 16)
            return cell;
        std::array<char, 40> again;
        const auto printed = std::to_chars(again.data(), again.data() + again.size(), cell.real);
        const std::string_view shortest(again.data(), size_t(printed.ptr - again.data()));
        const std::string_view digits = text.substr(0, text.find_first_of("eE"));
        const bool plain = digits.size() == text.size();
        if (shortest == text || digits.size() <= 16 || (plain && shortest.size() > text.size()))
            return cell;
        return {Cell::Kind::Decimal, 0, 0, text};
    }

    bool string(std::string_view &out)
    {
        const size_t start = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\')
            ++m_at;
        if (at('"')) {
            out = m_text.substr(start, m_at++ - start);
            return true;
        }
        size_t end = m_at;
        while (end < m_text.size() && m_text[end] != '"')
            end += m_text[end] == '\\' ? 2u : 1u;
        if (end >= m_text.size()) {
            m_at = m_text.size();
            return ended();
        }
        char *place = m_to.arena.take(end - start);
        size_t length = m_at - start;
        std::memcpy(place, m_text.data() + start, length);
        while (m_at < end) {
            if (m_text[m_at] != '\\')
                place[length++] = m_text[m_at++];
            else if (!escape(place, length))
                return fail(Words::tr("an escape after \\ is not known"));
        }
        m_at = end + 1;
        out = {place, length};
        return true;
    }

    int hex(size_t from) const
    {
        unsigned code = 0;
        if (from + 4 > m_text.size())
            return -1;
        const char *begin = m_text.data() + from;
        const auto read = std::from_chars(begin, begin + 4, code, 16);
        return read.ec == std::errc() && read.ptr == begin + 4 ? int(code) : -1;
    }

    // A lone surrogate becomes the three bytes it would have: no valid UTF-8, and found as such.
    bool escape(char *place, size_t &length)
    {
        constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
        const char c = m_text[m_at + 1];
        if (c != 'u') {
            const size_t known = kLetters.find(c);
            if (known == std::string_view::npos)
                return false;
            place[length++] = kMeant[known];
            m_at += 2;
            return true;
        }
        int code = hex(m_at + 2);
        if (code < 0)
            return false;
        m_at += 6;
        if (code >= 0xd800 && code < 0xdc00 && m_text.substr(m_at).starts_with("\\u")) {
            const int low = hex(m_at + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                m_at += 6;
            }
        }
        encode(unsigned(code), place, length);
        return true;
    }

    static void encode(unsigned code, char *place, size_t &length)
    {
        const auto put = [&](unsigned byte) { place[length++] = char(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xc0 | code >> 6);
            put(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            put(0xe0 | code >> 12);
            put(0x80 | (code >> 6 & 0x3f));
            put(0x80 | (code & 0x3f));
        } else {
            put(0xf0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3f));
            put(0x80 | (code >> 6 & 0x3f));
            put(0x80 | (code & 0x3f));
        }
    }

    std::string_view m_text;
    Document &m_to;
    size_t m_at = 0;
    std::vector<quint32> m_open;
    std::optional<Error> m_trouble;
};

} // namespace

Result<> Document::readJson(std::string_view text)
{
    nodes.clear();
    arena.clear();
    m_bson = false;
    return Reader(text, *this).run();
}

} // namespace gatehouse::migration
