// A schema is read as values, compared, and mended by the SQL that the comparison prints.
#include "catalog/expected.h"
#include "db/transaction.h"
#include "places.h"
#include "support/testcluster.h"
#include "systems/description.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

using namespace gatehouse;
using namespace gatehouse::catalog;

namespace {

constexpr auto kSystems = GATEHOUSE_TEST_DATA "/../../resources/systems/";

QString shapeSql(const QString &system, const QString &shape)
{
    if (shape == u"guide"_s)
        return systems::schemaSql(system).value();
    QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/%1.%2.sql").arg(system, shape));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void addLines(const std::vector<Difference> &all, QStringList &lines)
{
    static const char *const words[] = {"note", "warning", "error"};
    for (const Difference &one : all) {
        if (one.children.empty())
            lines << QString::fromLatin1(words[int(one.severity)]) + u": "_s + sentence(one);
        else
            addLines(one.children, lines);
    }
}

QString printed(const std::vector<Difference> &all)
{
    QStringList lines;
    addLines(all, lines);
    return lines.join(u'\n');
}

QByteArray jsonText(Catalog catalog)
{
    catalog.schema = u"public"_s;
    catalog.serverNum = 0;
    catalog.extensions.clear();
    return QJsonDocument(toJson(catalog)).toJson();
}

} // namespace

class CatalogTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;

    void sql(const QString &text)
    {
        const auto done = test::run(*m_session, [text](db::Sql &s) { return s.script(text); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
    }
    // A fresh schema with this in it.
    void make(const QString &schema, const QString &text)
    {
        const QString name = db::Identifier(schema).quoted();
        sql(u"DROP SCHEMA IF EXISTS %1 CASCADE; CREATE SCHEMA %1; SET search_path TO %1, public;"_s
                .arg(name)
            + text + u"; SET search_path TO public"_s);
    }
    Catalog look(const QString &schema)
    {
        auto found = test::run(*m_session, [schema](db::Sql &s) { return read(s, schema); });
        if (!found)
            qWarning("%s %s", qPrintable(found.error().text), qPrintable(found.error().detail));
        return found ? std::move(found).value() : Catalog();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }
    void cleanupTestCase()
    {
        m_session.reset();
        m_server.reset();
    }

    void layoutsAreWhatTheServerMakes_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("shape");
        for (const char *system :
            {"ai-pal", "don-research", "flux-rag", "ollama-gateway", "onelastai"})
            QTest::addRow("%s.guide", system) << QString::fromLatin1(system) << u"guide"_s;
        const QDir shapes(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes"));
        for (const QString &file : shapes.entryList({u"*.sql"_s})) {
            const QString system = file.section(u'.', 0, 0), shape = file.section(u'.', 1, 1);
            if (system != u"unknown"_s)
                QTest::addRow("%s", qPrintable(file.chopped(4))) << system << shape;
        }
    }
    void layoutsAreWhatTheServerMakes()
    {
        QFETCH(QString, system);
        QFETCH(QString, shape);
        make(u"layout"_s, shapeSql(system, shape));
        const Catalog made = look(u"layout"_s);
        QVERIFY(!made.tables.isEmpty());
        const QByteArray text = jsonText(made);
        if (qEnvironmentVariableIsSet("GATEHOUSE_WRITE_LAYOUTS")) {
            QFile file(QLatin1StringView(kSystems) + system + u"/layouts/%1.json"_s.arg(shape));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            return;
        }
        const auto known = expectedLayout(system, shape);
        QVERIFY2(known, "make the layouts anew: GATEHOUSE_WRITE_LAYOUTS=1 tests/db_catalog");
        if (made.serverNum >= 140000) { // 13 prints AT TIME ZONE as a function
            QCOMPARE(jsonText(known.value().catalog), text);
            QVERIFY(known.value().catalog.sameAs(made));
        }
        QCOMPARE(printed(diff(known.value().catalog, made, {known.value().tolerance})), QString());
    }

    void createAllIsTheDriftItIs()
    {
        make(u"made"_s, shapeSql(u"don-research"_s, u"create-all"_s));
        const Catalog found = look(u"made"_s);
        const Expected expected = expectedLayout(u"don-research"_s).value();
        const std::vector<Difference> all = diff(
            expected.catalog, found, {expected.tolerance, true, false, {u"alembic_version"_s}});
        const QString text = printed(all);
        QVERIFY2(text.contains(u"warning: column jobs.status: default is nothing, expected is "
                               "'pending'::character varying."_s),
            qPrintable(text));
        QVERIFY2(text.contains(u"warning: column jobs.is_deleted: null is NULL, expected is NOT "
                               "NULL."_s),
            qPrintable(text));
        QVERIFY2(
            text.contains(u"note: constraint jobs: jobs_job_id_key: kind is UNIQUE INDEX "
                          "ix_jobs_job_id USING btree (job_id), expected is UNIQUE (job_id)."_s),
            qPrintable(text));
        QVERIFY2(text.contains(u"note: index jobs: ix_jobs_institution is there, but not "
                               "expected."_s),
            qPrintable(text));
        QCOMPARE(
            count(all, Severity::Error), 0); // nothing the service stumbles over: may be stamped
        const Expected own = expectedLayout(u"don-research"_s, u"create-all"_s).value();
        QCOMPARE(printed(diff(own.catalog, found, {own.tolerance})), QString());
    }

    // What the comparison prints makes the one into the other, but for what it only advises.
    void mendsMend()
    {
        const QString expectedSql =
            u"CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'glad');"
            "CREATE TABLE \"Odd name\" (id bigserial PRIMARY KEY, \"a\"\"b\" varchar(20) NOT NULL "
            "DEFAULT 'x',"
            " m mood, n int GENERATED BY DEFAULT AS IDENTITY, total numeric GENERATED ALWAYS AS "
            "(id * 2) STORED,"
            " CONSTRAINT positive CHECK (id > 0), UNIQUE (\"a\"\"b\", n));"
            "CREATE INDEX by_b ON \"Odd name\" (\"a\"\"b\" DESC) WHERE id > 10;"
            "CREATE UNIQUE INDEX lowered ON \"Odd name\" (lower(\"a\"\"b\"));"
            "CREATE TABLE child (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), "
            " odd bigint NOT NULL REFERENCES \"Odd name\" ON DELETE CASCADE, at timestamptz "
            "DEFAULT now(), note text);"
            "CREATE INDEX child_at ON child USING brin (at);"
            "COMMENT ON TABLE child IS 'of an odd one';"
            "CREATE VIEW newest AS SELECT id, at FROM child ORDER BY at DESC LIMIT 5;"
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at := now(); "
            "RETURN NEW; END';"
            "CREATE TRIGGER touched BEFORE UPDATE ON child FOR EACH ROW EXECUTE FUNCTION touch();"_s;
        make(u"expected"_s, expectedSql);
        make(u"drifted"_s, expectedSql);
        sql(u"SET search_path TO drifted;"
            "DROP VIEW newest; DROP TRIGGER touched ON child; DROP INDEX lowered; DROP INDEX by_b;"
            "CREATE INDEX by_b ON \"Odd name\" (\"a\"\"b\");"
            "ALTER TABLE \"Odd name\" DROP CONSTRAINT positive, ALTER \"a\"\"b\" DROP DEFAULT, "
            " ALTER \"a\"\"b\" DROP NOT NULL, ALTER \"a\"\"b\" TYPE varchar(10), ADD later int, "
            "DROP m;"
            "ALTER TABLE child DROP CONSTRAINT child_odd_fkey;"
            "ALTER TABLE child ADD CONSTRAINT renamed FOREIGN KEY (odd) REFERENCES \"Odd name\" ON "
            "DELETE CASCADE NOT VALID;"
            "ALTER TABLE child ALTER at TYPE timestamp;"
            "CREATE INDEX twin ON child USING brin (at); CREATE TABLE left_over (i int);"
            "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'; SET search_path TO public"_s);
        const Catalog expected = look(u"expected"_s);
        const Catalog drifted = look(u"drifted"_s);
        QVERIFY(!expected.sameAs(drifted));
        const auto all = diff(expected, drifted);
        QVERIFY(worst(all) == Severity::Error);
        const QString script = mendScript(all, u"drifted"_s);
        // Statement by statement, as the script itself says.
        for (QString statement : script.split(u";\n"_s)) {
            while (statement.trimmed().startsWith(u"--"_s))
                statement = statement.trimmed().section(u'\n', 1);
            if (!statement.trimmed().isEmpty())
                sql(statement);
        }
        sql(u"SET search_path TO public; RESET lock_timeout"_s);
        QCOMPARE(printed(diff(expected, look(u"drifted"_s))),
            u"note: column Odd name.later is there, but not expected.\n"
            "note: table left_over is there, but not expected.\n"
            "note: enum mood: labels is sad, it's ok, happy, glad, expected is sad, it's ok, glad."_s);
    }

    void oldAndNewDefaultsAreTheSame()
    {
        make(u"a"_s,
            u"CREATE TABLE t (f float8 DEFAULT 0.0, s varchar(9) DEFAULT 'x', b bigint, d timestamptz DEFAULT now())"_s);
        make(u"b"_s,
            u"CREATE TABLE t (f float8 DEFAULT '0.0', s text DEFAULT 'x', b bigint, d timestamptz DEFAULT CURRENT_TIMESTAMP)"_s);
        QCOMPARE(printed(diff(look(u"a"_s), look(u"b"_s))),
            u"note: column t.s: type is text, expected is character varying(9)."_s);
    }

    void brokenIndexAndPartitionsAreSeen()
    {
        make(u"broken"_s,
            u"CREATE TABLE twice (v int); INSERT INTO twice VALUES (1), (1);"
            "CREATE TABLE parted (at date, v int) PARTITION BY RANGE (at);"
            "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO "
            "('2026-02-01');"
            "CREATE INDEX on_parted ON parted (v)"_s);
        (void)bool(test::run(*m_session, [](db::Sql &s) {
            return s.script(u"CREATE UNIQUE INDEX CONCURRENTLY half ON broken.twice (v)"_s);
        }));
        const Catalog found = look(u"broken"_s);
        QVERIFY(found.table(u"twice"_s)->index(u"half"_s));
        QVERIFY(!found.table(u"twice"_s)->index(u"half"_s)->valid);
        QCOMPARE(found.table(u"parted"_s)->index(u"on_parted"_s)->definition, u"USING btree (v)"_s);
        QCOMPARE(found.table(u"parted_1"_s)->parent, u"parted"_s);
        make(u"plain"_s,
            u"CREATE TABLE twice (v int); CREATE TABLE parted (at date, v int); "
            "CREATE INDEX on_parted ON parted (v)"_s);
        QCOMPARE(printed(diff(look(u"plain"_s), found)),
            u"warning: index twice: half: valid is INVALID, expected is VALID.\n"
            "note: table parted: kind is partitioned, expected is table."_s);
    }

    // Uncommitted changes are seen, the caller's search_path comes back, nothing stays.
    void readsInsideATransaction()
    {
        make(u"inside"_s, u"CREATE TABLE kept (id int)"_s);
        const auto seen = test::run(*m_session, [](db::Sql &s) -> Result<QStringList> {
            auto tx = db::Transaction::begin(s);
            if (!tx)
                return tx.error();
            if (auto made = s.script(
                    u"SET LOCAL search_path TO pg_temp; CREATE TABLE inside.passing (id int)"_s);
                !made)
                return made.error();
            auto catalog = read(s, u"inside"_s);
            if (!catalog)
                return catalog.error();
            auto path = s.fetchOne<QString>(u"SELECT current_setting('search_path')"_s);
            return path ? Result<QStringList>(catalog.value().tables.keys() << path.value())
                        : path.error();
        });
        QVERIFY2(seen, seen ? "" : qPrintable(seen.error().detail));
        QCOMPARE(seen.value(), QStringList({u"kept"_s, u"passing"_s, u"pg_temp"_s}));
        QCOMPARE(look(u"inside"_s).tables.keys(), QStringList{u"kept"_s});
        const auto none = test::run(*m_session, [](db::Sql &s) { return read(s, u"nowhere"_s); });
        QVERIFY(!none);
        QCOMPARE(none.error().text,
            u"There is no schema nowhere in this database. Check its spelling."_s);
    }

    void filesThatAreNoLayout_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addRow("empty") << QByteArray("{}");
        QTest::addRow("table without a name") << QByteArray(R"({"tables": [{"kind": "view"}]})");
        QTest::addRow("columns are no list")
            << QByteArray(R"({"tables": [{"name": "t", "columns": 3}]})");
    }
    void filesThatAreNoLayout()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!fromJson(QJsonDocument::fromJson(json).object()));
    }
};

QTEST_GUILESS_MAIN(CatalogTest)
#include "catalog.moc"
