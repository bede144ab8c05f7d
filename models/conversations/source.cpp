#include "conversations/source.h"

#include "conversations/words.h"

namespace gatehouse::conversations {

namespace {

using browse::Condition;

// The runs of letters and digits that every match holds; none where a word may be missing.
QStringList neededWords(const QString &text)
{
    QStringList words;
    QString word;
    bool excluded = false;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const bool part = i < text.size() && (text[i].isLetterOrNumber() || text[i].isSurrogate());
        if (part) {
            if (word.isEmpty())
                excluded = i > 0 && text[i - 1] == u'-';
            word += text[i];
            continue;
        }
        if (word.compare("or"_L1, Qt::CaseInsensitive) == 0)
            return {};
        if (!word.isEmpty() && !excluded)
            words << word;
        word.clear();
    }
    return text.contains(u'-') && text.contains(u'"') ? QStringList() : words;
}

// What the lookups take: the session (none: any), the query, then the patterns that must be met.
QStringList lookupValues(const QString &sessionId, const Search &search)
{
    QStringList values{sessionId};
    if (search.mode == Search::Mode::Exact)
        return values << u'%' + browse::escapeLike(search.text) + u'%';
    const QString text = QString::fromUtf8(search.text.toUtf8()); // as the server will see it
    values << text;
    for (const QString &word : neededWords(text))
        values << u'%' + browse::escapeLike(word) + u'%';
    return values;
}

QString lookupName(const Search &search)
{
    return search.mode == Search::Mode::Words ? u"by words"_s : u"by text"_s;
}

bool hasNul(const Search &search) { return search.text.contains(QChar(0)); }

} // namespace

QStringList Source::shownSessionColumns() const
{
    QStringList shown;
    for (const QString &id : {m_domain.title, QString::fromLatin1(kCount), m_domain.sessionUpdated,
             QString::fromLatin1(kLast), QString::fromLatin1(kOwner)})
        if (m_sessions->column(id))
            shown << id;
    return shown;
}

QStringList Source::shownMessageColumns() const
{
    QStringList shown;
    for (const QString &id :
        {m_domain.messageTime, m_domain.role, m_domain.content, modelColumn(), latencyColumn()})
        if (m_messages->column(id))
            shown << id;
    return shown;
}

QString Source::modelColumn() const
{
    const QString computed = QString::fromLatin1(kModel);
    return m_messages->column(computed)      ? computed
        : m_messages->column(m_domain.model) ? m_domain.model
                                             : QString();
}

QString Source::latencyColumn() const
{
    const QString computed = QString::fromLatin1(kLatency);
    return m_messages->column(computed)        ? computed
        : m_messages->column(m_domain.latency) ? m_domain.latency
                                               : QString();
}

browse::Query Source::sessionRows(const Search &search) const
{
    browse::Query query;
    query.relation = m_sessions;
    if (!search.isEmpty()) {
        std::vector<Condition> any;
        if (m_sessions->column(m_domain.title))
            any.push_back(Condition::contains(m_domain.title, search.text.trimmed()));
        if (!hasNul(search))
            any.push_back(
                Condition::among(m_domain.sessionId, lookupName(search), lookupValues({}, search)));
        query.filter = Condition::any(std::move(any));
    }
    for (const QString &id : {m_domain.sessionUpdated, m_domain.sessionCreated})
        if (query.order.empty() && m_sessions->column(id))
            query.order = {{id, false, false}};
    return query;
}

browse::Query Source::messageRows(const QString &sessionId, const Search &search) const
{
    browse::Query query;
    query.relation = m_messages;
    query.filter = Condition::equals(m_domain.messageSession, sessionId);
    if (!search.isEmpty() && !hasNul(search) && m_messages->column(m_domain.messageId))
        query.filter = Condition::all({query.filter,
            Condition::among(
                m_domain.messageId, lookupName(search), lookupValues(sessionId, search))});
    if (m_messages->column(m_domain.messageTime))
        query.order = {{m_domain.messageTime, true, false}};
    return query;
}

} // namespace gatehouse::conversations
