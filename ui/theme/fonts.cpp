#include "ui/theme/fonts.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isGeneric(const QString &family)
{
    static const QStringList generic{u""_s, u"sans"_s, u"sans serif"_s, u"sans-serif"_s,
        u"monospace"_s, u"mono"_s, u"default"_s, u"helvetica"_s};
    return generic.contains(family.toLower());
}

QString firstInstalled(std::initializer_list<const char16_t *> families)
{
    const QStringList installed = QFontDatabase::families();
    for (const char16_t *family : families) {
        if (const QString name = QString::fromUtf16(family); installed.contains(name))
            return name;
    }
    return {};
}

QFont resized(double points, QFont::Weight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() + points);
    font.setWeight(weight);
    return font;
}

qreal digitWidth(const QFontMetricsF &metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

} // namespace

QFont platformFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (isGeneric(font.family())) {
        if (const QString family = firstInstalled({u"Inter", u"Noto Sans", u"DejaVu Sans"});
            !family.isEmpty())
            font = QFont(family);
        font.setPointSizeF(9.75); // 13 px at 96 dpi
    }
    if (font.pointSizeF() <= 0)
        font.setPointSizeF(std::max(7.5, font.pixelSize() * 0.75));
    font.setStyleHint(QFont::SansSerif);
    return font;
}

QFont bodyFont() { return QApplication::font(); }
QFont smallFont() { return resized(-0.75, QFont::Normal); }
QFont headingFont() { return resized(0, QFont::DemiBold); }
QFont titleFont() { return resized(4, QFont::Bold); }
QFont figureFont() { return resized(9, QFont::DemiBold); }

QFont monoFont()
{
    static const QFont chosen = [] {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        if (isGeneric(font.family())) {
            const QString family = firstInstalled(
                {u"JetBrains Mono", u"DejaVu Sans Mono", u"Noto Sans Mono", u"Liberation Mono"});
            if (!family.isEmpty())
                font = QFont(family);
        }
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
        return font;
    }();
    QFont font = chosen;
    font.setPointSizeF(QApplication::font().pointSizeF() - 0.75);
    return font;
}

qreal tabularWidth(const QFontMetricsF &metrics, const QString &text)
{
    const qreal digit = digitWidth(metrics);
    qreal width = 0;
    QString run;
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9') {
            width += digit + (run.isEmpty() ? 0 : metrics.horizontalAdvance(run));
            run.clear();
        } else {
            run += c;
        }
    }
    return width + metrics.horizontalAdvance(run);
}

void drawTabular(
    QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    const qreal digit = digitWidth(metrics);
    if (qFuzzyCompare(metrics.horizontalAdvance(u'1'), digit)) { // the font is tabular already
        painter.drawText(
            rect, int(alignment | Qt::AlignVCenter | Qt::AlignAbsolute) | Qt::TextSingleLine, text);
        return;
    }
    const qreal width = tabularWidth(metrics, text);
    qreal x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    const qreal y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    QString run;
    const auto flush = [&] {
        painter.drawText(QPointF(x, y), run);
        x += metrics.horizontalAdvance(run);
        run.clear();
    };
    for (const QChar c : text) {
        if (c < u'0' || c > u'9') {
            run += c;
            continue;
        }
        flush();
        painter.drawText(QPointF(x + (digit - metrics.horizontalAdvance(c)) / 2, y), QString(c));
        x += digit;
    }
    flush();
}

} // namespace gatehouse::ui
