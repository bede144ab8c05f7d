#include "browse/describe.h"
#include "browse/label.h"
#include "browse/types.h"
#include "conversations/source.h"
#include "conversations/words.h"
#include "systems/needs.h"

#include <QTimeZone>

#include <algorithm>

namespace gatehouse::conversations {

namespace {

using browse::Column;
using browse::Relation;
using browse::Show;

// Longer texts are searched by the words they hold only: a tsvector has at most a megabyte.
constexpr int kIndexedChars = 100000;

Column *columnOf(Relation &relation, const QString &id)
{
    const int index = relation.indexOf(id);
    return index < 0 ? nullptr : &relation.columns[size_t(index)];
}

QString unitName(systems::Unit unit)
{
    return unit == systems::Unit::Seconds     ? u"s"_s
        : unit == systems::Unit::Milliseconds ? u"ms"_s
                                              : u"ns"_s;
}

bool isJson(const Column &column)
{
    return column.type == browse::kJson || column.type == browse::kJsonb;
}

// "by words" and "by text" of a column `gives` of the messages; w[1] is the session, w[2] the
// query, the rest what every match holds.
void addSearch(Relation &relation, const Relation &messages, const QString &gives,
    const systems::ConversationsDomain &domain, bool ofOneSession)
{
    const auto m = [](const QString &id) { return u"m."_s + db::Identifier(id).quoted(); };
    const Column *session = messages.column(domain.messageSession);
    const QString content = m(domain.content) + u"::text"_s;
    const QString before = u"SELECT DISTINCT "_s + m(gives) + u" FROM (SELECT "_s;
    const QString from = u" AS w) AS q CROSS JOIN "_s + messages.name.quoted() + u" AS m WHERE "_s
        + (ofOneSession
                ? m(domain.messageSession) + u" = q.w[1]::"_s + session->typeName + u" AND "_s
                : QString());
    const QString query =
        u"(SELECT CASE WHEN right(t::text, 1) = '''' THEN (t::text || ':*')::tsquery ELSE t END "
        "FROM websearch_to_tsquery('pg_catalog.simple', q.w[2]) AS t)"_s;
    const QString chars = QString::number(kIndexedChars);
    relation.lookups.push_back({u"by words"_s, before,
        from + content + u" ILIKE ALL (q.w[3:]) AND ((length("_s + content + u") > "_s + chars
            + u" AND cardinality(q.w) > 2) OR to_tsvector('pg_catalog.simple', left("_s + content
            + u", "_s + chars + u")) @@ "_s + query + u')'});
    relation.lookups.push_back({u"by text"_s, before, from + content + u" ILIKE q.w[2]"_s});
}

} // namespace

// Puts a Source together; lives for one call.
class Builder
{
public:
    Builder(const systems::Recognition &recognition, const systems::Match &match, Relation sessions,
        Relation messages)
        : m_recognition(recognition),
          m_match(match),
          m_sessions(std::move(sessions)),
          m_messages(std::move(messages)),
          m_source(new Source)
    {
    }

    Result<std::shared_ptr<const Source>> build()
    {
        Source &source = *m_source;
        const systems::ConversationsDomain &domain = *m_match.shape().conversations;
        source.m_domain = domain;
        source.m_schema = m_match.schema;
        source.m_title = systems::translated(m_match.system->title);
        source.m_zone =
            QTimeZone(domain.zone.zone.toUtf8()).isValid() ? domain.zone.zone : u"UTC"_s;
        source.m_sessionFacts = *m_recognition.table(m_match.schema, domain.sessionsTable);
        source.m_messageFacts = *m_recognition.table(m_match.schema, domain.messagesTable);
        mask(m_sessions, domain.sessionsTable);
        mask(m_messages, domain.messagesTable);
        nameColumns();
        addMessageColumns();
        addOwners();
        addCounts();
        if (const QString key = messageKey(); !key.isEmpty())
            addSearch(m_messages, m_messages, key, domain, true);
        addSearch(m_sessions, m_messages, domain.messageSession, domain, false);
        judgeAbilities();
        source.m_sessions = std::make_shared<Relation>(std::move(m_sessions));
        source.m_messages = std::make_shared<Relation>(std::move(m_messages));
        return std::shared_ptr<const Source>(std::move(m_source));
    }

private:
    const systems::ConversationsDomain &domain() const { return m_source->m_domain; }

    void mask(Relation &relation, const QString &table)
    {
        for (const QString &secret : m_match.shape().secretColumns.value(table)) {
            const QStringList parts = secret.split(u'.');
            Column *held = columnOf(relation, parts.first());
            if (held && parts.size() == 1)
                held->secret = true;
            else if (held)
                held->secretMembers.push_back(parts.mid(1));
        }
    }

    void nameColumns()
    {
        const auto name = [this](Relation &relation, const QString &id, const QString &title) {
            if (Column *held = columnOf(relation, id))
                held->title = title;
        };
        name(m_sessions, domain().title, Words::tr("Title"));
        name(m_sessions, domain().owner, Words::tr("User"));
        name(m_sessions, domain().sessionCreated, Words::tr("Created"));
        name(m_sessions, domain().sessionUpdated, Words::tr("Last activity"));
        name(m_messages, domain().role, Words::tr("Role"));
        name(m_messages, domain().content, Words::tr("Message"));
        name(m_messages, domain().messageTime, Words::tr("Time"));
        name(m_messages, domain().model, Words::tr("Model"));
        for (Relation *relation : {&m_sessions, &m_messages})
            for (Column &one : relation->columns)
                if (one.show == Show::Time && one.type != browse::kTimestamptz)
                    one.zone = m_source->m_zone;
    }

    void addMessageColumns()
    {
        const auto member = [this](const QString &role, const char *id, Show show) -> Column * {
            const QStringList path = domain().jsonPaths.value(role);
            const Column *json = path.size() < 2 ? nullptr : m_messages.column(path.first());
            if (!json || !isJson(*json))
                return nullptr;
            m_messages.columns.push_back(
                browse::memberColumn(Column(*json), QString::fromLatin1(id), path.mid(1), show));
            return &m_messages.columns.back();
        };
        if (Column *model = member(u"model"_s, Source::kModel, Show::Text))
            model->title = Words::tr("Model");
        Column *latency = member(u"latency"_s, Source::kLatency, Show::Duration);
        if (!latency)
            latency = columnOf(m_messages, domain().latency);
        if (latency) {
            latency->title = Words::tr("Latency");
            latency->show = Show::Duration;
            latency->unit = unitName(domain().latencyUnit);
        }
    }

    void addLabel(const QString &id, const QString &held, const QStringList &names)
    {
        const systems::TableFacts *table =
            names.size() == 3 ? m_recognition.table(m_match.schema, names[0]) : nullptr;
        const Column *own = m_sessions.column(held);
        if (!own || !table
            || !systems::readProblem(m_recognition, m_match, names[0], {names[1], names[2]})
                    .isEmpty())
            return;
        m_sessions.columns.push_back(browse::labelColumn(id, m_sessions.name, *own,
            {db::Identifier(m_match.schema, names[0]), names[1], table->column(names[1])->type,
                names[2]}));
    }

    void addOwners()
    {
        addLabel(
            QString::fromLatin1(Source::kOwner), domain().owner, domain().labels.value(u"owner"_s));
        for (auto it = domain().belongsTo.cbegin(); it != domain().belongsTo.cend(); ++it) {
            const systems::ColumnFacts *column = m_source->m_sessionFacts.column(it.key());
            if (column && it.value().size() == 3)
                m_source->m_owners.push_back(
                    {it.key(), it.value()[0], column->notNull && !column->hasDefault});
        }
    }

    // Both need an index, or each row of the list would read all the messages.
    void addCounts()
    {
        const auto indexed = [this](const QStringList &columns) {
            const auto &indexes = m_source->m_messageFacts.indexes;
            return std::any_of(indexes.begin(), indexes.end(), [&](const auto &index) {
                return index.valid && !index.partial
                    && index.columns.mid(0, columns.size()) == columns;
            });
        };
        const QString where = m_messages.name.quoted() + u" AS m WHERE m."_s
            + db::Identifier(domain().messageSession).quoted() + u" = "_s
            + db::Identifier(domain().sessionsTable).quoted() + u'.'
            + db::Identifier(domain().sessionId).quoted();
        const auto add = [this](const char *id, const QString &title, const QString &expression) {
            Column column;
            column.id = QString::fromLatin1(id);
            column.title = title;
            column.expression = expression;
            column.sort = browse::Sort::None;
            column.wide = false;
            m_sessions.columns.push_back(column);
            return &m_sessions.columns.back();
        };
        if (!indexed({domain().messageSession})) {
            m_source->m_notes << Words::tr(
                "The messages of each session are not counted in the list, since no index of %1 "
                "begins with %2.")
                                     .arg(systems::tableLabel(
                                              m_match.schema, domain().messagesTable),
                                         domain().messageSession);
            return;
        }
        Column *count = add(Source::kCount, Words::tr("Messages"),
            u"SELECT count(*) FROM (SELECT 1 FROM "_s + where + u" LIMIT "_s
                + QString::number(Source::kMostCounted) + u") AS c"_s);
        count->type = browse::kInt8;
        count->typeName = u"bigint"_s;
        count->show = Show::Number;
        const Column *time = m_messages.column(domain().messageTime);
        if (!time || !indexed({domain().messageSession, domain().messageTime}))
            return;
        Column *last = add(Source::kLast, Words::tr("Last message"),
            u"SELECT max(m."_s + db::Identifier(time->id).quoted() + u") FROM "_s + where);
        last->type = time->type;
        last->typeName = time->typeName;
        last->show = time->show;
        last->zone = time->zone;
    }

    QString messageKey() const
    {
        if (m_messages.column(domain().messageId))
            return domain().messageId;
        return {};
    }

    void judgeAbilities()
    {
        const auto may = [this](const QString &table, const QString &right,
                             const QStringList &columns) {
            return systems::writeProblem(m_recognition, m_match, table, right, columns);
        };
        const auto first = [](const QStringList &whys) {
            const auto found = std::find_if(
                whys.begin(), whys.end(), [](const QString &why) { return !why.isEmpty(); });
            return found == whys.end() ? QString() : *found;
        };
        const auto held = [](QStringList columns) {
            columns.removeAll(QString());
            return columns;
        };
        const QString sessions = domain().sessionsTable, messages = domain().messagesTable;
        Abilities &can = m_source->m_abilities;
        can.create = may(sessions, u"INSERT"_s, held({domain().title}));
        can.rename = domain().title.isEmpty()
            ? Words::tr("The sessions of this back end have no title.")
            : may(sessions, u"UPDATE"_s, held({domain().title, domain().sessionUpdated}));
        can.remove = first({may(messages, u"DELETE"_s, {}), may(sessions, u"DELETE"_s, {})});
        can.clear = can.remove;
        can.addMessage = domain().role.isEmpty()
            ? Words::tr("The messages of this back end have no role.")
            : may(messages, u"INSERT"_s,
                held({domain().messageSession, domain().role, domain().content}));
    }

    const systems::Recognition &m_recognition;
    const systems::Match &m_match;
    Relation m_sessions, m_messages;
    std::shared_ptr<Source> m_source;
};

Result<std::shared_ptr<const Source>> Source::read(
    db::Sql &sql, const systems::Recognition &recognition, const systems::Match &match)
{
    if (const QString why = systems::whyNoConversations(recognition, match); !why.isEmpty())
        return refused(why);
    const systems::ConversationsDomain &domain = *match.shape().conversations;
    auto sessions = browse::describe(sql, db::Identifier(match.schema, domain.sessionsTable));
    if (!sessions)
        return sessions.error();
    auto messages = browse::describe(sql, db::Identifier(match.schema, domain.messagesTable));
    if (!messages)
        return messages.error();
    return Builder(recognition, match, std::move(sessions).value(), std::move(messages).value())
        .build();
}

} // namespace gatehouse::conversations
