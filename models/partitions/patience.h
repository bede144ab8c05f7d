// Locks that are asked for briefly and again, so that nobody queues behind us for long.
#pragma once

#include "db/transaction.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <thread>

namespace gatehouse::partitions {

// Shorter than the two seconds that a writer may be blocked; longer, at times, than the second
// after which a waiting autovacuum gives way.
inline int lockMs(int attempt) { return attempt % 3 == 0 ? 1500 : 300; }

// f: Result<>(), one transaction; tried again while a lock was not to be had or it was the victim of
// a deadlock. `attempts` counts.
template <typename F>
Result<> withPatience(db::Sql &sql, int most, int &attempts, F f)
{
    for (attempts = 1;; ++attempts) {
        Result<> tried = f(attempts);
        if (tried || attempts >= most || sql.token().isCancelled()
            || (tried.error().sqlState != u"55P03"_s && tried.error().sqlState != u"40P01"_s))
            return tried;
        std::this_thread::sleep_for(
            std::chrono::milliseconds(100 + QRandomGenerator::global()->bounded(300)));
    }
}

inline Result<> setLockTimeout(db::Sql &sql, int ms)
{
    auto set = sql.execute(u"SELECT set_config('lock_timeout', $1, true), set_config('search_path', '', true), "
                           "set_config('TimeZone', 'UTC', true)"_s,
        db::bind(QString::number(ms)));
    return set ? Result<>(Done{}) : Result<>(set.error());
}

inline Result<> runAll(db::Sql &sql, const QStringList &statements)
{
    for (const QString &statement : statements)
        if (auto done = sql.execute(db::Statement(statement)); !done) {
            Error error = done.error();
            error.detail += u'\n' + statement;
            return error;
        }
    return Done{};
}

} // namespace gatehouse::partitions
