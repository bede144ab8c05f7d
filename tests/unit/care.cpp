// The pure judges of database care: plans, indexes, vacuum, settings, shapes of statements, pools.
#include "care/budget.h"
#include "care/explain.h"
#include "care/indexes.h"
#include "care/indexwork.h"
#include "care/optimize.h"
#include "care/settings.h"
#include "care/sizehistory.h"
#include "care/slow.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::care;

class CareTest : public QObject
{
    Q_OBJECT

    static IndexInfo index(const QString &name, const QStringList &keys, qint64 scans = 1)
    {
        IndexInfo i;
        i.oid = quint32(qHash(name) | 1);
        i.tableOid = 7;
        i.schema = u"public"_s;
        i.table = u"t"_s;
        i.name = name;
        i.method = u"btree"_s;
        i.columns = i.keys = keys;
        i.scans = scans;
        i.definition = u"CREATE INDEX %1 ON t (%2)"_s.arg(name, keys.join(u", "_s));
        return i;
    }
    static QByteArray seqScan(const char *filter)
    {
        return QByteArray("[{'Plan':{'Node Type':'Seq Scan','Schema':'public','Relation Name':'big',"
                          "'Alias':'b','Total Cost':900,'Plan Rows':5,'Filter':'").replace('\'', '"')
            + filter + "\"}}]";
    }

private Q_SLOTS:
    void aFilterNamesItsIndex_data()
    {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<QString>("columns"); // empty: no plain index would serve
        QTest::addRow("equality") << QByteArray("(b.owner = 5)") << u"\"owner\""_s;
        QTest::addRow("cast") << QByteArray("((b.owner)::text = '/x = y'::text)") << u"\"owner\""_s;
        QTest::addRow("equality before range")
            << QByteArray("((b.at > now()) AND (b.owner = 5))") << u"\"owner\", \"at\""_s;
        QTest::addRow("one range only") << QByteArray("((b.at > now()) AND (b.size < 5))") << u"\"at\""_s;
        QTest::addRow("quoted name")
            << QByteArray("((b.\\\"timestamp\\\" >= '2026-01-01'::timestamp without time zone))") << u"\"timestamp\""_s;
        QTest::addRow("function") << QByteArray("(lower(b.mail) = 'x'::text)") << QString();
        QTest::addRow("either") << QByteArray("((b.a = 1) OR (b.c = 2))") << QString();
    }
    void aFilterNamesItsIndex()
    {
        QFETCH(QByteArray, filter);
        QFETCH(QString, columns);
        auto plan = parsePlan(seqScan(filter.constData()));
        QVERIFY(plan);
        ExplainedPlan big = plan.value();
        big.bytes[u"public.big"_s] = qint64(2254857830);
        const PlanVerdict verdict = judgePlan(big);
        QCOMPARE(verdict.level(), PlanVerdict::Level::Warn);
        if (columns.isEmpty())
            QVERIFY(verdict.statements.isEmpty());
        else
            QCOMPARE(verdict.statements,
                QStringList(u"CREATE INDEX CONCURRENTLY ON \"public\".\"big\" (%1)"_s.arg(columns)));
        big.bytes[u"public.big"_s] = 8192;
        QCOMPARE(judgePlan(big).level(), PlanVerdict::Level::Info);
    }

    void aFilterThatLetsMuchThroughWantsNoIndex_data()
    {
        QTest::addColumn<double>("rows");
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<bool>("generic");
        QTest::addColumn<bool>("wanted");
        QTest::addRow("one of two") << 5e6 << QByteArray("(b.flag = $1)") << true << false;
        QTest::addRow("one of a hundred") << 1e5 << QByteArray("(b.owner = $1)") << true << true;
        QTest::addRow("since an unknown time") << 3.3e6 << QByteArray("(b.at > $1)") << true << true;
        QTest::addRow("since a known time") << 3.3e6 << QByteArray("(b.at > now())") << false << false;
        QTest::addRow("the table was never counted") << 5e6 << QByteArray("(b.a = 1)") << false << true;
    }
    void aFilterThatLetsMuchThroughWantsNoIndex()
    {
        QFETCH(double, rows);
        QFETCH(QByteArray, filter);
        QFETCH(bool, generic);
        QFETCH(bool, wanted);
        ExplainedPlan plan = parsePlan(seqScan(filter.constData())).value();
        plan.generic = generic;
        plan.root.rows = rows;
        plan.bytes[u"public.big"_s] = qint64(1) << 30;
        if (filter != "(b.a = 1)")
            plan.tableRows[u"public.big"_s] = 1e7;
        const PlanVerdict verdict = judgePlan(plan);
        QCOMPARE(verdict.indexes.size(), size_t(wanted));
        QCOMPARE(verdict.statements.size(), qsizetype(wanted));
        plan.root.rows /= 2.4; // of one of the processes
        plan.root.parallel = true;
        QCOMPARE(judgePlan(plan).indexes.size(), size_t(wanted));
    }

    void aPartOfTheOptimisation()
    {
        OptimizePlan plan;
        const auto add = [&plan](OptimizeStep step, const QString &table, const QString &barred = {}) {
            OptimizeItem item;
            item.step = step;
            item.schema = u"public"_s;
            item.table = item.index.table = table;
            item.index.columns = QStringList{u"a"_s};
            item.barred = barred;
            plan.items.push_back(item);
        };
        add(OptimizeStep::Tables, u"new"_s);
        add(OptimizeStep::Indexes, u"new"_s);
        add(OptimizeStep::Indexes, u"old"_s);
        add(OptimizeStep::Indexes, u"foreign"_s, u"not yours"_s);
        add(OptimizeStep::Analyze, u"new"_s);
        const QStringList whole{u"tables public.new"_s, u"indexes public.idx_new_a"_s,
            u"indexes public.idx_foreign_a"_s, u"analyze public.new"_s};
        QCOMPARE(plan.only(whole).items.size(), size_t(3));
        // An index of a table that is not made would fail.
        const OptimizePlan part = plan.only({u"indexes public.idx_new_a"_s,
            u"indexes public.idx_old_a"_s, u"indexes public.idx_foreign_a"_s, u"analyze public.new"_s});
        QCOMPARE(part.items.size(), size_t(1));
        QCOMPARE(part.items[0].key(), u"indexes public.idx_old_a"_s);
    }

    void theHotSpotIsWhatANodeTakesAlone()
    {
        const auto plan = parsePlan(
            QByteArray("[{'Plan':{'Node Type':'Limit','Total Cost':10,'Plans':[{'Node Type':'Sort',"
                       "'Total Cost':1000,'Plans':[{'Node Type':'Seq Scan','Relation Name':'t',"
                       "'Total Cost':900}]}]}}]").replace('\'', '"'));
        QVERIFY(plan);
        QVERIFY(plan.value().root.children[0].children[0].hot);
        QVERIFY(!plan.value().root.hot);
        QVERIFY(plan.value().root.children[0].children[0].own < 10);
        QVERIFY(!parsePlan("[1]"));
        QVERIFY(!parsePlan(""));
    }

    void indexesAreJudged()
    {
        Indexes all;
        all.at = QDateTime::fromSecsSinceEpoch(1'800'000'000);
        all.countedSince = all.at.addDays(-90);
        all.indexes = {index(u"pk"_s, {u"id"_s}), index(u"twice"_s, {u"id"_s}), index(u"short"_s, {u"a"_s}),
            index(u"long"_s, {u"a"_s, u"b"_s}), index(u"idle"_s, {u"c"_s}, 0), index(u"page"_s, {u"d"_s}, 0),
            index(u"broken"_s, {u"e"_s})};
        all.indexes[0].primary = all.indexes[0].unique = true;
        all.indexes[0].constraint = u"pk"_s;
        all.indexes[6].valid = false;
        IndexWish wish;
        wish.schema = u"public"_s;
        wish.table = u"t"_s;
        wish.columns = QStringList{u"d"_s};
        const auto findings = judgeIndexes(all, {wish});
        QStringList kinds;
        for (const IndexFinding &finding : findings)
            kinds << kindId(finding.kind);
        QCOMPARE(kinds.join(u' '), u"in-use duplicate redundant in-use unused wanted invalid"_s);
        QCOMPARE(findings[1].keptIndex, u"pk"_s);
        QVERIFY(isServed(wish, all.indexes));
        QVERIFY(!dropAct(all.indexes[0]));
        QCOMPARE(dropAct(all.indexes[1]).value().statement,
            u"DROP INDEX CONCURRENTLY \"public\".\"twice\""_s);
    }

    void vacuumIsExplained_data()
    {
        QTest::addColumn<qint64>("dead");
        QTest::addColumn<qint64>("age");
        QTest::addColumn<QString>("option");
        QTest::addColumn<bool>("held");
        QTest::addColumn<QString>("state");
        QTest::addRow("below") << qint64(100) << qint64(1) << QString() << false << u"good"_s;
        QTest::addRow("past the threshold") << qint64(300) << qint64(1) << QString() << false << u"soon"_s;
        QTest::addRow("held back") << qint64(300) << qint64(1) << QString() << true << u"held"_s;
        QTest::addRow("own threshold") << qint64(100) << qint64(1) << u"autovacuum_vacuum_scale_factor=0.01"_s
                                       << false << u"soon"_s;
        QTest::addRow("switched off") << qint64(300) << qint64(1) << u"autovacuum_enabled=false"_s << false
                                      << u"off"_s;
        QTest::addRow("freeze due") << qint64(0) << qint64(250'000'000) << QString() << false << u"late"_s;
        QTest::addRow("wraparound") << qint64(0) << qint64(1'500'000'000) << QString() << false << u"danger"_s;
    }
    void vacuumIsExplained()
    {
        QFETCH(qint64, dead);
        QFETCH(qint64, age);
        QFETCH(QString, option);
        QFETCH(bool, held);
        QFETCH(QString, state);
        Sizes sizes;
        TableSize table;
        table.kind = u"table"_s;
        table.rows = 1000;
        table.dead = dead;
        table.xidAge = age;
        if (!option.isEmpty())
            table.options = QStringList{option};
        if (held)
            sizes.holders = {{u"slot"_s, u"forgotten"_s, 5'000'000, {}, 0}};
        const VacuumVerdict verdict = judgeVacuum(table, sizes);
        QCOMPARE(stateId(verdict.state), state);
        QCOMPARE(verdict.reasons.join(u' ').contains(u"forgotten"_s), held);
    }

    void statementsOfOneShapeAreOne_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("same");
        QTest::addRow("values") << u"SELECT 1 FROM t WHERE a='x'"_s << u"select $1\n from T where a = $2"_s << true;
        QTest::addRow("lists") << u"SELECT a FROM t WHERE a IN (1, 2, 3)"_s << u"SELECT a FROM t WHERE a IN ($1)"_s << true;
        QTest::addRow("rows") << u"INSERT INTO t VALUES (1, 2), (3, 4)"_s << u"INSERT INTO t VALUES ($1,$2)"_s << true;
        QTest::addRow("comment") << u"/* a /* b */ c */ SELECT 1 -- end"_s << u"SELECT 2"_s << true;
        QTest::addRow("quoted names differ") << u"SELECT \"A\" FROM t"_s << u"SELECT \"a\" FROM t"_s << false;
        QTest::addRow("another table") << u"SELECT 1 FROM t1"_s << u"SELECT 1 FROM t2"_s << false;
        QTest::addRow("a quote that does not end") << u"SELECT 'it''s"_s << u"SELECT 1"_s << true;
    }
    void statementsOfOneShapeAreOne()
    {
        QFETCH(QString, one);
        QFETCH(QString, other);
        QFETCH(bool, same);
        QVERIFY2((statementShape(one) == statementShape(other)) == same,
            qPrintable(statementShape(one) + u" | "_s + statementShape(other)));
    }

    void groupsAddUp()
    {
        Statement a, b;
        a.fingerprint = b.fingerprint = u"x"_s;
        a.calls = 1, a.totalMs = a.meanMs = a.minMs = a.maxMs = 10;
        b.calls = 3, b.totalMs = 60, b.meanMs = b.minMs = b.maxMs = 20;
        const auto all = grouped({a, b});
        QCOMPARE(int(all.size()), 1);
        QCOMPARE(all[0].meanMs, 17.5);
        QVERIFY(std::abs(all[0].deviationMs - 4.3301) < 0.001); // of 10, 20, 20, 20
        QCOMPARE(all[0].minMs, 10.0);
    }

    void settingsAreJudged()
    {
        const auto setting = [](const char *name, const char *value, const char *unit, const char *context) {
            ServerSetting s;
            s.name = QString::fromLatin1(name);
            s.value = s.shown = QString::fromLatin1(value);
            s.unit = QString::fromLatin1(unit);
            s.context = QString::fromLatin1(context);
            return s;
        };
        ServerFigures figures;
        figures.databaseBytes = qint64(10) << 30;
        figures.machine = {true, {}, qint64(16) << 30, 4};
        const auto advice = judgeSettings({setting("fsync", "off", "", "sighup"),
                                              setting("shared_buffers", "16384", "8kB", "postmaster"),
                                              setting("jit", "on", "", "user")},
            figures);
        QCOMPARE(int(advice.size()), 2); // nothing of jit, since ai-pal is not here
        const auto buffers = std::find_if(advice.begin(), advice.end(),
            [](const Advice &one) { return one.name == u"shared_buffers"_s; });
        QVERIFY(buffers != advice.end());
        QCOMPARE(buffers->statement, u"ALTER SYSTEM SET shared_buffers = '4GB'"_s);
        QVERIFY(buffers->restart);
        figures.machine = {};
        for (const Advice &one : judgeSettings({setting("shared_buffers", "16384", "8kB", "postmaster")}, figures))
            QVERIFY(one.statement.isEmpty()); // without the machine no figure is invented
    }

    void poolsAreRead_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("system");
        QTest::addColumn<qint64>("most");
        QTest::addRow("the guide's") << u".env"_s << QByteArray("DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=40\nWEB_CONCURRENCY=4\n")
                                     << u"ai-pal"_s << qint64(240);
        QTest::addRow("the code's default") << u".env"_s << QByteArray("OTHER=1\n") << u"ai-pal"_s << qint64(15);
        QTest::addRow("a variable nobody reads") << u".env"_s << QByteArray("DB_POOL=25\nRAILS_MAX_THREADS=7\n")
                                                 << u"onelastai"_s << qint64(7);
        QTest::addRow("in the address") << u".env"_s
                                        << QByteArray("DATABASE_URL=postgresql://a@b/c?connection_limit=9\n")
                                        << QString() << qint64(9);
        QTest::addRow("compose") << u"docker-compose.yml"_s
                                 << QByteArray("services:\n  api:\n    image: x\n    environment:\n"
                                               "      DB_POOL_SIZE: \"6\"\n      UVICORN_WORKERS: \"2\"\n"
                                               "  cache:\n    image: redis\n")
                                 << QString() << qint64(12);
    }
    void poolsAreRead()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, system);
        QFETCH(qint64, most);
        const auto pools = poolsOf(file, content, system.isEmpty() ? QStringList() : QStringList{system});
        QVERIFY(pools);
        Budget budget;
        budget.most = 100;
        budget.reservedSuperuser = 3;
        budget.pools = pools.value();
        QCOMPARE(budget.wanted(), most);
        QCOMPARE(budget.fits(), most <= 97);
    }

    void sizesAreThinnedAndGrow()
    {
        constexpr qint64 kHour = 3'600'000, kDay = 24 * kHour;
        std::vector<Snapshot> all;
        const qint64 now = 500 * kDay;
        for (qint64 at = 0; at <= now; at += 3 * kHour)
            all.push_back({at, {{u"t"_s, {at / kHour, 1}}}});
        const auto kept = thinned(all, now);
        QVERIFY(kept.front().at >= now - 400 * kDay);
        QVERIFY(kept.size() < 386 + 14 * 4 + 5 && kept.size() > 430);
        const auto growth = growthOf(kept, all.back());
        QCOMPARE(growth.at(u"t"_s).bytesPerDay, 24.0);
    }

    void schemaScriptsAreTaken()
    {
        const auto script = systems::schemaSql(u"ai-pal"_s);
        QVERIFY(script);
        const auto wishes = indexesOfScript(script.value(), u"public"_s);
        QVERIFY(wishes.size() > 25);
        QCOMPARE(wishes[0].definition(),
            u"CREATE INDEX CONCURRENTLY \"idx_ari_user_id\" ON \"public\".\"ari_snapshots\" (\"user_id\")"_s);
        const QString table = tableOfScript(script.value(), u"ffe_goals"_s);
        QVERIFY(table.startsWith(u"CREATE TABLE ffe_goals ("_s) && table.endsWith(u')'));
        QVERIFY(tableOfScript(script.value(), u"nowhere"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(CareTest)
#include "care.moc"
