// Conversations: sessions and their messages, searched by words; created, renamed, deleted as the
// service itself does it.
#pragma once

#include "conversations/change.h"
#include "items/browsemodel.h"
#include "ui/page.h"

class QComboBox;
class QPushButton;
class QSplitter;

namespace gatehouse::ui {

class Banner;
class BrowseTable;
class ChangeGate;
class ConversationPane;
class CountLabel;
class FilterBar;
class PageHeader;

// Dry runs and changes run over a connection of their own; Esc stops them.
class ConversationsPage : public Page
{
    Q_OBJECT

public:
    explicit ConversationsPage(Workspace &workspace, QWidget *parent = nullptr);
    ~ConversationsPage() override;

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

private:
    using Source = std::shared_ptr<const conversations::Source>;

    void buildHeader();
    void buildBody();
    void readSource();
    void take(Source source);
    void dress();
    void ask();
    void showCount();
    void showSession(int row);
    void fail(const Error &error);
    conversations::Search search() const;
    QString currentSession() const; // its id; empty: none
    // conversationsacts.cpp
    db::Session *openJob();
    template <typename T>
    void work(std::function<Result<T>(db::Sql &)> work, std::function<void(const T &)> then);
    void change(const QString &said,
        std::function<Result<conversations::Changed>(
            db::Sql &, const conversations::Source &, const conversations::Recording &)>
            act);
    void create();
    void rename();
    void write();
    void remove();
    void clear();

    ChangeGate *m_gate = nullptr;
    Source m_source;
    std::unique_ptr<items::BrowseModel> m_model;
    CancelToken m_reading, m_working;
    int m_waiting = 0;

    PageHeader *m_header = nullptr;
    QPushButton *m_new = nullptr, *m_clear = nullptr;
    FilterBar *m_filterBar = nullptr;
    QComboBox *m_mode = nullptr;
    CountLabel *m_count = nullptr;
    Banner *m_banner = nullptr;
    QSplitter *m_splitter = nullptr;
    BrowseTable *m_table = nullptr;
    ConversationPane *m_pane = nullptr;
};

} // namespace gatehouse::ui
