#include "items/browsemodel.h"

#include "base/safetext.h"
#include "items/roles.h"

#include <algorithm>

namespace gatehouse::items {

namespace {
constexpr int kVeilMs = 100;     // then rows that are no more wanted are not shown either
constexpr int kArrivalsMs = 100; // ten changes a second
constexpr double kUnknownRows = 1e6;
} // namespace

BrowseModel::BrowseModel(browse::Source source, QObject *parent)
    : QAbstractTableModel(parent), m_source(source), m_figures(std::move(source), this)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &BrowseModel::act);
    m_veil.setSingleShot(true);
    m_veil.setInterval(kVeilMs);
    connect(&m_veil, &QTimer::timeout, this, [this] {
        m_veiled = true;
        if (rowCount() > 0)
            changed(0, rowCount() - 1);
    });
    m_arrivals.setSingleShot(true);
    m_arrivals.setInterval(kArrivalsMs);
    connect(&m_arrivals, &QTimer::timeout, this, &BrowseModel::takeArrivals);
    connect(&m_figures, &BrowseFigures::positionChanged, this, [this] {
        m_places.clear();
        Q_EMIT positionChanged();
    });
    connect(&m_figures, &BrowseFigures::totalChanged, this, [this] {
        learn();
        Q_EMIT positionChanged();
    });
    connect(&m_figures, &BrowseFigures::idleChanged, this, &BrowseModel::stateChanged);
}

BrowseModel::~BrowseModel()
{
    if (m_flight)
        m_flight->token.cancel();
}

void BrowseModel::setQuery(const browse::Query &query)
{
    const bool sameColumns =
        m_query.relation && query.relation && m_query.relation->columns == query.relation->columns;
    if (!sameColumns) {
        m_window.clear();
        beginResetModel();
        std::map<QString, Decorate> decorations;
        for (Shown &shown : m_columns)
            decorations.emplace(shown.column->id, std::move(shown.decorate));
        m_columns.clear();
        for (const browse::Column &column : query.relation->columns) {
            if (!column.internal)
                m_columns.push_back({&column, std::move(decorations[column.id])});
        }
    }
    const browse::Query old = std::exchange(m_query, query); // keeps m_columns' columns until now
    for (Shown &shown : m_columns)
        shown.column = query.relation->column(shown.column->id);
    m_printer = CellPrinter(*query.relation, m_zone);
    if (!sameColumns)
        endResetModel();
    m_stale = !m_window.isEmpty();
    m_sized = false;
    m_error.reset();
    m_stuck = false;
    if (m_flight) {
        m_flight->token.cancel();
        m_flight.reset();
        ++m_serial;
    }
    m_figures.start(query);
    wish({Wish::Kind::Home});
}

void BrowseModel::setColumns(const QStringList &columnIds)
{
    if (m_query.columns == columnIds)
        return;
    m_query.columns = columnIds;
    if (m_query.relation)
        refresh();
}

void BrowseModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    if (!m_query.relation)
        return;
    m_printer = CellPrinter(*m_query.relation, zone);
    m_texts.clear();
    if (rowCount() > 0)
        changed(0, rowCount() - 1);
}

void BrowseModel::setDecoration(const QString &columnId, Decorate decorate)
{
    for (Shown &shown : m_columns) {
        if (shown.column->id == columnId)
            shown.decorate = decorate;
    }
}

int BrowseModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_window.rowCount();
}

int BrowseModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant BrowseModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BrowseWindow::Place place = m_window.find(index.row());
    if (!place.segment || m_veiled || place.segment->columns[size_t(index.column())] < 0)
        return role == Qt::DisplayRole ? QVariant(QString(u'…'))
            : role == PendingRole      ? QVariant(true)
                                       : QVariant();
    return cell(place, index.column(), role);
}

QVariant BrowseModel::cell(const BrowseWindow::Place &place, int column, int role) const
{
    const Shown &shown = m_columns[size_t(column)];
    const browse::Page &page = *place.segment->page;
    if (shown.decorate) {
        if (QVariant own = shown.decorate(page, place.row, role); own.isValid())
            return own;
    }
    if (role == PendingRole)
        return false;
    const int output = place.segment->columns[size_t(column)];
    std::optional<QByteArrayView> text;
    if (!page.isNull(place.row, output))
        text = page.cell(place.row, output);
    const auto whole = page.wholeSize(place.row, output);
    if (role != Qt::DisplayRole)
        return m_printer.role(*shown.column, text, whole, role);
    const quint64 key =
        quint64(place.segment->id) << 32 | quint64(place.row) << 12 | quint64(column);
    if (const QString *known = m_texts.object(key))
        return *known;
    const QString made = safeText(m_printer.role(*shown.column, text, whole, role).toString());
    m_texts.insert(key, new QString(made));
    return made;
}

QVariant BrowseModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const browse::Column &column = *m_columns[size_t(section)].column;
    switch (role) {
    case Qt::DisplayRole:
        return column.title.isEmpty() ? column.id : column.title;
    case Qt::TextAlignmentRole:
        return m_printer.role(column, {}, {}, role);
    case ColumnIdRole:
        return column.id;
    default:
        return {};
    }
}

void BrowseModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= columnCount())
        return;
    const browse::Column &chosen = *m_columns[size_t(column)].column;
    if (chosen.sort == browse::Sort::None)
        return;
    browse::Query query = m_query;
    query.order = {{chosen.id, order == Qt::AscendingOrder}};
    setQuery(query);
}

std::optional<browse::Cursor> BrowseModel::cursorOf(int row) const
{
    const BrowseWindow::Place place = m_window.find(row);
    return place.segment ? std::optional(place.segment->page->cursor(place.row)) : std::nullopt;
}

std::optional<QByteArray> BrowseModel::raw(int row, const QString &columnId) const
{
    const BrowseWindow::Place place = m_window.find(row);
    const int output = place.segment ? place.segment->page->indexOf(columnId) : -1;
    if (output < 0 || place.segment->page->isNull(place.row, output))
        return std::nullopt;
    return place.segment->page->cell(place.row, output).toByteArray();
}

std::optional<qint64> BrowseModel::wholeSize(int row, const QString &columnId) const
{
    const BrowseWindow::Place place = m_window.find(row);
    const int output = place.segment ? place.segment->page->indexOf(columnId) : -1;
    return output < 0 ? std::nullopt : place.segment->page->wholeSize(place.row, output);
}

browse::Answer<browse::Value> BrowseModel::value(
    int row, const QString &columnId, CancelToken token)
{
    const auto cursor = cursorOf(row);
    if (!cursor || !m_source.value)
        return QtFuture::makeReadyFuture(Result<browse::Value>(gatehouse::cancelled()));
    return m_source.value(m_query, *cursor, columnId, std::move(token));
}

double BrowseModel::rows() const
{
    const Count &total = m_figures.total();
    const double known = total.kind == Count::Kind::Counting ? kUnknownRows : double(total.value);
    return std::max({1.0, known, double(m_window.knownEnd() - m_window.firstKnown())});
}

// The place of a segment's first row by the statistics; reckoned once.
std::optional<double> BrowseModel::placeOf(int index) const
{
    const BrowseWindow::Segment &segment = m_window.segments()[size_t(index)];
    const auto known = m_places.find(segment.id);
    if (known != m_places.end())
        return known->second;
    const auto place = m_figures.position().of(segment.first);
    if (place)
        m_places.emplace(segment.id, *place);
    return place;
}

std::optional<double> BrowseModel::fractionOf(int row) const
{
    if (m_window.isEmpty())
        return std::nullopt;
    if (hasAllRows())
        return double(row) / std::max(1, rowCount());
    const bool exact = m_figures.total().kind == Count::Kind::Exact;
    if (knowsStart() && (exact || !canJump()))
        return std::clamp(row / rows(), 0.0, 1.0);
    if (knowsEnd() && (exact || !canJump()))
        return std::clamp(1 - (rowCount() - row) / rows(), 0.0, 1.0);
    const int last = int(m_window.segments().size()) - 1;
    const int segment = std::clamp(m_window.segmentAt(row), 0, last);
    const auto place = placeOf(segment);
    if (!place)
        return std::nullopt;
    return std::clamp(*place + (row - m_window.firstRowOf(segment)) / rows(), 0.0, 1.0);
}

QString BrowseModel::placeText(double fraction) const
{
    const auto cursor = m_figures.position().at(std::clamp(fraction, 0.0, 1.0));
    if (!cursor || cursor->values.empty() || !cursor->values.front())
        return {};
    const browse::Order order = browse::completed(m_query.order, *m_query.relation);
    const browse::Column *column = m_query.relation->column(order.front().column);
    if (!column || column->secret || column->internal)
        return {};
    return safeText(m_printer.display(*column, *cursor->values.front()));
}

// Where the number of all rows is exact, rows counted from an end teach the scale.
void BrowseModel::learn()
{
    if (m_stale || m_window.isEmpty() || hasAllRows() || !canJump()
        || m_figures.total().kind != Count::Kind::Exact)
        return;
    const double known = m_window.knownEnd() - m_window.firstKnown();
    if (knowsStart())
        m_figures.refine(m_window.segments().back().last, known / rows());
    else if (knowsEnd())
        m_figures.refine(m_window.segments().front().first, 1 - known / rows());
}

} // namespace gatehouse::items
