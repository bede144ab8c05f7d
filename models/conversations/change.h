// What can be done to conversations: what flux-rag's own memory does (create, add a message,
// rename, delete one, clear all), with a dry run before and an entry in our trail. Session's
// thread.
#pragma once

#include "conversations/source.h"
#include "trail/recorder.h"

namespace gatehouse::conversations {

struct Recording
{
    trail::Policy policy = trail::Policy::Required;
    trail::Actor actor;
};

// One session as the operator saw it; what is different meanwhile stops a change.
struct Seen
{
    QString id;
    std::optional<QString> title;
    qint64 messages = -1; // -1: was not counted
};
Result<Seen> look(db::Sql &sql, const Source &source, const QString &id); // Refused when it is gone

// Rows of another table that point to what is deleted.
struct Dependents
{
    enum class Fate { Deleted, Detached, Prevents };
    QString table; // safe for display
    qint64 rows = 0;
    Fate fate = Fate::Deleted;
};

// The dry run of a deletion: counted by the server, nothing is changed.
struct Toll
{
    qint64 sessions = 0, messages = 0;
    std::vector<Dependents> dependents{}; // those with rows
    QString trouble{};                    // translated: why it would fail
};
Result<Toll> tollOf(db::Sql &sql, const Source &source, const QString &id);
Result<Toll> tollOfAll(db::Sql &sql, const Source &source);

struct Changed
{
    QString id; // of what was made
    qint64 sessions = 0, messages = 0;
    bool recorded = false;
};

struct Draft
{
    QString title;
    QMap<QString, QString> owners{}; // by column of Source::owners(); an empty one is left out
};
// A new session gets the id and the times that the service would give it.
Result<Changed> create(
    db::Sql &sql, const Source &source, const Recording &recording, const Draft &draft);
// Renaming counts as activity, as in the service.
Result<Changed> rename(db::Sql &sql, const Source &source, const Recording &recording,
    const Seen &seen, const QString &title);
// At the end of the session, whose last activity it is. The text is not kept in the trail.
Result<Changed> addMessage(db::Sql &sql, const Source &source, const Recording &recording,
    const QString &id, const QString &role, const QString &content);
// The messages, then the session; rows of other tables as the dry run told.
Result<Changed> remove(
    db::Sql &sql, const Source &source, const Recording &recording, const Seen &seen);
// Everything, in one transaction that keeps others from writing. Refused when there are other
// numbers than the dry run told.
Result<Changed> clear(
    db::Sql &sql, const Source &source, const Recording &recording, const Toll &told);

struct Choice
{
    QString id, label;
};
// Whom a new session may belong to; those whose name holds `filter`, at most 200.
Result<std::vector<Choice>> choices(
    db::Sql &sql, const Source &source, const QString &column, const QString &filter);

} // namespace gatehouse::conversations
