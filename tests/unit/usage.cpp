#include "usage/buckets.h"
#include "usage/filter.h"
#include "usage/histogram.h"

#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace gatehouse;
using namespace gatehouse::usage;

namespace {

qint64 at(const char *text)
{
    const auto us = instantFromText(QString::fromLatin1(text));
    return us ? *us : -1;
}

QTimeZone zone(const char *name) { return QTimeZone(QByteArray(name)); }

} // namespace

class UsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void instantsKeepMicroseconds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("printed");
        QTest::addRow("microseconds")
            << u"2026-11-20 12:03:04.123456+00"_s << u"2026-11-20 12:03:04.123456+00"_s;
        QTest::addRow("Z") << u"2026-11-20T12:03:04Z"_s << u"2026-11-20 12:03:04.000000+00"_s;
        QTest::addRow("offset") << u"2026-11-20 12:03+05:45"_s
                                << u"2026-11-20 06:18:00.000000+00"_s;
        QTest::addRow("before 1970")
            << u"1969-12-31 23:59:59.999999+00"_s << u"1969-12-31 23:59:59.999999+00"_s;
        QTest::addRow("no zone") << u"2026-11-20 12:03:04"_s << QString();
        QTest::addRow("no such day") << u"2026-02-30 12:00Z"_s << QString();
        QTest::addRow("words") << u"yesterday"_s << QString();
    }
    void instantsKeepMicroseconds()
    {
        QFETCH(QString, text);
        QFETCH(QString, printed);
        const auto us = instantFromText(text);
        QCOMPARE(us.has_value(), !printed.isEmpty());
        if (us)
            QCOMPARE(instantText(*us), printed);
    }

    void wallTimeIsReadInItsZone()
    {
        const auto us = instantFromText(u"2026-07-01 08:00"_s, zone("Europe/Berlin"));
        QCOMPARE(*us, at("2026-07-01 06:00Z"));
        QCOMPARE(wallText(*us, zone("Asia/Seoul")), u"2026-07-01 15:00:00.000000"_s);
        QCOMPARE(*instantFromText(u"2026-03-29"_s, zone("Europe/Berlin")), at("2026-03-28 23:00Z"));
    }

    void previousPeriod_data()
    {
        QTest::addColumn<QByteArray>("zoneId");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("before");
        const auto row = [](const char *name, const char *zoneId, const char *from, const char *to,
                             const char *before) {
            QTest::addRow("%s", name) << QByteArray(zoneId) << QString::fromLatin1(from)
                                      << QString::fromLatin1(to) << QString::fromLatin1(before);
        };
        row("24 hours", "UTC", "2026-11-20 12:00Z", "2026-11-21 12:00Z", "2026-11-19 12:00Z");
        row("a day of 23 hours", "Europe/Berlin", "2026-03-28 23:00Z", "2026-03-29 22:00Z",
            "2026-03-27 23:00Z");
        row("the day after it", "Europe/Berlin", "2026-03-29 22:00Z", "2026-03-30 22:00Z",
            "2026-03-28 23:00Z");
        row("a month", "UTC", "2026-03-01 00:00Z", "2026-04-01 00:00Z", "2026-02-01 00:00Z");
        row("30 days", "UTC", "2026-03-02 00:00Z", "2026-04-01 00:00Z", "2026-01-31 00:00Z");
    }
    void previousPeriod()
    {
        QFETCH(QByteArray, zoneId);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, before);
        const Span span{*instantFromText(from), *instantFromText(to)};
        const Span earlier = previous(span, QTimeZone(zoneId));
        QCOMPARE(instantText(earlier.from), instantText(*instantFromText(before)));
        QCOMPARE(earlier.to, span.from);
    }

    void bucketsPartitionTheSpan_data()
    {
        QTest::addColumn<QByteArray>("zoneId");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const QList<QByteArray> zones{"UTC", "Europe/Berlin", "America/New_York", "Asia/Seoul",
            "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"};
        const QList<std::pair<QString, QString>> spans{
            {u"2026-03-28 11:00Z"_s, u"2026-03-30 13:30Z"_s}, // Europe springs forward
            {u"2026-10-24 00:00Z"_s, u"2026-11-03 00:00Z"_s}, // and everybody back
            {u"2026-01-01 00:00Z"_s, u"2027-01-01 00:00Z"_s},
            {u"2011-12-28 00:00Z"_s, u"2012-01-02 00:00Z"_s}, // Samoa left a day out
            {u"2026-11-20 11:59:57.5Z"_s, u"2026-11-20 12:00:03.25Z"_s},
            {u"1970-01-01 00:00Z"_s, u"2100-01-01 00:00Z"_s},
        };
        for (const QByteArray &id : zones)
            for (const auto &[from, to] : spans)
                QTest::addRow("%s %s", id.constData(), qPrintable(from)) << id << from << to;
    }
    void bucketsPartitionTheSpan()
    {
        QFETCH(QByteArray, zoneId);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const Span span{*instantFromText(from), *instantFromText(to)};
        for (const int points : {1, 7, 24, 60, 365, 1500}) {
            const Buckets buckets = bucketsOf(span, QTimeZone(zoneId), points);
            QVERIFY(buckets.count() > 0);
            QVERIFY2(buckets.count() <= kMostPoints, qPrintable(QString::number(points)));
            QVERIFY(buckets.starts.front() <= span.from);
            QVERIFY(buckets.starts.back() < span.to);
            QVERIFY(buckets.end(buckets.count() - 1) >= span.to);
            QVERIFY(buckets.count() == 1 || buckets.starts[1] > span.from);
            QVERIFY(
                std::is_sorted(buckets.starts.begin(), buckets.starts.end(), std::less_equal<>()));
            QCOMPARE(buckets.bucketOf(span.from), 0);
            QCOMPARE(buckets.bucketOf(span.to - 1), buckets.count() - 1);
            if (buckets.isEven)
                for (int i = 1; i < buckets.count(); ++i)
                    QCOMPARE((buckets.starts[size_t(i)] - buckets.starts[0]) / buckets.width, i);
        }
    }

    void widthsAreRound_data()
    {
        QTest::addColumn<QByteArray>("zoneId");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("points");
        QTest::addColumn<qint64>("width");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("first");
        const auto row = [](const char *name, const char *zoneId, const char *from, const char *to,
                             int points, qint64 width, int count, const char *first) {
            QTest::addRow("%s", name)
                << QByteArray(zoneId) << QString::fromLatin1(from) << QString::fromLatin1(to)
                << points << width << count << QString::fromLatin1(first);
        };
        row("24 h", "UTC", "2026-11-20 12:03Z", "2026-11-21 12:03Z", 300, 300 * kSecond, 289,
            "2026-11-20 12:00Z");
        row("7 d", "UTC", "2026-11-14 00:00Z", "2026-11-21 00:00Z", 200, kHour, 168,
            "2026-11-14 00:00Z");
        row("spring in Berlin by the hour", "Europe/Berlin", "2026-03-28 23:00Z",
            "2026-03-29 22:00Z", 24, kHour, 23, "2026-03-28 23:00Z");
        row("autumn in Berlin by the hour", "Europe/Berlin", "2026-10-24 22:00Z",
            "2026-10-25 23:00Z", 25, kHour, 25, "2026-10-24 22:00Z");
        row("autumn in Berlin by days", "Europe/Berlin", "2026-10-23 22:00Z", "2026-10-26 23:00Z",
            3, 2 * kDay, 2, "2026-10-23 22:00Z");
        row("months", "America/St_Johns", "2026-01-01 03:30Z", "2026-07-01 02:30Z", 7, 30 * kDay, 6,
            "2026-01-01 03:30Z");
    }
    void widthsAreRound()
    {
        QFETCH(QByteArray, zoneId);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(int, points);
        QFETCH(qint64, width);
        QFETCH(int, count);
        QFETCH(QString, first);
        const Buckets buckets =
            bucketsOf({*instantFromText(from), *instantFromText(to)}, QTimeZone(zoneId), points);
        QCOMPARE(buckets.width, width);
        QCOMPARE(instantText(buckets.starts.front()), instantText(*instantFromText(first)));
        QCOMPARE(buckets.count(), count);
    }

    void daysAddUp()
    {
        const Span span{at("2026-03-01 00:00Z"), at("2026-04-30 12:00Z")};
        for (const char *id : {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"}) {
            qint64 sum = 0;
            qint64 end = span.from;
            for (const Span &day : daysOf(span, zone(id))) {
                QCOMPARE(day.from, end);
                end = day.to;
                sum += day.length();
            }
            QCOMPARE(sum, span.length());
        }
    }

    void histogramIsTwoPercentOff()
    {
        std::mt19937 random(7);
        std::lognormal_distribution<double> latency(5.5, 1.2);
        std::vector<double> values;
        Histogram whole, left, right;
        for (int i = 0; i < 20000; ++i) {
            values.push_back(latency(random));
            const int bucket = int(std::ceil(std::log(values.back()) / std::log(kHistogramGrowth)));
            whole.add(bucket, 1);
            (i % 3 ? left : right).add(bucket, 1);
        }
        left.merge(right);
        std::sort(values.begin(), values.end());
        for (const double rank : {0.0, 0.5, 0.9, 0.95, 0.99, 1.0}) {
            const double exact = values[size_t(rank * double(values.size() - 1))];
            QVERIFY(std::abs(*whole.percentile(rank) / exact - 1) <= kHistogramError + 1e-9);
            QCOMPARE(*left.percentile(rank), *whole.percentile(rank));
        }
        QVERIFY(!Histogram().percentile(0.5));
        Histogram zeros;
        zeros.add(kZeroBucket, 3);
        QCOMPARE(*zeros.percentile(0.99), 0.0);
    }

    void filtersSurviveJson()
    {
        Filter filter;
        filter.zone = u"Australia/Lord_Howe"_s;
        filter = filter.within({at("2026-03-01 00:00:00.000001Z"), at("2026-03-02 00:00Z")});
        filter.text = u"it's \"all\" \\ 100% _ $1 ; --"_s;
        filter = filter.with({u"model"_s, Compare::OneOf, {u"a|b"_s, u"c'd"_s}})
                     .with({jsonField(u"data"_s, {u"a/b"_s, u"~c"_s}), Compare::AtLeast, {u"3"_s}})
                     .with({u"error"_s, Compare::Missing, {}});
        const auto again = filterFromJson(
            QJsonDocument::fromJson(QJsonDocument(toJson(filter)).toJson()).object());
        QVERIFY2(bool(again), again ? "" : qPrintable(again.error().text));
        QVERIFY(again.value() == filter);
        QCOMPARE(pathOf(filter.chips[1].field), (QStringList{u"a/b"_s, u"~c"_s}));
        QVERIFY(filterFromJson(toJson(Filter())).value() == Filter());
    }

    void brokenViewsNameThePlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        QTest::addRow("zone") << QByteArray(R"({"zone":"Mars/Olympus","lastMs":1})") << u"zone"_s;
        QTest::addRow("end") << QByteArray(R"({"from":"2026-01-01Z","to":"2025-01-01Z"})")
                             << u"to"_s;
        QTest::addRow("compare") << QByteArray(
            R"({"lastMs":1,"chips":[{"field":"model","compare":"like"}]})")
                                 << u"chips[0].compare"_s;
        QTest::addRow("values") << QByteArray(
            R"({"lastMs":1,"chips":[{"field":"model","compare":"is"}]})")
                                << u"chips[0].values"_s;
        QTest::addRow("member") << QByteArray(R"({"lastMs":1,"sql":"x"})") << u"sql"_s;
    }
    void brokenViewsNameThePlace()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const auto filter = filterFromJson(QJsonDocument::fromJson(json).object());
        QVERIFY(!filter);
        QVERIFY(filter.error().text.contains(u'"' + place + u'"'));
    }

    void chipsAreWrittenAsText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("compare");
        QTest::addColumn<QStringList>("values");
        const auto row = [](const char *text, const char *field, const char *compare,
                             const QStringList &values) {
            QTest::addRow("%s", text) << QString::fromLatin1(text) << QString::fromLatin1(field)
                                      << QString::fromLatin1(compare) << values;
        };
        row("model=llama3.2", "model", "is", {u"llama3.2"_s});
        row("model=a|b", "model", "oneOf", {u"a"_s, u"b"_s});
        row("model=a\\|b", "model", "is", {u"a|b"_s});
        row("duration>=500", "duration", "atLeast", {u"500"_s});
        row("duration<2", "duration", "below", {u"2"_s});
        row("endpoint~chat", "endpoint", "contains", {u"chat"_s});
        row("endpoint^=/api", "endpoint", "startsWith", {u"/api"_s});
        row("status!=200", "status", "isNot", {u"200"_s});
        row("error=?", "error", "present", {});
        row("error=!", "error", "missing", {});
        row("data/message_count>3", "data/message_count", "above", {u"3"_s});
        row("key=it's", "key", "is", {u"it's"_s});
    }
    void chipsAreWrittenAsText()
    {
        QFETCH(QString, text);
        QFETCH(QString, field);
        QFETCH(QString, compare);
        QFETCH(QStringList, values);
        const auto chip = parseChip(text);
        QVERIFY(chip);
        QCOMPARE(chip.value().field, field);
        QCOMPARE(compareName(chip.value().compare), compare);
        QCOMPARE(chip.value().values, values);
        QCOMPARE(chipText(chip.value()), text);
    }
    void noChip()
    {
        for (const char *text : {"", "model", "=x", "model~a|b"})
            QVERIFY(!parseChip(QString::fromLatin1(text)));
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage.moc"
