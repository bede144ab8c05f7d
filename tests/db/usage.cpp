#include "support/usagedata.h"

#include "base/redact.h"

using namespace gatehouse;
using namespace gatehouse::usage;
using test::cell;
using test::run;

namespace {

const QStringList kZones{u"UTC"_s, u"Europe/Berlin"_s, u"America/New_York"_s, u"Asia/Seoul"_s,
    u"Australia/Lord_Howe"_s, u"America/St_Johns"_s};

qint64 at(const QString &text)
{
    const auto us = instantFromText(text, QTimeZone::utc());
    return us ? *us : -1;
}

Span span(const char *from, const char *to)
{
    return {at(QString::fromLatin1(from)), at(QString::fromLatin1(to))};
}

Filter filter(const QStringList &chips, const QString &zone = u"UTC"_s)
{
    Filter one;
    one.zone = zone;
    for (const QString &text : chips) {
        auto chip = parseChip(text);
        if (chip)
            one.chips.push_back(chip.value());
    }
    return one;
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

// Ten weeks with every clock change of 2026 in the six zones, and rows to the microsecond around
// midnight and around the changes.
const QString kGatewayRows = uR"(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES
 ('edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', 'mobile', 'user', 100, '2026-01-01', true),
 ('edgellm-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBbbb2', 'it''s "web"', 'user', 100, '2026-01-01', true),
 ('demo-admin-key-12345', 'admin', 'admin', 1000, '2026-01-01', true);
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT CASE n % 5 WHEN 0 THEN 'edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1'
            WHEN 1 THEN 'edgellm-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBbbb2'
            WHEN 2 THEN 'demo-admin-key-12345' WHEN 3 THEN 'edgellm-GONEGONEGONEGONEGONEGONEGONEGONEGONEGONEg9'
            ELSE 'edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1' END,
       (ARRAY['/api/chat', '/api/generate', '/api/models'])[1 + n % 3],
       CASE WHEN n % 3 = 2 THEN 'list' ELSE (ARRAY['llama3.2', 'mistral', 'it''s "a\b" 100% _'])[1 + n % 7 % 3] END,
       (1 + n % 997) / 1000.0, timestamp '2026-03-01' + n * interval '13 minutes 7.000003 seconds',
       CASE n % 4 WHEN 0 THEN '{"message_count": 3}' WHEN 1 THEN '{"prompt_length": 42.50}' WHEN 2 THEN 'null' END::json
FROM generate_series(1, 30000) n;
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp")
SELECT 'demo-admin-key-12345', '/api/chat', 'edge', 0.5, (d::timestamptz + s) AT TIME ZONE 'UTC'
FROM unnest(ARRAY['2026-03-08 05:00Z', '2026-03-08 07:00Z', '2026-03-29 01:00Z', '2026-03-28 23:00Z', '2026-03-29 22:00Z',
  '2026-04-04 13:00Z', '2026-04-04 15:00Z', '2026-04-05 13:30Z', '2026-10-25 01:00Z', '2026-10-24 22:00Z', '2026-10-25 23:00Z',
  '2026-11-01 06:00Z', '2026-11-01 04:30Z', '2026-03-08 03:30Z', '2026-03-09 02:30Z', '2026-11-20 15:00Z']) d,
 unnest(ARRAY['-1 microsecond', '0', '1 microsecond']::interval[]) s;
ANALYZE;
)"_s;

} // namespace

class UsageDbTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_gateway = test::databaseOf(*m_server, u"ollama-gateway"_s);
        const QByteArray trouble = test::script(*m_gateway, kGatewayRows);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
        const auto opened = test::openUsage(*m_gateway);
        QVERIFY2(opened.source, opened.trouble.constData());
        m_source = opened.source;
        m_recognition = opened.recognition;
    }
    void cleanupTestCase() { m_gateway.reset(); }

    void rolesOfTheGateway()
    {
        QVERIFY(m_source->records(u"duration"_s));
        QVERIFY(!m_source->records(u"status"_s));
        QVERIFY(!m_source->records(u"tokens"_s));
        QVERIFY(m_source->canTail());
        QVERIFY(m_source->field(u"data/message_count"_s));
        QVERIFY(!m_source->field(u"status"_s));
        QVERIFY(m_source->note().contains(u"Only successful calls"_s));
    }

    void totalsAreThoseOfPlainSql()
    {
        const auto totals = ask(filter({}), span("2026-03-01", "2026-12-31"),
            [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
        QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
        QCOMPARE(QString::number(totals.value().requests),
            cell(*m_gateway, u"SELECT count(*)::text FROM usage_logs"_s));
        QVERIFY(!totals.value().failed); // never a false zero
        QVERIFY(!totals.value().tokens);
        const QString p95 = cell(*m_gateway,
            u"SELECT round((percentile_cont(0.95) WITHIN GROUP (ORDER BY response_time) * 1000)::numeric, 6)::text FROM usage_logs"_s);
        QCOMPARE(QString::number(*totals.value().latency.p95, 'f', 6), p95);
        QVERIFY(totals.value().latency.exact);
        QCOMPARE(instantText(*totals.value().first).left(10), u"2026-03-01"_s);
        // The SQL that is shown can be run as it is, and says the same.
        const QString shown = totals.value().sql.first();
        QCOMPARE(cell(*m_gateway, u"SELECT n::text FROM ("_s + shown + u") AS t"_s),
            QString::number(totals.value().requests));
    }

    void sumsOfDaysAreTheRange_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        for (const QString &zone : kZones) {
            QTest::addRow("%s spring", qPrintable(zone))
                << zone << u"2026-03-01"_s << u"2026-04-12"_s;
            QTest::addRow("%s autumn", qPrintable(zone))
                << zone << u"2026-10-20"_s << u"2026-11-30"_s;
        }
    }
    void sumsOfDaysAreTheRange()
    {
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const QTimeZone here(zone.toUtf8());
        const Span range{*instantFromText(from, here), *instantFromText(to, here)};
        const Filter all = filter({}, zone);
        const auto check = ask(all, range,
            [](const Figures &figures, db::Sql &sql) { return figures.checkDays(sql); });
        QVERIFY2(bool(check), check ? "" : why(check.error()).constData());
        QVERIFY(check.value().whole > 2000);
        QCOMPARE(check.value().parts, check.value().whole);
        // The chart by days, each day against the server's own idea of it.
        const auto series = ask(all, range, [](const Figures &figures, db::Sql &sql) {
            return figures.series(sql, Measure::Requests, {}, 45);
        });
        QVERIFY(series);
        QCOMPARE(series.value().buckets.width, kDay);
        QCOMPARE(series.value().sum, check.value().whole);
        for (int i = 0; i < series.value().buckets.count(); ++i) {
            const QString day =
                localDate(series.value().buckets.starts[size_t(i)], here).toString(Qt::ISODate);
            const QString count = cell(*m_gateway,
                u"SELECT count(*)::text FROM usage_logs WHERE (\"timestamp\" AT TIME ZONE 'UTC' AT TIME ZONE '%1')::date = '%2'"_s
                    .arg(zone, day));
            QCOMPARE(QString::number(series.value().lines[0].values[size_t(i)]), count);
        }
        const auto hours = ask(all, range,
            [](const Figures &figures, db::Sql &sql) { return figures.checkHeatMap(sql); });
        QVERIFY(hours);
        QCOMPARE(hours.value().parts, check.value().whole);
        // By the hour: the ones that come twice, or not at all, lose nothing.
        const auto hourly = ask(all, range, [](const Figures &figures, db::Sql &sql) {
            return figures.series(sql, Measure::Requests, {}, 1400);
        });
        QVERIFY(hourly);
        QCOMPARE(hourly.value().sum, check.value().whole);
    }

    void partsAreTheWhole_data()
    {
        QTest::addColumn<QString>("by");
        for (const char *by : {"key", "model", "endpoint"})
            QTest::addRow("%s", by) << QString::fromLatin1(by);
    }
    void partsAreTheWhole()
    {
        QFETCH(QString, by);
        const Span all = span("2026-03-01", "2026-12-31");
        const auto check = ask(filter({}), all,
            [&by](const Figures &figures, db::Sql &sql) { return figures.checkGroups(sql, by); });
        QVERIFY2(bool(check), check ? "" : why(check.error()).constData());
        QVERIFY(check.value().holds());
        const auto groups = ask(filter({}), all,
            [&by](const Figures &figures, db::Sql &sql) { return figures.groups(sql, by, 2); });
        QVERIFY2(bool(groups), groups ? "" : why(groups.error()).constData());
        QCOMPARE(groups.value().sum, check.value().whole);
        QCOMPARE(int(groups.value().groups.size()), 2);
        QVERIFY(groups.value().others > 0);
        // Each group opens its rows: as many as it says.
        for (const Group &group : groups.value().groups) {
            const auto rows = ask(filter({}).with(group.name.chip(by)), all,
                [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
            QVERIFY(rows);
            QCOMPARE(rows.value().requests, group.requests);
        }
        const auto series = ask(filter({}), all, [&by](const Figures &figures, db::Sql &sql) {
            return figures.series(sql, Measure::Requests, by, 100, 2);
        });
        QVERIFY(series);
        QCOMPARE(series.value().sum, check.value().whole);
        QVERIFY(series.value().hasOthers);
        QCOMPARE(int(series.value().lines.size()), 3);
        QCOMPARE(series.value().lines[0].name.label, groups.value().groups[0].name.label);
    }

    void keysAreMaskedAndFound()
    {
        const Span all = span("2026-03-01", "2026-12-31");
        const auto groups = ask(filter({}), all,
            [](const Figures &figures, db::Sql &sql) { return figures.groups(sql, u"key"_s); });
        QVERIFY(groups);
        QStringList labels, shown;
        for (const Group &group : groups.value().groups) {
            labels << group.name.label;
            shown << group.name.label + group.name.mask + group.name.value;
            QCOMPARE(group.name.isGone, group.name.label.startsWith(u'#'));
        }
        shown << groups.value().sql;
        QCOMPARE(labels.size(), 4);
        QVERIFY(labels.contains(u"it's \"web\""_s));
        QVERIFY(!shown.join(u' ').contains(u"AAAAAAAA"_s));
        QVERIFY(!shown.join(u' ').contains(u"GONEGONE"_s));
        const auto gone = ask(filter({u"keyState=gone"_s}), all,
            [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
        QVERIFY2(bool(gone), gone ? "" : why(gone.error()).constData());
        QCOMPARE(QString::number(gone.value().requests),
            cell(*m_gateway,
                u"SELECT count(*)::text FROM usage_logs u WHERE NOT EXISTS (SELECT FROM api_keys k WHERE k.key = u.api_key)"_s));
        const auto print = fingerprint(u"edgellm-GONEGONEGONEGONEGONEGONEGONEGONEGONEGONEg9");
        const auto byPrint = ask(filter({u"key="_s + print}), all,
            [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
        QVERIFY(byPrint);
        QCOMPARE(byPrint.value().requests, gone.value().requests);
    }

    void chipsMeanWhatTheySay_data()
    {
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QStringList &chips, const QString &sql) {
            QTest::addRow("%s", name) << chips << sql;
        };
        row("nothing", {}, u"true"_s);
        row("model", {u"model=mistral"_s}, u"model = 'mistral'"_s);
        row("models", {u"model=mistral|llama3.2"_s}, u"model IN ('mistral', 'llama3.2')"_s);
        row("not", {u"model!=mistral"_s}, u"model <> 'mistral'"_s);
        row("every quote", {u"model=it's \"a\\\\b\" 100% _"_s},
            uR"(model = 'it''s "a\b" 100% _')"_s);
        row("contains", {u"model~100% _"_s}, u"strpos(model, '100% _') > 0"_s);
        row("percent", {u"model~%"_s}, u"strpos(model, '%') > 0"_s);
        row("starts", {u"endpoint^=/api/c"_s}, u"endpoint LIKE '/api/c%'"_s);
        row("key", {u"key=mobile"_s}, u"api_key LIKE '%aaa1'"_s);
        row("key with quotes", {u"key=it's \"web\""_s}, u"api_key LIKE '%bbb2'"_s);
        row("keys", {u"key=mobile|admin"_s}, u"api_key LIKE '%aaa1' OR api_key LIKE 'demo%'"_s);
        row("no such key", {u"key=nobody"_s}, u"false"_s);
        row("key like", {u"key~obil"_s}, u"api_key LIKE '%aaa1'"_s);
        row("key not", {u"key!=mobile"_s}, u"api_key NOT LIKE '%aaa1'"_s);
        row("duration", {u"duration>500"_s}, u"response_time > 0.5"_s);
        row("duration range", {u"duration>=250"_s, u"model=edge"_s},
            u"response_time >= 0.25 AND model = 'edge'"_s);
        row("duration is", {u"duration=500"_s}, u"response_time = 0.5"_s);
        row("json path", {u"data/message_count=3"_s}, u"request_data->>'message_count' = '3'"_s);
        row("json number", {u"data/prompt_length>42"_s},
            u"(request_data->>'prompt_length')::numeric > 42"_s);
        row("json token", {u"data/prompt_length=42.50"_s},
            u"request_data->>'prompt_length' = '42.50'"_s);
        row("json missing", {u"data/message_count=!"_s},
            u"request_data->>'message_count' IS NULL"_s);
        row("hour", {u"hour=14"_s}, u"extract(hour from \"timestamp\") = 14"_s);
        row("weekday", {u"weekday=1|2"_s}, u"extract(isodow from \"timestamp\") IN (1, 2)"_s);
        row("id", {u"id<=10"_s}, u"id <= 10"_s);
        row("id beyond its type", {u"id<99999999999999"_s}, u"true"_s);
        row("id that is no integer", {u"id<2.5"_s}, u"id < 2.5"_s);
        row("exists", {u"keyState=exists"_s}, u"api_key NOT LIKE '%GONE%'"_s);
    }
    void chipsMeanWhatTheySay()
    {
        QFETCH(QStringList, chips);
        QFETCH(QString, sql);
        const Filter wanted = filter(chips);
        QCOMPARE(int(wanted.chips.size()), int(chips.size()));
        const auto totals = ask(wanted, span("2026-03-01", "2027-03-01"),
            [](const Figures &figures, db::Sql &s) { return figures.totals(s); });
        QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
        QCOMPARE(QString::number(totals.value().requests),
            cell(*m_gateway, u"SELECT count(*)::text FROM usage_logs WHERE "_s + sql));
    }

    void textWithEveryQuoteIsOnlyText()
    {
        Filter wanted = filter({});
        for (const QString &text : {u"it's \"a\\b\" 100% _"_s, u"'; DROP TABLE usage_logs; --"_s,
                 u"$1 $2 %1 $$x$$ E'\\'"_s, u"\u202e\u0000x"_s, u"мир 세계 🗝"_s}) {
            wanted.text = text;
            const auto totals = ask(wanted, span("2026-03-01", "2027-03-01"),
                [](const Figures &figures, db::Sql &sql) { return figures.totals(sql); });
            QVERIFY2(bool(totals), totals ? "" : why(totals.error()).constData());
            QCOMPARE(totals.value().requests > 0, text.startsWith(u"it's"_s));
        }
        QCOMPARE(cell(*m_gateway, u"SELECT (count(*) > 30000)::text FROM usage_logs"_s), u"true"_s);
    }

    void wrongChipsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("chip");
        QTest::addColumn<QString>("says");
        QTest::addRow("not recorded") << u"status=200"_s << u"not recorded by this back end"_s;
        QTest::addRow("no number") << u"duration>fast"_s << u"a number is wanted"_s;
        QTest::addRow("infinite") << u"duration>1e999"_s << u"a number is wanted"_s;
        QTest::addRow("order of text") << u"model>a"_s << u"cannot be compared"_s;
        QTest::addRow("state") << u"keyState=perhaps"_s << u"cannot be compared"_s;
    }
    void wrongChipsAreRefusedByName()
    {
        QFETCH(QString, chip);
        QFETCH(QString, says);
        const auto figures =
            Figures::of(m_source, filter({chip}), span("2026-03-01", "2026-03-02"));
        QVERIFY(!figures);
        QVERIFY2(figures.error().text.contains(says), qPrintable(figures.error().text));
    }

    void latencyOverTimeAndByHistogram()
    {
        const Span all = span("2026-03-01", "2026-12-31");
        const auto exact = ask(filter({}), all, [](const Figures &figures, db::Sql &sql) {
            return figures.series(sql, Measure::Latency, {}, 12);
        });
        QVERIFY2(bool(exact), exact ? "" : why(exact.error()).constData());
        QVERIFY(exact.value().exact);
        QCOMPARE(int(exact.value().lines.size()), 3);
        QVERIFY(exact.value().lines[0].values[3] < exact.value().lines[2].values[3]);
    }

    void previousPeriod()
    {
        const auto figures = Figures::of(m_source, filter({}), span("2026-04-02", "2026-04-03"));
        QVERIFY(figures);
        const auto before = figures.value().previous();
        QVERIFY(before);
        const auto totals =
            run(*m_gateway, [&](db::Sql &sql) { return before.value().totals(sql); });
        QVERIFY(totals);
        QCOMPARE(QString::number(totals.value().requests),
            cell(*m_gateway,
                u"SELECT count(*)::text FROM usage_logs WHERE \"timestamp\" >= '2026-04-01' AND \"timestamp\" < '2026-04-02'"_s));
    }

    void partsByChipsGiveTheWhole()
    {
        const auto check = [this](const std::vector<Chip> &parts) {
            return ask(filter({}), span("2026-03-01", "2026-12-31"),
                [&](const Figures &figures, db::Sql &sql) {
                    return figures.checkParts(sql, parts);
                });
        };
        const Chip slow{u"duration"_s, Compare::Above, {u"377"_s}};
        const Chip quick{u"duration"_s, Compare::AtMost, {u"377"_s}};
        const Chip unknown{u"duration"_s, Compare::Missing, {}};
        const auto whole = check({slow, quick, unknown});
        QVERIFY2(bool(whole), whole ? "" : why(whole.error()).constData());
        QVERIFY(whole.value().holds() && whole.value().whole > 0);
        QCOMPARE(whole.value().sql.size(), 4);
        const auto less = check({slow, unknown});
        QVERIFY(less && !less.value().holds());
        QVERIFY(!check({{u"status"_s, Compare::Missing, {}}})); // not recorded here
    }

    void valuesForADropDown()
    {
        const auto models = ask(filter({}), span("2026-03-01", "2026-12-31"),
            [](const Figures &figures, db::Sql &sql) { return figures.values(sql, u"model"_s); });
        QVERIFY2(bool(models), models ? "" : why(models.error()).constData());
        QVERIFY(models.value().values.contains(u"mistral"_s));
        QVERIFY(!models.value().complete); // model has no index: the newest rows only
    }

private:
    template <typename F>
    auto ask(const Filter &wanted, const Span &range, F f)
        -> decltype(f(std::declval<const Figures &>(), std::declval<db::Sql &>()))
    {
        const auto figures = Figures::of(m_source, wanted, range);
        if (!figures)
            return figures.error();
        return run(*m_gateway, [&](db::Sql &sql) { return f(figures.value(), sql); });
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_gateway;
    std::shared_ptr<const Source> m_source;
    std::shared_ptr<const systems::Recognition> m_recognition;
};

QTEST_GUILESS_MAIN(UsageDbTest)
#include "usage.moc"
