// Opens every page, dialog and wizard on the sandbox and hands out a picture of each, light and
// dark (X11). The ui writes no files: saving is the caller's.
#pragma once

#include "base/result.h"

#include <QImage>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>

namespace gatehouse::ui {

using SavePicture = std::function<Result<>(const QString &name, const QImage &picture)>;

// One thing to look at: get there, wait until it stands still, take its picture, leave.
struct TourLook
{
    QString name;
    std::function<QString()> go;       // empty, or one sentence why it cannot be shown
    std::function<bool()> ready;       // asked until it says yes
    std::function<QImage()> picture{}; // none: nothing to save, only something to do
    std::function<void()> leave{};
};

// Runs the looks one after the other in the window's thread, without ever blocking it.
class Tour : public QObject
{
    Q_OBJECT

public:
    explicit Tour(SavePicture save, QObject *parent = nullptr);
    // At the end; while it runs, right after the look that is shown now.
    void append(TourLook look);
    void complain(const QString &sentence) { m_trouble.append(sentence); }
    void start();

Q_SIGNALS:
    // What could not be shown, one sentence each; empty when everything was.
    void finished(const QStringList &trouble);

private:
    enum class Phase { Going, Waiting, Light, Dark };
    void tick();
    void wait();
    void shoot(const QString &scheme);
    void endLook(const QString &trouble = {});

    SavePicture m_save;
    QTimer m_tick;
    std::deque<TourLook> m_plan, m_further;
    QStringList m_trouble;
    Phase m_phase = Phase::Going;
    int m_waited = 0, m_still = 0;
};

} // namespace gatehouse::ui
