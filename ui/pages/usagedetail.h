// The right side of the rows tab: one request in full (U6).
#pragma once

#include "items/browsemodel.h"
#include "ui/widgets/card.h"
#include "usage/source.h"

class QGridLayout;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class JsonTree;
class PlainLabel;

// Every column with its whole time and the unit it is stored in; what the back end does not record
// is said so. JSON as it was written; long values are fetched on demand.
class UsageDetail : public Card
{
    Q_OBJECT

public:
    explicit UsageDetail(QWidget *parent);
    ~UsageDetail() override;

    void setModel(items::BrowseModel *model) { m_model = model; }
    void setSource(std::shared_ptr<const usage::Source> source, const QTimeZone &zone);
    void setAuditLinked(bool linked) { m_auditLinked = linked; } // there is a page to go to
    void showRow(int row);                                       // -1: nothing

Q_SIGNALS:
    void chipsWanted(const std::vector<gatehouse::usage::Chip> &chips); // "same key"
    void spanWanted(const gatehouse::usage::Span &span);                // "± 5 min"
    void copyWanted();
    void traceWanted(const QString &traceId); // in the audit trail

private:
    QWidget *emptyPage();
    QWidget *rowPage();
    void addFacts(int row);
    void addLine(const QString &what, const QString &value, bool known = true);
    void addWhole(const QString &columnId, const QString &title, qint64 size);
    QString valueOf(int row, const QString &role) const;
    QString cellOf(int row, const QString &columnId) const;
    std::optional<usage::Chip> chipOf(int row, const QString &role) const;
    void updateButtons(int row);
    void showJson(int row);
    void fetchWhole(const QString &columnId, const QString &title);

    items::BrowseModel *m_model = nullptr;
    std::shared_ptr<const usage::Source> m_source;
    QTimeZone m_zone = QTimeZone::utc();
    std::optional<browse::Cursor> m_shown;
    int m_row = -1;
    bool m_auditLinked = false;
    QString m_jsonColumn;
    CancelToken m_fetching;

    QStackedWidget *m_pages = nullptr;
    QGridLayout *m_facts = nullptr;
    PlainLabel *m_jsonTitle = nullptr;
    JsonTree *m_json = nullptr;
    QPushButton *m_sameKey = nullptr, *m_around = nullptr, *m_sameTrace = nullptr;
    QPushButton *m_copy = nullptr, *m_audit = nullptr;
};

} // namespace gatehouse::ui
