// What a row of a trail says, in words: a sentence, how grave it is, and what changed. Pure.
#pragma once

#include "audit/source.h"

namespace gatehouse::audit {

// Values here are as the back end wrote them: redacted, not yet safe for display.

// "ada revoked key mobile-app from 10.0.0.7"
QString sentence(const Values &values);
// Who it was, as people know them; "Somebody" without.
QString actorOf(const Values &values);
bool isDeleted(const Values &values); // soft-deleted by the back end

enum class Grade { Quiet, Notice, Warning, Error };
// By the row's own severity, else by its result, else by what was done.
Grade gradeOf(const Values &values);
QString gradeWord(Grade grade); // translated

// One field of what was changed. Secrets are masked by the name of their field, or by their look.
struct Change
{
    QString field;
    QString before, after;
    bool hadBefore = true, hasAfter = true;
    bool nullBefore = false, nullAfter = false;
    bool operator==(const Change &) const = default;
};
// Of "before" and "after", or of "changes" in one of the usual forms: {"f": [old, new]},
// {"f": {"from": old, "to": new}}, {"before": {...}, "after": {...}}, {"f": new}. What is no JSON
// object, or was cut, has none.
std::vector<Change> changesOf(const Values &values);

// JSON text, whole or cut, with the text values of telling names ("password", "key_hash") masked,
// and redacted; everything else stays as it was written.
QString maskedJson(const QString &text);

} // namespace gatehouse::audit
