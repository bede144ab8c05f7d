#include "care/budget.h"

#include "base/dotenv.h"
#include "care/words.h"
#include "db/composefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace gatehouse::care {

namespace {

struct Known
{
    QString system, note;
    QStringList sizeVariables, overflowVariables;
    int size = 0, overflow = 0;
};

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &one : value.toArray())
        texts << one.toString();
    return texts;
}

const std::vector<Known> &allKnown()
{
    static const std::vector<Known> known = [] {
        std::vector<Known> all;
        QFile file(u":/data/pools.json"_s);
        if (file.open(QIODevice::ReadOnly))
            for (const QJsonValue &one : QJsonDocument::fromJson(file.readAll()).array())
                all.push_back({one[u"system"_s].toString(), one[u"note"_s].toString(),
                    textsOf(one[u"sizeVariables"_s]), textsOf(one[u"overflowVariables"_s]),
                    one[u"size"_s].toInt(), one[u"overflow"_s].toInt()});
        return all;
    }();
    return known;
}

const Known &knownOf(const QString &system)
{
    for (const Known &one : allKnown())
        if (one.system == system)
            return one;
    return allKnown().back();
}

std::optional<int> number(const QMap<QString, QString> &variables, const QStringList &names,
    QStringList &from)
{
    for (const QString &name : names) {
        bool good = false;
        const int value = variables.value(name).trimmed().toInt(&good);
        if (good && value >= 0 && value <= 100'000) {
            from << name + u'=' + QString::number(value);
            return value;
        }
    }
    return {};
}

// Prisma and the like keep it in the address.
std::optional<int> fromAddress(const QMap<QString, QString> &variables, QStringList &from)
{
    static const QRegularExpression limit(u"[?&](connection_limit|pool_size)=(\\d{1,6})"_s);
    for (auto it = variables.begin(); it != variables.end(); ++it) {
        const QRegularExpressionMatch match = limit.match(it.value());
        if (!match.hasMatch() || !it.value().contains("://"_L1))
            continue;
        from << it.key() + u": "_s + match.captured(1) + u'=' + match.captured(2);
        return match.captured(2).toInt();
    }
    return {};
}

bool isCompose(const QString &file)
{
    return file.endsWith(".yml"_L1, Qt::CaseInsensitive)
        || file.endsWith(".yaml"_L1, Qt::CaseInsensitive);
}

} // namespace

std::optional<PoolPlan> poolOf(
    const QString &service, const QMap<QString, QString> &variables, const QString &system)
{
    const Known &known = knownOf(system);
    PoolPlan plan;
    plan.service = service;
    plan.system = system;
    plan.note = known.note;
    auto size = number(variables, known.sizeVariables, plan.from);
    if (!size)
        size = fromAddress(variables, plan.from);
    if (!size && known.size > 0) {
        size = known.size;
        plan.from << Words::tr("the code's default of %1").arg(known.size);
    }
    if (!size)
        return {};
    plan.size = *size;
    const auto overflow = number(variables, known.overflowVariables, plan.from);
    plan.overflow = overflow.value_or(known.overflow);
    if (!overflow && known.overflow > 0)
        plan.from << Words::tr("%1 more by the code's default").arg(known.overflow);
    const auto workers = number(variables,
        {u"WEB_CONCURRENCY"_s, u"UVICORN_WORKERS"_s, u"GUNICORN_WORKERS"_s, u"WORKERS"_s,
            u"PUMA_WORKERS"_s, u"CELERY_WORKER_CONCURRENCY"_s},
        plan.from);
    plan.workers = std::max(1, workers.value_or(1));
    plan.workersKnown = workers.has_value();
    return plan;
}

Result<std::vector<PoolPlan>> poolsOf(
    const QString &file, const QByteArray &content, const QStringList &systems)
{
    const QString first = systems.value(0);
    std::vector<PoolPlan> plans;
    if (!isCompose(file)) {
        const Dotenv env = parseDotenv(content);
        if (env.entries.empty())
            return invalid(Words::tr("%1 is no .env: it assigns nothing.").arg(file));
        if (auto plan = poolOf(file, env.values, first))
            plans.push_back(std::move(*plan));
        return plans;
    }
    auto services = db::readCompose(content, {});
    if (!services)
        return services.error();
    for (const db::ComposeService &service : services.value()) {
        const auto names = service.environment.keys();
        const bool asks = std::any_of(names.begin(), names.end(), [&service](const QString &name) {
            return service.environment.value(name).startsWith("postgres"_L1)
                && service.environment.value(name).contains("://"_L1);
        });
        // A service without an address of a database, and without figures, opens none.
        if (auto plan = poolOf(service.name, service.environment, asks ? first : QString()))
            plans.push_back(std::move(*plan));
    }
    return plans;
}

qint64 Budget::available() const
{
    qint64 room = most - reservedSuperuser - reserved;
    if (roleMost >= 0)
        room = std::min<qint64>(room, roleMost);
    if (databaseMost >= 0)
        room = std::min<qint64>(room, databaseMost);
    return std::max<qint64>(0, room);
}

qint64 Budget::wanted() const
{
    qint64 sum = 0;
    for (const PoolPlan &pool : pools)
        sum += pool.most();
    return sum;
}

QStringList Budget::sentences() const
{
    QStringList all;
    all << Words::tr("The server takes %1 connections; %2 are kept back, so %3 are for the services. "
                     "%4 are open now.")
               .arg(most)
               .arg(reservedSuperuser + reserved)
               .arg(available())
               .arg(used);
    if (pools.empty())
        return all;
    if (fits())
        all << Words::tr("At most %1 would be opened by the services: they fit.").arg(wanted());
    else
        all << Words::tr("The services may open %1, which is %2 too many: under load the last ones "
                         "are refused with \"too many clients\". Make pools smaller, put PgBouncer "
                         "between, or raise max_connections (a restart).")
                   .arg(wanted())
                   .arg(wanted() - available());
    for (const PoolPlan &pool : pools)
        if (!pool.workersKnown)
            all << Words::tr("%1: how many processes run is not said, one is counted; each has a pool "
                             "of its own.")
                       .arg(pool.service);
    return all;
}

Result<Budget> fetchBudget(db::Sql &sql)
{
    Budget budget;
    auto limits = sql.stream("care/connection_limits"_L1, {}, [&budget](const db::Row &row) {
        budget.most = row.get<int>(0);
        budget.reservedSuperuser = row.get<int>(1);
        budget.reserved = row.get<int>(2);
        budget.roleMost = row.get<int>(3);
        budget.databaseMost = row.get<int>(4);
        return true;
    });
    if (!limits)
        return limits.error();
    auto done = sql.stream("care/connections"_L1, {}, [&budget](const db::Row &row) {
        budget.consumers.push_back({row.text(0), row.text(1), row.text(2), row.get<qint64>(3),
            row.get<qint64>(4), row.get<qint64>(5)});
        budget.used += row.get<qint64>(3);
        return true;
    });
    if (!done)
        return done.error();
    return budget;
}

} // namespace gatehouse::care
