#include "tables/apply.h"

#include "base/redact.h"
#include "db/transaction.h"
#include "tables/words.h"

#include <algorithm>

namespace gatehouse::tables {

namespace {

using Kind = Change::Kind;

constexpr int kKeptText = 300; // of a value in the trail

Result<std::vector<Effect>> touched(db::Sql &sql)
{
    std::vector<Effect> effects;
    auto done = sql.stream("tables/touched"_L1, {}, [&](const db::Row &row) {
        effects.push_back(
            {row.text(0), row.text(1), row.get<qint64>(2), row.get<qint64>(3), row.get<qint64>(4)});
        return true;
    });
    if (!done)
        return done.error();
    return effects;
}

// What came since; counts of an earlier transaction may still be in the server's tally.
std::vector<Effect> difference(std::vector<Effect> now, const std::vector<Effect> &before)
{
    for (Effect &effect : now) {
        for (const Effect &old : before) {
            if (old.schema != effect.schema || old.table != effect.table)
                continue;
            effect.inserted -= old.inserted;
            effect.updated -= old.updated;
            effect.deleted -= old.deleted;
        }
    }
    std::erase_if(now, [](const Effect &effect) {
        return effect.inserted <= 0 && effect.updated <= 0 && effect.deleted <= 0;
    });
    std::sort(now.begin(), now.end(), [](const Effect &a, const Effect &b) {
        return std::pair(a.schema, a.table) < std::pair(b.schema, b.table);
    });
    return now;
}

// Makes the changes one by one inside the caller's transaction.
class Work
{
public:
    Work(db::Sql &sql, const Table &table) : m_sql(sql), m_table(table) { }

    Result<> make(const ChangeSet &changes)
    {
        auto before = touched(m_sql);
        if (!before)
            return before.error();
        for (const Kind kind : {Kind::Delete, Kind::Update, Kind::Insert}) {
            for (const Change &change : changes.changes()) {
                if (change.kind != kind)
                    continue;
                if (auto done = one(change); !done)
                    return done.error();
            }
        }
        if (m_outcome.troubles.empty()) {
            // What would only fail at the commit fails here.
            if (auto done = m_sql.execute(u"SET CONSTRAINTS ALL IMMEDIATE"_s); !done) {
                if (isFatal(done.error()))
                    return done.error();
                m_outcome.troubles.push_back({0, {}, done.error()});
                return Done{};
            }
        }
        if (!m_outcome.troubles.empty())
            return Done{};
        auto after = touched(m_sql);
        if (!after)
            return after.error();
        m_outcome.effects = difference(std::move(after).value(), before.value());
        return Done{};
    }
    Outcome &outcome() { return m_outcome; }
    QString keyOf(const Change &change) const
    {
        if (change.kind == Kind::Insert)
            return m_newKeys.value(change.id);
        QStringList key;
        for (qsizetype i = 0; i < change.before.key.size(); ++i) {
            const EditColumn *column = m_table.column(m_table.key().value(i));
            const QString text = QString::fromUtf8(change.before.key[i]);
            key << (column && column->secret ? maskKey(text) + u' ' + fingerprint(text) : text);
        }
        return key.join(u", "_s);
    }

private:
    static bool isFatal(const Error &error)
    {
        return error.kind == Error::Kind::Connection || error.kind == Error::Kind::Cancelled;
    }
    Result<> savepoint() { return done(u"SAVEPOINT one"_s); }
    Result<> back() { return done(u"ROLLBACK TO SAVEPOINT one"_s); }
    Result<> release() { return done(u"RELEASE SAVEPOINT one"_s); }
    Result<> done(const QString &statement)
    {
        if (auto ran = m_sql.execute(statement); !ran)
            return ran.error();
        return Done{};
    }

    Result<> one(const Change &change)
    {
        if (auto ready = savepoint(); !ready)
            return ready.error();
        const Printed statement = print(m_table, change);
        QStringList key;
        const auto keep = [&key](const db::Row &row) {
            for (int i = 0; i < row.columns(); ++i)
                key << row.text(i);
            return true;
        };
        auto rows = change.kind == Kind::Insert
            ? m_sql.stream(statement.text, statement.params, keep)
            : m_sql.execute(statement.text, statement.params);
        if (rows && change.kind == Kind::Insert) {
            m_newKeys.insert(change.id, key.join(u", "_s));
            if (rows.value() == 1)
                return release();
            trouble(change, {}, keptOut());
            return back();
        }
        if (rows && rows.value() == 1)
            return release();
        if (!rows && isFatal(rows.error()))
            return rows.error();
        if (auto undone = back(); !undone)
            return undone.error();
        return rows ? explainMissed(change) : place(change, rows.error());
    }

    void trouble(const Change &change, const QString &column, const Error &error)
    {
        m_outcome.troubles.push_back({change.id, column, error});
    }
    static Error keptOut()
    {
        return refused(Words::tr("The server changed nothing here: a trigger or a row policy of "
                                 "this table kept it out."));
    }

    // No row had this key and these values.
    Result<> explainMissed(const Change &change)
    {
        auto now = look(m_sql, m_table, change.before.key);
        if (!now) {
            if (isFatal(now.error()))
                return now.error();
            trouble(change, {}, now.error());
            return Done{};
        }
        bool found = false;
        for (auto it = change.before.values.cbegin(); it != change.before.values.cend(); ++it) {
            if (change.kind == Kind::Update && !change.values.contains(it.key()))
                continue;
            const OldValue there = now.value().values.value(it.key());
            if (there == it.value())
                continue;
            found = true;
            const QString what = there.kind == OldValue::Kind::Null ? u"NULL"_s
                : there.kind == OldValue::Kind::Text ? u'"' + redact(there.text).left(80) + u'"'
                                                     : Words::tr("another value");
            trouble(change, it.key(),
                refused(Words::tr("Somebody else changed %1 meanwhile: it is now %2. Nothing was "
                                  "changed; look at the row again.")
                            .arg(it.key(), what)));
        }
        if (!found)
            trouble(change, {}, keptOut());
        return Done{};
    }

    // Which cells the server refused.
    Result<> place(const Change &change, const Error &error)
    {
        QStringList columns;
        if (error.sqlState == "23502"_L1)
            columns = emptyColumns(change);
        else if (error.sqlState.startsWith(u"22"_s) || error.sqlState == "23514"_L1) {
            auto found = refusedAlone(change, error);
            if (!found)
                return found.error();
            columns = found.value();
        }
        if (columns.isEmpty() && error.sqlState.startsWith(u"23"_s))
            columns = ruleColumns(change, error);
        for (const QString &column : columns)
            trouble(change, column, error);
        if (columns.isEmpty())
            trouble(change, {}, error);
        return Done{};
    }
    QStringList emptyColumns(const Change &change) const
    {
        QStringList columns;
        for (const EditColumn &column : m_table.columns) {
            const auto value = change.values.constFind(column.name);
            const bool given = value != change.values.constEnd();
            const bool null = given && value->kind == NewValue::Kind::Null;
            const bool left = column.isRequired()
                && (given ? value->kind == NewValue::Kind::Default : change.kind == Kind::Insert);
            if (column.notNull && (null || left))
                columns << column.name;
        }
        return columns;
    }
    Result<QStringList> refusedAlone(const Change &change, const Error &error)
    {
        QStringList columns;
        for (auto it = change.values.cbegin(); it != change.values.cend(); ++it) {
            if (it->kind != NewValue::Kind::Text)
                continue;
            if (auto ready = savepoint(); !ready)
                return ready.error();
            const Printed alone = print(m_table, change, it.key());
            auto ran = m_sql.execute(alone.text, alone.params);
            if (!ran && isFatal(ran.error()))
                return ran.error();
            if (!ran
                && (ran.error().sqlState.startsWith(u"22"_s) || ran.error().detail == error.detail))
                columns << it.key();
            if (auto undone = back(); !undone)
                return undone.error();
        }
        return columns;
    }
    QStringList ruleColumns(const Change &change, const Error &error) const
    {
        for (const Rule &rule : m_table.rules) {
            if (!error.detail.contains(u'"' + rule.name + u'"'))
                continue;
            QStringList columns;
            for (const QString &column : rule.columns) {
                if (change.values.contains(column))
                    columns << column;
            }
            return columns;
        }
        return {};
    }

    db::Sql &m_sql;
    const Table &m_table;
    Outcome m_outcome;
    QMap<int, QString> m_newKeys;
};

QJsonValue kept(const EditColumn *column, const NewValue &value)
{
    if (value.kind == NewValue::Kind::Null)
        return QJsonValue();
    if (value.kind == NewValue::Kind::Default)
        return u"DEFAULT"_s;
    if (column && column->secret)
        return maskKey(value.text) + u' ' + fingerprint(value.text);
    return value.text.left(kKeptText);
}

QJsonValue kept(const OldValue &value)
{
    if (value.kind == OldValue::Kind::Null)
        return QJsonValue();
    if (value.kind == OldValue::Kind::Digest)
        return Words::tr("%1 bytes, md5 %2").arg(value.bytes).arg(value.text);
    return value.text.left(kKeptText);
}

trail::Entry entryOf(const Table &table, const Change &change, const QString &key)
{
    static const QStringList verbs{u"update"_s, u"insert"_s, u"delete"_s};
    const QString verb = verbs[int(change.kind)];
    const db::Identifier &name = table.relation->name;
    trail::Entry entry{u"row."_s + verb, u"row"_s, name.schema() + u'.' + name.name() + u'/' + key,
        name.name() + u' ' + key.left(100), verb.toUpper(), 1, {}, {}};
    for (auto it = change.before.values.cbegin(); it != change.before.values.cend(); ++it) {
        const EditColumn *column = table.column(it.key());
        if (change.kind == Kind::Delete || change.values.contains(it.key()))
            entry.before.insert(
                it.key(), column && column->secret ? QJsonValue(u"••••"_s) : kept(it.value()));
    }
    for (auto it = change.values.cbegin(); it != change.values.cend(); ++it)
        entry.after.insert(it.key(), kept(table.column(it.key()), it.value()));
    return entry;
}

Result<db::Transaction> begin(db::Sql &sql)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    // The open transaction of another must not hang this one.
    if (auto done = sql.execute(u"SET LOCAL lock_timeout = '3s'"_s); !done)
        return done.error();
    return transaction;
}

} // namespace

Result<Outcome> rehearse(db::Sql &sql, const Table &table, const ChangeSet &changes)
{
    if (!table.whyReadOnly.isEmpty())
        return refused(table.whyReadOnly);
    auto transaction = begin(sql);
    if (!transaction)
        return transaction.error();
    Work work(sql, table);
    if (auto done = work.make(changes); !done)
        return done.error();
    return std::move(work.outcome()); // and the transaction is rolled back
}

Result<Outcome> apply(db::Sql &sql, const Table &table, const ChangeSet &changes,
    const Recording &recording, const std::vector<Effect> &told)
{
    if (!table.whyReadOnly.isEmpty())
        return refused(table.whyReadOnly);
    auto transaction = begin(sql);
    if (!transaction)
        return transaction.error();
    auto recorder = trail::Recorder::open(sql, recording.policy, recording.actor);
    if (!recorder)
        return recorder.error();
    Work work(sql, table);
    if (auto done = work.make(changes); !done)
        return done.error();
    Outcome outcome = std::move(work.outcome());
    if (!outcome.troubles.empty())
        return outcome;
    if (outcome.effects != told)
        return refused(Words::tr("Other rows than the dry run told would be changed: somebody "
                                 "else wrote meanwhile. Nothing was changed; look at it again."));
    for (const Change &change : changes.changes()) {
        auto recorded = recorder.value().write(sql, entryOf(table, change, work.keyOf(change)));
        if (!recorded)
            return recorded.error();
        outcome.recorded = recorded.value();
    }
    auto done = std::move(transaction).value().commit();
    if (done)
        return outcome;
    Error error = done.error();
    if (error.kind == Error::Kind::Connection) {
        error.text =
            Words::tr("The connection was lost while the changes were being committed; nobody can "
                      "say yet whether they were made. Press F5 and look.");
        error.retryable = false;
    }
    return error;
}

Result<> check(db::Sql &sql, const Table &table, const QString &column, const NewValue &value)
{
    const EditColumn *held = table.column(column);
    if (!held || value.kind != NewValue::Kind::Text)
        return Done{};
    auto done = sql.execute(
        u"SELECT CAST($1 AS "_s + held->castType + u") IS NULL"_s, db::bind(value.text));
    if (!done)
        return done.error();
    return Done{};
}

} // namespace gatehouse::tables
