// Conversations of the back ends that keep them: lists, order, search, and every change with its
// dry run and its entry in the trail.
#include "browse/page.h"
#include "conversations/change.h"
#include "support/testcluster.h"
#include "systems/description.h"
#include "trail/trail.h"

#include <QRegularExpression>

using namespace gatehouse;
using namespace gatehouse::conversations;
using test::cell;
using test::run;

namespace {

const trail::Actor kActor{u"ada"_s, u"gatehouse test"_s, u"test"_s};

const QString kFlux = uR"(
INSERT INTO sessions (id, title, created_at, updated_at) VALUES
 ('s1', '점검 절차', '2026-03-01 09:00+00', '2026-03-01 09:05+00'),
 ('s2', 'Pump manual', '2026-03-01 10:00+00', '2026-03-01 10:30+00'),
 ('s3', '', '2026-03-01 08:00+00', '2026-03-01 08:00+00');
INSERT INTO messages (id, session_id, role, content, metadata, created_at) VALUES
 ('m1', 's1', 'user', '점검은 언제 하나요?', '{}', '2026-03-01 09:00+00'),
 ('m2', 's1', 'assistant', '매주 월요일입니다. 100% sure', '{"model_used": "vllm/qwen", "latency_ms": 1400}', '2026-03-01 09:05+00'),
 ('m3', 's2', 'user', 'How do I prime the pump? ' || repeat('x', 1200000), '{"model_used": [1, {"deep": true}], "latency_ms": "soon"}', '2026-03-01 10:00+00'),
 ('m4', 's2', 'assistant', 'Open the valve first.', 'null', '2026-03-01 10:30+00');
)"_s;

const QString kPlatform = uR"(
INSERT INTO users (id, keycloak_id, username, email, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'k1', 'u1', 'ada@example.org', '2026-01-01', '2026-01-01');
INSERT INTO agents (id, name, agent_type, created_at, updated_at)
VALUES ('00000000-0000-4000-8000-0000000000a1', 'codemaster', 'assistant', '2026-01-01', '2026-01-01');
INSERT INTO conversations (id, user_id, agent_id, title, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-0000000001' || lpad(n::text, 2, '0'))::uuid, '00000000-0000-4000-8000-000000000001',
       '00000000-0000-4000-8000-0000000000a1', 'Talk ' || n, timestamp '2026-03-01' + n * interval '1 hour', timestamp '2026-03-02' + n * interval '1 hour'
FROM generate_series(1, 5) n;
INSERT INTO messages (conversation_id, role, content, model_used, processing_time, created_at, updated_at)
SELECT c.id, CASE WHEN m % 2 = 0 THEN 'assistant' ELSE 'user' END, 'message ' || m || ' of ' || c.title, 'llama3.2', m * 0.5,
       c.created_at + m * interval '1 minute', c.created_at
FROM conversations c, generate_series(1, 4) m;
INSERT INTO agent_interactions (user_id, agent_id, conversation_id, interaction_type, created_at, updated_at)
SELECT user_id, agent_id, id, 'chat', created_at, created_at FROM conversations WHERE title = 'Talk 1';
)"_s;

QByteArray why(const Error &error) { return (error.text + u" | "_s + error.detail).toUtf8(); }

} // namespace

class ConversationsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::shared_ptr<const Source> m_source;

    void make(const QString &system, const QString &rows, const QString &schema = {})
    {
        m_source.reset();
        m_session.reset();
        auto admin = m_server->open();
        (void)cell(*admin, u"DROP DATABASE IF EXISTS talk (FORCE)"_s);
        (void)cell(*admin, u"CREATE DATABASE talk"_s);
        m_session = m_server->open(u"talk"_s);
        const auto made = run(*m_session, [&](db::Sql &sql) -> Result<> {
            auto tables = schema.isEmpty() ? systems::schemaSql(system) : Result<QString>(schema);
            if (!tables)
                return tables.error();
            if (auto done = sql.script(tables.value()); !done)
                return done;
            return sql.script(rows);
        });
        QVERIFY2(bool(made), made ? "" : why(made.error()).constData());
        m_source = read(*m_session);
        QVERIFY(m_source);
    }
    static std::shared_ptr<const Source> read(db::Session &session)
    {
        const auto source = run(session, [](db::Sql &sql) -> Result<std::shared_ptr<const Source>> {
            auto recognition = systems::recognise(sql, systems::allDescriptions());
            if (!recognition)
                return recognition.error();
            return Source::read(sql, recognition.value(), recognition.value().matches.at(0));
        });
        if (!source)
            qWarning("%s", why(source.error()).constData());
        return source ? source.value() : nullptr;
    }
    QStringList column(const browse::Query &query, const QString &id)
    {
        const auto page = run(*m_session, [&](db::Sql &sql) {
            return browse::fetchPage(sql, {query, std::nullopt, false, 200});
        });
        if (!page)
            return {QString::fromUtf8(why(page.error()))};
        QStringList texts;
        const int place = page.value().indexOf(id);
        for (int row = 0; row < page.value().rows(); ++row)
            texts << (place < 0 || page.value().isNull(row, place)
                    ? u"-"_s
                    : QString::fromUtf8(page.value().cell(row, place)));
        return texts;
    }
    QString found(const QString &text, Search::Mode mode = Search::Mode::Words)
    {
        return column(m_source->sessionRows({text, mode}), m_source->domain().sessionId).join(u' ');
    }
    template <typename F>
    auto act(F f, db::Session *session = nullptr)
    {
        return run(session ? *session : *m_session, [&](db::Sql &sql) {
            return f(sql, Recording{trail::Policy::Optional, kActor});
        });
    }
    Seen seen(const QString &id)
    {
        return run(*m_session, [&](db::Sql &sql) { return look(sql, *m_source, id); }).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void sessionsWithTitleCountAndLastActivity()
    {
        make(u"flux-rag"_s, kFlux);
        const browse::Query all = m_source->sessionRows({});
        QCOMPARE(column(all, u"id"_s).join(u' '), u"s2 s1 s3"_s); // last activity first
        QCOMPARE(
            column(all, u"title"_s), (QStringList{u"Pump manual"_s, u"점검 절차"_s, QString()}));
        QCOMPARE(column(all, QLatin1StringView(Source::kCount)).join(u' '), u"2 2 0"_s);
        QCOMPARE(column(all, QLatin1StringView(Source::kLast)).at(2), u"-"_s);
        QCOMPARE(m_source->historyMessages(), 10);
    }

    void messagesInOrderWithRoleModelLatency()
    {
        make(u"flux-rag"_s, kFlux);
        const browse::Query said = m_source->messageRows(u"s1"_s);
        QCOMPARE(column(said, u"id"_s).join(u' '), u"m1 m2"_s);
        QCOMPARE(column(said, u"role"_s).join(u' '), u"user assistant"_s);
        QCOMPARE(column(said, m_source->modelColumn()).join(u' '), u"- vllm/qwen"_s);
        QCOMPARE(column(said, m_source->latencyColumn()).join(u' '), u"- 1400"_s);
        // Members of another kind than they should be are no reason to fail.
        QCOMPARE(
            column(m_source->messageRows(u"s2"_s), m_source->latencyColumn()).join(u' '), u"- -"_s);
        QVERIFY(column(m_source->messageRows(u"'; DROP TABLE messages; --"_s), u"id"_s).isEmpty());
    }

    void searches_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("exact");
        QTest::addColumn<QString>("sessions");
        QTest::addRow("a word of a title") << u"manual"_s << false << u"s2"_s;
        QTest::addRow("a word of a message") << u"VALVE"_s << false << u"s2"_s;
        QTest::addRow("the beginning of a word") << u"val"_s << false << u"s2"_s;
        QTest::addRow("not the middle of a word") << u"alve"_s << false << QString();
        QTest::addRow("the middle, exactly") << u"alve"_s << true << u"s2"_s;
        QTest::addRow("Korean with its particle") << u"점검"_s << false << u"s1"_s;
        QTest::addRow("inside a Korean word, exactly") << u"요일입"_s << true << u"s1"_s;
        QTest::addRow("two words") << u"open first"_s << false << u"s2"_s;
        QTest::addRow("two words of two messages") << u"open prime"_s << false << QString();
        QTest::addRow("a phrase") << u"\"the valve\""_s << false << u"s2"_s;
        QTest::addRow("no such phrase") << u"\"valve the\""_s << false << QString();
        QTest::addRow("either") << u"valve or 월요일입니다"_s << false << u"s2 s1"_s;
        QTest::addRow("without") << u"open -valve"_s << false << QString();
        QTest::addRow("without, in brackets") << u"first -\"prime the\""_s << false << u"s2"_s;
        QTest::addRow("in a text too long for an index") << u"prime pump"_s << false << u"s2"_s;
        QTest::addRow("a per cent sign is one") << u"100% sure"_s << true << u"s1"_s;
        QTest::addRow("and no pattern") << u"1%e"_s << true << QString();
        QTest::addRow("underscore") << u"_"_s << true << QString();
        QTest::addRow("nothing but signs") << u"&|!():*'\\"_s << false << QString();
        QTest::addRow("a quote") << u"'; DROP TABLE sessions; --"_s << false << QString();
        QTest::addRow("NUL") << u"valve\u0000"_s + QChar(0) << false << QString();
        QTest::addRow("lone surrogate") << QString(QChar(0xD800)) << false << QString();
        QTest::addRow("nothing") << u"  "_s << false << u"s2 s1 s3"_s;
    }
    void searches()
    {
        QFETCH(QString, text);
        QFETCH(bool, exact);
        QFETCH(QString, sessions);
        if (!m_source || m_source->title() != "flux-rag"_L1 || seen(u"s1"_s).messages != 2)
            make(u"flux-rag"_s, kFlux);
        QCOMPARE(found(text, exact ? Search::Mode::Exact : Search::Mode::Words), sessions);
    }

    void onlyWhatMatches()
    {
        make(u"flux-rag"_s, kFlux);
        QCOMPARE(column(m_source->messageRows(u"s2"_s, {u"valve"_s}), u"id"_s).join(u' '), u"m4"_s);
        QVERIFY(column(m_source->messageRows(u"s1"_s, {u"valve"_s}), u"id"_s).isEmpty());
        make(u"onelastai"_s, kPlatform); // uuid keys
        const QString id = u"00000000-0000-4000-8000-000000000102"_s;
        QCOMPARE(column(m_source->messageRows(id, {u"3 talk"_s}), u"content"_s).join(u' '),
            u"message 3 of Talk 2"_s);
    }

    void doesWhatTheServiceDoes_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::addRow("guide") << QString();
        // As the service's own code makes it: no owner, no zone.
        QTest::addRow("code") << uR"(
CREATE TABLE sessions (id varchar(36) PRIMARY KEY, title text DEFAULT '', created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL, metadata jsonb DEFAULT '{}');
CREATE TABLE messages (id varchar(36) PRIMARY KEY, session_id varchar(36) NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    role text NOT NULL, content text NOT NULL, metadata jsonb DEFAULT '{}', created_at timestamp NOT NULL);
CREATE INDEX idx_messages_session ON messages (session_id, created_at);)"_s;
    }
    void doesWhatTheServiceDoes()
    {
        QFETCH(QString, shape);
        make(u"flux-rag"_s, kFlux, shape);
        const auto made = act([&](db::Sql &sql, const Recording &recording) {
            return create(sql, *m_source, recording, {u"It's \"new\""_s, {}});
        });
        QVERIFY2(bool(made), made ? "" : why(made.error()).constData());
        const QString id = made.value().id;
        QCOMPARE(id.size(), 36);
        QVERIFY(!made.value().recorded); // there is no trail
        QCOMPARE(
            cell(*m_session,
                u"SELECT title || ' ' || metadata || ' ' || (created_at = updated_at) || ' ' || "
                "(abs(extract(epoch FROM updated_at - now() AT TIME ZONE 'UTC')) < 60) FROM "
                "sessions WHERE id = '%1'"_s.arg(id)),
            shape.isEmpty() ? u"It's \"new\" {} true true"_s : u"It's \"new\" {} true true"_s);
        const auto said = act([&](db::Sql &sql, const Recording &recording) {
            return addMessage(sql, *m_source, recording, id, u"user"_s, u"hello"_s);
        });
        QVERIFY2(bool(said), said ? "" : why(said.error()).constData());
        QCOMPARE(
            cell(*m_session,
                u"SELECT m.content || ' ' || (s.updated_at = m.created_at) FROM messages m JOIN "
                "sessions s ON s.id = m.session_id WHERE m.session_id = '%1'"_s.arg(id)),
            u"hello true"_s); // a message is activity
        const QString before =
            cell(*m_session, u"SELECT updated_at::text FROM sessions WHERE id = 's3'"_s);
        const Seen third = seen(u"s3"_s), second = seen(u"s2"_s);
        const auto renamed = act([&](db::Sql &sql, const Recording &recording) {
            return rename(sql, *m_source, recording, third, u"제목 100%"_s);
        });
        QVERIFY2(bool(renamed), renamed ? "" : why(renamed.error()).constData());
        QVERIFY(
            cell(*m_session, u"SELECT updated_at::text FROM sessions WHERE id = 's3'"_s) != before);
        const auto removed = act([&](db::Sql &sql, const Recording &recording) {
            return remove(sql, *m_source, recording, second);
        });
        QVERIFY2(bool(removed), removed ? "" : why(removed.error()).constData());
        QCOMPARE(removed.value().messages, 2);
        const auto toll = run(*m_session, [&](db::Sql &sql) { return tollOfAll(sql, *m_source); });
        QCOMPARE(toll.value().sessions, 3);
        QCOMPARE(toll.value().messages, 3);
        const auto cleared = act([&](db::Sql &sql, const Recording &recording) {
            return clear(sql, *m_source, recording, toll.value());
        });
        QVERIFY2(bool(cleared), cleared ? "" : why(cleared.error()).constData());
        QCOMPARE(cell(*m_session,
                     u"SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM messages)"_s),
            u"0"_s);
    }

    void everyChangeIsInTheTrail()
    {
        make(u"flux-rag"_s, kFlux);
        QVERIFY(bool(run(*m_session, [](db::Sql &sql) { return trail::create(sql, kActor); })));
        const auto record = [&](auto f) {
            const auto done = run(*m_session, [&](db::Sql &sql) {
                return f(sql, Recording{trail::Policy::Required, kActor});
            });
            QVERIFY2(bool(done), done ? "" : why(done.error()).constData());
            QVERIFY(done.value().recorded);
        };
        record([&](db::Sql &sql, const Recording &r) {
            return create(sql, *m_source, r, {u"new"_s, {}});
        });
        record([&](db::Sql &sql, const Recording &r) {
            return rename(sql, *m_source, r, look(sql, *m_source, u"s1"_s).value(), u"other"_s);
        });
        record([&](db::Sql &sql, const Recording &r) {
            return addMessage(sql, *m_source, r, u"s1"_s, u"user"_s, u"canary-text"_s);
        });
        record([&](db::Sql &sql, const Recording &r) {
            return remove(sql, *m_source, r, look(sql, *m_source, u"s1"_s).value());
        });
        record([&](db::Sql &sql, const Recording &r) {
            return clear(sql, *m_source, r, tollOfAll(sql, *m_source).value());
        });
        QCOMPARE(cell(*m_session,
                     u"SELECT string_agg(action || ':' || row_count, ' ' ORDER BY seq) FROM "
                     "gatehouse.audit_trail WHERE object_type = 'conversation'"_s),
            u"conversation.create:1 conversation.rename:1 conversation.message:1 "
            "conversation.delete:4 conversation.clear:5"_s);
        QCOMPARE(
            cell(*m_session,
                u"SELECT count(*) FROM gatehouse.audit_trail t WHERE t::text LIKE '%canary-text%'"_s),
            u"0"_s);
    }

    void aConversationThatBelongsToSomebody()
    {
        make(u"onelastai"_s, kPlatform);
        QCOMPARE(m_source->owners().size(), 2u);
        const auto none = act([&](db::Sql &sql, const Recording &r) {
            return create(sql, *m_source, r, {u"x"_s, {}});
        });
        QVERIFY(!none && none.error().kind == Error::Kind::Invalid);
        QMap<QString, QString> owners;
        for (const Owner &owner : m_source->owners()) {
            const auto who = run(*m_session,
                [&](db::Sql &sql) { return choices(sql, *m_source, owner.column, {}); });
            QCOMPARE(who.value().size(), 1u);
            owners.insert(owner.column, who.value()[0].id);
        }
        const auto made = act([&](db::Sql &sql, const Recording &r) {
            return create(sql, *m_source, r, {u"x"_s, owners});
        });
        QVERIFY2(bool(made), made ? "" : why(made.error()).constData());
        const browse::Query all = m_source->sessionRows({});
        QCOMPARE(column(all, QLatin1StringView(Source::kOwner)).at(0), u"ada@example.org"_s);
        QCOMPARE(column(m_source->messageRows(u"00000000-0000-4000-8000-000000000102"_s),
                     m_source->latencyColumn())
                     .join(u' '),
            u"0.5 1 1.5 2"_s);
    }

    void rowsThatPointToItAreKept()
    {
        make(u"onelastai"_s, kPlatform);
        const QString id = u"00000000-0000-4000-8000-000000000101"_s;
        const auto toll = run(*m_session, [&](db::Sql &sql) { return tollOf(sql, *m_source, id); });
        QVERIFY2(bool(toll), toll ? "" : why(toll.error()).constData());
        QCOMPARE(toll.value().messages, 4);
        QCOMPARE(toll.value().dependents.size(), 1u);
        QCOMPARE(toll.value().dependents[0].fate, Dependents::Fate::Detached);
        const auto removed = act([&](db::Sql &sql, const Recording &r) {
            return remove(sql, *m_source, r, look(sql, *m_source, id).value());
        });
        QVERIFY2(bool(removed), removed ? "" : why(removed.error()).constData());
        QCOMPARE(cell(*m_session,
                     u"SELECT count(*) || ' ' || count(conversation_id) FROM agent_interactions"_s),
            u"1 0"_s);
        (void)run(*m_session, [](db::Sql &sql) {
            return sql.script(
                u"CREATE TABLE receipts (talk uuid NOT NULL REFERENCES conversations (id));"
                "INSERT INTO receipts SELECT id FROM conversations WHERE title = 'Talk 2'"_s);
        });
        const QString held = u"00000000-0000-4000-8000-000000000102"_s;
        const auto refusedOne = act([&](db::Sql &sql, const Recording &r) {
            return remove(sql, *m_source, r, look(sql, *m_source, held).value());
        });
        QVERIFY(!refusedOne && refusedOne.error().kind == Error::Kind::Refused);
        QVERIFY(refusedOne.error().text.contains(u"receipts"_s));
        QCOMPARE(seen(held).messages, 4);
    }

    void whatChangedMeanwhileStopsAChange()
    {
        make(u"flux-rag"_s, kFlux);
        const Seen one = seen(u"s1"_s);
        (void)cell(
            *m_session, u"INSERT INTO messages VALUES ('m9', 's1', 'user', 'more', '{}', now())"_s);
        const auto removed =
            act([&](db::Sql &sql, const Recording &r) { return remove(sql, *m_source, r, one); });
        QVERIFY(
            !removed && removed.error().text.contains(u"you saw 2 messages, now there are 3"_s));
        const auto renamed = act([&](db::Sql &sql, const Recording &r) {
            return rename(sql, *m_source, r, one, u"b"_s); // it may go on meanwhile
        });
        QVERIFY(bool(renamed));
        const auto again = act([&](db::Sql &sql, const Recording &r) {
            return rename(sql, *m_source, r, one, u"c"_s);
        });
        QVERIFY(!again && again.error().kind == Error::Kind::Refused);
        const auto stale = act([&](db::Sql &sql, const Recording &r) {
            return clear(sql, *m_source, r, Toll{3, 4});
        });
        QVERIFY(!stale && stale.error().kind == Error::Kind::Refused);
        QCOMPARE(cell(*m_session, u"SELECT count(*) FROM messages"_s), u"5"_s);
        const auto gone = act([&](db::Sql &sql, const Recording &r) {
            return remove(sql, *m_source, r, {u"nobody"_s, {}, 0});
        });
        QVERIFY(!gone && gone.error().text.contains(u"is gone"_s));
    }

    void rightsThatAreMissingAreNamed()
    {
        make(u"flux-rag"_s, kFlux);
        (void)run(*m_session, [](db::Sql &sql) {
            return sql.script(u"DROP ROLE IF EXISTS reader; CREATE ROLE reader;"
                              "GRANT SELECT ON sessions, messages TO reader"_s);
        });
        db::SessionOptions options{
            (*m_server)->info(u"talk"_s), nullptr, db::SessionKind::Interactive, false};
        options.role = u"reader"_s;
        db::Session reader(options);
        const auto source = read(reader);
        QVERIFY(source);
        QVERIFY(source->abilities().create.contains(u"GRANT INSERT"_s));
        QVERIFY(source->abilities().remove.contains(u"GRANT DELETE"_s));
        const auto done = run(reader, [&](db::Sql &sql) {
            return create(sql, *source, {trail::Policy::Optional, kActor}, {u"x"_s, {}});
        });
        QVERIFY(!done && done.error().kind == Error::Kind::Refused);
        // And a server that enforces read-only refuses, whatever was granted.
        db::Session locked({(*m_server)->info(u"talk"_s), nullptr, db::SessionKind::Job, true});
        const auto stopped = run(locked, [&](db::Sql &sql) {
            return create(sql, *m_source, {trail::Policy::Optional, kActor}, {u"x"_s, {}});
        });
        QVERIFY(!stopped);
        QCOMPARE(cell(*m_session, u"SELECT count(*) FROM sessions"_s), u"3"_s);
    }

    // Its first page and its last are served by the index, not by reading the session.
    void aLongSessionOpensAtOnce()
    {
        make(u"flux-rag"_s, kFlux);
        const auto filled = run(*m_session, [](db::Sql &sql) {
            return sql.script(
                u"INSERT INTO messages SELECT 'x' || n, 's3', 'user', 'n' || n, '{}', "
                "timestamptz '2026-03-03' + n * interval '1 second' FROM generate_series(1, "
                "100000) n;"
                "ANALYZE messages"_s);
        });
        QVERIFY(bool(filled));
        for (bool backward : {false, true}) {
            browse::PageRequest request{
                m_source->messageRows(u"s3"_s), std::nullopt, backward, 200};
            const auto printed = browse::printPage(request);
            qint64 read = 0;
            const auto plan = run(*m_session, [&](db::Sql &sql) {
                return sql.fetch<QString>(
                    db::Statement(u"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) "_s + printed[0].text),
                    printed[0].params);
            });
            QVERIFY2(bool(plan), plan ? "" : why(plan.error()).constData());
            static const QRegularExpression rows(u"Index.*actual rows=(\\d+)"_s);
            for (const QString &line : plan.value())
                if (const auto hit = rows.match(line); hit.hasMatch())
                    read = std::max(read, hit.captured(1).toLongLong());
            QVERIFY2(read >= 200 && read < 1000,
                qPrintable(QStringList(plan.value().begin(), plan.value().end()).join(u'\n')));
        }
        QCOMPARE(column(m_source->sessionRows({}), QLatin1StringView(Source::kCount)).at(2),
            QString::number(Source::kMostCounted));
    }
};

QTEST_GUILESS_MAIN(ConversationsTest)
#include "conversations.moc"
