// The keys of one back end (K1-K4), driven by its description alone.
#pragma once

#include "keys/change.h"
#include "systems/recognition.h"
#include "trail/recorder.h"

namespace gatehouse::db {
class Composer;
}

namespace gatehouse::keys {

using db::Composer;

// How much of a limit is used, by one definition of "used" (K4).
struct LimitUse
{
    QString id, title, note;    // title and note in the source language of the description
    std::optional<qint64> used; // none: this definition counts in the service's memory
    std::optional<qint64> limit;
    bool enforced = false; // by the service; the others are shown by name only
};

// Why something cannot be done, one translated sentence each; empty: it can.
struct Abilities
{
    QString create, edit, revoke, remove, rotate, reveal, usage;
};

struct Count
{
    QString label;
    qint64 count = 0;
};

// Figures of one key for its detail pane, over the last 7 days.
struct Detail
{
    std::vector<Count> models, endpoints; // largest first, at most 8
};

// Keys in the list, state by state, against the rows of the table.
struct RowCheck
{
    qint64 listed = 0, rows = 0;
    QStringList sql;
};

// A value, so that it travels into the closures of a session; everything that takes an Sql runs in
// that session's thread. The engine names columns, never *, and only those that the role may read.
class Keys
{
public:
    // Pure. Invalid when the shape has no keys or the table is not there.
    static Result<Keys> of(const systems::Recognition &recognition, const systems::Match &match);
    void recordAs(trail::Policy policy, trail::Actor actor);

    const systems::KeysDomain &domain() const { return *m_match.shape().keys; }
    const systems::Match &match() const { return m_match; }
    const Abilities &abilities() const { return m_abilities; }
    bool has(const QString &column) const { return !column.isEmpty() && m_table.column(column); }

    // One statement; without usage figures, so that rows show at once.
    Result<std::vector<Key>> list(db::Sql &sql) const;
    // One statement for the figures of all keys, bounded by 7 days; fills usage and lastUse. With
    // an index on (key, time) the last use is exact, else exact for keys with few rows.
    Result<std::vector<Key>> withUsage(db::Sql &sql, std::vector<Key> keys) const;
    Result<Detail> detail(db::Sql &sql, const Key &key) const;
    std::vector<LimitUse> limits(const Key &key) const; // pure
    std::optional<LimitUse> enforced(const Key &key) const;

    // What is wrong with a draft before the server sees it; pure. `seen`: the key of an edit.
    std::vector<Problem> check(const Draft &draft, const std::vector<Key> &known,
        const QDateTime &now, const Key *seen = nullptr) const;
    Draft newDraft() const;
    static Draft draftOf(const Key &key);
    Result<std::vector<Owner>> owners(db::Sql &sql, const QString &filter) const; // at most 200

    // Each in one transaction with its entry in the trail, by primary key only. Refused when the
    // row is not as `seen` any more: the error names both values.
    Result<Created> create(db::Sql &sql, const Draft &draft) const;
    // Keys that exist already: all or none, in one transaction.
    Result<std::vector<Created>> adopt(db::Sql &sql, const std::vector<Adoption> &adoptions) const;
    Result<Changed> edit(db::Sql &sql, const Key &seen, const Draft &wanted) const;
    Result<Preview> preview(db::Sql &sql, const Bulk &bulk) const; // dry run, changes nothing
    Result<Changed> apply(db::Sql &sql, const Bulk &bulk) const;   // all or none
    Result<RotationPreview> previewRotation(db::Sql &sql, const Key &seen) const;
    Result<Created> rotate(db::Sql &sql, const Key &seen, History history) const;
    // The plain text of a stored key. Recorded like a change, and refused like one.
    Result<std::shared_ptr<const Secret>> reveal(db::Sql &sql, const Key &seen) const;

    // Of keys that are stored already: what is stored -> the name of its key. One statement.
    Result<QMap<QString, QString>> namesOfStored(
        db::Sql &sql, const std::vector<std::shared_ptr<const Secret>> &secrets) const;
    // Different clients of each key in the last 7 days; none where they are not recorded.
    Result<std::optional<QMap<QString, int>>> clients(db::Sql &sql) const;
    // The statements of list() and withUsage() with their values, for people to read.
    QStringList statements() const;
    // Whether the list leaves out no row: both numbers come from one snapshot.
    Result<RowCheck> checkRows(db::Sql &sql) const;
    const std::optional<systems::UsageDomain> &usage() const { return m_usage; }
    QString secretColumn() const; // that holds the key or its hash
    bool namesAreUnique() const;
    int longestKey() const; // characters the column holds, 0: any

    Secret generate() const;                    // as the service would; KeysDomain::format
    QString stored(const Secret &secret) const; // what the service compares: the text or its hash

private:
    friend class UsageSql; // keys/usagesql.h: further questions about the usage of keys
    struct Change;         // a transaction, open, and who records in it
    Keys(systems::Match match, const systems::Recognition &recognition);
    void findUsage(const systems::Recognition &recognition);
    void judgeAbilities();
    bool readable(const QString &column) const;
    bool usageReadable(const QString &column) const;
    QString select(Composer &sql) const;
    QString listSql(Composer &sql) const;
    Key read(const db::Row &row) const;
    QString joined() const; // the column of the keys table that usage rows hold
    QString figuresSql(Composer &sql) const;
    QString usageMoment(Composer &sql, const QString &expression) const;
    QString usageWhere(Composer &sql, qint64 seconds) const; // of that long ago until now
    QString ownText(Composer &sql) const;
    QString lastUseSql(Composer &sql) const;
    QString oldestSql(Composer &sql) const;
    QString windowStart(Composer &sql, const systems::LimitDefinition &definition) const;
    bool usageLeads(const QStringList &columns) const;
    Result<Change> begin(db::Sql &sql) const;
    Result<Key> lock(db::Sql &sql, const Key &seen) const; // the row FOR UPDATE, as `seen`
    Result<Key> again(db::Sql &sql, const QString &id, bool forUpdate) const;
    Result<QString> insert(db::Sql &sql, const Draft &draft, const Secret &secret) const;
    QString setSql(Composer &sql, const Bulk &bulk) const;
    Result<qint64> changeRow(db::Sql &sql, const Bulk &bulk, const Key &seen) const;
    Result<qint64> usageRows(db::Sql &sql, const Key &key) const;
    Result<qint64> carryHistory(db::Sql &sql, const Key &seen, const Secret &secret) const;
    Result<> previewDeletion(db::Sql &sql, PreviewRow &row) const;
    Result<std::optional<QString>> plainText(db::Sql &sql, const QString &id) const;
    QString nowSql(Composer &sql) const;
    QString expiry(Composer &sql, const std::optional<QDateTime> &time) const;
    Error explained(Error error, const Draft &draft) const;

    systems::Match m_match;
    systems::TableFacts m_table;
    std::optional<systems::TableFacts> m_usageTable, m_ownerTable;
    std::optional<systems::UsageDomain> m_usage; // one that names keys
    QString m_zone, m_usageZone;                 // of columns without zone
    Abilities m_abilities;
    trail::Policy m_policy = trail::Policy::Required;
    trail::Actor m_actor;
};

} // namespace gatehouse::keys
