// A table of any number of rows, of which a window is at hand.
#pragma once

#include "browse/source.h"
#include "items/browsecell.h"
#include "items/browsefigures.h"
#include "items/browsewindow.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QElapsedTimer>
#include <QTimer>

namespace gatehouse::items {

// The window's thread. data() never waits: a row that is not at hand shows "…" and, when it is
// visible, becomes one keyset query; the newest wish wins and late answers are dropped. Rows of the
// model are rows of the window, not of the table: fractionOf() says where they stand.
class BrowseModel : public QAbstractTableModel, private BrowseWindow::Listener
{
    Q_OBJECT

public:
    static constexpr int kPageRows = 200;

    explicit BrowseModel(browse::Source source, QObject *parent = nullptr);
    ~BrowseModel() override;

    // Asks the first page, the plan and the figures. The rows shown stay until the answer comes.
    void setQuery(const browse::Query &query);
    const browse::Query &query() const { return m_query; }
    void setColumns(const QStringList &columnIds); // empty: all; keeps the place
    void setZone(const QTimeZone &zone);           // times are shown in it; UTC by default
    // Overrides data() of a column at a row that is at hand; an invalid answer leaves the default.
    using Decorate = std::function<QVariant(const browse::Page &page, int row, int role)>;
    void setDecoration(const QString &columnId, Decorate decorate);

    void refresh(); // asks again from the first visible row on
    void cancel();  // what is under way; the rows at hand stay
    void home();
    void end();
    void jump(double fraction);              // 0 to 1; needs canJump()
    void goTo(const browse::Cursor &cursor); // to the first row not before it
    // What stands about there in the column that is sorted by; empty when it is not known.
    QString placeText(double fraction) const;
    bool canJump() const { return m_figures.position().isKnown(); }
    // What the view shows; decides what is asked, kept and prefetched.
    void setVisible(int firstRow, int lastRow);

    // Where a row stands among all, 0 to 1; nothing while that is not known.
    std::optional<double> fractionOf(int row) const;
    bool hasAllRows() const { return m_window.knowsStart() && m_window.knowsEnd(); }
    bool knowsStart() const { return m_window.knowsStart(); }
    bool knowsEnd() const { return m_window.knowsEnd(); }
    bool isLoading() const; // nothing to show yet, but asked
    bool isIdle() const { return !m_flight && !m_wish && !m_soon.isActive() && m_figures.isIdle(); }
    const std::optional<Error> &error() const { return m_error; } // of the last page
    // How many there are, at what cost, and where; cancel() stops counting.
    BrowseFigures &figures() { return m_figures; }
    const BrowseFigures &figures() const { return m_figures; }
    int milliseconds() const { return m_milliseconds; } // of the last page, with the way

    bool isAtHand(int row) const { return m_window.find(row).segment != nullptr; }
    std::optional<browse::Cursor> cursorOf(int row) const;
    int rowOf(const browse::Cursor &cursor) const { return m_window.rowOf(cursor); }
    // UTF-8 as the page holds it; none for NULL and for rows that are not at hand.
    std::optional<QByteArray> raw(int row, const QString &columnId) const;
    // Bytes of the whole value where the cell at hand is only its beginning.
    std::optional<qint64> wholeSize(int row, const QString &columnId) const;
    browse::Answer<browse::Value> value(int row, const QString &columnId, CancelToken token);
    qint64 bytes() const { return m_window.bytes(); }

    // Rows that come by themselves stand where the order begins (descending) or ends, in the order
    // of their coming, at most ten changes a second; old ones are let go.
    void setLive(bool live);
    bool isLive() const { return m_live; }
    void arrive(browse::Page page);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override; // this column, then the key

Q_SIGNALS:
    // The rows are others now. `row` belongs at the top, or with `atBottom` at the bottom.
    void replaced(int row, bool atBottom);
    void stateChanged();    // loading, error, idle
    void positionChanged(); // fractionOf() answers anew
    void arrived(int rows); // while live; those that could not be shown too

private:
    struct Wish
    {
        enum class Kind { Home, End, Go, Below, Above, Refill };
        Kind kind = Kind::Home;
        std::optional<browse::Cursor> from{};
        int limit = kPageRows;
        quint32 segment = 0; // Refill: its id
        bool replaces() const { return kind <= Kind::Go; }
    };
    struct Flight
    {
        Wish wish;
        CancelToken token;
        QElapsedTimer age;
    };

    void aboutToInsert(int first, int last) override;
    void inserted() override { endInsertRows(); }
    void aboutToRemove(int first, int last) override;
    void removed() override { endRemoveRows(); }
    void changed(int first, int last) override;

    void wish(Wish wish);
    void schedule(int ms = 0);
    void act();
    std::optional<Wish> nextNeed() const;
    std::optional<Wish> needBelow(int lastRow) const;
    std::optional<Wish> needAbove(int firstRow) const;
    std::optional<Wish> needRefill(int firstRow, int lastRow) const;
    void ask(const Wish &wish);
    void answered(const Wish &wish, const Result<browse::Page> &result);
    void place(const Wish &wish, std::shared_ptr<const browse::Page> page);
    void showReplaced(const Wish &wish, std::shared_ptr<const browse::Page> page);
    void refilled(const Wish &wish, std::shared_ptr<const browse::Page> page);
    void learn(); // places of segments whose rank is known
    void takeArrivals();
    std::vector<int> columnsOf(const browse::Page &page) const;
    double rows() const; // about how many there are; at least 1
    std::optional<double> placeOf(int segment) const;
    QVariant cell(const BrowseWindow::Place &place, int column, int role) const;
    void unveil();

    browse::Source m_source;
    browse::Query m_query;
    CellPrinter m_printer;
    QTimeZone m_zone = QTimeZone::utc();
    struct Shown
    {
        const browse::Column *column = nullptr; // of the relation
        Decorate decorate{};
    };
    std::vector<Shown> m_columns; // without the internal ones
    BrowseWindow m_window{*this};

    std::optional<Wish> m_wish; // of a new place; the newest only
    std::optional<Flight> m_flight;
    QElapsedTimer m_lastWish;
    quint64 m_serial = 0; // of what is under way; late answers carry an older one
    QTimer m_soon;
    QTimer m_veil;
    bool m_veiled = false; // they are late: nothing is shown meanwhile
    bool m_stale = false;  // the rows at hand are those of another query
    int m_firstVisible = 0, m_lastVisible = 0, m_direction = 0;
    std::optional<Error> m_error;
    bool m_stuck = false; // an error: nothing is asked by itself
    int m_milliseconds = 0;

    BrowseFigures m_figures;
    bool m_sized = false;                       // how many and where was asked for this query
    mutable std::map<quint32, double> m_places; // of segments, by id
    mutable QCache<quint64, QString> m_texts{4096};

    bool m_live = false;
    QTimer m_arrivals;
    std::vector<browse::Page> m_waiting;
};

} // namespace gatehouse::items
