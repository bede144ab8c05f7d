// A test may wait for an answer where the window never does.
#pragma once

#include <QFuture>

template <typename T>
T waitFor(const QFuture<T> &future)
{
    QFuture<T> copy = future;
    copy.waitForFinished();
    return copy.result();
}
