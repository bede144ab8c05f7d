// Tab Retention (D9, D10): what guides and code say is kept beside what was chosen, what would go by
// day, and large logs in monthly partitions.
#pragma once

#include "items/retentionmodel.h"
#include "partitions/act.h"
#include "partitions/care.h"
#include "retention/choices.h"
#include "retention/run.h"
#include "ui/pages/databasetab.h"

#include <QMap>

class QMenu;
class QPushButton;

namespace gatehouse::ui {

class Card;
class DatabaseList;
class PlainLabel;
class ProgressRow;
class TimeChart;

class DatabaseRetention : public DatabaseTab
{
    Q_OBJECT

public:
    DatabaseRetention(Workspace &workspace, ChangeGate &gate, QWidget *parent);

    void refresh() override;
    void focusFilter() override;
    bool isIdle() const override { return DatabaseTab::isIdle() && m_job == 0; }
    std::vector<PaletteEntry> paletteEntries() override;

private:
    struct Answer
    {
        std::vector<retention::Rule> rules;
        std::vector<partitions::Job> jobs;
        std::vector<partitions::Partitioned> tables;
        std::vector<partitions::Extension> extensions;
    };
    struct Look
    {
        retention::Preview preview;
        retention::Forecast forecast;
    };
    void buildCard();
    void show(const Answer &answer);
    void showDetail();
    void showLook(const Look &look);
    void fillChoices();
    void choose(std::optional<int> days, const QString &origin);
    void keep(const retention::Choice &choice);
    void fillHolds(const retention::Rule &rule);
    void chooseArchive();
    void addHold();
    void preview();
    void confirmRun();
    void startRun();
    void showPlan();
    void confirmAct(partitions::Act act);
    void startAct(partitions::Act act);
    void follow();
    void ended(const Result<> &result, const QString &sentence);
    QString whyNotHere(const retention::Rule *rule) const; // translated; empty: it can be changed
    void offer();

    const retention::Rule *current() const;
    std::optional<partitions::Job> openJob() const;
    QStringList partitionLines(const retention::Rule &rule) const;
    retention::RunOptions runOptions() const;

    Answer m_answer;
    std::optional<Look> m_look; // of the row it was asked for
    qint64 m_job = 0;
    items::RetentionModel *m_model = nullptr;
    DatabaseList *m_list = nullptr;
    Card *m_card = nullptr;
    TimeChart *m_chart = nullptr;
    PlainLabel *m_sentence = nullptr;
    ProgressRow *m_progress = nullptr;
    QMenu *m_choices = nullptr;
    QPushButton *m_choose = nullptr, *m_preview = nullptr, *m_run = nullptr, *m_plan = nullptr;
    QMap<partitions::Act, QPushButton *> m_acts;
};

} // namespace gatehouse::ui
