#include "usage/chartsvg.h"

#include "base/ticks.h"
#include "usage/texts.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Report)
};

constexpr std::array kColours{"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"};
constexpr const char *kOther = "#8B93A1";
constexpr double kWidth = 900, kHeight = 260, kLeft = 64, kRight = 12, kTop = 28, kBottom = 26;

QString escaped(const QString &text) { return text.toHtmlEscaped(); }

QString number(double value) { return QString::number(value, 'f', 1); }

// Where instants and values are on the paper.
class Paper
{
public:
    Paper(const Series &series, double highest)
        : m_from(series.buckets.span.from), m_to(series.buckets.span.to)
    {
        m_ticks = valueTicks(highest > 0 ? highest : 1, 4);
        m_highest = m_ticks.back().position;
    }
    double x(qint64 us) const
    {
        const double part = double(us - m_from) / double(std::max<qint64>(1, m_to - m_from));
        return kLeft + std::clamp(part, 0.0, 1.0) * (kWidth - kLeft - kRight);
    }
    double y(double value) const
    {
        return kHeight - kBottom - value / m_highest * (kHeight - kTop - kBottom);
    }
    QString frame(const QTimeZone &zone, bool durations) const
    {
        QString text;
        for (const Tick &tick : m_ticks)
            text += u"<line x1='%1' x2='%2' y1='%3' y2='%3' stroke='#DADDE3'/><text x='%4' y='%5' "
                    "text-anchor='end'>%6</text>"_s.arg(number(kLeft), number(kWidth - kRight),
                        number(y(tick.position)), number(kLeft - 6), number(y(tick.position) + 4),
                        escaped(durations ? msText(tick.position) : tick.label));
        for (const Tick &tick : timeTicks(m_from / 1000, m_to / 1000, zone, 8))
            text += u"<text x='%1' y='%2' text-anchor='middle'>%3</text>"_s.arg(
                number(x(qint64(tick.position) * 1000)), number(kHeight - 8), escaped(tick.label));
        return text;
    }

private:
    qint64 m_from, m_to;
    double m_highest = 1;
    std::vector<Tick> m_ticks;
};

QString colourOf(const Series &series, size_t line)
{
    const bool other = series.hasOthers && line + 1 == series.lines.size();
    return QString::fromLatin1(other ? kOther : kColours[line % kColours.size()]);
}

QString nameOf(const Series &series, size_t line)
{
    if (series.hasOthers && line + 1 == series.lines.size())
        return Words::tr("other");
    const QString name = groupText(series.lines[line].name);
    return series.lines.size() == 1 && series.lines[line].name.label.isEmpty()
        ? Words::tr("requests")
        : name;
}

QString legend(const Series &series)
{
    QString text;
    double x = kLeft;
    for (size_t i = 0; i < series.lines.size(); ++i) {
        QString name = nameOf(series, i);
        if (name.size() > 24)
            name = name.left(23) + u'…';
        text +=
            u"<rect x='%1' y='6' width='10' height='10' rx='2' fill='%2'/><text x='%3' "
            "y='15'>%4</text>"_s.arg(number(x), colourOf(series, i), number(x + 14), escaped(name));
        x += 30 + 6.6 * double(name.size());
    }
    return text;
}

QByteArray sheet(const QString &content, double height = kHeight)
{
    return u"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1 %2' width='%1' height='%2' "
           "font-family='sans-serif' font-size='11' fill='#5A6372'>%3</svg>"_s
               .arg(number(kWidth), number(height), content)
               .toUtf8();
}

// A bucket's values belong to its middle.
qint64 middle(const Buckets &buckets, int bucket)
{
    const qint64 from = std::max(buckets.starts[size_t(bucket)], buckets.span.from);
    const qint64 to = std::min(buckets.end(bucket), buckets.span.to);
    return from + (to - from) / 2;
}

} // namespace

QByteArray areasSvg(const Series &series, const QTimeZone &zone)
{
    const size_t count = size_t(series.buckets.count());
    std::vector<double> sums(count, 0);
    for (const Line &line : series.lines)
        for (size_t i = 0; i < count; ++i)
            sums[i] += line.values[i];
    const Paper paper(series, count ? *std::max_element(sums.begin(), sums.end()) : 1);
    QString areas;
    std::vector<double> below(count, 0);
    for (size_t n = 0; n < series.lines.size(); ++n) {
        QString upper, lower;
        for (size_t i = 0; i < count; ++i) {
            const QString x = number(paper.x(middle(series.buckets, int(i))));
            const double top = below[i] + series.lines[n].values[i];
            upper += x + u',' + number(paper.y(top)) + u' ';
            lower.prepend(x + u',' + number(paper.y(below[i])) + u' ');
            below[i] = top;
        }
        areas += u"<polygon points='%1' fill='%2' fill-opacity='0.85'/>"_s.arg(
            QString(upper + lower).trimmed(), colourOf(series, n));
    }
    return sheet(paper.frame(zone, false) + areas + legend(series));
}

QByteArray linesSvg(const Series &series, const QTimeZone &zone)
{
    double highest = 0;
    for (const Line &line : series.lines)
        for (const double value : line.values)
            highest = std::isfinite(value) ? std::max(highest, value) : highest;
    const Paper paper(series, highest);
    QString lines;
    for (size_t n = 0; n < series.lines.size(); ++n) {
        QString points;
        const auto flush = [&] {
            if (!points.isEmpty())
                lines +=
                    u"<polyline points='%1' fill='none' stroke='%2' stroke-width='1.6'/>"_s.arg(
                        points.trimmed(), colourOf(series, n));
            points.clear();
        };
        for (size_t i = 0; i < series.lines[n].values.size(); ++i) {
            const double value = series.lines[n].values[i];
            if (!std::isfinite(value))
                flush(); // nothing is known: a gap, never a zero
            else
                points += number(paper.x(middle(series.buckets, int(i)))) + u','
                    + number(paper.y(value)) + u' ';
        }
        flush();
    }
    return sheet(paper.frame(zone, true) + lines + legend(series));
}

QByteArray heatSvg(const HeatMap &map)
{
    constexpr double kCell = 34, kRow = 24;
    const QLocale locale;
    QString text;
    for (int day = 0; day < 7; ++day) {
        text += u"<text x='%1' y='%2' text-anchor='end'>%3</text>"_s.arg(number(kLeft - 6),
            number(20 + kRow * day + 16), escaped(locale.dayName(day + 1, QLocale::ShortFormat)));
        for (int hour = 0; hour < 24; ++hour) {
            const double part = map.most ? double(map.cells[day][hour]) / double(map.most) : 0;
            text += u"<rect x='%1' y='%2' width='%3' height='%4' fill='#0072B2' fill-opacity='%5' "
                    "stroke='#FFFFFF'><title>%6</title></rect>"_s.arg(number(kLeft + kCell * hour),
                        number(20 + kRow * day), number(kCell), number(kRow),
                        QString::number(map.cells[day][hour] ? 0.08 + 0.92 * part : 0.02, 'f', 3),
                        locale.toString(map.cells[day][hour]));
        }
    }
    for (int hour = 0; hour < 24; ++hour)
        text += u"<text x='%1' y='14' text-anchor='middle'>%2</text>"_s.arg(
            number(kLeft + kCell * hour + kCell / 2),
            QString::number(hour).rightJustified(2, u'0'));
    return sheet(text, 20 + kRow * 7 + 4);
}

} // namespace gatehouse::usage
