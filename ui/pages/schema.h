// The schema page (V1 to V3): which version the tables are at, where they differ from what the
// system expects, and the ways on.
#pragma once

#include "items/revisionsmodel.h"
#include "ui/page.h"
#include "versions/stamp.h"

class QComboBox;
class QPushButton;
class QSplitter;
class QTreeView;

namespace gatehouse::ui {

class Badge;
class Banner;
class ChangeGate;
class Overlay;
class PageHeader;
class PlainLabel;
class SqlPreview;
class TableView;

class SchemaPage : public Page
{
    Q_OBJECT

public:
    explicit SchemaPage(Workspace &workspace, QWidget *parent = nullptr);

    void refresh() override;
    bool isIdle() const override { return !m_asking; }
    std::vector<PaletteEntry> paletteEntries() override;

    ChangeGate &gate() { return *m_gate; }
    const versions::State *chosen() const; // null: nothing is known yet
    QString project() const;               // the folder that the user named; empty: none
    // A button at the right of the header, before "Stamp...".
    void addAction(QPushButton *button);
    using QWidget::addAction;

Q_SIGNALS:
    void shown(); // the answer of refresh() is on the page

private:
    struct Answer
    {
        std::vector<versions::State> states;
        std::optional<versions::Drift> drift;
        QString driftTrouble;
    };
    void buildHeader();
    QWidget *makeVersions();
    QWidget *makeDifferences();
    void ask(const std::vector<versions::Project> &projects);
    void show(const Answer &answer);
    void showState();
    void showIssues(const versions::State &state);
    void showDrift();
    void showDifference();
    void showActs();
    void balance();
    void chooseProject();
    void showMends();
    void mend();
    void offerLayouts();
    QString layoutKey() const;
    QString layoutShape() const; // what to compare with; empty: the guide's
    void planStamp(const QString &target);
    void confirmStamp(const versions::StampPlan &plan, const QString &against);
    void stamp(const versions::StampPlan &plan);
    QString projectKey() const;

    ChangeGate *m_gate = nullptr;
    Answer m_answer;
    bool m_asking = false, m_again = false;
    int m_fitted = 0; // how many rows the columns fit
    int m_shape = -1; // which parts have something to show

    PageHeader *m_header = nullptr;
    QSplitter *m_split = nullptr;
    Banner *m_banner = nullptr;
    Badge *m_verdict = nullptr;
    PlainLabel *m_tool = nullptr, *m_sentence = nullptr, *m_issues = nullptr;
    QComboBox *m_which = nullptr, *m_layout = nullptr;
    items::RevisionsModel *m_revisions = nullptr;
    TableView *m_table = nullptr;
    PlainLabel *m_summary = nullptr, *m_why = nullptr;
    items::DifferencesModel *m_differences = nullptr;
    QTreeView *m_tree = nullptr;
    Overlay *m_cover = nullptr; // of the tree
    SqlPreview *m_sql = nullptr;
    QPushButton *m_project = nullptr, *m_stamp = nullptr, *m_mends = nullptr, *m_mend = nullptr;
};

} // namespace gatehouse::ui
