#include "ui/pages/healthviews.h"

#include "health/models.h"
#include "health/station.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kFits = 8; // columns fit the first answers, then they stay

QVBoxLayout *columnOf(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, space::kTiny, 0, 0);
    column->setSpacing(space::kSmall);
    return column;
}

} // namespace

void fillEndpoints(QComboBox &box, const std::vector<items::EndpointRow> &rows, bool modelsOnly,
    const QString &first)
{
    const QString chosen = box.currentData().toString();
    QStringList wanted, titles;
    if (!first.isEmpty()) {
        wanted << QString();
        titles << first;
    }
    for (const items::EndpointRow &row : rows) {
        if (modelsOnly && !row.isModel)
            continue;
        wanted << row.key;
        titles << safeText(row.title, 80);
    }
    QStringList there;
    for (int i = 0; i < box.count(); ++i)
        there << box.itemData(i).toString();
    if (there == wanted)
        return;
    const QSignalBlocker quiet(&box);
    box.clear();
    for (qsizetype i = 0; i < wanted.size(); ++i)
        box.addItem(titles[i], wanted[i]);
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

// --- models

HealthModels::HealthModels(SettingsFile &settings, QWidget *parent)
    : QWidget(parent),
      m_model(items::makeModelsModel(this).release()),
      m_table(new TableView(u"health/models"_s, tr("Models"), this)),
      m_note(new PlainLabel(this))
{
    m_table->setObjectName(u"healthModels"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(
        m_model->columnOf(u"state"_s), new BadgeDelegate(m_table, true));
    for (const char *column : {"configured", "installed", "loaded"})
        m_table->setWidest(QLatin1StringView(column), 140);
    m_table->setWidest(u"finding"_s, 240);
    m_table->setWidest(u"why"_s, 360);
    m_table->keepColumns(settings);
    m_note->setObjectName(u"healthModelsNote"_s);
    m_note->setWordWrap(true);
    m_note->setTone(PlainLabel::Tone::Muted);
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_note);
    column->addWidget(m_table, 1);
}

void HealthModels::show(const health::Station &station, const std::optional<HealthTraffic> &traffic)
{
    std::vector<health::Held> held;
    for (const health::Endpoint &endpoint : station.list().endpoints) {
        const health::Seen *seen = station.seen(endpoint.key());
        const bool tells = seen && seen->judgement.installed;
        if (endpoint.expectedModel.isEmpty() && !tells)
            continue;
        held.push_back({endpoint.title, endpoint.expectedModel, {}, {}});
        if (seen) {
            held.back().installed = seen->judgement.installed;
            held.back().loaded = seen->judgement.loaded;
        }
    }
    std::optional<std::vector<health::ModelUse>> used;
    if (traffic && traffic->byModel)
        used = traffic->day;
    m_model->update(items::modelUseRows(
        health::inventoryOf(held, used), traffic ? traffic->hour : std::vector<health::Traffic>()));
    if (m_fits < kFits && ++m_fits)
        m_table->fitUnlessSaved();
    QStringList notes;
    if (traffic && !traffic->whyNot.isEmpty())
        notes << traffic->whyNot;
    else if (traffic && !traffic->byModel)
        notes << tr("This back end does not record which model served a request.");
    if (traffic && traffic->all) {
        const health::Judgement whole = health::judgeTraffic(*traffic->all);
        notes << tr("All requests of the last hour: %1, %2.")
                     .arg(health::stateName(whole.state), whole.reason);
    }
    m_note->setText(notes.join(u' '));
    m_note->setVisible(!notes.isEmpty());
    if (m_model->rowCount() > 0)
        m_table->overlay().clear();
    else
        m_table->overlay().showEmpty(u"server"_s, tr("No models known"),
            tr("None of the endpoints names a model or tells which ones it has."));
}

// --- what falls if

HealthFailover::HealthFailover(SettingsFile &settings, QWidget *parent)
    : QWidget(parent),
      m_model(items::makeAgentsModel(this).release()),
      m_table(new TableView(u"health/agents"_s, tr("Agents and who serves them"), this)),
      m_fallen(new QComboBox(this)),
      m_says(new PlainLabel(this))
{
    auto *ask = new QHBoxLayout;
    auto *label = new PlainLabel(tr("If this falls:"), this);
    m_fallen->setObjectName(u"healthFallen"_s);
    m_fallen->setAccessibleName(tr("What falls"));
    m_fallen->setMinimumWidth(220);
    m_says->setObjectName(u"healthOutcome"_s);
    m_says->setWordWrap(true);
    m_says->setFont(headingFont());
    ask->addWidget(label);
    ask->addWidget(m_fallen);
    ask->addSpacing(space::kMedium);
    ask->addWidget(m_says, 1);
    m_table->setObjectName(u"healthAgents"_s);
    m_table->setModel(m_model);
    m_table->keepColumns(settings);
    QVBoxLayout *column = columnOf(this);
    column->addLayout(ask);
    column->addWidget(m_table, 1);
    connect(m_fallen, &QComboBox::currentIndexChanged, this, &HealthFailover::simulate);
}

void HealthFailover::show(
    const health::Station &station, const std::vector<items::EndpointRow> &rows)
{
    m_routes = health::routesOf(station.list().endpoints);
    m_titles.clear();
    m_down.clear();
    for (const items::EndpointRow &row : rows) {
        m_titles.insert(row.key, row.title);
        if (row.state == health::State::Down)
            m_down.insert(row.key);
    }
    fillEndpoints(*m_fallen, rows, true, tr("nothing (as it is now)"));
    simulate();
}

void HealthFailover::choose(const QString &key)
{
    m_fallen->setCurrentIndex(std::max(0, m_fallen->findData(key)));
}

QString HealthFailover::outcome() const { return m_says->text(); }

void HealthFailover::simulate()
{
    const QString key = m_fallen->currentData().toString();
    const QSet<QString> fallen = key.isEmpty() ? QSet<QString>() : QSet<QString>{key};
    const bool first = m_model->rowCount() == 0;
    m_model->update(items::agentRows(m_routes, m_titles, m_down, fallen));
    if (first)
        m_table->fitUnlessSaved();
    // Nothing chosen: what those that are down have done already.
    const auto moves = key.isEmpty() ? health::movesWhen(m_routes, {}, m_down)
                                     : health::movesWhen(m_routes, m_down, fallen);
    const QStringList sentences = health::moveSentences(moves, m_titles);
    if (!sentences.isEmpty())
        m_says->setText(sentences.join(u"; "_s));
    else if (key.isEmpty())
        m_says->setText(tr("Every agent is served by its first choice."));
    else
        m_says->setText(
            m_down.contains(key) ? tr("It is down already.") : tr("No agent is served by it now."));
    if (m_routes.empty())
        m_table->overlay().showEmpty(u"git-branch"_s, tr("No agents known"),
            tr("Name the agents that an endpoint serves when you edit it; the description of this "
               "system names none."));
    else
        m_table->overlay().clear();
}

} // namespace gatehouse::ui
