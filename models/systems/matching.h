// Which systems a set of tables is, without asking anybody.
#pragma once

#include "systems/recognition.h"

namespace gatehouse::systems {

// Surest first: whole before partial, then by the share of columns that are there. A schema has a
// system at most once, in its best shape. A shape without its whole fingerprint still matches,
// partially, by one table of its fingerprint that has all its columns and belongs to no whole
// match. Of equals the one whose schema unqualified names mean first, as the server resolves them.
std::vector<Match> matchSystems(const std::vector<TableFacts> &tables,
    const std::vector<std::shared_ptr<const Description>> &known,
    const QStringList &searchPath = {});

} // namespace gatehouse::systems
