// Audit trail (A1, A3, A4): who did what, one sentence a row; the back end's trail, one that lies
// in files, and Gatehouse's own; its checks, its signed head, its seals, its export.
#pragma once

#include "audit/exportrows.h"
#include "items/browsemodel.h"
#include "trail/seal.h"
#include "ui/page.h"

class QComboBox;
class QPushButton;
class QSplitter;

namespace gatehouse::db {
class KeychainStore;
}

namespace gatehouse::ui {

class AuditDetail;
class Banner;
class BrowseTable;
class ChangeGate;
class CountLabel;
class FilterBar;
class PageHeader;
class RangePicker;

// Checks and exports run over a connection of their own and end with a banner; Esc stops them.
class AuditPage : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(Workspace &workspace, QWidget *parent = nullptr);
    ~AuditPage() override;

    void refresh() override;
    void focusFilter() override;
    void cancelQuery() override;
    bool isIdle() const override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override; // also {"traceId": ...}

    void exportTo(const QString &path);      // CSV, or JSON lines for a name that ends so
    void exportHeadTo(const QString &path);  // signed; asks the keychain for the key
    void verifyAgainst(const QString &path); // the chain, and a head that was exported before
    void sealInto(const QString &folder);    // the oldest month; after a confirmation
    void openFiles(const QString &path);     // a folder or a file; remembered for this profile

private:
    enum class Trail { System, Own, Files, OpenFolder, OpenFile };

    // audit.cpp
    void buildHeader();
    void buildBody();
    Trail trail() const;
    audit::Filter filter() const;
    void setFilter(const audit::Filter &filter);
    void addChip(const audit::Chip &chip);
    void showFields();
    // auditdata.cpp
    void chooseTrails();
    void readSource();
    void take(std::shared_ptr<const audit::Source> source);
    void ask();
    void dress();
    void showCount();
    void showNoTrail(const Error &error);
    void fail(const Error &error);
    // auditacts.cpp
    db::Session &job(const QString &doing); // starts anew; one act at a time
    void endJob();
    void check();
    void verifyChain();
    void examine();
    void chooseExport();
    void chooseHead();
    void openUsage(const QString &traceId);
    // auditfiles.cpp
    void addFiles();
    void chooseFiles(bool folder);
    void readFiles();
    void exportFilesTo(const QString &path, const audit::ExportOptions &options);
    void showExported(const Result<audit::Exported> &done);
    // auditchain.cpp
    void buildMenu();
    void chooseCheckedHead();
    void chooseSealFolder();
    void seal(const trail::Sealable &month, const QString &folder);
    void upgrade();

    ChangeGate *m_gate = nullptr;
    std::shared_ptr<const audit::Source> m_source;
    std::shared_ptr<const audit::FileTrail> m_files; // null: a table
    QString m_filesPath;
    int m_chosen = 0; // of m_trail
    std::unique_ptr<items::BrowseModel> m_model;
    std::unique_ptr<db::Session> m_job;
    db::KeychainStore *m_keychain = nullptr; // made when a head is signed first
    CancelToken m_reading, m_working;
    QJsonObject m_wanted; // to be restored when there is a source
    int m_waiting = 0;
    bool m_dressed = false;

    PageHeader *m_header = nullptr;
    QComboBox *m_trail = nullptr;
    RangePicker *m_range = nullptr;
    QPushButton *m_check = nullptr, *m_head = nullptr, *m_export = nullptr, *m_record = nullptr,
                *m_more = nullptr;
    FilterBar *m_filterBar = nullptr;
    CountLabel *m_count = nullptr;
    Banner *m_banner = nullptr;
    BrowseTable *m_table = nullptr;
    AuditDetail *m_detail = nullptr;
    QSplitter *m_splitter = nullptr;
};

} // namespace gatehouse::ui
