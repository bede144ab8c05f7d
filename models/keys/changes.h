// What the sources of Keys that change something share; not for others.
#pragma once

#include "db/transaction.h"
#include "keys/keys.h"

#include <QJsonObject>

namespace gatehouse::keys {

struct Keys::Change
{
    db::Transaction transaction;
    trail::Recorder recorder;
};

// One field that differs between two states of a row, as a person reads it.
struct Difference
{
    QString id;    // "limit", for the trail
    QString title; // translated
    QString before, after;
};
std::vector<Difference> differences(const Key &before, const Key &after);

// "Limit: you saw 100, now it is 500." Refused; both values are named.
Error changedMeanwhile(const Key &seen, const Key &now);

QString timeText(const std::optional<QDateTime> &time); // ISO, UTC; "never"
// What the trail keeps of a whole row: no secret, only mask and fingerprint.
QJsonObject summary(const Key &key);
trail::Entry entryFor(
    const QString &verb, const QString &sqlClass, const Key &key, qint64 rows = 1);

// After a lost connection at COMMIT nobody knows whether it happened; says so.
Result<> committed(db::Transaction transaction, const QString &name);

} // namespace gatehouse::keys
