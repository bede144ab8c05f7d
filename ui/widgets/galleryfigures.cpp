#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"

#include <QGridLayout>
#include <QHBoxLayout>

namespace gatehouse::ui::gallery {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kStart = 1'795'089'600'000; // 2026-11-19 12:00 UTC
constexpr qint64 kQuarter = 15LL * 60 * 1000;
constexpr int kPoints = 97;

QString word(const char *text) { return QString::fromUtf8(text); } // sample data: not translated

ChartData chartOf(
    std::initializer_list<std::tuple<QString, double, double>> curves, const QString &unit)
{
    ChartData data;
    for (int i = 0; i < kPoints; ++i)
        data.times += kStart + i * kQuarter;
    unsigned seed = 3;
    for (const auto &[name, low, high] : curves)
        data.series += ChartSeries{name, makeDay(kPoints, low, high, seed++)};
    data.unit = unit;
    return data;
}

QLayout *makeTiles(QWidget *parent)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    const auto add = [&](const QString &title) {
        auto *tile = new Tile(title, parent);
        tile->setSqlAvailable(true);
        row->addWidget(tile, 1);
        return tile;
    };
    Tile *requests = add(word("Requests, 24 h"));
    requests->setFigure(u"182,431"_s, word("+6 % on the day before"), items::Severity::Good);
    requests->setSeries(makeDay(40, 40, 100, 11));
    add(word("Errors"))->setNotRecorded();
    Tile *latency = add(word("p95 latency"));
    latency->setFigure(u"2.84 s"_s, u"−0.31 s"_s, items::Severity::Good);
    latency->setSeries(makeDay(40, 50, 60, 12));
    Tile *keys = add(word("Active keys"));
    keys->setFigure(u"147"_s, word("3 over their limit"), items::Severity::Warn);
    keys->setSeries(makeDay(40, 90, 100, 13));
    Tile *models = add(word("Models up"));
    models->setFigure(u"6 of 7"_s, word("phi4: wrong model"), items::Severity::Bad);
    models->setSeries(makeDay(40, 5, 7, 14));
    add(word("Last proven backup"));
    return row;
}

QWidget *makeCharts(QWidget *parent)
{
    auto *both = new QWidget(parent);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kMedium);
    auto *areas = new Card(both);
    auto *requests =
        new TimeChart(word("Requests per 15 min by model"), ChartStyle::StackedAreas, areas);
    requests->setObjectName(u"galleryAreas"_s);
    requests->setData(chartOf({{u"llama3.2"_s, 40, 150}, {u"mistral"_s, 35, 120},
                                  {u"gemma2"_s, 30, 100}, {u"smollm2"_s, 30, 80}},
        {}));
    requests->setSelection(QDateTime::fromMSecsSinceEpoch(kStart + 36 * kQuarter),
        QDateTime::fromMSecsSinceEpoch(kStart + 56 * kQuarter));
    areas->content()->addWidget(requests);
    auto *lines = new Card(both);
    auto *latency = new TimeChart(word("Latency"), ChartStyle::Lines, lines);
    latency->setObjectName(u"galleryLines"_s);
    ChartData data =
        chartOf({{u"p50"_s, 80, 130}, {u"p95"_s, 200, 330}, {u"p99"_s, 330, 620}}, u"ms"_s);
    data.series[2].colour = 5; // vermilion: the worst is the warmest
    for (int gap = 60; gap < 66; ++gap)
        data.series[2].values[gap] = qQNaN();
    latency->setData(data);
    lines->content()->addWidget(latency);
    row->addWidget(areas, 5);
    row->addWidget(lines, 4);
    return both;
}

struct Endpoint
{
    const char16_t *name, *port, *reason, *badge;
    items::Severity state;
    int badFrom; // cells from here on are down
};

constexpr Endpoint kEndpoints[] = {
    {u"llama3_2", u":11434", u"llama3.2:3b installed and loaded", u"up", items::Severity::Good, 96},
    {u"phi4", u":11436", u"connection refused since 05:42, 38 probes", u"down",
        items::Severity::Bad, 70},
    {u"deepseek_r1", u":11437", u"busy: 503, queue full, 2 of 5 probes", u"degraded",
        items::Severity::Warn, 94},
    {u"fallback: cloud", u"", u"no key configured; nothing probed", u"unknown",
        items::Severity::Unknown, 0},
};

Card *makeEndpoint(const Endpoint &endpoint, QWidget *parent)
{
    auto *card = new Card(parent);
    card->setTitle(QString::fromUtf16(endpoint.name));
    card->setSubtitle(QString::fromUtf16(endpoint.port));
    auto *badge = new Badge(card, true);
    badge->setBadge(QString::fromUtf16(endpoint.badge), endpoint.state);
    card->header()->addWidget(badge);
    auto *reason = new PlainLabel(QString::fromUtf16(endpoint.reason), card);
    reason->setTone(endpoint.state == items::Severity::Bad ? PlainLabel::Tone::Bad
            : endpoint.state == items::Severity::Warn      ? PlainLabel::Tone::Warn
                                                           : PlainLabel::Tone::Muted);
    QList<StateStrip::Cell> cells;
    for (int i = 0; i < 96; ++i) {
        const auto state = endpoint.state == items::Severity::Unknown ? items::Severity::Unknown
            : i >= endpoint.badFrom                                   ? items::Severity::Bad
            : i % 29 == 21                                            ? items::Severity::Warn
                                                                      : items::Severity::Good;
        cells += {state, u"cell %1"_s.arg(i)};
    }
    auto *strip = new StateStrip(card);
    strip->setCells(cells, word("Uptime of the last 24 h"));
    auto *line = new Sparkline(card);
    line->setSeries(makeDay(30, 40, 60, unsigned(endpoint.badFrom)));
    line->setFilled(false);
    line->setFixedHeight(22);
    card->content()->addWidget(reason);
    card->content()->addWidget(strip);
    card->content()->addWidget(line);
    return card;
}

} // namespace

QWidget *makeFigures(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::kMedium, 0, 0);
    column->setSpacing(space::kMedium);
    column->addLayout(makeTiles(page));
    column->addWidget(makeCharts(page), 1);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(space::kMedium);
    for (const Endpoint &endpoint : kEndpoints)
        cards->addWidget(makeEndpoint(endpoint, page), 1);
    column->addLayout(cards);
    return page;
}

} // namespace gatehouse::ui::gallery
