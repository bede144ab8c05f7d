// What the usage page asks: the place, the filter and the selection, and the sessions for it.
#pragma once

#include "base/deliver.h"
#include "items/count.h"
#include "ui/workspace.h"
#include "usage/figures.h"

#include <QPointer>

#include <array>
#include <map>

namespace gatehouse::ui {

// Window's thread. Holds values; parts of the page listen and ask for themselves, so that what is
// not looked at is not asked.
class UsageQuery : public QObject
{
    Q_OBJECT

public:
    // Each has a connection of its own, opened with its first question: a long figure holds up
    // neither pages of rows nor counts.
    enum class Lane { Pages, Figures, Counts };

    explicit UsageQuery(Workspace &workspace, QObject *parent = nullptr);
    ~UsageQuery() override;

    Workspace &workspace() { return m_workspace; }

    // Where this back end records usage; titles for people, tables as ids.
    struct Place
    {
        QString table, title;
    };
    std::vector<Place> places() const;
    QString place() const;           // a table
    std::optional<items::Count> inPlace() const; // its rows, by the last analysis; none: unknown
    void open(const QString &table); // empty, or not there: the first. Then opened() or failed()
    const std::shared_ptr<const usage::Source> &source() const { return m_source; }

    const usage::Filter &filter() const { return m_filter; }
    // Pins the range to the present moment. A selection that is not inside any more goes. A filter
    // that cannot be asked is refused, and the old one stays.
    Result<> setFilter(const usage::Filter &filter);
    void refresh();
    void advance(); // pins anew for the figures only: rows come by themselves
    // A part of the range; rows and figures follow it, the chart does not. None: the whole range.
    void select(const std::optional<usage::Span> &part);
    const std::optional<usage::Span> &selection() const { return m_selection; }

    // Of the range, and of the selection where there is one. None: no source, or a filter that
    // cannot be asked.
    const std::optional<usage::Figures> &whole() const { return m_whole; }
    const std::optional<usage::Figures> &figures() const { return m_figures; }

    // f: Result<X>(db::Sql &). Answers go to `then`, unless the guard died.
    template <typename F, typename Then>
    void ask(Lane lane, F f, QObject *guard, Then then, const CancelToken &token)
    {
        ++m_waiting;
        ++m_asked[size_t(lane)];
        deliver(session(lane).run(std::move(f), token), this,
            [this, alive = QPointer<QObject>(guard), then = std::move(then)](const auto &answer) {
                --m_waiting;
                if (alive)
                    then(answer);
            });
    }
    db::Session &session(Lane lane);
    bool isIdle() const { return m_waiting == 0; }
    int asked(Lane lane) const { return m_asked[size_t(lane)]; }

Q_SIGNALS:
    void opened();                              // source() is another one
    void failed(const gatehouse::Error &error); // it could not be read
    void filterChanged();                       // whole() and figures()
    void selectionChanged();                    // figures() only
    void advanced();
    // The filter of before names what this place does not have: it was cleared but for its range.
    void filterCleared(const gatehouse::Error &error);

private:
    void take(const Result<std::shared_ptr<const usage::Source>> &source);
    Result<> resolve(const usage::Filter &filter);

    Workspace &m_workspace;
    std::map<Lane, std::unique_ptr<db::Session>> m_sessions;
    std::shared_ptr<const systems::Recognition> m_recognition; // what the places belong to
    const systems::Match *m_match = nullptr;
    std::vector<const systems::UsageDomain *> m_places;
    std::shared_ptr<const usage::Source> m_source;
    usage::Filter m_filter;
    std::optional<usage::Span> m_selection;
    std::optional<usage::Figures> m_whole, m_figures;
    CancelToken m_opening;
    std::array<int, 3> m_asked{};
    int m_waiting = 0;
};

} // namespace gatehouse::ui
