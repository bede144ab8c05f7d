#include "systems/fields.h"

namespace gatehouse::systems {

std::vector<RoleColumn> roleColumns(KeysDomain &d)
{
    return {{u"id"_s, &d.id}, {u"secret"_s, &d.secret}, {u"hash"_s, &d.hash}, {u"name"_s, &d.name},
        {u"owner"_s, &d.owner}, {u"role"_s, &d.role}, {u"limit"_s, &d.limit},
        {u"limits"_s, &d.limits}, {u"permissions"_s, &d.permissions},
        {u"createdAt"_s, &d.createdAt}, {u"updatedAt"_s, &d.updatedAt},
        {u"lastUsedAt"_s, &d.lastUsedAt}, {u"expiresAt"_s, &d.expiresAt}, {u"active"_s, &d.active},
        {u"deletedAt"_s, &d.deletedAt}};
}

std::vector<RoleColumn> roleColumns(UsageDomain &d)
{
    return {{u"id"_s, &d.id}, {u"time"_s, &d.time}, {u"key"_s, &d.key}, {u"actor"_s, &d.actor},
        {u"endpoint"_s, &d.endpoint}, {u"model"_s, &d.model}, {u"duration"_s, &d.duration},
        {u"status"_s, &d.status}, {u"error"_s, &d.error}, {u"tokens"_s, &d.tokens},
        {u"traceId"_s, &d.traceId}, {u"data"_s, &d.data}, {u"deletedFlag"_s, &d.deletedFlag},
        {u"requests"_s, &d.requests}};
}

std::vector<RoleColumn> roleColumns(AuditDomain &d)
{
    return {{u"id"_s, &d.id}, {u"time"_s, &d.time}, {u"actor"_s, &d.actor},
        {u"action"_s, &d.action}, {u"objectType"_s, &d.objectType}, {u"objectId"_s, &d.objectId},
        {u"result"_s, &d.result}, {u"severity"_s, &d.severity}, {u"ip"_s, &d.ip},
        {u"userAgent"_s, &d.userAgent}, {u"traceId"_s, &d.traceId}, {u"changes"_s, &d.changes},
        {u"metadata"_s, &d.metadata}, {u"deletedFlag"_s, &d.deletedFlag}};
}

std::vector<RoleColumn> roleColumns(ConversationsDomain &d)
{
    return {{u"sessionId"_s, &d.sessionId}, {u"title"_s, &d.title}, {u"owner"_s, &d.owner},
        {u"sessionCreated"_s, &d.sessionCreated}, {u"sessionUpdated"_s, &d.sessionUpdated},
        {u"messageId"_s, &d.messageId}, {u"messageSession"_s, &d.messageSession},
        {u"role"_s, &d.role}, {u"content"_s, &d.content}, {u"messageTime"_s, &d.messageTime},
        {u"model"_s, &d.model}, {u"latency"_s, &d.latency}};
}

void fields(Archive &archive, ZoneRule &value)
{
    archive.value("zone", value.zone);
    archive.value("withZone", value.withZone);
}

void fields(Archive &archive, Default &value)
{
    archive.value("column", value.column);
    archive.value("value", value.value);
}

void fields(Archive &archive, LimitDefinition &value)
{
    archive.value("id", value.id);
    archive.value("title", value.title);
    archive.value("windowSeconds", value.windowSeconds);
    archive.choice("anchor", value.anchor, {u"rolling"_s, u"calendar"_s, u"first-request"_s});
    archive.value("enforced", value.enforced);
    archive.value("limitSeconds", value.limitSeconds);
    archive.value("note", value.note);
}

void fields(Archive &archive, KeyFormat &value)
{
    archive.value("prefix", value.prefix);
    archive.value("randomBytes", value.randomBytes);
    archive.value("encoding", value.encoding);
    archive.value("hash", value.hash);
    archive.value("olderPrefixes", value.olderPrefixes);
    archive.value("maxLength", value.maxLength);
}

void fields(Archive &archive, KeysDomain &value)
{
    archive.value("table", value.table);
    archive.columns(roleColumns(value));
    archive.object("zone", value.zone);
    archive.object("format", value.format);
    archive.list("limitDefinitions", value.limitDefinitions);
    archive.list("defaults", value.defaults);
    archive.value("roles", value.roles);
    archive.value("defaultLimit", value.defaultLimit);
    archive.value("ownerTable", value.ownerTable);
    archive.value("ownerLabel", value.ownerLabel);
    archive.value("nameUnique", value.nameUnique);
    archive.value("sampleKeys", value.sampleKeys);
}

static QStringList units() { return {u"s"_s, u"ms"_s, u"ns"_s}; }

void fields(Archive &archive, UsageDomain &value)
{
    archive.value("title", value.title);
    archive.value("table", value.table);
    archive.value("source", value.source);
    archive.columns(roleColumns(value));
    archive.value("jsonPaths", value.jsonPaths);
    archive.value("labels", value.labels);
    archive.value("filter", value.filter);
    archive.choice("durationUnit", value.durationUnit, units());
    archive.object("zone", value.zone);
    archive.value("keyJoin", value.keyJoin);
    archive.value("statusMeaning", value.statusMeaning);
    archive.value("notRecorded", value.notRecorded);
    archive.list("limitDefinitions", value.limitDefinitions);
    archive.value("note", value.note);
}

void fields(Archive &archive, AuditDomain &value)
{
    archive.value("table", value.table);
    archive.columns(roleColumns(value));
    archive.value("jsonPaths", value.jsonPaths);
    archive.value("labels", value.labels);
    archive.object("zone", value.zone);
    archive.value("note", value.note);
}

void fields(Archive &archive, ConversationsDomain &value)
{
    archive.value("sessionsTable", value.sessionsTable);
    archive.value("messagesTable", value.messagesTable);
    archive.columns(roleColumns(value));
    archive.value("jsonPaths", value.jsonPaths);
    archive.value("labels", value.labels);
    archive.value("belongsTo", value.belongsTo);
    archive.value("historyMessages", value.historyMessages);
    archive.choice("latencyUnit", value.latencyUnit, units());
    archive.list("sessionDefaults", value.sessionDefaults);
    archive.list("messageDefaults", value.messageDefaults);
    archive.object("zone", value.zone);
}

void fields(Archive &archive, HealthEndpoint &value)
{
    archive.value("id", value.id);
    archive.value("title", value.title);
    archive.value("kind", value.kind);
    archive.value("url", value.url);
    archive.value("path", value.path);
    archive.value("method", value.method);
    archive.value("expectedModel", value.expectedModel);
    archive.value("agents", value.agents);
    archive.value("fallbackAgents", value.fallbackAgents);
    archive.value("members", value.members);
    archive.value("constantMembers", value.constantMembers);
    archive.value("intervalSeconds", value.intervalSeconds);
    archive.value("timeoutMs", value.timeoutMs);
    archive.value("variable", value.variable);
    archive.value("note", value.note);
}

void fields(Archive &archive, RetentionRule &value)
{
    archive.value("table", value.table);
    archive.value("column", value.column);
    archive.value("days", value.days);
    archive.value("source", value.source);
    archive.value("filterColumn", value.filterColumn);
    archive.value("filterValues", value.filterValues);
    archive.value("note", value.note);
}

void fields(Archive &archive, VersionScheme &value)
{
    archive.value("kind", value.kind);
    archive.value("table", value.table);
    archive.value("expected", value.expected);
    archive.value("note", value.note);
}

void fields(Archive &archive, Shape &value)
{
    archive.value("id", value.id);
    archive.value("title", value.title);
    archive.value("note", value.note);
    archive.value("tables", value.tables);
    archive.value("fingerprint", value.fingerprint);
    archive.value("absent", value.absent);
    archive.object("zone", value.zone);
    archive.optional("keys", value.keys);
    archive.optional("usage", value.usage);
    archive.list("otherUsage", value.otherUsage);
    archive.optional("audit", value.audit);
    archive.optional("conversations", value.conversations);
    archive.value("without", value.without);
    archive.object("version", value.version);
    archive.value("secretColumns", value.secretColumns);
}

void fields(Archive &archive, Description &value)
{
    archive.value("id", value.id);
    archive.value("title", value.title);
    archive.value("summary", value.summary);
    archive.list("shapes", value.shapes);
    archive.list("health", value.health);
    archive.list("retention", value.retention);
    archive.value("extensions", value.extensions);
    archive.value("samplePasswords", value.samplePasswords);
}

} // namespace gatehouse::systems
