// gatehousectl migrate ..., as a user runs it.
#include "sandbox/sources.h"
#include "support/ctlprocess.h"
#include "support/migrationbed.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace gatehouse;
using test::cell;

class MigrateCliTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    test::Ctl m_ctl;
    QString m_url;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    test::Outcome ctl(const QStringList &arguments) const
    {
        return m_ctl.run(QStringList{u"--url"_s, m_url, u"migrate"_s} + arguments);
    }
    QJsonObject json(const QStringList &arguments, int exit) const
    {
        const test::Outcome outcome =
            m_ctl.run(QStringList{u"--json"_s, u"--url"_s, m_url, u"migrate"_s} + arguments);
        [&] { QVERIFY2(outcome.exit == exit, outcome.all().constData()); }();
        return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        const db::ConnInfo info = (*m_server)->info();
        m_url = test::socketUrl(info.host, info.port, u"postgres"_s, info.user);
        const QDateTime now(QDate(2026, 3, 9), QTime(12, 0), Qt::UTC);
        QVERIFY(bool(sandbox::makeMemory(path(u"memory.db"_s), now)));
        QVERIFY(bool(sandbox::makeOldMemory(path(u"old.db"_s), now)));
    }

    void fromThePlanToTheEnd()
    {
        const QByteArray before = read(u"memory.db"_s);
        const QString rules = path(u"rules.json"_s), report = path(u"proof.html"_s);
        test::Ctl::isPlain(ctl({u"plan"_s}), 2, u"--source"_s);
        const test::Outcome plan =
            ctl({u"plan"_s, u"--source"_s, path(u"memory.db"_s), u"--output"_s, rules});
        QVERIFY2(plan.exit == 0, plan.all().constData());
        QVERIFY(read(u"rules.json"_s).contains("\"zone\": \"UTC\""));
        const test::Outcome run = ctl({u"run"_s, u"--rules"_s, rules, u"--report"_s, report});
        QVERIFY2(run.exit == 3, run.all().constData()); // four rows are in quarantine
        QVERIFY(run.out.contains(u"equal in every cell"_s));
        QVERIFY(run.out.contains(u"POSTGRES_DSN="_s) && run.out.contains(u"Not moved:"_s));
        QVERIFY(!run.out.contains(u"sslmode"_s)); // asyncpg refuses it
        QVERIFY(read(u"proof.html"_s).contains("Sum of the source"));
        const QJsonObject aside = json({u"quarantine"_s}, 3);
        QCOMPARE(aside[u"rows"_s].toArray().size(), 4);
        QByteArray mended = read(u"rules.json"_s);
        mended.replace("\"to\": \"content\"", "\"convert\": [\"strip-nul\", \"replace-invalid\"], \"to\": \"content\"");
        write(u"mended.json"_s, mended);
        const QJsonObject applied =
            json({u"quarantine"_s, u"--apply"_s, u"--rules"_s, path(u"mended.json"_s)}, 3);
        QCOMPARE(applied[u"applied"_s].toInt(), 2);
        QCOMPARE(applied[u"left"_s].toInt(), 2);
        const QJsonObject verified = json({u"verify"_s}, 3);
        QVERIFY(verified[u"verified"_s].toBool());
        for (const QJsonValue &proof : verified[u"proofs"_s].toArray())
            QVERIFY(proof[u"equal"_s].toBool());
        cell(*m_session, u"WITH u AS (UPDATE messages SET role = 'other' WHERE id = (SELECT min(id) FROM messages) RETURNING 1) SELECT count(*)::text FROM u"_s);
        const QJsonObject differing = json({u"verify"_s}, 3);
        const QJsonArray differences = differing[u"proofs"_s][1][u"differences"_s].toArray();
        QCOMPARE(differences.size(), 1);
        QCOMPARE(differences[0][u"column"_s].toString(), u"role"_s);
        QCOMPARE(differences[0][u"target"_s].toString(), u"other"_s);
        const QJsonObject status = json({u"status"_s, u"--drift"_s}, 0);
        QCOMPARE(status[u"runs"_s][0][u"drift"_s][1][u"written"_s].toInt(), 3); // 2 applied, 1 changed
        QCOMPARE(status[u"runs"_s][0][u"drift"_s][1][u"gone"_s].toInt(), 1);
        const test::Outcome unasked = ctl({u"rollback"_s});
        QCOMPARE(unasked.exit, 2);
        QVERIFY2(unasked.err.contains(u"--abandon-changes"_s), unasked.all().constData());
        QVERIFY(unasked.out.contains(u"3 rows written since"_s));
        QCOMPARE(ctl({u"rollback"_s, u"--yes"_s}).exit, 2); // yes alone is not enough
        QVERIFY(cell(*m_session, u"SELECT count(*)::text FROM messages"_s) != u"0"_s);
        const QJsonObject back = json({u"rollback"_s, u"--yes"_s, u"--abandon-changes"_s}, 0);
        QCOMPARE(back[u"state"_s].toString(), u"rolled-back"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM messages"_s), u"0"_s);
        const QString kept = back[u"aside"_s].toString();
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.messages WHERE role = 'other'"_s.arg(kept)), u"1"_s);
        QVERIFY(ctl({u"status"_s}).out.contains(kept));
        QCOMPARE(json({u"finish"_s, u"--yes"_s}, 0)[u"aside"_s].toString(), QString());
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM pg_namespace WHERE nspname = '%1'"_s.arg(kept)), u"0"_s);
        QCOMPARE(read(u"memory.db"_s), before);
    }

    void eachSystemIsMoved_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QString>("loaded"); // a table each, in the order of the recipe
        QTest::addColumn<QStringList>("reasons");
        QTest::addRow("ai-pal") << u"ai-pal/ai_pal.db"_s << QStringList{} << u"12 400 57 170 300"_s
                                << QStringList{u"no-such-date"_s, u"orphan"_s};
        QTest::addRow("ai-pal's audit files")
            << u"ai-pal/audit_logs"_s << QStringList{u"--zone"_s, u"Asia/Seoul"_s} << u"370"_s
            << QStringList{u"nul"_s, u"unreadable"_s};
        QTest::addRow("ollama-gateway") << u"ollama-gateway/memory-dump.json"_s << QStringList{}
                                        << u"5 251"_s << QStringList{u"duplicate"_s, u"too-long"_s};
        QTest::addRow("ollama-gateway's settings")
            << u"ollama-gateway/.env"_s << QStringList{} << u"1"_s << QStringList{u"unreadable"_s};
        // Five agents of the models file; two more are made for the conversations that name them.
        QTest::addRow("onelastai") << u"onelastai/dump"_s << QStringList{} << u"119 5 298 1572 60 80"_s
                                   << QStringList{u"duplicate"_s, u"orphan"_s, u"refused"_s};
        QTest::addRow("onelastai without its models")
            << u"onelastai/dump/onelastai_production"_s << QStringList{} << u"119 5 298 1572 60 80"_s
            << QStringList{u"duplicate"_s, u"orphan"_s, u"refused"_s};
        QTest::addRow("don-research")
            << u"don-research"_s << QStringList{} << u"40 150 3"_s << QStringList{u"unreadable"_s};
    }
    void eachSystemIsMoved()
    {
        QFETCH(QString, source);
        QFETCH(QStringList, more);
        QFETCH(QString, loaded);
        QFETCH(QStringList, reasons);
        if (!QFile::exists(path(u"sources"_s)))
            QVERIFY(bool(sandbox::writeSources(path(u"sources"_s),
                QDateTime(QDate(2026, 3, 9), QTime(12, 0), Qt::UTC))));
        const QString schema = u"all_%1"_s.arg(QLatin1StringView(QTest::currentDataTag())).replace(u'-', u'_').remove(u'\'').replace(u' ', u'_');
        const QJsonObject done = json(QStringList{u"run"_s, u"--source"_s,
                                          path(u"sources/"_s + source), u"--schema"_s, schema}
                + more,
            reasons.isEmpty() ? 0 : 3);
        QStringList counts;
        for (const QJsonValue &table : done[u"tables"_s].toArray()) {
            counts << QString::number(table[u"loaded"_s].toInt());
            QCOMPARE(table[u"read"_s].toInt(),
                table[u"loaded"_s].toInt() + table[u"quarantined"_s].toInt() + table[u"leftOut"_s].toInt());
        }
        QCOMPARE(counts.join(u' '), loaded);
        QCOMPARE(done[u"state"_s].toString(), u"done"_s);
        for (const QJsonValue &proof : done[u"proofs"_s].toArray())
            QVERIFY(proof[u"equal"_s].toBool());
        QCOMPARE(cell(*m_session,
                     u"SELECT coalesce(string_agg(DISTINCT reason, ' ' ORDER BY reason), '') FROM gatehouse_migrate.quarantine WHERE run = %1"_s
                         .arg(done[u"run"_s].toInt())),
            reasons.join(u' '));
        if (source == u"onelastai/dump"_s)
            QCOMPARE(cell(*m_session, u"SELECT string_agg(name || ' ' || configuration::text || ' ' || coalesce(fallback_model, '-'), E'\\n' ORDER BY name COLLATE \"C\") FROM %1.agents"_s.arg(schema)),
                u"Summarix {} openai:gpt-4\n"
                "carebot {\"model\":\"llama3_2\",\"quantization\":\"IQ2_XXS/Q4_K_M\"} openai:gpt-4\n"
                "codemaster {\"model\":\"phi4\",\"quantization\":\"Q4_K_M\"} openai:gpt-4\n"
                "datavision {\"model\":\"phi4\",\"quantization\":\"Q4_K_M\"} -\n"
                "ghostwriter {} -\nlingua {} -\n"
                "neochat {\"model\":\"llama3_2\",\"quantization\":\"IQ2_XXS/Q4_K_M\"} -"_s);
        if (source == u"don-research"_s) {
            QCOMPARE(cell(*m_session, u"SELECT string_agg((adjacency_matrix #>> '{idx,5}') || (adjacency_matrix #>> '{w,5}') || (model_metadata ->> 'k_nn'), ' ' ORDER BY model_id) FROM %1.qac_models"_s.arg(schema)),
                u"[0, 1, 2][1, 0.5, 0.3333333333333333]3 [0, 1, 2][0.5, 0.3333333333333333, 0.25]3 "
                "[0, 1, 2][0.3333333333333333, 0.25, 0.2]3"_s);
            const QString why = cell(*m_session, u"SELECT string_agg(message, ' ') FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(done[u"run"_s].toInt()));
            QVERIFY2(why.contains(u"no whole zip file"_s) && why.contains(u"objects of Python"_s), qPrintable(why));
        }
        // Two rules may read one table: what either takes is moved.
        const QString notes = cell(*m_session, u"SELECT plan::jsonb ->> 'notes' FROM gatehouse_migrate.run WHERE id = %1"_s.arg(done[u"run"_s].toInt()));
        if (source.startsWith(u"onelastai"_s))
            QVERIFY2(!notes.contains(u"“conversations” have no rule"_s), qPrintable(notes));
        // The same ids again: nothing is doubled.
        if (source.startsWith(u"onelastai"_s))
            QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.messages m JOIN %1.conversations c ON c.id = m.conversation_id WHERE m.metadata::jsonb ? '_index'"_s.arg(schema)), u"1572"_s);
    }

    // No document has a first name: the column stays empty, and the plan says so.
    void fieldsMayBeAbsentInAllDocuments()
    {
        QVERIFY(QDir(path(u"."_s)).mkpath(u"export"_s));
        const auto write = [this](const QString &name, const QByteArray &lines) {
            QFile file(path(u"export/"_s + name));
            return file.open(QIODevice::WriteOnly) && file.write(lines) == lines.size();
        };
        QVERIFY(write(u"users.json"_s,
            "{\"_id\":{\"$oid\":\"65a000000000000000000001\"},\"username\":\"u1\",\"email\":\"a@example.net\"}\n"
            "{\"_id\":{\"$oid\":\"65a000000000000000000002\"},\"username\":\"u2\",\"email\":\"b@example.net\"}\n"));
        QVERIFY(write(u"conversations.json"_s,
            "{\"_id\":{\"$oid\":\"65a000000000000000000003\"},\"user_id\":{\"$oid\":\"65a000000000000000000001\"},"
            "\"agent_name\":\"lingua\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n"
            "{\"_id\":{\"$oid\":\"65a000000000000000000004\"},\"user_id\":{\"$oid\":\"65a000000000000000000002\"},"
            "\"agent_name\":\"lingua\",\"messages\":[]}\n"));
        const QJsonObject done =
            json({u"run"_s, u"--source"_s, path(u"export"_s), u"--schema"_s, u"exported"_s}, 0);
        QCOMPARE(done[u"system"_s].toString(), u"onelastai"_s);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(username || coalesce(first_name, '-'), ' ' ORDER BY username) FROM exported.users"_s), u"u1- u2-"_s);
        QCOMPARE(cell(*m_session, u"SELECT string_agg(content, ' ') FROM exported.messages"_s), u"hi"_s);
        const QString notes = cell(*m_session, u"SELECT plan::jsonb ->> 'notes' FROM gatehouse_migrate.run WHERE id = %1"_s.arg(done[u"run"_s].toInt()));
        QVERIFY2(notes.contains(u"first_name"_s), qPrintable(notes));
    }

    void aDryRunWritesNothing()
    {
        const QString objects = u"SELECT count(*)::text FROM pg_class"_s;
        const QString before = cell(*m_session, objects);
        const QStringList source{u"--source"_s, path(u"memory.db"_s), u"--schema"_s, u"dry"_s};
        const QJsonObject dry = json(QStringList{u"run"_s, u"--dry-run"_s} + source, 3);
        QCOMPARE(cell(*m_session, objects), before);
        QCOMPARE(dry[u"wouldReject"_s].toInt(), 4); // as many as the real run sets aside
        const QJsonObject real = json(QStringList{u"run"_s} + source, 3);
        int aside = 0;
        for (const QJsonValue &table : real[u"tables"_s].toArray())
            aside += table[u"quarantined"_s].toInt();
        QCOMPARE(aside, 4);
        // A row is mended by its value, and goes in.
        QString orphan;
        for (const QJsonValue &row : json({u"quarantine"_s}, 3)[u"rows"_s].toArray())
            if (row[u"reason"_s].toString() == u"orphan"_s)
                orphan = QString::number(row[u"id"_s].toInt());
        QVERIFY(!orphan.isEmpty());
        test::Ctl::isPlain(ctl({u"quarantine"_s, u"--apply"_s, u"--set"_s, u"99999=x"_s}), 2, u"99999"_s);
        const QString parent = cell(*m_session, u"SELECT min(id) FROM dry.sessions"_s);
        const QJsonObject applied = json({u"quarantine"_s, u"--apply"_s, u"--set"_s, orphan + u'=' + parent}, 3);
        QCOMPARE(applied[u"applied"_s].toInt(), 1);
        QCOMPARE(applied[u"left"_s].toInt(), 3);
        for (const QJsonValue &proof : json({u"verify"_s}, 3)[u"proofs"_s].toArray())
            QVERIFY(proof[u"equal"_s].toBool());
    }

    void aDeltaMovesWhatIsNewOrChanged()
    {
        QFile lines(path(u"orders.jsonl"_s));
        const auto put = [&](const QByteArray &content) {
            QVERIFY(lines.open(QIODevice::WriteOnly));
            lines.write(content);
            lines.close();
        };
        put("{\"id\": 1, \"v\": \"one\"}\n{\"id\": 2, \"v\": \"two\"}\n{\"id\": 3, \"v\": \"three\"}\n"
            "{\"id\": 1, \"v\": \"again\"}\n");
        const QString rules = path(u"orders.json"_s);
        QCOMPARE(ctl({u"plan"_s, u"--source"_s, lines.fileName(), u"--schema"_s, u"delta"_s, u"--output"_s, rules}).exit, 0);
        QByteArray keyed = read(u"orders.json"_s);
        keyed.replace("\"to\": \"orders\"", "\"to\": \"orders\", \"key\": [\"id\"]");
        write(u"orders.json"_s, keyed);
        test::Ctl::isPlain(ctl({u"run"_s, u"--delta"_s, u"--rules"_s, rules}), 2, u"in full first"_s);
        (void)json({u"run"_s, u"--rules"_s, rules}, 3);
        put("{\"id\": 1, \"v\": \"one\"}\n{\"id\": 2, \"v\": \"changed\"}\n{\"id\": 1, \"v\": \"again\"}\n"
            "{\"id\": 4, \"v\": \"four\"}\n");
        const QJsonObject delta = json({u"run"_s, u"--delta"_s, u"--rules"_s, rules}, 3);
        const QJsonValue counts = delta[u"tables"_s][0];
        QCOMPARE(counts[u"new"_s].toInt(), 1);
        QCOMPARE(counts[u"changed"_s].toInt(), 1);
        QCOMPARE(counts[u"gone"_s].toInt(), 1);
        QCOMPARE(counts[u"loaded"_s].toInt(), 2); // no more than that was moved
        QCOMPARE(counts[u"quarantined"_s].toInt(), 1);
        QVERIFY(delta[u"proofs"_s][0][u"equal"_s].toBool());
        QCOMPARE(cell(*m_session, u"SELECT string_agg(id || v, ',' ORDER BY id) FROM delta.orders"_s),
            u"1one,2changed,3three,4four"_s);
        QVERIFY(json({u"verify"_s}, 3)[u"proofs"_s][0][u"equal"_s].toBool());
        const QJsonObject again = json({u"run"_s, u"--delta"_s, u"--rules"_s, rules}, 3);
        QCOMPARE(again[u"tables"_s][0][u"loaded"_s].toInt(), 0);
        // What the service wrote meanwhile is not mixed in.
        (void)cell(*m_session, u"WITH u AS (UPDATE delta.orders SET v = 'mine' WHERE id = '1' RETURNING 1) SELECT count(*)::text FROM u"_s);
        test::Ctl::isPlain(ctl({u"run"_s, u"--delta"_s, u"--rules"_s, rules}), 2, u"1 rows written since"_s);
        QCOMPARE(json({u"rollback"_s, u"--yes"_s, u"--abandon-changes"_s}, 0)[u"state"_s].toString(), u"rolled-back"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM delta.orders"_s), u"4"_s);
    }

    void heldBackThenFinished()
    {
        const QStringList source{u"--source"_s, path(u"old.db"_s), u"--schema"_s, u"held"_s};
        const QJsonObject held = json(QStringList{u"run"_s, u"--no-exchange"_s} + source, 0);
        QCOMPARE(held[u"state"_s].toString(), u"swap"_s);
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM held.sessions"_s), u"0"_s);
        const QJsonObject done = json({u"resume"_s}, 0);
        QVERIFY(done[u"green"_s].toBool());
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM held.sessions"_s), u"66"_s);
        QCOMPARE(json({u"finish"_s, u"--yes"_s}, 0)[u"state"_s].toString(), u"finished"_s);
        test::Ctl::isPlain(ctl({u"rollback"_s, u"--yes"_s}), 2, u"finished"_s);
        test::Ctl::isPlain(ctl({u"resume"_s}), 2, u"nothing to go on"_s);
    }

    void badInputChangesNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        write(u"broken.json"_s, "{\"gatehouse\": \"migration\", \"version\": 1, \"tables\": 5}");
        write(u"empty.json"_s, "{\"gatehouse\": \"migration\", \"version\": 1}");
        write(u"text.txt"_s, QByteArray("\0\1\2 nothing of ours", 18));
        const QString memory = path(u"memory.db"_s);
        QTest::addRow("no such source")
            << QStringList{u"run"_s, u"--source"_s, path(u"none.db"_s)} << u"none.db"_s;
        QTest::addRow("no source at all")
            << QStringList{u"run"_s, u"--source"_s, path(u"text.txt"_s)} << u"text.txt"_s;
        QTest::addRow("broken rules")
            << QStringList{u"run"_s, u"--rules"_s, path(u"broken.json"_s)} << u"tables"_s;
        QTest::addRow("empty rules")
            << QStringList{u"run"_s, u"--rules"_s, path(u"empty.json"_s)} << u"No source"_s;
        QTest::addRow("other system")
            << QStringList{u"run"_s, u"--source"_s, memory, u"--system"_s, u"onelastai"_s}
            << u"onelastai"_s;
        QTest::addRow("no run") << QStringList{u"verify"_s, u"--run"_s, u"999"_s} << u"999"_s;
    }
    void badInputChangesNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const QString objects = u"SELECT count(*)::text FROM pg_class"_s;
        const QString before = cell(*m_session, objects);
        const test::Outcome outcome = ctl(arguments);
        QVERIFY2(outcome.exit == 2 || outcome.exit == 1, outcome.all().constData());
        QVERIFY2(outcome.err.contains(says), outcome.all().constData());
        QCOMPARE(cell(*m_session, objects), before);
    }
};

QTEST_GUILESS_MAIN(MigrateCliTest)
#include "migrate.moc"
