#include "items/healthlinks.h"

#include "health/models.h"
#include "items/healthmodel.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

template <typename Row>
QVariant strong(const Row &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

health::Judgement judgementOf(const ModelUseRow &row)
{
    if (row.traffic)
        return health::judgeTraffic(*row.traffic);
    return health::bad(health::State::Unknown, "no-traffic",
        row.model.used ? Words::tr("no request in the last hour") : Words::tr("not recorded"));
}

QString names(const QStringList &all) { return all.isEmpty() ? u"–"_s : all.join(u", "_s); }

QString nobody(const QString &title) { return title.isEmpty() ? Words::tr("nobody") : title; }

} // namespace

std::vector<ModelUseRow> modelUseRows(
    const std::vector<health::ModelRow> &models, const std::vector<health::Traffic> &traffic)
{
    std::vector<ModelUseRow> rows;
    for (const health::ModelRow &model : models) {
        ModelUseRow row{model, {}};
        for (const health::Traffic &one : traffic)
            if (health::sameModel(one.model, model.name))
                row.traffic = one;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::unique_ptr<ModelsModel> makeModelsModel(QObject *parent)
{
    using Row = ModelUseRow;
    const auto state = [](const Row &row, int role) -> QVariant {
        const health::Judgement judgement = judgementOf(row);
        if (role == BadgeRole)
            return health::stateName(judgement.state);
        if (role == SeverityRole)
            return QVariant::fromValue(stateSeverity(judgement.state));
        return {};
    };
    const auto finding = [](const Row &row, int role) -> QVariant {
        if (role == SeverityRole && !row.model.finding.isEmpty())
            return QVariant::fromValue(row.model.isBad ? Severity::Bad : Severity::Warn);
        return {};
    };
    ModelsModel::Columns columns{
        {u"model"_s, Words::tr("Model"), [](const Row &row) { return row.model.name; }, {}, kLeft,
            strong<Row>},
        {u"used"_s, Words::tr("Used in 24 h"),
            [](const Row &row) {
                return row.model.used ? QLocale().toString(*row.model.used)
                                      : Words::tr("not recorded");
            },
            [](const Row &row) { return QVariant(row.model.used.value_or(-1)); }, kRight},
        {u"configured"_s, Words::tr("Configured for"),
            [](const Row &row) { return names(row.model.configured); }},
        {u"installed"_s, Words::tr("Installed on"),
            [](const Row &row) { return names(row.model.installed); }},
        {u"loaded"_s, Words::tr("Loaded on"),
            [](const Row &row) { return names(row.model.loaded); }},
        {u"size"_s, Words::tr("Size"),
            [](const Row &row) {
                return row.model.bytes < 0 ? u"–"_s : health::bytesText(row.model.bytes);
            },
            [](const Row &row) { return QVariant(row.model.bytes); }, kRight},
        {u"finding"_s, Words::tr("What stands out"),
            [](const Row &row) { return row.model.finding; }, {}, kLeft, finding},
        {u"state"_s, Words::tr("From usage"),
            [](const Row &row) { return health::stateName(judgementOf(row).state); }, {}, kLeft,
            state, Words::tr("Derived from the requests of the last hour, without any look")},
        {u"why"_s, Words::tr("What the usage says"),
            [](const Row &row) { return judgementOf(row).reason; }},
    };
    return std::make_unique<ModelsModel>(
        std::move(columns), [](const Row &row) { return row.model.name; }, parent);
}

std::vector<AgentRow> agentRows(const std::vector<health::Route> &routes,
    const QHash<QString, QString> &titles, const QSet<QString> &down, const QSet<QString> &fallen)
{
    std::vector<AgentRow> rows;
    for (const health::Route &route : routes) {
        QStringList all;
        for (const QString &key : route.endpoints)
            all << titles.value(key, key);
        const QString now = health::servedBy(route, down);
        const QString then = health::servedBy(route, down + fallen);
        rows.push_back({route.agent, all.value(0), all.mid(1).join(u", "_s),
            now.isEmpty() ? QString() : titles.value(now, now),
            then.isEmpty() ? QString() : titles.value(then, then)});
    }
    return rows;
}

std::unique_ptr<AgentsModel> makeAgentsModel(QObject *parent)
{
    using Row = AgentRow;
    const auto extra = [](QString Row::*place) {
        return [place](const Row &row, int role) -> QVariant {
            if (role != SeverityRole)
                return {};
            if ((row.*place).isEmpty())
                return QVariant::fromValue(Severity::Bad);
            return row.*place == row.first ? QVariant() : QVariant::fromValue(Severity::Warn);
        };
    };
    AgentsModel::Columns columns{
        {u"agent"_s, Words::tr("Agent"), [](const Row &row) { return row.agent; }, {}, kLeft,
            strong<Row>},
        {u"first"_s, Words::tr("First choice"), [](const Row &row) { return row.first; }},
        {u"fallback"_s, Words::tr("Fallback"),
            [](const Row &row) { return row.fallbacks.isEmpty() ? u"–"_s : row.fallbacks; }},
        {u"now"_s, Words::tr("Served now by"), [](const Row &row) { return nobody(row.now); }, {},
            kLeft, extra(&Row::now)},
        {u"then"_s, Words::tr("Then by"), [](const Row &row) { return nobody(row.then); }, {},
            kLeft, extra(&Row::then)},
    };
    return std::make_unique<AgentsModel>(
        std::move(columns), [](const Row &row) { return row.agent; }, parent);
}

} // namespace gatehouse::items
