// A secret on the screen: masked, shown for a while on request, copied with care.
#pragma once

#include "base/secret.h"

#include <QWidget>

class QLineEdit;
class QTimer;
class QToolButton;

namespace gatehouse::ui {

class PlainLabel;

// Two uses. Shown: setSecret(), read-only, masked as maskKey() does, reveal and copy. Asked for:
// setEditable(true), an ordinary password field with reveal. While masked, the whole text is in no
// widget and so not in the accessibility tree.
class SecretField : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kRevealFor = 20'000; // ms

    explicit SecretField(QWidget *parent = nullptr);

    void setSecret(Secret secret);
    Secret secret() const; // what is shown, or what was typed
    void setEditable(bool editable);
    void setHint(const QString &hint); // accessible name and placeholder, translated
    void setRevealFor(int ms);
    bool isRevealed() const { return m_revealed; }
    void reveal();
    void hideAgain();
    void copy();
    QLineEdit *edit() { return m_edit; } // for a label's buddy

Q_SIGNALS:
    void revealed(); // to be audited by the page
    void copied();
    void edited();

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void update();
    void showCountdown();

    Secret m_secret;
    bool m_editable = false;
    bool m_revealed = false;
    QLineEdit *m_edit = nullptr;
    QToolButton *m_eye = nullptr;
    QToolButton *m_copy = nullptr;
    PlainLabel *m_note = nullptr;
    QTimer *m_timer = nullptr;
    QTimer *m_second = nullptr;
};

} // namespace gatehouse::ui
