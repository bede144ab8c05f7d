#pragma once

#include "items/tablemodel.h"
#include "usage/figures.h"

namespace gatehouse::ui {

struct UsageGroupRow
{
    usage::Group group;
    double share = 0; // of all requests, 0 to 1
    bool operator==(const UsageGroupRow &other) const;
};

// The groups of one field; columns that the back end cannot fill are left out.
class UsageGroupModel : public items::TableModel<UsageGroupRow>
{
public:
    // `what`: the translated title of the first column.
    UsageGroupModel(const usage::Source &source, const QString &what, bool percentilesFirst);
};

} // namespace gatehouse::ui
