// The mends of a comparison as one step, which the upgrade engine shows, rehearses and runs (V2).
#pragma once

#include "versions/drift.h"
#include "versions/step.h"

namespace gatehouse::versions {

struct MendStep
{
    Step step;             // has no way back; without statements where SQL mends nothing
    int mended = 0;        // differences that it is about
    QStringList cautions{}; // translated, one a difference that needs thought before
    QStringList left{};    // translated: differences that stay, since taking away may hurt somebody
};

// Pure but for the clock: the id names the moment, so that a later mend is another step and one
// that was cut short is never gone on with by position; comparing again says what is left of it.
// `only`: places as Difference::where() says them, or tables; empty means all. Invalid names what is
// no difference.
Result<MendStep> mendStep(const Drift &drift, const QStringList &only = {});

} // namespace gatehouse::versions
