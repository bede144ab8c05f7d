#include "support/usagedata.h"

#include "usage/rollup.h"

using namespace gatehouse;
using namespace gatehouse::usage;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"test"_s};

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

// Percentiles from hourly histograms are those from the rows, late rows included.
class UsageRollupTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::shared_ptr<const Source> m_source;

    Refreshed refresh()
    {
        const auto done = run(*m_session, [&](db::Sql &sql) { return refreshRollup(sql, m_source); });
        if (!done)
            qFatal("%s", why(done.error()).constData());
        return done.value();
    }
    Series latency(const Span &span, const QString &chip = {})
    {
        Filter filter;
        if (!chip.isEmpty())
            filter.chips.push_back(parseChip(chip).value());
        const auto figures = Figures::of(m_source, filter, span);
        const auto series = run(*m_session,
            [&](db::Sql &sql) { return figures.value().series(sql, Measure::Latency, {}, 20); });
        if (!series)
            qFatal("%s", why(series.error()).constData());
        return series.value();
    }
    qint64 rows() { return cell(*m_session, u"SELECT sum(rows)::text FROM gatehouse.usage_rollup"_s).toLongLong(); }
    void sql(const QString &text)
    {
        const QByteArray trouble = test::script(*m_session, text);
        QVERIFY2(trouble.isEmpty(), trouble.constData());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = test::databaseOf(*m_server, u"ollama-gateway"_s);
        sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") SELECT 'k', '/e', 'm', "
            "exp(sin(n) * 3), (now() AT TIME ZONE 'UTC') - n * interval '4 minutes' FROM generate_series(1, 20000) n; ANALYZE"_s);
        const auto opened = test::openUsage(*m_session);
        QVERIFY2(opened.source != nullptr, opened.trouble.constData());
        m_source = opened.source;
    }
    void cleanupTestCase() { m_session.reset(); }

    void percentilesAreThoseOfTheRows()
    {
        QVERIFY(!run(*m_session, [&](db::Sql &s) { return refreshRollup(s, m_source); })); // nothing without consent
        QVERIFY(bool(run(*m_session, [](db::Sql &s) { return createRollup(s, kActor); })));
        const Refreshed first = refresh();
        QCOMPARE(first.rows, rows());
        QVERIFY(first.rows > 19980 && first.rows <= 20000);
        const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
        const Span span{now - 40 * kDay - 11 * kSecond, now}; // begins and ends within an hour
        const Series exact = latency(span);
        QVERIFY(exact.exact && !exact.rolledUp);
        // Fake: the planner is told of many more rows than there are, so that the rough way is taken.
        sql(u"UPDATE pg_class SET reltuples = 1e10 WHERE relname = 'usage_logs'"_s);
        const Series filtered = latency(span, u"model=m"_s);
        QVERIFY(!filtered.exact && !filtered.rolledUp);
        const Series rough = latency(span);
        QVERIFY(!rough.exact && rough.rolledUp);
        QVERIFY(rough.sql.first().contains(u"gatehouse.usage_rollup"_s));
        QCOMPARE(rough.buckets.starts, exact.buckets.starts);
        int compared = 0;
        for (size_t line = 0; line < 3; ++line)
            for (size_t i = 0; i < exact.lines[line].values.size(); ++i) {
                QCOMPARE(rough.lines[line].values[i], filtered.lines[line].values[i]); // the same histogram
                const double want = exact.lines[line].values[i], got = rough.lines[line].values[i];
                QVERIFY2(std::abs(got - want) <= 0.05 * want,
                    qPrintable(u"%1 %2: %3 %4"_s.arg(line).arg(i).arg(want).arg(got)));
                ++compared;
            }
        QVERIFY2(compared > 12, QByteArray::number(compared).constData());
    }

    void lateRowsAreFound()
    {
        const qint64 before = rows();
        sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") SELECT 'k', '/e', 'm', 1, "
            "(now() AT TIME ZONE 'UTC') - make_interval(hours => h) FROM unnest(ARRAY[5, 30, 500, 900]) h"_s);
        const Refreshed done = refresh();
        QCOMPARE(done.late, 2); // 500 and 900 hours ago; the others are read again anyway
        QCOMPARE(rows(), before + 4);
        QCOMPARE(refresh().late, 0);
        QCOMPARE(rows(), before + 4);
        sql(u"DELETE FROM usage_logs WHERE \"timestamp\" < (now() AT TIME ZONE 'UTC') - interval '20 days'"_s);
        (void)refresh();
        QCOMPARE(rows(), before + 4); // what retention took is still in the sums
    }

    void removed()
    {
        QVERIFY(bool(run(*m_session, [](db::Sql &s) { return removeRollup(s, kActor); })));
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s), u"0"_s);
        const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
        QVERIFY(!latency({now - 10 * kDay, now}).rolledUp);
    }
};

QTEST_GUILESS_MAIN(UsageRollupTest)
#include "usagerollup.moc"
