#include "db/composer.h"

#include "base/redact.h"
#include "base/result.h"

namespace gatehouse::db {

QString literal(const QString &text)
{
    QString body = text;
    body.remove(QChar(0));
    const bool backslash = body.contains(u'\\');
    body.replace(u'\'', u"''"_s).replace(u'\\', u"\\\\"_s);
    return (backslash ? u"E'"_s : u"'"_s) + body + u'\'';
}

namespace {
template <typename Show>
QString replaceParams(const QString &text, const Params &params, Show show)
{
    QString shown;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'$' && i + 1 < text.size() && text[i + 1].isDigit()) {
            size_t number = 0;
            while (i + 1 < text.size() && text[i + 1].isDigit())
                number = number * 10 + size_t(text[++i].digitValue());
            const bool known = number >= 1 && number <= params.size();
            const Param value = known ? params[number - 1] : Param();
            shown += value ? literal(show(QString::fromUtf8(*value))) : u"NULL"_s;
            continue;
        }
        shown += c;
    }
    return shown;
}
} // namespace

QString withLiterals(const QString &text, const Params &params)
{
    return replaceParams(text, params, redact);
}

QString inlined(const QString &text, const Params &params)
{
    return replaceParams(text, params, [](const QString &value) { return value; });
}

} // namespace gatehouse::db
