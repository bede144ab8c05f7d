// One field, one button, and the stages of the attempt below.
#pragma once

#include "db/attempt.h"
#include "items/roles.h"
#include "ui/widgets/card.h"

class QCheckBox;
class QPushButton;
class QTimer;

namespace gatehouse::ui {

class AddressField;
class Banner;
class NoteList;
class StageList;

// Runs one attempt at a time; a new one ends the one before.
class ConnectCard : public Card
{
    Q_OBJECT

public:
    ConnectCard(db::Connections &connections, QWidget *parent = nullptr);

    AddressField &address() { return *m_address; }
    StageList &stages() { return *m_stages; }
    NoteList &notes() { return *m_notes; }
    void setSamplePasswords(std::function<QStringList()> passwords);
    bool isBusy() const { return m_attempt != nullptr; }

    void connectAddress(); // what stands in the field
    void connectProfile(const db::Profile &profile, db::SharedSecret given = {});
    void connectFound(const db::FoundConnection &found);
    void showError(const Error &error);
    void reset();
    void showMessage(items::Severity severity, const QString &text);

Q_SIGNALS:
    // It works; the profile is among the saved ones.
    void connected(
        const gatehouse::db::Profile &profile, std::shared_ptr<const gatehouse::Secret> password);
    void openFileRequested();
    void serviceFileRequested();
    void environmentRequested();
    void newRequested();
    void sandboxRequested();

private:
    QWidget *makeFieldRow();
    QWidget *makeSourceRow();
    void explain();
    void showWhere();
    void start(const db::Profile &profile, db::SharedSecret given, bool known);
    void succeeded();
    void failed(const Error &error);
    void askPassword(const Error &why);
    void end();

    db::Connections &m_connections;
    std::function<QStringList()> m_samples;
    AddressField *m_address = nullptr;
    QPushButton *m_connect = nullptr, *m_stop = nullptr;
    QCheckBox *m_keep = nullptr;
    PlainLabel *m_where = nullptr;
    QWidget *m_keepRow = nullptr;
    Banner *m_banner = nullptr;
    StageList *m_stages = nullptr;
    NoteList *m_notes = nullptr;
    QTimer *m_soon = nullptr;
    db::Attempt *m_attempt = nullptr;
    bool m_known = false; // the attempt's profile is among the saved ones
};

} // namespace gatehouse::ui
