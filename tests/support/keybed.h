// Databases with keys of both shapes for the tests of models/keys and of its clients.
#pragma once

#include "keys/keys.h"
#include "support/testcluster.h"
#include "trail/trail.h"

namespace gatehouse::test {

inline const trail::Actor kKeyActor{
    QStringLiteral("ada"), QStringLiteral("gatehouse test"), QStringLiteral("test")};

inline QByteArray words(const Error &error)
{
    return (error.text + u" | "_s + error.detail).toUtf8();
}

// One database with the tables of one system, as Gatehouse creates them.
class KeyBed
{
public:
    KeyBed(TestCluster &server, const QString &database, const QString &system)
        : m_server(server), m_database(database)
    {
        auto postgres = server.open();
        (void)cell(*postgres, u"DROP DATABASE IF EXISTS "_s + database + u" (FORCE)"_s);
        (void)cell(*postgres, u"CREATE DATABASE "_s + database);
        m_session = server.open(database);
        auto done = gatehouse::test::run(*m_session, [&](db::Sql &sql) -> Result<> {
            auto schema = systems::schemaSql(system);
            return schema ? sql.script(schema.value()) : Result<>(schema.error());
        });
        if (!done)
            qFatal("%s", words(done.error()).constData());
    }

    db::Session &session() { return *m_session; }
    QString database() const { return m_database; }

    // As another role, or read-only.
    std::unique_ptr<db::Session> open(bool readOnly, const QString &role = {}) const
    {
        db::SessionOptions options{
            m_server->info(m_database), nullptr, db::SessionKind::Interactive, readOnly};
        options.role = role;
        return std::make_unique<db::Session>(options);
    }

    // Asserts by qFatal: a test that got here knows that the statement is right.
    void sql(const QString &text)
    {
        auto done =
            gatehouse::test::run(*m_session, [&](db::Sql &sql) { return sql.script(text); });
        if (!done)
            qFatal("%s: %s", qUtf8Printable(text), words(done.error()).constData());
    }
    QString cell(const QString &text) { return gatehouse::test::cell(*m_session, text); }
    static QString cell(db::Session &session, const QString &text)
    {
        return gatehouse::test::cell(session, text);
    }

    Result<keys::Keys> engine(db::Session &session, trail::Policy policy = trail::Policy::Optional)
    {
        auto recognition = gatehouse::test::run(session,
            [](db::Sql &sql) { return systems::recognise(sql, systems::allDescriptions()); });
        if (!recognition)
            return recognition.error();
        for (const systems::Match &match : recognition.value().matches) {
            if (!match.shape().keys)
                continue;
            auto keys = keys::Keys::of(recognition.value(), match);
            if (!keys)
                return keys.error();
            keys::Keys engine = std::move(keys).value();
            engine.recordAs(policy, kKeyActor);
            return engine;
        }
        return invalid(u"no system with keys was recognised"_s);
    }
    keys::Keys engine(trail::Policy policy = trail::Policy::Optional)
    {
        auto keys = engine(*m_session, policy);
        if (!keys)
            qFatal("%s", words(keys.error()).constData());
        return std::move(keys).value();
    }

    // With usage figures where there are some.
    std::vector<keys::Key> list(const keys::Keys &engine)
    {
        auto keys =
            gatehouse::test::run(*m_session, [&](db::Sql &sql) -> Result<std::vector<keys::Key>> {
                auto listed = engine.list(sql);
                if (!listed || !engine.abilities().usage.isEmpty())
                    return listed;
                return engine.withUsage(sql, std::move(listed).value());
            });
        if (!keys)
            qFatal("%s", words(keys.error()).constData());
        return std::move(keys).value();
    }
    keys::Key byName(const keys::Keys &engine, const QString &name)
    {
        for (const keys::Key &key : list(engine)) {
            if (key.name == name)
                return key;
        }
        qFatal("no key %s", qUtf8Printable(name));
    }

    void createTrail()
    {
        auto done = gatehouse::test::run(
            *m_session, [](db::Sql &sql) { return trail::create(sql, kKeyActor); });
        if (!done)
            qFatal("%s", words(done.error()).constData());
    }

    // Plain shape: name, key, role, limit; usage rows at these ages in seconds.
    void addPlain(const QString &name, const QString &key, int limit = 100, bool active = true,
        const QString &created = u"now() AT TIME ZONE 'UTC' - interval '300 days'"_s)
    {
        sql(u"INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES "
            "('%1', '%2', 'user', %3, %4, %5)"_s.arg(
                key, name, QString::number(limit), created, active ? u"true"_s : u"false"_s));
    }
    void addUse(const QString &key, const std::vector<int> &agesInSeconds,
        const QString &model = u"llama3.2"_s)
    {
        for (int age : agesInSeconds) {
            sql(u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") "
                u"VALUES "
                "('%1', '/api/chat', '%2', 0.5, now() AT TIME ZONE 'UTC' - interval '%3 seconds')"_s
                    .arg(key, model, QString::number(age)));
        }
    }

private:
    TestCluster &m_server;
    QString m_database;
    std::unique_ptr<db::Session> m_session;
};

} // namespace gatehouse::test
