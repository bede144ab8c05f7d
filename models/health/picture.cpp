#include "health/historystore.h"

#include <algorithm>

namespace gatehouse::health {

Result<Picture> picture(History &history, const QStringList &keys, qint64 from, qint64 to)
{
    const QSet<QString> wanted(keys.begin(), keys.end());
    const auto isForeign = [&wanted](const QString &key) {
        return !wanted.isEmpty() && !wanted.contains(key);
    };
    auto all = summaries(history, from, to);
    if (!all)
        return all.error();
    auto incidents = history.incidents(from, to, kMostIncidents);
    if (!incidents)
        return incidents.error();
    Picture picture{from, to, std::move(all).value(), std::move(incidents).value()};
    std::erase_if(picture.summaries,
        [&isForeign](const Summary &one) { return isForeign(one.last.endpoint); });
    std::erase_if(
        picture.incidents, [&isForeign](const Incident &one) { return isForeign(one.endpoint); });
    return picture;
}

const Summary *Picture::of(const QString &endpoint) const
{
    const auto found = std::find_if(summaries.begin(), summaries.end(),
        [&endpoint](const Summary &one) { return one.last.endpoint == endpoint; });
    return found == summaries.end() ? nullptr : &*found;
}

const Incident *Picture::open(const QString &endpoint) const
{
    const auto found = std::find_if(incidents.begin(), incidents.end(),
        [&](const Incident &one) { return one.endpoint == endpoint && one.end == 0; });
    return found == incidents.end() ? nullptr : &*found;
}

} // namespace gatehouse::health
