// An unknown back end: a first mapping from its names, kept, and recognised from then on.
#include "places.h"
#include "support/testcluster.h"
#include "systems/recognition.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::systems;
using test::TestCluster;

namespace {

template <typename D>
QString roles(D domain)
{
    QStringList list;
    for (const RoleColumn &role : roleColumns(domain)) {
        if (!role.column->isEmpty())
            list.append(role.role + u'=' + *role.column);
    }
    return list.join(u' ');
}

} // namespace

class DraftsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_config;
    std::unique_ptr<TestCluster> m_server;

    Recognition look(db::Session &session)
    {
        auto found =
            test::run(session, [](db::Sql &sql) { return recognise(sql, allDescriptions()); });
        if (!found)
            qWarning("%s", qPrintable(found.error().text + u' ' + found.error().detail));
        return found ? std::move(found).value() : Recognition();
    }
    std::unique_ptr<db::Session> database(const QString &shape)
    {
        QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/shapes/unknown.") + shape + u".sql"_s);
        const QString sql =
            file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        auto session = m_server->open();
        const QString schema = u"CREATE SCHEMA %1; SET search_path TO %1; "_s.arg(shape);
        const auto done = test::run(*session, [=](db::Sql &to) { return to.script(schema + sql); });
        if (!done)
            qWarning("%s", qPrintable(done.error().detail));
        return session;
    }
    static QString trouble(const Description &description)
    {
        const auto parsed = parseDescription(toJson(description));
        return parsed ? QString() : parsed.error().detail;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("GATEHOUSE_CONFIG_DIR", m_config.path().toUtf8());
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }

    void aSmallGateway()
    {
        auto session = database(u"gateway"_s);
        const Recognition found = look(*session);
        QVERIFY(found.matches.empty());
        const Draft draft = draftDescription(found, u"gateway"_s);
        const Shape &shape = draft.description.shapes.front();
        QCOMPARE(trouble(draft.description), QString());

        QCOMPARE(shape.keys->table, u"api_tokens"_s);
        QCOMPARE(roles(*shape.keys),
            u"id=id hash=token_hash name=label owner=account_id limit=requests_per_minute "
            u"permissions=scopes "
            "createdAt=created_at expiresAt=expires_at active=enabled"_s);
        QVERIFY(shape.keys->nameUnique);
        QVERIFY(shape.keys->zone.zone.isEmpty());
        QStringList supplied;
        for (const Default &each : shape.keys->defaults)
            supplied.append(each.column + u'=' + each.value);
        QCOMPARE(supplied,
            QStringList(
                {u"id=uuid"_s, u"scopes='[]'"_s, u"enabled=true"_s, u"created_at=now_local"_s}));

        QCOMPARE(shape.usage->table, u"request_logs"_s);
        QCOMPARE(roles(*shape.usage),
            u"id=id time=requested_at key=token_id endpoint=path model=model_name "
            u"duration=latency_ms status=status_code "
            "tokens=total_tokens traceId=trace_id"_s);
        QCOMPARE(int(shape.usage->durationUnit), int(Unit::Milliseconds));
        QCOMPARE(shape.usage->keyJoin, u"id"_s);
        QCOMPARE(shape.usage->statusMeaning, u"http"_s);
        QCOMPARE(roles(*shape.audit),
            u"id=id time=occurred_at actor=actor action=event_type objectType=target_type objectId=target_id ip=ip metadata=details"_s);
        QVERIFY(shape.audit->zone.withZone);
        QCOMPARE(shape.conversations->messagesTable, u"chat_messages"_s);
        QCOMPARE(shape.version.kind, u"golang-migrate"_s);
        QCOMPARE(shape.secretColumns.value(u"api_tokens"_s), QStringList{u"token_hash"_s});

        const QString all = draft.guesses.join(u'\n');
        QVERIFY2(
            all.contains(
                u"api_tokens.token_hash looks like \"hash\" of the API keys: character(64), unique"_s),
            qPrintable(all));
        QVERIFY2(all.contains(u"api_tokens.region must be filled"_s), qPrintable(all));
        QVERIFY2(all.contains(u"request_logs.requested_at has no time zone"_s), qPrintable(all));
    }

    void aKnownConsole()
    {
        auto session = database(u"litellm"_s);
        const Draft draft = draftDescription(look(*session), u"litellm"_s);
        const Shape &shape = draft.description.shapes.front();
        QCOMPARE(trouble(draft.description), QString());
        QCOMPARE(shape.keys->table, u"LiteLLM_VerificationToken"_s);
        QCOMPARE(shape.keys->secret, u"token"_s);
        QCOMPARE(shape.keys->limit, u"rpm_limit"_s);
        QCOMPARE(shape.keys->lastUsedAt, u"last_active"_s);
        QCOMPARE(shape.usage->table, u"LiteLLM_SpendLogs"_s);
        QCOMPARE(shape.usage->time, u"startTime"_s);
        QCOMPARE(shape.usage->keyJoin, u"secret"_s);
        QCOMPARE(shape.audit->actor, u"changed_by"_s);
        QVERIFY(shape.secretColumns.value(u"LiteLLM_SpendLogs"_s).contains(u"api_key"_s));
    }

    void nothingToMap()
    {
        auto session = database(u"shop"_s);
        const Draft draft = draftDescription(look(*session), u"shop"_s);
        const Shape &shape = draft.description.shapes.front();
        QVERIFY(!shape.keys && !shape.usage && !shape.audit && !shape.conversations);
        QVERIFY(draft.guesses.isEmpty());
        QVERIFY(
            !trouble(draft.description).isEmpty()); // not to be saved before something is mapped
    }

    void keptAndRecognised()
    {
        auto session = m_server->open();
        Draft draft = draftDescription(look(*session), u"gateway"_s);
        draft.description.id = u"my-gateway"_s;
        draft.description.shapes.front().keys->zone.zone = u"Europe/Berlin"_s;
        const auto saved = saveDraft(draft.description);
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().detail));
        const Recognition again = look(*session);
        QCOMPARE(again.matches.size(), size_t(1));
        const Match &match = again.matches.front();
        QCOMPARE(match.system->id, u"my-gateway"_s);
        QVERIFY(match.system->ownDraft && !match.partial());
        QCOMPARE(match.shape().keys->zone.zone, u"Europe/Berlin"_s);
        QVERIFY(whyNoKeys(again).isEmpty() && whyNoUsage(again).isEmpty()
            && whyNoConversations(again).isEmpty());
        QCOMPARE(match.version.current, QStringList{u"42"_s});
        QVERIFY(removeDraft(u"my-gateway"_s));
        QVERIFY(look(*session).matches.empty());
    }
};

QTEST_GUILESS_MAIN(DraftsTest)
#include "drafts.moc"
