// What points to sessions and messages; shared by the sources of this folder only.
#pragma once

#include "conversations/change.h"

namespace gatehouse::conversations {

struct Reference
{
    QString schema, table, column, target, onDelete; // onDelete as in pg_constraint.confdeltype
    bool nullable = false;
    bool ofMessages = false; // else of the sessions
    Dependents::Fate fate() const;
    // The server would refuse: we let the rows go ourselves.
    bool mustBeDetached() const
    {
        return nullable && onDelete != "c"_L1 && onDelete != "n"_L1 && onDelete != "d"_L1;
    }
};

// Foreign keys of one column; the one from messages to sessions is left out.
Result<std::vector<Reference>> referencesTo(db::Sql &sql, const Source &source);
// Takes rows of other tables off what is about to be deleted; of one session, or of all.
Result<> detach(db::Sql &sql, const Source &source, const std::optional<QString> &id);

} // namespace gatehouse::conversations
