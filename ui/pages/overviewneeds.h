// What somebody should look at, judged from what the overview knows. Pure.
#pragma once

#include "ui/pages/overviewtiles.h"

namespace gatehouse::ui {

// `target.page` may also be kRecordOfChanges, which is a dialog.
inline constexpr QLatin1StringView kRecordOfChanges("record-of-changes");

struct Need
{
    QString id; // stable: "overlimit", "tls"
    items::Severity severity = items::Severity::Warn;
    QString text;   // translated; names from outside may be in it
    QString action; // translated link: "Show the keys"; empty: nowhere to go
    PageTarget target{};
    bool operator==(const Need &other) const
    {
        return id == other.id && text == other.text && severity == other.severity;
    }
};

// Worst first. Only what is known: an answer that is missing raises nothing.
std::vector<Need> needsOf(const Overview &overview);

} // namespace gatehouse::ui
