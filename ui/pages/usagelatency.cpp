#include "ui/pages/usagelatency.h"

#include "ui/pages/usagechart.h"
#include "ui/pages/usagegroups.h"
#include "ui/pages/usageproof.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"
#include "usage/texts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kChoiceHeight = 26;

using Part = std::optional<double> usage::Percentiles::*;
constexpr std::array<Part, 4> kParts{&usage::Percentiles::p50, &usage::Percentiles::p95,
    &usage::Percentiles::p99, &usage::Percentiles::most};

const std::array<QStringList, 3> kFields{
    QStringList{u"model"_s}, QStringList{u"endpoint"_s}, QStringList{u"key"_s, u"actor"_s}};

} // namespace

UsageLatency::UsageLatency(UsageQuery &query, UsageChart &chart, QWidget *parent)
    : UsageTab(query, parent), m_chart(chart)
{
    setObjectName(u"usageLatency"_s);
    auto *tiles = new QHBoxLayout;
    tiles->setSpacing(space::kMedium);
    const QStringList titles{tr("Median (p50)"), tr("p95"), tr("p99"), tr("Longest")};
    for (size_t i = 0; i < m_tiles.size(); ++i) {
        m_tiles[i] = new Tile(titles[qsizetype(i)], this);
        m_tiles[i]->setObjectName(u"usageTile_%1"_s.arg(i));
        m_tiles[i]->setLineShown(false);
        tiles->addWidget(m_tiles[i]);
    }
    m_proof = new UsageProof(tr("How the percentiles are made"), this);
    m_by = new QButtonGroup(this);
    m_stack = new QStackedWidget(this);
    auto *choice = new QHBoxLayout;
    choice->setSpacing(space::kTiny);
    const QStringList ids{u"latency-model"_s, u"latency-endpoint"_s, u"latency-key"_s};
    const QStringList names{tr("By model"), tr("By endpoint"), tr("By key")};
    for (int place = 0; place < int(kFields.size()); ++place) {
        const QString &title = names[place];
        const QStringList &fields = kFields[size_t(place)];
        auto *button =
            makeButton(title, ButtonKind::Quiet, this, u"usageLatencyBy_%1"_s.arg(place));
        button->setCheckable(true);
        button->setFixedHeight(kChoiceHeight); // else cut where the window is low
        m_by->addButton(button, place);
        choice->addWidget(button);
        auto *groups =
            new UsageGroups(query, ids[place], fields, UsageGroups::Columns::Percentiles, m_stack);
        connect(groups, &UsageTab::rowsWanted, this, &UsageTab::rowsWanted);
        connect(groups, &UsageGroups::goneWanted, this, [this] {
            Q_EMIT rowsWanted({{u"keyState"_s, usage::Compare::Is, {usage::kGone}}});
        });
        m_groups.push_back(groups);
        m_stack->addWidget(groups);
    }
    m_by->button(0)->setChecked(true);
    choice->addSpacing(space::kMedium);
    choice->addWidget(m_proof, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kSmall);
    column->setSpacing(space::kSmall);
    column->addLayout(tiles);
    column->addLayout(choice);
    column->addWidget(m_stack, 1);
    connect(m_by, &QButtonGroup::idClicked, this, &UsageLatency::turn);
    connect(&chart, &UsageChart::totalsChanged, this, &UsageLatency::showSums);
}

void UsageLatency::setActive(bool active)
{
    m_inFront = active;
    UsageTab::setActive(active);
    turn();
}

void UsageLatency::turn()
{
    m_stack->setCurrentIndex(m_by->checkedId());
    for (size_t i = 0; i < m_groups.size(); ++i)
        m_groups[i]->setActive(m_inFront && int(i) == m_by->checkedId());
}

// What the back end records nothing of is not offered.
void UsageLatency::forget()
{
    const usage::Source &source = *m_query.source();
    const bool any = source.records(u"duration"_s);
    int first = -1;
    for (size_t i = 0; i < m_groups.size(); ++i) {
        const bool has = any && UsageGroups::fieldOf(source, kFields[i]);
        m_by->button(int(i))->setVisible(has);
        if (has && first < 0)
            first = int(i);
    }
    m_stack->setVisible(first >= 0);
    if (first >= 0 && !m_by->checkedButton()->isVisibleTo(this))
        m_by->button(first)->setChecked(true);
    turn();
}

void UsageLatency::ask(const usage::Figures &figures)
{
    m_proof->clear();
    if (!figures.source().records(u"duration"_s)) {
        for (Tile *tile : m_tiles)
            tile->setNotRecorded();
        m_proof->setNote(
            tr("The usage table of this back end does not say how long a request took."), {});
        return;
    }
    showSums();
}

void UsageLatency::showSums()
{
    if (!m_query.source() || !m_query.source()->records(u"duration"_s))
        return;
    const auto &sums = m_chart.sums();
    for (size_t i = 0; i < m_tiles.size(); ++i) {
        if (!sums) {
            m_tiles[i]->setLoading();
            continue;
        }
        const auto now = sums->now.latency.*kParts[i], before = sums->before.latency.*kParts[i];
        const QString change = now && before ? usage::changeText(*now, *before) : QString();
        auto verdict = items::Severity::None;
        if (now && before && *now > *before * 1.1)
            verdict = items::Severity::Warn;
        else if (now && before && *now < *before * 0.9)
            verdict = items::Severity::Good;
        m_tiles[i]->setFigure(usage::msText(now),
            change.isEmpty() ? tr("nothing to compare with")
                             : tr("%1 on the period before").arg(change),
            verdict);
    }
    if (!sums)
        return m_proof->clear();
    const QString requests = usage::countText(sums->now.requests);
    m_proof->setNote(sums->now.latency.exact
            ? tr("Exact, by the server over all %1 requests: no average of averages.").arg(requests)
            : tr("From logarithmic buckets over all %1 requests, at most 2 % off.").arg(requests),
        sums->now.sql);
}

} // namespace gatehouse::ui
