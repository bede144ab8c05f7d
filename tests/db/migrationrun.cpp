// A migration from SQLite into flux-rag's schema: load, quarantine, exchange, rollback, finish,
// verification, and going on after a failure.
#include "support/migrationbed.h"

#include <QCryptographicHash>
#include <QFile>

using namespace gatehouse;
using namespace gatehouse::migration;
using test::cell;
using test::contentOf;

class MigrationRunTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    int m_schemas = 0;

    QString freshSchema() { return u"target %1"_s.arg(++m_schemas); } // the blank is on purpose
    QString path(const QString &name) const { return m_dir.filePath(name); }
    static QByteArray hashOf(const QString &file)
    {
        QFile one(file);
        return one.open(QIODevice::ReadOnly)
            ? QCryptographicHash::hash(one.readAll(), QCryptographicHash::Sha256)
            : QByteArray();
    }
    Plan plan(const QString &file, const QString &schema)
    {
        auto drafted = test::planFor(path(file), schema);
        if (!drafted)
            qWarning("%s %s", qPrintable(drafted.error().text), qPrintable(drafted.error().detail));
        return drafted ? drafted.value() : Plan{};
    }
    static QByteArray words(const Result<Outcome> &outcome)
    {
        return outcome ? QByteArray()
                       : (outcome.error().text + u' ' + outcome.error().detail).toUtf8();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        const QDateTime now(QDate(2026, 3, 9), QTime(12, 0), Qt::UTC);
        QVERIFY(bool(sandbox::makeMemory(path(u"memory.db"_s), now)));
        QVERIFY(bool(sandbox::makeOldMemory(path(u"old.db"_s), now)));
    }

    void theOldShapeIsMoved()
    {
        const QString schema = freshSchema();
        const QByteArray before = hashOf(path(u"old.db"_s));
        const auto outcome =
            test::migrate(*m_session, plan(u"old.db"_s, schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(outcome.value().isGreen());
        QCOMPARE(outcome.value().run.state, RunState::Done);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM \"%1\".sessions"_s.arg(schema)), u"66"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM \"%1\".messages"_s.arg(schema)), u"30"_s);
        QCOMPARE(cell(*m_session, u"SELECT bool_and(user_id = '')::text FROM \"%1\".sessions"_s.arg(schema)), u"true"_s);
        QCOMPARE(hashOf(path(u"old.db"_s)), before);
    }

    void dirtyRowsGoIntoQuarantine()
    {
        const QString schema = freshSchema();
        const auto outcome =
            test::migrate(*m_session, plan(u"memory.db"_s, schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(!outcome.value().isGreen());
        QVERIFY(!outcome.value().hasDifferences());
        const qint64 run = outcome.value().run.id;
        QCOMPARE(cell(*m_session,
                     u"SELECT string_agg(reason, ' ' ORDER BY reason) FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(run)),
            u"not-json not-utf8 nul orphan"_s);
        QCOMPARE(outcome.value().quarantined(), 4);
        QCOMPARE(outcome.value().run.parts[1].read,
            outcome.value().run.parts[1].loaded + outcome.value().run.parts[1].quarantined);
        // Keys, references and defaults are those of the system's schema.
        const QString keys = u"SELECT string_agg(c.conname || c.convalidated, ' ' ORDER BY c.conname) FROM pg_constraint c "
                             "WHERE c.connamespace = '\"%1\"'::regnamespace"_s;
        QCOMPARE(cell(*m_session, keys.arg(schema)),
            u"messages_pkeytrue messages_session_id_fkeytrue sessions_pkeytrue"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_indexes WHERE schemaname = '%1'"_s.arg(schema)), u"4"_s);
    }

    void rollBackBringsTheOldTablesBack()
    {
        const QString schema = freshSchema();
        Plan first = plan(u"old.db"_s, schema);
        QVERIFY(bool(test::migrate(*m_session, first, test::runOptions())));
        const QString before = contentOf(*m_session, u"\"%1\".messages"_s.arg(schema));
        const auto refused = test::migrate(*m_session, first, test::runOptions());
        QVERIFY(!refused);
        QVERIFY(refused.error().text.contains(u"has rows already"_s));
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_namespace WHERE nspname LIKE 'gatehouse_new%'"_s), u"0"_s);
        Plan second = plan(u"memory.db"_s, schema);
        for (TableRule &rule : second.tables)
            rule.existing = Existing::Update;
        const auto merged = test::migrate(*m_session, second, test::runOptions());
        QVERIFY2(bool(merged), words(merged).constData());
        QCOMPARE(merged.value().run.parts[0].kept, 66);
        QCOMPARE(merged.value().run.parts[0].loaded, 140);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM \"%1\".sessions"_s.arg(schema)), u"206"_s);
        const auto back = test::run(*m_session, [&](db::Sql &sql) {
            return rollBackRun(sql, merged.value().run.id, test::runOptions());
        });
        QVERIFY2(bool(back), back ? "" : qPrintable(back.error().text + back.error().detail));
        QCOMPARE(back.value().state, RunState::RolledBack);
        QCOMPARE(contentOf(*m_session, u"\"%1\".messages"_s.arg(schema)), before);
        const auto again = test::run(*m_session, [&](db::Sql &sql) {
            return rollBackRun(sql, merged.value().run.id, test::runOptions());
        });
        QVERIFY(!again);
    }

    void rowsTheTargetHasAreSkippedOrUpdated()
    {
        for (const Existing existing : {Existing::Skip, Existing::Update}) {
            const QString schema = freshSchema();
            Plan one = plan(u"old.db"_s, schema);
            QVERIFY(bool(test::migrate(*m_session, one, test::runOptions())));
            QVERIFY(bool(test::run(*m_session, [&](db::Sql &sql) {
                return sql.script(u"ALTER TABLE \"%1\".sessions ADD pinned boolean DEFAULT false;"
                                  "UPDATE \"%1\".sessions SET title = 'mine', pinned = true"_s.arg(schema));
            })));
            for (TableRule &rule : one.tables)
                rule.existing = existing;
            const auto again = test::migrate(*m_session, one, test::runOptions());
            QVERIFY2(bool(again), words(again).constData());
            QCOMPARE(again.value().run.parts[0].updated, 66);
            QCOMPARE(again.value().run.parts[0].kept, 0);
            QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM \"%1\".sessions WHERE title = 'mine'"_s.arg(schema)),
                existing == Existing::Skip ? u"66"_s : u"0"_s);
            QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM \"%1\".sessions WHERE pinned"_s.arg(schema)), u"66"_s); // no rule fills it
        }
    }

    void whatHangsOnATableComesAlong()
    {
        const QString schema = freshSchema();
        const auto made = test::run(*m_session, [&](db::Sql &sql) {
            return sql.script(u"CREATE ROLE reader; CREATE SCHEMA \"%1\"; SET search_path = \"%1\", pg_catalog;"
                "CREATE TABLE sessions (id varchar(36) PRIMARY KEY, number serial, title text, created_at timestamptz NOT NULL,"
                " updated_at timestamptz NOT NULL, metadata jsonb, user_id text, CHECK (length(title) < 1000));"
                "CREATE TABLE messages (id varchar(36) PRIMARY KEY, nth bigint GENERATED ALWAYS AS IDENTITY, session_id varchar(36) REFERENCES sessions ON DELETE CASCADE,"
                " role text, content text, size int GENERATED ALWAYS AS (length(content)) STORED, metadata jsonb, created_at timestamptz);"
                "CREATE TABLE pins (session varchar(36) REFERENCES sessions);"
                "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                "CREATE TRIGGER stamp BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION noop();"
                "GRANT SELECT ON sessions TO reader; CREATE INDEX \"an Index\" ON sessions (lower(title)) WHERE title <> '';"
                "ALTER TABLE sessions ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON sessions USING (user_id = current_user);"
                "RESET search_path"_s.arg(schema));
        });
        QVERIFY2(bool(made), made ? "" : qPrintable(made.error().text + made.error().detail));
        const QString facts =
            u"SELECT concat_ws(';', (SELECT string_agg(indexdef, ',' ORDER BY indexname) FROM pg_indexes WHERE schemaname = '%1'),"
            "(SELECT string_agg(conname || pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = '\"%1\"'::regnamespace),"
            "(SELECT string_agg(pg_get_triggerdef(oid), ',') FROM pg_trigger WHERE tgrelid = '\"%1\".sessions'::regclass AND NOT tgisinternal),"
            "(SELECT string_agg(polname::text, ',') FROM pg_policy WHERE polrelid = '\"%1\".sessions'::regclass),"
            "(SELECT relacl::text || relrowsecurity FROM pg_class WHERE oid = '\"%1\".sessions'::regclass),"
            "pg_get_serial_sequence('\"%1\".sessions', 'number'), pg_get_serial_sequence('\"%1\".messages', 'nth'))"_s;
        const QString before = cell(*m_session, facts.arg(schema));
        const auto outcome =
            test::migrate(*m_session, plan(u"memory.db"_s, schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        QCOMPARE(cell(*m_session, facts.arg(schema)), before);
        const QString insert = u"WITH i AS (INSERT INTO \"%1\".sessions (id, created_at, updated_at) VALUES ('new', now(), now()) RETURNING number) SELECT number::text FROM i"_s;
        QCOMPARE(cell(*m_session, insert.arg(schema)), u"141"_s);
        RunOptions options = test::runOptions();
        const auto goBack = [&](db::Sql &sql) {
            return rollBackRun(sql, outcome.value().run.id, options);
        };
        const auto kept = test::run(*m_session, goBack);
        QVERIFY(!kept && kept.error().kind == Error::Kind::Refused);
        QVERIFY2(kept.error().text.contains(u"1 rows written since"_s), qPrintable(kept.error().text));
        options.abandonChanges = true;
        const auto back = test::run(*m_session, goBack);
        QVERIFY2(bool(back), back ? "" : qPrintable(back.error().text + back.error().detail));
        QCOMPARE(cell(*m_session, facts.arg(schema)), before);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.sessions WHERE id = 'new'"_s.arg(back.value().aside)), u"1"_s);
        // Nothing of it holds on to what is in use: the live table can go.
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_constraint WHERE connamespace = '%1'::regnamespace AND contype = 'f' AND confrelid NOT IN (SELECT oid FROM pg_class WHERE relnamespace = '%1'::regnamespace)"_s.arg(back.value().aside)), u"0"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM information_schema.columns WHERE table_schema = '%1' AND column_default LIKE 'nextval%'"_s.arg(back.value().aside)), u"0"_s);
        (void)cell(*m_session, u"WITH u AS (UPDATE gatehouse_migrate.run SET changed = now() - interval '25 hours' WHERE id = %1 RETURNING 1) SELECT count(*)::text FROM u"_s.arg(back.value().id));
        const auto finished = test::migrate(*m_session, plan(u"memory.db"_s, schema), test::runOptions());
        QVERIFY2(bool(finished), words(finished).constData());
        const auto over = test::run(*m_session, [&](db::Sql &sql) {
            return finishRun(sql, 0, test::runOptions());
        });
        QVERIFY2(bool(over), over ? "" : qPrintable(over.error().text + over.error().detail));
        QCOMPARE(cell(*m_session, facts.arg(schema)), before);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_namespace WHERE nspname ~ 'gatehouse_(old|new)_%1$'"_s.arg(over.value().id)), u"0"_s);
    }

    void aViewIsNamedBeforeAnythingHappens()
    {
        const QString schema = freshSchema();
        QVERIFY(bool(test::migrate(*m_session, plan(u"old.db"_s, schema), test::runOptions())));
        QVERIFY(bool(test::run(*m_session, [&](db::Sql &sql) {
            return sql.script(u"CREATE VIEW \"%1\".titles AS SELECT title FROM \"%1\".sessions"_s.arg(schema));
        })));
        Plan again = plan(u"old.db"_s, schema);
        for (TableRule &rule : again.tables)
            rule.existing = Existing::Update;
        const auto refused = test::migrate(*m_session, again, test::runOptions());
        QVERIFY(!refused);
        QVERIFY2(refused.error().text.contains(u"titles"_s), words(refused).constData());
    }

    void aCorruptedCellIsNamed()
    {
        const QString schema = freshSchema();
        const auto outcome =
            test::migrate(*m_session, plan(u"memory.db"_s, schema), test::runOptions());
        QVERIFY2(bool(outcome), words(outcome).constData());
        const QString id = cell(*m_session, u"SELECT min(id) FROM \"%1\".messages"_s.arg(schema));
        const QString lost = cell(*m_session, u"SELECT max(id) FROM \"%1\".messages"_s.arg(schema));
        QVERIFY(bool(test::run(*m_session, [&](db::Sql &sql) {
            return sql.script(u"UPDATE \"%1\".messages SET content = content || ' ' WHERE id = '%2';"
                              "DELETE FROM \"%1\".messages WHERE id = '%3';"
                              "INSERT INTO \"%1\".messages SELECT 'extra', session_id, role, content, metadata, created_at FROM \"%1\".messages WHERE id = '%2'"_s
                    .arg(schema, id, lost));
        })));
        const auto verified = test::run(*m_session, [&](db::Sql &sql) {
            return verifyRun(sql, outcome.value().run.id, test::runOptions());
        });
        QVERIFY2(bool(verified), words(verified).constData());
        QVERIFY(verified.value().hasDifferences());
        QVERIFY(verified.value().proofs[0].isEqual());
        const TableProof &proof = verified.value().proofs[1];
        QVERIFY(!proof.isEqual());
        QCOMPARE(proof.differences.size(), size_t(3));
        QStringList found;
        for (const Difference &one : proof.differences)
            found << u"%1 %2 %3"_s.arg(int(one.kind)).arg(one.key, one.column);
        found.sort();
        QCOMPARE(found, (QStringList{u"0 id = %1 "_s.arg(lost), u"1 id = extra "_s, u"2 id = %1 content"_s.arg(id)}));
        for (const ColumnProof &column : proof.columns)
            QVERIFY(column.name != u"content"_s || column.source != column.target);
    }

    void itGoesOnWhereItStopped()
    {
        const QString schema = freshSchema();
        RunOptions options = test::runOptions();
        options.batchBytes = 4096;
        int opened = 0;
        const Plan one = plan(u"memory.db"_s, schema);
        const CancelToken token;
        options.report = [&](const Progress &) {
            if (++opened == 3)
                token.cancel();
        };
        const auto stopped = test::run(*m_session, [&](db::Sql &sql) { return start(sql, one, options); }, token);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, Error::Kind::Cancelled);
        options.report = {};
        const auto outcome = test::run(*m_session, [&](db::Sql &sql) { return resume(sql, 0, options); });
        QVERIFY2(bool(outcome), words(outcome).constData());
        QVERIFY(!outcome.value().hasDifferences());
        QCOMPARE(outcome.value().quarantined(), 4);
        const QString other = freshSchema();
        QVERIFY(bool(test::migrate(*m_session, plan(u"memory.db"_s, other), test::runOptions())));
        for (const char *table : {"sessions", "messages"})
            QCOMPARE(contentOf(*m_session, u"\"%1\".%2"_s.arg(schema, QLatin1StringView(table))),
                contentOf(*m_session, u"\"%1\".%2"_s.arg(other, QLatin1StringView(table))));
    }
};

QTEST_GUILESS_MAIN(MigrationRunTest)
#include "migrationrun.moc"
