#include "ui/tour/tour.h"

#include "ui/theme/theme.h"

#include <QApplication>

namespace gatehouse::ui {

namespace {
constexpr int kTickMs = 30, kGiveUpTicks = 60000 / kTickMs;
constexpr int kStillTicks = 5; // so that a chart or a late answer has been painted
}

Tour::Tour(SavePicture save, QObject *parent) : QObject(parent), m_save(std::move(save))
{
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &Tour::tick);
}

void Tour::append(TourLook look)
{
    (m_tick.isActive() ? m_further : m_plan).push_back(std::move(look));
}

void Tour::start()
{
    Theme::apply(*qApp, Scheme::Light);
    m_tick.start();
}

void Tour::tick()
{
    if (m_plan.empty()) {
        m_tick.stop();
        Q_EMIT finished(m_trouble);
        return;
    }
    switch (m_phase) {
    case Phase::Going: {
        m_waited = m_still = 0;
        m_phase = Phase::Waiting;
        if (const QString why = m_plan.front().go(); !why.isEmpty())
            endLook(why);
        break;
    }
    case Phase::Waiting:
        wait();
        break;
    case Phase::Light:
        shoot(u"light"_s);
        Theme::apply(*qApp, Scheme::Dark);
        m_phase = Phase::Dark;
        m_still = 0;
        break;
    case Phase::Dark:
        if (++m_still < kStillTicks)
            break;
        shoot(u"dark"_s);
        Theme::apply(*qApp, Scheme::Light);
        endLook();
        break;
    }
}

void Tour::wait()
{
    if (++m_waited > kGiveUpTicks)
        return endLook(tr("%1 did not come to rest within a minute.").arg(m_plan.front().name));
    m_still = m_plan.front().ready() ? m_still + 1 : 0;
    if (m_still < kStillTicks)
        return;
    if (m_plan.front().picture)
        m_phase = Phase::Light;
    else
        endLook();
}

void Tour::shoot(const QString &scheme)
{
    const TourLook &look = m_plan.front();
    if (auto saved = m_save(look.name + u'-' + scheme, look.picture()); !saved)
        m_trouble.append(saved.error().text);
}

void Tour::endLook(const QString &trouble)
{
    if (!trouble.isEmpty())
        m_trouble.append(trouble);
    const TourLook done = std::move(m_plan.front());
    m_plan.pop_front();
    m_phase = Phase::Going;
    if (done.leave)
        done.leave();
    m_plan.insert(m_plan.begin(), std::make_move_iterator(m_further.begin()),
        std::make_move_iterator(m_further.end()));
    m_further.clear();
}

} // namespace gatehouse::ui
