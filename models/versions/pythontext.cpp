#include "versions/pythontext.h"

#include "base/result.h"

namespace gatehouse::versions {

namespace {

class Scanner
{
public:
    Scanner(const QString &text, const QStringList &names) : m_text(text), m_names(names) { }

    QMap<QString, PythonValue> run()
    {
        bool lineStart = true;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'#') {
                skipLine();
            } else if (c == u'\n' || c == u';') {
                lineStart = true;
                ++m_at;
            } else if (c.isSpace()) {
                ++m_at;
            } else if (isQuote(c)) {
                (void)string();
                lineStart = false;
            } else if (opens(c)) {
                skipBrackets();
                lineStart = false;
            } else if (isWord(c)) {
                const QString name = word();
                if (m_at < m_text.size() && isQuote(m_text.at(m_at)) && name.size() <= 2)
                    (void)string(); // r"", b'', f""
                else if (lineStart && m_names.contains(name) && !m_found.contains(name))
                    assignment(name);
                lineStart = false;
            } else {
                ++m_at;
                lineStart = false;
            }
        }
        return m_found;
    }

private:
    static bool isQuote(QChar c) { return c == u'"' || c == u'\''; }
    static bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_'; }
    static bool opens(QChar c) { return c == u'(' || c == u'[' || c == u'{'; }
    static bool closes(QChar c) { return c == u')' || c == u']' || c == u'}'; }
    void skipLine()
    {
        const qsizetype end = m_text.indexOf(u'\n', m_at);
        m_at = end < 0 ? m_text.size() : end;
    }
    QString word()
    {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && isWord(m_text.at(m_at)))
            ++m_at;
        return m_text.mid(from, m_at - from);
    }
    QString string()
    {
        const QChar quote = m_text.at(m_at);
        const QString triple(3, quote);
        const bool isLong = QStringView(m_text).mid(m_at, 3) == triple;
        m_at += isLong ? 3 : 1;
        QString value;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'\\' && m_at + 1 < m_text.size()) {
                if (m_text.at(m_at + 1) != u'\n')
                    value += m_text.at(m_at + 1);
                m_at += 2;
            } else if (isLong && QStringView(m_text).mid(m_at, 3) == triple) {
                m_at += 3;
                return value;
            } else if (!isLong && (c == quote || c == u'\n')) {
                m_at += c == quote ? 1 : 0;
                return value;
            } else {
                value += c;
                ++m_at;
            }
        }
        return value;
    }
    void skipBrackets()
    {
        int depth = 0;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'#') {
                skipLine();
            } else if (isQuote(c)) {
                (void)string();
            } else {
                depth += opens(c) ? 1 : closes(c) ? -1 : 0;
                ++m_at;
                if (depth <= 0)
                    return;
            }
        }
    }
    // After the name: an annotation, then "=", then the value; "==" and calls are none.
    void assignment(const QString &name)
    {
        bool annotated = false;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'=') {
                if (QStringView(m_text).mid(m_at, 2) == u"==")
                    return;
                ++m_at;
                m_found.insert(name, value());
                return;
            }
            if (c == u':')
                annotated = true;
            else if (c == u'\n' || (!c.isSpace() && !annotated))
                return;
            if (annotated && opens(c))
                skipBrackets();
            else
                ++m_at;
        }
    }
    PythonValue value()
    {
        PythonValue found;
        std::vector<QStringList> open{{}};
        const auto close = [&found, &open] {
            if (!open.back().isEmpty())
                found.groups.push_back(open.back());
            open.pop_back();
        };
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'#') {
                skipLine();
            } else if (c == u'\\' || c.isSpace() || c == u',') {
                if (c == u'\n' && open.size() == 1)
                    break;
                ++m_at;
                if (c == u'\\')
                    ++m_at;
            } else if (c == u';' && open.size() == 1) {
                break;
            } else if (isQuote(c)) {
                open.back() << string();
            } else if (opens(c)) {
                open.push_back({});
                ++m_at;
            } else if (closes(c)) {
                ++m_at;
                if (open.size() == 1)
                    break;
                close();
            } else if (isWord(c)) {
                const QString name = word();
                found.plain = found.plain && name == "None"_L1;
            } else {
                found.plain = false;
                ++m_at;
            }
        }
        while (!open.empty())
            close();
        return found;
    }

    const QString &m_text;
    const QStringList &m_names;
    qsizetype m_at = 0;
    QMap<QString, PythonValue> m_found;
};

} // namespace

QStringList PythonValue::texts() const
{
    QStringList all;
    for (const QStringList &group : groups)
        all += group;
    return all;
}

QMap<QString, PythonValue> pythonValues(const QString &text, const QStringList &names)
{
    return Scanner(text, names).run();
}

QString pythonTitle(const QString &text)
{
    const QString start = text.trimmed();
    for (const QString &quote : {u"\"\"\""_s, u"'''"_s, u"\""_s, u"'"_s}) {
        if (!start.startsWith(quote))
            continue;
        const qsizetype end = start.indexOf(quote, quote.size());
        const QString inner = start.mid(quote.size(), end < 0 ? -1 : end - quote.size());
        return inner.trimmed().section(u'\n', 0, 0).trimmed();
    }
    return {};
}

} // namespace gatehouse::versions
