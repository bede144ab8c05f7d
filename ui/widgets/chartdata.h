// What a chart shows, as values; and its words.
#pragma once

#include <QList>
#include <QString>
#include <QTimeZone>

namespace gatehouse::ui {

enum class ChartStyle { StackedAreas, Lines };

struct ChartSeries
{
    QString name;         // may come from outside
    QList<double> values; // as many as ChartData::times; NaN: nothing known
    int colour = -1;      // index into Tokens::series; -1: its place among the series
};

struct ChartData
{
    QList<qint64> times; // ms since the epoch, UTC, ascending: where each bucket begins
    QList<ChartSeries> series;
    QString unit{};                      // translated, after a value: "ms"; may be empty
    qint64 bucketMs = 0;                 // width of a bucket; 0: the distance of the first two
    int colourOf(qsizetype index) const; // into Tokens::series
    // Values in ms become values of `unit`: seconds where the largest is ten or more, else ms.
    void sayDurations();
    bool isEmpty() const { return times.isEmpty() || series.isEmpty(); }
    qint64 bucket() const;
};

QString chartValue(double value, const QString &unit); // "1,204", "2.84 s", "–" for NaN
QString chartTime(qint64 ms, const QTimeZone &zone, qint64 bucketMs);

// One sentence a series: its sum or range and its peak with the time. What a screen reader says.
QString chartDescription(const ChartData &data, ChartStyle style, const QTimeZone &zone);

} // namespace gatehouse::ui
