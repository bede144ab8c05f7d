// What an operator may wish to change about keys, as values.
#pragma once

#include "base/secret.h"
#include "keys/key.h"

#include <memory>

namespace gatehouse::keys {

// The fields a person gives; a field whose column the system lacks is ignored.
struct Draft
{
    QString name, role, ownerId;
    std::optional<qint64> limit;
    QString limits, permissions; // JSON text; empty: the description's default
    std::optional<QDateTime> expires;
    bool operator==(const Draft &) const = default;
};

struct Problem
{
    QString field; // "name", "role", "owner", "limit", "limits", "permissions", "expires"
    QString text;  // translated sentence: what is wrong and what to do
};

struct Owner
{
    QString id, label;
};

// Shown once. recorded: false when the operator chose to go without a trail.
struct Created
{
    QString id, name, masked, fingerprint;
    std::shared_ptr<const Secret> secret;
    bool recorded = false;
    qint64 movedRows = 0; // of history, by a rotation
};

// A key that is in use already and shall be known to this back end.
struct Adoption
{
    Draft draft;
    std::shared_ptr<const Secret> secret;
};

struct Changed
{
    qint64 rows = 0;
    bool recorded = false;
};

enum class Verb { Revoke, Reactivate, Delete, SetLimit, SetRole, SetExpiry };

// One change of many keys.
struct Bulk
{
    Verb verb = Verb::Revoke;
    std::vector<Key> keys; // as the operator saw them
    std::optional<qint64> limit{};
    QString role{};
    std::optional<QDateTime> expires{}; // none: never
};

struct PreviewRow
{
    Key key;                // as the server has it now
    QString before, after;  // of the changed field, for display
    QString trouble;        // translated; this row would stop the whole change
    bool unchanged = false; // nothing to do for it
    qint64 usageRows = 0;   // Delete: history that stays behind without its key
    qint64 dayRequests = 0; // Revoke: in the last 24 hours, -1 unknown
    std::vector<std::pair<QString, qint64>>
        dependents{}; // Delete: "public.grants (deleted with it)", rows
};

struct Preview
{
    std::vector<PreviewRow> rows;
    int willChange() const;
    bool blocked() const; // a row has trouble
};

enum class History { CarryOver, KeepApart };

struct RotationPreview
{
    bool joinedBySecret = false;          // usage rows hold the key's text, so the choice matters
    qint64 usageRows = 0;                 // all of them
    qint64 inWindow = 0;                  // in the enforced window
    QString window;                       // translated: "60 minutes"
    QString carrySentence, apartSentence; // translated: what each choice means, with figures
};

} // namespace gatehouse::keys
