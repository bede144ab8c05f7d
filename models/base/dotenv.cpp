#include "base/dotenv.h"

#include "base/result.h"
#include "base/words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace gatehouse {

namespace {
constexpr qsizetype kLongest = 64 * 1024; // A=${B}${B} over and over grows without end
constexpr int kDeepest = 8;               // ${A:-${B:-x}}

bool isNameStart(QChar c) { return c == u'_' || (c.unicode() < 128 && c.isLetter()); }
bool isName(QChar c) { return c == u'_' || (c.unicode() < 128 && c.isLetterOrNumber()); }
bool isBlank(QChar c) { return c == u' ' || c == u'\t' || c == u'\v' || c == u'\f'; }

using LookUp = std::function<std::optional<QString>(const QString &)>;

class Expander
{
public:
    Expander(Variables style, const LookUp &lookUp) : m_style(style), m_lookUp(lookUp) { }
    Expanded take() { return std::move(m_out); }

    QString run(QStringView text, int depth)
    {
        QString out;
        for (qsizetype i = 0; i < text.size() && out.size() < kLongest; ++i) {
            if (text[i] != u'$' || i + 1 == text.size()) {
                out += text[i];
            } else if (text[i + 1] == u'{') {
                const qsizetype end = closing(text, i + 2);
                const auto filled = end < 0 || depth >= kDeepest
                    ? std::nullopt
                    : braced(text.sliced(i + 2, end - i - 2), depth);
                if (filled) {
                    out += *filled;
                    i = end;
                } else {
                    out += text[i];
                }
            } else if (m_style == Variables::Compose && text[i + 1] == u'$') {
                out += u'$';
                ++i;
            } else if (m_style == Variables::Compose && isNameStart(text[i + 1])) {
                qsizetype end = i + 1;
                while (end < text.size() && isName(text[end]))
                    ++end;
                out += plain(text.sliced(i + 1, end - i - 1).toString());
                i = end - 1;
            } else {
                out += text[i];
            }
        }
        out.truncate(kLongest);
        return out;
    }

private:
    static qsizetype closing(QStringView text, qsizetype from)
    {
        int open = 1;
        for (qsizetype i = from; i < text.size(); ++i) {
            if (text[i] == u'}' && --open == 0)
                return i;
            if (text[i] == u'{' && text[i - 1] == u'$')
                ++open;
        }
        return -1;
    }

    QString plain(const QString &name)
    {
        const auto value = m_lookUp(name);
        if (!value && !m_out.missing.contains(name))
            m_out.missing << name;
        return value.value_or(QString());
    }

    std::optional<QString> braced(QStringView inside, int depth)
    {
        qsizetype end = 0;
        while (end < inside.size() && isName(inside[end]))
            ++end;
        if (end == 0 || !isNameStart(inside[0]))
            return std::nullopt;
        const QString name = inside.first(end).toString();
        QStringView rest = inside.sliced(end);
        if (rest.isEmpty())
            return plain(name);
        const bool emptyCounts = rest[0] == u':'; // an empty value is as good as none
        if (emptyCounts)
            rest = rest.sliced(1);
        if (rest.isEmpty() || !QStringView(u"-+?").contains(rest[0]))
            return std::nullopt;
        auto value = m_lookUp(name);
        if (emptyCounts && value && value->isEmpty())
            value.reset();
        if (rest[0] == u'+')
            return value ? run(rest.sliced(1), depth + 1) : QString();
        if (value)
            return value;
        if (rest[0] == u'?')
            return plain(name);
        if (!m_out.defaulted.contains(name))
            m_out.defaulted << name;
        return run(rest.sliced(1), depth + 1);
    }

    Variables m_style;
    const LookUp &m_lookUp;
    Expanded m_out;
};

class Parser
{
public:
    Parser(QString text, const QMap<QString, QString> &environment, Variables style)
        : m_text(std::move(text)), m_environment(environment), m_style(style)
    {
    }

    Dotenv run()
    {
        while (!atEnd())
            line();
        return std::move(m_out);
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar peek() const { return atEnd() ? QChar(u'\n') : m_text[m_at]; }
    void blanks()
    {
        while (!atEnd() && isBlank(peek()))
            ++m_at;
    }
    void skipLine()
    {
        while (!atEnd() && m_text[m_at++] != u'\n') { }
        ++m_line;
    }
    void issue(int line, const QString &key, const QString &text, bool broken = false)
    {
        m_out.issues.push_back({line, key, text, broken});
    }

    void line()
    {
        const int line = m_line;
        blanks();
        if (peek() == u'#' || peek() == u'\n')
            return skipLine();
        QString key = name();
        if (key == u"export"_s && isBlank(peek())) {
            blanks();
            if (peek() != u'=')
                key = name();
        }
        blanks();
        if (!isKey(key) || (peek() != u'=' && peek() != u'\n' && peek() != u'#')) {
            issue(line, {}, Words::tr("Line %1 is no assignment and was left out.").arg(line));
            return skipLine();
        }
        if (peek() != u'=')
            return skipLine(); // a name alone sets nothing
        ++m_at;
        blanks();
        add(key, value(line, key), line);
    }

    // Stricter than python-dotenv: what is shown in a sentence must be a name, not a piece of a
    // value.
    static bool isKey(const QString &name)
    {
        const auto usual = [](QChar c) { return isName(c) || c == u'.' || c == u'-'; };
        return !name.isEmpty() && name.size() <= 128 && isNameStart(name.front())
            && std::all_of(name.begin(), name.end(), usual);
    }

    QString name()
    {
        QString name;
        if (peek() == u'\'') {
            const qsizetype end = m_text.indexOf(u'\'', m_at + 1);
            if (end < 0)
                return {};
            name = m_text.sliced(m_at + 1, end - m_at - 1);
            if (name.contains(u'\n'))
                return {};
            m_at = end + 1;
            return name;
        }
        while (!atEnd() && !isBlank(peek()) && peek() != u'=' && peek() != u'#' && peek() != u'\n')
            name += m_text[m_at++];
        return name;
    }

    QString value(int line, const QString &key)
    {
        const QChar quote = peek();
        if (quote != u'\'' && quote != u'"')
            return unquoted();
        const qsizetype start = m_at;
        QString value;
        for (++m_at; !atEnd() && peek() != quote; ++m_at) {
            if (peek() == u'\\' && m_at + 1 < m_text.size())
                value += escape(m_text[++m_at], quote);
            else
                value += peek();
        }
        if (atEnd()) {
            issue(line, key,
                Words::tr(
                    "The quote that opens the value of %1 in line %2 is never closed; the line was "
                    "read without it.")
                    .arg(key)
                    .arg(line),
                true);
            m_at = start;
            return unquoted();
        }
        ++m_at;
        m_line += int(m_text.sliced(start, m_at - start).count(u'\n'));
        skipLine(); // what follows a closing quote is a comment
        return quote == u'"' ? expand(value) : value;
    }

    static QString escape(QChar c, QChar quote)
    {
        if (quote == u'\'')
            return c == u'\'' || c == u'\\' ? QString(c) : u'\\' + QString(c);
        const qsizetype known = QStringView(u"\\'\"abfnrtv").indexOf(c);
        if (known < 0)
            return u'\\' + QString(c);
        return QString(QStringView(u"\\'\"\a\b\f\n\r\t\v")[known]);
    }

    QString unquoted()
    {
        const qsizetype newline = m_text.indexOf(u'\n', m_at);
        const qsizetype end = newline < 0 ? m_text.size() : newline;
        QStringView raw = QStringView(m_text).sliced(m_at, end - m_at);
        for (qsizetype i = 0; i < raw.size(); ++i) {
            if (raw[i] == u'#' && (i == 0 || isBlank(raw[i - 1]))) {
                raw = raw.first(i);
                break;
            }
        }
        m_at = end + 1;
        ++m_line;
        return expand(raw.trimmed().toString());
    }

    QString expand(const QString &value) const
    {
        if (!value.contains(u'$'))
            return value;
        return expandVariables(value, m_style, [this](const QString &name) {
            const auto &from = m_out.values.contains(name) ? m_out.values : m_environment;
            const auto it = from.find(name);
            return it == from.end() ? std::optional<QString>{} : std::optional(*it);
        }).text;
    }

    void add(const QString &key, const QString &value, int line)
    {
        if (m_out.values.contains(key))
            issue(line, key,
                Words::tr("%1 stands more than once; line %2, the last, counts.")
                    .arg(key)
                    .arg(line));
        m_out.entries.push_back({key, value, line});
        m_out.values.insert(key, value);
    }

    QString m_text;
    const QMap<QString, QString> &m_environment;
    Variables m_style;
    qsizetype m_at = 0;
    int m_line = 1;
    Dotenv m_out;
};
} // namespace

Expanded expandVariables(const QString &text, Variables style, const LookUp &lookUp)
{
    Expander expander(style, lookUp);
    QString out = expander.run(text, 0);
    Expanded expanded = expander.take();
    expanded.text = std::move(out);
    return expanded;
}

Dotenv parseDotenv(
    const QByteArray &content, const QMap<QString, QString> &environment, Variables style)
{
    QString text = QString::fromUtf8(content);
    if (text.startsWith(QChar(0xfeff)))
        text.remove(0, 1);
    text.replace(u"\r\n"_s, u"\n"_s);
    text.replace(u'\r', u'\n');
    return Parser(std::move(text), environment, style).run();
}

} // namespace gatehouse
