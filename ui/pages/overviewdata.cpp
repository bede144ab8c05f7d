#include "ui/pages/overviewdata.h"

#include "ui/words.h"
#include "ui/workspace.h"

namespace gatehouse::ui {

namespace {

QString weakTlsOf(const db::ConnInfo &info)
{
    const bool crossesNetwork =
        !info.host.isEmpty() && !info.host.startsWith(u'/') && !info.isLocal();
    return crossesNetwork && info.tls != db::TlsMode::VerifyFull ? db::tlsName(info.tls)
                                                                 : QString();
}

bool canGroup(const usage::Source &source, const QString &id)
{
    const usage::Field *field = source.field(id);
    return field && field->canGroup && source.records(id);
}

QString firstOf(const std::shared_ptr<const usage::Source> &source, const QStringList &fields)
{
    for (const QString &field : fields) {
        if (source && canGroup(*source, field))
            return field;
    }
    return {};
}

} // namespace

int pointsFor(qint64 rows, qint64 rowsForQuarters)
{
    return rows >= rowsForQuarters ? 96 : rows >= rowsForQuarters / 6 ? 48 : 24;
}

Overview Overview::of(const Workspace &workspace)
{
    Overview fresh;
    fresh.recognition = workspace.chosenRecognition();
    const QTimeZone zone(workspace.profile().zone.toUtf8());
    fresh.wantedZone = zone.isValid() ? zone : QTimeZone::utc();
    fresh.healthPlace = HealthPlace::of(workspace);
    fresh.weakTls = weakTlsOf(workspace.profile().info);
    fresh.database = workspace.profile().info.database;
    const systems::Match *match = workspace.match();
    if (!match || !fresh.recognition)
        return fresh;
    fresh.match = *match;
    fresh.whyNoUsage = systems::whyNoUsage(*fresh.recognition, *match);
    fresh.whyNoKeys = systems::whyNoKeys(*fresh.recognition, *match);
    if (fresh.whyNoUsage.isEmpty())
        fresh.place = systems::usageOf(*fresh.recognition, *fresh.match);
    if (fresh.whyNoKeys.isEmpty()) {
        auto engine = keys::Keys::of(*fresh.recognition, *match);
        if (engine)
            fresh.engine.emplace(std::move(engine).value());
        else
            fresh.whyNoKeys = engine.error().text;
    }
    return fresh;
}

void Overview::beginRound(const QDateTime &moment)
{
    now = moment;
    fresh.clear();
    troubles.clear();
    resolve();
}

void Overview::resolve()
{
    figures.reset();
    if (!source)
        return;
    const usage::Filter wanted = filter();
    auto made = usage::Figures::of(source, wanted, wanted.resolve(now));
    if (made)
        figures.emplace(std::move(made).value());
    else
        troubles.insert(u"source"_s, made.error());
}

QTimeZone Overview::zone() const
{
    return source ? source->reportingZone(wantedZone) : wantedZone;
}

QString Overview::splitBy() const
{
    return firstOf(source, {u"model"_s, u"endpoint"_s, u"actor"_s});
}

QString Overview::topBy() const
{
    return firstOf(source, {u"key"_s, u"actor"_s, u"endpoint"_s, u"model"_s});
}

usage::Filter Overview::filter() const
{
    usage::Filter filter;
    filter.zone = QString::fromUtf8(zone().id());
    if (!isDaily())
        return filter;
    const QDate today = usage::localDate(now.toMSecsSinceEpoch() * 1000, zone());
    return filter.within({usage::startOfDay(today.addDays(1 - kOverviewDays), zone()),
        usage::startOfDay(today.addDays(1), zone())});
}

QString Overview::rangeText() const
{
    return isDaily() ? Words::tr("last %n day(s)", nullptr, kOverviewDays)
                     : Words::tr("last 24 h");
}

QString Overview::noun() const
{
    return !source || isDaily() ? Words::tr("Requests") : source->title();
}

QList<double> Overview::whole(const usage::Buckets &buckets, const QList<double> &values)
{
    QList<double> kept = values;
    if (kept.size() != buckets.count() || kept.size() < 4)
        return kept;
    if (buckets.isPart(buckets.count() - 1))
        kept.removeLast();
    if (buckets.isPart(0))
        kept.removeFirst();
    return kept;
}

const Error *Overview::trouble(const QStringList &questions) const
{
    for (const QString &question : questions) {
        if (const auto found = troubles.constFind(question); found != troubles.cend())
            return &*found;
    }
    return nullptr;
}

} // namespace gatehouse::ui
