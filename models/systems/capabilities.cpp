// What can be done here, as a list: a new capability is a new row.
#include "systems/needs.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Capabilities)
};

struct View
{
    const Recognition &recognition;
    const Match &match;
    const Shape &shape;
    const UsageDomain *usage;
};

QString notRecorded() { return Words::tr("Not recorded by this back end."); }

QString keysNeed(const View &view, const Column &column)
{
    const QString why = whyNoKeys(view.recognition, view.match);
    if (!why.isEmpty())
        return why;
    if (column.isEmpty())
        return notRecorded();
    return readProblem(view.recognition, view.match, view.shape.keys->table, {column});
}

QString keysChange(const View &view, const QString &right, const QStringList &columns)
{
    const QString why = whyNoKeys(view.recognition, view.match);
    if (!why.isEmpty())
        return why;
    return writeProblem(view.recognition, view.match, view.shape.keys->table, right, columns);
}

// The columns that a new key fills: what the dialog asks for and what the service would supply.
QStringList filled(const KeysDomain &keys)
{
    QStringList columns{keys.secret.isEmpty() ? keys.hash : keys.secret, keys.name};
    for (const Default &each : keys.defaults)
        columns.append(each.column);
    columns.removeAll(QString());
    return columns;
}

QString usageNeedIn(
    const View &view, const UsageDomain &usage, Column UsageDomain::*column, const QString &role)
{
    const QStringList path = usage.jsonPaths.value(role);
    const Column &name = path.isEmpty() ? usage.*column : path.first();
    return name.isEmpty() ? notRecorded()
                          : readProblem(view.recognition, view.match, usage.table, {name});
}

// One place that records it is enough.
QString usageNeed(const View &view, Column UsageDomain::*column, const QString &role)
{
    if (!view.usage)
        return whyNoUsage(view.recognition, view.match);
    QString why = usageNeedIn(view, *view.usage, column, role);
    if (!why.isEmpty() && usageNeedIn(view, *view.shape.usage, column, role).isEmpty())
        return {};
    for (const UsageDomain &usage : view.shape.otherUsage) {
        if (!why.isEmpty() && usageNeedIn(view, usage, column, role).isEmpty())
            return {};
    }
    return why;
}

QString auditNeed(const View &view, Column AuditDomain::*column)
{
    const QString why = whyNoAudit(view.recognition, view.match);
    if (!why.isEmpty())
        return why;
    const Column &name = (*view.shape.audit).*column;
    return name.isEmpty()
        ? notRecorded()
        : readProblem(view.recognition, view.match, view.shape.audit->table, {name});
}

QString limitUsed(const View &view)
{
    const QString why = keysNeed(view, view.shape.keys ? view.shape.keys->limit : Column());
    if (!why.isEmpty())
        return why;
    const auto &definitions = view.shape.keys->limitDefinitions;
    const bool enforced = std::any_of(definitions.begin(), definitions.end(),
        [](const LimitDefinition &definition) { return definition.enforced; });
    if (!enforced)
        return Words::tr("No service enforces a limit that Gatehouse could compute.");
    return view.usage && !view.usage->keyJoin.isEmpty()
        ? QString()
        : Words::tr("Usage is not recorded per key.");
}

QString extensionsMissing(const View &view)
{
    QStringList missing;
    for (const QString &name : view.match.system->extensions) {
        if (!view.recognition.extensions.contains(name))
            missing.append(view.recognition.available.contains(name)
                    ? Words::tr("%1 is not installed in this database, but could be").arg(name)
                    : Words::tr("%1 is not available on this server").arg(name));
    }
    return missing.isEmpty() ? QString() : missing.join(u", "_s) + u'.';
}

struct Row
{
    const char *id, *title;
    QString (*why)(const View &);
};

constexpr Row kRows[] = {
    {"keys.list", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "List API keys"),
        [](const View &v) { return whyNoKeys(v.recognition, v.match); }},
    {"keys.create", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Create API keys"),
        [](const View &v) {
            return keysChange(v, u"INSERT"_s, v.shape.keys ? filled(*v.shape.keys) : QStringList());
        }},
    {"keys.edit", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Edit API keys"),
        [](const View &v) {
            return keysChange(
                v, u"UPDATE"_s, v.shape.keys ? QStringList{v.shape.keys->name} : QStringList());
        }},
    {"keys.revoke",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Revoke and reactivate API keys"),
        [](const View &v) {
            const QString why = keysNeed(v, v.shape.keys ? v.shape.keys->active : Column());
            return why.isEmpty() ? keysChange(v, u"UPDATE"_s, {v.shape.keys->active}) : why;
        }},
    {"keys.delete", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Delete API keys"),
        [](const View &v) { return keysChange(v, u"DELETE"_s, {}); }},
    {"keys.reveal", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Reveal whole keys"),
        [](const View &v) {
            if (v.shape.keys && v.shape.keys->secret.isEmpty())
                return Words::tr("Only a hash of each key is stored.");
            return keysNeed(v, v.shape.keys ? v.shape.keys->secret : Column());
        }},
    {"keys.role", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Roles of keys"),
        [](const View &v) { return keysNeed(v, v.shape.keys ? v.shape.keys->role : Column()); }},
    {"keys.permissions",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Permissions of keys"),
        [](const View &v) {
            return keysNeed(v, v.shape.keys ? v.shape.keys->permissions : Column());
        }},
    {"keys.expiry", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Expiry of keys"),
        [](const View &v) {
            return keysNeed(v, v.shape.keys ? v.shape.keys->expiresAt : Column());
        }},
    {"keys.lastUsed", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Last use of keys"),
        [](const View &v) {
            if (v.shape.keys && v.shape.keys->lastUsedAt.isEmpty() && v.usage
                && !v.usage->keyJoin.isEmpty())
                return QString(); // computed from the usage
            return keysNeed(v, v.shape.keys ? v.shape.keys->lastUsedAt : Column());
        }},
    {"keys.limitUsed",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Share of the limit that is used"),
        limitUsed},
    {"usage.list", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "List usage"),
        [](const View &v) { return whyNoUsage(v.recognition, v.match); }},
    {"usage.key", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Usage per key"),
        [](const View &v) { return usageNeed(v, &UsageDomain::key, u"key"_s); }},
    {"usage.model", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Usage per model"),
        [](const View &v) { return usageNeed(v, &UsageDomain::model, u"model"_s); }},
    {"usage.endpoint", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Usage per endpoint"),
        [](const View &v) { return usageNeed(v, &UsageDomain::endpoint, u"endpoint"_s); }},
    {"usage.duration", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Response times"),
        [](const View &v) { return usageNeed(v, &UsageDomain::duration, u"duration"_s); }},
    {"usage.status", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Status and errors"),
        [](const View &v) { return usageNeed(v, &UsageDomain::status, u"status"_s); }},
    {"usage.tokens", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Tokens"),
        [](const View &v) { return usageNeed(v, &UsageDomain::tokens, u"tokens"_s); }},
    {"usage.trace", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Trace ids of usage"),
        [](const View &v) { return usageNeed(v, &UsageDomain::traceId, u"traceId"_s); }},
    {"audit.list", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "List the audit trail"),
        [](const View &v) { return whyNoAudit(v.recognition, v.match); }},
    {"audit.changes",
        QT_TRANSLATE_NOOP(
            "gatehouse::systems::Capabilities", "Before and after in the audit trail"),
        [](const View &v) { return auditNeed(v, &AuditDomain::changes); }},
    {"audit.severity",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Severity in the audit trail"),
        [](const View &v) { return auditNeed(v, &AuditDomain::severity); }},
    {"audit.trace",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Audit trail by trace id"),
        [](const View &v) { return auditNeed(v, &AuditDomain::traceId); }},
    {"audit.softDeleted",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Soft-deleted audit rows"),
        [](const View &v) { return auditNeed(v, &AuditDomain::deletedFlag); }},
    {"conversations.list",
        QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Browse conversations"),
        [](const View &v) { return whyNoConversations(v.recognition, v.match); }},
    {"extensions", QT_TRANSLATE_NOOP("gatehouse::systems::Capabilities", "Optional extensions"),
        extensionsMissing},
};

} // namespace

std::vector<Capability> capabilities(const Recognition &recognition, const Match &match)
{
    const View view{recognition, match, match.shape(), usageOf(recognition, match)};
    std::vector<Capability> list;
    for (const Row &row : kRows) {
        if (row.why == extensionsMissing && match.system->extensions.isEmpty())
            continue;
        const QString why = row.why(view);
        list.push_back({QString::fromLatin1(row.id), Words::tr(row.title), why.isEmpty(), why});
    }
    return list;
}

} // namespace gatehouse::systems
