#pragma once

#include "usage/export.h"
#include "usage/figureprinter.h"

namespace gatehouse::usage {

struct ExportColumn
{
    enum class Kind { Text, Number, Time, Bool, Json };
    QString header; // "duration_ms"
    Kind kind = Kind::Text;
};

// What an export asks the server. A value.
struct ExportPlan
{
    std::vector<ExportColumn> columns;
    Statement select;                                // rows in their order
    Statement settings(const QTimeZone &zone) const; // for the transaction
    QString copy(ExportFormat format) const;         // holds the filter's values: never shown
    QString shownCopy(ExportFormat format) const;    // redacted
};

ExportPlan planExport(const Figures &figures, const ExportOptions &options);

} // namespace gatehouse::usage
