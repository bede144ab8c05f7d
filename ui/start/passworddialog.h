// Asks for the password of one connection, and says what happens to it.
#pragma once

#include "db/connections.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QPushButton;

namespace gatehouse::ui {

class SecretField;

// Show with open(); after accepted() password() and keep() hold the answer.
class PasswordDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    PasswordDialog(const db::Connections &connections, const db::Profile &profile, const Error &why,
        QWidget *parent = nullptr);

    db::SharedSecret password() const;
    bool keep() const;

private:
    void update();

    const db::Connections &m_connections;
    SecretField *m_field = nullptr;
    QCheckBox *m_keep = nullptr;
    PlainLabel *m_where = nullptr;
    QPushButton *m_connect = nullptr;
};

} // namespace gatehouse::ui
