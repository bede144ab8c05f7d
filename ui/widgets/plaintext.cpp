#include "ui/widgets/plaintext.h"

#include "base/redact.h"
#include "base/safetext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kLineLength = 4096;

} // namespace

QString displayLines(const QString &text, qsizetype limit)
{
    // Redacted before it is cut at `limit`, so that no secret is cut out of its pattern there.
    const QString shown = redact(text.left(limit + kLineLength));
    QStringList lines;
    qsizetype taken = 0;
    for (QStringView rest = shown; !rest.isEmpty() && taken < limit;) {
        qsizetype end = rest.indexOf(u'\n');
        const bool broken = end < 0 || end > kLineLength;
        if (broken)
            end = std::min(rest.size(), kLineLength);
        const bool splitsPair = end < rest.size() && end > 1 && rest.at(end - 1).isHighSurrogate();
        if (splitsPair)
            --end;
        QString line = rest.left(end).toString();
        if (line.endsWith(u'\r'))
            line.chop(1);
        line.replace(u'\t', u"    "_s);
        lines += safeText(line, kLineLength * 4);
        taken += end + 1;
        rest = rest.mid(end < rest.size() && rest.at(end) == u'\n' ? end + 1 : end);
    }
    if (text.size() > limit + kLineLength || taken < shown.size())
        lines += QCoreApplication::translate("PlainText", "… cut here; the text has %1 characters.")
                     .arg(QLocale().toString(text.size()));
    return lines.join(u'\n');
}

} // namespace gatehouse::ui
