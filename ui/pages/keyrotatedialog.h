#pragma once

#include "ui/pages/keyscontext.h"

class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace gatehouse::ui {

class Banner;
class KeyOnce;
class PlainLabel;

// Rotate (K3): what happens to the history and to the limit's window, with figures, then the new
// key once. Runs in a session of its own, since history may be long. Deletes itself on close.
class KeyRotateDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeyRotateDialog(const KeysContext &context, const keys::Key &seen, QWidget *parent);

Q_SIGNALS:
    void changed(const QString &keyId);

protected:
    void reject() override;

private:
    void build();
    QWidget *choices();
    void preview();
    void showPreview(const keys::RotationPreview &preview);
    void submit();
    void rotate();
    void showOnce(const keys::Created &created);
    void fail(const Error &error);

    KeysContext m_context;
    keys::Key m_seen;
    CancelToken m_running;
    std::unique_ptr<db::Session> m_job;
    QStackedWidget *m_pages = nullptr;
    QRadioButton *m_carry = nullptr, *m_apart = nullptr;
    PlainLabel *m_carryText = nullptr, *m_apartText = nullptr;
    KeyOnce *m_once = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr, *m_cancel = nullptr;
    bool m_warned = false;
};

} // namespace gatehouse::ui
