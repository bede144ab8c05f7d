// Between the chips of the filter bar and the chips of the usage engine.
#pragma once

#include "items/filters.h"
#include "usage/source.h"

#include <QMap>

namespace gatehouse::ui {

// Pure. What may be asked of each field, in its order; `values` are choices by field id; `members`
// are JSON members that were seen ("data/message_count"); fields of chips that are set already are
// always among them, so that they can be edited.
QList<items::FilterField> usageFields(const usage::Source &source,
    const QMap<QString, QStringList> &values, const QStringList &members,
    const std::vector<usage::Chip> &set);

QList<items::Condition> conditionsOf(const std::vector<usage::Chip> &chips);
std::vector<usage::Chip> chipsOf(const QList<items::Condition> &conditions);

// Paths of the scalars in a JSON object, at most two levels deep: {"a", "b/c"} as field ids.
QStringList membersOf(const QString &role, const QString &json);

} // namespace gatehouse::ui
