// The chart above the tabs, linked both ways: requests by model, errors or durations over time; a
// dragged range filters everything below. And what the range sums up to, against the period before.
#pragma once

#include "ui/pages/usagequery.h"
#include "ui/widgets/card.h"

#include <QElapsedTimer>

class QButtonGroup;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class PlainLabel;
class TimeChart;
class UsageProof;
enum class ChartStyle;
struct ChartData;

class UsageChart : public Card
{
    Q_OBJECT

public:
    explicit UsageChart(UsageQuery &query, QWidget *parent);
    ~UsageChart() override;

    void cancel();
    QString measure() const; // "requests", "errors", "duration"
    void setMeasure(const QString &measure);
    bool isCompared() const;
    void setCompared(bool compared);
    // Of the range or the selection, and of the period before; none until they are known.
    struct Sums
    {
        usage::Totals now, before;
    };
    const std::optional<Sums> &sums() const { return m_sums; }
    TimeChart &chart() const; // the one in front

Q_SIGNALS:
    void totalsChanged();
    void zoomWanted(); // the selection becomes the range

private:
    using Measure = usage::Measure;
    struct Answer
    {
        usage::Series series;
        std::optional<usage::Series> before;
        std::optional<usage::Check> check;
    };
    struct Question
    {
        usage::Figures figures;
        Measure measure;
        QString by;
        int points;
        bool compare;
    };
    using Early = std::function<void(const usage::Series &)>;
    static Result<Answer> answer(db::Sql &sql, const Question &question, const Early &early);

    void build();
    QPushButton *measureButton(const QString &text, Measure measure, const QString &name);
    TimeChart *makeChart(ChartStyle style, const QString &name);
    void askAll();
    void askSeries();
    void askTotals();
    void draw(const Answer &answer);
    void show(const Answer &answer);
    ChartData dataOf(const Answer &answer) const;
    static Result<Sums> sumsOf(db::Sql &sql, const usage::Figures &figures);
    void showTotals(const usage::Totals &now, const usage::Totals &before);
    void showSelection();
    void refuse(const QString &what);
    Measure chosen() const;

    UsageQuery &m_query;
    QButtonGroup *m_measures = nullptr;
    QPushButton *m_compare = nullptr, *m_zoom = nullptr, *m_back = nullptr;
    PlainLabel *m_words = nullptr;
    QStackedWidget *m_charts = nullptr;
    TimeChart *m_areas = nullptr, *m_lines = nullptr; // lines: null before they are wanted
    UsageProof *m_proof = nullptr;
    std::optional<Sums> m_sums;
    CancelToken m_asking, m_summing;
    QElapsedTimer m_clock;
    quint64 m_serial = 0, m_sumSerial = 0;
};

} // namespace gatehouse::ui
