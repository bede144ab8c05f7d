// The right side of the audit page: one entry in full.
#pragma once

#include "audit/entry.h"
#include "base/cancel.h"
#include "items/browsemodel.h"
#include "items/roles.h"
#include "ui/widgets/card.h"

class QGridLayout;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class Badge;
class DiffView;
class JsonTree;
class PlainLabel;

items::Severity severityOf(audit::Grade grade);

// The sentence, every recorded field, what changed, and the details as JSON. Secrets are masked.
// What the server cut for the list is fetched whole.
class AuditDetail : public Card
{
    Q_OBJECT

public:
    explicit AuditDetail(QWidget *parent);
    ~AuditDetail() override;

    void setModel(items::BrowseModel *model);
    void setSource(std::shared_ptr<const audit::Source> source, const QTimeZone &zone);
    void setUsageLinked(bool linked) { m_usageLinked = linked; } // there is a page to go to
    void showRow(int row);                                       // -1: nothing

Q_SIGNALS:
    void chipWanted(const gatehouse::audit::Chip &chip); // "same actor"
    void usageWanted(const QString &traceId);
    void timelineWanted(const QString &type, const QString &id, const QString &label);

private:
    QWidget *emptyPage();
    QWidget *entryPage();
    QWidget *links(QWidget *page);
    audit::Values valuesOf(int row) const;
    void addFacts();
    void addLine(const QString &what, const QString &value);
    void showChanges();
    void showDetails();
    void fetchWhole(const QString &role);

    items::BrowseModel *m_model = nullptr;
    std::shared_ptr<const audit::Source> m_source;
    QTimeZone m_zone = QTimeZone::utc();
    audit::Values m_values;
    int m_row = -1;
    bool m_usageLinked = false;
    CancelToken m_fetching;

    QStackedWidget *m_pages = nullptr;
    PlainLabel *m_sentence = nullptr;
    Badge *m_grade = nullptr;
    QGridLayout *m_facts = nullptr;
    PlainLabel *m_changesTitle = nullptr, *m_detailsTitle = nullptr;
    DiffView *m_changes = nullptr;
    JsonTree *m_details = nullptr;
    QPushButton *m_sameActor = nullptr, *m_sameObject = nullptr, *m_sameTrace = nullptr,
                *m_usage = nullptr, *m_timeline = nullptr;
};

} // namespace gatehouse::ui
