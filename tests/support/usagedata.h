// Small databases of the five systems with usage in them, made from their own schema.sql.
#pragma once

#include "support/testcluster.h"
#include "systems/recognition.h"
#include "usage/figures.h"

namespace gatehouse::test {

// Runs a script of ours; fails the test by its words.
inline QByteArray script(db::Session &session, const QString &text)
{
    const auto done = run(session, [&text](db::Sql &sql) { return sql.script(text); });
    return done ? QByteArray() : (done.error().text + u" | "_s + done.error().detail).toUtf8();
}

// A fresh database with the tables of a system; what cannot be is said by the test that uses it.
inline std::unique_ptr<db::Session> databaseOf(
    const TestCluster &server, const QString &system, const QString &name = {})
{
    const QString database = name.isEmpty() ? QString(system).replace(u'-', u'_') : name;
    {
        auto admin = server.open();
        (void)script(*admin, u"DROP DATABASE IF EXISTS "_s + database);
        (void)script(*admin, u"CREATE DATABASE "_s + database);
    }
    auto session = server.open(database);
    const auto schema = systems::schemaSql(system);
    const QByteArray trouble = schema ? script(*session, schema.value()) : QByteArray("no schema");
    if (!trouble.isEmpty())
        qWarning("%s", trouble.constData());
    return session;
}

struct Opened
{
    std::shared_ptr<const systems::Recognition> recognition;
    std::shared_ptr<const usage::Source> source;
    QByteArray trouble;
};

// `place`: which of the places that record usage, -1 the one that is taken by itself.
inline Opened openUsage(db::Session &session, int place = -1, const QString &zone = {})
{
    Opened opened;
    auto done = run(session, [&](db::Sql &sql) -> Result<> {
        auto found = systems::recognise(sql, systems::allDescriptions());
        if (!found)
            return found.error();
        opened.recognition = std::make_shared<const systems::Recognition>(std::move(found).value());
        if (opened.recognition->matches.empty())
            return invalid(u"nothing was recognised"_s);
        const systems::Match &match = opened.recognition->matches.front();
        const auto places = usage::usagePlaces(*opened.recognition, match);
        if (places.empty())
            return invalid(systems::whyNoUsage(*opened.recognition, match));
        const auto *domain = place < 0 ? places.front() : places.at(size_t(place));
        auto source = usage::Source::read(sql, *opened.recognition, match, *domain, zone);
        if (!source)
            return source.error();
        opened.source = source.value();
        return Done{};
    });
    if (!done)
        opened.trouble = (done.error().text + u" | "_s + done.error().detail).toUtf8();
    return opened;
}

} // namespace gatehouse::test
