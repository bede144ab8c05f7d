#include "proof/jsonscan.h"

#include <cstring>
#include <string>

namespace gatehouse::proof {

namespace {

constexpr quint64 kString = 1, kNumber = 2, kWord = 3, kMember = 4, kItem = 5, kObject = 6,
                  kArray = 7;

Hash mixed(const Hash &a, const Hash &b, quint64 seed)
{
    const quint64 all[] = {a.high, a.low, b.high, b.low};
    return hashBytes({reinterpret_cast<const char *>(all), sizeof all}, seed);
}

struct Member
{
    Hash key, value;
};

struct Frame
{
    bool object;
    Hash running{};  // of an array: in order
    size_t first;    // of an object: its members in the pile
    Hash key{};
};

class Scanner
{
public:
    Scanner(std::string_view text, const JsonLimits &limits, bool wanted)
        : m_at(text.data()), m_end(text.data() + text.size()), m_limits(limits), m_wanted(wanted)
    {
    }
    JsonFault run(Hash *hash);

private:
    bool fail(JsonFault fault = JsonFault::NotJson)
    {
        m_fault = fault;
        return false;
    }
    void space()
    {
        while (m_at < m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\t' || *m_at == '\r'))
            ++m_at;
    }
    bool string(Hash &hash);
    bool escape();
    bool hex(unsigned &value);
    void put(unsigned code);
    bool number(Hash &hash);
    bool numberFits(const char *digits, const char *point, const char *last, qint64 exponent);
    bool word(const char *text, Hash &hash);
    bool key();
    bool scalar(Hash &hash);
    bool open();
    Hash close();
    bool takeValue(const Hash &hash);

    const char *m_at, *m_end;
    const JsonLimits m_limits;
    const bool m_wanted;
    JsonFault m_fault = JsonFault::None;
    std::string m_text; // the string under way, without escapes
    std::vector<Frame> m_stack;
    std::vector<Member> m_members;
};

bool Scanner::hex(unsigned &value)
{
    value = 0;
    if (m_end - m_at < 4)
        return fail();
    for (int i = 0; i < 4; ++i, ++m_at) {
        const char c = *m_at;
        const int digit = c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'             ? c - 'a' + 10
            : c >= 'A' && c <= 'F'             ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return fail();
        value = value * 16 + unsigned(digit);
    }
    return true;
}

void Scanner::put(unsigned code)
{
    if (!m_wanted)
        return;
    if (code < 0x80) {
        m_text += char(code);
    } else if (code < 0x800) {
        m_text += char(0xC0 | code >> 6);
        m_text += char(0x80 | (code & 63));
    } else if (code < 0x10000) {
        m_text += char(0xE0 | code >> 12);
        m_text += char(0x80 | (code >> 6 & 63));
        m_text += char(0x80 | (code & 63));
    } else {
        m_text += char(0xF0 | code >> 18);
        m_text += char(0x80 | (code >> 12 & 63));
        m_text += char(0x80 | (code >> 6 & 63));
        m_text += char(0x80 | (code & 63));
    }
}

bool Scanner::escape()
{
    if (++m_at >= m_end)
        return fail();
    static constexpr char kFrom[] = "\"\\/bfnrt", kTo[] = "\"\\/\b\f\n\r\t";
    if (*m_at != 'u') {
        const char *found = *m_at ? std::strchr(kFrom, *m_at) : nullptr;
        if (!found)
            return fail();
        ++m_at;
        put(unsigned(kTo[found - kFrom]));
        return true;
    }
    ++m_at;
    unsigned code = 0;
    if (!hex(code))
        return false;
    if (code == 0 && m_limits.jsonb)
        return fail(JsonFault::Nul);
    if (code >= 0xD800 && code < 0xDC00 && m_end - m_at >= 6 && m_at[0] == '\\' && m_at[1] == 'u') {
        m_at += 2;
        unsigned low = 0;
        if (!hex(low))
            return false;
        if (low >= 0xDC00 && low < 0xE000) {
            put(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            return true;
        }
        return m_limits.jsonb ? fail() : true;
    }
    if (code >= 0xD800 && code < 0xE000)
        return m_limits.jsonb ? fail() : true;
    put(code);
    return true;
}

bool Scanner::string(Hash &hash)
{
    ++m_at; // the quote
    m_text.clear();
    const char *run = m_at;
    bool plain = true;
    while (m_at < m_end && *m_at != '"') {
        const auto byte = static_cast<unsigned char>(*m_at);
        if (byte < 0x20)
            return fail();
        if (byte == '\\') {
            if (m_wanted)
                m_text.append(run, m_at);
            plain = false;
            if (!escape())
                return false;
            run = m_at;
        } else if (byte < 0x80) {
            ++m_at;
        } else {
            const size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            if (size_t(m_end - m_at) < length || goodUtf8({m_at, length}) != length)
                return fail(JsonFault::NotUtf8);
            m_at += length;
        }
    }
    if (m_at >= m_end)
        return fail();
    if (m_wanted) {
        if (!plain)
            m_text.append(run, m_at);
        hash = hashBytes(plain ? std::string_view(run, size_t(m_at - run)) : m_text, kString);
    }
    ++m_at;
    return true;
}

bool Scanner::numberFits(
    const char *digits, const char *point, const char *last, qint64 exponent)
{
    const qint64 whole = point - digits + exponent;
    const qint64 parts = (last - point > 0 ? last - point - 1 : 0) - exponent;
    return whole <= 131072 && parts <= 16383;
}

bool Scanner::number(Hash &hash)
{
    const bool negative = *m_at == '-';
    if (negative)
        ++m_at;
    const auto digit = [this] { return m_at < m_end && *m_at >= '0' && *m_at <= '9'; };
    const char *digits = m_at;
    if (!digit())
        return fail();
    if (*m_at == '0')
        ++m_at;
    else
        while (digit())
            ++m_at;
    const char *point = m_at;
    if (m_at < m_end && *m_at == '.') {
        ++m_at;
        if (!digit())
            return fail();
        while (digit())
            ++m_at;
    }
    const char *last = m_at;
    qint64 exponent = 0;
    if (m_at < m_end && (*m_at == 'e' || *m_at == 'E')) {
        ++m_at;
        const bool minus = m_at < m_end && *m_at == '-';
        if (m_at < m_end && (*m_at == '-' || *m_at == '+'))
            ++m_at;
        if (!digit())
            return fail();
        for (; digit(); ++m_at)
            exponent = std::min<qint64>(exponent * 10 + (*m_at - '0'), 1'000'000'000);
        exponent = minus ? -exponent : exponent;
    }
    if (m_limits.jsonb && !numberFits(digits, point, last, exponent))
        return fail();
    if (!m_wanted)
        return true;
    m_text.clear(); // digits without zeros around them, and where the point is
    qint64 scale = exponent;
    for (const char *at = digits; at < last; ++at) {
        if (*at == '.')
            continue;
        if (at > point)
            --scale;
        if (*at != '0' || !m_text.empty())
            m_text += *at;
    }
    while (!m_text.empty() && m_text.back() == '0') {
        m_text.pop_back();
        ++scale;
    }
    if (!m_text.empty())
        m_text += (negative ? "-e" : "e") + std::to_string(scale);
    hash = hashBytes(m_text, kNumber);
    return true;
}

bool Scanner::word(const char *text, Hash &hash)
{
    const size_t length = std::strlen(text);
    if (size_t(m_end - m_at) < length || std::memcmp(m_at, text, length) != 0)
        return fail();
    m_at += length;
    hash = hashBytes({text, length}, kWord);
    return true;
}

bool Scanner::scalar(Hash &hash)
{
    switch (*m_at) {
    case '"':
        return string(hash);
    case 't':
        return word("true", hash);
    case 'f':
        return word("false", hash);
    case 'n':
        return word("null", hash);
    default:
        return number(hash);
    }
}

bool Scanner::key()
{
    space();
    if (m_at >= m_end || *m_at != '"' || !string(m_stack.back().key))
        return m_fault == JsonFault::None ? fail() : false;
    space();
    if (m_at >= m_end || *m_at != ':')
        return fail();
    ++m_at;
    return true;
}

bool Scanner::open()
{
    if (m_stack.size() >= size_t(m_limits.depth))
        return fail(JsonFault::TooDeep);
    const bool object = *m_at == '{';
    ++m_at;
    m_stack.push_back({object, {}, m_members.size(), {}});
    return true;
}

// Of equal members the last counts, as in jsonb.
Hash Scanner::close()
{
    const Frame frame = m_stack.back();
    m_stack.pop_back();
    if (!frame.object)
        return mixed(frame.running, {}, kArray);
    Hash sum;
    for (size_t i = frame.first; i < m_members.size(); ++i) {
        bool repeated = false;
        for (size_t j = i + 1; j < m_members.size() && !repeated; ++j)
            repeated = m_members[j].key == m_members[i].key;
        if (!repeated)
            sum += mixed(m_members[i].key, m_members[i].value, kMember);
    }
    m_members.resize(frame.first);
    return mixed(sum, {}, kObject);
}

bool Scanner::takeValue(const Hash &hash)
{
    if (!m_wanted)
        return true;
    Frame &frame = m_stack.back();
    if (frame.object)
        m_members.push_back({frame.key, hash});
    else
        frame.running = mixed(frame.running, hash, kItem);
    return true;
}

JsonFault Scanner::run(Hash *result)
{
    Hash value;
    while (true) { // one value an iteration
        space();
        if (m_at >= m_end)
            return JsonFault::NotJson;
        bool opened = false;
        if (*m_at == '{' || *m_at == '[') {
            if (!open())
                return m_fault;
            space();
            const char end = m_stack.back().object ? '}' : ']';
            opened = m_at >= m_end || *m_at != end;
            if (!opened) {
                ++m_at;
                value = close();
            }
        } else if (!scalar(value)) {
            return m_fault;
        }
        if (opened && m_stack.back().object && !key())
            return m_fault;
        while (!opened && !m_stack.empty()) { // what follows a finished value
            takeValue(value);
            space();
            const char end = m_stack.back().object ? '}' : ']';
            if (m_at < m_end && *m_at == end) {
                ++m_at;
                value = close();
                continue;
            }
            if (m_at >= m_end || *m_at != ',')
                return JsonFault::NotJson;
            ++m_at;
            if (m_stack.back().object && !key())
                return m_fault;
            opened = true;
        }
        if (!opened)
            break;
    }
    space();
    if (result)
        *result = value;
    return m_at == m_end ? JsonFault::None : JsonFault::NotJson;
}

} // namespace

JsonFault scanJson(std::string_view text, const JsonLimits &limits, Hash *hash)
{
    if (text == "{}") { // most metadata are empty
        if (hash)
            *hash = mixed({}, {}, kObject);
        return JsonFault::None;
    }
    return Scanner(text, limits, hash != nullptr).run(hash);
}

} // namespace gatehouse::proof
