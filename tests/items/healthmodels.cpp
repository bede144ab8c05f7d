// The lists of the health page under the model tester, and what they print.
#include "items/healthlinks.h"
#include "items/healthmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::items;
using health::State;

namespace {

constexpr qint64 kNow = 1'780'000'000'000;

health::Endpoint endpoint(const QString &title)
{
    health::Endpoint one;
    one.id = one.title = title;
    one.kind = u"ollama"_s;
    one.url = u"http://localhost:11434"_s;
    one.expectedModel = title;
    return one;
}

QString print(const QAbstractItemModel &model, const QStringList &columns)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            if (columns.contains(model.headerData(column, Qt::Horizontal, ColumnIdRole).toString()))
                cells << model.index(row, column).data().toString();
        lines << cells.join(u'|');
    }
    return lines.join(u'\n');
}

} // namespace

class HealthModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpoints()
    {
        const auto model = makeEndpointsModel(nullptr);
        QAbstractItemModelTester tester(
            model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        health::Summary history;
        history.last = {
            u"k"_s, u"a"_s, kNow - 10'000, State::Up, kNow - 60'000, 180'000, {}, u"fine"_s, 40};
        const qint64 slot = kNow - kNow % health::kSlotMs;
        history.times[size_t(State::Up)] = 9'996;
        history.times[size_t(State::Down)] = 4;
        history.bySlot[slot][size_t(State::Down)] = 500;
        history.latenciesBySlot[slot].add(health::latencyBucket(40), 10);
        const EndpointRow known =
            toEndpointRow(endpoint(u"a"_s), {&history, nullptr, nullptr, nullptr}, kNow);
        QCOMPARE(known.state, State::Up);
        QCOMPARE(uptimeText(known.uptime), u"99.9 %"_s); // never rounded up to all of it
        QCOMPARE(known.strip.back(), State::Down);
        QCOMPARE(known.strip.front(), State::Unknown);
        QVERIFY(cellText(known, 0, QTimeZone::utc()).endsWith(u"nobody looked"_s));
        QVERIFY(latencyText(known).endsWith(u" ms"_s));
        history.bySlot.clear(); // the first look of a quarter of an hour, or of all
        const EndpointRow fresh =
            toEndpointRow(endpoint(u"a"_s), {&history, nullptr, nullptr, nullptr}, kNow);
        QCOMPARE(fresh.strip.back(), State::Up);
        QCOMPARE(fresh.strip[kStripCells - 2], State::Unknown);
        const EndpointRow never = toEndpointRow(endpoint(u"b"_s), {}, kNow);
        QCOMPARE(never.state, State::Unknown);
        QCOMPARE(latencyText(never), u"–"_s);
        history.last.at = kNow - 3'600'000; // too long ago to speak for now
        const EndpointRow old =
            toEndpointRow(endpoint(u"c"_s), {&history, nullptr, nullptr, nullptr}, kNow);
        QCOMPARE(old.state, State::Unknown);
        QVERIFY(old.reason.contains(u"nobody has looked since 1 h"_s));
        model->update({known, never});
        QCOMPARE(print(*model, {u"endpoint"_s, u"state"_s, u"reason"_s}),
            u"a|up|fine\nb|unknown|not looked at yet"_s);
        model->update({never, old, known});
        model->update({old});
        QCOMPARE(model->rowCount(), 1);
        QCOMPARE(
            model->index(0, model->columnOf(u"state"_s)).data(BadgeRole).toString(), u"unknown"_s);
    }

    void textsFromOutsideAreSafe()
    {
        const auto model = makeEndpointsModel(nullptr);
        health::Endpoint hostile = endpoint(u"a\nb\u202Ec"_s);
        model->update({toEndpointRow(hostile, {}, kNow)});
        const QString shown = model->index(0, 0).data().toString();
        QVERIFY(!shown.contains(u'\n') && !shown.contains(QChar(0x202E)));
    }

    void incidents()
    {
        const auto model = makeIncidentsModel(nullptr);
        QAbstractItemModelTester tester(
            model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const health::Incident open{u"k"_s, u"phi4"_s, kNow - 22'860'000, 0, State::Down,
            u"refused"_s, u"nothing listens"_s, 38};
        health::Incident over = open;
        over.end = over.start + 240'000;
        over.start -= 1;
        model->update({toIncidentRow(open, kNow, QTimeZone::utc()),
            toIncidentRow(over, kNow, QTimeZone::utc())});
        QCOMPARE(print(*model, {u"title"_s, u"duration"_s, u"reason"_s}),
            u"phi4|6 h 21 min|nothing listens\nphi4|4 min 0 s|nothing listens"_s);
        QCOMPARE(model->index(1, 1).data(BadgeRole).toString(), u"over"_s);
        model->update({});
    }

    void modelsAndAgents()
    {
        const auto models = makeModelsModel(nullptr);
        QAbstractItemModelTester first(
            models.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        health::ModelRow row{
            u"llama3.2:3b"_s, 900, {u"one"_s}, {u"one"_s}, {}, 2'000'000'000, {}, false};
        health::ModelRow other{u"phi"_s, {}, {}, {u"two"_s}, {}, -1, u"stands out"_s, true};
        health::Traffic traffic{u"LLAMA3.2:3b"_s, 212, 0, 212, {}, {}, 60};
        models->update(modelUseRows({row, other}, {traffic}));
        QCOMPARE(print(*models, {u"model"_s, u"used"_s, u"loaded"_s, u"finding"_s, u"state"_s}),
            u"llama3.2:3b|900|–||up\nphi|not recorded|–|stands out|unknown"_s);
        models->update(modelUseRows({other}, {}));

        const auto agents = makeAgentsModel(nullptr);
        QAbstractItemModelTester second(
            agents.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const std::vector<health::Route> routes{
            {u"carebot"_s, {u"a"_s, u"b"_s}}, {u"memora"_s, {u"a"_s}}};
        const QHash<QString, QString> titles{{u"a"_s, u"Llama"_s}, {u"b"_s, u"Phi"_s}};
        agents->update(agentRows(routes, titles, {}, {u"a"_s}));
        QCOMPARE(print(*agents, {u"agent"_s, u"now"_s, u"then"_s}),
            u"carebot|Llama|Phi\nmemora|Llama|nobody"_s);
        agents->update(agentRows(routes, titles, {u"a"_s}, {}));
        QCOMPARE(print(*agents, {u"agent"_s, u"now"_s, u"then"_s}),
            u"carebot|Phi|Phi\nmemora|nobody|nobody"_s);
    }
};

QTEST_GUILESS_MAIN(HealthModelsTest)
#include "healthmodels.moc"
