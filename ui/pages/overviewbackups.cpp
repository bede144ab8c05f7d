#include "items/backupsmodel.h"
#include "ui/pages/overviewtiles.h"
#include "ui/words.h"

namespace gatehouse::ui {

namespace {

using items::Severity;

QString backupsTitle(const Overview &) { return Words::tr("Last proven backup"); }
QString backupsExplanation(const Overview &)
{
    return Words::tr(
        "The newest backup of this database on this machine that was read back in full "
        "or restored in a drill.");
}

std::optional<TileFace> backupsFace(const Overview &o)
{
    if (!o.backups)
        return std::nullopt;
    const backup::Found *newest = backup::newestProven(*o.backups, o.database);
    if (!newest)
        return TileFace{{}, Words::tr("of this database on this machine"), Severity::Warn, {},
            Words::tr("none")};
    TileFace face{
        items::agoText(newest->manifest->created, o.now), backup::levelName(newest->proven())};
    if (!backup::lackOfProof(*o.backups, o.database, o.now).isEmpty())
        face.verdict = Severity::Warn;
    else if (newest->proven() == backup::Level::Drill)
        face.verdict = Severity::Good;
    return face;
}

} // namespace

TileSpec backupsTile()
{
    return {"backups", {u"backups"_s}, [](const Overview &) { return true; }, backupsTitle,
        backupsExplanation, backupsFace, [](const Overview &) { return QStringList(); },
        [](const Overview &) { return CheckAsking(); },
        [](const Overview &) {
            return PageTarget{u"backups"_s, {}};
        }};
}

} // namespace gatehouse::ui
