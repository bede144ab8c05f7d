// What the tabs of the usage page share: asked only while looked at, stale answers dropped.
#pragma once

#include "ui/pages/usagequery.h"

#include <QElapsedTimer>
#include <QWidget>

namespace gatehouse::ui {

class Overlay;

class UsageTab : public QWidget
{
    Q_OBJECT

public:
    UsageTab(UsageQuery &query, QWidget *parent);
    ~UsageTab() override;

    virtual void setActive(bool active); // the tab in front; asks what it has not asked yet
    void cancel();

Q_SIGNALS:
    // "Show the rows of this group." The page adds the chips and opens the rows.
    void rowsWanted(const std::vector<gatehouse::usage::Chip> &chips);

protected:
    virtual void ask(const usage::Figures &figures) = 0;
    virtual void forget() { }                          // the source is another one
    virtual bool followsClock() const { return true; } // asks again when only time went on
    // One closure in the lane of the figures; then(answer) only when nothing newer was asked.
    template <typename F, typename Then>
    void question(F f, Then then)
    {
        m_clock.start();
        m_query.ask(
            UsageQuery::Lane::Figures, std::move(f), this,
            [this, serial = m_serial, then = std::move(then)](const auto &answer) {
                if (serial == m_serial)
                    then(answer);
            },
            m_token);
    }
    // The overlay's own retry asks again.
    void followOverlay(Overlay &overlay);
    void showTrouble(Overlay &overlay, const Error &error, const QString &title);
    void showNothing(Overlay &overlay);
    qint64 milliseconds() const { return m_clock.elapsed(); }

    UsageQuery &m_query;

private:
    void changed();
    void askNow();

    CancelToken m_token;
    quint64 m_serial = 0; // of what is asked; late answers carry an older one
    QElapsedTimer m_clock;
    bool m_active = false, m_asked = false;
    bool m_knows = false; // which source it is about
};

} // namespace gatehouse::ui
