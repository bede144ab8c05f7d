#include "ui/pages/overviewhealth.h"

#include "base/safetext.h"
#include "db/statement.h"
#include "health/endpointlist.h"
#include "health/historystore.h"
#include "ui/pages/overviewtiles.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statestrip.h"
#include "ui/words.h"
#include "ui/workspace.h"

#include <QFileInfo>
#include <QHBoxLayout>

#include <algorithm>
#include <limits>

namespace gatehouse::ui {

namespace {

using health::State;
using items::Severity;

constexpr int kMostStrips = 40, kNamesShown = 3;

Result<health::Picture> pictureOf(
    db::Sql &sql, const HealthPlace &place, const QStringList &keys, qint64 now, bool &inTables)
{
    const qint64 from = now - now % health::kSlotMs - (items::kStripCells - 1) * health::kSlotMs;
    if (place.mayUseTables) {
        const auto status = health::tablesStatus(sql);
        if (!status)
            return status.error();
        inTables = status.value().state == health::TablesState::Ready;
        if (inTables)
            return health::picture(*health::tableHistory(sql), keys, from, now + 1);
    }
    const QString path = health::historyFile();
    if (!QFileInfo::exists(path))
        return health::Picture{}; // nobody ever looked: none is made for that
    const auto history = health::fileHistory(path);
    if (!history)
        return history.error();
    return health::picture(*history.value(), keys, from, now + 1);
}

QString titlesOf(const HealthBrief &brief, State state, int *count)
{
    QStringList names;
    *count = 0;
    for (const items::EndpointRow &row : brief.rows) {
        if (row.state != state)
            continue;
        ++*count;
        if (names.size() < kNamesShown)
            names << safeText(row.title, 40);
    }
    return *count > kNamesShown ? names.join(u", "_s) + u" …"_s : names.join(u", "_s);
}

// The share of endpoints that were up in each quarter of an hour.
QList<double> shares(const HealthBrief &brief)
{
    QList<double> line;
    for (size_t cell = 0; cell < items::kStripCells; ++cell) {
        int known = 0, well = 0;
        for (const items::EndpointRow &row : brief.rows) {
            known += row.strip[cell] != State::Unknown;
            well += row.strip[cell] == State::Up || row.strip[cell] == State::Degraded;
        }
        line << (known > 0 ? double(well) / known : std::numeric_limits<double>::quiet_NaN());
    }
    return line;
}

std::optional<TileFace> face(const Overview &o)
{
    if (!o.health)
        return std::nullopt;
    const HealthBrief &brief = *o.health;
    const int watched = brief.watched();
    if (watched == 0)
        return TileFace{{}, Words::tr("open Health to look"), Severity::None, {},
            Words::tr("not watched")};
    TileFace face{
        Words::tr("%1 of %2").arg(brief.up()).arg(watched), {}, Severity::None, shares(brief)};
    int down = 0, wrong = 0;
    const QString downNames = titlesOf(brief, State::Down, &down);
    const QString wrongNames = titlesOf(brief, State::WrongModel, &wrong);
    if (down > 0)
        face.comparison = Words::tr("down: %1").arg(downNames);
    else if (wrong > 0)
        face.comparison = Words::tr("wrong model: %1").arg(wrongNames);
    else if (brief.up() < watched)
        face.comparison = Words::tr("%n degraded", nullptr, watched - brief.up());
    else
        face.comparison = Words::tr("all that are watched");
    face.verdict = down + wrong > 0 ? Severity::Bad
        : brief.up() < watched      ? Severity::Warn
                                    : Severity::Good;
    return face;
}

PageTarget healthTarget(const Overview &) { return {u"health"_s, {{u"view"_s, u"cards"_s}}}; }

} // namespace

HealthPlace HealthPlace::of(const Workspace &workspace)
{
    const QString id = workspace.profile().id;
    Workspace &open = const_cast<Workspace &>(workspace);
    HealthPlace place{id, open.settings().value("health/env/"_L1 + id).toString(),
        open.settings().value("health/tables/"_L1 + id).toBool(), {}};
    if (const systems::Match *match = workspace.match())
        place.systems.push_back(match->system);
    return place;
}

int HealthBrief::watched() const
{
    return int(std::count_if(rows.begin(), rows.end(),
        [](const items::EndpointRow &row) { return row.state != State::Unknown; }));
}

int HealthBrief::up() const
{
    return int(std::count_if(rows.begin(), rows.end(),
        [](const items::EndpointRow &row) { return row.state == State::Up; }));
}

Result<HealthBrief> readHealth(db::Sql &sql, const HealthPlace &place, qint64 now)
{
    const auto list = health::loadEndpoints({place.profileId, place.systems, place.envFile});
    if (!list)
        return list.error();
    QStringList keys;
    for (const health::Endpoint &endpoint : list.value().endpoints)
        keys << endpoint.key();
    if (keys.isEmpty())
        return HealthBrief();
    bool inTables = false;
    const auto picture = pictureOf(sql, place, keys, now, inTables);
    if (!picture)
        return picture.error();
    HealthBrief brief;
    for (const health::Endpoint &endpoint : list.value().endpoints) {
        const health::Summary *history = picture.value().of(endpoint.key());
        if (!history)
            continue;
        brief.rows.push_back(items::toEndpointRow(
            endpoint, {history, picture.value().open(endpoint.key()), nullptr, nullptr}, now));
        brief.areModels = brief.areModels || brief.rows.back().isModel;
    }
    if (brief.areModels)
        std::erase_if(brief.rows, [](const items::EndpointRow &row) { return !row.isModel; });
    if (inTables)
        for (const auto name : {"health/endpoints"_L1, "health/times"_L1})
            brief.sql << db::Statement(name).text();
    return brief;
}

TileSpec healthTile()
{
    return {"health", {u"health"_s},
        [](const Overview &o) { return o.health.has_value(); },
        [](const Overview &o) {
            return o.health && !o.health->rows.empty() && !o.health->areModels ? Words::tr("Services up")
                                                    : Words::tr("Models up");
        },
        [](const Overview &) {
            return Words::tr("Of the endpoints that somebody looks at, those whose last looks were "
                             "answered as expected; the line is the share over the last 24 h.");
        },
        face, [](const Overview &o) { return o.health ? o.health->sql : QStringList(); },
        [](const Overview &) -> CheckAsking { return {}; }, healthTarget};
}

void lookAtHealth(const Overview &o, std::vector<Need> &needs)
{
    if (!o.health)
        return;
    int down = 0, wrong = 0;
    const QString downNames = titlesOf(*o.health, State::Down, &down);
    const QString wrongNames = titlesOf(*o.health, State::WrongModel, &wrong);
    if (down > 0)
        needs.push_back({u"down"_s, Severity::Bad,
            o.health->areModels
                ? Words::tr("%n model server(s) (is|are) down: %1", nullptr, down).arg(downNames)
                : Words::tr("%n service(s) (is|are) down: %1", nullptr, down).arg(downNames),
            Words::tr("Show health"), healthTarget(o)});
    if (wrong > 0)
        needs.push_back({u"wrongmodel"_s, Severity::Bad,
            Words::tr(
                "%n model server(s) (lacks|lack) the model that is expected: %1", nullptr, wrong)
                .arg(wrongNames),
            Words::tr("Show health"), healthTarget(o)});
}

HealthStripsCard::HealthStripsCard(QWidget *parent)
    : ListCard(tr("Health, 24 h"), u"overviewHealth"_s, parent)
{
    hide();
}

void HealthStripsCard::showHealth(const std::optional<HealthBrief> &health, const QTimeZone &zone)
{
    setVisible(health && !health->rows.empty());
    if (!health || m_shown == health->rows)
        return;
    m_shown = health->rows;
    clearRows();
    for (size_t i = 0; i < std::min<size_t>(m_shown.size(), kMostStrips); ++i) {
        const items::EndpointRow &row = m_shown[i];
        auto *line = new QWidget(this);
        auto *layout = new QVBoxLayout(line);
        layout->setContentsMargins(0, 5, 0, 5);
        layout->setSpacing(2);
        auto *top = new QHBoxLayout;
        auto *title = new PlainLabel(row.title, line);
        auto *state = new Badge(line, true);
        state->setBadge(row.word, items::stateSeverity(row.state));
        top->addWidget(title, 1);
        top->addWidget(state);
        auto *strip = new StateStrip(line);
        strip->setObjectName(u"overviewStrip_"_s + row.key);
        strip->setFixedHeight(12);
        QList<StateStrip::Cell> cells;
        for (int cell = 0; cell < items::kStripCells; ++cell)
            cells << StateStrip::Cell{
                items::stateSeverity(row.strip[size_t(cell)]), items::cellText(row, cell, zone)};
        strip->setCells(cells, safeText(items::stripText(row)));
        layout->addLayout(top);
        layout->addWidget(strip);
        addRow(line);
    }
}

} // namespace gatehouse::ui
