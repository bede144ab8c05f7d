// A database, and sources to migrate into it.
#pragma once

#include "migration/recipe.h"
#include "migration/run.h"
#include "sandbox/sourcemakers.h"
#include "sandbox/sqlitefile.h"
#include "support/testcluster.h"

#include <QTemporaryDir>

namespace gatehouse::test {

inline migration::RunOptions runOptions()
{
    migration::RunOptions options;
    options.actor = trail::thisProcess(QStringLiteral("test"), QStringLiteral("test"));
    return options;
}

inline Result<migration::Plan> planFor(
    const QString &path, const QString &schema = QStringLiteral("public"))
{
    auto source = migration::openSource({path});
    if (!source)
        return source.error();
    migration::DraftRequest request;
    request.uri = path;
    request.schema = schema;
    return migration::draftPlan(*source.value(), request);
}

inline Result<migration::Outcome> migrate(
    db::Session &session, const migration::Plan &plan, const migration::RunOptions &options)
{
    return run(session, [&](db::Sql &sql) { return migration::start(sql, plan, options); });
}

// Content of a table whatever its order: the server's own print of it.
inline QString contentOf(db::Session &session, const QString &table)
{
    return cell(session,
        QStringLiteral("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")), '') FROM ")
            + table + QStringLiteral(" t"));
}

} // namespace gatehouse::test
