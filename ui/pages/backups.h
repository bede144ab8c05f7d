// The backups page (B1 to B7): what there is, how far it is proven, and the ways on.
#pragma once

#include "backup/schedule.h"
#include "backup/work.h"
#include "items/backupsmodel.h"
#include "ui/page.h"

class QPushButton;

namespace gatehouse::ui {

class Badge;
class Banner;
class ChangeGate;
class PageHeader;
class PlainLabel;
class TableView;

class BackupsPage : public Page
{
    Q_OBJECT

public:
    explicit BackupsPage(Workspace &workspace, QWidget *parent = nullptr);

    void refresh() override;
    bool isIdle() const override { return !m_asking && m_jobs.isEmpty(); }
    std::vector<PaletteEntry> paletteEntries() override;
    QString folder() const;

private:
    void buildHeader();
    QWidget *makeDetail();
    void show(const std::vector<backup::Found> &all);
    void showDetail();
    void showAdvice();
    void showSchedule();
    void askRestores();
    const backup::Found *selected() const;
    void openCreate();
    void openRestore();
    void prove(backup::Level level);
    void openBase(const backup::BasePlan &plan);
    void openTidy();
    void openSchedule();
    void openTables();
    void takeBack();
    void dropOld();
    void showRestores(const backup::Restores &all);
    void askWindow();
    void unlocked(std::function<void(const backup::Found &)> go); // the selected one
    void startProof(const backup::Found &found, backup::Level level);
    void showRestore(const backup::Found &found, const backup::SharedRecoveryKey &key);
    qint64 follow(Recipe recipe, std::function<void(const Result<> &)> done);

    ChangeGate *m_gate = nullptr;
    std::vector<backup::Found> m_all;
    std::optional<backup::Swap> m_undoable;
    QStringList m_overdue; // old databases that may go
    QString m_window;      // how far back the server could go
    db::KeychainStore *m_keychain = nullptr; // made when a key is needed first
    QSet<qint64> m_jobs;
    std::vector<backup::Scheduled> m_scheduled;
    bool m_asking = false, m_wasEmpty = false;

    PageHeader *m_header = nullptr;
    Banner *m_banner = nullptr, *m_undo = nullptr, *m_old = nullptr;
    items::BackupsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    QWidget *m_detail = nullptr;
    PlainLabel *m_title = nullptr, *m_facts = nullptr, *m_history = nullptr, *m_schedule = nullptr;
    Badge *m_proof = nullptr;
    QPushButton *m_create = nullptr, *m_verify = nullptr, *m_drill = nullptr, *m_restore = nullptr;
    QPushButton *m_tables = nullptr, *m_tidy = nullptr, *m_plan = nullptr;
};

} // namespace gatehouse::ui
