// What can be done to keys from the page: each with its dialog, its dry run and its answer.
#pragma once

#include "items/roles.h"
#include "ui/pages/keyscontext.h"

namespace gatehouse::ui {

// Child of the page; the dialogs are children of the page's widget. Window's thread.
class KeysActions : public QObject
{
    Q_OBJECT

public:
    KeysActions(Workspace &workspace, QWidget *page);

    void setKeys(const keys::Keys &engine, const std::vector<keys::Key> &known);
    bool isReady() const { return m_engine.has_value(); }
    const keys::Keys &engine() const { return *m_engine; } // only when isReady()

    void create();
    void edit(const keys::Key &key);
    void rotate(const keys::Key &key);
    void revoke(const std::vector<keys::Key> &keys);
    void reactivate(const std::vector<keys::Key> &keys);
    void remove(const std::vector<keys::Key> &keys);
    void change(
        keys::Verb verb, const std::vector<keys::Key> &keys); // SetLimit, SetRole, SetExpiry
    void reveal(const keys::Key &key);
    void importKeys();
    void review();
    void showHashPlan();
    void find();                                     // by secret
    void whatIf(const std::vector<keys::Key> &keys); // one: begins with it, else every key
    void showRequests(const keys::Key &key);         // on the Usage page
    QString whyNoRequests() const;                   // empty: it can; else one translated sentence
    void showTimeline(const keys::Key &key);         // what happened to it, everywhere
    void showTrail();

Q_SIGNALS:
    void changed(const QString &keyId); // empty: several
    void said(gatehouse::items::Severity severity, const QString &sentence);

private:
    KeysContext context();
    void confirm(const keys::Bulk &bulk, const QString &question, const QString &consequence,
        const QString &verb, bool destructive);
    void apply(const keys::Bulk &bulk);
    void showSecret(const keys::Key &key, const std::shared_ptr<const Secret> &secret);

    Workspace &m_workspace;
    QWidget *m_page;
    ChangeGate *m_gate;
    std::optional<keys::Keys> m_engine;
    std::vector<keys::Key> m_known;
};

} // namespace gatehouse::ui
