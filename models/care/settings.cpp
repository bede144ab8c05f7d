#include "care/settings.h"

#include "care/words.h"
#include "db/composer.h"
#include "db/session.h"
#include "db/transaction.h"

#include <QFile>

#include <algorithm>

#include <unistd.h>

namespace gatehouse::care {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(1 << 16) : QByteArray();
}

qint64 groupLimit(qint64 pid)
{
    for (const QByteArray &line : contentOf(u"/proc/%1/cgroup"_s.arg(pid)).split('\n')) {
        if (!line.startsWith("0::/"))
            continue;
        const QString group = u"/sys/fs/cgroup"_s + QString::fromUtf8(line.mid(3));
        bool number = false;
        const qint64 limit = contentOf(group + u"/memory.max"_s).trimmed().toLongLong(&number);
        if (number)
            return limit;
    }
    return 0;
}

ServerSetting settingOf(const db::Row &row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
        row.text(8), row.text(9), row.get<bool>(7)};
}

Result<ServerFigures> fetchFigures(db::Sql &sql)
{
    ServerFigures f;
    f.versionNum = sql.server().versionNum;
    qint64 pid = 0;
    auto done = sql.stream("care/server_figures"_L1, {}, [&](const db::Row &row) {
        f.hitShare = row.get<double>(0);
        f.temporaryBytes = row.get<qint64>(1);
        f.databaseBytes = row.get<qint64>(2);
        f.connections = row.get<qint64>(3);
        f.largestTable = row.get<double>(4);
        pid = row.get<qint64>(5);
        f.uptimeSeconds = row.get<qint64>(6);
        f.local = row.get<bool>(7);
        return true;
    });
    if (!done)
        return done.error();
    auto checkpoints = sql.stream(
        f.versionNum >= 170000 ? "care/checkpoints"_L1 : "care/checkpoints_old"_L1, {},
        [&f](const db::Row &row) {
            f.checkpointsTimed = row.get<qint64>(0);
            f.checkpointsRequested = row.get<qint64>(1);
            return true;
        });
    if (!checkpoints)
        return checkpoints.error();
    f.machine = machineOf(pid, f.local);
    return f;
}

bool isList(const QString &name)
{
    static const QStringList lists{u"shared_preload_libraries"_s, u"session_preload_libraries"_s,
        u"local_preload_libraries"_s, u"search_path"_s, u"temp_tablespaces"_s,
        u"unix_socket_directories"_s};
    return lists.contains(name);
}

} // namespace

// The server's own process, seen by its number and its name, proves that it runs here; a container
// has numbers of its own, and limits that are not seen from outside.
Machine machineOf(qint64 backendPid, bool local)
{
    Machine machine;
    const QByteArray command = contentOf(u"/proc/%1/cmdline"_s.arg(backendPid));
    if (!local || !command.startsWith("postgres")) {
        machine.why = local
            ? Words::tr("The server's process is not seen from here (a container, perhaps), so its "
                        "memory and processors are not known.")
            : Words::tr("The server runs on another machine, whose memory and processors are not "
                        "known here.");
        return machine;
    }
    for (const QByteArray &line : contentOf(u"/proc/meminfo"_s).split('\n'))
        if (line.startsWith("MemTotal:"))
            machine.memory = line.mid(9).trimmed().split(' ').value(0).toLongLong() * 1024;
    if (const qint64 limit = groupLimit(backendPid); limit > 0)
        machine.memory = std::min(machine.memory, limit);
    machine.processors = int(::sysconf(_SC_NPROCESSORS_ONLN));
    machine.known = machine.memory > 0;
    return machine;
}

const ServerSetting *Settings::find(const QString &name) const
{
    const auto it = std::find_if(
        all.begin(), all.end(), [&name](const ServerSetting &one) { return one.name == name; });
    return it == all.end() ? nullptr : &*it;
}

Result<Settings> fetchSettings(db::Sql &sql, const QStringList &systems)
{
    Settings settings;
    auto done = sql.stream("care/settings"_L1, {}, [&settings](const db::Row &row) {
        settings.all.push_back(settingOf(row));
        return true;
    });
    if (!done)
        return done.error();
    auto figures = fetchFigures(sql);
    if (!figures)
        return figures.error();
    settings.figures = std::move(figures).value();
    settings.figures.systems = systems;
    settings.advice = judgeSettings(settings.all, settings.figures);
    return settings;
}

Result<AppliedSetting> applySetting(db::Sql &sql, const QString &name, const QString &value,
    trail::Policy policy, const trail::Actor &actor)
{
    if (sql.server().pooled)
        return refused(Words::tr("ALTER SYSTEM runs outside of a transaction, which a pooler in "
                                 "transaction mode does not allow. Connect straight to the server."));
    auto recorder = trail::Recorder::open(sql, policy, actor);
    if (!recorder)
        return recorder.error();
    const QString question = u"SELECT context FROM pg_settings WHERE name = $1"_s;
    auto context = sql.fetchOptional<QString>(question, db::bind(name));
    if (!context)
        return context.error();
    if (!context.value() || *context.value() == "internal"_L1)
        return invalid(context.value()
                ? Words::tr("%1 is fixed when the server is built or its data is made.").arg(name)
                : Words::tr("The server knows no setting %1.").arg(name));
    auto before = sql.fetchOne<QString>(u"SELECT current_setting($1)"_s, db::bind(name));
    if (!before)
        return before.error();
    QStringList values;
    for (const QString &one : isList(name) ? value.split(u',', Qt::SkipEmptyParts) : QStringList(value))
        values << db::literal(one.trimmed());
    const QString statement =
        u"ALTER SYSTEM SET "_s + db::Identifier(name).quoted() + u" = "_s + values.join(u", "_s);
    if (auto done = sql.execute(statement); !done)
        return done.error();
    if (auto done = sql.execute(u"SELECT pg_reload_conf()"_s); !done)
        return done.error();
    AppliedSetting applied{before.value(), value, *context.value() == "postmaster"_L1, false};
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    trail::Entry entry{u"setting.change"_s, u"setting"_s, name, name, u"DDL"_s};
    entry.before = {{u"value"_s, applied.before}};
    entry.after = {{u"value"_s, value}};
    auto written = recorder.value().write(sql, entry);
    if (!written)
        return written.error();
    if (auto done = std::move(transaction).value().commit(); !done)
        return done.error();
    applied.recorded = written.value();
    return applied;
}

} // namespace gatehouse::care
