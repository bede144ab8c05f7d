// What the parts of a description and their roles are called, and which of them are needed.
#pragma once

#include "systems/mapping.h"
#include "systems/usualnames.h"

namespace gatehouse::systems {

inline constexpr Part kAllParts[] = {
    Part::Keys, Part::Usage, Part::Audit, Part::Sessions, Part::Messages};

const UsualTable &usualOf(Part part);
QString roleTitle(const QString &role); // translated
QStringList neededRoles(Part part);
QString timeRole(Part part);     // the one that the zone is judged by
QString durationRole(Part part); // empty: none
bool isOfSession(const QString &conversationRole);

} // namespace gatehouse::systems
