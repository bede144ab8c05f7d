// What a statement of an upgrade does to a running service, and the safe way to do the same: each
// rule with what it must and must not catch.
#include "versions/step.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::versions;

class StatementsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("lock");  // of the last statement
        QTest::addColumn<QString>("rules"); // of the last statement, "!" before those that destroy
        QTest::addColumn<QString>("safe");  // of the last statement, "" for none
        const auto row = [](const char *name, const char *script, const char *lock,
                             const char *rules, const char *safe = "") {
            QTest::addRow("%s", name) << QString::fromUtf8(script) << QString::fromLatin1(lock)
                                      << QString::fromLatin1(rules) << QString::fromUtf8(safe);
        };
        row("index", "CREATE INDEX i ON t (a)", "SHARE", "create-index",
            "CREATE INDEX CONCURRENTLY i ON t (a)");
        row("unique index, spread and commented",
            "-- first\n/* a /* nested */ comment */ create  unique\nindex ON \"T\" (a);", "SHARE",
            "create-index", "create  unique\nindex CONCURRENTLY ON \"T\" (a)");
        row("index beside the service", "CREATE INDEX CONCURRENTLY i ON s.t (a)",
            "SHARE UPDATE EXCLUSIVE", "");
        row("index of a new table", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "SHARE", "");
        row("index of another table", "CREATE TABLE n (a int); CREATE INDEX i ON t (a)", "SHARE",
            "create-index", "CREATE INDEX CONCURRENTLY i ON t (a)");
        row("drop index", "DROP INDEX IF EXISTS i", "ACCESS EXCLUSIVE", "drop-index",
            "DROP INDEX CONCURRENTLY IF EXISTS i");
        row("drop two indexes", "DROP INDEX i, j", "ACCESS EXCLUSIVE", "drop-index");
        row("drop table", "DROP TABLE a.b", "ACCESS EXCLUSIVE", "!drop");
        row("drop view", "DROP VIEW v", "ACCESS EXCLUSIVE", "");
        row("truncate", "TRUNCATE a, b", "ACCESS EXCLUSIVE", "!truncate");
        row("delete", "DELETE FROM t WHERE a = 1", "ROW EXCLUSIVE", "!delete");
        row("update of all rows", "UPDATE t SET a = 1", "ROW EXCLUSIVE", "update-all");
        row("update of some", "UPDATE t SET a = 1 WHERE a IS NULL", "ROW EXCLUSIVE", "");
        row("column without default", "ALTER TABLE t ADD COLUMN c text", "ACCESS EXCLUSIVE", "");
        row("column with constant", "ALTER TABLE t ADD c int NOT NULL DEFAULT -1",
            "ACCESS EXCLUSIVE", "");
        row("column with the time of now", "ALTER TABLE t ADD c timestamptz DEFAULT now()",
            "ACCESS EXCLUSIVE", "");
        row("column with a value each", "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid()",
            "ACCESS EXCLUSIVE", "rewrite",
            "ALTER TABLE t ADD COLUMN c uuid; ALTER TABLE \"t\" ALTER COLUMN \"c\" SET DEFAULT "
            "gen_random_uuid(); UPDATE \"t\" SET \"c\" = DEFAULT WHERE \"c\" IS NULL");
        row("column with a value each, not null",
            "ALTER TABLE t ADD c float DEFAULT random() NOT NULL", "ACCESS EXCLUSIVE", "rewrite");
        row("serial column", "ALTER TABLE t ADD c bigserial", "ACCESS EXCLUSIVE", "rewrite");
        row("not null without default", "ALTER TABLE t ADD c int NOT NULL", "ACCESS EXCLUSIVE",
            "not-null-without-default");
        row("unique column", "ALTER TABLE t ADD c int UNIQUE", "ACCESS EXCLUSIVE", "unique-inline");
        row("drop column", "ALTER TABLE t DROP COLUMN c", "ACCESS EXCLUSIVE", "!drop-column");
        row("drop constraint", "ALTER TABLE t DROP CONSTRAINT x", "ACCESS EXCLUSIVE", "");
        row("not null", "ALTER TABLE s.t ALTER c SET NOT NULL", "ACCESS EXCLUSIVE", "set-not-null",
            "ALTER TABLE \"s\".\"t\" ADD CONSTRAINT \"t_c_present\" CHECK (\"c\" IS NOT NULL) NOT "
            "VALID; ALTER TABLE \"s\".\"t\" VALIDATE CONSTRAINT \"t_c_present\"; ALTER TABLE s.t "
            "ALTER c SET NOT NULL; ALTER TABLE \"s\".\"t\" DROP CONSTRAINT \"t_c_present\"");
        row("not null after its check",
            "ALTER TABLE t ADD CONSTRAINT x CHECK (c IS NOT NULL) NOT VALID; ALTER TABLE t "
            "VALIDATE CONSTRAINT x; ALTER TABLE t ALTER c SET NOT NULL",
            "ACCESS EXCLUSIVE", "");
        row("type written anew", "ALTER TABLE t ALTER c TYPE bigint", "ACCESS EXCLUSIVE", "rewrite");
        row("type to text", "ALTER TABLE t ALTER c TYPE text", "ACCESS EXCLUSIVE", "alter-type");
        row("type to text, converted", "ALTER TABLE t ALTER c TYPE text USING c::text",
            "ACCESS EXCLUSIVE", "rewrite");
        row("foreign key", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES b (id)",
            "SHARE ROW EXCLUSIVE", "add-foreign-key",
            "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES b (id) NOT VALID; ALTER "
            "TABLE \"t\" VALIDATE CONSTRAINT \"k\"");
        row("foreign key without name", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b",
            "SHARE ROW EXCLUSIVE", "add-foreign-key",
            "ALTER TABLE t ADD CONSTRAINT \"t_a_fkey\" FOREIGN KEY (a) REFERENCES b NOT VALID; "
            "ALTER TABLE \"t\" VALIDATE CONSTRAINT \"t_a_fkey\"");
        row("foreign key, not valid yet",
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b NOT VALID", "SHARE ROW EXCLUSIVE", "");
        row("check", "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0)", "ACCESS EXCLUSIVE",
            "add-check",
            "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID; ALTER TABLE \"t\" VALIDATE "
            "CONSTRAINT \"x\"");
        row("unique", "ALTER TABLE t ADD UNIQUE (a, b)", "ACCESS EXCLUSIVE", "add-unique",
            "CREATE UNIQUE INDEX CONCURRENTLY \"t_a_b_key\" ON \"t\" (\"a\", \"b\"); ALTER TABLE "
            "\"t\" ADD CONSTRAINT \"t_a_b_key\" UNIQUE USING INDEX \"t_a_b_key\"");
        row("unique by an index that is there",
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u", "ACCESS EXCLUSIVE", "");
        row("validate", "ALTER TABLE t VALIDATE CONSTRAINT x", "SHARE UPDATE EXCLUSIVE", "");
        row("two commands have no recipe", "ALTER TABLE t ADD CHECK (a > 0), DROP CONSTRAINT y",
            "ACCESS EXCLUSIVE", "add-check");
        row("vacuum full", "VACUUM (FULL, ANALYZE) t", "ACCESS EXCLUSIVE", "vacuum-full",
            "VACUUM (ANALYZE) \"t\"");
        row("vacuum", "VACUUM ANALYZE t", "SHARE UPDATE EXCLUSIVE", "");
        row("cluster", "CLUSTER t USING i", "ACCESS EXCLUSIVE", "cluster");
        row("reindex", "REINDEX TABLE t", "ACCESS EXCLUSIVE", "reindex",
            "REINDEX TABLE CONCURRENTLY t");
        row("reindex beside", "REINDEX (CONCURRENTLY) INDEX i", "SHARE UPDATE EXCLUSIVE", "");
        row("materialized view", "REFRESH MATERIALIZED VIEW v", "ACCESS EXCLUSIVE", "refresh-view",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v");
        row("rename", "ALTER TABLE t RENAME COLUMN a TO b", "ACCESS EXCLUSIVE", "rename");
        row("block", "DO $$ BEGIN NULL; END $$", "", "do-block");
        row("semicolons in quotes", "DO $x$ SELECT ';'; $x$; COMMENT ON TABLE t IS 'a;b'", "", "");
        row("newer than the grammar", "SELECT 1; ALTER TABLE t ALTER c SET EXPRESSION AS (a + 1)",
            "", "not-understood");
    }
    void judges()
    {
        QFETCH(QString, script);
        QFETCH(QString, lock);
        QFETCH(QString, rules);
        QFETCH(QString, safe);
        const auto judged = judgeScript(script);
        QVERIFY2(judged, judged ? "" : qPrintable(judged.error().text));
        const Statement &last = judged.value().back();
        QCOMPARE(lockName(last.lock), lock);
        QStringList found, ways;
        for (const Hazard &one : last.hazards) {
            found.append((one.weight == Hazard::Weight::Destroys ? u"!"_s : QString()) + one.rule);
            QVERIFY(one.why.endsWith(u'.') || one.rule == "not-understood"_L1);
            ways += one.safe;
        }
        QCOMPARE(found.join(u", "_s), rules);
        QCOMPARE(ways.join(u"; "_s), safe);
        // What is offered as safe is safe.
        if (!ways.isEmpty()) {
            const auto again = judgeScript(safeWay(judged.value()).join(u";\n"_s));
            QVERIFY(again);
            for (const Statement &one : again.value())
                QVERIFY2(!one.isUnsafe(), qPrintable(one.text));
        }
    }

    void oneTransaction()
    {
        const QString script = u"ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID; "
                               "ALTER TABLE t VALIDATE CONSTRAINT x"_s;
        QVERIFY(!judgeScript(script).value().back().isUnsafe());
        QVERIFY(judgeScript(script, true).value().back().isUnsafe());
        for (const QString &text : {u"BEGIN; SELECT 1"_s, u"SELECT 1; COMMIT"_s})
            QCOMPARE(int(judgeScript(text).error().kind), int(Error::Kind::Invalid));
    }

    void conflictsAreThoseOfTheManual()
    {
        QVERIFY(!conflict(LockMode::AccessShare, LockMode::Exclusive));
        QVERIFY(conflict(LockMode::AccessShare, LockMode::AccessExclusive));
        QVERIFY(!conflict(LockMode::RowExclusive, LockMode::ShareUpdateExclusive));
        QVERIFY(conflict(LockMode::RowExclusive, LockMode::Share));
        QVERIFY(conflict(LockMode::ShareUpdateExclusive, LockMode::ShareUpdateExclusive));
        for (int a = 1; a <= int(LockMode::AccessExclusive); ++a) {
            for (int b = 1; b <= int(LockMode::AccessExclusive); ++b)
                QCOMPARE(conflict(LockMode(a), LockMode(b)), conflict(LockMode(b), LockMode(a)));
        }
    }

    void spacingAndCommentsChangeNoPrint()
    {
        const auto print = [](const char *text) {
            return scriptPrint(judgeScript(QString::fromUtf8(text)).value());
        };
        QCOMPARE(print("-- licence\r\nALTER  TABLE t\r\n  ADD c int ;"), print("alter table t add c int"));
        QVERIFY(print("ALTER TABLE t ADD c int") != print("ALTER TABLE t ADD c bigint"));
    }

    // What ships stops no service and says what it destroys; "destroys" is checked when it is read.
    void shippedStepsAreSafe()
    {
        QCOMPARE(systemsWithSteps().size(), 5);
        for (const QString &system : systemsWithSteps()) {
            const auto steps = stepsOf(system);
            QVERIFY2(steps, steps ? "" : qPrintable(steps.error().text));
            QVERIFY(steps.value().size() >= 3);
            for (const Step &step : steps.value()) {
                QVERIFY2(!step.title.isEmpty() && !step.verify.isEmpty(), qPrintable(step.id));
                for (const Way way : {Way::Up, Way::Down}) {
                    for (const Statement &statement : step.statements(way)) {
                        if (step.id == "002_times_with_zone"_L1 && way == Way::Down)
                            continue; // has to write the tables anew, and is said to
                        QVERIFY2(!statement.isUnsafe(), qPrintable(step.id + statement.text));
                    }
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(StatementsTest)
#include "statements.moc"
