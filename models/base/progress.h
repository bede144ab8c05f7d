#pragma once

#include <QString>

#include <functional>
#include <optional>

namespace gatehouse {

// How far long work is. A total may be unknown; notes are translated, phases too.
struct Progress
{
    qint64 done = 0;
    std::optional<qint64> total{};
    QString phase{};
    QString note{};
};

using ReportProgress = std::function<void(const Progress &)>;

} // namespace gatehouse
