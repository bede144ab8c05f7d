// What every page of the rail is, and what it may use.
#pragma once

#include "ui/workspace.h"

#include <QKeySequence>
#include <QWidget>

#include <functional>
#include <vector>

namespace gatehouse::ui {

// One line of the command palette (Ctrl+K). Texts may come from outside: the palette shows them
// through safeText().
struct PaletteEntry
{
    QString title;
    QString detail{};          // muted, on the right: "API key", "ollama_api @ db1:5432"
    QString icon{};            // resources/icons/NAME.svg
    QKeySequence shortcut{};
    std::function<void()> run; // in the window's thread, after the palette closed
};

// Built when first shown. Must not block: data comes through Workspace's sessions and deliver().
// QWidget::actions() of a page are listed in the window's Page menu and in the palette.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(Workspace &workspace, QWidget *parent = nullptr) : QWidget(parent), m_workspace(workspace) {}
    Workspace &workspace() { return m_workspace; }
    virtual void refresh() {}              // F5, and after a reconnect
    virtual void focusFilter() {}          // Ctrl+F
    virtual void cancelQuery() {}          // Esc
    virtual bool isIdle() const { return true; } // false while it waits for an answer; the tour asks
    virtual std::vector<PaletteEntry> paletteEntries() { return {}; } // "the keys of this page"
    virtual QJsonObject state() const { return {}; }        // session restore: filters, columns
    virtual void restore(const QJsonObject &) {}

protected:
    Workspace &m_workspace;
};

struct PageSpec
{
    const char *id;       // "keys"; also part of objectNames
    const char *title;    // source text, context "Page"
    const char *icon;     // resources/icons/NAME.svg
    const char *shortcut; // portable text, "Ctrl+2"
    // Empty when the connected database can fill the page, else one translated sentence that says
    // why not. Null: the page needs no database (Jobs, Settings).
    QString (*whyNot)(const Workspace &);
    Page *(*make)(Workspace &, QWidget *parent); // null: there is no such page in this version
    bool atFoot = false;
};

// The rail from top to bottom; the only list of pages (ui/pages/all.cpp).
const std::vector<PageSpec> &allPages();
const PageSpec *pageSpec(const QString &id); // null when there is none

QString pageTitle(const PageSpec &spec); // translated
// One translated sentence why the page cannot be shown now; empty when it can.
QString whyNotNow(const PageSpec &spec, const Workspace &workspace);

} // namespace gatehouse::ui
