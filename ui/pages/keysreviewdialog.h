// What deserves attention among the keys (K8): groups on the left, their keys and the way out
// right.
#pragma once

#include "keys/report.h"
#include "ui/pages/keyscontext.h"

class QListWidget;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class PlainLabel;
class ReviewModel;
class TableView;

class KeysReviewDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeysReviewDialog(const KeysContext &context, QWidget *parent);
    ~KeysReviewDialog() override;

Q_SIGNALS:
    void fixRequested(gatehouse::keys::Fix fix, const std::vector<gatehouse::keys::Key> &keys);

private:
    void build();
    void fetch();
    void showGroups(std::vector<keys::Group> groups);
    void dress();
    void showGroup(int index);
    std::vector<keys::Key> chosen() const;
    void fix();

    KeysContext m_context;
    std::vector<keys::Group> m_groups;
    std::unique_ptr<ReviewModel> m_model;
    QListWidget *m_list = nullptr;
    PlainLabel *m_title = nullptr, *m_why = nullptr;
    TableView *m_table = nullptr;
    QPushButton *m_fix = nullptr;
};

} // namespace gatehouse::ui
