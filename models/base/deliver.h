// Brings the answer of another thread home. Qt 6.4's QFuture::then(context, ...) aborts if the
// context died first; a dead guard here means silence.
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

namespace gatehouse {

// Call in the guard's thread; f runs there, at most once, never after the guard died.
template <typename T, typename F>
void deliver(const QFuture<T> &future, QObject *guard, F f)
{
    auto *watcher = new QFutureWatcher<T>(guard);
    QObject::connect(watcher, &QFutureWatcherBase::finished, guard, [watcher, f = std::move(f)] {
        const QFuture<T> done = watcher->future();
        watcher->deleteLater();
        if (done.resultCount() > 0)
            f(done.result());
    });
    watcher->setFuture(future);
}

// For work that answers bit by bit: each(value) as they come, then done().
template <typename T, typename Each, typename Done>
void deliverEach(const QFuture<T> &future, QObject *guard, Each each, Done done)
{
    auto *watcher = new QFutureWatcher<T>(guard);
    QObject::connect(watcher, &QFutureWatcherBase::resultReadyAt, guard,
        [watcher, each = std::move(each)](int index) { each(watcher->future().resultAt(index)); });
    QObject::connect(
        watcher, &QFutureWatcherBase::finished, guard, [watcher, done = std::move(done)] {
            watcher->deleteLater();
            done();
        });
    watcher->setFuture(future);
}

} // namespace gatehouse
