#include "systems/mappingparts.h"

#include <QCoreApplication>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Mapping)
};

struct RoleName
{
    const char *role, *title;
};

constexpr RoleName kRoles[] = {
    {"id", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Identity")},
    {"secret", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Key, in plain text")},
    {"hash", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Hash of the key")},
    {"name", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Name")},
    {"owner", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Owner")},
    {"role", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Role")},
    {"limit", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Limit")},
    {"limits", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Limits as JSON")},
    {"permissions", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Permissions")},
    {"createdAt", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Created")},
    {"updatedAt", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Changed")},
    {"lastUsedAt", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Last used")},
    {"expiresAt", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Expires")},
    {"active", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Active")},
    {"deletedAt", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Deleted")},
    {"time", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Time")},
    {"key", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "API key")},
    {"actor", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Actor")},
    {"endpoint", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Endpoint")},
    {"model", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Model")},
    {"duration", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Duration")},
    {"status", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Status")},
    {"error", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Error")},
    {"tokens", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Tokens")},
    {"traceId", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Trace id")},
    {"data", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Further data as JSON")},
    {"deletedFlag", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Deleted (yes or no)")},
    {"requests", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Requests of a day")},
    {"action", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Action")},
    {"objectType", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Kind of object")},
    {"objectId", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Object")},
    {"result", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Result")},
    {"severity", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Severity")},
    {"ip", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Address")},
    {"userAgent", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "User agent")},
    {"changes", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Before and after")},
    {"metadata", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Metadata")},
    {"sessionId", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Identity")},
    {"title", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Title")},
    {"sessionCreated", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Created")},
    {"sessionUpdated", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Changed")},
    {"messageId", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Identity")},
    {"messageSession", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Session")},
    {"content", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Text")},
    {"messageTime", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Time")},
    {"latency", QT_TRANSLATE_NOOP("gatehouse::systems::Mapping", "Duration")},
};

} // namespace

const UsualTable &usualOf(Part part)
{
    switch (part) {
    case Part::Keys:
        return usualKeys();
    case Part::Usage:
        return usualUsage();
    case Part::Audit:
        return usualAudit();
    case Part::Sessions:
        return usualSessions();
    case Part::Messages:
        break;
    }
    return usualMessages();
}

QString roleTitle(const QString &role)
{
    for (const RoleName &each : kRoles) {
        if (role == QLatin1StringView(each.role))
            return Words::tr(each.title);
    }
    return role;
}

QString Mapping::partTitle(Part part)
{
    switch (part) {
    case Part::Keys:
        return Words::tr("API keys");
    case Part::Usage:
        return Words::tr("Usage");
    case Part::Audit:
        return Words::tr("Audit trail");
    case Part::Sessions:
        return Words::tr("Sessions");
    case Part::Messages:
        break;
    }
    return Words::tr("Messages");
}

QStringList neededRoles(Part part)
{
    switch (part) {
    case Part::Keys:
        return {u"id"_s};
    case Part::Usage:
        return {u"time"_s};
    case Part::Audit:
        return {u"time"_s, u"action"_s};
    case Part::Sessions:
        return {u"sessionId"_s};
    case Part::Messages:
        break;
    }
    return {u"messageSession"_s, u"content"_s};
}

QString timeRole(Part part)
{
    if (part == Part::Keys)
        return u"createdAt"_s;
    if (part == Part::Sessions)
        return {};
    return part == Part::Messages ? u"messageTime"_s : u"time"_s;
}

QString durationRole(Part part)
{
    if (part == Part::Usage)
        return u"duration"_s;
    return part == Part::Messages ? u"latency"_s : QString();
}

bool isOfSession(const QString &role)
{
    static const QStringList ofSession{
        u"sessionId"_s, u"title"_s, u"owner"_s, u"sessionCreated"_s, u"sessionUpdated"_s};
    return ofSession.contains(role);
}

} // namespace gatehouse::systems
