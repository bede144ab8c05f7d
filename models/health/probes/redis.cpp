// PING and INFO over plain TCP. The measurement answers "ping" with the reply line without its sign,
// and "info" with the text of INFO.
#include "health/probe.h"
#include "health/words.h"

namespace gatehouse::health {
namespace {

QMap<QByteArray, QByteArray> fieldsOf(const QByteArray &info)
{
    QMap<QByteArray, QByteArray> fields;
    for (const QByteArray &line : info.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            fields.insert(line.left(colon), line.mid(colon + 1).trimmed());
    }
    return fields;
}

qint64 keysIn(const QMap<QByteArray, QByteArray> &fields)
{
    qint64 keys = 0;
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        if (it.key().startsWith("db") && it->startsWith("keys="))
            keys += it->mid(5, it->indexOf(',') - 5).toLongLong();
    }
    return keys;
}

Judgement judgeError(const Answer &ping)
{
    const QString words = quoted(ping.body);
    if (ping.body.startsWith("LOADING"))
        return bad(State::Degraded, "loading",
            Words::tr("Redis is up and still reads its data from disk (%1).").arg(words));
    if (ping.body.startsWith("NOAUTH") || ping.body.startsWith("WRONGPASS")
        || ping.body.startsWith("ERR invalid password") || ping.body.startsWith("ERR AUTH"))
        return bad(State::Unknown, "not-allowed",
            Words::tr("Redis answers and wants another password (%1).").arg(words));
    return bad(State::Degraded, "server-error", Words::tr("Redis reports: %1.").arg(words));
}

Judgement judgeInfo(const QMap<QByteArray, QByteArray> &fields)
{
    const QString version = quoted(fields.value("redis_version"));
    if (fields.value("rdb_last_bgsave_status") == "err")
        return bad(State::Degraded, "save-failed",
            Words::tr("Redis %1 answers, and its last save to disk failed; look into its log.")
                .arg(version));
    if (fields.value("master_link_status") == "down")
        return bad(State::Degraded, "replica-cut",
            Words::tr("Redis %1 is a replica that has lost its master.").arg(version));
    const qint64 used = fields.value("used_memory").toLongLong();
    const qint64 most = fields.value("maxmemory").toLongLong();
    if (most > 0 && double(used) > 0.95 * double(most))
        return bad(State::Degraded, "memory-full",
            Words::tr("Redis %1 answers, and its memory is nearly full (%2 %).")
                .arg(version)
                .arg(100 * used / most));
    return up(Words::tr("Redis %1, %n key(s).", nullptr, int(std::min<qint64>(keysIn(fields), INT_MAX)))
                  .arg(version));
}

Judgement judge(const Endpoint &endpoint, Depth, const Answers &answers)
{
    if (answers.empty())
        return {};
    const Answer &ping = answers.front();
    if (auto judgement = judgeTransport(endpoint, ping))
        return *judgement;
    if (ping.body != "PONG")
        return judgeError(ping);
    const Answer *info = answerTo(answers, u"info"_s);
    // Some hosted services forbid INFO; PONG is what counts.
    if (!info || !info->ok())
        return up(Words::tr("Redis answers."));
    const auto fields = fieldsOf(info->body);
    if (!fields.contains("redis_version"))
        return up(Words::tr("Redis answers."));
    Judgement judgement = judgeInfo(fields);
    judgement.version = quoted(fields.value("redis_version"));
    return judgement;
}

} // namespace

ProbeSpec redisProbe() { return {"redis", "Redis", Wire::Redis, 6379, nullptr, judge}; }

} // namespace gatehouse::health
