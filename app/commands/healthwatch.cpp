#include "app/commands/healthlist.h"
#include "app/commands/healthtell.h"
#include "app/commands/words.h"
#include "base/clock.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "health/watch.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <condition_variable>
#include <limits>
#include <mutex>

namespace gatehouse::commands {

namespace {

using health::Reading;

constexpr qsizetype kMostHeld = 50'000; // readings that wait for a history that is away
constexpr qint64 kDayMs = 86'400'000;

// From the watch's thread to the one that writes.
class Inbox
{
public:
    void put(const Reading &reading)
    {
        const std::lock_guard lock(m_mutex);
        m_readings.push_back(reading);
        m_changed.notify_all();
    }
    void wake()
    {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    }
    // Waits at most so long for the first; then takes them all.
    std::vector<Reading> take(int ms, const CancelToken &token)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(ms),
            [this, &token] { return !m_readings.empty() || token.isCancelled(); });
        return std::exchange(m_readings, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Reading> m_readings;
};

// A word for a unit file: systemd takes %, \, " and $ apart.
QString unitWord(QString word)
{
    word.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'%', u"%%"_s).replace(u'$', u"$$"_s);
    return u'"' + word + u'"';
}

Result<QString> unitText(Context &context)
{
    QStringList words{QCoreApplication::applicationFilePath()};
    if (context.has("url"))
        return invalid(Words::tr("A unit must not hold an address with a password: save the "
                                 "connection in Gatehouse and give --profile NAME."));
    if (context.has("profile"))
        words << u"--profile"_s << context.text("profile");
    if (context.has("webhook"))
        return invalid(Words::tr("A unit must not hold the address of a webhook: put it into a "
                                 "variable of the service's environment and give --webhook-from NAME."));
    words << u"health"_s << u"watch"_s;
    for (const char *option : {"endpoints", "env"}) {
        if (!context.has(option))
            continue;
        const QFileInfo file(context.text(option));
        if (!file.exists())
            return invalid(Words::tr("The file %1 is not there.").arg(file.filePath()));
        words << u"--"_s + QLatin1StringView(option) << file.absoluteFilePath();
    }
    for (const char *option : {"system", "keep-days", "webhook-from", "quiet"})
        if (context.has(option))
            words << u"--"_s + QLatin1StringView(option) << context.text(option);
    for (const char *flag : {"live-keys", "degraded"})
        if (context.has(flag))
            words << u"--"_s + QLatin1StringView(flag);
    QStringList quoted;
    for (const QString &word : std::as_const(words)) {
        if (word.contains(u'\n'))
            return invalid(Words::tr("A unit cannot hold a name with a line break in it."));
        quoted << unitWord(word);
    }
    return u"[Unit]\nDescription=Gatehouse: watch over model servers and services\n"
           "After=network-online.target\n\n[Service]\nExecStart=%1\nRestart=on-failure\n"
           "RestartSec=10\nSuccessExitStatus=4\nUMask=0077\nNoNewPrivileges=yes\n\n[Install]\nWantedBy=default.target\n"_s
        .arg(quoted.join(u' '));
}

Exit printUnit(Context &context)
{
    const auto text = unitText(context);
    if (!text)
        return context.failed(text.error());
    const QString path = context.text("output");
    if (path.isEmpty()) {
        if (!context.json())
            context.write(text.value().toUtf8());
        return context.done(QJsonObject{{u"unit"_s, text.value()}});
    }
    if (auto done = createSecureFile(path, text.value().toUtf8()); !done)
        return context.failed(done.error());
    context.say(Words::tr("Written to %1. To start it now and at each login: systemctl --user "
                          "enable --now %2")
                    .arg(QFileInfo(path).absoluteFilePath(), QFileInfo(path).fileName()));
    return context.done(QJsonObject{{u"unit"_s, text.value()}, {u"path"_s, path}});
}

// Says changes, or with --json each look.
class Reporter
{
public:
    explicit Reporter(Context &context) : m_context(context) { }
    void tell(const Reading &reading)
    {
        if (m_context.json()) {
            const QJsonObject json{{u"at"_s, instantText(reading.at)},
                {u"endpoint"_s, reading.endpoint}, {u"title"_s, reading.title},
                {u"state"_s, health::stateId(reading.shown)},
                {u"seen"_s, health::stateId(reading.measured)}, {u"cause"_s, reading.cause},
                {u"reason"_s, reading.reason},
                {u"latencyMs"_s,
                    reading.latencyMs < 0 ? QJsonValue() : QJsonValue(reading.latencyMs)}};
            m_context.write(QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n');
            return;
        }
        const auto before = m_shown.constFind(reading.endpoint);
        if (before != m_shown.constEnd() && *before == reading.shown)
            return;
        m_shown.insert(reading.endpoint, reading.shown);
        m_context.say(safeText(u"%1  %2  %3  %4"_s.arg(instantText(reading.at),
            reading.title, health::stateName(reading.shown), reading.reason)));
    }

private:
    Context &m_context;
    QHash<QString, health::State> m_shown;
};

Result<> createIfWished(Context &context)
{
    if (!context.has("in-database"))
        return Done{};
    auto session = context.open(false);
    if (!session)
        return session.error();
    const auto status = context.run(
        *session.value(), [](db::Sql &sql) { return health::tablesStatus(sql); });
    if (!status)
        return status.error();
    if (status.value().state == health::TablesState::Ready)
        return Done{};
    if (auto sure = context.confirm(
            Words::tr("Create the schema gatehouse and five tables for the history of health in "
                      "this database?"));
        !sure)
        return sure;
    const auto actor = trail::thisProcess(
        u"gatehousectl %1"_s.arg(QLatin1StringView(GATEHOUSE_VERSION)), session.value()->options().info.label());
    return context.run(
        *session.value(), [&actor](db::Sql &sql) { return health::createTables(sql, actor); });
}

// Keeps what could not be written, and says so once.
class Keeper
{
public:
    Keeper(Context &context, HealthHistory history, qint64 keepMs)
        : m_context(context), m_history(std::move(history)), m_keepMs(keepMs)
    {
    }
    void add(std::vector<Reading> readings)
    {
        for (Reading &reading : readings)
            m_held.push_back(std::move(reading));
        if (qsizetype(m_held.size()) > kMostHeld)
            m_held.erase(m_held.begin(), m_held.end() - kMostHeld);
    }
    // When the history is away it is tried again a little later.
    void write()
    {
        const qint64 now = Clock::system().monotonicMs();
        if (m_held.empty() || now < m_notBefore)
            return;
        const auto done = m_history.ask(m_context,
            [readings = m_held](health::History &history) { return history.append(readings); });
        if (!done) {
            if (!m_away)
                m_context.warn(done.error().text);
            m_away = true;
            m_notBefore = now + 5000;
            return;
        }
        if (std::exchange(m_away, false))
            m_context.warn(Words::tr("The history is written again; nothing was lost."));
        m_held.clear();
        if (now - m_pruned > kDayMs || m_pruned == 0)
            prune(now);
    }
    void writeLast()
    {
        if (m_held.empty())
            return;
        if (const auto done = m_history.appendLast(m_held); !done)
            m_context.warn(done.error().text);
    }

private:
    void prune(qint64 now)
    {
        m_pruned = now;
        const qint64 before = Clock::system().now().toMSecsSinceEpoch() - m_keepMs;
        const auto done = m_history.ask(
            m_context, [before](health::History &history) { return history.prune(before); });
        if (!done && m_context.token().isCancelled() == false)
            m_context.warn(done.error().text);
    }

    Context &m_context;
    HealthHistory m_history;
    qint64 m_keepMs, m_notBefore = 0, m_pruned = 0;
    std::vector<Reading> m_held;
    bool m_away = false;
};

// A history that cannot be read keeps nobody from being told.
QStringList openIncidents(Context &context, HealthHistory &history)
{
    const qint64 now = Clock::system().now().toMSecsSinceEpoch();
    const auto all = history.ask(context, [now](health::History &kept) {
        return kept.incidents(now - kDayMs, now + 1, health::kMostIncidents);
    });
    QStringList open;
    for (const health::Incident &one : all ? all.value() : std::vector<health::Incident>())
        if (one.end == 0)
            open << one.endpoint;
    return open;
}

} // namespace

Exit healthWatch(Context &context)
{
    if (context.has("systemd"))
        return printUnit(context);
    const auto seconds = context.number("for", 0, 1, 365LL * 86400);
    const auto days = context.number("keep-days", 90, 1, 3660);
    for (const auto *number : {&seconds, &days})
        if (!*number)
            return context.wrongUsage(number->error().text);
    const auto endpoints = healthEndpoints(context);
    if (!endpoints)
        return context.failed(endpoints.error());
    if (auto done = createIfWished(context); !done)
        return context.failed(done.error());
    const auto rules = alertRulesOf(context);
    if (!rules)
        return context.wrongUsage(rules.error().text);
    auto history = healthHistory(context, true);
    if (!history)
        return context.failed(history.error());
    HealthHistory kept = std::move(history).value();
    context.say(kept.where);
    Teller teller(rules.value());
    teller.seed(openIncidents(context, kept));
    Keeper keeper(context, std::move(kept), days.value() * kDayMs);
    Reporter reporter(context);
    Inbox inbox;
    const auto hook = context.token().onCancel([&inbox] { inbox.wake(); });
    const qint64 end = seconds.value() > 0
        ? Clock::system().monotonicMs() + 1000 * seconds.value()
        : std::numeric_limits<qint64>::max();
    {
        health::Watch watch(endpoints.value(),
            [&inbox](const health::Endpoint &, const Reading &reading, const health::Judgement &) {
                inbox.put(reading);
            });
        while (!context.token().isCancelled() && Clock::system().monotonicMs() < end) {
            const auto wait = std::min<qint64>(1000, end - Clock::system().monotonicMs());
            std::vector<Reading> readings = inbox.take(int(std::max<qint64>(wait, 0)), context.token());
            for (const Reading &reading : readings)
                reporter.tell(reading);
            teller.tell(readings);
            for (const QString &trouble : teller.troubles())
                context.warn(trouble);
            keeper.add(std::move(readings));
            keeper.write();
        }
    }
    keeper.add(inbox.take(0, context.token()));
    keeper.writeLast();
    return context.token().isCancelled() ? Exit::Cancelled : Exit::Done;
}

} // namespace gatehouse::commands
