// What the usage of the last day says to the health page (H5, H9): asked in a session of its own.
#pragma once

#include "base/cancel.h"
#include "db/session.h"
#include "health/inventory.h"
#include "usage/figures.h"

#include <QObject>

namespace gatehouse::ui {

class Workspace;

struct HealthTraffic
{
    QString whyNot; // translated; empty: there is something
    bool byModel = false;
    bool recordsErrors = false, recordsLatency = false;
    std::vector<health::ModelUse> day;                      // by model, 24 h
    std::vector<health::Traffic> hour;                      // by model
    std::optional<health::Traffic> all;                     // the last hour, whatever model
    std::optional<usage::Series> requests, errors, latency; // quarters of an hour
};

class HealthUsage : public QObject
{
    Q_OBJECT

public:
    HealthUsage(Workspace &workspace, QObject *parent);
    ~HealthUsage() override;

    void refresh(qint64 from, qint64 now); // ms; from: where the strip of 24 h begins
    void drop();                           // nobody looks: no connection is held
    bool isBusy() const { return m_busy; }
    const std::optional<HealthTraffic> &answer() const { return m_answer; } // none: not asked yet

Q_SIGNALS:
    void changed();
    void failed(const gatehouse::Error &error);

private:
    Workspace &m_workspace;
    std::unique_ptr<db::Session> m_session;
    CancelToken m_token;
    std::optional<HealthTraffic> m_answer;
    bool m_busy = false;
};

} // namespace gatehouse::ui
