// Tab Sessions (D3): who does what, who waits for whom, and stopping one.
#pragma once

#include "items/sessionsmodel.h"
#include "ui/pages/databasetab.h"

#include <QTimer>

class QCheckBox;
class QPushButton;

namespace gatehouse::ui {

class DatabaseList;

// Asks again every 5 s while it is in sight.
class DatabaseSessions : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseSessions(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;

private:
    void show(const std::vector<care::SessionInfo> &sessions);
    void showDetail();
    void confirm(care::SignalKind kind);
    void stop(const care::SessionInfo &seen, care::SignalKind kind);

    std::vector<care::SessionInfo> m_sessions;
    items::SessionsModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
    QCheckBox *m_idle = nullptr;
    QPushButton *m_cancel = nullptr, *m_end = nullptr;
    QTimer m_again;
};

} // namespace gatehouse::ui
