#include "db/transaction.h"
#include "keys/keys.h"
#include "support/keybed.h"
#include "trail/chain.h"

#include <QSignalSpy>

using namespace gatehouse;
using test::KeyBed;
using test::run;

namespace {

const QString kWeb = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kApp = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;
const QString kOld = u"ollama-ccccccccccccccccccccccccccccccccccccccc70aa"_s;

} // namespace

// Two administrators, all or none, history, and what the trail keeps of it.
class KeyChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
        m_bed->addPlain(u"web"_s, kWeb, 1000);
        m_bed->addPlain(u"app"_s, kApp, 500);
        m_bed->addPlain(u"old"_s, kOld, 100, false);
        m_bed->createTrail();
        m_engine.emplace(m_bed->engine(trail::Policy::Required));
    }
    void cleanup()
    {
        auto verdict = run(m_bed->session(), [](db::Sql &sql) { return trail::verify(sql); });
        if (m_checkTrail)
            QVERIFY2(verdict && verdict.value().whole(), "the chain is broken");
        for (const QString &key : {kWeb, kApp, kOld}) // no secret in the trail, whatever happened
            QCOMPARE(
                m_bed->cell(
                    u"SELECT count(*)::text FROM gatehouse.audit_trail AS t WHERE t::text LIKE '%%1%'"_s
                        .arg(key.mid(10, 20))),
                u"0"_s);
        m_bed.reset();
    }

    void editsOnlyWhatChangedAndRecordsBoth()
    {
        const keys::Key seen = key(u"web"_s);
        keys::Draft wanted = keys::Keys::draftOf(seen);
        wanted.limit = 250;
        wanted.role = u"admin"_s;
        auto done = change([&](db::Sql &sql) { return m_engine->edit(sql, seen, wanted); });
        QVERIFY2(bool(done), done ? "" : test::words(done.error()).constData());
        QVERIFY(done.value().recorded);
        QCOMPARE(row(u"web"_s), u"web|admin|250|t"_s);
        QCOMPARE(lastEntry(),
            u"key.edit|web|UPDATE|1|{\"role\": \"user\", \"limit\": \"1000\"}|{\"role\": \"admin\", \"limit\": \"250\"}"_s);
    }

    void aSecondAdministratorIsNoticed_data()
    {
        QTest::addColumn<QString>("meanwhile");
        QTest::addColumn<QStringList>("named");
        QTest::addRow("limit") << u"UPDATE api_keys SET rate_limit = 777 WHERE name = 'web'"_s
                               << QStringList{u"1000"_s, u"777"_s};
        QTest::addRow("name") << u"UPDATE api_keys SET name = 'renamed' WHERE name = 'web'"_s
                              << QStringList{u"web"_s, u"renamed"_s};
        QTest::addRow("role") << u"UPDATE api_keys SET role = 'auditor' WHERE name = 'web'"_s
                              << QStringList{u"user"_s, u"auditor"_s};
        QTest::addRow("revoked") << u"UPDATE api_keys SET is_active = false WHERE name = 'web'"_s
                                 << QStringList{u"active"_s, u"revoked"_s};
        QTest::addRow("rotated")
            << u"UPDATE api_keys SET key = 'edgellm-another-secret' WHERE name = 'web'"_s
            << QStringList{u"Key"_s};
        QTest::addRow("deleted") << u"DELETE FROM api_keys WHERE name = 'web'"_s
                                 << QStringList{u"gone"_s};
    }
    void aSecondAdministratorIsNoticed()
    {
        QFETCH(QString, meanwhile);
        QFETCH(QStringList, named);
        const keys::Key seen = key(u"web"_s);
        m_bed->sql(meanwhile);
        const QString before = all();
        keys::Draft wanted = keys::Keys::draftOf(seen);
        wanted.limit = 5;
        std::vector<Error> errors;
        const auto collect = [&](const auto &done) {
            QVERIFY(!done);
            errors.push_back(done.error());
        };
        collect(change([&](db::Sql &sql) { return m_engine->edit(sql, seen, wanted); }));
        collect(change([&](db::Sql &sql) {
            return m_engine->apply(sql, {keys::Verb::Revoke, {seen}});
        }));
        collect(change([&](db::Sql &sql) {
            return m_engine->apply(sql, {keys::Verb::Delete, {seen}});
        }));
        collect(change(
            [&](db::Sql &sql) { return m_engine->rotate(sql, seen, keys::History::CarryOver); }));
        for (const Error &error : errors) {
            QCOMPARE(error.kind, Error::Kind::Refused);
            for (const QString &word : named)
                QVERIFY2(error.text.contains(word), qPrintable(error.text));
        }
        QCOMPARE(all(), before);
        QCOMPARE(m_bed->cell(u"SELECT count(*)::text FROM gatehouse.audit_trail"_s), u"1"_s);
    }

    void twoAtTheSameMomentAreOneAfterTheOther()
    {
        const keys::Key seen = key(u"web"_s);
        auto first = m_bed->open(false), second = m_bed->open(false);
        const auto setLimit = [&](db::Session &session, int limit) {
            keys::Draft wanted = keys::Keys::draftOf(seen);
            wanted.limit = limit;
            return session.run(
                [this, seen, wanted](db::Sql &sql) { return m_engine->edit(sql, seen, wanted); });
        };
        auto one = setLimit(*first, 111), two = setLimit(*second, 222);
        one.waitForFinished();
        two.waitForFinished();
        QCOMPARE(
            int(bool(one.result())) + int(bool(two.result())), 1); // one wins, the other is told
        const auto &loser = one.result() ? two : one;
        QCOMPARE(loser.result().error().kind, Error::Kind::Refused);
    }

    void aLockedRowIsNotWaitedForForever()
    {
        const keys::Key seen = key(u"web"_s);
        auto other = m_bed->open(false);
        auto held = run(*other, [&](db::Sql &sql) -> Result<QString> {
            auto transaction = db::Transaction::begin(sql);
            (void)bool(sql.execute(u"UPDATE api_keys SET rate_limit = 1 WHERE name = 'web'"_s));
            auto done = change([&](db::Sql &inner) {
                return m_engine->apply(inner, {keys::Verb::Revoke, {seen}});
            });
            return done ? u"not refused"_s : done.error().sqlState;
        });
        QCOMPARE(held.value(), u"55P03"_s);
        QCOMPARE(row(u"web"_s), u"web|user|1000|t"_s);
    }

    void revokesAndReactivates()
    {
        auto done = apply(keys::Verb::Revoke, {key(u"web"_s), key(u"app"_s), key(u"old"_s)});
        QVERIFY2(bool(done), done ? "" : test::words(done.error()).constData());
        QCOMPARE(done.value().rows, 2); // one was revoked already
        QCOMPARE(all(), u"web|user|1000|f\napp|user|500|f\nold|user|100|f"_s);
        QCOMPARE(
            m_bed->cell(
                u"SELECT string_agg(action || ' ' || object_label, ', ' ORDER BY seq) FROM gatehouse.audit_trail WHERE seq > 1"_s),
            u"key.revoke web, key.revoke app"_s);
        QVERIFY(accepted(kWeb).isEmpty());
        (void)apply(keys::Verb::Reactivate, {key(u"web"_s)});
        QCOMPARE(accepted(kWeb), u"web"_s);
    }

    void bulkIsAllOrNone()
    {
        const std::vector<keys::Key> seen{key(u"web"_s), key(u"app"_s), key(u"old"_s)};
        m_bed->sql(u"UPDATE api_keys SET rate_limit = 1 WHERE name = 'old'"_s);
        const QString before = all();
        keys::Bulk bulk{keys::Verb::SetLimit, seen};
        bulk.limit = 42;
        auto done = change([&](db::Sql &sql) { return m_engine->apply(sql, bulk); });
        QVERIFY(!done);
        QCOMPARE(all(), before);
        QCOMPARE(m_bed->cell(u"SELECT count(*)::text FROM gatehouse.audit_trail"_s), u"1"_s);
        auto preview = change([&](db::Sql &sql) { return m_engine->preview(sql, bulk); });
        QVERIFY(preview.value().blocked());
        QVERIFY(!preview.value().rows[2].trouble.isEmpty());
    }

    void previewSaysWhatWouldHappenAndChangesNothing()
    {
        const QString before = all();
        keys::Bulk bulk{keys::Verb::SetLimit, {key(u"web"_s), key(u"app"_s)}};
        bulk.limit = 500;
        auto preview = change([&](db::Sql &sql) { return m_engine->preview(sql, bulk); });
        QVERIFY2(bool(preview), preview ? "" : test::words(preview.error()).constData());
        QCOMPARE(preview.value().rows[0].before + u" -> "_s + preview.value().rows[0].after,
            u"1000 -> 500"_s);
        QVERIFY(preview.value().rows[1].unchanged);
        QCOMPARE(preview.value().willChange(), 1);
        bulk.limit = 0;
        QVERIFY(
            change([&](db::Sql &sql) { return m_engine->preview(sql, bulk); }).value().blocked());
        QCOMPARE(all(), before);
    }

    void deletionCountsWhatHangsOnIt()
    {
        m_bed->addUse(kWeb, {5, 500, 50000});
        m_bed->sql(
            u"CREATE TABLE public.grants (id serial PRIMARY KEY, key_id int REFERENCES api_keys (id) ON "
            u"DELETE CASCADE);"
            "CREATE TABLE public.invoices (id serial PRIMARY KEY, key_id int REFERENCES api_keys (id));"
            "INSERT INTO public.grants (key_id) SELECT id FROM api_keys, generate_series(1, 4) WHERE name "
            "= 'web';"
            "INSERT INTO public.invoices (key_id) SELECT id FROM api_keys WHERE name = 'app'"_s);
        const keys::Bulk bulk{keys::Verb::Delete, {key(u"web"_s), key(u"app"_s), key(u"old"_s)}};
        auto preview = change([&](db::Sql &sql) { return m_engine->preview(sql, bulk); });
        QVERIFY2(bool(preview), preview ? "" : test::words(preview.error()).constData());
        const auto &rows = preview.value().rows;
        QCOMPARE(rows[0].usageRows, 3);
        QCOMPARE(
            rows[0].dependents.front(), std::pair(u"public.grants (deleted with it)"_s, qint64(4)));
        QVERIFY(rows[0].trouble.isEmpty());
        QVERIFY(!rows[1].trouble.isEmpty()); // an invoice prevents it
        QVERIFY(!change([&](db::Sql &sql) { return m_engine->apply(sql, bulk); }));
        QCOMPARE(m_bed->cell(u"SELECT count(*)::text FROM api_keys"_s), u"3"_s);
        auto done = change([&](db::Sql &sql) {
            return m_engine->apply(sql, {keys::Verb::Delete, {bulk.keys[0]}});
        });
        QVERIFY2(bool(done), done ? "" : test::words(done.error()).constData());
        QCOMPARE(
            m_bed->cell(
                u"SELECT (SELECT count(*) FROM api_keys) || ' ' || (SELECT count(*) FROM usage_logs)"_s),
            u"2 3"_s);
        QCOMPARE(
            m_bed->cell(
                u"SELECT before->>'key' FROM gatehouse.audit_trail ORDER BY seq DESC LIMIT 1"_s),
            u"edgellm-••••7412"_s);
    }

    void rotates_data()
    {
        QTest::addColumn<int>("history");
        QTest::addColumn<int>("moved");
        QTest::addColumn<int>("usedAfterwards"); // in the enforced window
        QTest::addRow("history carried over") << int(keys::History::CarryOver) << 4 << 2;
        QTest::addRow("history kept apart") << int(keys::History::KeepApart) << 0 << 0;
    }
    void rotates()
    {
        QFETCH(int, history);
        QFETCH(int, moved);
        QFETCH(int, usedAfterwards);
        m_bed->addUse(kWeb, {5, 500, 50000, 5000000});
        m_bed->addUse(kApp, {5});
        const keys::Key seen = key(u"web"_s);
        auto preview = change([&](db::Sql &sql) { return m_engine->previewRotation(sql, seen); });
        QVERIFY2(bool(preview), preview ? "" : test::words(preview.error()).constData());
        QCOMPARE(preview.value().usageRows, 4);
        QCOMPARE(preview.value().inWindow, 2);
        QVERIFY(preview.value().joinedBySecret);
        QVERIFY2(preview.value().carrySentence.contains(u"4 row(s)"_s),
            qPrintable(preview.value().carrySentence));
        QVERIFY2(preview.value().apartSentence.contains(u"empty window"_s),
            qPrintable(preview.value().apartSentence));
        auto rotated = change(
            [&](db::Sql &sql) { return m_engine->rotate(sql, seen, keys::History(history)); });
        QVERIFY2(bool(rotated), rotated ? "" : test::words(rotated.error()).constData());
        QCOMPARE(rotated.value().movedRows, moved);
        QCOMPARE(accepted(rotated.value().secret->text()), u"web"_s);
        QVERIFY(accepted(kWeb).isEmpty());
        const keys::Key after = key(u"web"_s);
        QCOMPARE(after.id, seen.id);
        QCOMPARE(m_engine->enforced(after)->used.value(), usedAfterwards);
        QCOMPARE(
            m_bed->cell(u"SELECT count(*)::text FROM usage_logs WHERE api_key = '%1'"_s.arg(kApp)),
            u"1"_s);
        QVERIFY(!m_bed->cell(u"SELECT string_agg(t::text, ' ') FROM gatehouse.audit_trail AS t"_s)
                     .contains(rotated.value().secret->text()));
    }

    void withoutATrailNothingIsChangedUnlessChosen()
    {
        QVERIFY(bool(run(m_bed->session(), trail::remove)));
        m_checkTrail = false;
        const QString before = all();
        const keys::Key seen = key(u"web"_s);
        auto done = change([&](db::Sql &sql) {
            return m_engine->apply(sql, {keys::Verb::Revoke, {seen}});
        });
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Refused);
        QCOMPARE(all(), before);
        m_engine->recordAs(trail::Policy::Optional, test::kKeyActor);
        done = change([&](db::Sql &sql) {
            return m_engine->apply(sql, {keys::Verb::Revoke, {seen}});
        });
        QVERIFY(bool(done));
        QVERIFY(!done.value().recorded);
        m_bed->createTrail(); // cleanup looks at it
        m_checkTrail = true;
    }

    void anErrorInTheTrailUndoesTheChange()
    {
        m_bed->sql(
            u"ALTER TABLE gatehouse.audit_trail ADD CONSTRAINT full_disk CHECK (action <> 'key.revoke')"_s);
        const QString before = all();
        auto done = apply(keys::Verb::Revoke, {key(u"web"_s)});
        QVERIFY(!done);
        QCOMPARE(all(), before);
    }

    void aHashedKeyRotatesAndExpires()
    {
        KeyBed bed(*m_server, u"onelast"_s, u"onelastai"_s);
        bed.sql(
            u"INSERT INTO users (keycloak_id, username, email, created_at, updated_at) VALUES "
            u"('k', 'ada', 'ada@example.org', now(), now()); "
            "INSERT INTO api_keys (user_id, key_hash, name, created_at, updated_at) "
            "SELECT id, encode(sha256('onelastai-first'), 'hex'), 'partner', '2026-01-01', '2026-01-01' FROM users"_s);
        const auto engine = bed.engine();
        const keys::Key seen = bed.byName(engine, u"partner"_s);
        keys::Bulk bulk{keys::Verb::SetExpiry, {seen}};
        bulk.expires = QDateTime(QDate(2031, 2, 3), QTime(4, 5, 6), Qt::UTC);
        auto done = run(bed.session(), [&](db::Sql &sql) { return engine.apply(sql, bulk); });
        QVERIFY2(bool(done), done ? "" : test::words(done.error()).constData());
        QCOMPARE(
            bed.cell(
                u"SELECT expires_at::text || (updated_at > '2026-06-01')::text FROM api_keys"_s),
            u"2031-02-03 04:05:06true"_s);
        const keys::Key now = bed.byName(engine, u"partner"_s);
        QCOMPARE(now.expires.value(), bulk.expires.value());
        auto rotated = run(bed.session(),
            [&](db::Sql &sql) { return engine.rotate(sql, now, keys::History::CarryOver); });
        QVERIFY2(bool(rotated), rotated ? "" : test::words(rotated.error()).constData());
        QCOMPARE(
            bed.cell(u"SELECT (key_hash = encode(sha256('%1'), 'hex'))::text FROM api_keys"_s.arg(
                rotated.value().secret->text())),
            u"true"_s);
    }

private:
    template <typename F>
    std::invoke_result_t<F, db::Sql &> change(F f)
    {
        return run(m_bed->session(), f);
    }
    keys::Key key(const QString &name) { return m_bed->byName(*m_engine, name); }
    Result<keys::Changed> apply(keys::Verb verb, const std::vector<keys::Key> &seen)
    {
        return change([&](db::Sql &sql) { return m_engine->apply(sql, {verb, seen}); });
    }
    QString all()
    {
        return m_bed->cell(
            u"SELECT string_agg(concat_ws('|', name, role, rate_limit, is_active), E'\\n' ORDER BY id) FROM api_keys"_s);
    }
    QString row(const QString &name)
    {
        return m_bed->cell(
            u"SELECT concat_ws('|', name, role, rate_limit, is_active) FROM api_keys WHERE name = '%1'"_s
                .arg(name));
    }
    QString lastEntry()
    {
        return m_bed->cell(
            u"SELECT concat_ws('|', action, object_label, sql_class, row_count, before, after) FROM gatehouse.audit_trail ORDER BY seq DESC LIMIT 1"_s);
    }
    // The service's own question.
    QString accepted(const QString &secret)
    {
        return run(m_bed->session(),
            [&](db::Sql &sql) {
                return sql.fetchOptional<QString>(
                    u"SELECT name FROM api_keys WHERE key = $1 AND is_active"_s, db::bind(secret));
            })
            .value()
            .value_or(QString());
    }

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;
    std::optional<keys::Keys> m_engine;
    bool m_checkTrail = true;
};

QTEST_GUILESS_MAIN(KeyChangesTest)
#include "keychanges.moc"
