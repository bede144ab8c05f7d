// What-if (K5): a limit and window tried on the requests that really came, before anybody meets it.
#pragma once

#include "keys/whatif.h"
#include "ui/pages/keyscontext.h"

class QComboBox;
class QPushButton;
class QSpinBox;
class QTimer;

namespace gatehouse::ui {

class Banner;
class PlainLabel;
class ReplayModel;
class SqlPreview;
class TableView;

// Answers by itself shortly after the last change; an older question is cancelled. Runs in a
// session of its own. Deletes itself on close.
class KeysWhatIfDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    // key: the one it begins with; null: every key.
    KeysWhatIfDialog(const KeysContext &context, const keys::Key *key, QWidget *parent);
    ~KeysWhatIfDialog() override;

private:
    void buildQuestion(const keys::Key *key);
    void buildAnswer();
    keys::Proposal proposal() const;
    void askSoon();
    void ask();
    void showAnswer(const keys::WhatIf &answer);
    QString detailOf(const keys::WhatIf &answer) const;

    KeysContext m_context;
    std::unique_ptr<ReplayModel> m_model;
    std::shared_ptr<db::Session> m_job;
    CancelToken m_asking;
    QTimer *m_soon = nullptr;
    QSpinBox *m_limit = nullptr;
    QComboBox *m_kind = nullptr, *m_window = nullptr, *m_days = nullptr, *m_scope = nullptr;
    PlainLabel *m_result = nullptr, *m_detail = nullptr, *m_check = nullptr, *m_note = nullptr;
    Banner *m_banner = nullptr;
    TableView *m_table = nullptr;
    SqlPreview *m_sql = nullptr;
    QPushButton *m_showSql = nullptr;
};

} // namespace gatehouse::ui
