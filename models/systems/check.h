// What the types of JSON cannot say about a description.
#pragma once

#include "systems/description.h"

namespace gatehouse::systems {

// Each broken rule with its place, translated; empty when the description holds together.
QStringList checkDescription(const Description &description);

// One shape of it; place is where it stands: "shapes[1]".
void checkShape(const Shape &shape, const QString &place, QStringList *trouble);

} // namespace gatehouse::systems
