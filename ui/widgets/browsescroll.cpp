// The part of BrowseTable that scrolls: which rows are on the screen, and where the bar stands.
#include "items/browsemodel.h"
#include "ui/widgets/browseselection.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kAll = 1000000; // all rows, in units of the bar

} // namespace

void BrowseTable::followScrolling()
{
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_table->horizontalHeader()->installEventFilter(this);
    m_bar->installEventFilter(this);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this,
        &BrowseTable::rowsScrolled);
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this,
        &BrowseTable::rowsScrolled);
    connect(m_bar, &QScrollBar::actionTriggered, this, &BrowseTable::barActed);
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int position) {
        if (!m_standing)
            jumpTo(position);
    });
    connect(m_bar, &QScrollBar::sliderReleased, this, [this] {
        QToolTip::hideText();
        // So near to an end that it is one: a unit of the bar may be many rows.
        if (!m_jumping && m_model && m_bar->value() == 0 && !m_model->knowsStart())
            home();
        else if (!m_jumping && m_model && m_bar->value() == m_bar->maximum()
            && !m_model->knowsEnd())
            end();
        standBar();
    });
}

int BrowseTable::rowHeight() const
{
    return std::max(1, m_table->verticalHeader()->defaultSectionSize());
}

int BrowseTable::topRow() const { return m_table->verticalScrollBar()->value() / rowHeight(); }

void BrowseTable::rowsScrolled()
{
    if (m_placing)
        return;
    if (!m_model || m_model->rowCount() == 0) {
        standBar();
        return;
    }
    const int last = m_model->rowCount() - 1, height = m_table->viewport()->height();
    const int bottom = (m_table->verticalScrollBar()->value() + height - 1) / rowHeight();
    m_model->setVisible(std::min(topRow(), last), std::clamp(bottom, 0, last));
    standBar();
}

// Takes the rows that came or went into account, then shows the place.
void BrowseTable::placeRows(const std::function<int(const QScrollBar &)> &place)
{
    QScrollBar *inside = m_table->verticalScrollBar();
    m_placing = true;
    m_table->doItemsLayout();
    inside->setValue(place(*inside));
    m_placing = false;
}

// So many rows came (or went) above the screen: what is on it stays.
void BrowseTable::shiftRows(int rows)
{
    if (rows == 0)
        return;
    const int value = m_table->verticalScrollBar()->value() + rows * rowHeight();
    placeRows([value](const QScrollBar &) { return value; });
    rowsScrolled();
}

void BrowseTable::showReplaced(int row, bool atBottom)
{
    m_jumping = false;
    placeRows([this, row, atBottom](const QScrollBar &inside) {
        return atBottom ? inside.maximum() : row * rowHeight();
    });
    m_selection->replaced();
    const Goal goal = std::exchange(m_goal, Goal::None);
    if (goal != Goal::None)
        m_selection->select(goal == Goal::First ? 0 : m_model->rowCount() - 1);
    else
        m_selection->stay(row);
    rowsScrolled();
}

void BrowseTable::home()
{
    if (!m_model)
        return;
    if (m_model->hasAllRows()) {
        m_table->verticalScrollBar()->setValue(0);
        return;
    }
    m_jumping = true;
    m_model->home();
}

void BrowseTable::end()
{
    if (!m_model)
        return;
    if (m_model->hasAllRows()) {
        m_table->verticalScrollBar()->setValue(m_table->verticalScrollBar()->maximum());
        return;
    }
    m_jumping = true;
    m_model->end();
}

bool BrowseTable::pressed(int key)
{
    if (!m_model)
        return false;
    switch (key) {
    case Qt::Key_Home:
    case Qt::Key_End:
        if (m_model->hasAllRows())
            m_selection->select(key == Qt::Key_Home ? 0 : m_model->rowCount() - 1);
        else
            m_goal = key == Qt::Key_Home ? Goal::First : Goal::Last;
        key == Qt::Key_Home ? home() : end();
        return true;
    case Qt::Key_Escape:
        if (m_model->isIdle())
            return false;
        cancel();
        return true;
    default:
        return false;
    }
}

// Steps go by rows; only the thumb goes by places.
void BrowseTable::barActed(int action)
{
    switch (action) {
    case QAbstractSlider::SliderToMinimum:
    case QAbstractSlider::SliderToMaximum:
        m_bar->setSliderPosition(m_bar->value());
        action == QAbstractSlider::SliderToMinimum ? home() : end();
        break;
    case QAbstractSlider::SliderMove:
        break; // valueChanged
    default:
        m_bar->setSliderPosition(m_bar->value());
        m_table->verticalScrollBar()->triggerAction(QAbstractSlider::SliderAction(action));
    }
}

void BrowseTable::jumpTo(int position)
{
    if (!m_model)
        return;
    const double fraction = double(position) / kAll;
    QScrollBar *inside = m_table->verticalScrollBar();
    if (m_model->hasAllRows()) {
        inside->setValue(int(std::lround(fraction * m_model->rowCount() * rowHeight())));
    } else if (position <= 0) {
        home();
    } else if (position >= m_bar->maximum()) {
        end();
    } else if (m_model->canJump()) {
        m_jumping = true;
        m_model->jump(fraction);
    } else { // as far as the rows are known; the rest comes by scrolling
        const double rows = double(std::max<qint64>(
            m_model->figures().total().value, m_model->rowCount()));
        inside->setValue(int(std::min<double>(fraction * rows * rowHeight(), inside->maximum())));
    }
    tellPlace();
}

void BrowseTable::tellPlace()
{
    if (!m_bar->isSliderDown())
        return;
    const items::Count &total = m_model->figures().total();
    const double fraction = double(m_bar->sliderPosition()) / kAll;
    QString text = m_model->placeText(fraction);
    if (total.value > 0 && total.kind != items::Count::Kind::Capped) {
        const QString row = QLocale().toString(qint64(fraction * double(total.value)) + 1);
        text += (text.isEmpty() ? QString() : u"  ·  "_s)
            + (m_model->hasAllRows() ? tr("row %1") : tr("about row %1")).arg(row);
    }
    if (!text.isEmpty())
        QToolTip::showText(QCursor::pos(), text, m_bar);
}

void BrowseTable::standBar()
{
    if (m_bar->isSliderDown() || m_jumping)
        return;
    const int rows = m_model ? m_model->rowCount() : 0;
    const QScrollBar *inside = m_table->verticalScrollBar();
    const double visible = double(m_table->viewport()->height()) / rowHeight();
    m_standing = true;
    m_bar->setVisible(rows > 0 && m_table->overlay().state() == Overlay::State::None);
    if (rows == 0 || (m_model->hasAllRows() && inside->maximum() == 0)) {
        m_bar->setRange(0, 0);
        m_standing = false;
        return;
    }
    const double total = double(
        m_model->hasAllRows() ? rows : std::max<qint64>(m_model->figures().total().value, rows));
    const int page = std::clamp(int(std::lround(visible / total * kAll)), 1, kAll);
    const int most = std::max(2, kAll - page);
    m_bar->setRange(0, most);
    m_bar->setPageStep(page);
    const bool first = m_model->knowsStart() && inside->value() == 0;
    const bool last = m_model->knowsEnd() && inside->value() == inside->maximum();
    const double within = double(inside->value() % rowHeight()) / rowHeight() / total;
    if (first || last)
        m_bar->setValue(first ? 0 : most);
    else if (const auto place = m_model->fractionOf(topRow()))
        m_bar->setValue(std::clamp(int(std::lround((*place + within) * kAll)), 1, most - 1));
    m_standing = false;
}

} // namespace gatehouse::ui
