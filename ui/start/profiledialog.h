// All of a saved connection, with a test.
#pragma once

#include "db/attempt.h"
#include "items/roles.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QPushButton;
class QTabWidget;

namespace gatehouse::ui {

class AddressField;
class Banner;
class NotesForm;
class PlaceForm;
class RouteForm;
class SafetyForm;
class SecretField;
class StageList;

// Edits a copy and saves it itself. Show with open().
class ProfileDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    ProfileDialog(db::Connections &connections, const db::Profile &profile,
        QStringList samplePasswords, QWidget *parent = nullptr);

    db::Profile profile() const; // as the forms have it now
    void test();
    void save();

Q_SIGNALS:
    void saved(const gatehouse::db::Profile &profile);

private:
    QWidget *makePasswordRow();
    void makeButtons();
    bool isNew() const;
    void takeAddress();
    void refresh(); // head, TLS words, what keeps it from being saved
    QString trouble() const;
    void endTest(items::Severity severity, const QString &text);

    db::Connections &m_connections;
    db::Profile m_profile;
    QStringList m_samples;
    AddressField *m_address = nullptr;
    QTabWidget *m_tabs = nullptr;
    PlaceForm *m_place = nullptr;
    SafetyForm *m_safety = nullptr;
    RouteForm *m_route = nullptr;
    NotesForm *m_notes = nullptr;
    SecretField *m_password = nullptr;
    QCheckBox *m_keep = nullptr;
    PlainLabel *m_where = nullptr;
    Banner *m_banner = nullptr;
    StageList *m_stages = nullptr;
    QPushButton *m_test = nullptr, *m_save = nullptr;
    db::Attempt *m_attempt = nullptr;
};

} // namespace gatehouse::ui
