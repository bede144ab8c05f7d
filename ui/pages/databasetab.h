// What the tabs of the database page share: built when first looked at, one question at a time,
// answers that come late dropped.
#pragma once

#include "base/deliver.h"
#include "items/roles.h"
#include "ui/page.h"

#include <QJsonObject>
#include <QWidget>

namespace gatehouse::ui {

class ChangeGate;

// Window's thread. A new tab is ui/pages/database<id>.{h,cpp} and one line in databasetabs.cpp.
class DatabaseTab : public QWidget
{
    Q_OBJECT

public:
    DatabaseTab(Workspace &workspace, ChangeGate &gate, QWidget *parent)
        : QWidget(parent), m_workspace(workspace), m_gate(gate)
    {
    }
    ~DatabaseTab() override { cancel(); }

    virtual void refresh() = 0;  // F5; also called once when the tab is first looked at
    virtual void cancel();       // Esc: the question under way
    virtual bool isIdle() const { return m_asking == 0; }
    virtual void focusFilter() { }
    virtual QJsonObject state() const { return {}; }
    virtual void restore(const QJsonObject &) { }
    virtual std::vector<PaletteEntry> paletteEntries() { return {}; }

Q_SIGNALS:
    // One translated sentence for the page's banner; an empty one takes it away.
    void said(gatehouse::items::Severity severity, const QString &sentence);
    // Another tab comes to the front and restores this.
    void tabWanted(const QString &id, const QJsonObject &state);

protected:
    // f(Sql &) -> Result<X> in the session of the page; then(answer) unless something newer was
    // asked meanwhile, or it was cancelled.
    template <typename F, typename Then>
    void ask(F f, Then then)
    {
        askIn(m_workspace.link().interactive(), std::move(f), std::move(then));
    }
    template <typename F, typename Then>
    void askIn(db::Session &session, F f, Then then)
    {
        cancel();
        m_token = CancelToken();
        const quint64 serial = ++m_serial;
        ++m_asking;
        deliver(session.run(std::move(f), m_token), this,
            [this, serial, then = std::move(then)](const auto &answer) {
                --m_asking;
                if (serial == m_serial)
                    then(answer);
            });
    }

    Workspace &m_workspace;
    ChangeGate &m_gate;

private:
    CancelToken m_token;
    quint64 m_serial = 0;
    int m_asking = 0;
};

struct DatabaseTabSpec
{
    const char *id;    // "sizes"; part of objectNames: action databaseTab_sizes
    const char *title; // source text, context "DatabasePage"
    DatabaseTab *(*make)(Workspace &, ChangeGate &, QWidget *parent);
};
const std::vector<DatabaseTabSpec> &databaseTabs(); // in order; ui/pages/databasetabs.cpp

} // namespace gatehouse::ui
