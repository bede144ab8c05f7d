#pragma once

#include "ui/pages/keyscontext.h"

class QPlainTextEdit;
class QPushButton;

namespace gatehouse::ui {

class Banner;

// The written plan from plain-text keys to hashed ones, with this database's figures, to be copied
// or saved. Nothing is changed from here. Deletes itself on close.
class KeysHashPlanDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeysHashPlanDialog(const KeysContext &context, QWidget *parent);

private:
    void fetch();
    void askFileName();

    KeysContext m_context;
    std::unique_ptr<db::Session> m_job; // counting a large table takes longer than a page may wait
    QPlainTextEdit *m_text = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_copy = nullptr, *m_save = nullptr;
};

} // namespace gatehouse::ui
