// A first mapping of an unknown back end, with a reason for each guess.
#include "base/safetext.h"
#include "systems/draftguess.h"
#include "systems/versions.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Draft)
};

class Drafter
{
public:
    Drafter(const Recognition &recognition, const QString &schema)
        : m_recognition(recognition), m_schema(schema)
    {
        m_shape.id = u"mapped"_s;
        m_shape.title = u"As mapped"_s;
    }

    Draft run()
    {
        keys();
        usage();
        audit();
        conversations();
        masks();
        version();
        Draft draft;
        draft.guesses = m_guesses;
        draft.description.id = draftId();
        draft.description.title = Words::tr("Back end in \"%1\"").arg(safeText(m_schema, 80));
        draft.description.ownDraft = true;
        draft.description.shapes.push_back(std::move(m_shape));
        return draft;
    }

private:
    Guess best(const UsualTable &usual) const
    {
        Guess found;
        for (const TableFacts &table : m_recognition.tables) {
            if (table.schema != m_schema || used(table.name))
                continue;
            Guess guess = guessRoles(table, usual);
            if (guess.score > found.score)
                found = std::move(guess);
        }
        return found;
    }
    bool used(const QString &table) const { return m_shape.tables.contains(table); }

    template <typename D>
    void fill(D &domain, const Guess &guess, const QString &what)
    {
        for (const RoleColumn &role : roleColumns(domain)) {
            const ColumnFacts *column = guess.roles.value(role.role);
            if (!column)
                continue;
            *role.column = column->name;
            const bool unique = guess.table->uniqueOn({column->name});
            m_guesses.append((unique
                    ? Words::tr("%1.%2 looks like \"%3\" of the %4: %5, unique, the name is usual.")
                    : Words::tr("%1.%2 looks like \"%3\" of the %4: %5, the name is usual."))
                                 .arg(safeText(guess.table->name), safeText(column->name),
                                     role.role, what, column->type));
        }
        QStringList columns;
        for (const ColumnFacts &column : guess.table->columns)
            columns.append(column.name);
        m_shape.tables.insert(guess.table->name, columns);
    }
    // Naive times are the server's until somebody says otherwise.
    ZoneRule zone(const Guess &guess, const QString &role)
    {
        const ColumnFacts *column = guess.roles.value(role);
        if (!column || column->type.contains(u"with time zone"_s))
            return {u"UTC"_s, column != nullptr};
        m_guesses.append(Words::tr("%1.%2 has no time zone: say which one is meant.")
                             .arg(safeText(guess.table->name), safeText(column->name)));
        return {QString(), false};
    }

    void keys()
    {
        const Guess guess = best(usualKeys());
        if (!guess.roles.contains(u"secret"_s) && !guess.roles.contains(u"hash"_s))
            return;
        KeysDomain domain;
        domain.table = guess.table->name;
        fill(domain, guess, Words::tr("API keys"));
        if (domain.id.isEmpty())
            domain.id = primaryKey(*guess.table);
        if (domain.id.isEmpty()) {
            m_guesses.append(
                Words::tr("%1 has no column that tells one key from another: it is left out.")
                    .arg(safeText(domain.table)));
            m_shape.tables.remove(domain.table);
            return;
        }
        domain.zone = zone(guess, u"createdAt"_s);
        domain.format.prefix = u"sk-"_s;
        if (domain.secret.isEmpty()) {
            domain.format.hash = u"sha256-hex"_s;
            m_guesses.append(Words::tr("Only a hash is stored: taken to be SHA-256 in hexadecimal. "
                                       "Check it before you create keys."));
        }
        domain.nameUnique = !domain.name.isEmpty() && guess.table->uniqueOn({domain.name});
        domain.roles = domain.role.isEmpty() ? QStringList() : QStringList{u"user"_s, u"admin"_s};
        QStringList unknown;
        domain.defaults = suppliedDefaults(domain, *guess.table, &unknown);
        for (const QString &column : std::as_const(unknown))
            m_guesses.append(Words::tr(
                "%1.%2 must be filled, and nothing says with what: keys cannot be created yet.")
                                 .arg(safeText(domain.table), safeText(column)));
        m_shape.fingerprint.append(
            domain.table + u'.' + (domain.secret.isEmpty() ? domain.hash : domain.secret));
        m_shape.keys = std::move(domain);
    }
    void usage()
    {
        const Guess guess = best(usualUsage());
        if (!guess.score)
            return;
        UsageDomain domain;
        domain.title = u"Requests"_s;
        domain.table = guess.table->name;
        fill(domain, guess, Words::tr("usage"));
        domain.zone = zone(guess, u"time"_s);
        domain.source = domain.requests.isEmpty() ? u"rows"_s : u"daily"_s;
        unit(domain, guess);
        domain.statusMeaning = statusMeaningOf(guess.roles.value(u"status"_s));
        domain.keyJoin = keyJoinOf(domain, m_shape.keys);
        domain.notRecorded = notRecordedBy(domain);
        m_shape.fingerprint.append(domain.table + u'.' + domain.time);
        m_shape.usage = std::move(domain);
    }
    void unit(UsageDomain &domain, const Guess &guess)
    {
        if (domain.duration.isEmpty())
            return;
        domain.durationUnit = unitOf(domain.duration);
        if (domain.durationUnit == Unit::Seconds
            && !plainName(domain.duration).contains(u"second"_s)) {
            m_guesses.append(Words::tr("%1.%2 does not say its unit: taken to be seconds.")
                                 .arg(safeText(guess.table->name), safeText(domain.duration)));
        }
    }
    void audit()
    {
        const Guess guess = best(usualAudit());
        if (!guess.score)
            return;
        AuditDomain domain;
        domain.table = guess.table->name;
        fill(domain, guess, Words::tr("audit trail"));
        domain.zone = zone(guess, u"time"_s);
        m_shape.fingerprint.append(domain.table + u'.' + domain.action);
        m_shape.audit = std::move(domain);
    }
    void conversations()
    {
        Guess sessions = best(usualSessions());
        const Guess messages = best(usualMessages());
        if (!sessions.score || !messages.score)
            return;
        ConversationsDomain domain;
        domain.sessionsTable = sessions.table->name;
        domain.messagesTable = messages.table->name;
        fill(domain, sessions, Words::tr("conversations"));
        fill(domain, messages, Words::tr("conversations"));
        domain.zone = zone(messages, u"messageTime"_s);
        domain.latencyUnit =
            plainName(domain.latency).endsWith(u"ms"_s) ? Unit::Milliseconds : Unit::Seconds;
        m_shape.fingerprint.append(domain.messagesTable + u'.' + domain.messageSession);
        m_shape.conversations = std::move(domain);
    }
    void masks()
    {
        for (const QString &table : m_shape.tables.keys()) {
            const QStringList columns = secretLooking(m_shape, table);
            if (!columns.isEmpty())
                m_shape.secretColumns.insert(table, columns);
        }
    }
    void version()
    {
        for (const TableFacts &table : m_recognition.tables) {
            const QString kind = table.schema == m_schema ? versionKind(table) : QString();
            if (!kind.isEmpty())
                m_shape.version = {kind, table.name, {}, {}};
        }
    }
    QString draftId() const
    {
        QString id = m_schema.toLower();
        id.replace(QRegularExpression(u"[^a-z0-9]+"_s), u"-"_s);
        return u"own-"_s + (id == u"-"_s ? QString() : id.left(50))
            + (id.isEmpty() || id == u"-"_s ? u"schema"_s : QString());
    }

    const Recognition &m_recognition;
    QString m_schema;
    Shape m_shape;
    QStringList m_guesses;
};

} // namespace

Draft draftDescription(const Recognition &recognition, const QString &schema)
{
    return Drafter(recognition, schema).run();
}

} // namespace gatehouse::systems
