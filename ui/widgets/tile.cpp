#include "ui/widgets/tile.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

PlainLabel::Tone toneOf(items::Severity severity)
{
    switch (severity) {
    case items::Severity::Good:
        return PlainLabel::Tone::Good;
    case items::Severity::Warn:
        return PlainLabel::Tone::Warn;
    case items::Severity::Bad:
        return PlainLabel::Tone::Bad;
    case items::Severity::Info:
        return PlainLabel::Tone::Accent;
    case items::Severity::None:
    case items::Severity::Unknown:
        break;
    }
    return PlainLabel::Tone::Muted;
}

// Of a word in place of a figure.
QFont absentWordFont()
{
    QFont font = titleFont();
    font.setPointSizeF(bodyFont().pointSizeF() + 1);
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

Tile::Tile(const QString &title, QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    setFocusPolicy(Qt::StrongFocus);
    m_title = new PlainLabel(title, this);
    m_title->setFont(smallFont());
    m_title->setTone(PlainLabel::Tone::Muted);
    m_figure = new PlainLabel(this);
    m_figure->setObjectName(u"tileFigure"_s);
    m_figure->setTabular(true);
    m_figure->setFixedHeight(QFontMetrics(figureFont()).height()); // "not recorded" is smaller
    m_comparison = new PlainLabel(this);
    m_comparison->setObjectName(u"tileComparison"_s);
    m_comparison->setFont(smallFont());
    m_comparison->setFixedHeight(QFontMetrics(smallFont()).height());
    m_line = new Sparkline(this);
    m_line->setFixedHeight(28);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(
        space::kMedium + 2, space::kMedium - 1, space::kMedium + 2, space::kMedium);
    column->setSpacing(1);
    column->addWidget(m_title);
    column->addWidget(m_figure);
    column->addWidget(m_comparison);
    column->addSpacing(space::kTiny);
    column->addWidget(m_line);
    column->addStretch(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(120);
    // Another style sheet gives labels back the font they had first.
    connect(&Theme::current(), &Theme::changed, this,
        [this] { m_figure->setFont(m_absent ? absentWordFont() : figureFont()); });
    setLoading();
}

void Tile::setTitle(const QString &title)
{
    m_title->setText(title);
    describe();
}

void Tile::setFigure(const QString &figure, const QString &comparison, items::Severity verdict)
{
    m_loading = m_absent = false;
    m_figure->setFont(figureFont());
    m_figure->setTone(PlainLabel::Tone::Normal);
    m_figure->setText(figure);
    m_comparison->setText(comparison);
    m_comparison->setTone(toneOf(verdict));
    describe();
}

void Tile::setSeries(const QList<double> &series) { m_line->setSeries(series); }

void Tile::setLineShown(bool shown) { m_line->setVisible(shown); }

void Tile::setNotRecorded(const QString &reason)
{
    setAbsent(tr("not recorded"), reason.isEmpty() ? tr("by this back end") : reason);
}

void Tile::setAbsent(const QString &word, const QString &reason)
{
    m_loading = false;
    m_absent = true;
    m_figure->setFont(absentWordFont());
    m_figure->setTone(PlainLabel::Tone::Muted);
    m_figure->setText(word);
    m_comparison->setText(reason);
    m_comparison->setTone(PlainLabel::Tone::Muted);
    m_line->setSeries({});
    describe();
}

void Tile::setLoading()
{
    m_loading = true;
    m_absent = false;
    m_figure->setFont(figureFont());
    m_figure->setText({});
    m_comparison->setText({});
    m_line->setSeries({});
    describe();
}

void Tile::setExplanation(const QString &sentence) { setToolTip(plainToolTip(sentence)); }

QString Tile::figure() const { return m_figure->text(); }

void Tile::describe()
{
    const QString words =
        m_loading ? tr("loading") : m_figure->text() + u", "_s + m_comparison->text();
    setAccessibleName(u"%1: %2"_s.arg(m_title->text(), words));
    m_line->setDescription(tr("Course of %1").arg(m_title->text()));
    update();
}

void Tile::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"tileMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *sql = menu->addAction(tr("Show the SQL"), this, &Tile::sqlRequested);
    sql->setEnabled(m_sqlAvailable);
    menu->popup(event->globalPos());
}

void Tile::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT activated();
}

void Tile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
        || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        QFrame::keyPressEvent(event);
}

void Tile::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_loading) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.track);
        const QRect figure = m_figure->geometry();
        painter.drawRoundedRect(
            QRectF(figure.x(), figure.center().y() - 9.0, width() * 0.45, 18), 4, 4);
        painter.drawRoundedRect(
            QRectF(figure.x(), m_comparison->geometry().center().y() - 4.0, width() * 0.6, 8), 4,
            4);
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    }
}

} // namespace gatehouse::ui
