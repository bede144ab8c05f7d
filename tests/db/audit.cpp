// Audit trails of the back ends, and our own: sentences, filters, diffs, checks, export.
#include "audit/checks.h"
#include "audit/entry.h"
#include "audit/exportrows.h"
#include "browse/page.h"
#include "db/transaction.h"
#include "support/testcluster.h"
#include "systems/description.h"
#include "trail/trail.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

using namespace gatehouse;
using namespace gatehouse::audit;
using test::run;

namespace {

const QString kPlatform = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'k' || n, 'u' || n, 'user' || n || '@example.org', '2026-01-01', '2026-01-01'
FROM generate_series(1, 3) n;
INSERT INTO audit_logs (user_id, action, resource_type, resource_id, changes, ip_address, created_at, updated_at) VALUES
 ('00000000-0000-4000-8000-000000000001', 'user.login', 'user', 'u1', '{}', '192.0.2.1', '2026-03-01 00:00', '2026-03-01'),
 ('00000000-0000-4000-8000-000000000001', 'api_key.revoke', 'api_key', '00000000-0000-4000-8000-0000000000aa', '{"active": [true, false]}', '192.0.2.1', '2026-03-01 00:01', '2026-03-01'),
 ('00000000-0000-4000-8000-000000000002', 'api_key.create', 'api_key', 'k2', '{"name": [null, "Partner"], "key_hash": [null, "canary-hash-1234567890"]}', NULL, '2026-03-01 00:02', '2026-03-01'),
 (NULL, 'nightly_cleanup', NULL, NULL, '[1, "cut"]', NULL, '2026-03-01 00:03', '2026-03-01');
)"_s;

const QString kResearch = uR"(
INSERT INTO audit_logs (institution, action, trace_id, resource_type, resource_id, ip_address, audit_metadata, "timestamp", is_deleted)
SELECT CASE n % 3 WHEN 0 THEN 'Texas A&M | Cai Lab' ELSE 'Demo Access' END, 'POST /api/v1/genomics/compress',
       'Texas A&M | Cai Lab_' || lpad(to_hex(n), 8, '0'), 'http_request', '/api/v1/compress', '203.0.113.' || n % 200,
       jsonb_build_object('status_code', CASE WHEN n % 10 = 0 THEN 500 WHEN n % 7 = 0 THEN 404 ELSE 200 END,
                          'response_time_ms', n % 500, 'request_body', '{"token": "canary-secret-42"'),
       timestamp '2026-03-01' + n * interval '10 minutes', n BETWEEN 31 AND 60
FROM generate_series(1, 300) n;
UPDATE audit_logs SET deleted_at = timestamp '2026-04-01 10:00' + id * interval '1 second' WHERE is_deleted;
DELETE FROM audit_logs WHERE id IN (100, 101, 102, 200);
UPDATE audit_logs SET "timestamp" = "timestamp" - interval '3 hours' WHERE id = 250;
)"_s;

const QString kPal = uR"(
INSERT INTO audit_logs (event_type, severity, "timestamp", user_id, session_id, component, action, details, result, ip_address, resource) VALUES
 ('login', 'info', '2026-03-01Z', 'ada', 's1', 'api', 'login', '{}', 'success', '198.51.100.1', NULL),
 ('gate_failed', 'error', '2026-03-01 00:01Z', 'ada', 's1', 'gates', 'gate_failed', '{}', 'denied', '198.51.100.1', '/api/chat'),
 ('secret_detected', 'critical', '2026-03-01 00:02Z', NULL, 's2', 'api', 'x', '{}', 'detected', NULL, NULL);
)"_s;

Values values(const Source &source, const browse::Page &page, int row)
{
    return source.values([&](const QString &id) -> std::optional<QString> {
        const int place = page.indexOf(id);
        return place < 0 || page.isNull(row, place)
            ? std::nullopt
            : std::optional(QString::fromUtf8(page.cell(row, place)));
    });
}

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

class AuditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        make(u"onelastai"_s, kPlatform);
        make(u"don-research"_s, kResearch);
        make(u"ai-pal"_s, kPal);
    }

    void sentencesOfEachBackEnd_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QStringList>("expected"); // newest first
        QTest::addRow("onelastai") << u"onelastai"_s << QStringList()
            << QStringList{u"0 Somebody: nightly cleanup"_s, u"0 user2@example.org created key k2"_s,
                   u"1 user1@example.org revoked key 00000000… from 192.0.2.1"_s,
                   u"0 user1@example.org signed in from 192.0.2.1"_s};
        QTest::addRow("don-research") << u"don-research"_s
            << QStringList{u"traceId=Texas A&M | Cai Lab_0000001f"_s}
            << QStringList{
                   u"0 Demo Access called POST /api/v1/genomics/compress, answered with 200 from 203.0.113.31 – soft-deleted"_s};
        QTest::addRow("ai-pal") << u"ai-pal"_s << QStringList()
            << QStringList{u"3 Somebody: secret detected (detected)"_s,
                   u"3 ada: gate failed, gates /api/chat from 198.51.100.1 (denied)"_s,
                   u"0 ada signed in from 198.51.100.1"_s};
    }
    void sentencesOfEachBackEnd()
    {
        QFETCH(QString, system);
        QFETCH(QStringList, chips);
        QFETCH(QStringList, expected);
        QStringList seen;
        const auto source = read(system);
        const browse::Page rows = page(system, chips);
        for (int row = 0; row < rows.rows(); ++row) {
            const Values one = values(*source, rows, row);
            seen << QString::number(int(gradeOf(one))) + u' ' + sentence(one);
        }
        QCOMPARE(seen.join(u'\n'), expected.join(u'\n'));
    }

    void everyFieldFilters_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("chip");
        QTest::addColumn<int>("rows"); // -1: refused
        QTest::addRow("actor by label") << u"onelastai"_s << u"actor=user1@example.org"_s << 2;
        QTest::addRow("actor by part of label") << u"onelastai"_s << u"actor~USER2"_s << 1;
        QTest::addRow("actor by id")
            << u"onelastai"_s << u"actor=00000000-0000-4000-8000-000000000001"_s << 2;
        QTest::addRow("actor not") << u"onelastai"_s << u"actor!=user1@example.org"_s << 2;
        QTest::addRow("nobody") << u"onelastai"_s << u"actor=!"_s << 1;
        QTest::addRow("one of") << u"onelastai"_s << u"action=user.login|nightly_cleanup"_s << 2;
        QTest::addRow("starts") << u"onelastai"_s << u"action^=api_key"_s << 2;
        QTest::addRow("object type") << u"onelastai"_s << u"objectType=api_key"_s << 2;
        QTest::addRow("there is an address") << u"onelastai"_s << u"ip=?"_s << 2;
        QTest::addRow("no uuid for an id") << u"onelastai"_s << u"id=nonsense"_s << 0;
        QTest::addRow("an unknown field") << u"onelastai"_s << u"traceId=x"_s << -1;
        QTest::addRow("status from") << u"don-research"_s << u"result>=500"_s << 28;
        QTest::addRow("status is no number") << u"don-research"_s << u"result>=bad"_s << -1;
        QTest::addRow("status equals a word") << u"don-research"_s << u"result=bad"_s << 0;
        QTest::addRow("soft-deleted") << u"don-research"_s << u"deletedFlag=true"_s << 30;
        QTest::addRow("not soft-deleted") << u"don-research"_s << u"deletedFlag!=true"_s << 266;
        QTest::addRow("actor with &") << u"don-research"_s << u"actor^=Texas A&M | C"_s << 99;
        QTest::addRow("trace id") << u"don-research"_s << u"traceId~cai lab_0000001"_s << 16;
        QTest::addRow("severity") << u"ai-pal"_s << u"severity=critical|error"_s << 2;
        QTest::addRow("result") << u"ai-pal"_s << u"result=denied"_s << 1;
    }
    void everyFieldFilters()
    {
        QFETCH(QString, system);
        QFETCH(QString, chip);
        QFETCH(int, rows);
        auto parsed = parseChip(chip);
        QVERIFY(bool(parsed));
        QCOMPARE(chipText(parsed.value()), chip);
        Filter filter;
        filter.range.reset();
        filter.chips = {parsed.value()};
        const auto source = read(system);
        auto query = source->rows(filter, QDateTime::currentDateTimeUtc());
        if (rows < 0) {
            QVERIFY(!query);
            return;
        }
        QVERIFY2(bool(query), query ? "" : why(query.error()).constData());
        auto found = run(*m_sessions[system], [&](db::Sql &sql) {
            return browse::fetchPage(sql, {query.value(), {}, false, 1000});
        });
        QVERIFY2(bool(found), found ? "" : why(found.error()).constData());
        QCOMPARE(found.value().rows(), rows);
    }

    void everyFieldOfEverySourceCanBeAsked()
    {
        for (const QString &system : {u"onelastai"_s, u"don-research"_s, u"ai-pal"_s}) {
            const auto source = read(system);
            for (const Field &field : source->fields()) {
                for (int compare = 0; compare <= int(Compare::Present); ++compare) {
                    Filter filter;
                    filter.chips = {{field.id, Compare(compare), {u"7"_s}}};
                    auto query = source->rows(filter, QDateTime::currentDateTimeUtc());
                    if (!query)
                        continue; // refused in words
                    auto found = run(*m_sessions[system], [&](db::Sql &sql) {
                        return browse::fetchPage(sql, {query.value(), {}, false, 10});
                    });
                    QVERIFY2(bool(found),
                        (field.id.toUtf8() + ' ' + QByteArray::number(compare) + ' '
                            + (found ? QByteArray() : why(found.error())))
                            .constData());
                }
            }
        }
    }

    void timeAndText()
    {
        Filter filter;
        filter.range = TimeRange::between(QDateTime({2026, 3, 1}, {0, 1}, QTimeZone::utc()),
            QDateTime({2026, 3, 1}, {0, 3}, QTimeZone::utc()));
        QCOMPARE(count(u"onelastai"_s, filter), 2);
        filter.range.reset();
        filter.text = u"REVOKE"_s;
        QCOMPARE(count(u"onelastai"_s, filter), 1);
        filter.text = u"user2@"_s; // the label too
        QCOMPARE(count(u"onelastai"_s, filter), 1);
        // The zone of naive times can be overruled: 00:00 there is 05:00 UTC.
        filter = Filter();
        filter.range = TimeRange::between(QDateTime({2026, 3, 1}, {5, 0}, QTimeZone::utc()),
            QDateTime({2026, 3, 1}, {5, 1}, QTimeZone::utc()));
        QCOMPARE(count(u"onelastai"_s, filter), 0);
        QCOMPARE(count(u"onelastai"_s, filter, u"America/New_York"_s), 1);
        QCOMPARE(filterFromJson(toJson(filter)), filter);
    }

    void changesOfEachForm_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("expected");
        QTest::addRow("pairs") << uR"({"active": [true, false]})"_s << u"active: true > false"_s;
        QTest::addRow("from to") << uR"({"limit": {"from": 1, "to": 2}})"_s << u"limit: 1 > 2"_s;
        QTest::addRow("before after")
            << uR"({"before": {"a": 1, "b": "x"}, "after": {"a": 2, "c": null}})"_s
            << u"a: 1 > 2; b: x > ; c: - > "_s;
        QTest::addRow("new only") << uR"({"title": "new"})"_s << u"title: - > new"_s;
        QTest::addRow("nothing") << u"{}"_s << QString();
        QTest::addRow("cut") << uR"({"a": [1, 2)"_s << QString();
        QTest::addRow("no object") << u"[1]"_s << QString();
        QTest::addRow("a secret") << uR"({"key_hash": [null, "canary-hash-1234567890"]})"_s
                                  << u"key_hash:  > canary-••••7890"_s;
        QTest::addRow("a short secret") << uR"({"password": ["abc", 12]})"_s
                                        << u"password: •••• > ••••"_s;
        QTest::addRow("inside") << uR"({"config": [{"token": "canary-token-123456", "n": 1}, 1]})"_s
                                << uR"(config: {"n":1,"token":"••••"} > 1)"_s;
    }
    void changesOfEachForm()
    {
        QFETCH(QString, changes);
        QFETCH(QString, expected);
        QStringList seen;
        for (const Change &change : changesOf({{u"changes"_s, changes}}))
            seen << change.field + u": "_s + (change.hadBefore ? change.before : u"-"_s) + u" > "_s
                    + change.after;
        QCOMPARE(seen.join(u"; "_s), expected);
    }

    void secretsInJsonAreMasked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addRow("a member") << uR"({"n": 1.50, "password": "canary-secret-9"})"_s
                                  << uR"({"n": 1.50, "password": "••••"})"_s;
        QTest::addRow("deep") << uR"([{"a": {"api_key": "canary-key-123456"}}])"_s
                              << uR"([{"a": {"api_key": "••••"}}])"_s;
        QTest::addRow("cut inside") << u"{\"token\": \"canary-token-12"_s
                                    << u"{\"token\": \"••••\""_s;
        QTest::addRow("a quote in it") << u"{\"secret\": \"canary\\\"more-12345\", \"b\": 1}"_s
                                       << u"{\"secret\": \"••••\", \"b\": 1}"_s;
        QTest::addRow("a list") << uR"({"key_hash": [null, "canary-hash-9999"], "n": ["x"]})"_s
                                << uR"({"key_hash": [null, "••••"], "n": ["x"]})"_s;
        QTest::addRow("a list of others, then one") << uR"({"n": [1, {"token": "canary-1234"}]})"_s
                                                    << uR"({"n": [1, {"token": "••••"}]})"_s;
        QTest::addRow("nothing") << uR"({"max_length": 5, "b": "secret word"})"_s
                                 << uR"({"max_length": 5, "b": "secret word"})"_s;
    }
    void secretsInJsonAreMasked()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(maskedJson(text), expected);
    }

    void foreignTrailsAreExamined()
    {
        const auto found = examined(u"don-research"_s);
        QStringList seen;
        for (const Finding &finding : found) {
            seen << QString::number(int(finding.kind)) + u' ' + finding.text;
            QVERIFY(!finding.sql.isEmpty());
        }
        QCOMPARE(seen.join(u'\n'),
            QStringList({u"0 Rows 100 to 102 are missing, 3 in all."_s,
                            u"0 Row 200 is missing."_s,
                            u"1 Row 250 was written at 2026-03-02 14:40:00, 10200 s before the "
                            "row that precedes it."_s,
                            u"2 30 rows were soft-deleted between 2026-04-01 10:00:31 and "
                            "2026-04-01 10:01:00."_s})
                .join(u'\n'));
        // Ids without an order say so, and so does a table without soft deletes.
        for (const Finding &finding : examined(u"onelastai"_s))
            QCOMPARE(finding.kind, Finding::Kind::NotCheckable);
        const auto pal = examined(u"ai-pal"_s);
        QCOMPARE(pal[0].kind, Finding::Kind::Clean);
        QCOMPARE(pal[1].kind, Finding::Kind::Clean);
    }

    void exportIsWholeAndMasked()
    {
        QTemporaryDir dir;
        Filter filter;
        filter.range.reset();
        for (const ExportFormat format : {ExportFormat::Csv, ExportFormat::JsonLines}) {
            const QString path = dir.filePath(format == ExportFormat::Csv ? u"a.csv"_s : u"a.jsonl"_s);
            ExportOptions options;
            options.format = format;
            const auto source = read(u"don-research"_s);
            const auto write = [&] {
                return run(*m_sessions[u"don-research"_s], [&](db::Sql &sql) {
                    return exportToFile(
                        sql, *source, filter, QDateTime::currentDateTimeUtc(), path, options);
                });
            };
            auto done = write();
            QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
            QCOMPARE(done.value().rows, 296);
            QVERIFY(done.value().isWhole());
            QFile file(path), manifest(done.value().manifestPath);
            QVERIFY(file.open(QIODevice::ReadOnly) && manifest.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll(), about = manifest.readAll();
            QCOMPARE(content.count('\n'), 296 + (format == ExportFormat::Csv ? 1 : 0));
            QVERIFY(!content.contains("canary-secret"));
            QVERIFY(content.contains("Texas A&M | Cai Lab_00000001"));
            QVERIFY(content.contains("soft-deleted"));
            QCOMPARE(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex(),
                done.value().sha256);
            QVERIFY(about.contains(done.value().sha256));
            QCOMPARE(QJsonDocument::fromJson(about)[u"rows"_s].toInt(), 296);
            QVERIFY(!write()); // the name is taken
        }
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 4);
    }

    void ourOwnTrailIsListed()
    {
        auto &session = *m_sessions[u"onelastai"_s];
        const trail::Actor actor{u"ada"_s, u"test"_s, u"db"_s};
        auto made = run(session, [&](db::Sql &sql) -> Result<> {
            if (auto created = trail::create(sql, actor); !created)
                return created.error();
            auto transaction = db::Transaction::begin(sql);
            if (!transaction)
                return transaction.error();
            trail::Entry entry{u"key.revoke"_s, u"key"_s, u"7"_s, u"mobile-app"_s, u"UPDATE"_s, 1};
            entry.before = {{u"active"_s, true}};
            entry.after = {{u"active"_s, false}};
            if (auto written = trail::append(sql, actor, entry); !written)
                return written.error();
            return std::move(transaction).value().commit();
        });
        QVERIFY2(bool(made), made ? "" : why(made.error()).constData());
        auto source = run(session, Source::readOwn);
        QVERIFY2(bool(source), source ? "" : why(source.error()).constData());
        auto query = source.value()->rows(Filter(), QDateTime::currentDateTimeUtc().addSecs(60));
        auto rows = run(session, [&](db::Sql &sql) {
            return browse::fetchPage(sql, {query.value(), {}, false, 10});
        });
        QVERIFY2(bool(rows), rows ? "" : why(rows.error()).constData());
        QCOMPARE(rows.value().rows(), 2);
        const Values newest = values(*source.value(), rows.value(), 0);
        QCOMPARE(sentence(newest), u"ada revoked key mobile-app"_s);
        QCOMPARE(gradeOf(newest), Grade::Notice);
        QCOMPARE(changesOf(newest).size(), size_t(1));
        QCOMPARE(sentence(values(*source.value(), rows.value(), 1)),
            u"ada created the audit trail gatehouse.audit_trail"_s);
    }

private:
    void make(const QString &system, const QString &rows)
    {
        const QString database = QString(system).replace(u'-', u'_');
        auto admin = m_server->open();
        (void)test::cell(*admin, u"CREATE DATABASE "_s + database);
        auto session = m_server->open(database);
        auto done = run(*session, [&](db::Sql &sql) -> Result<> {
            auto schema = systems::schemaSql(system);
            if (!schema)
                return schema.error();
            if (auto made = sql.script(schema.value()); !made)
                return made.error();
            return sql.script(rows);
        });
        QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
        m_sessions[system] = std::move(session);
    }
    std::shared_ptr<const Source> read(const QString &system, const QString &zone = {})
    {
        auto source = run(
            *m_sessions[system], [&](db::Sql &sql) -> Result<std::shared_ptr<const Source>> {
                auto found = systems::recognise(sql, systems::allDescriptions());
                if (!found)
                    return found.error();
                for (const systems::Match &match : found.value().matches)
                    if (match.shape().audit)
                        return Source::read(sql, found.value(), match, zone);
                return invalid(u"no audit trail was recognised"_s);
            });
        if (!source)
            qFatal("%s", why(source.error()).constData());
        return source.value();
    }
    browse::Page fetch(const QString &system, const Filter &filter, const QString &zone = {})
    {
        auto query = read(system, zone)->rows(filter, QDateTime::currentDateTimeUtc());
        if (!query)
            qFatal("%s", why(query.error()).constData());
        auto found = run(*m_sessions[system], [&](db::Sql &sql) {
            return browse::fetchPage(sql, {query.value(), {}, false, 1000});
        });
        if (!found)
            qFatal("%s", why(found.error()).constData());
        return found.value();
    }
    browse::Page page(const QString &system, const QStringList &chips)
    {
        Filter filter;
        filter.range.reset();
        for (const QString &chip : chips)
            filter.chips.push_back({chip.section(u'=', 0, 0), Compare::Is, {chip.section(u'=', 1)}});
        return fetch(system, filter);
    }
    int count(const QString &system, const Filter &filter, const QString &zone = {})
    {
        return fetch(system, filter, zone).rows();
    }
    std::vector<Finding> examined(const QString &system)
    {
        const auto source = read(system);
        auto found =
            run(*m_sessions[system], [&](db::Sql &sql) { return examine(sql, *source); });
        if (!found)
            qFatal("%s", why(found.error()).constData());
        return found.value();
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::map<QString, std::unique_ptr<db::Session>> m_sessions;
};

QTEST_GUILESS_MAIN(AuditTest)
#include "audit.moc"
