// How plain-text keys become hashed ones: a written plan with this database's own figures (K9). It
// takes changes of the service between its steps, so Gatehouse does not run it in one go.
#pragma once

#include "keys/keys.h"

namespace gatehouse::keys {

struct PlanStep
{
    QString title, text; // translated
    QString sql;         // to be run at this step; empty: nothing in the database
};

struct HashPlan
{
    bool needed = true;       // false: hashes are stored already
    qint64 keys = 0;          // stored as plain text
    qint64 usageRows = 0;     // that repeat the plain text; exact
    qint64 orphanTexts = 0;   // different plain texts in usage that no key has
    QStringList plainColumns; // "api_keys.key"
    std::vector<PlanStep> steps;
    QString document() const; // plain text, for a file or the clipboard
};

// Session's thread; reads only.
Result<HashPlan> hashPlan(db::Sql &sql, const Keys &engine);

} // namespace gatehouse::keys
