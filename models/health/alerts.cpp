#include "health/alerts.h"

#include "base/redact.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "base/settings.h"
#include "health/webhook.h"
#include "health/words.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::health {

namespace {

constexpr qint64 kLongestFile = 64 * 1024;
const QString kTime = u"HH:mm"_s;

QString rulesFile(const QString &profileId)
{
    const QByteArray digest =
        QCryptographicHash::hash(profileId.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return configDir() + "/health-alerts-"_L1 + QString::fromLatin1(digest) + ".json"_L1;
}

QString lengthText(qint64 ms)
{
    const qint64 minutes = std::max<qint64>(0, ms) / 60000;
    if (minutes < 1)
        return Words::tr("%n second(s)", nullptr, int(std::max<qint64>(0, ms) / 1000));
    if (minutes < 60)
        return Words::tr("%n minute(s)", nullptr, int(minutes));
    return Words::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

bool counts(State state, const AlertRules &rules)
{
    return isBad(state) && (state != State::Degraded || rules.degraded);
}

QString utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

Error badRules(const QString &place)
{
    return invalid(
        Words::tr("The rules of alerts cannot be used: %1 is not as it must be.").arg(place));
}

} // namespace

bool AlertRules::isQuiet(qint64 ms) const
{
    if (!quiet || quietFrom == quietTo)
        return false;
    const QTime now = QDateTime::fromMSecsSinceEpoch(ms, zone).time();
    return quietFrom < quietTo ? now >= quietFrom && now < quietTo
                               : now >= quietFrom || now < quietTo;
}

QString alertTitle(const Alert &alert)
{
    const QString title = safeText(alert.title);
    if (alert.isOver)
        return Words::tr("%1 is well again").arg(title);
    switch (alert.state) {
    case State::Degraded:
        return Words::tr("%1 is degraded").arg(title);
    case State::WrongModel:
        return Words::tr("%1 serves the wrong model").arg(title);
    default:
        return Words::tr("%1 is down").arg(title);
    }
}

QString alertText(const Alert &alert)
{
    if (alert.isOver)
        return Words::tr("It lasted %1, since %2: %3")
            .arg(lengthText(alert.at - alert.since), utc(alert.since), quoted(alert.reason));
    return Words::tr("Since %1: %2").arg(utc(alert.since), quoted(alert.reason));
}

QByteArray alertJson(const Alert &alert)
{
    const QJsonObject json{{u"event"_s, alert.isOver ? u"ended"_s : u"began"_s},
        {u"endpoint"_s, redact(alert.endpoint)}, {u"title"_s, safeText(alert.title)},
        {u"state"_s, stateId(alert.state)}, {u"cause"_s, alert.cause},
        {u"reason"_s, quoted(alert.reason)},
        {u"since"_s, QDateTime::fromMSecsSinceEpoch(alert.since, Qt::UTC).toString(Qt::ISODate)},
        {u"at"_s, QDateTime::fromMSecsSinceEpoch(alert.at, Qt::UTC).toString(Qt::ISODate)},
        {u"text"_s, alertTitle(alert) + u". "_s + alertText(alert)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void AlertBook::known(const QString &endpoint)
{
    Open open;
    open.alert.endpoint = endpoint;
    open.told = true;
    m_open.emplace(endpoint, std::move(open));
}

void AlertBook::follow(const Reading &reading, const AlertRules &rules)
{
    const auto found = m_open.find(reading.endpoint);
    if (counts(reading.shown, rules)) {
        Open &open = m_open[reading.endpoint];
        const bool began = found == m_open.end();
        if (began || open.alert.since == 0)
            open.alert = {false, reading.endpoint, reading.title, reading.shown, reading.cause,
                reading.reason, reading.shownSince, reading.at};
        open.over = false;
        open.alert.at = reading.at;
        // Of two kinds of trouble the graver is told; down is graver than a wrong model.
        if (reading.shown == State::Down)
            open.alert.state = State::Down;
    } else if (found != m_open.end() && reading.shown == State::Up) {
        found->second.over = true;
        found->second.alert.at = reading.shownSince;
    }
}

std::vector<Alert> AlertBook::take(const std::vector<Reading> &readings, const AlertRules &rules)
{
    std::vector<Alert> alerts;
    for (const Reading &reading : readings) {
        follow(reading, rules);
        const auto found = m_open.find(reading.endpoint);
        if (found == m_open.end() || rules.isQuiet(reading.at))
            continue;
        Open &open = found->second;
        if (!open.over && !open.told) {
            open.told = true;
            alerts.push_back(open.alert);
        } else if (open.over) {
            open.alert.isOver = true;
            if (open.told && rules.recovery && open.alert.since > 0)
                alerts.push_back(open.alert);
            m_open.erase(found);
        }
    }
    return alerts;
}

QByteArray alertRulesJson(const AlertRules &rules)
{
    QJsonObject json{{u"tray"_s, rules.tray}, {u"degraded"_s, rules.degraded},
        {u"recovery"_s, rules.recovery}, {u"quiet"_s, rules.quiet},
        {u"quietFrom"_s, rules.quietFrom.toString(kTime)},
        {u"quietTo"_s, rules.quietTo.toString(kTime)},
        {u"zone"_s, QString::fromUtf8(rules.zone.id())}};
    if (rules.webhook)
        json.insert(u"webhook"_s, rules.webhook->text());
    return QJsonDocument(json).toJson();
}

Result<AlertRules> parseAlertRules(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return badRules(u"the file"_s);
    const QJsonObject object = document.object();
    AlertRules rules;
    const std::pair<const char *, bool *> flags[] = {{"tray", &rules.tray},
        {"degraded", &rules.degraded}, {"recovery", &rules.recovery}, {"quiet", &rules.quiet}};
    for (const auto &[name, flag] : flags) {
        const QJsonValue value = object.value(QLatin1StringView(name));
        if (!value.isUndefined() && !value.isBool())
            return badRules(QLatin1StringView(name));
        *flag = value.toBool(*flag);
    }
    const std::pair<const char *, QTime *> times[] = {
        {"quietFrom", &rules.quietFrom}, {"quietTo", &rules.quietTo}};
    for (const auto &[name, time] : times) {
        const QString text = object.value(QLatin1StringView(name)).toString();
        if (text.isEmpty())
            continue;
        *time = QTime::fromString(text, kTime);
        if (!time->isValid())
            return badRules(QLatin1StringView(name));
    }
    if (const QString zone = object.value("zone"_L1).toString(); !zone.isEmpty()) {
        rules.zone = QTimeZone(zone.toUtf8());
        if (!rules.zone.isValid())
            return badRules(u"zone"_s);
    }
    if (const QString address = object.value("webhook"_L1).toString(); !address.isEmpty()) {
        if (!whyNoWebhook(address).isEmpty())
            return badRules(u"webhook"_s);
        rules.webhook = webhookSecret(address);
    }
    return rules;
}

Result<AlertRules> loadAlertRules(const QString &profileId)
{
    const QString path = rulesFile(profileId);
    if (!QFile::exists(path))
        return AlertRules();
    const auto content = readFile(path, kLongestFile);
    if (!content)
        return content.error();
    return parseAlertRules(content.value());
}

Result<> saveAlertRules(const QString &profileId, const AlertRules &rules)
{
    return writeSecureFile(rulesFile(profileId), alertRulesJson(rules));
}

std::optional<std::pair<QTime, QTime>> quietHoursFrom(const QString &text)
{
    const QStringList parts = text.split(u'-');
    if (parts.size() != 2)
        return std::nullopt;
    const QTime from = QTime::fromString(parts[0].trimmed(), kTime);
    const QTime to = QTime::fromString(parts[1].trimmed(), kTime);
    if (!from.isValid() || !to.isValid() || from == to)
        return std::nullopt;
    return std::pair{from, to};
}

} // namespace gatehouse::health
