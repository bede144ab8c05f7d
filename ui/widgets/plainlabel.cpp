#include "ui/widgets/plainlabel.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace gatehouse::ui {

namespace {

// Long enough for every message of ours; a wrapped label is a message, not a cell.
constexpr qsizetype kWrappedLength = 4000;

// A layout asks for the height at a few widths, again and again, before a window is painted.
constexpr qsizetype kWidthsKept = 8;

QTextOption wrapping(Qt::Alignment alignment)
{
    QTextOption option((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignTop);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

// A name of thousands of characters without a place to break it would be laid out for seconds.
// Writing without spaces (Chinese, Thai) breaks anywhere, and is left as it is.
QString cutWords(const QString &text)
{
    QString out;
    qsizetype run = 0;
    for (const QChar c : text) {
        const bool breaks = c.isSpace() || c.isPunct() || c.category() == QChar::Letter_Other;
        run = breaks ? 0 : run + 1;
        if (run <= kCellLength)
            out += c;
        else if (run == kCellLength + 1 && out.back().isHighSurrogate())
            out.back() = u'…';
        else if (run == kCellLength + 1)
            out += u'…';
    }
    return out;
}

} // namespace

PlainLabel::PlainLabel(QWidget *parent) : QFrame(parent)
{
    setFrameShape(QFrame::NoFrame);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

PlainLabel::PlainLabel(const QString &text, QWidget *parent) : PlainLabel(parent) { setText(text); }

void PlainLabel::setText(const QString &text)
{
    m_given = text.left(kWrappedLength);
    m_lines = false;
    cutText();
}

void PlainLabel::setLines(const QStringList &lines)
{
    QStringList single;
    for (QString line : lines)
        single.append(line.replace(u'\n', u'⏎'));
    m_given = single.join(u'\n').left(kWrappedLength);
    m_lines = true;
    setWordWrap(true);
}

QString PlainLabel::safe() const
{
    if (!m_wrap)
        return safeText(m_given);
    if (!m_lines)
        return cutWords(safeText(m_given, kWrappedLength));
    QStringList lines;
    for (const QString &line : m_given.split(u'\n'))
        lines.append(cutWords(safeText(line, kWrappedLength)));
    return lines.join(u'\n');
}

void PlainLabel::cutText()
{
    const QString now = safe();
    if (now == m_text)
        return;
    m_text = now;
    m_heights.clear();
    setAccessibleName(m_text);
    updateTip();
    updateGeometry();
    update();
}

void PlainLabel::setElide(Qt::TextElideMode mode)
{
    m_elide = mode;
    updateTip();
    update();
}

void PlainLabel::setWordWrap(bool wrap)
{
    m_wrap = wrap;
    cutText();
    QSizePolicy policy(QSizePolicy::Preferred, wrap ? QSizePolicy::Preferred : QSizePolicy::Fixed);
    policy.setHeightForWidth(wrap);
    setSizePolicy(policy);
    updateGeometry();
    update();
}

void PlainLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

void PlainLabel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void PlainLabel::setTabular(bool tabular)
{
    m_tabular = tabular;
    updateGeometry();
    update();
}

void PlainLabel::setSelectable(bool selectable)
{
    m_selectable = selectable;
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
}

QSize PlainLabel::sizeHint() const
{
    const QFontMetricsF metrics(font());
    const QMargins margins = contentsMargins();
    const qreal width =
        m_tabular ? tabularWidth(metrics, m_text) : metrics.horizontalAdvance(m_text);
    const int full = int(std::ceil(width)) + 1 + margins.left() + margins.right();
    const int line = int(std::ceil(metrics.height())) + margins.top() + margins.bottom();
    if (m_wrap && (full > 480 || m_lines))
        return QSize(std::min(full, 480), heightForWidth(std::min(full, 480)));
    return QSize(full, line);
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize hint = sizeHint();
    const bool shrinks = m_wrap || m_elide != Qt::ElideNone;
    const int least = QFontMetrics(font()).averageCharWidth() * 4;
    return QSize(shrinks ? std::min(hint.width(), least) : hint.width(),
        QFontMetrics(font()).height() + contentsMargins().top() + contentsMargins().bottom());
}

int PlainLabel::heightForWidth(int width) const
{
    if (const auto known = m_heights.constFind(width); known != m_heights.constEnd())
        return *known;
    if (m_heights.size() >= kWidthsKept)
        m_heights.clear();
    const QMargins margins = contentsMargins();
    const qreal room = std::max(1, width - margins.left() - margins.right());
    QTextLayout layout(QString(m_text).replace(u'\n', QChar::LineSeparator), font());
    layout.setTextOption(wrapping(m_alignment));
    qreal height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room);
        height += line.height();
    }
    layout.endLayout();
    height = std::max(height, QFontMetricsF(font()).height());
    const int all = int(std::ceil(height)) + margins.top() + margins.bottom();
    m_heights.insert(width, all);
    return all;
}

QColor PlainLabel::ink() const
{
    const Tokens &t = tokens();
    if (!isEnabled())
        return t.disabled;
    switch (m_tone) {
    case Tone::Normal:
        return t.text;
    case Tone::Muted:
        return t.muted;
    case Tone::Accent:
        return t.accentText;
    case Tone::Good:
        return t.good;
    case Tone::Warn:
        return t.warn;
    case Tone::Bad:
        return t.bad;
    }
    return t.text;
}

void PlainLabel::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setPen(ink());
    const QRect room = contentsRect();
    const Qt::Alignment side = QStyle::visualAlignment(layoutDirection(), m_alignment);
    if (m_wrap) {
        painter.drawText(QRectF(room), m_text, wrapping(side));
    } else {
        const QString shown = fontMetrics().elidedText(m_text, m_elide, room.width());
        if (m_tabular)
            drawTabular(painter, room, side, shown);
        else
            painter.drawText(room, int(side | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
    }
    if (hasFocus()) {
        painter.setPen(tokens().accent);
        painter.drawLine(room.bottomLeft(), room.bottomRight());
    }
}

void PlainLabel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    updateTip();
}

void PlainLabel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ContentsRectChange)
        m_heights.clear();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::EnabledChange)
        updateGeometry();
}

void PlainLabel::keyPressEvent(QKeyEvent *event)
{
    if (m_selectable && event->matches(QKeySequence::Copy))
        copy();
    else
        QFrame::keyPressEvent(event);
}

void PlainLabel::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_selectable) {
        event->ignore();
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy")), &QAction::triggered, this, &PlainLabel::copy);
    menu->popup(event->globalPos());
}

void PlainLabel::updateTip()
{
    const bool cut =
        !m_wrap && fontMetrics().horizontalAdvance(m_text) > contentsRect().width() + 1;
    setToolTip(cut && isVisible() ? plainToolTip(m_text) : QString());
}

void PlainLabel::copy() const { QGuiApplication::clipboard()->setText(m_text); }

} // namespace gatehouse::ui
