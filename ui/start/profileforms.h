// The parts of the profile dialog: each shows and edits its share of a profile.
#pragma once

#include "db/profile.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace gatehouse::ui {

class AddressField;
class IconLabel;
class NoteList;
class PlainLabel;

class ProfileForm : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;
    virtual void load(const db::Profile &profile) = 0;
    virtual void store(db::Profile &profile) const = 0;

Q_SIGNALS:
    void edited();

protected:
    QFormLayout *makeForm();
    QLineEdit *addLine(QFormLayout *form, const QString &label, const QString &objectName);
    QLineEdit *addFile(QFormLayout *form, const QString &label, const QString &objectName);
};

// Name, environment, and where the database is.
class PlaceForm : public ProfileForm
{
    Q_OBJECT

public:
    PlaceForm(const QStringList &groups, QWidget *parent);
    void load(const db::Profile &profile) override;
    void store(db::Profile &profile) const override;
    void addPasswordRow(const QString &label, QWidget *row);

private:
    QLineEdit *m_name, *m_host, *m_port, *m_database, *m_user;
    QComboBox *m_group, *m_environment, *m_colour;
    QFormLayout *m_form;
};

// TLS with words, role and read-only.
class SafetyForm : public ProfileForm
{
    Q_OBJECT

public:
    explicit SafetyForm(QWidget *parent);
    void load(const db::Profile &profile) override;
    void store(db::Profile &profile) const override;
    void setLocal(bool local);                                 // weaker TLS is no trouble then
    void setSuggests(bool suggests) { m_suggests = suggests; } // follows the host until chosen

private:
    void explain();

    QComboBox *m_tls;
    IconLabel *m_sign;
    PlainLabel *m_meaning;
    QLineEdit *m_rootCert, *m_clientCert, *m_clientKey, *m_role;
    QSpinBox *m_unlock;
    bool m_local = false, m_suggests = false;
};

// SSH tunnel, standby, service, and keywords that have no field.
class RouteForm : public ProfileForm
{
    Q_OBJECT

public:
    explicit RouteForm(QWidget *parent);
    void load(const db::Profile &profile) override;
    void store(db::Profile &profile) const override;
    QString trouble() const; // one sentence; empty when the keywords can be read

private:
    QLineEdit *m_ssh, *m_standby, *m_standbyPort, *m_service, *m_extra;
    QSpinBox *m_sshPort;
};

// Reporting zone and notes.
class NotesForm : public ProfileForm
{
    Q_OBJECT

public:
    explicit NotesForm(QWidget *parent);
    void load(const db::Profile &profile) override;
    void store(db::Profile &profile) const override;
    QString trouble() const;

private:
    QComboBox *m_zone;
    QPlainTextEdit *m_notes;
};

} // namespace gatehouse::ui
