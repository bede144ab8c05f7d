// Where am I, and what may I do there: environment, connection, TLS, lock, system, search.
#pragma once

#include "ui/workspace.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QPushButton;

namespace gatehouse::ui {

class ContextChip;

class ContextBar : public QFrame
{
    Q_OBJECT

public:
    explicit ContextBar(Workspace &workspace, QWidget *parent = nullptr);

Q_SIGNALS:
    void unlockWanted();
    void paletteWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showTls();
    void showLock();
    void showSystems();

    Workspace &m_workspace;
    ContextChip *m_tls, *m_lock;
    QComboBox *m_systems;
    QTimer m_countdown;
};

} // namespace gatehouse::ui
