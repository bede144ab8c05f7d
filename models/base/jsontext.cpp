#include "base/jsontext.h"

#include <QCoreApplication>

namespace gatehouse {

namespace {

using Kind = JsonNode::Kind;

bool isBlank(QChar c) { return c == u' ' || c == u'\n' || c == u'\r' || c == u'\t'; }
bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }

// One pass over the text; `m_open` is the stack, so that depth costs memory and not the call stack.
class Parser
{
public:
    Parser(const QString &text, qsizetype maxNodes) : m_text(text), m_maxNodes(maxNodes) { }
    Result<JsonText> run();

private:
    enum class Expect { Value, KeyOrEnd, Key, Colon, CommaOrEnd, Nothing };
    enum class Step { Good, Cut, Bad, TooDeep };

    Step next();
    Step readValue();
    Step readKey();
    Step readString(qsizetype *start, qsizetype *length);
    Step readNumber();
    Step readWord(QStringView word, Kind kind);
    Step close(QChar bracket);
    void addNode(Kind kind);
    void valueDone();
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar peek() const { return m_text.at(m_at); }
    void linkChildren();
    Error badAt(qsizetype at) const;

    const QString &m_text;
    qsizetype m_maxNodes;
    qsizetype m_at = 0;
    Expect m_expect = Expect::Value;
    JsonText m_out;
    std::vector<qint32> m_open;
    bool m_keyReady = false;
    qsizetype m_keyStart = 0, m_keyLength = 0;
};

void Parser::addNode(Kind kind)
{
    JsonNode node;
    node.kind = kind;
    node.valueStart = m_at;
    if (!m_open.empty()) {
        node.parent = m_open.back();
        node.row = m_out.nodes[size_t(node.parent)].childCount++;
    }
    if (m_keyReady) {
        node.hasKey = true;
        node.keyStart = m_keyStart;
        node.keyLength = m_keyLength;
        m_keyReady = false;
    }
    m_out.nodes.push_back(node);
}

void Parser::valueDone() { m_expect = m_open.empty() ? Expect::Nothing : Expect::CommaOrEnd; }

// Leaves m_at behind the closing quote. start and length are without quotes.
Parser::Step Parser::readString(qsizetype *start, qsizetype *length)
{
    *start = ++m_at;
    for (; !atEnd(); ++m_at) {
        if (peek() == u'\\') {
            ++m_at;
            continue;
        }
        if (peek() == u'"') {
            *length = m_at++ - *start;
            return Step::Good;
        }
        if (peek().unicode() < 0x20)
            return Step::Bad;
    }
    m_at = m_text.size();
    *length = m_at - *start;
    return Step::Cut;
}

Parser::Step Parser::readNumber()
{
    const qsizetype start = m_at;
    const auto digits = [this] {
        const qsizetype from = m_at;
        while (!atEnd() && isDigit(peek()))
            ++m_at;
        return m_at > from ? Step::Good : atEnd() ? Step::Cut : Step::Bad;
    };
    if (peek() == u'-')
        ++m_at;
    const qsizetype whole = m_at;
    Step step = digits();
    if (m_at - whole > 1 && m_text.at(whole) == u'0') // 012 is no number
        step = Step::Bad;
    if (step == Step::Good && !atEnd() && peek() == u'.') {
        ++m_at;
        step = digits();
    }
    if (step == Step::Good && !atEnd() && (peek() == u'e' || peek() == u'E')) {
        ++m_at;
        if (!atEnd() && (peek() == u'+' || peek() == u'-'))
            ++m_at;
        step = digits();
    }
    m_out.nodes.back().valueLength = m_at - start;
    if (atEnd() && !m_open.empty()) // more digits may have followed
        m_out.nodes.back().cut = true;
    return step;
}

Parser::Step Parser::readWord(QStringView word, Kind kind)
{
    const QStringView there = QStringView(m_text).mid(m_at, word.size());
    if (!word.startsWith(there))
        return Step::Bad;
    addNode(kind);
    m_out.nodes.back().valueLength = there.size();
    m_at += there.size();
    return there.size() == word.size() ? Step::Good : Step::Cut;
}

Parser::Step Parser::readValue()
{
    const QChar c = peek();
    Step step = Step::Good;
    if (c == u'{' || c == u'[') {
        if (m_open.size() >= size_t(kJsonDepth))
            return Step::TooDeep;
        addNode(c == u'{' ? Kind::Object : Kind::Array);
        m_open.push_back(qint32(m_out.nodes.size()) - 1);
        ++m_at;
        m_expect = c == u'{' ? Expect::KeyOrEnd : Expect::Value;
        return Step::Good;
    }
    if (c == u']' && !m_open.empty()) { // of an empty array; anything else is caught by close()
        const JsonNode &open = m_out.nodes[size_t(m_open.back())];
        return open.childCount == 0 ? close(c) : Step::Bad;
    }
    if (c == u'"') {
        addNode(Kind::String);
        const qsizetype quote = m_at;
        qsizetype start = 0, length = 0;
        step = readString(&start, &length);
        m_out.nodes.back().valueLength = m_at - quote;
    } else if (c == u'-' || isDigit(c)) {
        addNode(Kind::Number);
        step = readNumber();
    } else if (c == u't') {
        step = readWord(u"true", Kind::True);
    } else if (c == u'f') {
        step = readWord(u"false", Kind::False);
    } else if (c == u'n') {
        step = readWord(u"null", Kind::Null);
    } else {
        return Step::Bad;
    }
    if (step == Step::Cut)
        m_out.nodes.back().cut = true;
    valueDone();
    return step;
}

Parser::Step Parser::readKey()
{
    if (peek() == u'}' && m_expect == Expect::KeyOrEnd)
        return close(u'}');
    if (peek() != u'"')
        return Step::Bad;
    const Step step = readString(&m_keyStart, &m_keyLength);
    m_keyReady = step == Step::Good;
    m_expect = Expect::Colon;
    return step;
}

Parser::Step Parser::close(QChar bracket)
{
    const Kind kind = m_out.nodes[size_t(m_open.back())].kind;
    if ((bracket == u'}') != (kind == Kind::Object))
        return Step::Bad;
    m_open.pop_back();
    ++m_at;
    valueDone();
    return Step::Good;
}

Parser::Step Parser::next()
{
    const QChar c = peek();
    switch (m_expect) {
    case Expect::Value:
        return readValue();
    case Expect::KeyOrEnd:
    case Expect::Key:
        return readKey();
    case Expect::Colon:
        m_expect = Expect::Value;
        ++m_at;
        return c == u':' ? Step::Good : (--m_at, Step::Bad);
    case Expect::CommaOrEnd:
        if (c != u',')
            return c == u'}' || c == u']' ? close(c) : Step::Bad;
        ++m_at;
        m_expect =
            m_out.nodes[size_t(m_open.back())].kind == Kind::Object ? Expect::Key : Expect::Value;
        return Step::Good;
    case Expect::Nothing:
        return Step::Bad;
    }
    return Step::Bad;
}

Result<JsonText> Parser::run()
{
    Step step = Step::Good;
    while (step == Step::Good) {
        while (!atEnd() && isBlank(peek()))
            ++m_at;
        if (atEnd() || (m_out.limited = qsizetype(m_out.nodes.size()) >= m_maxNodes))
            break;
        step = next();
    }
    if (step == Step::TooDeep)
        return refused(QCoreApplication::translate("Json",
            "This JSON is nested deeper than %1 levels and is not shown as a tree. Copy it and "
            "look at it as text.")
                           .arg(kJsonDepth));
    if (step == Step::Bad || m_out.nodes.empty())
        return badAt(m_at);
    m_out.cut = !m_out.limited && (step == Step::Cut || m_expect != Expect::Nothing);
    for (qint32 open : m_open)
        m_out.nodes[size_t(open)].cut = true;
    linkChildren();
    m_out.text = m_text;
    return std::move(m_out);
}

void Parser::linkChildren()
{
    qint32 used = 0;
    for (JsonNode &node : m_out.nodes) {
        node.firstChild = used;
        used += node.childCount;
    }
    m_out.children.resize(size_t(used));
    for (size_t i = 1; i < m_out.nodes.size(); ++i) {
        const JsonNode &node = m_out.nodes[i];
        const JsonNode &parent = m_out.nodes[size_t(node.parent)];
        m_out.children[size_t(parent.firstChild + node.row)] = qint32(i);
    }
}

Error Parser::badAt(qsizetype at) const
{
    const QStringView before = QStringView(m_text).left(at);
    const qsizetype line = before.count(u'\n') + 1;
    const qsizetype column = at - (before.lastIndexOf(u'\n') + 1) + 1;
    return invalid(QCoreApplication::translate(
        "Json", "This is not JSON: line %1, column %2. It is shown as text.")
                       .arg(line)
                       .arg(column));
}

} // namespace

QStringView JsonText::key(const JsonNode &node) const
{
    return QStringView(text).mid(node.keyStart, node.keyLength);
}

QStringView JsonText::value(const JsonNode &node) const
{
    return QStringView(text).mid(node.valueStart, node.valueLength);
}

qint32 JsonText::child(qint32 node, qint32 row) const
{
    return children[size_t(nodes[size_t(node)].firstChild + row)];
}

Result<JsonText> parseJson(const QString &text, qsizetype maxNodes)
{
    return Parser(text, maxNodes).run();
}

QString jsonUnescaped(QStringView raw)
{
    QString out;
    out.reserve(raw.size());
    static constexpr std::pair<char16_t, char16_t> kEscapes[] = {{u'n', u'\n'}, {u't', u'\t'},
        {u'r', u'\r'}, {u'b', u'\b'}, {u'f', u'\f'}, {u'"', u'"'}, {u'\\', u'\\'}, {u'/', u'/'}};
    for (qsizetype i = 0; i < raw.size(); ++i) {
        if (raw[i] != u'\\' || i + 1 >= raw.size()) {
            out += raw[i];
            continue;
        }
        const QChar kind = raw[++i];
        const auto *known = std::find_if(std::begin(kEscapes), std::end(kEscapes),
            [kind](const auto &pair) { return kind == pair.first; });
        bool hex = false;
        const ushort code = kind == u'u' ? raw.mid(i + 1, 4).toUShort(&hex, 16) : ushort(0);
        if (known != std::end(kEscapes)) {
            out += QChar(known->second);
        } else if (hex && raw.size() - i > 4) {
            out += QChar(code);
            i += 4;
        } else {
            out += u'\\';
            out += kind;
        }
    }
    return out;
}

} // namespace gatehouse
