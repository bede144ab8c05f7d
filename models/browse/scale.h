// The distribution of one column: which part of the rows stands before a value.
#pragma once

#include <QByteArray>

#include <optional>
#include <vector>

namespace gatehouse::browse {

// A value; points are in the server's order.
struct Scale
{
    struct Point
    {
        QByteArray value;             // server's text form
        double before = 0, equal = 0; // parts of all rows
    };
    std::vector<Point> points;
    double nulls = 0; // before of the last point, its equal and nulls make 1
    quint32 type = 0; // numbers, times and UUIDs are interpolated, others jump from point to point
    bool byBytes = false; // text whose order is that of its bytes

    bool isKnown() const
    {
        return points.size() > 1 || (!points.empty() && points.front().equal > 0) || nulls > 0.5;
    }
    double filled() const { return 1 - nulls; }

    struct Place
    {
        double before = 0, equal = 0;
    };
    std::optional<Place> placeOf(const QByteArray &value) const; // none: cannot be compared here
    struct Found
    {
        QByteArray value;
        double within = 0; // how far into the rows equal to it, 0 to 1
        double equal = 0;
    };
    Found valueAt(double mass) const; // mass of [0, filled()]

    // The column really reaches from `least` to `most`; `fresh` is the part of the rows that came
    // after the statistics, taken to lie behind the last point.
    void stretch(const QByteArray &least, const QByteArray &most, double fresh);

private:
    double between(const Point &a, const Point &b, const QByteArray &value) const;
    void cutBelow(const QByteArray &least);
};

// Between two points a value stands as its number does. None for types that have no number.
std::optional<double> numberOf(quint32 type, QByteArrayView value);
QByteArray printNumber(quint32 type, double number);

// Statistics of one table of several that hold the rows, as indexes into the merged points.
struct LeafStatistics
{
    struct Mark
    {
        size_t point = 0;
        double mass = 0; // of a common value its part; of a bound its place in the histogram
    };
    double rows = 1, nulls = 0;
    std::vector<Mark> common, bounds; // ascending
};
// `values` ascending in the server's order.
Scale mergedScale(std::vector<QByteArray> values, const std::vector<LeafStatistics> &leaves,
    quint32 type, bool byBytes);

} // namespace gatehouse::browse
