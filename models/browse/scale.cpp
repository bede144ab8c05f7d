#include "browse/scale.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::browse {

namespace {
// How far `x` is from a to b; beyond an infinite end everything finite is at the other.
double part(double a, double b, double x)
{
    if (x <= a || std::isinf(b))
        return x >= b && std::isinf(b) ? 1 : 0;
    if (x >= b || std::isinf(a))
        return 1;
    return (x - a) / (b - a);
}

// Below a point of the histogram, from the places of its bounds.
double histogramBefore(const std::vector<LeafStatistics::Mark> &bounds, size_t point,
    const std::vector<std::optional<double>> &numbers)
{
    const auto next = std::lower_bound(bounds.begin(), bounds.end(), point,
        [](const LeafStatistics::Mark &mark, size_t wanted) { return mark.point < wanted; });
    if (next == bounds.begin())
        return 0;
    if (next == bounds.end())
        return 1;
    const auto last = next - 1;
    if (next->point == point)
        return next->mass;
    const auto &a = numbers[last->point], &b = numbers[next->point], &x = numbers[point];
    const double along = a && b && x
        ? part(*a, *b, *x)
        : double(point - last->point) / double(next->point - last->point);
    return last->mass + along * (next->mass - last->mass);
}
} // namespace

Scale mergedScale(std::vector<QByteArray> values, const std::vector<LeafStatistics> &leaves,
    quint32 type, bool byBytes)
{
    Scale scale;
    scale.type = type;
    scale.byBytes = byBytes;
    std::vector<std::optional<double>> numbers;
    for (QByteArray &value : values) {
        numbers.push_back(numberOf(type, value));
        scale.points.push_back({std::move(value)});
    }
    double allRows = 0;
    for (const LeafStatistics &leaf : leaves)
        allRows += leaf.rows;
    for (const LeafStatistics &leaf : leaves) {
        const double weight = leaf.rows / allRows;
        scale.nulls += weight * leaf.nulls;
        double common = 0;
        for (const auto &mark : leaf.common)
            common += mark.mass;
        double rest = std::max(0.0, 1 - leaf.nulls - common), stretch = 1;
        if (leaf.bounds.size() < 2) { // all values are common ones; the sample's rest is noise
            stretch = common > 0 ? (1 - leaf.nulls) / common : 0;
            rest = 0;
        }
        double below = 0;
        auto mark = leaf.common.begin();
        for (size_t i = 0; i < scale.points.size(); ++i) {
            Scale::Point &point = scale.points[i];
            point.before += weight * (below + rest * histogramBefore(leaf.bounds, i, numbers));
            if (mark != leaf.common.end() && mark->point == i) {
                point.equal += weight * stretch * mark->mass;
                below += stretch * mark->mass;
                ++mark;
            }
        }
    }
    return scale;
}

double Scale::between(const Point &a, const Point &b, const QByteArray &value) const
{
    const auto x = numberOf(type, value), from = numberOf(type, a.value),
               to = numberOf(type, b.value);
    const double along = x && from && to ? part(*from, *to, *x) : 0.5;
    const double begin = a.before + a.equal;
    return begin + along * std::max(0.0, b.before - begin);
}

std::optional<Scale::Place> Scale::placeOf(const QByteArray &value) const
{
    const auto number = numberOf(type, value);
    const auto less = [this, number](const Point &point, const QByteArray &wanted) {
        return number ? numberOf(type, point.value).value_or(0) < *number : point.value < wanted;
    };
    if (!number && !byBytes) {
        const auto same = std::find_if(points.begin(), points.end(),
            [&value](const Point &point) { return point.value == value; });
        return same == points.end() ? std::nullopt
                                    : std::optional(Place{same->before, same->equal});
    }
    const auto next = std::lower_bound(points.begin(), points.end(), value, less);
    if (next == points.end())
        return Place{filled(), 0};
    const bool same = number ? numberOf(type, next->value) == number : next->value == value;
    if (same)
        return Place{next->before, next->equal};
    if (next == points.begin())
        return Place{0, 0};
    return Place{between(*(next - 1), *next, value), 0};
}

Scale::Found Scale::valueAt(double mass) const
{
    if (points.empty())
        return {};
    const auto next = std::upper_bound(points.begin(), points.end(), mass,
        [](double wanted, const Point &point) { return wanted < point.before; });
    if (next == points.begin())
        return {points.front().value, 0, points.front().equal};
    const Point &last = *(next - 1);
    const double into = mass - last.before;
    if (into <= last.equal || next == points.end())
        return {last.value, last.equal > 0 ? std::min(1.0, into / last.equal) : 0, last.equal};
    const double begin = last.before + last.equal, width = next->before - begin;
    const double along = width > 0 ? (mass - begin) / width : 0;
    const auto a = numberOf(type, last.value), b = numberOf(type, next->value);
    if (!a || !b)
        return {along < 0.5 ? last.value : next->value, 0, 0};
    if (std::isinf(*a) || std::isinf(*b))
        return {std::isinf(*a) ? next->value : last.value, 0, 0};
    return {printNumber(type, *a + along * (*b - *a)), 0, 0};
}

// Rows below were deleted since.
void Scale::cutBelow(const QByteArray &least)
{
    const auto place = placeOf(least);
    if (!place || place->before <= 0 || place->before >= filled())
        return;
    const double gone = place->before;
    const double keep = 1 / (1 - gone);
    std::vector<Point> kept{{least, 0, place->equal * keep}};
    for (const Point &point : points) {
        if (point.before > gone && point.value != least)
            kept.push_back({point.value, (point.before - gone) * keep, point.equal * keep});
    }
    points = std::move(kept);
    nulls *= keep;
}

void Scale::stretch(const QByteArray &least, const QByteArray &most, double fresh)
{
    if (points.size() < 2 || !numberOf(type, least) || !numberOf(type, most))
        return;
    cutBelow(least);
    if (*numberOf(type, least) < numberOf(type, points.front().value).value_or(0))
        points.insert(points.begin(), {least, 0, 0});
    if (*numberOf(type, most) <= numberOf(type, points.back().value).value_or(0))
        return;
    const double old = 1 - fresh;
    for (Point &point : points) {
        point.before *= old;
        point.equal *= old;
    }
    nulls *= old;
    points.push_back({most, filled(), 0});
}

} // namespace gatehouse::browse
