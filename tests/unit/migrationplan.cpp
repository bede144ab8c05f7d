// Rule files: what is printed is read back, and what is wrong is named.
#include "migration/plan.h"

#include "migration/conversions.h"
#include "migration/target.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::migration;

namespace {

Plan sample()
{
    Plan plan;
    plan.source = {u"/data/memory.db"_s, u"sqlite"_s, {{u"zone"_s, u"UTC"_s}}};
    plan.target = {u"flux-rag"_s, u"public"_s};
    plan.bytesPerSecond = 1000;
    plan.ids = QUuid::createUuidV5(QUuid(), u"x"_s);
    plan.notes = QStringList{u"One."_s, u"Two."_s};
    TableRule table{u"messages"_s, u"messages"_s, {}};
    ColumnRule id{{u"id"_s}, u"id"_s, u"character varying(36)"_s};
    ColumnRule at{{u"created_at"_s, u"updated_at"_s}, u"created_at"_s, u"timestamp with time zone"_s};
    at.convert = QStringList{u"epoch-ms"_s, u"dmy"_s};
    at.zone = u"Asia/Seoul"_s;
    at.onBad = OnBad::Default;
    at.fallback = u"2026-01-01T00:00:00Z"_s;
    at.map = {{u"never"_s, u""_s}};
    at.notNull = true;
    at.combine = Combine::Join;
    table.columns = {id, at};
    table.key = QStringList{u"id"_s};
    table.extra = u"metadata"_s;
    table.leave = QStringList{u"a"_s, u"b"_s};
    table.onlyColumn = u"role"_s;
    table.onlyValues = QStringList{u"user"_s};
    table.existing = Existing::Update;
    table.references = {{{u"session_id"_s}, u"sessions"_s, {u"id"_s}, OnOrphan::Stub, {{u"title"_s, u"?"_s}}}};
    plan.tables.push_back(table);
    return plan;
}

} // namespace

class MigrationPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPrintedIsReadBack()
    {
        const Plan plan = sample();
        const QByteArray printed = printPlan(plan);
        const auto read = parsePlan(printed);
        QVERIFY2(bool(read), read ? "" : qPrintable(read.error().text));
        QVERIFY(read.value() == plan);
        QCOMPARE(printPlan(read.value()), printed);
        QVERIFY2(missing(plan).isEmpty(), qPrintable(missing(plan).join(u'\n')));
    }

    void wrongFilesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const QByteArray head = "{\"gatehouse\": \"migration\", \"version\": 1, ";
        QTest::addRow("no json") << QByteArray("{\n\"a\":") << u"line 2"_s;
        QTest::addRow("a list") << QByteArray("[]") << u"no JSON"_s;
        QTest::addRow("another file") << QByteArray("{\"version\": 1}") << u"rule file"_s;
        QTest::addRow("another version")
            << QByteArray("{\"gatehouse\": \"migration\", \"version\": 2}") << u"\"version\" 1"_s;
        QTest::addRow("unknown") << head + "\"tabels\": []}" << u"tabels is not known"_s;
        QTest::addRow("wrong type") << head + "\"source\": {\"uri\": 5}}" << u"source.uri"_s;
        QTest::addRow("wrong word")
            << head + "\"tables\": [{\"columns\": [{\"onBad\": \"ignore\"}]}]}"
            << u"tables[0].columns[0].onBad"_s;
        QTest::addRow("table is text") << head + "\"tables\": [\"x\"]}" << u"tables[0]"_s;
        QTest::addRow("map of numbers")
            << head + "\"tables\": [{\"columns\": [{\"map\": {\"a\": 1}}]}]}" << u"map.a"_s;
        QTest::addRow("no uuid") << head + "\"ids\": \"abc\"}" << u"UUID"_s;
        QTest::addRow("nul") << head + "\"source\": {\"uri\": \"a\\u0000b\"}}" << u"source.uri"_s;
    }
    void wrongFilesAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto read = parsePlan(json);
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains(says), qPrintable(read.error().text));
    }

    void itSaysWhatIsMissing()
    {
        Plan plan = sample();
        plan.source.uri.clear();
        TableRule &table = plan.tables.front();
        table.columns[0].convert = QStringList{u"rot13"_s, u"uuid5"_s, u"trim:x"_s};
        table.columns[0].type = u"geometry"_s;
        table.columns[1].zone = u"Mars/Olympus"_s;
        table.columns[1].fallback.reset();
        table.columns.push_back({{u"x"_s}, u"id"_s, {}});
        table.columns.push_back({{}, u"y"_s, {}});
        table.key << u"nowhere"_s;
        plan.tables.push_back({u"other"_s, u"messages"_s, {}});
        const QString all = missing(plan).join(u'\n');
        for (const char *part : {"No source", "rot13", "uuid5", "trim:x", "geometry", "Mars/Olympus",
                 "gives none", "second time", "neither a source column", "nowhere", "has no columns"})
            QVERIFY2(all.contains(QLatin1StringView(part)), qPrintable(all));
    }

    void typesAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind"); // -1: not on the list
        const auto add = [](const char *text, int kind) {
            QTest::addRow("%s", text) << QString::fromLatin1(text) << kind;
        };
        add("character varying(36)", int(TypeKind::Text));
        add("timestamp(6) without time zone", int(TypeKind::Timestamp));
        add("timestamptz", int(TypeKind::TimestampTz));
        add("numeric(10,2)", int(TypeKind::Numeric));
        add("real[]", int(TypeKind::Float4));
        add("double precision", int(TypeKind::Float8));
        add("geometry", -1);
        add("", -1);
        add("text; DROP TABLE x", -1);
    }
    void typesAreUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        const auto type = TargetType::parse(text);
        QCOMPARE(type ? int(type->kind) : -1, kind);
    }

    void conversionsAreNamedOnce()
    {
        QSet<QString> names;
        for (const Conversion &conversion : conversions()) {
            QVERIFY(!names.contains(QLatin1StringView(conversion.name)));
            names << QLatin1StringView(conversion.name);
            QCOMPARE(conversionNamed(QString::fromLatin1(conversion.name)), &conversion);
        }
        for (int bad = 1; bad <= int(Bad::WrongSize); ++bad) {
            QCOMPARE(badFromId(QString::fromLatin1(badId(Bad(bad)))), std::optional(Bad(bad)));
            QVERIFY(!badSentence(Bad(bad)).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(MigrationPlanTest)
#include "migrationplan.moc"
