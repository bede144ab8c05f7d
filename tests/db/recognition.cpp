// What is in a database is recognised: every shape as itself, several, partial, foreign,
// unreadable.
#include "places.h"
#include "systems/recognition.h"
#include "support/bouncer.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"

#include <QFile>
#include <QSemaphore>

using namespace gatehouse;
using namespace gatehouse::systems;
using test::TestCluster;

namespace {

QString shapeSql(const QString &name)
{
    if (!name.contains(u'.'))
        return schemaSql(name).value();
    QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/") + name + u".sql"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString printed(const Recognition &found)
{
    QStringList lines;
    for (const Match &match : found.matches) {
        QString line = u"%1/%2 in %3"_s.arg(match.system->id, match.shapeId, match.schema);
        for (const auto &[word, list] : {std::pair{u" -tables "_s, match.missingTables},
                 std::pair{u" -columns "_s, match.missingColumns},
                 std::pair{u" +columns "_s, match.extraColumns}}) {
            if (!list.isEmpty())
                line += word + list.join(u',');
        }
        lines.append(line);
    }
    return lines.join(u"; "_s);
}

QStringList granted(const Recognition &found)
{
    QStringList ids;
    for (const Capability &capability : capabilities(found, found.matches.front())) {
        if (capability.available)
            ids.append(capability.id);
    }
    return ids;
}

} // namespace

class RecognitionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    int m_made = 0;

    // A fresh database with these shapes, each "shape" or "schema=shape".
    std::unique_ptr<db::Session> database(const QStringList &shapes)
    {
        const QString name = u"d%1"_s.arg(++m_made);
        auto admin = m_server->open();
        const auto made = test::run(*admin, [name](db::Sql &sql) {
            return sql.execute(db::Statement(u"CREATE DATABASE %1"_s, {db::Identifier(name)}));
        });
        if (!made)
            qWarning("%s", qPrintable(made.error().detail));
        auto session = m_server->open(name);
        for (const QString &shape : shapes) {
            const QString schema = shape.contains(u'=') ? shape.section(u'=', 0, 0) : u"public"_s;
            const QString quoted = db::Identifier(schema).quoted();
            load(*session,
                u"CREATE SCHEMA IF NOT EXISTS %1; SET search_path TO %1;"_s.arg(quoted)
                    + shapeSql(shape.section(u'=', -1)));
        }
        load(*session, u"SET search_path TO public"_s);
        return session;
    }
    void load(db::Session &session, const QString &text)
    {
        const auto done = test::run(session, [text](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
    }
    Recognition look(db::Session &session)
    {
        auto found =
            test::run(session, [](db::Sql &sql) { return recognise(sql, allDescriptions()); });
        if (!found)
            qWarning("%s", qPrintable(found.error().text + u' ' + found.error().detail));
        return found ? std::move(found).value() : Recognition();
    }
    std::unique_ptr<db::Session> as(const QString &role, db::Session &session)
    {
        db::SessionOptions options = {
            session.options().info, nullptr, db::SessionKind::Job, false, role};
        return std::make_unique<db::Session>(options);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_CONFIG_DIR", m_config.path().toUtf8());
        db::ClusterOptions options;
        options.settings = {{u"log_statement"_s, u"all"_s}, {u"timezone"_s, u"Asia/Seoul"_s}};
        m_server = std::make_unique<TestCluster>(options);
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void shapes_data()
    {
        using Verdict = VersionFacts::Verdict;
        QTest::addColumn<QString>("match");
        QTest::addColumn<int>("verdict");
        QTest::addColumn<QString>("usage");
        QTest::addColumn<QString>("can"); // of keys, usage, audit, conversations
        const auto row = [](const char *shape, const char *match, Verdict verdict,
                             const char *usage, const char *can) {
            QTest::addRow("%s", shape) << QString::fromLatin1(match) << int(verdict)
                                       << QString::fromLatin1(usage) << QString::fromLatin1(can);
        };
        row("ollama-gateway", "ollama-gateway/guide", Verdict::None, "usage_logs", "ku--");
        row("ollama-gateway.code", "ollama-gateway/code", Verdict::None, "usage_logs", "ku--");
        row("ollama-gateway.plain", "ollama-gateway/plain", Verdict::None, "usage_logs", "ku--");
        row("ai-pal", "ai-pal/guide", Verdict::NotSetUp, "background_tasks", "-ua-");
        row("ai-pal.code", "ai-pal/code", Verdict::NotSetUp, "background_tasks", "-u--");
        row("onelastai", "onelastai/guide", Verdict::Current, "agent_interactions", "kuac");
        row("onelastai.rails", "onelastai/rails", Verdict::Behind, "agent_interactions", "kuac");
        row("onelastai.first", "onelastai/first", Verdict::Unknown, "agent_interactions", "-u--");
        row("onelastai.fastapi", "onelastai/fastapi", Verdict::NotSetUp, "agent_interactions",
            "-u--");
        row("don-research", "don-research/guide", Verdict::Current, "usage_logs", "-ua-");
        row("don-research.create-all", "don-research/create-all", Verdict::Unstamped, "audit_logs",
            "-ua-");
        row("don-research.guide-names", "don-research/guide-names", Verdict::Unstamped,
            "usage_metrics", "-u--");
        row("flux-rag", "flux-rag/guide", Verdict::None, "messages", "-u-c");
        row("flux-rag.code", "flux-rag/code", Verdict::None, "messages", "-u-c");
        row("flux-rag.owned", "flux-rag/owned", Verdict::None, "messages", "-u-c");
    }
    void shapes()
    {
        QFETCH(QString, match);
        QFETCH(int, verdict);
        QFETCH(QString, usage);
        QFETCH(QString, can);
        const QString shape = QString::fromUtf8(QTest::currentDataTag());
        auto session = database({shape});
        const Recognition found = look(*session);
        QStringList lines = printed(found).split(u" +columns "_s); // hand-made shapes may have more
        QCOMPARE(lines.first(), QString(match + u" in public"_s));
        QVERIFY(lines.size() == 1 || shape.contains(u'.'));
        QCOMPARE(int(found.matches.front().version.verdict), verdict);
        QVERIFY(!found.matches.front().versionState.isEmpty());
        const UsageDomain *where = usageOf(found, found.matches.front());
        QCOMPARE(where ? where->table : QString(), usage);
        const QString got = (whyNoKeys(found).isEmpty() ? u"k"_s : u"-"_s)
            + (whyNoUsage(found).isEmpty() ? u"u"_s : u"-"_s)
            + (whyNoAudit(found).isEmpty() ? u"a"_s : u"-"_s)
            + (whyNoConversations(found).isEmpty() ? u"c"_s : u"-"_s);
        QCOMPARE(got, can);
    }

    // Whatever is shipped, also by a folder that this test has not heard of.
    void eachShippedSystemIsItself()
    {
        for (const Description &description : allDescriptions()) {
            auto session = database({description.id});
            const Recognition found = look(*session);
            QCOMPARE(printed(found),
                description.id + u'/' + description.shapes.front().id + u" in public"_s);
            for (const QString &table : description.shapes.front().tables.keys())
                QVERIFY2(found.table(u"public"_s, table), qPrintable(table));
        }
    }

    void severalInOneDatabase()
    {
        auto session = database({u"gateway=ollama-gateway"_s, u"research=don-research.create-all"_s,
            u"public=ai-pal.code"_s, u"public=ollama-gateway.code"_s, u"shop=unknown.shop"_s});
        load(*session,
            u"CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere;"
            "CREATE FOREIGN TABLE shop.usage_logs (id int, api_key text) SERVER far;"
            "CREATE FOREIGN TABLE shop.remote_orders (id int) SERVER far;"
            "CREATE VIEW shop.api_keys AS SELECT * FROM shop.usage_logs"_s);
        const Recognition found = look(*session);
        QCOMPARE(printed(found),
            u"ai-pal/code in public; ollama-gateway/code in public; ollama-gateway/guide in "
            u"gateway; "
            "don-research/create-all in research"_s);
        QCOMPARE(found.table(u"shop"_s, u"remote_orders"_s)->kind, u"foreign"_s);
        QVERIFY(found.table(u"shop"_s, u"orders"_s));
    }

    void partial_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("expected");
        QTest::addRow("only the keys") << u"ollama-gateway"_s << u"DROP TABLE usage_logs"_s
                                       << u"ollama-gateway/code in public -tables usage_logs"_s;
        QTest::addRow("only the usage") << u"ollama-gateway"_s << u"DROP TABLE api_keys"_s
                                        << u"ollama-gateway/guide in public -tables api_keys"_s;
        QTest::addRow("a column lost and one more")
            << u"ollama-gateway"_s << u"ALTER TABLE usage_logs DROP request_data, ADD tenant text"_s
            << u"ollama-gateway/guide in public -columns usage_logs.request_data +columns usage_logs.tenant"_s;
        QTest::addRow("hashed keys alone")
            << u"onelastai"_s << u"DROP TABLE conversations CASCADE"_s
            << u"onelastai/guide in public -tables conversations"_s;
        QTest::addRow("tasks alone")
            << u"ai-pal.code"_s
            << u"DROP TABLE ari_snapshots, edm_debts, atomic_blocks, ffe_goals, user_profiles, "
               "progress_tapestry, momentum_history, patch_requests"_s
            << u"ai-pal/code in public -tables ari_snapshots,atomic_blocks,edm_debts,ffe_goals,"
               "momentum_history,patch_requests,progress_tapestry,user_profiles"_s;
        QTest::addRow("messages without sessions")
            << u"flux-rag.code"_s << u"DROP TABLE sessions CASCADE"_s
            << u"flux-rag/code in public -tables sessions"_s;
        QTest::addRow("too little to tell")
            << u"flux-rag.code"_s
            << u"DROP TABLE sessions CASCADE; ALTER TABLE messages DROP metadata"_s << QString();
        QTest::addRow("empty database")
            << u"unknown.shop"_s << u"DROP TABLE orders, customers"_s << QString();
        QTest::addRow("nothing of ours") << u"unknown.shop"_s << u"SELECT 1"_s << QString();
    }
    void partial()
    {
        QFETCH(QString, shape);
        QFETCH(QString, change);
        QFETCH(QString, expected);
        auto session = database({shape});
        load(*session, change);
        const Recognition found = look(*session);
        QCOMPARE(printed(found), expected);
        if (expected.isEmpty()) {
            QVERIFY(!whyNoKeys(found).isEmpty());
            QCOMPARE(whyNoKeys(found).contains(u"table(s)"_s)
                    || whyNoKeys(found).contains(u"recognised"_s),
                !found.tables.empty());
        }
    }

    void viewsAndPartitions()
    {
        auto session = database({u"ollama-gateway.code"_s});
        load(*session, uR"(
            CREATE SCHEMA report; CREATE VIEW report.api_keys AS SELECT * FROM api_keys;
            CREATE MATERIALIZED VIEW report.usage_logs AS SELECT * FROM usage_logs;
            ALTER TABLE usage_logs RENAME TO old_logs;
            CREATE TABLE usage_logs (LIKE old_logs) PARTITION BY RANGE (timestamp);
            CREATE TABLE usage_2026 PARTITION OF usage_logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            INSERT INTO usage_logs SELECT g, 'k', '/api/chat', 'm', 0.5, '2026-03-01' FROM generate_series(1, 1000) g;
            ANALYZE usage_logs)"_s);
        const Recognition found = look(*session);
        QCOMPARE(
            printed(found), u"ollama-gateway/code in public; ollama-gateway/plain in report"_s);
        const TableFacts *logs = found.table(u"public"_s, u"usage_logs"_s);
        QCOMPARE(logs->kind, u"partitioned"_s);
        QCOMPARE(logs->rows, 1000.0);
        QVERIFY(logs->canInsert);
        QVERIFY(!found.table(u"public"_s, u"usage_2026"_s));
        const TableFacts *view = found.table(u"report"_s, u"api_keys"_s);
        QCOMPARE(view->kind, u"view"_s);
        QVERIFY(view->canUpdate); // a simple view passes changes through
        QVERIFY(!found.table(u"report"_s, u"usage_logs"_s)->canInsert);
    }

    void rights_data()
    {
        QTest::addColumn<QString>("grants");
        QTest::addColumn<QString>("whyNoKeysHas");
        QTest::addColumn<QStringList>("can"); // among the capabilities of keys
        QTest::addRow("nothing") << QString() << u"GRANT SELECT ON public.api_keys"_s
                                 << QStringList();
        QTest::addRow("read only") << u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO %1"_s
                                   << QString() << QStringList{u"keys.list"_s, u"keys.reveal"_s};
        QTest::addRow("columns without the secret")
            << u"GRANT SELECT (id, name, is_active) ON api_keys TO %1"_s << QString()
            << QStringList{u"keys.list"_s};
        QTest::addRow("columns without the id") << u"GRANT SELECT (name, key) ON api_keys TO %1"_s
                                                << u"column \"id\""_s << QStringList();
        QTest::addRow("may revoke, not rename")
            << u"GRANT SELECT ON api_keys TO %1; GRANT UPDATE (is_active) ON api_keys TO %1"_s
            << QString() << QStringList{u"keys.list"_s, u"keys.revoke"_s, u"keys.reveal"_s};
        QTest::addRow("may not enter the schema")
            << u"GRANT SELECT ON api_keys TO %1; REVOKE USAGE ON SCHEMA public FROM PUBLIC"_s
            << u"may not read"_s << QStringList();
        QTest::addRow("may create")
            << u"GRANT SELECT, INSERT, UPDATE, DELETE ON api_keys TO %1"_s << QString()
            << QStringList{u"keys.list"_s, u"keys.create"_s, u"keys.edit"_s, u"keys.revoke"_s,
                   u"keys.delete"_s, u"keys.reveal"_s};
    }
    void rights()
    {
        QFETCH(QString, grants);
        QFETCH(QString, whyNoKeysHas);
        QFETCH(QStringList, can);
        auto session = database({u"ollama-gateway.code"_s});
        const QString role = u"r%1"_s.arg(m_made);
        load(*session, u"CREATE ROLE %1; "_s.arg(role) + QString(grants).replace(u"%1"_s, role));
        auto limited = as(role, *session);
        const Recognition found = look(*limited);
        QCOMPARE(
            found.matches.size(), size_t(1)); // catalogs are open to all: it is recognised anyway
        QVERIFY(!found.superuser);
        const QString why = whyNoKeys(found);
        QVERIFY2(
            whyNoKeysHas.isEmpty() ? why.isEmpty() : why.contains(whyNoKeysHas), qPrintable(why));
        QStringList keys;
        for (const QString &id : granted(found)) {
            if (id.startsWith(u"keys."_s)
                && !QStringList{u"keys.role"_s, u"keys.limitUsed"_s, u"keys.lastUsed"_s}.contains(
                    id))
                keys.append(id);
        }
        QCOMPARE(keys, can);
        QCOMPARE(found.readOnlyRole, !grants.contains(u"UPDATE"_s));
    }

    void columnsThatMayNotBeReadAreNamed()
    {
        auto session = database({u"ollama-gateway.code"_s});
        load(*session,
            u"CREATE ROLE support; GRANT SELECT (id, name, role) ON api_keys TO support"_s);
        auto limited = as(u"support"_s, *session);
        const Recognition found = look(*limited);
        const TableFacts *keys = found.table(u"public"_s, u"api_keys"_s);
        QCOMPARE(keys->unreadableColumns(),
            QStringList({u"key"_s, u"rate_limit"_s, u"created_at"_s, u"is_active"_s}));
        QVERIFY(whyNoUsage(found).contains(u"GRANT SELECT ON public.usage_logs"_s));
        for (const Capability &each : capabilities(found, found.matches.front())) {
            if (each.id == u"keys.reveal"_s)
                QVERIFY2(each.why.contains(u"\"key\""_s), qPrintable(each.why));
        }
    }

    void hostileNames()
    {
        const QString schema = u"we\"ird\n\u202Eschema; DROP TABLE x; 😀"_s;
        auto session = database({schema + u"=don-research"_s});
        const Recognition found = look(*session);
        QCOMPARE(found.matches.size(), size_t(1));
        QCOMPARE(found.matches.front().schema, schema);
        QCOMPARE(int(found.matches.front().version.verdict), int(VersionFacts::Verdict::Current));
        load(*session, u"CREATE ROLE blind"_s);
        auto limited = as(u"blind"_s, *session);
        const QString why = whyNoAudit(look(*limited));
        QVERIFY2(
            !why.contains(u'\n') && !why.contains(QChar(0x202E)) && why.contains(u"audit_logs"_s),
            qPrintable(why));
    }

    void lockedTablesDoNotHoldUsUp()
    {
        auto session = database({u"ollama-gateway"_s});
        auto holder = m_server->open(session->options().info.database);
        QSemaphore locked, looked;
        auto held = holder->run([&](db::Sql &sql) -> Result<> {
            auto done = sql.script(u"BEGIN; LOCK TABLE usage_logs IN ACCESS EXCLUSIVE MODE"_s);
            locked.release();
            looked.acquire();
            return done;
        });
        locked.acquire();
        const Recognition found =
            look(*session); // would wait for ever, and the test's limit ends it
        looked.release();
        held.waitForFinished();
        QVERIFY(held.result());
        QCOMPARE(printed(found), u"ollama-gateway/guide in public"_s);
        QCOMPARE(found.table(u"public"_s, u"usage_logs"_s)->rows, -1.0);
        QCOMPARE(found.table(u"public"_s, u"api_keys"_s)->rows, 0.0);
    }

    void emptyUsageGivesWayToTheAuditTrail()
    {
        auto session = database({u"don-research"_s});
        QCOMPARE(usageOf(look(*session), look(*session).matches.front())->table,
            u"usage_logs"_s); // both empty
        load(*session,
            u"INSERT INTO audit_logs (institution, action, trace_id, resource_type, timestamp) "
            "VALUES ('Lab', 'GET /x', 't', 'http_request', '2026-01-01')"_s);
        Recognition found = look(*session);
        QCOMPARE(usageOf(found, found.matches.front())->source, u"audit-metadata"_s);
        load(*session,
            u"INSERT INTO usage_logs (institution, endpoint, trace_id, timestamp) VALUES ('Lab', '/x', 't', '2026-01-01')"_s);
        found = look(*session);
        QCOMPARE(usageOf(found, found.matches.front())->table, u"usage_logs"_s);
    }

    void versionStates_data()
    {
        using Verdict = VersionFacts::Verdict;
        QTest::addColumn<QString>("shape");
        QTest::addColumn<QString>("change");
        QTest::addColumn<int>("verdict");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *shape, const char *change,
                             Verdict verdict, const char *says) {
            QTest::addRow("%s", name) << QString::fromLatin1(shape) << QString::fromLatin1(change)
                                      << int(verdict) << QString::fromLatin1(says);
        };
        row("at head", "don-research", "SELECT 1", Verdict::Current, "001_initial, the newest");
        row("table gone", "don-research", "DROP TABLE alembic_version", Verdict::Unstamped,
            "then stamp 001_initial");
        row("table empty", "don-research", "DELETE FROM alembic_version", Verdict::Unstamped,
            "Unstamped");
        row("unknown revision", "don-research", "UPDATE alembic_version SET version_num = 'f00'",
            Verdict::Unknown, "is at f00");
        row("several heads", "don-research", "INSERT INTO alembic_version VALUES ('b')",
            Verdict::SeveralHeads, "several heads");
        row("rails pending", "onelastai.rails", "SELECT 1", Verdict::Behind,
            "pending: 20250901201303");
        row("rails without file", "onelastai",
            "INSERT INTO schema_migrations VALUES ('20251224000000')", Verdict::Unknown,
            "20251224000000");
        row("configured but absent", "ai-pal", "SELECT 1", Verdict::NotSetUp,
            "configured but absent");
        row("none", "flux-rag", "SELECT 1", Verdict::None, "No versions are kept");
        row("none, yet a table", "flux-rag",
            "CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES "
            "('abc')",
            Verdict::None, "alembic_version is there all the same and says abc");
        row("a table that only has the name", "don-research",
            "DROP TABLE alembic_version; CREATE TABLE alembic_version (n int)", Verdict::Unreadable,
            "alembic_version");
    }
    void versionStates()
    {
        QFETCH(QString, shape);
        QFETCH(QString, change);
        QFETCH(int, verdict);
        QFETCH(QString, says);
        auto session = database({shape});
        load(*session, change);
        const Recognition found = look(*session);
        QCOMPARE(int(found.matches.front().version.verdict), verdict);
        QVERIFY2(found.matches.front().versionState.contains(says),
            qPrintable(found.matches.front().versionState));
    }

    void versionTableMayBeUnreadable()
    {
        auto session = database({u"don-research"_s});
        load(*session, u"CREATE ROLE auditor; GRANT SELECT ON audit_logs TO auditor"_s);
        auto limited = as(u"auditor"_s, *session);
        const Recognition found = look(*limited);
        QCOMPARE(
            int(found.matches.front().version.verdict), int(VersionFacts::Verdict::Unreadable));
        QVERIFY(whyNoAudit(found).isEmpty());
    }

    void samplePasswordsAreFound()
    {
        auto session = database({});
        load(*session,
            u"CREATE ROLE flux_rag LOGIN PASSWORD 'flux_rag'; CREATE ROLE solid LOGIN PASSWORD "
            u"'xK2#9-long-and-own';"
            "SET password_encryption = 'md5'; CREATE ROLE ai_pal_user LOGIN PASSWORD "
            "'aipal_secure_password_123';"
            "CREATE ROLE \"<b>bold\" LOGIN PASSWORD 'postgres'; RESET password_encryption"_s);
        const QStringList warnings = look(*session).warnings;
        const auto said = [&warnings](const QString &role, const QString &guide) {
            return warnings.filter(u"\"%1\""_s.arg(role)).filter(guide).size();
        };
        QCOMPARE(said(u"flux_rag"_s, u"flux-rag"_s), 1);
        QCOMPARE(said(u"ai_pal_user"_s, u"AI-PAL"_s), 1);
        QCOMPARE(said(u"<b>bold"_s, u"Ollama API Service"_s), 1);
        QCOMPARE(said(u"solid"_s, u"guide"_s), 0);
        QCOMPARE(warnings.filter(u"MD5"_s).size(), 1); // the roles; new passwords are SCRAM again
        load(*session, u"CREATE ROLE nobody_special"_s);
        auto limited = as(u"nobody_special"_s, *session);
        QCOMPARE(look(*limited).warnings, QStringList());
        load(*session, u"DROP ROLE flux_rag, solid, ai_pal_user, \"<b>bold\""_s);
    }

    void atMostSixStatements()
    {
        auto session = database(
            {u"ollama-gateway"_s, u"s1=don-research"_s, u"s2=onelastai"_s, u"s3=flux-rag"_s});
        const auto logged = [this] {
            QFile log(m_server->operator->()->dir() + u"/log"_s);
            return log.open(QIODevice::ReadOnly) ? log.readAll().count("execute <unnamed>") : -1;
        };
        look(*session);
        const auto before = logged();
        QVERIFY(before > 0);
        look(*session);
        QVERIFY2(logged() - before <= 6, qPrintable(QString::number(logged() - before)));
    }

    void behindAPooler()
    {
        auto direct = database({u"don-research"_s});
        load(*direct, u"CREATE ROLE service SUPERUSER LOGIN PASSWORD 'service'"_s);
        ClusterDir dir;
        Bouncer bouncer;
        const auto ready = bouncer.start(**m_server, dir.path());
        QVERIFY2(ready, ready ? "" : qPrintable(ready.error().text + u' ' + ready.error().detail));
        db::SessionOptions options;
        options.info = bouncer.info(**m_server, direct->options().info.database);
        db::Session pooled(options);
        const Recognition found = look(pooled);
        QVERIFY(found.pooled);
        QCOMPARE(printed(found), u"don-research/guide in public"_s);
        QCOMPARE(int(found.matches.front().version.verdict), int(VersionFacts::Verdict::Current));
    }

    void manyTables()
    {
        auto session = database({u"zz=ollama-gateway"_s});
        load(*session,
            u"DO $$ BEGIN FOR i IN 1..2100 LOOP EXECUTE format('CREATE TABLE t%s ()', i); END LOOP; END $$"_s);
        const Recognition found = look(*session);
        QCOMPARE(printed(found), u"ollama-gateway/guide in zz"_s);
        QCOMPARE(found.tables.size(), size_t(2000));
        QCOMPARE(found.warnings.size(), 1);
    }

    void serverFacts()
    {
        auto session = database({u"onelastai"_s});
        const Recognition found = look(*session);
        QCOMPARE(found.encoding, u"UTF8"_s);
        QCOMPARE(found.zone, u"Asia/Seoul"_s); // not the UTC of our own session
        QVERIFY(!found.serverZone.isEmpty());
        QVERIFY(found.superuser && !found.standby && !found.pooled && !found.readOnlyRole);
        QVERIFY(found.extensions.contains(u"plpgsql"_s));
        QVERIFY(!found.serverVersion.isEmpty());
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(RecognitionTest)
#include "recognition.moc"
