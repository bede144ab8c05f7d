#include "backup/swap.h"

#include "backup/roles.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/composer.h"
#include "db/transaction.h"

#include <thread>

#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr int kLeaveMs = 5000;
constexpr int kHeadStartMs = 200; // else the rename looks again only after 100 ms
constexpr auto kPoll = std::chrono::milliseconds(20);

Result<> run(db::Sql &sql, const QString &text, const std::vector<db::Identifier> &names)
{
    auto done = sql.execute(db::Statement(text, names));
    if (!done)
        return done.error();
    return Done{};
}

Result<qint64> endVisits(db::Sql &sql, qint64 database)
{
    return sql.execute(
        u"SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity "
        "WHERE datid = $1::oid AND pid <> pg_catalog.pg_backend_pid()"_s,
        db::bind(database));
}

Result<> endAllVisits(db::Sql &sql, qint64 database, int limitMs)
{
    const qint64 limit = Clock::system().monotonicMs() + limitMs;
    for (;;) {
        auto ended = endVisits(sql, database);
        if (!ended)
            return ended.error();
        if (ended.value() == 0 || Clock::system().monotonicMs() > limit)
            return Done{};
        std::this_thread::sleep_for(kPoll);
    }
}

// A rename takes the lock that keeps new sessions out of its database, and then waits for those that
// are in. Meanwhile this ends them, from another connection: so nothing has to be barred, and
// nothing stays barred when this program dies.
class Usher
{
public:
    Usher(db::Session &session, qint64 database)
        : m_done(session.run([database, leave = m_leave](db::Sql &sql) -> Result<> {
              while (!leave.isCancelled()) {
                  if (auto ended = endVisits(sql, database); !ended)
                      return ended.error();
                  std::this_thread::sleep_for(kPoll);
              }
              return Done{};
          }))
    {
    }
    ~Usher()
    {
        m_leave.cancel();
        m_done.waitForFinished();
    }
    Usher(const Usher &) = delete;
    Usher &operator=(const Usher &) = delete;

private:
    CancelToken m_leave;
    QFuture<Result<>> m_done;
};

Result<qint64> numberOf(db::Sql &sql, const QString &database)
{
    return sql.fetchOne<qint64>(
        u"SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = $1"_s, db::bind(database));
}

Result<> renameBoth(db::Sql &sql, const QString &live, const QString &aside, const QString &fresh)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (!aside.isEmpty()) {
        auto done = run(sql, u"ALTER DATABASE %1 RENAME TO %2"_s,
            {db::Identifier(live), db::Identifier(aside)});
        if (!done && done.error().sqlState == "55006"_L1)
            return refused(
                Words::tr("The sessions of the database %1 do not end, so nothing was swapped.")
                    .arg(safeText(live)),
                done.error().detail);
        if (!done)
            return done;
    }
    if (auto fine = failPoint("restore.renamed_one"); !fine)
        return fine;
    if (auto done = run(sql, u"ALTER DATABASE %1 RENAME TO %2"_s,
            {db::Identifier(fresh), db::Identifier(live)});
        !done)
        return done;
    if (auto fine = failPoint("restore.renamed_two"); !fine)
        return fine;
    return std::move(transaction).value().commit();
}

Result<> copySettings(db::Sql &sql, const QString &from, const QString &to)
{
    struct Setting
    {
        QString role, name, value;
        static Setting fromRow(const db::Row &row)
        {
            return {row.text(0), row.text(1), row.text(2)};
        }
    };
    auto settings = sql.fetch<Setting>("backup/settings"_L1, db::bind(from));
    if (!settings)
        return settings.error();
    // Lists are kept as SQL writes them, each name quoted where it must be; all else is one value.
    static const QStringList lists{u"search_path"_s, u"local_preload_libraries"_s,
        u"session_preload_libraries"_s, u"temp_tablespaces"_s};
    for (const Setting &one : settings.value()) {
        const QString value = lists.contains(one.name) ? one.value : db::literal(one.value);
        const QString whose = one.role.isEmpty()
            ? QString(u"ALTER DATABASE "_s + db::Identifier(to).quoted())
            : QString(u"ALTER ROLE "_s + db::Identifier(one.role).quoted() + u" IN DATABASE "_s
                + db::Identifier(to).quoted());
        QStringList parts = one.name.split(u'.');
        for (QString &part : parts)
            part = db::Identifier(part).quoted();
        if (auto set = sql.execute(
                db::Statement(QString(whose + u" SET "_s + parts.join(u'.') + u" TO "_s + value)));
            !set)
            return set.error();
    }
    return Done{};
}

Result<> copyRights(db::Sql &sql, const QString &from, const QString &to)
{
    struct Right
    {
        QString grantee, privilege;
        bool grantable = false;
        static Right fromRow(const db::Row &row)
        {
            return {row.text(0), row.text(1), row.get<bool>(2)};
        }
    };
    auto rights = sql.fetch<Right>("backup/rights"_L1, db::bind(from));
    if (!rights)
        return rights.error();
    if (rights.value().empty())
        return Done{}; // those that every database has
    if (auto done = run(sql, u"REVOKE ALL ON DATABASE %1 FROM PUBLIC"_s, {db::Identifier(to)});
        !done)
        return done;
    static const QStringList known{u"CONNECT"_s, u"CREATE"_s, u"TEMPORARY"_s};
    for (const Right &one : rights.value()) {
        if (!known.contains(one.privilege))
            continue;
        const QString who =
            one.grantee.isEmpty() ? u"PUBLIC"_s : db::Identifier(one.grantee).quoted();
        if (auto done = sql.execute(db::Statement(QString(u"GRANT "_s + one.privilege
                + u" ON DATABASE "_s + db::Identifier(to).quoted() + u" TO "_s + who
                + (one.grantable ? u" WITH GRANT OPTION"_s : QString()))));
            !done)
            return done.error();
    }
    return Done{};
}

Swap::State afterCrash(const Swap &swap)
{
    return swap.state == Swap::State::Undoing ? Swap::State::Done : Swap::State::Building;
}

// One unfinished swap, by what databases there are now.
Result<QString> repair(db::Sql &sql, Swap swap)
{
    auto live = databaseExists(sql, swap.live);
    auto fresh = databaseExists(sql, swap.fresh);
    auto before = databaseExists(sql, swap.before);
    for (const auto *one : {&live, &fresh, &before}) {
        if (!*one)
            return one->error();
    }
    const bool committed = swap.state == Swap::State::Swapping ? live.value() && !fresh.value()
                                                               : fresh.value() && !before.value();
    if (swap.state != Swap::State::Building && committed) {
        swap.state = swap.state == Swap::State::Swapping ? Swap::State::Done : Swap::State::Undone;
        if (auto kept = writeSwap(swap); !kept)
            return kept.error();
        return Words::tr(
            "A restore of %1 that was interrupted had changed the names already; it is "
            "complete now.")
            .arg(safeText(swap.live));
    }
    if (afterCrash(swap) == Swap::State::Done) {
        swap.state = Swap::State::Done;
        if (auto kept = writeSwap(swap); !kept)
            return kept.error();
        return Words::tr(
            "Taking back the restore of %1 was interrupted before the names changed; it "
            "can be tried again.")
            .arg(safeText(swap.live));
    }
    if (fresh.value()) {
        if (auto done = run(
                sql, u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s, {db::Identifier(swap.fresh)});
            !done)
            return done.error();
    }
    if (auto gone = dropStandIns(sql, swap.standIns); !gone)
        return gone.error();
    forgetSwap(swap);
    return Words::tr(
        "A restore of %1 was interrupted before the names changed; the database is as it "
        "was, and the half-made copy is gone.")
        .arg(safeText(swap.live));
}

} // namespace

Visitor Visitor::fromRow(const db::Row &row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

Result<std::vector<Visitor>> visitors(db::Sql &sql, const QString &database)
{
    return sql.fetch<Visitor>(
        u"SELECT usename, application_name, coalesce(client_addr::text, 'local'), state "
        "FROM pg_catalog.pg_stat_activity WHERE datname = $1 "
        "AND pid <> pg_catalog.pg_backend_pid() ORDER BY 1, 2 LIMIT 100"_s,
        db::bind(database));
}

QString besideName(const QString &database, const QString &suffix)
{
    QString stem = database;
    while (stem.toUtf8().size() + suffix.toUtf8().size() > 63)
        stem.chop(stem.size() > 1 && stem.back().isLowSurrogate() ? 2 : 1);
    return stem + suffix;
}

Result<bool> databaseExists(db::Sql &sql, const QString &name)
{
    return sql.fetchOne<bool>(
        u"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1)"_s,
        db::bind(name));
}

Result<QString> serverIdentity(db::Sql &sql, const QString &address)
{
    auto identity = sql.fetchOne<QString>(
        u"SELECT CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', "
        "'EXECUTE') THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) "
        "ELSE '' END"_s);
    if (identity && identity.value().isEmpty())
        return address;
    return identity;
}

Result<> copyProperties(db::Sql &sql, const QString &from, const QString &to)
{
    struct Properties
    {
        QString owner;
        qint64 limit = -1;
        static Properties fromRow(const db::Row &row) { return {row.text(0), row.get<qint64>(1)}; }
    };
    auto properties = sql.fetchOne<Properties>(
        u"SELECT pg_catalog.pg_get_userbyid(datdba), datconnlimit FROM pg_catalog.pg_database "
        "WHERE datname = $1"_s,
        db::bind(from));
    if (!properties)
        return properties.error();
    if (auto done = run(sql, u"ALTER DATABASE %1 OWNER TO %2"_s,
            {db::Identifier(to), db::Identifier(properties.value().owner)});
        !done)
        return done;
    if (properties.value().limit >= 0) {
        if (auto done = run(sql,
                u"ALTER DATABASE %1 CONNECTION LIMIT "_s
                    + QString::number(properties.value().limit),
                {db::Identifier(to)});
            !done)
            return done;
    }
    if (auto done = copySettings(sql, from, to); !done)
        return done;
    return copyRights(sql, from, to);
}

Result<> swapNames(db::Sql &sql, db::Session &other, const QString &live, const QString &aside,
    const QString &fresh)
{
    if (aside.isEmpty())
        return renameBoth(sql, live, aside, fresh);
    const auto old = numberOf(sql, live), made = numberOf(sql, fresh);
    for (const auto *one : {&old, &made}) {
        if (!*one)
            return one->error();
    }
    if (auto done = endAllVisits(sql, made.value(), kLeaveMs); !done)
        return done;
    {
        const Usher usher(other, old.value());
        if (auto done = endAllVisits(sql, old.value(), kHeadStartMs); !done)
            return done;
        if (auto fine = failPoint("restore.ended"); !fine)
            return fine;
        if (auto done = renameBoth(sql, live, aside, fresh); !done)
            return done;
    }
    return failPoint("restore.committed");
}

Result<> undoSwap(db::Sql &sql, db::Session &other, Swap &swap)
{
    if (!swap.canUndo())
        return refused(
            Words::tr("This restore cannot be taken back: there was no database before it, "
                      "or it was taken back already."));
    auto there = databaseExists(sql, swap.before);
    if (!there)
        return there.error();
    if (!there.value())
        return refused(
            Words::tr("The old database %1 is not there any more, so the restore cannot be "
                      "taken back.")
                .arg(safeText(swap.before)));
    const AtWork atWork(swap.id);
    swap.fresh = besideName(swap.live, u"_undone_"_s + swap.id);
    swap.state = Swap::State::Undoing;
    swap.pid = ::getpid();
    if (auto kept = writeSwap(swap); !kept)
        return kept;
    if (auto done = swapNames(sql, other, swap.live, swap.fresh, swap.before); !done) {
        swap.state = Swap::State::Done;
        if (auto kept = writeSwap(swap); !kept)
            return kept;
        return done;
    }
    swap.state = Swap::State::Undone;
    return writeSwap(swap);
}

Result<QStringList> repairSwaps(db::Sql &sql, const QString &server)
{
    QStringList said;
    for (const Swap &swap : readSwaps()) {
        const bool unfinished = swap.state == Swap::State::Building
            || swap.state == Swap::State::Swapping || swap.state == Swap::State::Undoing;
        if (!unfinished || swap.server != server || isAtWork(swap))
            continue;
        auto done = repair(sql, swap);
        if (!done)
            return done.error();
        said.append(done.value());
    }
    return said;
}

} // namespace gatehouse::backup
