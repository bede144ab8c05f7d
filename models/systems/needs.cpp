#include "systems/needs.h"

#include "base/safetext.h"

#include <QCoreApplication>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Needs)
};

using Reason = QString (*)(const Recognition &, const Match &);

QString nothingKnown(const Recognition &recognition)
{
    if (recognition.tables.empty())
        return Words::tr("This database has no tables yet, or none that this role may see.");
    return Words::tr("No known back end was recognised among the %n table(s) here. Tell what "
                     "they mean with \"Describe this back end\".",
        nullptr, int(recognition.tables.size()));
}

// The first system that can; else why the surest one that has the domain cannot; else why none has
// it.
QString firstReason(const Recognition &recognition, Reason reason, bool (*has)(const Shape &))
{
    QString cannot, without;
    for (const Match &match : recognition.matches) {
        const QString why = reason(recognition, match);
        if (why.isEmpty())
            return {};
        QString &slot = has(match.shape()) ? cannot : without;
        if (slot.isEmpty())
            slot = why;
    }
    if (recognition.matches.empty())
        return nothingKnown(recognition);
    return cannot.isEmpty() ? without : cannot;
}

QString notThere(const Match &match, const QString &domain, const QString &fallback)
{
    const QString why = match.shape().without.value(domain);
    return why.isEmpty() ? fallback : translated(why);
}

QString usageProblem(const Recognition &recognition, const Match &match, const UsageDomain &usage)
{
    return readProblem(recognition, match, usage.table, {usage.time});
}

} // namespace

QString tableLabel(const QString &schema, const QString &table)
{
    return safeText(QString(schema + u'.' + table), 140);
}

QString readProblem(const Recognition &recognition, const Match &match, const QString &table,
    const QStringList &columns)
{
    const QString label = tableLabel(match.schema, table);
    const TableFacts *facts = recognition.table(match.schema, table);
    if (!facts)
        return Words::tr("The table %1 is missing here.").arg(label);
    if (!facts->canSelect)
        return Words::tr("This role may not read %1. Its owner can allow it: GRANT SELECT ON %1.")
            .arg(label);
    for (const QString &name : columns) {
        const ColumnFacts *column = facts->column(name);
        if (!column)
            return Words::tr("The column \"%1\" of %2 is missing here.").arg(safeText(name), label);
        if (!column->canSelect) {
            return Words::tr(
                "This role may not read the column \"%1\" of %2. Its owner can allow it: "
                "GRANT SELECT (%1) ON %2.")
                .arg(safeText(name), label);
        }
    }
    return {};
}

QString writeProblem(const Recognition &recognition, const Match &match, const QString &table,
    const QString &right, const QStringList &columns)
{
    const QString label = tableLabel(match.schema, table);
    const TableFacts *facts = recognition.table(match.schema, table);
    if (!facts)
        return Words::tr("The table %1 is missing here.").arg(label);
    if (recognition.standby)
        return Words::tr("This server is a standby: it takes no changes. Connect to the primary.");
    bool allowed = right == u"DELETE"_s ? facts->canDelete
        : right == u"INSERT"_s          ? facts->canInsert
                                        : facts->canUpdate;
    for (const QString &name : columns) {
        const ColumnFacts *column = facts->column(name);
        if (right != u"DELETE"_s && allowed)
            allowed = column && (right == u"INSERT"_s ? column->canInsert : column->canUpdate);
    }
    if (allowed)
        return {};
    if (facts->kind == u"view"_s || facts->kind == u"matview"_s)
        return Words::tr("%1 is a view that this role cannot change.").arg(label);
    return Words::tr("This role may not change %1. Its owner can allow it: GRANT %2 ON %1.")
        .arg(label, right);
}

QString whyNoKeys(const Recognition &recognition, const Match &match)
{
    const Shape &shape = match.shape();
    if (!shape.keys)
        return notThere(match, u"keys"_s, Words::tr("This back end has no API keys."));
    return readProblem(recognition, match, shape.keys->table, {shape.keys->id});
}

const UsageDomain *usageOf(const Recognition &recognition, const Match &match)
{
    const Shape &shape = match.shape();
    const UsageDomain *empty = nullptr;
    const auto consider = [&](const UsageDomain &usage) {
        if (!usageProblem(recognition, match, usage).isEmpty())
            return false;
        if (recognition.table(match.schema, usage.table)->rows != 0)
            return true;
        empty = empty ? empty : &usage;
        return false;
    };
    if (shape.usage && consider(*shape.usage))
        return &*shape.usage;
    for (const UsageDomain &usage : shape.otherUsage) {
        if (consider(usage))
            return &usage;
    }
    return empty;
}

QString whyNoUsage(const Recognition &recognition, const Match &match)
{
    const Shape &shape = match.shape();
    if (!shape.usage)
        return notThere(match, u"usage"_s, Words::tr("This back end records no usage."));
    return usageOf(recognition, match) ? QString() : usageProblem(recognition, match, *shape.usage);
}

QString whyNoAudit(const Recognition &recognition, const Match &match)
{
    const Shape &shape = match.shape();
    if (!shape.audit)
        return notThere(match, u"audit"_s, Words::tr("This back end keeps no audit trail."));
    return readProblem(
        recognition, match, shape.audit->table, {shape.audit->time, shape.audit->action});
}

QString whyNoConversations(const Recognition &recognition, const Match &match)
{
    const Shape &shape = match.shape();
    if (!shape.conversations)
        return notThere(
            match, u"conversations"_s, Words::tr("This back end stores no conversations."));
    const ConversationsDomain &domain = *shape.conversations;
    const QString sessions =
        readProblem(recognition, match, domain.sessionsTable, {domain.sessionId});
    return sessions.isEmpty() ? readProblem(
               recognition, match, domain.messagesTable, {domain.messageSession, domain.content})
                              : sessions;
}

QString whyNoKeys(const Recognition &recognition)
{
    return firstReason(
        recognition, whyNoKeys, [](const Shape &shape) { return shape.keys.has_value(); });
}

QString whyNoUsage(const Recognition &recognition)
{
    return firstReason(
        recognition, whyNoUsage, [](const Shape &shape) { return shape.usage.has_value(); });
}

QString whyNoAudit(const Recognition &recognition)
{
    return firstReason(
        recognition, whyNoAudit, [](const Shape &shape) { return shape.audit.has_value(); });
}

QString whyNoConversations(const Recognition &recognition)
{
    return firstReason(recognition, whyNoConversations,
        [](const Shape &shape) { return shape.conversations.has_value(); });
}

} // namespace gatehouse::systems
