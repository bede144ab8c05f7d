#include "app/commands/usagequestion.h"

#include "app/commands/words.h"
#include "base/clock.h"
#include "base/safetext.h"
#include "systems/needs.h"
#include "usage/missing.h"

#include <QRegularExpression>

#include <algorithm>
#include <climits>

namespace gatehouse::commands {
namespace {

// "90m", "24h", "7d", "4w".
std::optional<qint64> msOfLength(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,5})([mhdw])$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch() || match.captured(1).toInt() == 0)
        return std::nullopt;
    const QChar unit = match.captured(2)[0];
    const qint64 minutes = unit == u'm' ? 1 : unit == u'h' ? 60 : unit == u'd' ? 1440 : 10080;
    return match.captured(1).toLongLong() * minutes * 60'000;
}

Result<usage::Filter> filterOf(const Context &context)
{
    usage::Filter filter;
    filter.zone = context.text("zone", u"UTC"_s);
    if (!QTimeZone(filter.zone.toUtf8()).isValid())
        return invalid(Words::tr("\"%1\" is no time zone; write it like Europe/Berlin.")
                           .arg(safeText(filter.zone)));
    for (const QString &text : context.texts("filter")) {
        auto chip = usage::parseChip(text);
        if (!chip)
            return chip.error();
        filter.chips.push_back(std::move(chip).value());
    }
    filter.text = context.text("text");
    return filter;
}

Result<usage::Span> spanOf(const Context &context, const QTimeZone &zone)
{
    if (int(context.has("last")) + int(context.has("all")) + int(context.has("from")) > 1)
        return invalid(Words::tr("Give --last, --all or --from and --to, not several of them."));
    if (context.has("all"))
        return usage::kEver;
    const QDateTime now = Clock::system().now();
    if (!context.has("from") && !context.has("to")) {
        const auto length = msOfLength(context.text("last", u"24h"_s));
        if (!length)
            return invalid(Words::tr("\"%1\" is no length of time; write it like 90m, 24h, 7d or "
                                     "4w.")
                               .arg(safeText(context.text("last"))));
        return usage::spanOf(TimeRange::last(*length), now);
    }
    usage::Span span{0, now.toMSecsSinceEpoch() * 1000};
    const auto read = [&](const char *option, qint64 &end) -> Result<> {
        if (!context.has(option))
            return Done{};
        const auto at = usage::instantFromText(context.text(option), zone);
        if (!at)
            return invalid(Words::tr("\"%1\" is no time; write it like 2026-11-20 or "
                                     "2026-11-20T12:30:00+01:00.")
                               .arg(safeText(context.text(option))));
        end = *at;
        return Done{};
    };
    if (!context.has("from"))
        return invalid(Words::tr("--to needs --from."));
    if (auto from = read("from", span.from); !from)
        return from.error();
    if (auto to = read("to", span.to); !to)
        return to.error();
    if (span.isEmpty())
        return invalid(Words::tr("The end of the range is not after its beginning."));
    return span;
}

// The one system that records usage, or the one that --system names.
Result<const systems::Match *> matchOf(
    const Context &context, const systems::Recognition &recognition)
{
    std::vector<const systems::Match *> found;
    QStringList names;
    for (const systems::Match &match : recognition.matches) {
        const QString name = match.system->id + u'/' + match.schema;
        const QString wanted = context.text("system");
        if (!wanted.isEmpty() && wanted != match.system->id && wanted != name)
            continue;
        if (!systems::whyNoUsage(recognition, match).isEmpty() && wanted.isEmpty())
            continue;
        found.push_back(&match);
        names << name;
    }
    if (found.empty())
        return refused(context.has("system")
                ? Words::tr("The system \"%1\" was not found here; gatehousectl recognise lists "
                            "what was.")
                      .arg(safeText(context.text("system")))
                : systems::whyNoUsage(recognition));
    if (found.size() > 1)
        return refused(Words::tr("Several systems record usage here; choose one with --system: %1.")
                           .arg(names.join(u", "_s)));
    return found.front();
}

Result<std::shared_ptr<const usage::Source>> sourceOf(Context &context, db::Sql &sql)
{
    auto recognition = systems::recognise(sql, systems::allDescriptions());
    if (!recognition)
        return recognition.error();
    const auto match = matchOf(context, recognition.value());
    if (!match)
        return match.error();
    const auto places = usage::usagePlaces(recognition.value(), *match.value());
    if (places.empty())
        return refused(systems::whyNoUsage(recognition.value(), *match.value()));
    const systems::UsageDomain *place = places.front();
    if (context.has("place")) {
        QStringList names;
        place = nullptr;
        for (const systems::UsageDomain *one : places) {
            names << one->table;
            if (one->table == context.text("place"))
                place = one;
        }
        if (!place)
            return refused(Words::tr("\"%1\" is no table with usage here; there is: %2.")
                               .arg(safeText(context.text("place")), names.join(u", "_s)));
    }
    return usage::Source::read(
        sql, recognition.value(), *match.value(), *place, context.text("source-zone"));
}

} // namespace

std::vector<Option> usageOptions(std::vector<Option> own)
{
    std::vector<Option> all{
        {"last", "LENGTH",
            QT_TRANSLATE_NOOP("Command", "The time up to now: 90m, 24h (the default), 7d, 4w")},
        {"from", "TIME",
            QT_TRANSLATE_NOOP("Command", "The first instant, with a zone or in that of --zone")},
        {"to", "TIME", QT_TRANSLATE_NOOP("Command", "The instant after the last; now by default")},
        {"all", nullptr, QT_TRANSLATE_NOOP("Command", "Any time")},
        {"zone", "ZONE",
            QT_TRANSLATE_NOOP("Command", "Reporting time zone, UTC by default: Europe/Berlin")},
        {"filter", "FIELD=VALUE",
            QT_TRANSLATE_NOOP("Command",
                "Only rows that fit; also !=, >=, <=, >, <, ~ (contains), ^= (starts with), =a|b "
                "(one of), =? (there is one), =! (there is none); data/a/b is a member of JSON"),
            false, true},
        {"text", "TEXT", QT_TRANSLATE_NOOP("Command", "Only rows with this text in them")},
        {"system", "ID",
            QT_TRANSLATE_NOOP("Command", "Which system, where a database holds several")},
        {"place", "TABLE",
            QT_TRANSLATE_NOOP("Command", "Which table, where a system records usage in several")},
        {"source-zone", "ZONE",
            QT_TRANSLATE_NOOP(
                "Command", "What the times of the table mean, where it is not known")},
    };
    all.insert(all.begin(), own.begin(), own.end());
    return all;
}

std::variant<UsageQuestion, NoQuestion> askUsage(Context &context, bool readOnly)
{
    const auto filter = filterOf(context);
    if (!filter)
        return NoQuestion{context.wrongUsage(filter.error().text)};
    const auto span = spanOf(context, filter.value().timeZone());
    if (!span)
        return NoQuestion{context.wrongUsage(span.error().text)};
    auto session = context.open(readOnly);
    if (!session)
        return NoQuestion{context.failed(session.error())};
    const auto source =
        context.run(*session.value(), [&context](db::Sql &sql) { return sourceOf(context, sql); });
    if (!source)
        return NoQuestion{context.failed(source.error())};
    auto figures = usage::Figures::of(source.value(), filter.value(), span.value());
    if (!figures)
        return NoQuestion{context.wrongUsage(figures.error().text)};
    if (source.value()->zoneIsAssumed())
        context.warn(source.value()->note());
    for (const QString &role : source.value()->unreadable())
        context.warn(Words::tr("Your database role may not read the column \"%1\".")
                         .arg(usage::roleTitle(role)));
    const QString connection = session.value()->options().info.label();
    return UsageQuestion{std::move(session).value(), std::move(figures).value(), connection};
}

void warnOfTimeless(Context &context, const UsageQuestion &question)
{
    if (!context.has("all"))
        return;
    const auto left = context.run(*question.session,
        [&question](db::Sql &sql) { return usage::timelessRequests(sql, question.figures); });
    if (!left)
        return context.warn(
            Words::tr("It could not be counted how many rows have no usable time. %1")
                .arg(left.error().text));
    if (left.value() > 0)
        context.warn(Words::tr(
            "%n row(s) (is|are) not among these: (its|their) time is infinite, missing, or "
            "not of the years 1900 to 2199.",
            nullptr, int(std::min<qint64>(left.value(), INT_MAX))));
}

} // namespace gatehouse::commands
