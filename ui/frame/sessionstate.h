// What is needed to open the windows again as they were (X6): a value, kept as JSON in one setting.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace gatehouse::ui {

struct WindowState
{
    QString profileId;   // of a saved connection; empty: the start page
    QByteArray geometry; // QWidget::saveGeometry
    QString page;
    QJsonObject pages; // page id -> Page::state()
    bool operator==(const WindowState &) const = default;
};

struct SessionState
{
    std::vector<WindowState> windows; // in the order they were opened
    bool operator==(const SessionState &) const = default;
};

QString toText(const SessionState &state);
// Empty text is an empty session. Invalid: not ours, or from a newer version; the text is to be
// kept.
Result<SessionState> sessionFromText(const QString &text);

} // namespace gatehouse::ui
