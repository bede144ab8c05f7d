#include "base/safetext.h"

#include "base/result.h"

#include <QList>

namespace gatehouse {

namespace {
constexpr int kMaxCombining = 8;
constexpr qsizetype kReadPerShown = 32; // a cell is not worth reading a megabyte of marks

bool isCombining(char32_t c)
{
    const auto category = QChar::category(c);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

bool isHidden(char32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0x061C
        || (c >= 0xE0000 && c <= 0xE007F) || (c >= 0x80 && c <= 0x9F) || c == 0x2028 || c == 0x2029
        || (c >= 0xD800 && c <= 0xDFFF);
}

void append(QString &out, char32_t c)
{
    if (c == U'\n')
        out += u'⏎';
    else if (c < 0x20)
        out += QChar(char16_t(0x2400 + c));
    else if (c == 0x7F)
        out += QChar(u'\u2421');
    else if (isHidden(c))
        out += u"<U+%1>"_s.arg(uint(c), 4, 16, QLatin1Char('0')).toUpper();
    else if (c > 0xFFFF)
        out += QString::fromUcs4(&c, 1);
    else
        out += QChar(char16_t(c));
}
} // namespace

QString safeText(QStringView text, qsizetype length)
{
    QString out;
    out.reserve(std::min(text.size(), length) + 1);
    int combining = 0;
    qsizetype shown = 0;
    const qsizetype most = length < text.size() ? length * kReadPerShown : text.size();
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (i > most)
            return out + u'…';
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]), ++i;
        if (isCombining(c)) {
            if (++combining > kMaxCombining)
                continue;
        } else {
            combining = 0;
            if (++shown > length)
                return out + u'…';
        }
        append(out, c);
    }
    return out;
}

QString elideMiddle(QStringView text, qsizetype length)
{
    if (text.size() <= length || length < 3)
        return safeText(text, std::max<qsizetype>(length, 3));
    const qsizetype tail = (length - 1) / 2;
    const qsizetype head = length - 1 - tail;
    return safeText(text.left(head)) + u'…' + safeText(text.right(tail));
}

QString plainToolTip(QStringView text)
{
    QString lines;
    for (const QStringView line : text.left(kToolTipLength * 2).split(u'\n')) {
        if (!lines.isEmpty())
            lines += u"<br/>"_s;
        lines +=
            safeText(line, kToolTipLength - std::min(lines.size(), kToolTipLength)).toHtmlEscaped();
    }
    return u"<qt><span>%1</span></qt>"_s.arg(lines);
}

} // namespace gatehouse
