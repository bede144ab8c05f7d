// What a mapping becomes, what it lacks, and what would work with it.
#include "base/safetext.h"
#include "systems/check.h"
#include "systems/fingerprint.h"
#include "systems/mappingparts.h"
#include "systems/matching.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Mapping)
};

// What a fingerprint can say of a table: not every name fits its form.
QString printOf(const QString &table, const QString &column)
{
    const auto whole = parsePrintItem(table + u'.' + column);
    if (!column.isEmpty() && whole && whole->table == table && whole->column == column)
        return table + u'.' + column;
    const auto alone = parsePrintItem(table);
    return alone && alone->table == table ? table : QString();
}

} // namespace

Description Mapping::finished() const
{
    Description done = m_description;
    Shape &out = done.shapes.front();
    if (out.conversations->sessionsTable.isEmpty() && out.conversations->messagesTable.isEmpty())
        out.conversations.reset();
    const QStringList used = usedTables();
    out.fingerprint.removeIf([&](const QString &item) {
        return std::none_of(
            used.begin(), used.end(), [&](const QString &name) { return concerns(item, name); });
    });
    for (const Part part : kAllParts) {
        const QString name = table(part);
        const auto told = [&](const QString &item) { return concerns(item, name); };
        if (name.isEmpty() || std::any_of(out.fingerprint.begin(), out.fingerprint.end(), told))
            continue;
        for (const MappedRole &role : roles(part)) {
            const QString print = role.needed ? printOf(name, role.column) : QString();
            if (!print.isEmpty() && !out.fingerprint.contains(print)) {
                out.fingerprint.append(print);
                break;
            }
        }
    }
    if (m_new) {
        for (const QString &name : out.tables.keys()) {
            if (!used.contains(name))
                out.tables.remove(name);
        }
    }
    const QMap<QString, bool> there{{u"keys"_s, out.keys.has_value()},
        {u"usage"_s, out.usage.has_value()}, {u"audit"_s, out.audit.has_value()},
        {u"conversations"_s, out.conversations.has_value()}};
    for (auto i = there.cbegin(); i != there.cend(); ++i) {
        if (i.value())
            out.without.remove(i.key());
    }
    return done;
}

QStringList Mapping::missing(Part part) const
{
    QStringList list;
    bool key = part != Part::Keys;
    for (const MappedRole &role : roles(part)) {
        key =
            key || (!role.column.isEmpty() && (role.role == u"secret"_s || role.role == u"hash"_s));
        if (role.needed && role.column.isEmpty())
            list.append(
                Words::tr("%1: choose the column for \"%2\".").arg(partTitle(part), role.title));
    }
    if (!key)
        list.append(
            Words::tr("%1: choose the column of the key or of its hash.").arg(partTitle(part)));
    return list;
}

QStringList Mapping::problems() const
{
    if (usedTables().isEmpty())
        return {Words::tr("Choose a table for at least one of the parts.")};
    QStringList list;
    if (m_description.title.trimmed().isEmpty())
        list.append(Words::tr("Give the back end a name."));
    for (const Part part : kAllParts) {
        if (!table(part).isEmpty())
            list += missing(part);
    }
    if (table(Part::Sessions).isEmpty() != table(Part::Messages).isEmpty())
        list.append(Words::tr("Conversations need both tables: the sessions and their messages."));
    if (list.isEmpty()) {
        for (const QString &sentence : checkDescription(finished()))
            list.append(safeText(sentence));
    }
    return list;
}

std::vector<Prospect> Mapping::prospects() const
{
    const auto system = std::make_shared<const Description>(finished());
    std::vector<TableFacts> tables;
    for (const TableFacts &table : m_recognition->tables) {
        if (table.schema == m_schema)
            tables.push_back(table);
    }
    const std::vector<Match> found = matchSystems(tables, {system});
    const Shape &done = system->shapes.front();
    const auto why = [&](bool there, QString (*reason)(const Recognition &, const Match &)) {
        if (!there)
            return Words::tr("No table is chosen.");
        return found.empty() ? Words::tr("The tables do not fit yet.")
                             : reason(*m_recognition, found.front());
    };
    return {{Words::tr("API keys"), why(done.keys.has_value(), whyNoKeys)},
        {Words::tr("Usage"), why(done.usage.has_value(), whyNoUsage)},
        {Words::tr("Audit trail"), why(done.audit.has_value(), whyNoAudit)},
        {Words::tr("Conversations"), why(done.conversations.has_value(), whyNoConversations)}};
}

} // namespace gatehouse::systems
