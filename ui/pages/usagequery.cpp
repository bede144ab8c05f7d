#include "ui/pages/usagequery.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

UsageQuery::UsageQuery(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_recognition(workspace.recognition())
{
    m_filter.zone = workspace.profile().zone;
    if (!m_recognition || !workspace.match())
        return;
    m_match = workspace.match();
    m_places = usage::usagePlaces(*m_recognition, *m_match);
}

UsageQuery::~UsageQuery() { m_opening.cancel(); }

std::vector<UsageQuery::Place> UsageQuery::places() const
{
    std::vector<Place> places;
    for (const systems::UsageDomain *domain : m_places)
        places.push_back({domain->table, systems::translated(domain->title)});
    return places;
}

QString UsageQuery::place() const { return m_source ? m_source->domain().table : QString(); }

std::optional<items::Count> UsageQuery::inPlace() const
{
    // Of a table that holds other rows too nothing is known.
    if (!m_source || !m_source->domain().filter.isEmpty())
        return {};
    const systems::TableFacts *facts = m_recognition->table(m_match->schema, place());
    if (!facts || facts->rows < 1)
        return {};
    return items::Count{items::Count::Kind::About, qint64(facts->rows)};
}

db::Session &UsageQuery::session(Lane lane)
{
    if (lane == Lane::Pages)
        return m_workspace.link().interactive();
    auto &session = m_sessions[lane];
    if (!session)
        session = m_workspace.link().openJobSession();
    return *session;
}

void UsageQuery::open(const QString &table)
{
    m_opening.cancel();
    m_opening = CancelToken();
    if (m_places.empty()) {
        Q_EMIT failed(refused(systems::whyNoUsage(*m_recognition, *m_match)));
        return;
    }
    const systems::UsageDomain *domain = m_places.front();
    for (const systems::UsageDomain *each : m_places) {
        if (each->table == table)
            domain = each;
    }
    ask(
        Lane::Pages,
        [recognition = m_recognition, match = m_match, domain](
            db::Sql &sql) { return usage::Source::read(sql, *recognition, *match, *domain); },
        this,
        [this, opening = m_opening](const Result<std::shared_ptr<const usage::Source>> &source) {
            if (!opening.isCancelled())
                take(source);
        },
        m_opening);
}

void UsageQuery::take(const Result<std::shared_ptr<const usage::Source>> &source)
{
    if (!source) {
        Q_EMIT failed(source.error());
        return;
    }
    if (m_source)
        m_selection.reset();
    m_source = source.value();
    std::optional<Error> wrong;
    if (auto resolved = resolve(m_filter); !resolved) {
        wrong = resolved.error();
        m_filter.chips.clear();
        m_filter.text.clear();
        (void)resolve(m_filter);
    }
    Q_EMIT opened();
    if (wrong)
        Q_EMIT filterCleared(*wrong);
}

Result<> UsageQuery::setFilter(const usage::Filter &filter)
{
    if (!m_source) {
        m_filter = filter;
        return Done{};
    }
    if (auto resolved = resolve(filter); !resolved)
        return resolved.error();
    Q_EMIT filterChanged();
    return Done{};
}

void UsageQuery::refresh()
{
    if (m_source && resolve(m_filter))
        Q_EMIT filterChanged();
}

void UsageQuery::advance()
{
    if (m_source && resolve(m_filter))
        Q_EMIT advanced();
}

Result<> UsageQuery::resolve(const usage::Filter &filter)
{
    const usage::Span span = filter.resolve(m_workspace.clock().now());
    auto part = m_selection;
    if (part && (part->from < span.from || part->to > span.to))
        part.reset();
    auto whole = usage::Figures::of(m_source, filter, span);
    if (!whole)
        return whole.error();
    auto figures = usage::Figures::of(m_source, filter, part.value_or(span));
    if (!figures)
        return figures.error();
    m_filter = filter;
    m_selection = part;
    m_whole.emplace(std::move(whole).value());
    m_figures.emplace(std::move(figures).value());
    return Done{};
}

void UsageQuery::select(const std::optional<usage::Span> &part)
{
    if (part == m_selection)
        return;
    m_selection = part;
    if (!m_whole)
        return;
    auto figures = usage::Figures::of(m_source, m_filter, part.value_or(m_whole->span()));
    if (!figures)
        return;
    m_figures.emplace(std::move(figures).value());
    Q_EMIT selectionChanged();
}

} // namespace gatehouse::ui
