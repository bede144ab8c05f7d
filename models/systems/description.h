// What we know of a back end, as data: resources/systems/<id>/system.json, or one that the user
// drafted. Table and column names, units, zones, what "limit" means, masks, versions, retention,
// health endpoints. No code asks "which system is it?"; it asks "what does the description say?"
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "systems/domains.h"

#include <QJsonObject>

#include <optional>

namespace gatehouse::systems {

struct HealthEndpoint
{
    QString id, title,
        kind;          // ollama, fastapi, rails, keycloak, redis, prometheus, grafana, stripe...
    QString url, path; // base URL as the guides have it; path begins with "/"
    QString method = QStringLiteral("GET");
    QString expectedModel;
    QStringList agents;         // whom it serves first
    QStringList fallbackAgents; // whom it serves when their first one falls
    // Members to judge, dotted: "database.status". A constant one is listed apart: it proves
    // nothing.
    QStringList members, constantMembers;
    int intervalSeconds = 60, timeoutMs = 5000;
    QString variable; // of a .env that moves it: "OLLAMA_BASE_URL"
    QString note;     // source text
    bool operator==(const HealthEndpoint &) const = default;
};

struct RetentionRule
{
    QString table; // empty: not in the database, see note
    Column column;
    int days = 0;        // 0: never
    QString source;      // "guide", "code", "docstring": they disagree
    Column filterColumn; // only rows where it is one of the values
    QStringList filterValues;
    QString note;
    bool operator==(const RetentionRule &) const = default;
};

struct VersionScheme
{
    QString kind = QStringLiteral("none"); // none | alembic | rails | ...
    QString table;
    QStringList
        expected; // in order; the last is head. Empty: the tool is configured, but has no steps
    QString note;
    bool operator==(const VersionScheme &) const = default;
};

// One real layout of a system: the guide's, or one of the code's.
struct Shape
{
    QString id, title;
    QString note;                      // how it comes about, and how it differs
    QMap<QString, QStringList> tables; // table -> columns that belong to it
    // All must be there, none of absent may be. An item is "table", "table.column",
    // "table.column:type" (as format_type prints it), "table(a,b)" (an index on just these columns)
    // or "table!(a)" (a unique one); "x|y" is either.
    QStringList fingerprint, absent;
    ZoneRule zone; // of the time columns outside of the domains
    std::optional<KeysDomain> keys;
    std::optional<UsageDomain> usage;
    std::vector<UsageDomain> otherUsage; // further places that record usage
    std::optional<AuditDomain> audit;
    std::optional<ConversationsDomain> conversations;
    // Why a domain is not there: {"keys": "The bearer token is the user id; no keys are kept."}
    QMap<QString, QString> without;
    VersionScheme version;
    // table -> columns that are masked everywhere; "audit_metadata.request_body" is a JSON member.
    QMap<QString, QStringList> secretColumns;
    bool operator==(const Shape &) const = default;
};

struct Description
{
    QString id, title, summary;
    std::vector<Shape> shapes; // the guide's first
    std::vector<HealthEndpoint> health;
    std::vector<RetentionRule> retention;
    QStringList extensions;      // optional ones that it can use
    QStringList samplePasswords; // printed in the guides (S7)
    bool ownDraft = false;       // drafted by the user
    const Shape *shape(const QString &shapeId) const;
    bool operator==(const Description &) const = default;
};

// Strict: unknown members, wrong types, names outside of the closed lists and columns that their
// table does not have are an Error Invalid that names each place ("shapes[1].keys.columns.id").
Result<Description> parseDescription(const QJsonObject &json);
QJsonObject toJson(const Description &description); // without what has its default

// A title, note or other sentence of a description in the user's language.
QString translated(const QString &source);

// A role and its column, for dialogs that edit a mapping: {"createdAt", &domain.createdAt}.
struct RoleColumn
{
    QString role;
    Column *column = nullptr;
};
std::vector<RoleColumn> roleColumns(KeysDomain &domain);
std::vector<RoleColumn> roleColumns(UsageDomain &domain);
std::vector<RoleColumn> roleColumns(AuditDomain &domain);
std::vector<RoleColumn> roleColumns(ConversationsDomain &domain);

// The five, and the user's drafts in configDir()/systems. Broken drafts are left out and named in
// trouble. Reads files: not in the window's thread when drafts may lie on a slow disk.
std::vector<Description> allDescriptions(QStringList *trouble = nullptr);
Result<> saveDraft(const Description &description); // Refused for the id of a shipped system
Result<> removeDraft(const QString &id);
// schema.sql of a shipped system, as Gatehouse creates it. Names are unqualified: set search_path.
Result<QString> schemaSql(const QString &systemId);

// The title of the system whose guide prints this password (S7), or nothing.
std::optional<QString> guideWithPassword(
    const Secret &password, const std::vector<Description> &known);

} // namespace gatehouse::systems
