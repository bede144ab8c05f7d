// Upgrade steps of a system, as files: resources/systems/<id>/upgrades/NNN_name/ with step.json,
// up.sql, down.sql and verify.sql; or a folder of the user's that looks the same.
#pragma once

#include "versions/statement.h"

namespace gatehouse::versions {

enum class Way { Up, Down };
QString wayId(Way way); // "up", "down"

// Names in the SQL are unqualified: the schema of the system is the search_path, alone.
struct Step
{
    QString system, id; // "don-research", "002_status_checks"; ids sort as they are applied
    QString title, note; // source texts, translated by systems::translated
    QString revision{};  // the same step in the system's own tool; up.sql stamps it
    bool together = true; // one transaction; else each statement is one of its own
    bool destroysUp = false, destroysDown = false;
    bool oneWay = false; // a mend (mend.h): there is nothing that undoes it
    QString up, down;
    // One statement that answers rows (what text, so boolean): all true when the step is in place.
    QString verify;
    std::vector<Statement> upStatements, downStatements; // judged
    QByteArray print; // of both: comments and spacing do not change it
    const std::vector<Statement> &statements(Way way) const
    {
        return way == Way::Up ? upStatements : downStatements;
    }
    bool destroys(Way way) const { return way == Way::Up ? destroysUp : destroysDown; }
};

// In order. Empty for a system without steps. Invalid names the file and what is wrong in it.
Result<std::vector<Step>> stepsOf(const QString &system);
// Reads files: not in the window's thread.
Result<std::vector<Step>> readSteps(const QString &folder, const QString &system);
QStringList systemsWithSteps();

// `step` with its unsafe statements replaced by their safe way, and run statement by statement when
// one of them cannot run in a transaction.
Result<Step> madeSafe(const Step &step, Way way);

// Of these steps in this order: what a rehearsal has proven is remembered under it.
QByteArray setPrint(const std::vector<Step> &steps);

} // namespace gatehouse::versions
