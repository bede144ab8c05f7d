// Who would notice when a key stops working (K7), and who still tries afterwards.
#pragma once

#include "keys/keys.h"

#include <array>

namespace gatehouse::keys {

inline constexpr int kBlastDays = 30;

struct QuietHour
{
    int weekday = 1; // Monday is 1
    int hour = 0;    // of the zone
    qint64 requests = 0;
    bool operator==(const QuietHour &) const = default;
};

// What is known of the last 30 days of one or several keys. Labels are redacted and at most 120
// characters long.
struct Blast
{
    qint64 requests = 0;
    std::optional<QDateTime> first, last;
    // Largest first, at most 8; `others` of each: further ones that are not listed.
    std::vector<Count> clients, models, endpoints;
    qint64 otherClients = 0, otherModels = 0, otherEndpoints = 0;
    bool knowsClients = false, knowsModels = false, knowsEndpoints = false; // recorded and readable
    std::array<std::array<qint64, 24>, 7> hours{};                          // Monday first
    QString zone;                                                           // of the hours
    std::optional<QuietHour> quietest, busiest;                             // none without requests
    QStringList sql;                                                        // redacted
    bool holds() const; // the hours add up to the requests
};

// "Sunday 03:00 to 04:00 UTC, 4 requests"; translated.
QString hourText(const QuietHour &hour, const QString &zone);
// What the dialogs and the command line say, one translated line each: "Clients: ...".
std::vector<std::pair<QString, QString>> linesOf(const Blast &blast);

// Session's thread; one statement whatever the number of keys. Refused where usage does not name
// keys. zone: IANA.
Result<Blast> blast(
    db::Sql &sql, const Keys &engine, const std::vector<Key> &keys, const QString &zone);

// Pure: the quietest of the 168 hours of a week; of equally quiet ones the one with the quietest
// neighbours, then the first of the week.
QuietHour quietestOf(const std::array<std::array<qint64, 24>, 7> &hours);

// Requests that came after a key was revoked or its text was replaced.
struct Straggler
{
    QDateTime time;                  // UTC
    QString endpoint, model, client; // empty: not recorded
};
struct Stragglers
{
    bool ended = false;             // the key was revoked or rotated, as far as is known
    bool rotated = false;           // its older text is meant
    std::optional<QDateTime> since; // none: nobody knows when
    QString unknown;                // translated: why nothing can be said; empty: it can
    qint64 requests = 0;            // since then
    std::vector<Straggler> latest;  // newest first, at most 5
    QString note;                   // translated: what the record leaves out
};

// Session's thread; at most four statements. When a key ended is read from Gatehouse's own trail,
// else from the key's column.
Result<Stragglers> stragglers(db::Sql &sql, const Keys &engine, const Key &key);

} // namespace gatehouse::keys
