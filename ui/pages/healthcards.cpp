#include "ui/pages/healthcards.h"

#include "ui/delegates/badgedelegate.h"
#include "ui/pages/healthincidents.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int kCardWidth = 330, kMostColumns = 4, kAtOnce = 4;
constexpr int kFootHeight = 230;
constexpr int kFits = 8; // columns fit the first answers, then they stay

} // namespace

HealthCards::HealthCards(SettingsFile &settings, QWidget *parent) : QWidget(parent)
{
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inside = new QWidget(scroll);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    auto *body = new QVBoxLayout(inside);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(space::kMedium);
    m_cardArea = new QWidget(inside);
    m_grid = new QGridLayout(m_cardArea);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space::kMedium);
    m_rest = new PlainLabel(inside);
    m_rest->setTone(PlainLabel::Tone::Muted);
    m_rest->hide();
    body->addWidget(m_cardArea);
    body->addWidget(m_rest);
    body->addWidget(makeFoot(settings), 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);
    m_more.setSingleShot(true);
    m_more.setInterval(0);
    connect(&m_more, &QTimer::timeout, this, &HealthCards::makeMore);
}

QWidget *HealthCards::makeFoot(SettingsFile &settings)
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kMedium);
    m_services = new Card(tr("Services"), foot);
    m_model = items::makeEndpointsModel(this).release();
    m_table = new TableView(u"health/services"_s, tr("Services"), m_services);
    m_table->setObjectName(u"healthServices"_s);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(
        m_model->columnOf(u"state"_s), new BadgeDelegate(m_table, true));
    m_table->setHiddenByDefault(
        {u"place"_s, u"kind"_s, u"expected"_s, u"installed"_s, u"loaded"_s, u"uptime"_s});
    m_table->keepColumns(settings);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(
        m_model->columnOf(u"reason"_s), QHeaderView::Stretch);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    const auto keyAt = [this](const QModelIndex &index) {
        return index.isValid() ? m_model->key(index.row()) : QString();
    };
    connect(m_table, &TableView::openRequested, this,
        [this, keyAt](const QModelIndex &index) { Q_EMIT openRequested(keyAt(index)); });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this, keyAt](const QPoint &at) {
        if (const QModelIndex index = m_table->indexAt(at); index.isValid())
            Q_EMIT menuRequested(keyAt(index), m_table->viewport()->mapToGlobal(at));
    });
    m_services->content()->addWidget(m_table, 1);
    m_incidents = new IncidentsCard(foot);
    connect(m_incidents, &IncidentsCard::chosen, this, &HealthCards::openRequested);
    row->addWidget(m_services, 3);
    row->addWidget(m_incidents, 2);
    foot->setMinimumHeight(kFootHeight);
    return foot;
}

void HealthCards::showRows(const std::vector<items::EndpointRow> &rows, const QTimeZone &zone)
{
    m_zone = zone;
    m_wanted.clear();
    std::vector<items::EndpointRow> services;
    int left = 0;
    for (const items::EndpointRow &row : rows) {
        if (!row.isModel)
            services.push_back(row);
        else if (int(m_wanted.size()) < kMostCards)
            m_wanted.push_back(row);
        else
            ++left;
    }
    m_rest->setVisible(left > 0);
    m_rest->setText(tr("%n further model server(s) (is|are) in the table.", nullptr, left));
    m_services->setVisible(!services.empty());
    const bool answered = std::any_of(services.begin(), services.end(),
        [](const items::EndpointRow &row) { return row.at > 0; });
    m_model->update(std::move(services));
    if (answered && m_fits < kFits && ++m_fits)
        m_table->fitUnlessSaved();
    while (m_cards.size() > m_wanted.size()) {
        delete m_cards.back();
        m_cards.pop_back();
    }
    for (size_t i = 0; i < m_cards.size(); ++i)
        m_cards[i]->setRow(m_wanted[i], m_zone);
    m_cardArea->setVisible(!m_wanted.empty());
    makeMore();
}

void HealthCards::makeMore()
{
    const size_t before = m_cards.size();
    while (m_cards.size() < m_wanted.size() && m_cards.size() < before + kAtOnce) {
        auto *card = new EndpointCard(m_cardArea);
        card->setObjectName(u"healthCard_%1"_s.arg(m_cards.size()));
        card->setRow(m_wanted[m_cards.size()], m_zone);
        connect(card, &EndpointCard::openRequested, this, &HealthCards::openRequested);
        connect(card, &EndpointCard::menuRequested, this, &HealthCards::menuRequested);
        m_cards.push_back(card);
        if (m_columns > 0) {
            const int index = int(m_cards.size()) - 1;
            m_grid->addWidget(card, index / m_columns, index % m_columns);
        }
    }
    if (m_cards.size() < m_wanted.size())
        m_more.start();
}

void HealthCards::place()
{
    const int columns =
        std::clamp((width() + space::kMedium) / (kCardWidth + space::kMedium), 1, kMostColumns);
    if (columns == m_columns)
        return;
    for (EndpointCard *card : m_cards)
        m_grid->removeWidget(card);
    for (int column = 0; column < std::max(columns, m_columns); ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    m_columns = columns;
    for (size_t i = 0; i < m_cards.size(); ++i)
        m_grid->addWidget(m_cards[i], int(i) / m_columns, int(i) % m_columns);
}

void HealthCards::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void HealthCards::showIncidents(const std::vector<items::IncidentRow> &incidents)
{
    m_incidents->showIncidents(incidents);
}

} // namespace gatehouse::ui
