// How long the check of a trail of a million entries takes, beside the server's own reading of it.
#include "support/testcluster.h"
#include "trail/chain.h"
#include "trail/trail.h"

#include <QElapsedTimer>

#include <cstdio>

using namespace gatehouse;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const qint64 entries = argc > 1 ? QByteArray(argv[1]).toLongLong() : 1'000'000;
    const test::TestCluster server;
    if (!server.isUp()) {
        std::fprintf(stderr, "%s\n", server.trouble().constData());
        return 2;
    }
    auto session = server.open();
    const trail::Actor actor = trail::thisProcess(QStringLiteral("bench"), QStringLiteral("bench"));
    QElapsedTimer timer;
    timer.start();
    const auto filled = test::run(*session, [&](db::Sql &sql) -> Result<qint64> {
        if (auto made = trail::create(sql, actor); !made)
            return made.error();
        // Each append updates the one row of the head: a million of them in one transaction would
        // measure that. So the chain is made as the server makes it, and the head set at the end.
        return sql.execute(QStringLiteral(
            "DO $$ DECLARE e gatehouse.audit_trail; BEGIN "
            "SELECT * INTO e FROM gatehouse.audit_trail; "
            "FOR n IN 2..%1 LOOP "
            "e.seq := n; e.at := clock_timestamp(); e.action := 'key.edit'; e.object_type := 'key'; "
            "e.object_id := n; e.object_label := 'mobile-app'; e.sql_class := 'UPDATE'; "
            "e.before := '{\"limit\": 100, \"name\": \"before\"}'; "
            "e.after := '{\"limit\": 250, \"name\": \"after\"}'; e.previous_hash := e.hash; "
            "e.hash := sha256(gatehouse.audit_canonical(e)); "
            "INSERT INTO gatehouse.audit_trail SELECT e.*; END LOOP; "
            "UPDATE gatehouse.audit_head SET seq = e.seq, hash = e.hash; END $$")
                               .arg(entries));
    });
    if (!filled) {
        std::fprintf(stderr, "%s %s\n", qPrintable(filled.error().text), qPrintable(filled.error().detail));
        return 2;
    }
    const qint64 fillMs = timer.restart();
    qint64 bytes = 0;
    (void)bool(test::run(*session, [&bytes](db::Sql &sql) {
        return sql.copyOut(QStringLiteral("COPY (SELECT * FROM gatehouse.audit_trail ORDER BY seq) TO STDOUT"),
            [&bytes](QByteArrayView chunk) {
                bytes += chunk.size();
                return true;
            });
    }));
    const qint64 floorMs = timer.restart();
    const auto verdict = test::run(*session, [](db::Sql &sql) { return trail::verify(sql); });
    const qint64 verifyMs = timer.elapsed();
    const bool whole = verdict && verdict.value().whole();
    std::printf("{\"entries\": %lld, \"whole\": %s, \"fillMs\": %lld, \"copyMs\": %lld, "
                "\"copyBytes\": %lld, \"verifyMs\": %lld}\n",
        static_cast<long long>(entries), whole ? "true" : "false", static_cast<long long>(fillMs),
        static_cast<long long>(floorMs), static_cast<long long>(bytes),
        static_cast<long long>(verifyMs));
    return whole ? 0 : 1;
}
