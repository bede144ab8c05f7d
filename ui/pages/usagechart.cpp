#include "ui/pages/usagechart.h"

#include "ui/pages/usageproof.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/timechart.h"
#include "usage/texts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPromise>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList kMeasures{u"requests"_s, u"errors"_s, u"duration"_s}; // in the order of Measure
constexpr int kPixelsAPoint = 8;
constexpr int kMostLines = 6;
constexpr int kButtonHeight = 26;

// What the stack is split by: the first of these that is recorded.
QString splitOf(const usage::Source &source)
{
    for (const QString &field : {u"model"_s, u"endpoint"_s, u"actor"_s}) {
        if (source.field(field) && source.field(field)->canGroup)
            return field;
    }
    return {};
}

QList<double> totalOf(const usage::Series &series, int count)
{
    QList<double> total(count, 0);
    for (const usage::Line &line : series.lines) {
        for (int i = 0; i < count; ++i)
            total[i] += i < int(line.values.size()) ? line.values[size_t(i)] : std::nan("");
    }
    return total;
}

} // namespace

UsageChart::UsageChart(UsageQuery &query, QWidget *parent) : Card(parent), m_query(query)
{
    setObjectName(u"usageChart"_s);
    build();
    connect(&query, &UsageQuery::opened, this, [this] {
        m_sums.reset();
        askAll();
    });
    connect(&query, &UsageQuery::filterChanged, this, &UsageChart::askAll);
    connect(&query, &UsageQuery::advanced, this, &UsageChart::askAll);
    connect(&query, &UsageQuery::selectionChanged, this, [this] {
        showSelection();
        askTotals();
    });
}

UsageChart::~UsageChart() { cancel(); }

void UsageChart::build()
{
    setPadding(space::kSmall);
    m_measures = new QButtonGroup(this);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kTiny);
    top->addWidget(measureButton(tr("Requests"), Measure::Requests, u"usageMeasureRequests"_s));
    top->addWidget(measureButton(tr("Errors"), Measure::Errors, u"usageMeasureErrors"_s));
    top->addWidget(measureButton(tr("Durations"), Measure::Latency, u"usageMeasureDuration"_s));
    m_measures->button(0)->setChecked(true);
    m_words = new PlainLabel(this);
    m_words->setObjectName(u"usageTotals"_s);
    m_words->setTabular(true);
    m_compare = makeButton(tr("Compare"), ButtonKind::Quiet, this, u"usageCompare"_s);
    m_compare->setCheckable(true);
    m_compare->setFixedHeight(kButtonHeight);
    m_compare->setToolTip(tr("Draw the period before beside this one"));
    m_zoom = makeButton(tr("Zoom in"), ButtonKind::Link, this, u"usageZoom"_s);
    m_back = makeButton(tr("Whole range"), ButtonKind::Link, this, u"usageBack"_s);
    top->addSpacing(space::kSmall);
    top->addWidget(m_words, 1);
    for (QPushButton *button : {m_zoom, m_back, m_compare})
        top->addWidget(button);
    m_charts = new QStackedWidget(this);
    m_areas = makeChart(ChartStyle::StackedAreas, u"usageAreas"_s);
    m_proof = new UsageProof(tr("How this chart is made"), this);
    content()->setSpacing(space::kTiny);
    content()->addLayout(top);
    content()->addWidget(m_charts, 1);
    content()->addWidget(m_proof);
    connect(m_measures, &QButtonGroup::idClicked, this, &UsageChart::askSeries);
    connect(m_compare, &QPushButton::clicked, this, &UsageChart::askSeries);
    connect(m_zoom, &QPushButton::clicked, this, &UsageChart::zoomWanted);
    connect(m_back, &QPushButton::clicked, this, [this] { m_query.select({}); });
    showSelection();
}

QPushButton *UsageChart::measureButton(const QString &text, Measure measure, const QString &name)
{
    QPushButton *button = makeButton(text, ButtonKind::Quiet, this, name);
    button->setCheckable(true);
    button->setFixedHeight(kButtonHeight);
    m_measures->addButton(button, int(measure));
    return button;
}

TimeChart *UsageChart::makeChart(ChartStyle style, const QString &name)
{
    auto *chart = new TimeChart(tr("Requests over time"), style, m_charts);
    chart->setObjectName(name);
    chart->setTitleVisible(false);
    m_charts->addWidget(chart);
    connect(
        chart, &TimeChart::rangeSelected, this, [this](const QDateTime &from, const QDateTime &to) {
            if (!m_query.whole())
                return;
            const usage::Span whole = m_query.whole()->span();
            const usage::Span part{std::max(whole.from, from.toMSecsSinceEpoch() * 1000),
                std::min(whole.to, to.toMSecsSinceEpoch() * 1000)};
            if (!part.isEmpty())
                m_query.select(part);
        });
    connect(chart, &TimeChart::selectionCleared, this, [this] { m_query.select({}); });
    connect(&chart->overlay(), &Overlay::retryRequested, this, &UsageChart::askAll);
    connect(&chart->overlay(), &Overlay::actionTriggered, this, &UsageChart::askAll);
    return chart;
}

TimeChart &UsageChart::chart() const
{
    return m_charts->currentWidget() == m_areas ? *m_areas : *m_lines;
}

UsageChart::Measure UsageChart::chosen() const { return Measure(m_measures->checkedId()); }

QString UsageChart::measure() const { return kMeasures.value(m_measures->checkedId()); }

void UsageChart::setMeasure(const QString &measure)
{
    const qsizetype id = std::max<qsizetype>(0, kMeasures.indexOf(measure));
    if (int(id) == m_measures->checkedId())
        return;
    m_measures->button(int(id))->setChecked(true);
    askSeries();
}

bool UsageChart::isCompared() const { return m_compare->isChecked(); }

void UsageChart::setCompared(bool compared)
{
    if (m_compare->isChecked() == compared)
        return;
    m_compare->setChecked(compared);
    askSeries();
}

void UsageChart::cancel()
{
    m_asking.cancel();
    m_summing.cancel();
}

void UsageChart::askAll()
{
    showSelection();
    askSeries();
    askTotals();
}

void UsageChart::refuse(const QString &what)
{
    chart().setData({});
    const QString role = chosen() == Measure::Latency ? u"duration"_s : u"status"_s;
    if (m_query.source()->unreadable().contains(role))
        chart().overlay().showEmpty(u"lock"_s, tr("Not for your role"),
            tr("The column is there, but your database role may not read it."));
    else
        chart().overlay().showEmpty(u"circle-help"_s, tr("Not recorded by this back end"), what);
    m_proof->clear();
}

Result<UsageChart::Answer> UsageChart::answer(
    db::Sql &sql, const Question &question, const Early &early)
{
    const auto &[figures, measure, by, points, compare] = question;
    Answer answer;
    if (measure == Measure::Latency) {
        auto series = figures.series(sql, measure, {}, points);
        if (!series)
            return series.error();
        answer.series = std::move(series).value();
    } else {
        auto series =
            figures.checkedSeries(sql, measure, by, points, kMostLines, compare ? Early() : early);
        if (!series)
            return series.error();
        answer.series = std::move(series).value().figure;
        answer.check = series.value().check;
    }
    if (!compare)
        return answer;
    const auto earlier = figures.previous();
    if (!earlier)
        return earlier.error();
    auto before = earlier.value().series(sql, measure, {}, points);
    if (!before)
        return before.error();
    answer.before = std::move(before).value();
    return answer;
}

void UsageChart::askSeries()
{
    m_asking.cancel();
    ++m_serial;
    if (!m_query.whole())
        return;
    const Measure measure = chosen();
    const bool compare = m_compare->isChecked();
    const usage::Source &source = *m_query.source();
    const bool lines = measure == Measure::Latency || compare;
    if (lines && !m_lines) // a second chart costs time that opening the page need not take
        m_lines = makeChart(ChartStyle::Lines, u"usageLines"_s);
    m_charts->setCurrentWidget(lines ? m_lines : m_areas);
    if (measure == Measure::Errors && !source.field(u"outcome"_s))
        return refuse(tr("Its usage table does not say whether a request failed."));
    if (measure == Measure::Latency && !source.records(u"duration"_s))
        return refuse(tr("Its usage table does not say how long a request took."));
    const int points = std::clamp(m_charts->width() / kPixelsAPoint, 60, 200);
    const QString by = compare ? QString() : splitOf(source);
    if (chart().overlay().state() != Overlay::State::None)
        chart().overlay().showLoading(tr("Drawing the chart"));
    m_asking = CancelToken();
    m_clock.start();
    // The picture does not wait for its proof.
    auto early = std::make_shared<QPromise<usage::Series>>();
    early->start();
    deliver(early->future(), this, [this, serial = m_serial](const usage::Series &series) {
        if (serial == m_serial && series.sum != 0)
            draw({series, {}, {}});
    });
    m_query.ask(
        UsageQuery::Lane::Figures,
        [question = Question{*m_query.whole(), measure, by, points, compare}, early](db::Sql &sql) {
            return answer(sql, question, [&early](const usage::Series &series) {
                early->addResult(series);
                early->finish();
            });
        },
        this,
        [this, serial = m_serial](const Result<Answer> &answer) {
            if (serial != m_serial)
                return;
            if (answer)
                show(answer.value());
            else if (answer.error().kind == Error::Kind::Cancelled)
                chart().overlay().showEmpty(u"ban"_s, tr("Stopped"),
                    tr("The chart was cancelled before the server answered."), tr("Ask again"));
            else
                chart().overlay().showError(tr("The chart could not be drawn"), answer.error());
        },
        m_asking);
}

ChartData UsageChart::dataOf(const Answer &answer) const
{
    ChartData made;
    const usage::Series &series = answer.series;
    const int count = series.buckets.count();
    for (const qint64 start : series.buckets.starts)
        made.times += start / 1000;
    made.bucketMs = series.buckets.width / 1000;
    const bool latency = chosen() == Measure::Latency;
    if (answer.before) {
        const auto line = [&](const usage::Series &of) {
            if (!latency)
                return totalOf(of, count);
            QList<double> p95(of.lines[1].values.begin(), of.lines[1].values.end());
            p95.resize(count, std::nan(""));
            return p95;
        };
        made.series += {latency ? tr("p95 of this period") : tr("this period"), line(series), 0};
        made.series += {latency ? tr("p95 of the period before") : tr("the period before"),
            line(*answer.before), 1};
        if (latency)
            made.sayDurations();
        return made;
    }
    for (size_t i = 0; i < series.lines.size(); ++i) {
        const usage::Line &line = series.lines[i];
        const bool rest = series.hasOthers && i + 1 == series.lines.size();
        const bool alone = series.lines.size() == 1 && line.name.label.isEmpty();
        made.series += {rest ? tr("other")
                : alone      ? tr("requests")
                             : usage::groupText(line.name),
            QList<double>(line.values.begin(), line.values.end())};
    }
    if (latency)
        made.sayDurations();
    return made;
}

void UsageChart::draw(const Answer &answer)
{
    chart().setZone(m_query.whole()->zone());
    chart().setData(dataOf(answer));
    showSelection();
}

void UsageChart::show(const Answer &answer)
{
    TimeChart &front = chart();
    const bool empty =
        answer.check && answer.check->whole == 0 && answer.series.sum == 0 && !answer.before;
    if (empty)
        front.setData({});
    else
        draw(answer);
    if (empty && chosen() == Measure::Errors)
        front.overlay().showEmpty(u"circle-check"_s, tr("No request failed in this range"),
            tr("Every request whose outcome is recorded went well."));
    if (answer.check)
        m_proof->setCheck(*answer.check, m_clock.elapsed());
    else
        m_proof->setNote(answer.series.exact
                ? tr("Exact percentiles of each stretch, from the server. %1 ms")
                      .arg(m_clock.elapsed())
                : (answer.series.rolledUp
                        ? tr("Percentiles from hourly rollups, at most 2 % off. %1 ms")
                        : tr("Percentiles from logarithmic buckets, at most 2 % off. %1 ms"))
                      .arg(m_clock.elapsed()),
            answer.series.sql);
    showSelection();
}

void UsageChart::showSelection()
{
    const auto &part = m_query.selection();
    m_zoom->setVisible(part.has_value());
    m_back->setVisible(part.has_value());
    for (TimeChart *each : {m_areas, m_lines}) {
        if (!each)
            continue;
        if (part)
            each->setSelection(QDateTime::fromMSecsSinceEpoch(part->from / 1000, Qt::UTC),
                QDateTime::fromMSecsSinceEpoch(part->to / 1000, Qt::UTC));
        else
            each->clearSelection();
    }
}

} // namespace gatehouse::ui
