#pragma once

#include "base/progress.h"
#include "items/roles.h"

#include <QWidget>

class QProgressBar;
class QToolButton;

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

// One piece of long work in a line: what, how far, how much longer, and a way to stop it.
class ProgressRow : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressRow(const QString &title, QWidget *parent = nullptr);

    void setProgress(const Progress &progress, const QString &remaining = {}); // "about 2 min left"
    void setEnded(items::Severity severity, const QString &outcome); // Good, Bad, Warn (cancelled)
    void setCancellable(bool cancellable);

Q_SIGNALS:
    void cancelRequested();

private:
    IconLabel *m_sign = nullptr;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_state = nullptr;
    PlainLabel *m_percent = nullptr;
    QProgressBar *m_bar = nullptr;
    QToolButton *m_cancel = nullptr;
};

} // namespace gatehouse::ui
