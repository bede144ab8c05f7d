#include "base/minmax.h"
#include "base/ticks.h"
#include "base/timerange.h"

#include <QDateTime>
#include <QTest>

#include <cmath>

using namespace gatehouse;
using namespace Qt::Literals::StringLiterals;

class TestScales : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void downsampling_keeps_every_extreme()
    {
        QList<double> series;
        for (int i = 0; i < 1'000'000; ++i)
            series += std::sin(i / 5000.0);
        series[123'457] = 99;
        series[777'001] = -50;
        const auto points = downsampled(series, 800);
        QVERIFY(points.size() <= 2 * 800 + 2);
        const auto has = [&](qsizetype index, double value) {
            return std::find(points.begin(), points.end(), SeriesPoint{index, value})
                != points.end();
        };
        QVERIFY(has(123'457, 99));
        QVERIFY(has(777'001, -50));
        QVERIFY(has(0, series.first()));
        QVERIFY(has(999'999, series.last()));
        QVERIFY(std::is_sorted(points.begin(), points.end(),
            [](const SeriesPoint &a, const SeriesPoint &b) { return a.index < b.index; }));
    }

    void a_gap_survives_downsampling()
    {
        QList<double> series(10'000, 1.0);
        series[5000] = std::nan("");
        int gaps = 0;
        for (const SeriesPoint &point : downsampled(series, 50))
            gaps += std::isnan(point.value) ? 1 : 0;
        QCOMPARE(gaps, 1);
    }

    void small_series_come_back_whole_data()
    {
        QTest::addColumn<int>("size");
        for (int size : {0, 1, 2, 3, 100, 200})
            QTest::addRow("%d", size) << size;
    }

    void small_series_come_back_whole()
    {
        QFETCH(int, size);
        QCOMPARE(downsampled(QList<double>(size, 4.0), 100).size(), size_t(size));
        QVERIFY(downsampled(QList<double>(size, 4.0), 0).size() <= size_t(std::max(2, size)));
    }

    void value_ticks_are_round_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<QString>("labels");
        QTest::addRow("hundreds") << 458.0 << u"0 100 200 300 400 500"_s;
        QTest::addRow("exact end") << 600.0 << u"0 200 400 600"_s;
        QTest::addRow("thousands") << 1900.0 << u"0 500 1,000 1,500 2,000"_s;
        QTest::addRow("small") << 0.03 << u"0.00 0.01 0.02 0.03"_s;
        QTest::addRow("zero") << 0.0 << u"0.0 0.2 0.4 0.6 0.8 1.0"_s;
        QTest::addRow("no number") << std::nan("") << u"0.0 0.2 0.4 0.6 0.8 1.0"_s;
        QTest::addRow("infinite") << double(INFINITY) << u"0.0 0.2 0.4 0.6 0.8 1.0"_s;
    }

    void value_ticks_are_round()
    {
        QFETCH(double, highest);
        QFETCH(QString, labels);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QStringList got;
        for (const Tick &tick : valueTicks(highest, 5))
            got += tick.label;
        QCOMPARE(got.join(u' '), labels);
    }

    void time_ticks_are_hours_of_the_zone_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("hours");
        QTest::addColumn<QString>("labels");
        QTest::addRow("UTC day") << u"UTC"_s << u"2026-11-19T11:37:00Z"_s << 24
                                 << u"12:00 15:00 18:00 21:00 20 Nov 03:00 06:00 09:00"_s;
        QTest::addRow("half-hour zone") << u"Asia/Kolkata"_s << u"2026-11-19T11:37:00Z"_s << 6
                                        << u"18:00 19:00 20:00 21:00 22:00 23:00"_s;
        QTest::addRow("spring forward") << u"Europe/Berlin"_s << u"2026-03-28T23:00:00Z"_s << 6
                                        << u"29 Mar 01:00 03:00 04:00 05:00 06:00 07:00"_s;
        QTest::addRow("days") << u"UTC"_s << u"2026-11-01T00:00:00Z"_s << 24 * 7
                              << u"1 Nov 2 Nov 3 Nov 4 Nov 5 Nov 6 Nov 7 Nov 8 Nov"_s;
        QTest::addRow("backwards") << u"UTC"_s << u"2026-11-01T00:00:00Z"_s << -1 << QString();
    }

    void time_ticks_are_hours_of_the_zone()
    {
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(int, hours);
        QFETCH(QString, labels);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const qint64 start = QDateTime::fromString(from, Qt::ISODate).toMSecsSinceEpoch();
        QStringList got;
        for (const Tick &tick :
            timeTicks(start, start + hours * 3'600'000LL, QTimeZone(zone.toLatin1()), 8))
            got += tick.label;
        QCOMPARE(got.join(u' '), labels);
    }

    void autumn_has_no_doubled_mark()
    {
        const qint64 start =
            QDateTime(QDate(2026, 10, 24), QTime(22, 0), Qt::UTC).toMSecsSinceEpoch();
        const auto ticks = timeTicks(start, start + 8 * 3'600'000LL, QTimeZone("Europe/Berlin"), 8);
        for (size_t i = 1; i < ticks.size(); ++i) {
            QVERIFY(ticks[i].position > ticks[i - 1].position);
            QVERIFY(ticks[i].label != ticks[i - 1].label);
        }
    }

    void a_range_survives_its_id_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("good");
        QTest::addRow("a day") << u"24h"_s << true;
        QTest::addRow("a month") << u"720h"_s << true;
        QTest::addRow("custom") << u"2026-11-19T12:00:00.000Z/2026-11-20T12:00:00.000Z"_s << true;
        QTest::addRow("backwards")
            << u"2026-11-20T12:00:00.000Z/2026-11-19T12:00:00.000Z"_s << false;
        QTest::addRow("zero") << u"0h"_s << false;
        QTest::addRow("negative") << u"-3h"_s << false;
        QTest::addRow("endless") << u"99999999h"_s << false;
        QTest::addRow("nothing") << QString() << false;
    }

    void a_range_survives_its_id()
    {
        QFETCH(QString, id);
        QFETCH(bool, good);
        const auto range = rangeFromId(id);
        QCOMPARE(range.has_value(), good);
        if (good)
            QCOMPARE(rangeId(*range), id);
    }

    void a_range_is_named_in_its_zone()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const TimeRange range =
            TimeRange::between(QDateTime(QDate(2026, 11, 19), QTime(23, 0), Qt::UTC),
                QDateTime(QDate(2026, 11, 20), QTime(1, 0), Qt::UTC));
        QCOMPARE(rangeText(range, QTimeZone::utc()), u"19 Nov 23:00 – 20 Nov 01:00"_s);
        QCOMPARE(rangeText(range, QTimeZone("Asia/Seoul")), u"20 Nov 08:00 – 10:00"_s);
        QCOMPARE(rangeText(TimeRange::last(24 * 3'600'000LL), QTimeZone::utc()), u"last 24 h"_s);
        QCOMPARE(rangeText(TimeRange::last(7 * 24 * 3'600'000LL), QTimeZone::utc()), u"last 7 d"_s);
    }
};

QTEST_GUILESS_MAIN(TestScales)
#include "scales.moc"
