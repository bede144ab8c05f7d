// API keys (K1-K4, K8, K9): the list, one key in full, and everything that changes them.
#pragma once

#include "base/cancel.h"
#include "items/keysmodel.h"
#include "ui/page.h"

class QMenu;
class QPushButton;
class QSplitter;

namespace gatehouse::ui {

class Badge;
class Banner;
class FilterBar;
class KeysActions;
class KeysDetail;
class PageHeader;
class TableView;

// Keys show first, usage figures follow. A refresh keeps selection and scroll.
class KeysPage : public Page
{
    Q_OBJECT

public:
    explicit KeysPage(Workspace &workspace, QWidget *parent = nullptr);
    ~KeysPage() override;

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override { return m_waiting == 0; }
    std::vector<PaletteEntry> paletteEntries() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

private:
    void buildHeader();
    QMenu *reviewMenu();
    void buildBody();
    void setDelegates();
    void buildActions();
    void makeModel();
    void loadUsage(const std::vector<keys::Key> &keys);
    void showKeys(const std::vector<keys::Key> &keys);
    void showEmptyOrClear();
    void fail(const Error &error);
    void applyFilter();
    void updateCounts();
    void updateDetail();
    void fetchShares(const QString &keyId);
    void run(const QString &actionId);
    std::vector<keys::Key> selected() const;
    void select(const QString &keyId);

    std::optional<keys::Keys> m_engine;
    std::vector<keys::Key> m_known;
    items::KeysModel *m_model = nullptr;
    items::KeysFilter *m_filter = nullptr;
    KeysActions *m_actions = nullptr;
    PageHeader *m_header = nullptr;
    Badge *m_counts = nullptr;
    QPushButton *m_new = nullptr, *m_import = nullptr, *m_review = nullptr;
    FilterBar *m_filterBar = nullptr;
    Banner *m_banner = nullptr;
    TableView *m_table = nullptr;
    KeysDetail *m_detail = nullptr;
    QSplitter *m_splitter = nullptr;
    CancelToken m_loading, m_sharing;
    QString m_wanted; // id to be selected when it has come
    QString m_wantedRun; // action asked for by another page, until the keys have come
    int m_waiting = 0;
};

} // namespace gatehouse::ui
