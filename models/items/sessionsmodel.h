// Sessions of a server as a list: those who block first, each with those that wait below (D3).
#pragma once

#include "care/sessions.h"
#include "items/tablemodel.h"

#include <memory>

namespace gatehouse::items {

struct SessionRow
{
    care::SessionInfo session;
    int depth = 0, blocks = 0;
    care::SessionVerdict::Level level = care::SessionVerdict::Level::Quiet;
    QString word;
    QStringList reasons;
    bool operator==(const SessionRow &) const = default;
};
Severity severityOf(care::SessionVerdict::Level level);
std::vector<SessionRow> sessionRows(const std::vector<care::SessionInfo> &sessions, bool idleToo);

using SessionsModel = TableModel<SessionRow>;
std::unique_ptr<SessionsModel> makeSessionsModel(QObject *parent);

} // namespace gatehouse::items
