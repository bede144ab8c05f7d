#include "backup/schedule.h"

#include "backup/words.h"
#include "base/process.h"
#include "base/securefile.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>

namespace gatehouse::backup {
namespace {

constexpr auto kPrefix = "gatehouse-backup-"_L1;
constexpr int kAskMs = 10000;

const QStringList &weekdays()
{
    static const QStringList names{
        u"Mon"_s, u"Tue"_s, u"Wed"_s, u"Thu"_s, u"Fri"_s, u"Sat"_s, u"Sun"_s};
    return names;
}

QString unitFolder()
{
    const QString config = qEnvironmentVariable("XDG_CONFIG_HOME");
    return (config.isEmpty() ? QDir::homePath() + u"/.config"_s : config) + u"/systemd/user"_s;
}

QString unitPath(const QString &name, QLatin1StringView kind)
{
    return unitFolder() + u'/' + kPrefix + name + kind;
}

Result<CommandOutput> systemctl(const QStringList &arguments, const CancelToken &token)
{
    const QString program = QStandardPaths::findExecutable(u"systemctl"_s);
    if (program.isEmpty())
        return refused(Words::tr("There is no systemd on this machine; use the line for cron."));
    Command command{program, QStringList{u"--user"_s} + arguments};
    command.timeoutMs = kAskMs;
    for (const char *name : {"XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME"}) {
        if (qEnvironmentVariableIsSet(name))
            command.environment.insert({QLatin1StringView(name), qEnvironmentVariable(name)});
    }
    auto said = runCommand(command, token);
    if (said && said.value().exitCode != 0)
        return refused(Words::tr("systemd does not take timers of this user here; use the line for "
                                 "cron."),
            QString::fromUtf8(said.value().err).trimmed());
    return said;
}

// For ExecStart=: one word, with what systemd would expand doubled.
QString unitWord(QString word)
{
    word.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    word.replace(u'%', u"%%"_s).replace(u'$', u"$$"_s);
    return u'"' + word + u'"';
}

// For a shell that cron starts, which is not ours: one word in single quotes.
QString shellWord(QString word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:@=-]+$"_s);
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + word.replace(u'\'', u"'\\''"_s) + u'\'';
}

QDateTime timeOf(const QHash<QString, QString> &properties, const QString &name)
{
    // "Sun 2026-11-22 03:00:00 UTC"; n/a or 0 when there is none.
    const QStringList words = properties.value(name).split(u' ');
    return words.size() >= 3 ? QDateTime::fromString(words[1] + u'T' + words[2], Qt::ISODate)
                             : QDateTime();
}

Result<> checkName(const QString &name)
{
    static const QRegularExpression form(u"^[A-Za-z0-9_-]{1,60}$"_s);
    if (form.match(name).hasMatch())
        return Done{};
    return invalid(
        Words::tr("The name of a schedule has letters, digits, - and _ only, 60 at most."));
}

} // namespace

QString When::calendar() const
{
    const QString time =
        u"%1:%2:00"_s.arg(hour, 2, 10, QLatin1Char('0')).arg(minute, 2, 10, QLatin1Char('0'));
    switch (every) {
    case Every::Hour:
        return u"*-*-* *:%1:00"_s.arg(minute, 2, 10, QLatin1Char('0'));
    case Every::Day:
        return u"*-*-* "_s + time;
    case Every::Week:
        break;
    }
    return weekdays().value(weekday - 1) + u" *-*-* "_s + time;
}

QString When::cron() const
{
    switch (every) {
    case Every::Hour:
        return u"%1 * * * *"_s.arg(minute);
    case Every::Day:
        return u"%1 %2 * * *"_s.arg(minute).arg(hour);
    case Every::Week:
        break;
    }
    return u"%1 %2 * * %3"_s.arg(minute).arg(hour).arg(weekday % 7);
}

qint64 When::seconds() const
{
    return every == Every::Hour ? 3600 : every == Every::Day ? 86400 : 7 * 86400;
}

Result<When> parseWhen(const QString &text)
{
    static const QRegularExpression form(
        u"^(?:(hourly)(?: :?(\\d{2}))?|(daily)(?: (\\d{1,2}):(\\d{2}))?|(weekly) (Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?: (\\d{1,2}):(\\d{2}))?)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text.simplified());
    When when;
    if (!match.captured(1).isEmpty()) {
        when.every = When::Every::Hour;
        when.minute = match.captured(2).toInt();
    } else if (!match.captured(3).isEmpty()) {
        when.hour = match.captured(4).isEmpty() ? 3 : match.captured(4).toInt();
        when.minute = match.captured(5).toInt();
    } else if (!match.captured(6).isEmpty()) {
        when.every = When::Every::Week;
        when.weekday = int(weekdays().indexOf(match.captured(7).left(1).toUpper()
                           + match.captured(7).mid(1).toLower()))
            + 1;
        when.hour = match.captured(8).isEmpty() ? 3 : match.captured(8).toInt();
        when.minute = match.captured(9).toInt();
    }
    if (!match.hasMatch() || when.hour > 23 || when.minute > 59)
        return invalid(Words::tr("The time is hourly, \"daily 03:15\" or \"weekly Mon 03:15\"."));
    return when;
}

QString serviceText(const Schedule &schedule)
{
    QString text =
        u"[Unit]\nDescription=Gatehouse backup %1\n\n[Service]\nType=oneshot\nUMask=0077\n"_s.arg(
            schedule.name);
    for (const QStringList &run : schedule.runs) {
        QStringList words{unitWord(schedule.program)};
        for (const QString &argument : run)
            words.append(unitWord(argument));
        text += u"ExecStart="_s + words.join(u' ') + u'\n';
    }
    return text;
}

QString timerText(const Schedule &schedule)
{
    return u"[Unit]\nDescription=Gatehouse backup %1\n\n[Timer]\nOnCalendar=%2\nPersistent=true\n"
           "RandomizedDelaySec=30\n\n[Install]\nWantedBy=timers.target\n"_s.arg(
               schedule.name, schedule.when.calendar());
}

QString cronLine(const Schedule &schedule)
{
    QStringList commands;
    for (const QStringList &run : schedule.runs) {
        QStringList words{shellWord(schedule.program)};
        for (const QString &argument : run)
            words.append(shellWord(argument));
        commands.append(words.join(u' '));
    }
    return schedule.when.cron() + u' ' + commands.join(u" && "_s).replace(u'%', u"\\%"_s);
}

Result<> installTimer(const Schedule &schedule, const CancelToken &token)
{
    if (auto fine = checkName(schedule.name); !fine)
        return fine;
    if (auto there = systemctl({u"list-timers"_s, u"--no-pager"_s}, token); !there)
        return there.error();
    if (auto made = makePrivateDir(unitFolder()); !made)
        return made;
    const QString service = unitPath(schedule.name, ".service"_L1);
    const QString timer = unitPath(schedule.name, ".timer"_L1);
    if (auto done = writeSecureFile(service, serviceText(schedule).toUtf8()); !done)
        return done;
    if (auto done = writeSecureFile(timer, timerText(schedule).toUtf8()); !done)
        return done;
    if (auto done = systemctl({u"daemon-reload"_s}, token); !done)
        return done.error();
    auto enabled =
        systemctl({u"enable"_s, u"--now"_s, kPrefix + schedule.name + u".timer"_s}, token);
    if (!enabled)
        return enabled.error();
    return Done{};
}

Result<> removeTimer(const QString &name, const CancelToken &token)
{
    if (auto fine = checkName(name); !fine)
        return fine;
    if (!QFile::exists(unitPath(name, ".timer"_L1)))
        return invalid(Words::tr("There is no schedule %1.").arg(name));
    (void)bool(systemctl({u"disable"_s, u"--now"_s, kPrefix + name + u".timer"_s}, token));
    for (const auto kind : {".timer"_L1, ".service"_L1}) {
        if (!QFile::remove(unitPath(name, kind)))
            return ioError(Words::tr("%1 cannot be removed.").arg(unitPath(name, kind)));
    }
    (void)bool(systemctl({u"daemon-reload"_s}, token));
    return Done{};
}

std::vector<Scheduled> schedules(const QDateTime &now, const CancelToken &token)
{
    std::vector<Scheduled> all;
    const QStringList files = QDir(unitFolder()).entryList({kPrefix + u"*.timer"_s}, QDir::Files);
    for (const QString &file : files) {
        Scheduled one;
        one.name = file.mid(kPrefix.size()).chopped(6);
        const auto content = readFile(unitFolder() + u'/' + file, 65536);
        for (const QByteArray &line : content ? content.value().split('\n') : QList<QByteArray>()) {
            if (line.startsWith("OnCalendar="))
                one.calendar = QString::fromUtf8(line.mid(11));
        }
        const auto said = systemctl(
            {u"show"_s, file, u"--property=ActiveState,NextElapseUSecRealtime,LastTriggerUSec"_s},
            token);
        QHash<QString, QString> properties;
        for (const QByteArray &line : said ? said.value().out.split('\n') : QList<QByteArray>()) {
            const QString text = QString::fromUtf8(line);
            properties.insert(text.section(u'=', 0, 0), text.section(u'=', 1));
        }
        one.active = properties.value(u"ActiveState"_s) == "active"_L1;
        one.next = timeOf(properties, u"NextElapseUSecRealtime"_s);
        one.last = timeOf(properties, u"LastTriggerUSec"_s);
        one.missed = !one.active || (one.next.isValid() && one.next < now);
        all.push_back(one);
    }
    return all;
}

} // namespace gatehouse::backup
