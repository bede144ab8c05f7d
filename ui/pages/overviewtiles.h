// The figures on top of the overview. A feature adds its tile as one row here, and its question as
// one row of overviewQuestions().
#pragma once

#include "items/roles.h"
#include "ui/pages/overviewdata.h"

#include <QJsonObject>

namespace gatehouse::ui {

// What a tile shows. Without a figure it says `absent` ("not recorded") and why.
struct TileFace
{
    QString figure;
    QString comparison;
    items::Severity verdict = items::Severity::None;
    QList<double> series{};
    QString absent{}; // translated: "not recorded"
};

// A page and what it shall show.
struct PageTarget
{
    QString page; // empty: there is no such place
    QJsonObject state{};
};

using CheckAsking = std::function<Result<usage::Check>(db::Sql &)>;

struct TileSpec
{
    const char *id;
    QStringList questions; // whose troubles it tells
    bool (*stands)(const Overview &); // whether it has, or may get, something true to say
    QString (*title)(const Overview &);
    QString (*explanation)(const Overview &); // how the number is made
    std::optional<TileFace> (*face)(const Overview &); // none: not answered yet
    QStringList (*sql)(const Overview &);
    CheckAsking (*check)(const Overview &); // null answer: there are no parts to be summed
    PageTarget (*target)(const Overview &);
};

const std::vector<TileSpec> &overviewTiles();
TileSpec backupsTile(); // age and level of the newest proven backup

// The usage page with the range of the overview, narrowed by a chip.
PageTarget usageTarget(
    const Overview &overview, const QString &tab, const std::optional<usage::Chip> &chip = {});

} // namespace gatehouse::ui
