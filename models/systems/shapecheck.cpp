#include "systems/check.h"
#include "systems/fingerprint.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::ShapeCheck)
};

// Walks one shape; place() is where it stands.
class ShapeCheck
{
public:
    ShapeCheck(const Shape &shape, QString place, QStringList *trouble)
        : m_shape(shape), m_place(std::move(place)), m_trouble(trouble)
    {
    }

    void run()
    {
        names();
        if (m_shape.keys)
            keys(*m_shape.keys);
        if (m_shape.usage)
            usage(*m_shape.usage, u"usage"_s);
        for (size_t i = 0; i < m_shape.otherUsage.size(); ++i)
            usage(m_shape.otherUsage[i], u"otherUsage[%1]"_s.arg(i));
        if (m_shape.audit)
            audit(*m_shape.audit);
        if (m_shape.conversations)
            conversations(*m_shape.conversations);
        without();
        version();
    }

private:
    void complain(const QString &place, const QString &what)
    {
        m_trouble->append(m_place + u'.' + place + u": "_s + what);
    }
    void oneOf(const QString &place, const QString &value, const QStringList &words)
    {
        if (!words.contains(value))
            complain(place, Words::tr("must be one of %1").arg(words.join(u", "_s)));
    }
    bool hasTable(const QString &place, const QString &table)
    {
        if (m_shape.tables.contains(table))
            return true;
        complain(
            place, Words::tr("names the table \"%1\", which is not among the tables").arg(table));
        return false;
    }
    void hasColumn(const QString &place, const QString &table, const QString &column)
    {
        if (m_shape.tables.contains(table) && !m_shape.tables.value(table).contains(column))
            complain(place,
                Words::tr("names the column \"%1\", which \"%2\" does not have")
                    .arg(column, table));
    }
    void zone(const QString &place, const ZoneRule &rule)
    {
        if (!rule.zone.isEmpty() && !QTimeZone(rule.zone.toUtf8()).isValid())
            complain(place, Words::tr("\"%1\" is not a known time zone").arg(rule.zone));
    }
    template <typename D>
    void roles(
        const QString &place, const D &domain, const QString &table, const QStringList &needed)
    {
        D copy = domain;
        for (const RoleColumn &role : roleColumns(copy)) {
            if (!role.column->isEmpty())
                hasColumn(place + u".columns."_s + role.role, table, *role.column);
            else if (needed.contains(role.role))
                complain(place + u".columns."_s + role.role, Words::tr("is missing"));
        }
    }
    template <typename D>
    void paths(const QString &place, const D &domain, const QString &table)
    {
        D copy = domain;
        QStringList known;
        for (const RoleColumn &role : roleColumns(copy))
            known.append(role.role);
        for (auto i = domain.jsonPaths.cbegin(); i != domain.jsonPaths.cend(); ++i) {
            const QString here = place + u".jsonPaths."_s + i.key();
            oneOf(here, i.key(), known);
            if (i.value().size() < 2)
                complain(here, Words::tr("must name a column and a member"));
            else
                hasColumn(here, table, i.value().first());
        }
        for (auto i = domain.labels.cbegin(); i != domain.labels.cend(); ++i) {
            const QString here = place + u".labels."_s + i.key();
            oneOf(here, i.key(), known);
            if (i.value().size() != 3)
                complain(here, Words::tr("must name a table, its key and its label"));
            else if (hasTable(here, i.value()[0]))
                hasColumn(here, i.value()[0], i.value()[1]),
                    hasColumn(here, i.value()[0], i.value()[2]);
        }
    }
    void defaults(const QString &place, const std::vector<Default> &list, const QString &table)
    {
        static const QRegularExpression suppliable(
            u"^(now|now_utc|now_local|true|false|uuid|-?\\d+(\\.\\d+)?|'[A-Za-z0-9_ -]*'|'\\[\\]'|'\\{\\}')$"_s);
        for (size_t i = 0; i < list.size(); ++i) {
            const QString here = u"%1[%2]"_s.arg(place).arg(i);
            hasColumn(here, table, list[i].column);
            if (!suppliable.match(list[i].value).hasMatch())
                complain(here,
                    Words::tr("\"%1\" is not a value that can be supplied").arg(list[i].value));
        }
    }
    void limits(const QString &place, const std::vector<LimitDefinition> &list)
    {
        QSet<QString> seen;
        int enforced = 0;
        for (size_t i = 0; i < list.size(); ++i) {
            const QString here = u"%1.limitDefinitions[%2]"_s.arg(place).arg(i);
            enforced += list[i].enforced ? 1 : 0;
            if (list[i].id.isEmpty() || seen.contains(list[i].id))
                complain(here, Words::tr("needs an id of its own"));
            if (list[i].windowSeconds <= 0 || list[i].limitSeconds <= 0)
                complain(here, Words::tr("needs a window longer than nothing"));
            seen.insert(list[i].id);
        }
        if (enforced > 1)
            complain(place + u".limitDefinitions"_s,
                Words::tr("only one definition can be the enforced one"));
    }

    void names()
    {
        if (m_shape.id.isEmpty() || m_shape.title.isEmpty())
            complain(u"id"_s, Words::tr("a shape needs an id and a title"));
        if (m_shape.fingerprint.isEmpty())
            complain(u"fingerprint"_s, Words::tr("must not be empty, or every schema would match"));
        for (const QString &item : m_shape.fingerprint + m_shape.absent) {
            const QStringList choices = item.split(u'|');
            for (const QString &choice : choices) {
                if (!parsePrintItem(choice))
                    complain(u"fingerprint"_s,
                        Words::tr("\"%1\" is not a table, column or index").arg(choice));
            }
        }
        for (auto i = m_shape.secretColumns.cbegin(); i != m_shape.secretColumns.cend(); ++i) {
            if (!hasTable(u"secretColumns"_s, i.key()))
                continue;
            for (const QString &column : i.value())
                hasColumn(u"secretColumns."_s + i.key(), i.key(), column.section(u'.', 0, 0));
        }
        zone(u"zone"_s, m_shape.zone);
    }
    void keys(const KeysDomain &domain)
    {
        if (!hasTable(u"keys.table"_s, domain.table))
            return;
        roles(u"keys"_s, domain, domain.table, {u"id"_s});
        if (domain.secret.isEmpty() && domain.hash.isEmpty())
            complain(u"keys.columns"_s, Words::tr("needs the column of the key or of its hash"));
        zone(u"keys.zone"_s, domain.zone);
        oneOf(u"keys.format.encoding"_s, domain.format.encoding, {u"base64url"_s, u"hex"_s});
        oneOf(u"keys.format.hash"_s, domain.format.hash, {QString(), u"sha256-hex"_s});
        if (domain.format.randomBytes < 16 || domain.format.randomBytes > 256)
            complain(u"keys.format.randomBytes"_s, Words::tr("must be from 16 to 256"));
        limits(u"keys"_s, domain.limitDefinitions);
        defaults(u"keys.defaults"_s, domain.defaults, domain.table);
        if (!domain.ownerTable.isEmpty() && hasTable(u"keys.ownerTable"_s, domain.ownerTable))
            hasColumn(u"keys.ownerLabel"_s, domain.ownerTable, domain.ownerLabel);
    }
    void usage(const UsageDomain &domain, const QString &place)
    {
        if (!hasTable(place + u".table"_s, domain.table))
            return;
        roles(place, domain, domain.table, {u"time"_s});
        paths(place, domain, domain.table);
        zone(place + u".zone"_s, domain.zone);
        oneOf(place + u".source"_s, domain.source,
            {u"rows"_s, u"daily"_s, u"audit-metadata"_s, u"message-metadata"_s, u"tasks"_s});
        oneOf(place + u".filter"_s, domain.filter,
            {QString(), u"role=assistant"_s, u"resource_type=http_request"_s});
        oneOf(place + u".keyJoin"_s, domain.keyJoin, {QString(), u"secret"_s, u"id"_s, u"hash"_s});
        oneOf(place + u".statusMeaning"_s, domain.statusMeaning,
            {QString(), u"http"_s, u"success"_s, u"word"_s});
        limits(place, domain.limitDefinitions);
    }
    void audit(const AuditDomain &domain)
    {
        if (!hasTable(u"audit.table"_s, domain.table))
            return;
        roles(u"audit"_s, domain, domain.table, {u"time"_s, u"action"_s});
        paths(u"audit"_s, domain, domain.table);
        zone(u"audit.zone"_s, domain.zone);
    }
    void conversations(const ConversationsDomain &domain)
    {
        const QString place = u"conversations"_s;
        if (!hasTable(place, domain.sessionsTable) || !hasTable(place, domain.messagesTable))
            return;
        ConversationsDomain copy = domain;
        const QStringList ofSession{
            u"sessionId"_s, u"title"_s, u"owner"_s, u"sessionCreated"_s, u"sessionUpdated"_s};
        for (const RoleColumn &role : roleColumns(copy)) {
            const QString here = place + u".columns."_s + role.role;
            const bool session = ofSession.contains(role.role);
            if (!role.column->isEmpty())
                hasColumn(
                    here, session ? domain.sessionsTable : domain.messagesTable, *role.column);
            else if (role.role == u"sessionId"_s || role.role == u"messageSession"_s
                || role.role == u"content"_s)
                complain(here, Words::tr("is missing"));
        }
        paths(place, domain, domain.messagesTable);
        defaults(place + u".sessionDefaults"_s, domain.sessionDefaults, domain.sessionsTable);
        defaults(place + u".messageDefaults"_s, domain.messageDefaults, domain.messagesTable);
        zone(place + u".zone"_s, domain.zone);
    }
    void without()
    {
        const QMap<QString, bool> domains{{u"keys"_s, m_shape.keys.has_value()},
            {u"usage"_s, m_shape.usage.has_value()}, {u"audit"_s, m_shape.audit.has_value()},
            {u"conversations"_s, m_shape.conversations.has_value()}};
        for (auto i = m_shape.without.cbegin(); i != m_shape.without.cend(); ++i) {
            oneOf(u"without"_s, i.key(), domains.keys());
            if (domains.value(i.key()))
                complain(u"without."_s + i.key(), Words::tr("says why it is not there, but it is"));
        }
    }
    void version()
    {
        const VersionScheme &scheme = m_shape.version;
        oneOf(u"version.kind"_s, scheme.kind,
            {u"none"_s, u"alembic"_s, u"rails"_s, u"flyway"_s, u"golang-migrate"_s, u"django"_s,
                u"prisma"_s});
        if (scheme.kind != u"none"_s && scheme.table.isEmpty())
            complain(u"version.table"_s, Words::tr("is missing"));
    }

    const Shape &m_shape;
    QString m_place;
    QStringList *m_trouble;
};

} // namespace

void checkShape(const Shape &shape, const QString &place, QStringList *trouble)
{
    ShapeCheck(shape, place, trouble).run();
}

} // namespace gatehouse::systems
