// Conversations of a back end, made of its description: which table holds the sessions and which
// the messages, and how a search becomes a condition. No system is named here.
#pragma once

#include "browse/query.h"
#include "systems/recognition.h"

#include <memory>

namespace gatehouse::conversations {

// What is looked for in titles and messages; an empty text finds everything.
struct Search
{
    enum class Mode {
        Words, // every word, the last one by its beginning; "a phrase", or, -not
        Exact  // this text anywhere, without regard to case
    };
    QString text{};
    Mode mode = Mode::Words;
    bool isEmpty() const { return text.trimmed().isEmpty(); }
    bool operator==(const Search &) const = default;
};

// Why something cannot be done: a translated sentence. Empty: it can.
struct Abilities
{
    QString create, rename, remove, clear, addMessage;
};

// What a new session has to belong to.
struct Owner
{
    QString column; // of the sessions table
    QString title;  // safe for display: "agent_id (agents)"
    bool required = false;
};

// A value, shared as const; any thread. Times without zone are meant in zone().
class Source
{
public:
    // Columns that the relations have where they are recorded, beside those of the tables.
    static constexpr const char *kCount = "gatehouse.messages"; // at most kMostCounted
    static constexpr const char *kLast = "gatehouse.last";      // time of the last message
    static constexpr const char *kOwner = "gatehouse.owner";    // its name
    static constexpr const char *kModel = "gatehouse.model";
    static constexpr const char *kLatency = "gatehouse.latency";
    static constexpr int kMostCounted = 10001; // for each row of the list: more is "over 10,000"

    // Of the match; reads the catalog, two statements. Refused without conversations, or the right
    // to read them.
    static Result<std::shared_ptr<const Source>> read(
        db::Sql &sql, const systems::Recognition &recognition, const systems::Match &match);

    QString title() const { return m_title; }     // translated: "flux-rag"
    QStringList notes() const { return m_notes; } // translated: what cannot be shown, and why
    const Abilities &abilities() const { return m_abilities; }
    const std::vector<Owner> &owners() const { return m_owners; }
    // How many of the newest messages the service hands to its model; 0: not known.
    int historyMessages() const { return m_domain.historyMessages; }
    const QString &zone() const { return m_zone; }

    const systems::ConversationsDomain &domain() const { return m_domain; }
    db::Identifier sessionsTable() const { return {m_schema, m_domain.sessionsTable}; }
    db::Identifier messagesTable() const { return {m_schema, m_domain.messagesTable}; }
    const systems::TableFacts &sessionFacts() const { return m_sessionFacts; }
    const systems::TableFacts &messageFacts() const { return m_messageFacts; }

    std::shared_ptr<const browse::Relation> sessions() const { return m_sessions; }
    std::shared_ptr<const browse::Relation> messages() const { return m_messages; }
    QStringList shownSessionColumns() const; // of the list, in order
    QStringList shownMessageColumns() const;
    QString modelColumn() const;   // of messages(); empty: not recorded
    QString latencyColumn() const; // of messages(); empty: not recorded

    browse::Query sessionRows(const Search &search) const; // last activity first
    // In the order they were said. With a search: those that match.
    browse::Query messageRows(const QString &sessionId, const Search &search = {}) const;

private:
    friend class Builder;
    Source() = default;

    QString m_title, m_schema, m_zone;
    QStringList m_notes;
    systems::ConversationsDomain m_domain;
    systems::TableFacts m_sessionFacts, m_messageFacts;
    std::vector<Owner> m_owners;
    Abilities m_abilities;
    std::shared_ptr<const browse::Relation> m_sessions, m_messages;
};

} // namespace gatehouse::conversations
