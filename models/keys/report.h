// What deserves attention among the keys, and what to do about it (K8).
#pragma once

#include "keys/keys.h"

#include <QMap>

namespace gatehouse::keys {

enum class Finding {
    Published,
    PlainText,
    OverLimit,
    LimitZero,
    NoLimit,
    Expiring1,
    Expiring3,
    Expiring7,
    Expiring30,
    NoExpiry,
    Shared,
    NeverUsed,
    Idle
};

enum class Fix { None, Revoke, Rotate, SetLimit, SetExpiry, HashPlan };

struct Group
{
    Finding finding = Finding::Idle;
    QString title; // translated: "Expiring within 7 days"
    QString why;   // translated: what it means
    Fix fix = Fix::None;
    QString notRecorded; // translated; the finding cannot be told here, keys is empty
    std::vector<Key> keys;
};

// Clients (addresses or names) seen for a key in the last 7 days, by key id.
using Clients = QMap<QString, int>;

// Pure. All groups in order of weight, empty ones too: "none" is an answer. Revoked and expired
// keys are left out. No clients: this back end does not record them.
std::vector<Group> report(const Keys &engine, const std::vector<Key> &keys,
    const std::optional<Clients> &clients, const QDateTime &now, int idleDays = kIdleDays);

} // namespace gatehouse::keys
