// The open page of a window, and the ones that were open before: built when first shown, kept until
// another system is chosen. Where a page cannot be shown, the reason stands in its place.
#pragma once

#include "ui/page.h"

#include <QStackedWidget>

#include <map>
#include <set>

namespace gatehouse::ui {

class EmptyState;
class ErrorView;

class PageStack : public QStackedWidget
{
    Q_OBJECT

public:
    PageStack(Workspace &workspace, const std::vector<PageSpec> &pages, QWidget *parent = nullptr);

    // A state that is not empty is given to the page ("show the rows").
    void show(const QString &pageId, const QJsonObject &state = {});
    using QStackedWidget::show;
    QString currentId() const { return m_currentId; }
    Page *currentPage() const; // null where a reason or an error stands
    // Until somebody chooses: the first page, then the first that the database can fill.
    void showFirst();
    void forgetChoice() { m_chosen = false; } // the next recognition opens the first page again

    QJsonObject states() const;               // page id -> Page::state(), for session restore
    void remember(const QJsonObject &states); // given to each page when it is built

Q_SIGNALS:
    void shown(const QString &pageId);
    void mappingWanted(); // the back end is unknown, and there are tables to describe

private:
    void present(const QString &pageId, const QJsonObject &state = {});
    QString firstUsable() const;
    Page *build(const PageSpec &spec);
    void showReason(const PageSpec &spec, const QString &why);
    void followStage();
    void rebuild();
    void refreshAll();

    Workspace &m_workspace;
    const std::vector<PageSpec> &m_specs;
    std::map<QString, Page *> m_pages;
    std::set<QString> m_stale; // to be refreshed when shown, after a reconnect
    QJsonObject m_remembered;
    QString m_currentId;
    bool m_chosen = false;
    EmptyState *m_reason;
    ErrorView *m_error;
};

} // namespace gatehouse::ui
