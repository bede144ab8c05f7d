// CSV of the last 90 days beside psql's \copy of the same statement; memory while it is written.
// --full: of 10 million rows
#include "bench/usagebed.h"

#include "usage/export.h"
#include "usage/exportplan.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>

using namespace gatehouse;

namespace {

constexpr int kRuns = 5;

qint64 kib(const char *field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return 0;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    bench::UsageBed bed(bench::isFull(argc, argv) ? 10'000'000 : 1'000'000);
    const usage::Figures figures = bed.figures(100LL * 86400 * 1000);
    const usage::ExportOptions options{usage::ExportFormat::Csv, {}, false, true, {}};
    const usage::ExportPlan plan = usage::planExport(figures, options);
    const usage::Statement settings = plan.settings(figures.zone());
    QFile script(folder.filePath(QStringLiteral("copy.sql")));
    const QString mine = folder.filePath(QStringLiteral("ours.csv")),
                  theirs = folder.filePath(QStringLiteral("psql.csv"));
    if (!script.open(QIODevice::WriteOnly))
        return 1;
    QString copy = plan.copy(usage::ExportFormat::Csv);
    copy.replace(QStringLiteral("TO STDOUT"), QStringLiteral("TO '%1'").arg(theirs));
    script.write("\\set QUIET on\nBEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
        + db::withLiterals(settings.text, settings.params).toUtf8() + " \\g /dev/null\n\\"
        + copy.toUtf8().replace("COPY (", "copy (") + "\nCOMMIT;\n");
    script.close();
    std::vector<double> ours, floor;
    qint64 growth = 0;
    bool whole = true;
    for (int run = 0; run < kRuns; ++run) {
        floor.push_back(bench::milliseconds([&] {
            QProcess psql;
            psql.start(QStringLiteral("psql"),
                {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-v"),
                    QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-h"),
                    bed.server()->socketDir(), QStringLiteral("-U"), QStringLiteral("gatehouse"),
                    QStringLiteral("-d"), QStringLiteral("ollama_gateway"), QStringLiteral("-f"),
                    script.fileName()});
            psql.waitForFinished(-1);
            if (psql.exitCode() != 0)
                qFatal("%s", psql.readAllStandardError().constData());
        }));
        const qint64 before = kib("VmRSS:");
        ours.push_back(bench::milliseconds([&] {
            const auto done = test::run(bed.session(),
                [&](db::Sql &sql) { return usage::exportToFile(sql, figures, mine, options); });
            if (!done)
                qFatal("%s %s", qPrintable(done.error().text), qPrintable(done.error().detail));
            whole = whole && done.value().isWhole();
        }));
        growth = std::max(growth, kib("VmHWM:") - before);
    }
    const bool same = contentOf(mine) == contentOf(theirs);
    const double ms = bench::median(ours), floorMs = bench::median(floor);
    bench::print({{QStringLiteral("name"), QStringLiteral("CSV export beside \\copy")},
        {QStringLiteral("unit"), QStringLiteral("ms")}, {QStringLiteral("ours"), ms},
        {QStringLiteral("floor"), floorMs}, {QStringLiteral("ratio"), floorMs / ms},
        {QStringLiteral("bytes"), QFile(mine).size()}, {QStringLiteral("identical"), same},
        {QStringLiteral("counted"), whole}, {QStringLiteral("growthMiB"), double(growth) / 1024},
        {QStringLiteral("target"), QStringLiteral(">= 0.9 of psql, identical, <= 32 MiB")},
        {QStringLiteral("holds"), floorMs / ms >= 0.9 && same && whole && growth <= 32 * 1024}});
    return 0;
}
