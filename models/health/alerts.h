// Who is told what and when (H8): one word at the beginning of an incident, one at its end, nothing
// in quiet hours. Pure but for the file of the rules.
#pragma once

#include "base/secret.h"
#include "health/standing.h"

#include <QTime>
#include <QTimeZone>

#include <map>
#include <memory>

namespace gatehouse::health {

struct AlertRules
{
    bool tray = true;
    bool degraded = false; // also when an endpoint is degraded, not only when it is down
    bool recovery = true;  // say when it is over
    bool quiet = false;
    QTime quietFrom{22, 0}, quietTo{7, 0}; // wall time; over midnight when from is later
    QTimeZone zone = QTimeZone::utc();
    std::shared_ptr<const Secret>
        webhook{}; // an address; null: none. Others keep secrets in theirs
    bool isQuiet(qint64 ms) const;
};

struct Alert
{
    bool isOver = false;
    QString endpoint, title;
    State state = State::Down; // the worst of the incident
    QString cause, reason;
    qint64 since = 0, at = 0; // ms
    bool operator==(const Alert &) const = default;
};
QString alertTitle(const Alert &alert);   // "phi4 is down"
QString alertText(const Alert &alert);    // one sentence: why, since when or for how long
QByteArray alertJson(const Alert &alert); // what a webhook gets; "text" is understood by chats

// What is open and whom it was told. A value of one thread.
class AlertBook
{
public:
    // Incidents that were open before somebody began to look: told by whoever looked then.
    void known(const QString &endpoint);
    // What to tell after these readings. What began in quiet hours is told with the first reading
    // after them, if it is still so; what was told is always told to be over.
    std::vector<Alert> take(const std::vector<Reading> &readings, const AlertRules &rules);
    int open() const { return int(m_open.size()); }

private:
    struct Open
    {
        Alert alert;
        bool told = false, over = false;
    };
    void follow(const Reading &reading, const AlertRules &rules);
    std::map<QString, Open> m_open;
};

// The file of one connection, 0600; without one the rules are the usual ones.
Result<AlertRules> loadAlertRules(const QString &profileId);
Result<> saveAlertRules(const QString &profileId, const AlertRules &rules);
Result<AlertRules> parseAlertRules(const QByteArray &json); // strict: names the place
QByteArray alertRulesJson(const AlertRules &rules);         // with the address of the webhook in it

// "22:00-07:00"; nothing when it is no such text.
std::optional<std::pair<QTime, QTime>> quietHoursFrom(const QString &text);

} // namespace gatehouse::health
