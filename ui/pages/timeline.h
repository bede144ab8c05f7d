// What happened to one object (A5): the back end's audit trail, our own, the requests of a key and
// the incidents of the endpoints, as one list in the order of time.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "items/tablemodel.h"
#include "ui/widgets/environmentdialog.h"

#include <QJsonObject>
#include <QTimeZone>

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class TableView;
class Workspace;

struct TimelineObject
{
    QString type;      // "api_key", as the trails call it
    QString id, label; // the label may be empty
};

struct TimelineRow
{
    QString at; // UTC, sortable: "2026-03-01 00:00:00.123456+00"
    QString where, what;
    items::Severity severity = items::Severity::None;
    QString page;      // to jump to
    QJsonObject state; // of that page: shows this row
    qint64 number = 0;
    bool operator==(const TimelineRow &) const = default;
};

struct Timeline
{
    std::vector<TimelineRow> rows; // newest first
    QStringList notes;             // translated: what is not in it, and why
};

// Reads over a connection of its own. The newest 200 of each source. Double click or Enter goes to
// the page and row.
class TimelineDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    TimelineDialog(Workspace &workspace, const TimelineObject &object, QWidget *parent);
    ~TimelineDialog() override;

private:
    void build();
    void ask();
    void show(const Timeline &timeline);
    void jump(int row);

    Workspace &m_workspace;
    TimelineObject m_object;
    QTimeZone m_zone;
    CancelToken m_reading;
    std::unique_ptr<items::TableModel<TimelineRow>> m_model;
    TableView *m_table = nullptr;
    PlainLabel *m_note = nullptr;
    Banner *m_banner = nullptr;
};

} // namespace gatehouse::ui
