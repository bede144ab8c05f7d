// The first tab: the requests themselves, newest first, and the chosen one in full.
#pragma once

#include "items/browsemodel.h"
#include "ui/pages/usagetab.h"

class QSplitter;

namespace gatehouse::ui {

class BrowseTable;
class UsageChart;
class UsageDetail;

class UsageRows : public UsageTab
{
    Q_OBJECT

public:
    // Durations are coloured by the percentiles that `chart` knows of the range.
    UsageRows(UsageQuery &query, UsageChart &chart, QWidget *parent);
    ~UsageRows() override;

    items::BrowseModel *model() { return m_model.get(); } // null before there is a source
    BrowseTable &table() { return *m_table; }
    bool isIdle() const { return !m_model || m_model->isIdle(); }
    void stop();             // Esc
    void setLive(bool live); // newest first, with an open end; asks again
    void reload();           // the tail has begun: what came before it
    // Rows that were written meanwhile; those that are shown already are left out.
    void arrive(const browse::Page &page);

Q_SIGNALS:
    void modelChanged();
    void firstRows(); // of a new source: what JSON members there are is known now
    void spanWanted(const gatehouse::usage::Span &span);
    void clearFilterWanted();
    void filterTyped(const QString &text);

protected:
    void ask(const usage::Figures &figures) override;
    void forget() override;
    bool followsClock() const override { return false; }

private:
    void build();
    void rowsCame();
    void dress();
    void dressKeys(const QTimeZone &zone);
    void dressDurations();
    void copyCurrent();

    UsageChart &m_chart;
    std::unique_ptr<items::BrowseModel> m_model;
    BrowseTable *m_table = nullptr;
    UsageDetail *m_detail = nullptr;
    QSplitter *m_splitter = nullptr;
    int m_doubtful = 0; // so many batches may hold rows that a page has brought already
    bool m_live = false;
    bool m_fresh = false; // the rows of this question have not come yet
    bool m_seen = false;  // the first rows of this source
};

} // namespace gatehouse::ui
