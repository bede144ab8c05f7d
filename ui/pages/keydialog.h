// New key, and Edit key: the same fields, two ends.
#pragma once

#include "ui/pages/keyscontext.h"

class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class Banner;
class KeyForm;
class KeyOnce;

// A new key ends on a page with the key, once. An edit ends with itself. Deletes itself on close.
class KeyDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeyDialog(const KeysContext &context, QWidget *parent);                        // new
    KeyDialog(const KeysContext &context, const keys::Key &seen, QWidget *parent); // edit

Q_SIGNALS:
    void changed(const QString &keyId);

protected:
    void reject() override;

private:
    void build(const QString &title, const QString &verb);
    void fetchOwners();
    void judge();
    void submit();
    void create(const keys::Draft &draft);
    void save(const keys::Draft &draft);
    void showOnce(const keys::Created &created);
    void fail(const Error &error);
    void setBusy(bool busy);

    KeysContext m_context;
    std::optional<keys::Key> m_seen;
    QStackedWidget *m_pages = nullptr;
    KeyForm *m_form = nullptr;
    KeyOnce *m_once = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr, *m_cancel = nullptr;
    bool m_warned = false, m_busy = false;
};

} // namespace gatehouse::ui
