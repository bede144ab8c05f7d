// What is in the sandbox: every habit, flaw and trap that the pages and the wizard are shown with,
// and the same rows for the same moment.
#include "sandbox/sandbox.h"
#include "support/clusterdir.h"
#include "support/testcluster.h"
#include "systems/description.h"
#include "systems/recognition.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

#include <sqlite3.h>

using namespace gatehouse;
using test::cell;

namespace {

const QDateTime kNow(QDate(2026, 3, 4), QTime(14, 37, 11, 123), QTimeZone::utc());
constexpr qint64 kRows = 12'000;

std::unique_ptr<db::Session> openSystem(const sandbox::State &state, const QString &systemId)
{
    for (const sandbox::Database &database : state.databases)
        if (database.systemId == systemId)
            return std::make_unique<db::Session>(
                db::SessionOptions{database.info, nullptr, db::SessionKind::Job});
    return {};
}

QString sqliteCell(const QString &path, const char *statement)
{
    sqlite3 *db = nullptr;
    sqlite3_stmt *prepared = nullptr;
    QString found = u"error"_s;
    if (sqlite3_open_v2(path.toLocal8Bit().constData(), &db, SQLITE_OPEN_READONLY, nullptr)
            == SQLITE_OK
        && sqlite3_prepare_v2(db, statement, -1, &prepared, nullptr) == SQLITE_OK
        && sqlite3_step(prepared) == SQLITE_ROW)
        found = QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(prepared, 0)));
    sqlite3_finalize(prepared);
    sqlite3_close(db);
    return found;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Documents stand one after the other, each with its length in front.
int bsonDocuments(const QByteArray &content)
{
    int count = 0;
    qsizetype at = 0;
    while (at + 4 <= content.size()) {
        const auto byte = [&](int i) { return quint32(quint8(content[at + i])) << (8 * i); };
        const auto length = qsizetype(byte(0) | byte(1) | byte(2) | byte(3));
        if (length < 5 || at + length > content.size() || content[at + length - 1] != 0)
            return -1;
        at += length;
        ++count;
    }
    return at == content.size() ? count : -1;
}

// One line a file or table: its name and a hash of what is in it.
QStringList fingerprintOf(const sandbox::State &state)
{
    QStringList lines;
    for (const sandbox::Database &database : state.databases) {
        db::Session session({database.info, nullptr, db::SessionKind::Job});
        const auto tables = test::run(session, [](db::Sql &sql) {
            return sql.fetch<QString>(
                u"SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"_s);
        });
        if (!tables)
            return {tables.error().text};
        for (const QString &table : tables.value())
            lines << database.info.database + u'.' + table + u' '
                    + cell(session,
                        u"SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 1)), 0) FROM \"%1\" t"_s
                            .arg(table));
    }
    QDirIterator files(
        state.dir + u"/sources"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        lines << path.mid(state.dir.size()) + u' '
                + QString::fromLatin1(
                    QCryptographicHash::hash(contentOf(path), QCryptographicHash::Md5).toHex());
    }
    lines.sort();
    return lines;
}

} // namespace

class SandboxContentTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    sandbox::State m_state;
    QList<QPair<qint64, qint64>> m_progress;

    Result<sandbox::State> make(const QString &name)
    {
        return sandbox::up(
            {m_dir.filePath(name), kRows, false, kNow}, [this](const Progress &progress) {
                if (progress.total)
                    m_progress.append({progress.done, *progress.total});
            });
    }
    QString source(const char *path) const
    {
        return m_state.dir + u"/sources/"_s + QLatin1StringView(path);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = make(u"one"_s);
        QVERIFY2(bool(made), made ? "" : qPrintable(made.error().text + made.error().detail));
        m_state = made.value();
    }
    void cleanupTestCase()
    {
        for (const char *name : {"one", "two"})
            QVERIFY(sandbox::down(m_dir.filePath(QLatin1StringView(name)), true));
    }

    void progressIsHonest()
    {
        QVERIFY(m_progress.size() > 5);
        for (qsizetype i = 1; i < m_progress.size(); ++i)
            QVERIFY(m_progress[i].first >= m_progress[i - 1].first);
        QCOMPARE(m_progress.last().first, m_progress.last().second);
    }

    void holds_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("condition");
        const auto row = [](const char *system, const char *name, const char *condition) {
            QTest::addRow("%s: %s", system, name)
                << QString::fromLatin1(system) << QString::fromUtf8(condition);
        };
        const char *g = "ollama-gateway";
        row(g, "exactly the rows asked for", "(SELECT count(*) = 12000 FROM usage_logs)");
        row(g, "thirty days up to now",
            "(SELECT min(timestamp) BETWEEN '2026-02-02 14:37' AND '2026-02-03' AND max(timestamp) "
            "BETWEEN '2026-03-04 14:36' AND '2026-03-04 14:37:11.2' FROM usage_logs)");
        row(g, "the last day has traffic",
            "(SELECT count(*) > 300 FROM usage_logs WHERE timestamp > '2026-03-03 14:37')");
        row(g, "microseconds",
            "(SELECT count(*) > 11000 FROM usage_logs WHERE extract(microseconds FROM "
            "timestamp)::int % 1000 <> 0)");
        row(g, "times grow with the id",
            "(SELECT count(*) < 3 FROM (SELECT timestamp < lag(timestamp) OVER (ORDER BY id) AS "
            "back FROM usage_logs) t WHERE back)");
        row(g, "few keys have most of the traffic",
            "(SELECT sum(n) > 0.5 * 12000 FROM (SELECT count(*) AS n FROM usage_logs GROUP BY "
            "api_key ORDER BY 1 DESC LIMIT 4) t)");
        row(g, "noon is busier than night",
            "(SELECT count(*) FILTER (WHERE extract(hour FROM timestamp) = 14) > 5 * count(*) "
            "FILTER (WHERE extract(hour FROM timestamp) = 3) FROM usage_logs)");
        row(g, "Tuesday is busier than Sunday",
            "(SELECT count(*) FILTER (WHERE extract(dow FROM timestamp) = 2) > 1.5 * count(*) "
            "FILTER (WHERE extract(dow FROM timestamp) = 0) FROM usage_logs)");
        row(g, "a slow spell",
            "(SELECT avg(response_time) FILTER (WHERE timestamp BETWEEN '2026-03-02 09:55' AND "
            "'2026-03-02 13:20') > 3 * avg(response_time) FROM usage_logs WHERE endpoint <> "
            "'/api/models')");
        row(g, "seconds, 0.0021 to 300",
            "(SELECT min(response_time) >= 0.0021 AND max(response_time) <= 300 FROM usage_logs)");
        row(g, "JSON null and SQL NULL",
            "(SELECT bool_or(request_data IS NULL) AND bool_or(request_data::text = 'null') AND "
            "bool_or(request_data->>'message_count' IS NOT NULL) FROM usage_logs)");
        row(g, "usage of keys that are gone",
            "(SELECT count(DISTINCT api_key) = 2 FROM usage_logs u WHERE NOT EXISTS (SELECT FROM "
            "api_keys k WHERE k.key = u.api_key))");
        row(g, "three kinds of key",
            "(SELECT count(DISTINCT split_part(key, '-', 1)) = 3 AND max(length(key)) = 51 FROM "
            "api_keys)");
        row(g, "revoked", "(SELECT count(*) = 3 FROM api_keys WHERE NOT is_active)");
        row(g, "never used",
            "(SELECT count(*) = 3 FROM api_keys k WHERE NOT EXISTS (SELECT FROM usage_logs u WHERE "
            "u.api_key = k.key))");
        row(g, "idle for two weeks",
            "(SELECT count(*) >= 2 FROM api_keys k WHERE is_active AND (SELECT max(timestamp) FROM "
            "usage_logs u WHERE u.api_key = k.key) < '2026-02-18')");
        row(g, "over its limit, and near it",
            "(SELECT bool_or(n > rate_limit) AND bool_or(n BETWEEN 0.9 * rate_limit AND rate_limit "
            "- 1) FROM (SELECT rate_limit, (SELECT count(*) FROM usage_logs u "
            "WHERE u.api_key = k.key AND timestamp > '2026-03-04 13:37:11.123') AS n FROM api_keys "
            "k) t)");
        row(g, "limit 0", "EXISTS (SELECT FROM api_keys WHERE rate_limit = 0)");
        row(g, "names of all scripts",
            "(SELECT count(*) >= 4 FROM api_keys WHERE name ~ '[^[:ascii:]]')");
        row(g, "sequence stands after the last id",
            "(SELECT last_value >= (SELECT max(id) FROM usage_logs) FROM usage_logs_id_seq)");
        row(g, "indexes are back",
            "(SELECT count(*) = 3 FROM pg_indexes WHERE tablename = 'usage_logs')");
        const char *d = "don-research";
        row(d, "never stamped", "to_regclass('alembic_version') IS NULL");
        row(d, "status codes",
            "(SELECT count(DISTINCT audit_metadata->>'status_code') >= 6 FROM audit_logs)");
        row(d, "errors come in spells",
            "(SELECT avg(((audit_metadata->>'status_code')::int >= 500)::int) FILTER (WHERE "
            "timestamp BETWEEN '2026-02-19 23:44' AND '2026-02-20 01:25') > 0.1 FROM audit_logs)");
        row(d, "cut bodies that are no JSON",
            "(SELECT count(*) > 3 FROM audit_logs WHERE length(audit_metadata->>'request_body') = "
            "10000)");
        row(d, "trace ids with spaces and signs",
            "EXISTS (SELECT FROM audit_logs WHERE trace_id ~ '^Texas A&M \\| Cai "
            "Lab_2026[0-9]{4}_[0-9a-f]{8}$')");
        row(d, "usage shares the trace id",
            "(SELECT count(*) < 10 FROM usage_logs u WHERE NOT EXISTS (SELECT FROM audit_logs a "
            "WHERE a.trace_id = u.trace_id))");
        row(d, "missing ids", "(SELECT max(id) > count(*) FROM audit_logs)");
        row(d, "soft deletions",
            "(SELECT count(*) = 60 FROM audit_logs WHERE is_deleted AND deleted_at IS NOT NULL)");
        row(d, "jsonb null and SQL NULL",
            "(SELECT bool_or(usage_metadata IS NULL) AND bool_or(usage_metadata = 'null') FROM "
            "usage_logs)");
        const char *o = "onelastai";
        row(o, "one migration pending",
            "(SELECT array_agg(version ORDER BY version::bigint) = "
            "ARRAY['1','2','3','4','5','6','7','8','9','10','20250901201052'] FROM (SELECT "
            "version::text FROM schema_migrations) v)");
        row(o, "25 agents", "(SELECT count(*) = 25 FROM agents)");
        row(o, "expired, expiring, lasting, revoked",
            "(SELECT bool_or(active AND expires_at < '2026-03-04') AND bool_or(expires_at BETWEEN "
            "'2026-03-04 15:00' AND '2026-03-11') AND bool_or(expires_at IS NULL) AND bool_or(NOT "
            "active) FROM api_keys)");
        row(o, "hashes of known keys",
            "EXISTS (SELECT FROM api_keys WHERE key_hash = encode(sha256('onelastai-sample-001'), "
            "'hex'))");
        row(o, "JSON null limits",
            "EXISTS (SELECT FROM api_keys WHERE rate_limits::text = 'null')");
        row(o, "changes",
            "EXISTS (SELECT FROM audit_logs WHERE changes->'subscription_tier'->>1 = 'pro')");
        row(o, "failures",
            "(SELECT count(*) > 3 AND bool_and(error_message IS NOT NULL) FROM agent_interactions "
            "WHERE NOT success)");
        row(o, "long answers", "EXISTS (SELECT FROM messages WHERE octet_length(content) > 8191)");
        row(o, "three providers",
            "(SELECT count(DISTINCT payment_provider) = 3 FROM subscriptions)");
        const char *f = "flux-rag";
        row(f, "Korean and empty titles",
            "(SELECT bool_or(title ~ '[가-힣]') AND bool_or(title = '') FROM sessions)");
        row(f, "answers say how long they took",
            "(SELECT bool_and((metadata->>'latency_ms')::int > 0) FROM messages WHERE role = "
            "'assistant')");
        row(f, "messages of the same moment",
            "(SELECT count(*) > 0 FROM (SELECT FROM messages GROUP BY session_id, created_at "
            "HAVING count(*) > 1) t)");
        const char *a = "ai-pal";
        row(a, "tasks pending for weeks",
            "(SELECT count(*) > 20 FROM background_tasks WHERE status = 'pending' AND created_at < "
            "'2026-02-18')");
        row(a, "JSON that is cut",
            "EXISTS (SELECT FROM background_tasks WHERE kwargs = '{bad json')");
        row(a, "severities", "(SELECT count(DISTINCT severity) = 5 FROM audit_logs)");
    }
    void holds()
    {
        QFETCH(QString, system);
        QFETCH(QString, condition);
        const auto session = openSystem(m_state, system);
        QVERIFY(session);
        QCOMPARE(cell(*session, u"SELECT ("_s + condition + u")::text"_s), u"true"_s);
    }

    void everyTableWasAnalysed()
    {
        for (const sandbox::Database &database : m_state.databases) {
            db::Session session({database.info, nullptr, db::SessionKind::Job});
            QCOMPARE(cell(session,
                         u"SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE "
                         u"relkind = 'r' AND reltuples < 0 "
                         "AND relnamespace = 'public'::regnamespace"_s),
                QString());
        }
    }

    void isRecognised_data()
    {
        QTest::addColumn<QString>("system");
        for (const auto &description : systems::allDescriptions())
            if (!description.ownDraft)
                QTest::addRow("%s", qPrintable(description.id)) << description.id;
    }
    void isRecognised()
    {
        QFETCH(QString, system);
        const auto session = openSystem(m_state, system);
        QVERIFY(session);
        const auto seen = test::run(*session,
            [](db::Sql &sql) { return systems::recognise(sql, systems::allDescriptions()); });
        QVERIFY2(bool(seen), seen ? "" : qPrintable(seen.error().detail));
        QCOMPARE(int(seen.value().matches.size()), 1);
        QCOMPARE(seen.value().matches.front().system->id, system);
        QVERIFY(!seen.value().matches.front().partial());
    }

    void sources_data()
    {
        QTest::addColumn<QString>("found");
        QTest::addColumn<QString>("expected");
        const auto row = [this](const char *name, const char *file, const char *statement,
                             const char *expected) {
            QTest::addRow("%s", name)
                << sqliteCell(source(file), statement) << QString::fromLatin1(expected);
        };
        row("old memory", "flux-rag/memory-old.db",
            "SELECT count(*) || '/' || sum(title = '') FROM sessions", "66/6");
        row("old messages", "flux-rag/memory-old.db",
            "SELECT count(*) FROM messages WHERE created_at LIKE '____-__-__T__:__:__.______'",
            "30");
        row("no owner", "flux-rag/memory-old.db",
            "SELECT count(*) FROM pragma_table_info('sessions') WHERE name = 'user_id'", "0");
        row("owner", "flux-rag/memory.db",
            "SELECT count(*) FROM pragma_table_info('sessions') WHERE name = 'user_id'", "1");
        row("orphan", "flux-rag/memory.db",
            "SELECT count(*) FROM messages WHERE session_id NOT IN (SELECT id FROM sessions)", "1");
        row("stamps with zone", "flux-rag/memory.db",
            "SELECT count(*) FROM messages WHERE created_at NOT LIKE '%+00:00'", "1");
        row("same moment", "flux-rag/memory.db",
            "SELECT count(*) > 0 FROM (SELECT 1 FROM messages GROUP BY session_id, created_at "
            "HAVING count(*) > 1)",
            "1");
        row("bytes that are no UTF-8", "flux-rag/memory.db",
            "SELECT hex(content) LIKE '%FFFE' FROM messages WHERE content LIKE 'not UTF-8%'", "1");
        row("NUL in a text", "flux-rag/memory.db",
            "SELECT instr(hex(content), '00') > 0 FROM messages WHERE content LIKE 'a NUL%'", "1");
        row("booleans", "ai-pal/ai_pal.db",
            "SELECT group_concat(DISTINCT typeof(completed)) FROM (SELECT completed FROM "
            "atomic_blocks ORDER BY typeof(completed))",
            "integer,null,text");
        row("JSON cut", "ai-pal/ai_pal.db",
            "SELECT count(*) FROM background_tasks WHERE kwargs = '{bad json'", "1");
        row("no such day", "ai-pal/ai_pal.db",
            "SELECT count(*) > 0 FROM ffe_goals WHERE deadline LIKE '2026-02-30%'", "1");
    }
    void sources()
    {
        QFETCH(QString, found);
        QTEST(found, "expected");
    }

    void otherSources()
    {
        QCOMPARE(bsonDocuments(contentOf(source("onelastai/dump/onelastai_production/users.bson"))),
            120);
        QCOMPARE(bsonDocuments(
                     contentOf(source("onelastai/dump/onelastai_production/conversations.bson"))),
            300);
        const auto dump =
            QJsonDocument::fromJson(contentOf(source("ollama-gateway/memory-dump.json"))).object();
        QCOMPARE(dump[u"API_KEYS"_s].toObject().size(), 7);
        QVERIFY(dump[u"USAGE_STATS"_s].toObject().size() > 6);
        QCOMPARE(contentOf(source("ollama-gateway/.env")).count("DEMO_ADMIN_KEY="), 2);
        QVERIFY(QFile::exists(source("ai-pal/audit_logs/audit_20260304.jsonl.1")));
        QVERIFY(QJsonDocument::fromJson(contentOf(source("don-research/institutions.json")))
                    .object()
                    .size()
            == 5);
        for (const sandbox::Source &found : m_state.sources)
            QCOMPARE(int(QFile::permissions(found.path)) & 0x0077, 0);
    }

    void theSameMomentGivesTheSameRows()
    {
        const auto second = make(u"two"_s);
        QVERIFY2(bool(second), second ? "" : qPrintable(second.error().detail));
        const QStringList one = fingerprintOf(m_state);
        QVERIFY(one.size() > 35);
        QCOMPARE(fingerprintOf(second.value()), one);
    }
};

QTEST_GUILESS_MAIN(SandboxContentTest)
#include "sandbox.moc"
