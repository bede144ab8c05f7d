#include "browse/position.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
constexpr size_t kMostAnchors = 64;
} // namespace

Position::Position(Order order, std::vector<Scale> scales)
    : m_order(std::move(order)), m_scales(std::move(scales))
{
}

// In [0, 1] of the rows that are equal in the columns before `level`.
std::optional<double> Position::place(const Cursor &cursor, size_t level) const
{
    const bool known = level < m_scales.size() && m_scales[level].isKnown();
    if (!known || level >= cursor.values.size())
        return std::nullopt;
    const Scale &scale = m_scales[level];
    const OrderItem &item = m_order[level];
    double begin = 0, width = scale.nulls;
    if (const db::Param &value = cursor.values[level]) {
        const auto found = scale.placeOf(*value);
        if (!found)
            return std::nullopt;
        begin = item.ascending ? found->before : scale.filled() - found->before - found->equal;
        begin += item.nullsFirst ? scale.nulls : 0;
        width = found->equal;
    } else {
        begin = item.nullsFirst ? 0 : scale.filled();
    }
    return begin + width * place(cursor, level + 1).value_or(0);
}

std::optional<double> Position::of(const Cursor &cursor) const
{
    const auto raw = place(cursor, 0);
    if (!raw || m_high <= m_low)
        return std::nullopt;
    return refined(std::clamp((*raw - m_low) / (m_high - m_low), 0.0, 1.0));
}

void Position::find(double fraction, std::vector<db::Param> &values) const
{
    const size_t level = values.size();
    if (level >= m_scales.size() || !m_scales[level].isKnown())
        return;
    const Scale &scale = m_scales[level];
    const OrderItem &item = m_order[level];
    const double nullsBegin = item.nullsFirst ? 0 : scale.filled();
    if (scale.nulls > 0 && fraction >= nullsBegin && fraction - nullsBegin <= scale.nulls) {
        values.emplace_back();
        find((fraction - nullsBegin) / scale.nulls, values);
        return;
    }
    const double along =
        std::clamp(fraction - (item.nullsFirst ? scale.nulls : 0), 0.0, scale.filled());
    const Scale::Found found = scale.valueAt(item.ascending ? along : scale.filled() - along);
    values.emplace_back(found.value);
    if (found.equal > 0)
        find(item.ascending ? found.within : 1 - found.within, values);
}

std::optional<Cursor> Position::at(double fraction) const
{
    if (!isKnown())
        return std::nullopt;
    double raw = std::clamp(fraction, 0.0, 1.0);
    Anchor below{0, 0}, above{1, 1};
    for (const Anchor &anchor : m_anchors) {
        if (anchor.exact <= raw)
            below = anchor;
        else {
            above = anchor;
            break;
        }
    }
    if (above.exact > below.exact)
        raw =
            below.raw + (raw - below.exact) / (above.exact - below.exact) * (above.raw - below.raw);
    Cursor cursor;
    cursor.inclusive = true;
    find(m_low + raw * (m_high - m_low), cursor.values);
    return cursor;
}

double Position::refined(double raw) const
{
    Anchor below{0, 0}, above{1, 1};
    for (const Anchor &anchor : m_anchors) {
        if (anchor.raw <= raw)
            below = anchor;
        else {
            above = anchor;
            break;
        }
    }
    if (above.raw <= below.raw)
        return below.exact;
    return below.exact + (raw - below.raw) / (above.raw - below.raw) * (above.exact - below.exact);
}

void Position::narrow(double low, double high)
{
    m_low = std::clamp(low, 0.0, 1.0);
    m_high = std::clamp(high, m_low, 1.0);
    m_anchors.clear();
}

void Position::refine(const Cursor &cursor, double fraction)
{
    const auto found = place(cursor, 0);
    if (!found || m_high <= m_low)
        return;
    const Anchor fresh{
        std::clamp((*found - m_low) / (m_high - m_low), 0.0, 1.0), std::clamp(fraction, 0.0, 1.0)};
    const auto contradicts = [&fresh](const Anchor &old) {
        return (old.raw - fresh.raw) * (old.exact - fresh.exact) <= 0;
    };
    m_anchors.erase(
        std::remove_if(m_anchors.begin(), m_anchors.end(), contradicts), m_anchors.end());
    if (m_anchors.size() >= kMostAnchors) // every other one is still close enough
        for (size_t i = m_anchors.size(); i-- > 1; --i)
            m_anchors.erase(m_anchors.begin() + std::ptrdiff_t(i));
    const auto next = std::lower_bound(m_anchors.begin(), m_anchors.end(), fresh,
        [](const Anchor &a, const Anchor &b) { return a.raw < b.raw; });
    m_anchors.insert(next, fresh);
}

} // namespace gatehouse::browse
