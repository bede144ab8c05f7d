#include "versions/locks.h"

#include "base/clock.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "versions/steprecord.h"
#include "versions/words.h"

#include <QLocale>

#include <algorithm>
#include <map>

namespace gatehouse::versions {
namespace {

constexpr qint64 kLearnMs = 500, kLearnLockMs = 100;
// Assumed, on the slow side of a plain server with its disk: bytes a second.
constexpr double kReadSpeed = 200e6, kIndexSpeed = 25e6, kWriteSpeed = 50e6;

struct OwnLock
{
    qint64 oid = 0;
    QString table;
    LockMode mode = LockMode::None;
    static OwnLock fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), row.text(1), lockNamed(row.text(2))};
    }
};

struct File
{
    qint64 oid = 0, node = 0;
    static File fromRow(const db::Row &row) { return {row.get<qint64>(0), row.get<qint64>(1)}; }
};

using Strongest = std::map<qint64, OwnLock>;
using Files = std::map<qint64, qint64>;

Result<Strongest> ownLocks(db::Sql &sql)
{
    auto rows = sql.fetch<OwnLock>("versions/steps_own_locks"_L1);
    if (!rows)
        return rows.error();
    Strongest strongest;
    for (const OwnLock &one : rows.value()) {
        const auto [it, fresh] = strongest.try_emplace(one.oid, one);
        if (!fresh && it->second.mode < one.mode)
            it->second = one;
    }
    return strongest;
}

Result<Files> files(db::Sql &sql, const QString &schema)
{
    auto rows = sql.fetch<File>("versions/steps_files"_L1, db::bind(schema));
    if (!rows)
        return rows.error();
    Files found;
    for (const File &one : rows.value())
        found.emplace(one.oid, one.node);
    return found;
}

Result<> limits(db::Sql &sql, qint64 lockMs, qint64 statementMs)
{
    auto done = sql.execute("versions/steps_limits"_L1,
        db::bind(QString::number(lockMs), QString::number(statementMs), true));
    if (!done)
        return done.error();
    return Done{};
}

// One statement, tried; its error says why the rest stays untried.
Result<Learned> tryOne(db::Sql &sql, const QString &schema, const Statement &statement,
    Files &before, Strongest &held)
{
    if (auto done = sql.execute(db::Statement(statement.text)); !done)
        return done.error();
    auto now = ownLocks(sql);
    if (!now)
        return now.error();
    auto after = files(sql, schema);
    if (!after)
        return after.error();
    Learned learned;
    learned.tried = true;
    for (const auto &[oid, lock] : now.value()) {
        if (!before.contains(oid))
            continue; // made by the step itself: nobody else sees it yet
        const auto it = held.find(oid);
        if (it == held.end() || it->second.mode < lock.mode)
            learned.locks.push_back({lock.table, lock.mode});
        const auto file = after.value().find(oid);
        if (file != after.value().end() && file->second != before.at(oid))
            learned.rewritten.append(lock.table);
    }
    for (auto &[oid, node] : before) {
        const auto file = after.value().find(oid);
        node = file == after.value().end() ? node : file->second;
    }
    held = std::move(now).value();
    return learned;
}

} // namespace

Holder Holder::fromRow(const db::Row &row)
{
    return {row.get<int>(0), row.text(1), row.text(2), row.text(3), row.text(4),
        lockNamed(row.text(5)), row.get<bool>(6), row.get<qint64>(7), redact(row.text(8))};
}

QString Holder::sentence() const
{
    const QString who = Words::tr("%1 (%2, process %3)")
                            .arg(safeText(application.isEmpty() ? user : application, 60),
                                safeText(user, 60))
                            .arg(pid);
    const QString what = granted ? Words::tr("holds %1 on %2").arg(lockName(mode), safeText(table))
                                 : Words::tr("waits for %1 on %2").arg(lockName(mode), safeText(table));
    return Words::tr("%1 %2, in a transaction of %n second(s), %3", nullptr, int(transactionSeconds))
        .arg(who, what, safeText(state, 40));
}

TableSize TableSize::fromRow(const db::Row &row)
{
    return {row.text(0), row.get<qint64>(1), row.get<qint64>(2), row.get<qint64>(3)};
}

Result<std::vector<Holder>> holders(
    db::Sql &sql, const QString &schema, const QStringList &tables)
{
    return sql.fetch<Holder>("versions/steps_holders"_L1, db::bind(schema, tables));
}

Result<std::vector<TableSize>> tableSizes(
    db::Sql &sql, const QString &schema, const QStringList &tables)
{
    return sql.fetch<TableSize>("versions/steps_sizes"_L1, db::bind(schema, tables));
}

QStringList tablesOf(const std::vector<Statement> &statements)
{
    QStringList all;
    for (const Statement &statement : statements) {
        for (const db::Identifier &table : statement.tables) {
            if (!all.contains(table.name()) && !table.name().isEmpty())
                all.append(table.name());
        }
    }
    return all;
}

Result<std::vector<Learned>> learnLocks(
    db::Sql &sql, const QString &schema, const std::vector<Statement> &statements)
{
    std::vector<Learned> all(statements.size());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto done = lookOnlyAt(sql, schema, true); !done)
        return done.error();
    auto found = files(sql, schema);
    if (!found)
        return found.error();
    Files before = std::move(found).value();
    Strongest held;
    QString why;
    const qint64 began = Clock::system().monotonicMs();
    for (size_t i = 0; i < statements.size(); ++i) {
        const qint64 left = kLearnMs - (Clock::system().monotonicMs() - began);
        if (why.isEmpty() && left < 20)
            why = Words::tr("not tried: the statements before it took their half second");
        if (statements.at(i).alone) {
            all.at(i).why = Words::tr("by rule: PostgreSQL does not run it in a transaction");
            continue;
        }
        if (!why.isEmpty()) {
            all.at(i).why = why;
            continue;
        }
        if (auto done = limits(sql, std::min(left, kLearnLockMs), left); !done)
            return done.error();
        auto learned = tryOne(sql, schema, statements.at(i), before, held);
        if (learned) {
            all.at(i) = std::move(learned).value();
            continue;
        }
        const Error &error = learned.error();
        if (error.kind == Error::Kind::Connection || error.kind == Error::Kind::Cancelled)
            return error;
        all.at(i).why = error.sqlState == "55P03"_L1
            ? Words::tr("not tried: somebody holds a lock on its table")
            : error.sqlState == "57014"_L1
            ? Words::tr("not tried to its end: it takes more than half a second")
            : Words::tr("not tried: %1").arg(safeText(error.detail, 200));
        why = Words::tr("not tried: a statement before it could not be");
    }
    return all;
}

Guess guessTime(
    const Statement &statement, const std::vector<TableSize> &sizes, const Learned *learned)
{
    Guess guess;
    qint64 bytes = 0;
    for (const TableSize &size : sizes) {
        for (const db::Identifier &table : statement.tables) {
            if (table.name() == size.table)
                bytes = std::max(bytes, size.bytes);
        }
    }
    const bool scans = statement.kind == "CREATE INDEX"_L1 || statement.kind == "REINDEX"_L1;
    const bool validates = statement.text.contains("VALIDATE CONSTRAINT"_L1, Qt::CaseInsensitive);
    const bool rewrites = learned ? !learned->rewritten.isEmpty() : statement.isUnsafe() && !scans;
    const bool changes = statement.kind == "UPDATE"_L1 || statement.kind == "DELETE"_L1;
    const auto at = [&](double speed, const QString &what) {
        guess.ms = qint64(double(bytes) / speed * 1000) + 5;
        guess.basis = what.arg(QLocale().formattedDataSize(bytes, 1),
            QLocale().formattedDataSize(qint64(speed), 0));
    };
    if (statement.onlyNew) {
        guess.ms = 5;
        guess.basis = Words::tr("a new table is empty");
    } else if (scans) {
        at(statement.concurrently ? kIndexSpeed / 2 : kIndexSpeed,
            statement.concurrently
                ? Words::tr("%1 of rows read twice at an assumed %2 a second, and as long again as "
                            "the oldest transaction lasts")
                : Words::tr("%1 of rows at an assumed %2 a second"));
    } else if (rewrites || changes) {
        at(kWriteSpeed, Words::tr("%1 of rows written anew at an assumed %2 a second"));
    } else if (validates) {
        at(kReadSpeed, Words::tr("%1 of rows read at an assumed %2 a second"));
    } else {
        guess.ms = 5;
        guess.basis = Words::tr("only the catalog changes");
    }
    LockMode strongest = statement.lock;
    if (learned && learned->tried) {
        strongest = LockMode::None;
        for (const Learned::Lock &lock : learned->locks)
            strongest = std::max(strongest, lock.mode);
    }
    guess.stopsService = stopsWriters(strongest) && !statement.onlyNew;
    return guess;
}

} // namespace gatehouse::versions
