#include "migration/sources/jsonscan.h"

#include "migration/words.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::migration {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool endsScalar(char c) { return isBlank(c) || c == ',' || c == ']' || c == '}'; }

constexpr int kMostSections = 64;

// What the members of one member are.
enum class Inside { Scalar, Empty, Rows, RowLists, List, Plain };

Result<Inside> lookInside(JsonScan &scan)
{
    const int open = scan.peek();
    if (open != '{' && open != '[') {
        auto skipped = scan.value();
        return skipped ? Result<Inside>(Inside::Scalar) : Result<Inside>(skipped.error());
    }
    scan.take(char(open));
    const char close = open == '{' ? '}' : ']';
    int objects = 0, lists = 0, all = 0;
    for (bool first = true; !scan.take(close); first = false) {
        if (!first && !scan.take(','))
            return scan.broken(Words::tr("a comma is missing"));
        if (open == '{')
            if (auto name = scan.name(); !name)
                return name.error();
        const int kind = scan.peek();
        auto value = scan.value();
        if (!value)
            return value.error();
        ++all;
        objects += kind == '{';
        lists += kind == '[';
    }
    if (all == 0)
        return Inside::Empty;
    if (open == '[')
        return objects == all ? Inside::List : Inside::Plain;
    return objects == all ? Inside::Rows : lists == all ? Inside::RowLists : Inside::Plain;
}

struct Root
{
    std::vector<std::pair<JsonSection, Inside>> members; // the first kMostSections
    qint64 count = 0, containers = 0, objects = 0, lists = 0;
    bool named = true; // every name could be one of a table
};

Result<Root> lookAtMembers(JsonScan &scan)
{
    static const QRegularExpression kTableName(u"^[A-Za-z_][A-Za-z0-9_]{0,39}$"_s);
    Root root;
    for (bool first = true; !scan.take('}'); first = false) {
        if (!first && !scan.take(','))
            return scan.broken(Words::tr("a comma is missing"));
        auto name = scan.name();
        if (!name)
            return name.error();
        const QString text = QString::fromUtf8(name.value().data(), qsizetype(name.value().size()));
        const int kind = scan.peek();
        JsonSection section{text, JsonLayout::Elements, scan.offset()};
        auto inside = lookInside(scan);
        if (!inside)
            return inside.error();
        ++root.count;
        root.objects += kind == '{';
        root.lists += kind == '[';
        root.containers += inside.value() != Inside::Scalar && inside.value() != Inside::Plain;
        root.named = root.named && kTableName.match(text).hasMatch();
        if (inside.value() == Inside::Rows)
            section.layout = JsonLayout::Members;
        else if (inside.value() == Inside::RowLists)
            section.layout = JsonLayout::MemberLists;
        if (root.members.size() < kMostSections && inside.value() != Inside::Empty
            && inside.value() != Inside::Scalar)
            root.members.emplace_back(section, inside.value());
    }
    return root;
}

std::vector<JsonSection> sectionsOf(
    const Root &root, const JsonSection &whole, const QString &wanted)
{
    const bool allContainers = root.count > 0 && root.containers == root.count;
    const bool few = root.count <= kMostSections && root.named;
    if (wanted != "rows"_L1 && allContainers && !root.members.empty()
        && (few || wanted == "tables"_L1)) {
        std::vector<JsonSection> sections;
        for (const auto &[section, inside] : root.members)
            sections.push_back(section);
        return sections;
    }
    if (root.count > 0 && root.objects == root.count)
        return {{whole.name, JsonLayout::Members, whole.offset}};
    if (root.count > 0 && root.lists == root.count)
        return {{whole.name, JsonLayout::MemberLists, whole.offset}};
    return {{whole.name, JsonLayout::Single, whole.offset}};
}

} // namespace

int JsonScan::peek()
{
    while (true) {
        const std::string_view have = m_stream.held();
        const auto found = std::find_if_not(have.begin(), have.end(), isBlank);
        m_stream.skip(size_t(found - have.begin()));
        if (found != have.end())
            return uchar(*found);
        if (!m_stream.more(1))
            return -1;
    }
}

bool JsonScan::take(char c)
{
    if (peek() != uchar(c))
        return false;
    m_stream.skip(1);
    return true;
}

Error JsonScan::broken(const QString &why) const
{
    if (m_stream.trouble())
        return *m_stream.trouble();
    return ioError(Words::tr("%1 is no whole JSON: %2 (at byte %3).")
                       .arg(m_stream.path(), why)
                       .arg(m_stream.offset()));
}

Result<std::string_view> JsonScan::value()
{
    const int first = peek();
    m_whole = true;
    if (first < 0)
        return broken(Words::tr("it ends too early"));
    if (first == ',' || first == ']' || first == '}' || first == ':')
        return broken(Words::tr("a value is missing"));
    const bool scalar = first != '{' && first != '[' && first != '"';
    size_t i = 0, kept = 0;
    int depth = 0;
    bool quoted = false;
    while (true) {
        if (i >= m_stream.held().size()) {
            if (i > kLargestValue) { // let it run through
                m_whole = false;
                m_stream.skip(m_stream.held().size());
                i = 0;
            }
            if (!m_stream.more(i + 1)) {
                if (!scalar || m_stream.trouble())
                    return broken(Words::tr("it ends too early"));
                break;
            }
        }
        const char c = m_stream.held()[i];
        if (scalar && endsScalar(c))
            break;
        ++i;
        if (scalar)
            continue;
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
        if (depth == 0 && !quoted)
            break;
    }
    kept = i;
    const std::string_view text = m_stream.held().substr(0, kept);
    m_stream.skip(kept);
    return text;
}

Result<std::string_view> JsonScan::name()
{
    if (peek() != '"')
        return broken(Words::tr("a name in quotes is missing"));
    auto text = value();
    if (!text)
        return text;
    if (auto read = m_parsed.readJson(text.value()); !read)
        return broken(Words::tr("a name in quotes is missing"));
    m_name = m_parsed.nodes[0].cell.bytes;
    if (!take(':'))
        return broken(Words::tr("a colon is missing"));
    return std::string_view(m_name);
}

Result<std::vector<JsonSection>> jsonSections(
    const QString &path, const QString &wanted, const CancelToken &token)
{
    auto stream = ByteStream::open(path, 0, token);
    if (!stream)
        return stream.error();
    JsonScan scan(*stream.value());
    if (stream.value()->more(3) && stream.value()->held().starts_with("\xef\xbb\xbf"))
        stream.value()->skip(3);
    QString stem = QFileInfo(path).completeBaseName();
    if (stem.endsWith(".json"_L1))
        stem.chop(5); // x.json.gz
    const int first = scan.peek();
    if (first < 0)
        return stream.value()->trouble() ? *stream.value()->trouble()
                                         : invalid(Words::tr("%1 is empty.").arg(path));
    const JsonSection whole{stem, JsonLayout::Elements, scan.offset()};
    if (first == '[')
        return std::vector{whole};
    if (first != '{')
        return invalid(
            Words::tr("%1 is no JSON with rows: it begins with neither { nor [.").arg(path));
    scan.take('{');
    auto root = lookAtMembers(scan);
    if (!root)
        return root.error();
    if (const int next = scan.peek(); next == '{' || next == ',')
        return std::vector{whole}; // several, one after the other
    else if (next >= 0)
        return scan.broken(Words::tr("something follows the value"));
    return sectionsOf(root.value(), whole, wanted);
}

} // namespace gatehouse::migration
