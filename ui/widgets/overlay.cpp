#include "ui/widgets/overlay.h"

#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorview.h"

#include <QEvent>
#include <QPainter>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

Overlay::Overlay(QWidget *covered) : QWidget(covered)
{
    m_empty = new EmptyState(this);
    m_error = new ErrorView(this);
    connect(m_empty, &EmptyState::actionTriggered, this, &Overlay::actionTriggered);
    connect(m_error, &ErrorView::retryRequested, this, &Overlay::retryRequested);
    covered->installEventFilter(this);
    enter(State::None);
}

void Overlay::showLoading(const QString &what)
{
    setAccessibleName(what.isEmpty() ? tr("Loading") : what);
    enter(State::Loading);
}

void Overlay::showEmpty(
    const QString &iconName, const QString &title, const QString &advice, const QString &action)
{
    m_empty->setContent(iconName, title, advice, action);
    enter(State::Empty);
}

void Overlay::showNoRight(const QString &sentence)
{
    m_empty->setContent(u"lock"_s, tr("Your role may not see this"), sentence);
    enter(State::Empty);
}

void Overlay::showError(const QString &title, const Error &error)
{
    m_error->setError(title, error);
    enter(State::Error);
}

void Overlay::clear() { enter(State::None); }

void Overlay::enter(State state)
{
    m_state = state;
    m_empty->setVisible(state == State::Empty);
    m_error->setVisible(state == State::Error);
    setVisible(state != State::None);
    fit();
    raise();
    update();
    Q_EMIT stateChanged();
}

void Overlay::fit()
{
    setGeometry(parentWidget()->rect());
    m_empty->setGeometry(rect());
    m_error->setGeometry(rect());
}

bool Overlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()
        && (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        fit();
    return QWidget::eventFilter(watched, event);
}

void Overlay::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    if (m_state != State::Loading)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    static constexpr double kWidths[] = {0.16, 0.24, 0.1, 0.18, 0.12};
    int row = 0;
    for (int y = 9; y < height() - 10; y += kDenseRow, ++row) {
        painter.setBrush(mix(t.surface, t.track, std::max(0.25, 1 - row * 0.07)));
        double x = 12;
        for (int cell = 0; x < width() - 40; ++cell) {
            const double room = std::max(60.0, width() * 0.22);
            const double bar = std::max(30.0, width() * kWidths[size_t(cell + row) % 5]);
            painter.drawRoundedRect(QRectF(x, y, std::min(bar, room - 16), 10), 4, 4);
            x += room;
        }
    }
}

} // namespace gatehouse::ui
