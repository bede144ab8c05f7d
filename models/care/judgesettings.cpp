// Advice on settings: a row a rule. Sizes follow the server's own documentation and the usual practice
// of its tuning tools; safety and what our own pages need come first.
#include "care/settings.h"
#include "care/words.h"
#include "db/composer.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::care {

namespace {

using Level = Advice::Level;

constexpr qint64 kMiB = 1 << 20, kGiB = 1 << 30;

QString memoryText(qint64 bytes)
{
    return bytes % kGiB == 0 ? u"%1GB"_s.arg(bytes / kGiB) : u"%1MB"_s.arg(bytes / kMiB);
}

// Down to a figure that reads well.
qint64 rounded(qint64 bytes)
{
    const qint64 step = bytes >= 4 * kGiB ? kGiB : bytes >= kGiB ? kGiB / 4 : 16 * kMiB;
    return std::max(step, bytes / step * step);
}

class Rules
{
public:
    Rules(const std::vector<ServerSetting> &all, const ServerFigures &figures)
        : m_all(all), f(figures)
    {
    }

    std::vector<Advice> judge()
    {
        pending();
        safety();
        memory();
        writing();
        planning();
        watching();
        guides();
        std::stable_sort(m_advice.begin(), m_advice.end(),
            [](const Advice &a, const Advice &b) { return a.level > b.level; });
        return std::move(m_advice);
    }

private:
    const ServerSetting *find(const char *name) const
    {
        const auto it = std::find_if(m_all.begin(), m_all.end(),
            [name](const ServerSetting &one) { return one.name == QLatin1StringView(name); });
        return it == m_all.end() ? nullptr : &*it;
    }
    QString text(const char *name) const
    {
        const ServerSetting *s = find(name);
        return s ? s->value : QString();
    }
    qint64 bytes(const char *name) const
    {
        const ServerSetting *s = find(name);
        if (!s)
            return -1;
        const qint64 unit = s->unit == "8kB"_L1 ? 8192
            : s->unit == "kB"_L1                ? 1024
            : s->unit == "MB"_L1                ? kMiB
                                                : 1;
        return s->value.toLongLong() * unit;
    }
    bool is(const char *name, const char *value) const
    {
        const ServerSetting *s = find(name);
        return s && s->value == QLatin1StringView(value);
    }

    void add(const char *name, Level level, const QString &wanted, const QString &reason,
        const QString &source)
    {
        const ServerSetting *s = find(name);
        if (!s)
            return; // not of this version
        Advice advice{s->name, level, s->shown, wanted, reason, source, s->needsRestart(), {}};
        if (!wanted.isEmpty())
            advice.statement = u"ALTER SYSTEM SET %1 = %2"_s.arg(s->name, db::literal(wanted));
        m_advice.push_back(advice);
    }

    void pending()
    {
        for (const ServerSetting &one : m_all)
            if (one.pendingRestart)
                m_advice.push_back({one.name, Level::Warn, one.shown, {},
                    Words::tr("It was changed in a file and waits for a restart of the server."),
                    Words::tr("server"), true, {}});
    }

    void safety()
    {
        const QString source = Words::tr("safety");
        if (is("fsync", "off"))
            add("fsync", Level::Warn, u"on"_s,
                Words::tr("A crash of the machine would destroy the database."), source);
        if (is("full_page_writes", "off"))
            add("full_page_writes", Level::Warn, u"on"_s,
                Words::tr("A crash of the machine can leave half-written pages."), source);
        if (is("synchronous_commit", "off"))
            add("synchronous_commit", Level::Info, u"on"_s,
                Words::tr("A crash can lose the last committed transactions, though it destroys "
                          "nothing. Keep it off only where that is accepted."),
                source);
        if (is("autovacuum", "off"))
            add("autovacuum", Level::Warn, u"on"_s,
                Words::tr("Dead rows stay, tables grow, and in the end the server refuses writes."),
                source);
        if (is("track_counts", "off"))
            add("track_counts", Level::Warn, u"on"_s,
                Words::tr("Without counts autovacuum never comes."), source);
        if (is("password_encryption", "md5"))
            add("password_encryption", Level::Warn, u"scram-sha-256"_s,
                Words::tr("md5 hashes of passwords can be used to log in; new passwords should be "
                          "kept as SCRAM."),
                source);
        if (is("ssl", "off") && !f.local)
            add("ssl", Level::Warn, u"on"_s,
                Words::tr("Passwords, keys and texts cross the network in the clear."), source);
        if (is("idle_in_transaction_session_timeout", "0"))
            add("idle_in_transaction_session_timeout", Level::Info, u"10min"_s,
                Words::tr("A client that forgets to end its transaction keeps locks and holds back "
                          "vacuum for as long as it likes."),
                source);
        if (is("data_checksums", "off"))
            add("data_checksums", Level::Info, {},
                Words::tr("Damage of the disk goes unnoticed. pg_checksums --enable switches them on "
                          "while the server is stopped."),
                source);
    }

    void memory()
    {
        const QString source = Words::tr("this machine");
        const qint64 buffers = bytes("shared_buffers"), ram = f.machine.memory;
        if (f.machine.known && ram >= kGiB) {
            const qint64 wanted = rounded(std::min(ram / 4, 16 * kGiB));
            if (buffers < ram / 8 && buffers < wanted)
                add("shared_buffers", f.databaseBytes > 4 * buffers ? Level::Warn : Level::Info,
                    memoryText(wanted),
                    Words::tr("A quarter of this machine's %1 is usual; the databases take %2.")
                        .arg(QLocale().formattedDataSize(ram, 1),
                            QLocale().formattedDataSize(f.databaseBytes, 1)),
                    source);
            else if (buffers > ram * 2 / 5)
                add("shared_buffers", Level::Warn, memoryText(wanted),
                    Words::tr("More than 40 % of this machine's %1 leaves too little for sorting and "
                              "for the system's own cache.")
                        .arg(QLocale().formattedDataSize(ram, 1)),
                    source);
            const qint64 cache = bytes("effective_cache_size");
            if (cache > 0 && (cache < ram / 3 || cache > ram))
                add("effective_cache_size", Level::Info, memoryText(rounded(ram * 2 / 3)),
                    Words::tr("The planner's idea of what is cached should be near two thirds of this "
                              "machine's memory; it takes none."),
                    source);
            const qint64 care = bytes("maintenance_work_mem"), wish = rounded(std::min(ram / 16, kGiB));
            if (care < wish / 2)
                add("maintenance_work_mem", Level::Info, memoryText(wish),
                    Words::tr("Building indexes and vacuum go faster with more."), source);
        } else if (!f.machine.known && buffers == 128 * kMiB && f.databaseBytes > kGiB) {
            add("shared_buffers", Level::Info, {},
                Words::tr("It is the default of 128 MB, the databases take %1. A quarter of the "
                          "server's memory is usual.")
                    .arg(QLocale().formattedDataSize(f.databaseBytes, 1))
                    + u' ' + f.machine.why,
                Words::tr("server"));
        }
        workMemory();
    }

    void workMemory()
    {
        const double perDay =
            f.uptimeSeconds > 3600 ? double(f.temporaryBytes) * 86'400 / double(f.uptimeSeconds) : 0;
        if (bytes("work_mem") > 4 * kMiB || (perDay < double(kGiB) && f.temporaryBytes < 4 * kGiB))
            return;
        const qint64 most = std::max<qint64>(1, text("max_connections").toLongLong());
        const qint64 wanted = f.machine.known
            ? std::clamp<qint64>(f.machine.memory / 4 / most, 8 * kMiB, 64 * kMiB) / kMiB * kMiB
            : 16 * kMiB;
        add("work_mem", Level::Info, memoryText(wanted),
            Words::tr("Sorts spilled %1 to temporary files since the counts began. Each sort of each "
                      "connection may take this much.")
                .arg(QLocale().formattedDataSize(f.temporaryBytes, 1)),
            Words::tr("server"));
    }

    void writing()
    {
        const qint64 all = f.checkpointsTimed + f.checkpointsRequested;
        if (all > 20 && f.checkpointsRequested * 3 > all && bytes("max_wal_size") < 16 * kGiB)
            add("max_wal_size", Level::Warn, memoryText(std::max(4 * kGiB, 2 * bytes("max_wal_size"))),
                Words::tr("%1 of %2 checkpoints came because this much log was full, not by time; "
                          "writes slow down at each.")
                    .arg(f.checkpointsRequested)
                    .arg(all),
                Words::tr("server"));
        if (text("checkpoint_completion_target").toDouble() < 0.9
            && find("checkpoint_completion_target"))
            add("checkpoint_completion_target", Level::Info, u"0.9"_s,
                Words::tr("Writes are spread over the time between checkpoints; 0.9 is the default "
                          "since PostgreSQL 14."),
                Words::tr("server"));
        if (is("wal_level", "minimal"))
            add("wal_level", Level::Info, u"replica"_s,
                Words::tr("Base backups, standbys and going back to a point in time need it."),
                Words::tr("safety"));
        if (f.largestTable > 10e6 && text("autovacuum_vacuum_scale_factor").toDouble() >= 0.2)
            add("autovacuum_vacuum_scale_factor", Level::Info, u"0.05"_s,
                Words::tr("The largest table has %1 rows: at 20 % autovacuum waits for %2 dead ones.")
                    .arg(QLocale().toString(qint64(f.largestTable)),
                        QLocale().toString(qint64(f.largestTable / 5))),
                Words::tr("server"));
    }

    void planning()
    {
        if (text("random_page_cost").toDouble() >= 4)
            add("random_page_cost", Level::Info, u"1.1"_s,
                Words::tr("4 is meant for spinning disks; on an SSD the planner should trust indexes "
                          "more. Leave it where the data lies on a spinning disk."),
                Words::tr("usual practice"));
        if (is("effective_io_concurrency", "1") && f.versionNum < 180000)
            add("effective_io_concurrency", Level::Info, u"200"_s,
                Words::tr("An SSD serves many reads at once; 1 is meant for one spinning disk."),
                Words::tr("usual practice"));
    }

    void watching()
    {
        const QString source = Words::tr("our pages");
        if (const ServerSetting *libraries = find("shared_preload_libraries");
            libraries && !libraries->value.contains("pg_stat_statements"_L1)) {
            add("shared_preload_libraries", Level::Info, {},
                Words::tr("Without pg_stat_statements in it slow statements are not counted; the tab "
                          "Slow queries has the statement."),
                source);
        }
        if (is("track_io_timing", "off"))
            add("track_io_timing", Level::Info, u"on"_s,
                Words::tr("Plans and statistics then say how long reading took; it costs next to "
                          "nothing on today's machines (pg_test_timing tells)."),
                source);
        if (is("log_lock_waits", "off"))
            add("log_lock_waits", Level::Info, u"on"_s,
                Words::tr("Who waited longer than deadlock_timeout for a lock then stands in the log."),
                source);
        if (is("log_min_duration_statement", "-1"))
            add("log_min_duration_statement", Level::Info, u"1s"_s,
                Words::tr("Slow statements then stand in the log with their time. ai-pal's "
                          "SLOW_QUERY_THRESHOLD_MS, which its guide sets for this, is read nowhere."),
                Words::tr("guides, mended"));
        else if (is("log_min_duration_statement", "0"))
            add("log_min_duration_statement", Level::Warn, u"1s"_s,
                Words::tr("Every statement is written to the log, with what stands in it."), source);
    }

    void guides()
    {
        if (f.systems.contains("ai-pal"_L1))
            add("max_connections", Level::Info, {},
                Words::tr("ai-pal's files for Kubernetes pass it and shared_buffers to initdb, where "
                          "they have no effect; set them here."),
                Words::tr("guides, mended"));
        if (f.systems.contains("ai-pal"_L1) && is("jit", "on"))
            add("jit", Level::Info, u"off"_s,
                Words::tr("ai-pal switches it off for its own connections: compiling costs more than "
                          "its short statements take. Long reports may want it on."),
                Words::tr("guides"));
    }

    const std::vector<ServerSetting> &m_all;
    const ServerFigures &f;
    std::vector<Advice> m_advice;
};

} // namespace

std::vector<Advice> judgeSettings(const std::vector<ServerSetting> &all, const ServerFigures &figures)
{
    return Rules(all, figures).judge();
}

} // namespace gatehouse::care
