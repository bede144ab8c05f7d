// The four things people look at, as a description names them: which table, which column plays
// which role, in which unit and zone, and what a limit means there.
#pragma once

#include <QMap>
#include <QStringList>

#include <vector>

namespace gatehouse::systems {

// How a time column without zone is meant.
struct ZoneRule
{
    QString zone = QStringLiteral("UTC"); // IANA id; empty: server-local, must be asked
    bool withZone = false;                // the column is timestamptz
    bool operator==(const ZoneRule &) const = default;
};

enum class Unit { Seconds, Milliseconds, Nanoseconds };

// A column by its role; an empty name means "not recorded by this back end".
using Column = QString;

// A value we must supply on INSERT because the service sets it in its own code.
struct Default
{
    Column column;
    QString value; // closed list: now_utc, now_local, now, true, false, 0, 1, uuid, '', '[]', '{}',
                   // or a quoted word like 'user'; "now" is for columns with zone
    bool operator==(const Default &) const = default;
};

// Where a counted window begins.
enum class Anchor {
    Rolling,     // ends now
    Calendar,    // whole UTC hours or days, the current one included: 2 days = yesterday and today
    FirstRequest // begins with the first request after the last window ended, per process
};

// One way to compute "limit used"; at most one of a domain is enforced.
struct LimitDefinition
{
    QString id;    // "rolling-hour"
    QString title; // source text for translation: "Rolling 60 minutes, as the service enforces it"
    int windowSeconds = 3600;
    Anchor anchor = Anchor::Rolling;
    bool enforced = false;
    int limitSeconds = 3600; // the time the stored limit is meant for: differs from the window in a
                             // definition that compares 24 hours with an hourly limit
    QString note;            // who computes it so, and what it leaves out
    bool operator==(const LimitDefinition &) const = default;
};

struct KeyFormat
{
    QString prefix; // "edgellm-"
    int randomBytes = 32;
    QString encoding =
        QStringLiteral("base64url"); // without padding, as Python's token_urlsafe; "hex"
    QString hash;                    // empty: the plain text is stored; "sha256-hex"
    QStringList olderPrefixes;       // still met in the same column
    int maxLength = 0;               // of the column; 0: none
    bool operator==(const KeyFormat &) const = default;
};

struct KeysDomain
{
    QString table;
    Column id, secret, hash, name, owner, role, limit, limits,
        permissions; // limit int, limits JSON
    Column createdAt, updatedAt, lastUsedAt, expiresAt, active, deletedAt;
    ZoneRule zone;
    KeyFormat format;
    std::vector<LimitDefinition> limitDefinitions;
    std::vector<Default> defaults;
    QStringList roles; // usual values, first is the default
    int defaultLimit = 100;
    QString ownerTable, ownerLabel; // users, e-mail
    bool nameUnique = false;
    QStringList sampleKeys; // published in the system's repository: anybody knows them
    bool operator==(const KeysDomain &) const = default;
};

struct UsageDomain
{
    QString title; // source text: "Requests", "Answers of the models", "Totals per day"
    QString table;
    QString source; // rows | daily | audit-metadata | message-metadata | tasks
    Column id, time, key, actor, endpoint, model, duration, status, error, tokens, traceId, data,
        deletedFlag;
    Column requests; // of source "daily": how many requests the row stands for
    // Where the value is inside a JSON column: {"status": ["audit_metadata", "status_code"]}.
    QMap<QString, QStringList> jsonPaths;
    // Names for ids: {"actor": ["users", "id", "email"]} - table, its key, its label.
    QMap<QString, QStringList> labels;
    QString filter; // closed list: "" | "role=assistant" | "resource_type=http_request"
    Unit durationUnit = Unit::Milliseconds;
    ZoneRule zone;
    QString keyJoin; // which KeysDomain column usage.key holds: "secret", "id", or empty
    QString
        statusMeaning; // "http" (codes), "success" (boolean), "word" (completed, failed), or empty
    QStringList notRecorded;                       // "status", "tokens": said so on the page
    std::vector<LimitDefinition> limitDefinitions; // where limits are kept outside of the database
    QString note; // what the reader must know: "written by nobody", "successful calls only"
    bool operator==(const UsageDomain &) const = default;
};

struct AuditDomain
{
    QString table;
    Column id, time, actor, action, objectType, objectId, result, severity, ip, userAgent, traceId,
        changes, metadata, deletedFlag;
    QMap<QString, QStringList> jsonPaths;
    QMap<QString, QStringList> labels; // as in UsageDomain
    ZoneRule zone;
    QString note;
    bool operator==(const AuditDomain &) const = default;
};

struct ConversationsDomain
{
    QString sessionsTable, messagesTable;
    Column sessionId, title, owner, sessionCreated, sessionUpdated; // of sessionsTable
    Column messageId, messageSession, role, content, messageTime, model,
        latency; // of messagesTable
    QMap<QString, QStringList> jsonPaths;
    QMap<QString, QStringList> labels;
    // What a session must belong to, by column: {"agent_id": ["agents", "id", "name"]} - table, its
    // key, its label.
    QMap<QString, QStringList> belongsTo;
    int historyMessages = 0; // how many of the newest the service hands to the model; 0: not known
    Unit latencyUnit = Unit::Milliseconds;
    std::vector<Default> sessionDefaults, messageDefaults;
    ZoneRule zone;
    bool operator==(const ConversationsDomain &) const = default;
};

} // namespace gatehouse::systems
