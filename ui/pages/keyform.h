// The fields of a key that a person gives; only those that this back end has.
#pragma once

#include "keys/keys.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;

namespace gatehouse::ui {

class PlainLabel;

// Shows a draft, hands back the edited copy, and says under each field what is wrong with it.
class KeyForm : public QWidget
{
    Q_OBJECT

public:
    explicit KeyForm(const keys::Keys &engine, QWidget *parent = nullptr);

    void setDraft(const keys::Draft &draft);
    keys::Draft draft() const;
    void setOwners(const std::vector<keys::Owner> &owners);
    void showProblems(const std::vector<keys::Problem> &problems); // those of touched fields
    void showAllProblems();                                        // a button was pressed
    void focusFirst();

Q_SIGNALS:
    void edited();

private:
    void addRow(const QString &label, QWidget *field, const QString &id);
    void addName();
    void addRole();
    void addOwner();
    void addLimit();
    void addJson();
    void addExpiry();
    void touch(const QString &id);
    void updateProblems();

    keys::Keys m_engine;
    QFormLayout *m_form = nullptr;
    QLineEdit *m_name = nullptr, *m_limit = nullptr;
    QComboBox *m_role = nullptr, *m_owner = nullptr;
    QPlainTextEdit *m_limits = nullptr, *m_permissions = nullptr;
    QCheckBox *m_expires = nullptr;
    QDateTimeEdit *m_expiry = nullptr;
    QMap<QString, PlainLabel *> m_notes;
    QStringList m_touched;
    bool m_all = false;
    std::vector<keys::Problem> m_problems;
    keys::Draft m_original;
};

} // namespace gatehouse::ui
