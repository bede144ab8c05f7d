// Drafts of rule files: from what is known of a system (resources/systems/<id>/migrate.json), else
// from the shape of the source.
#pragma once

#include "db/conninfo.h"
#include "migration/inspect.h"
#include "migration/plan.h"

namespace gatehouse::migration {

struct Recipe
{
    QString system, id, title;
    // All of them: "table.column" of the source, "table" alone, "table.column=value" for a value that
    // one of its rows has.
    QStringList needs;
    Plan plan;         // its source is empty
};

// Of the shipped systems; broken ones are our own mistake. Strict like a rule file.
Result<std::vector<Recipe>> recipesOf(const QString &system);
QStringList systemsWithRecipes();

// The recipe whose needs the source meets, most of them; null when there is none. Without a system
// all are tried.
Result<std::optional<Recipe>> fittingRecipe(Source &source, const QString &system = {});

struct DraftRequest
{
    QString uri, kind; // as they go into the plan
    QVariantMap options{};
    QString system{};  // empty: recognised from the source, else none
    QString schema = QStringLiteral("public");
    QStringList tables{}; // of the source; empty: all
    const Inspection *seen = nullptr; // what it really holds, for types that nobody declared
};
// Types are those the source declares, as far as PostgreSQL has them; those of the values seen, and
// text else. Zones are left open where nothing says them.
Result<Plan> draftPlan(Source &source, const DraftRequest &request);

// M12: what the service has to be told, with the spelling that its driver takes; never a password.
// M9: what lies elsewhere. Whole lines.
QStringList configurationLines(const QString &system, const db::ConnInfo &target);
QStringList notMovedWith(const QString &system);

} // namespace gatehouse::migration
