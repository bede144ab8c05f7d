// The one field of the start page: any form of address, its password hidden as soon as it is whole.
#pragma once

#include "base/secret.h"
#include "db/conninfo.h"

#include <QLineEdit>

namespace gatehouse::ui {

// What is pasted hides its password at once, what is typed does so when the field is left. Behind
// the dots the password stays as it was, also when something else of the address is changed.
class AddressField : public QLineEdit
{
    Q_OBJECT

public:
    explicit AddressField(QWidget *parent = nullptr);

    void setAddress(const QString &address);
    Result<db::ParsedConnection> parsed() const; // with the hidden password
    void hidePassword();

protected:
    void focusOutEvent(QFocusEvent *event) override;

private:
    QString whole() const; // the text with the password put back

    Secret m_whole;  // what was typed when the password was hidden
    QString m_shown; // what stood in the field then
    Secret m_password;
    qsizetype m_length = 0;
};

} // namespace gatehouse::ui
