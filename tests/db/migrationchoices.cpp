// What a plan may choose, to the row: what becomes of rows the target has, parents that only the
// target has, and delta runs from several kinds of sources.
#include "support/dirtysources.h"
#include "support/migrationbed.h"

using namespace gatehouse;
using namespace gatehouse::migration;
using namespace gatehouse::test;

namespace {

const DirtyKind &kindOf(const QString &id)
{
    return *std::find_if(std::begin(kDirtyKinds), std::end(kDirtyKinds) - 1,
        [&](const DirtyKind &known) { return id == QLatin1StringView(known.id); });
}

// Rows of a number and a text; "!" is a text that is no UTF-8.
struct Row
{
    int id;
    const char *v;
};

bool writeRows(const QString &path, const DirtyKind &kind, const std::vector<Row> &rows)
{
    DirtyGrid grid{{QString::fromLatin1(kind.key), u"v"_s}, {u"INTEGER"_s, u"TEXT"_s}, {}};
    for (const Row &row : rows)
        grid.rows.push_back({kind.number(row.id), kind.text(QString::fromUtf8(row.v))});
    QFile::remove(path);
    if (!kind.make)
        return bool(makeDirtySqlite(path, grid));
    const QByteArray content = kind.make(grid);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

Plan planOf(const QString &path, const DirtyKind &kind, const QString &schema)
{
    auto source = openSource({path}, QString::fromLatin1(kind.source));
    ColumnRule key{{QString::fromLatin1(kind.key)}, u"id"_s, u"integer"_s};
    key.notNull = true;
    Plan plan;
    plan.source = {path, QString::fromLatin1(kind.source)};
    plan.target.schema = schema;
    TableRule table{source ? source.value()->tables().front().name : QString(), u"t"_s,
        {key, {{u"v"_s}, u"v"_s, u"character varying(9)"_s}}};
    table.key = QStringList{u"id"_s};
    plan.tables.push_back(table);
    return plan;
}

QByteArray words(const Result<Outcome> &outcome)
{
    return outcome ? QByteArray() : (outcome.error().text + u' ' + outcome.error().detail).toUtf8();
}

} // namespace

class MigrationChoicesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    int m_schemas = 0;

    QString freshSchema() { return u"s%1"_s.arg(++m_schemas); }
    void sql(const QString &script)
    {
        const auto done = test::run(*m_session, [&](db::Sql &to) { return to.script(script); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + done.error().detail));
    }
    QString rows(const QString &schema)
    {
        return cell(*m_session,
            u"SELECT coalesce(string_agg(t::text, ' ' ORDER BY id), '') FROM %1.t"_s.arg(schema));
    }
    Result<Outcome> migrate(const Plan &plan, bool delta = false)
    {
        RunOptions options = test::runOptions();
        options.delta = delta;
        return test::migrate(*m_session, plan, options);
    }
    static QString counts(const Outcome &outcome)
    {
        const Part &part = outcome.run.parts.back();
        return u"read %1, loaded %2, aside %3, both %4, own %5"_s.arg(part.read)
            .arg(part.loaded)
            .arg(part.quarantined)
            .arg(part.updated)
            .arg(part.kept);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }

    void rowsTheTargetHas_data()
    {
        QTest::addColumn<Existing>("existing");
        QTest::addColumn<OnBad>("onBad");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("told");
        const QString before = u"(1,mine,x) (2,mine,y) (9,mine,z)"_s;
        QTest::addRow("fail") << Existing::Fail << OnBad::Quarantine << before << u"has rows already"_s;
        QTest::addRow("skip") << Existing::Skip << OnBad::Quarantine
                              << u"(1,mine,x) (2,mine,y) (3,new,) (9,mine,z)"_s
                              << u"read 4, loaded 3, aside 1, both 2, own 1"_s;
        QTest::addRow("update") << Existing::Update << OnBad::Quarantine
                                << u"(1,first,x) (2,second,y) (3,new,) (9,mine,z)"_s
                                << u"read 4, loaded 3, aside 1, both 2, own 1"_s;
        QTest::addRow("update, bad values as NULL")
            << Existing::Update << OnBad::Null << u"(1,first,x) (2,second,y) (3,new,) (4,,) (9,mine,z)"_s
            << u"read 4, loaded 4, aside 0, both 2, own 1"_s;
        QTest::addRow("skip, bad values as a default")
            << Existing::Skip << OnBad::Default << u"(1,mine,x) (2,mine,y) (3,new,) (4,none,) (9,mine,z)"_s
            << u"read 4, loaded 4, aside 0, both 2, own 1"_s;
        QTest::addRow("update, stop at a bad value")
            << Existing::Update << OnBad::Stop << before << u"longer than the column allows"_s;
    }
    void rowsTheTargetHas()
    {
        QFETCH(Existing, existing);
        QFETCH(OnBad, onBad);
        QFETCH(QString, expected);
        QFETCH(QString, told);
        const QString schema = freshSchema(), path = m_dir.filePath(schema + u".jsonl"_s);
        sql(u"CREATE SCHEMA %1; CREATE TABLE %1.t (id integer PRIMARY KEY, v varchar(9), own text);"
            "INSERT INTO %1.t VALUES (1, 'mine', 'x'), (2, 'mine', 'y'), (9, 'mine', 'z')"_s.arg(schema));
        const DirtyKind &kind = kindOf(u"jsonlines"_s);
        QVERIFY(writeRows(path, kind, {{1, "first"}, {2, "second"}, {3, "new"}, {4, "much too long"}}));
        Plan plan = planOf(path, kind, schema);
        plan.tables[0].existing = existing;
        plan.tables[0].columns[1].onBad = onBad;
        if (onBad == OnBad::Default)
            plan.tables[0].columns[1].fallback = u"none"_s;
        const auto outcome = migrate(plan);
        QCOMPARE(rows(schema), expected);
        if (!outcome) {
            QVERIFY2(outcome.error().text.contains(told), words(outcome).constData());
            return;
        }
        QCOMPARE(counts(outcome.value()), told);
        QCOMPARE(outcome.value().isGreen(), onBad != OnBad::Quarantine);
        QVERIFY(!outcome.value().hasDifferences());
    }

    // Rows that belong to what only the target has are no orphans, as far up as that goes.
    void parentsOfTheTarget_data()
    {
        QTest::addColumn<Existing>("existing");
        QTest::addRow("skip") << Existing::Skip;
        QTest::addRow("update") << Existing::Update;
    }
    void parentsOfTheTarget()
    {
        QFETCH(Existing, existing);
        const QString schema = freshSchema(), path = m_dir.filePath(schema + u".db"_s);
        sql(u"CREATE SCHEMA %1; CREATE TABLE %1.g (id integer PRIMARY KEY, v text); INSERT INTO %1.g VALUES (5, 'mine'), (6, 'mine');"
            "CREATE TABLE %1.p (id integer PRIMARY KEY, g integer REFERENCES %1.g, v text); INSERT INTO %1.p VALUES (7, 5, 'mine'), (8, 6, 'mine'), (9, 6, 'mine');"
            "CREATE TABLE %1.t (id integer PRIMARY KEY, p integer REFERENCES %1.p)"_s.arg(schema));
        sandbox::SqliteFile file(path);
        file.script("CREATE TABLE g (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE p (id INTEGER PRIMARY KEY, g INTEGER REFERENCES g(id), v TEXT); CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id));"
                    "INSERT INTO g VALUES (6, 'new'); INSERT INTO p VALUES (8, 6, 'new'); INSERT INTO t VALUES (1, 7), (2, 8), (3, 99), (4, 7)");
        QVERIFY(bool(file.finish()));
        const auto drafted = test::planFor(path, schema);
        QVERIFY(bool(drafted));
        Plan plan = drafted.value();
        for (TableRule &rule : plan.tables)
            rule.existing = existing;
        const auto outcome = migrate(plan);
        QVERIFY2(bool(outcome), words(outcome).constData());
        const QString both = existing == Existing::Skip ? u"mine"_s : u"new"_s;
        QCOMPARE(rows(schema), u"(1,7) (2,8) (4,7)"_s);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(p::text, ' ' ORDER BY id) FROM %1.p"_s.arg(schema)),
            u"(7,5,mine) (8,6,%1) (9,6,mine)"_s.arg(both));
        QCOMPARE(cell(*m_session, u"SELECT string_agg(g::text, ' ' ORDER BY id) FROM %1.g"_s.arg(schema)),
            u"(5,mine) (6,%1)"_s.arg(both));
        QCOMPARE(cell(*m_session, u"SELECT reason || ' ' || place FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(outcome.value().run.id)), u"orphan rowid 3"_s);
        for (const Part &part : outcome.value().run.parts)
            QCOMPARE(u"%1 loaded %2, both %3, own %4, made %5"_s.arg(part.to).arg(part.loaded).arg(part.updated).arg(part.kept).arg(part.stubs),
                part.to == u"t"_s ? u"t loaded 3, both 0, own 0, made 0"_s
                    : part.to == u"p"_s ? u"p loaded 1, both 1, own 2, made 0"_s
                                        : u"g loaded 1, both 1, own 1, made 0"_s);
        const auto drift = test::run(*m_session, [&](db::Sql &to) { return driftSince(to, outcome.value().run); });
        QVERIFY(bool(drift));
        for (const Drift &table : drift.value())
            QVERIFY2(!table.isAny(), qPrintable(table.sentence()));
    }

    void aDeltaToTheRow_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"sqlite", "csv", "jsonlines", "json", "mongodump", "archive"})
            QTest::addRow("%s", id) << QString::fromLatin1(id);
    }
    void aDeltaToTheRow()
    {
        QFETCH(QString, id);
        const DirtyKind &kind = kindOf(id);
        const QString schema = freshSchema();
        const QString path = m_dir.filePath(schema + QLatin1StringView(kind.file));
        QVERIFY(writeRows(path, kind, {{1, "one"}, {2, "two"}, {3, "three"}, {4, "four"}}));
        Plan plan = planOf(path, kind, schema);
        auto refused = migrate(plan, true);
        QVERIFY(!refused && refused.error().text.contains(u"in full first"_s));
        QCOMPARE(cell(*m_session, u"SELECT coalesce(to_regclass('%1.t')::text, 'none')"_s.arg(schema)), u"none"_s);
        const auto full = migrate(plan);
        QVERIFY2(bool(full), words(full).constData());
        QVERIFY(full.value().isGreen());
        QVERIFY(writeRows(path, kind, {{1, "one"}, {2, "changed"}, {4, "four"}, {5, "five"}}));
        Plan other = plan;
        other.tables[0].columns[1].convert = QStringList{u"trim"_s};
        refused = migrate(other, true);
        QVERIFY(!refused && refused.error().text.contains(u"of the same rules"_s));
        const auto delta = migrate(plan, true);
        QVERIFY2(bool(delta), words(delta).constData());
        const Part &part = delta.value().run.parts.front();
        QCOMPARE(part.fresh, 1);
        QCOMPARE(part.changed, 1);
        QCOMPARE(part.gone, 1);
        QCOMPARE(part.loaded, 2);
        QVERIFY(!delta.value().hasDifferences());
        QCOMPARE(rows(schema), u"(1,one) (2,changed) (3,three) (4,four) (5,five)"_s); // nothing is deleted
        const auto again = migrate(plan, true);
        QVERIFY2(bool(again), words(again).constData());
        QCOMPARE(again.value().run.parts.front().loaded, 0);
        QCOMPARE(again.value().run.parts.front().fresh, 0);
        const qint64 number = again.value().run.id;
        // Back by one, and a delta follows the run before.
        const auto back = test::run(*m_session, [&](db::Sql &to) { return rollBackRun(to, number, test::runOptions()); });
        QVERIFY2(bool(back), back ? "" : qPrintable(back.error().text));
        QCOMPARE(rows(schema), u"(1,one) (2,changed) (3,three) (4,four) (5,five)"_s);
        sql(u"UPDATE %1.t SET v = 'mine' WHERE id = 1"_s.arg(schema));
        refused = migrate(plan, true);
        QVERIFY(!refused && refused.error().text.contains(u"Rows were written into the tables"_s));
        QCOMPARE(rows(schema), u"(1,mine) (2,changed) (3,three) (4,four) (5,five)"_s);
    }
};

QTEST_GUILESS_MAIN(MigrationChoicesTest)
#include "migrationchoices.moc"
