// The last look before something is destroyed: what, where, how much, and a button that says the
// verb.
#pragma once

#include "base/result.h"
#include "ui/widgets/environmentdialog.h"

#include <QList>

class QGridLayout;
class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class Banner;
class PlainLabel;

struct Figure
{
    QString what;       // translated: "Keys revoked"
    QString value;      // "3"
    bool grave = false; // shown in the colour of trouble
};

struct Confirmation
{
    QString question;    // title: "Revoke 3 keys?"
    QString consequence; // what happens, and whether it can be undone
    QStringList objects; // the names; quoted and in the monospace font; the first 8 are shown
    QString verb;        // the button: "Revoke 3 keys"
    // What has to be typed on production; empty asks for nothing. Elsewhere it is never asked for.
    QString typedName;
    QList<Figure> figures{};    // of the dry run
    bool awaitsFigures = false; // the dry run still runs: setFigures() or setTrouble() will follow
    bool destructive = true;
    bool typedAlways = false; // the name is asked for everywhere: everything would be gone
};

// Show with open(); connect to accepted(). The verb stays disabled until the dry run's figures are
// there and the name is typed exactly. Cancel has the focus and answers Enter.
class ConfirmDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    ConfirmDialog(
        const Confirmation &confirmation, const Target &target, QWidget *parent = nullptr);

    void setFigures(const QList<Figure> &figures);
    void setTrouble(const Error &error); // the dry run failed: nothing can be confirmed
    bool canConfirm() const;

private:
    void addObjects();
    void addTypedName();
    void addButtons();
    void updateVerb();

    Confirmation m_confirmation;
    QGridLayout *m_figures = nullptr;
    QWidget *m_figureBox = nullptr;
    QLineEdit *m_typed = nullptr;
    QPushButton *m_verb = nullptr;
    Banner *m_trouble = nullptr;
    bool m_ready = false;
};

} // namespace gatehouse::ui
