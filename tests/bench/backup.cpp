// Making and proving a backup beside plain pg_dump and pg_restore of the same tools and options.
#include "support/testcluster.h"

#include "backup/dumprun.h"
#include "backup/verify.h"
#include "base/follow.h"
#include "bench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>

#include <cstdio>

using namespace gatehouse;
using namespace gatehouse::bench;

namespace {

constexpr int kRounds = 3;

double plainDumpMs(const backup::Tools &tools, const db::ConnInfo &info, const QString &file,
    const QString &compress)
{
    QElapsedTimer timer;
    timer.start();
    QFile::remove(file);
    QStringList arguments{QStringLiteral("--format=custom"), QStringLiteral("--file=") + file,
        QStringLiteral("--dbname=") + QString::fromUtf8(info.conninfo(Secret()))};
    if (!compress.isEmpty())
        arguments << QStringLiteral("--compress=") + compress;
    const auto ended = followCommand({tools.program(QLatin1StringView("pg_dump")), arguments}, {});
    return ended && ended.value().exitCode == 0 ? double(timer.elapsed()) : -1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const qint64 rows = argc > 1 ? QByteArray(argv[1]).toLongLong() : 1'500'000;
    const test::TestCluster server;
    if (!server.isUp()) {
        std::fprintf(stderr, "%s\n", server.trouble().constData());
        return 2;
    }
    {
        auto session = server.open();
        const auto filled = test::run(*session, [rows](db::Sql &sql) {
            return sql.execute(QStringLiteral(
                "CREATE TABLE logs AS SELECT i AS id, now() - i * interval '1 second' AS at, "
                "md5(i::text) AS key, '/api/chat' AS endpoint, (i %% 1000) / 10.0 AS ms, "
                "jsonb_build_object('tokens', i %% 4096, 'text', md5((i * 3)::text)) AS data "
                "FROM generate_series(1, %1::bigint) i")
                                   .replace(QStringLiteral("%%"), QStringLiteral("%"))
                                   .arg(rows));
        });
        if (!filled) {
            std::fprintf(stderr, "%s %s\n", qPrintable(filled.error().text),
                qPrintable(filled.error().detail));
            return 2;
        }
    }
    const auto tools = backup::chooseTools(backup::findTools(), 15);
    if (!tools)
        return 2;
    QTemporaryDir folder;
    QJsonObject result{{QStringLiteral("rows"), rows}};
    for (const QString &compress : {QString(), QStringLiteral("none")}) {
        Series plain, ours, dumps, checks, reads, verifies;
        qint64 bytes = 0;
        for (int round = 0; round < kRounds; ++round) {
            const db::ConnInfo info = server->info();
            plain.push_back(
                plainDumpMs(tools.value().tools, info, folder.filePath(QStringLiteral("plain")),
                    compress.isEmpty() ? compress : QStringLiteral("0")));
            db::Session session(db::SessionOptions{info, nullptr, db::SessionKind::Job, true});
            backup::CreatePlan plan;
            plan.folder = folder.filePath(QStringLiteral("backups"));
            plan.info = info;
            plan.compression = compress;
            QElapsedTimer timer;
            timer.start();
            const auto made =
                test::run(session, [&plan](db::Sql &sql) { return backup::create(sql, plan); });
            if (!made) {
                std::fprintf(stderr, "%s\n", qPrintable(made.error().text));
                return 2;
            }
            ours.push_back(double(timer.restart()));
            dumps.push_back(double(made.value().manifest.dumpMs));
            checks.push_back(double(made.value().manifest.checkMs));
            const backup::Found found = backup::lookAt(made.value().path);
            bytes = found.manifest->bytes();
            timer.restart();
            (void)bool(backup::readArchive(
                tools.value().tools, {backup::dumpPath(found.path, *found.manifest)}, {}));
            reads.push_back(double(timer.restart()));
            (void)bool(backup::verify(found, backup::Level::Read));
            verifies.push_back(double(timer.elapsed()));
            QDir(found.path).removeRecursively();
        }
        const double ratio = median(ours) / median(plain);
        result.insert(compress.isEmpty() ? QStringLiteral("gzip") : compress,
            QJsonObject{{QStringLiteral("bytes"), bytes}, {QStringLiteral("pgDumpMs"), json(plain)},
                {QStringLiteral("createMs"), json(ours)},
                {QStringLiteral("createRatio"), rounded(ratio)},
                {QStringLiteral("dumpPartMs"), json(dumps)},
                {QStringLiteral("checksumPartMs"), json(checks)},
                {QStringLiteral("pgRestoreReadMs"), json(reads)},
                {QStringLiteral("verifyMs"), json(verifies)}});
    }
    std::printf("%s\n", QJsonDocument(result).toJson().constData());
    return 0;
}
