#include "app/commands/auditparts.h"
#include "app/commands/words.h"
#include "audit/exportrows.h"
#include "browse/page.h"

#include <QDateTime>
#include <QJsonObject>

namespace gatehouse::commands {
namespace {

using SharedSource = std::shared_ptr<const audit::Source>;

struct Question
{
    std::unique_ptr<db::Session> session;
    SharedSource source;
    audit::Filter filter;
};

struct Unasked
{
    Exit exit;
};

std::optional<TimeRange> lastOf(const QString &text)
{
    const qint64 unit = text.endsWith(u'm') ? 60
        : text.endsWith(u'h')               ? 3600
        : text.endsWith(u'd')               ? 86400
        : text.endsWith(u'w')               ? 7 * 86400
                                            : 0;
    bool number = false;
    const qint64 count = text.chopped(1).toLongLong(&number);
    if (!number || unit == 0 || count < 1 || count > 1'000'000)
        return std::nullopt;
    return TimeRange::last(count * unit * 1000);
}

Result<std::optional<TimeRange>> rangeOf(const Context &context)
{
    if (context.has("all"))
        return std::optional<TimeRange>();
    if (!context.has("from") && !context.has("to")) {
        const auto last = lastOf(context.text("last", u"24h"_s));
        if (!last)
            return invalid(Words::tr("--last wants a length of time like 90m, 24h, 7d or 4w."));
        return last;
    }
    const auto instant = [](const QString &text) {
        QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
        if (at.isValid() && at.timeSpec() == Qt::LocalTime)
            at.setTimeZone(QTimeZone::utc());
        return at.toUTC();
    };
    const QDateTime from = context.has("from") ? instant(context.text("from"))
                                               : QDateTime::fromSecsSinceEpoch(0, QTimeZone::utc());
    const QDateTime to =
        context.has("to") ? instant(context.text("to")) : QDateTime::currentDateTimeUtc();
    if (!from.isValid() || !to.isValid() || from >= to)
        return invalid(Words::tr("--from and --to want times like 2026-11-20T12:00:00Z, the "
                                 "earlier one first."));
    return std::optional(TimeRange::between(from, to));
}

} // namespace

Result<audit::Filter> auditFilter(const Context &context)
{
    audit::Filter filter;
    auto range = rangeOf(context);
    if (!range)
        return range.error();
    filter.range = range.value();
    for (const QString &text : context.texts("filter")) {
        auto chip = audit::parseChip(text);
        if (!chip)
            return chip.error();
        filter.chips.push_back(std::move(chip).value());
    }
    filter.text = context.text("text");
    return filter;
}

namespace {

// The trail that is asked for: the back end's, or Gatehouse's own where that is wanted or alone.
Result<SharedSource> sourceOf(const Context &context, db::Sql &sql)
{
    const auto own = [&sql]() -> Result<SharedSource> {
        if (auto there = readableTrail(sql); !there)
            return there.error();
        return audit::Source::readOwn(sql);
    };
    if (context.has("own"))
        return own();
    auto found = systems::recognise(sql, systems::allDescriptions());
    if (!found)
        return found.error();
    QStringList ids;
    const systems::Match *chosen = nullptr;
    for (const systems::Match &match : found.value().matches) {
        if (!match.shape().audit
            || (context.has("system") && match.system->id != context.text("system")))
            continue;
        ids << match.system->id;
        chosen = chosen ? chosen : &match;
    }
    if (ids.size() > 1)
        return invalid(
            Words::tr("Several systems keep an audit trail here; choose one with --system: %1.")
                .arg(ids.join(u", "_s)));
    if (chosen)
        return audit::Source::read(sql, found.value(), *chosen, context.text("source-zone"));
    auto ours = own();
    return ours ? ours : Result<SharedSource>(refused(systems::whyNoAudit(found.value())));
}

std::variant<Question, Unasked> ask(Context &context)
{
    auto filter = auditFilter(context);
    if (!filter)
        return Unasked{context.wrongUsage(filter.error().text)};
    auto session = context.open();
    if (!session)
        return Unasked{context.failed(session.error())};
    auto source =
        context.run(*session.value(), [&context](db::Sql &sql) { return sourceOf(context, sql); });
    if (!source)
        return Unasked{context.failed(source.error())};
    if (const auto tried = source.value()->rows(filter.value(), QDateTime::currentDateTimeUtc());
        !tried)
        return Unasked{context.wrongUsage(tried.error().text)};
    return Question{std::move(session).value(), source.value(), filter.value()};
}

Exit list(Context &context)
{
    const auto most = context.number("rows", 200, 1, 100'000);
    if (!most)
        return context.wrongUsage(most.error().text);
    if (context.has("file"))
        return listFile(context, most.value());
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &[session, source, filter] = std::get<Question>(asked);
    const auto query = source->rows(filter, QDateTime::currentDateTimeUtc());
    const auto page = context.run(*session, [&](db::Sql &sql) {
        return browse::fetchPage(sql, {query.value(), {}, false, int(most.value())});
    });
    return page ? tellRows(context, *source, page.value()) : context.failed(page.error());
}

Exit exportRows(Context &context)
{
    if (context.has("file"))
        return exportFile(context);
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &question = std::get<Question>(asked);
    const audit::ExportOptions options =
        exportOptions(context, question.session->options().info.label());
    const auto report = context.progress();
    const auto done = context.run(*question.session, [&](db::Sql &sql) {
        return audit::exportToFile(sql, *question.source, question.filter,
            QDateTime::currentDateTimeUtc(), context.text("output"), options, report);
    });
    return done ? tellExported(context, done.value()) : context.failed(done.error());
}

Exit examine(Context &context)
{
    if (context.has("file"))
        return examineFile(context);
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &question = std::get<Question>(asked);
    const auto report = context.progress();
    const auto found = context.run(*question.session,
        [&](db::Sql &sql) { return audit::examine(sql, *question.source, report); });
    return found ? tellFindings(context, question.source->table(), found.value())
                 : context.failed(found.error());
}

std::vector<Option> sourceOptions(std::vector<Option> own)
{
    std::vector<Option> all{
        {"system", "ID",
            QT_TRANSLATE_NOOP("Command", "Which system, where a database holds several")},
        {"own", nullptr, QT_TRANSLATE_NOOP("Command", "Gatehouse's own trail of its changes")},
        {"source-zone", "ZONE",
            QT_TRANSLATE_NOOP(
                "Command", "What the times of the table mean, where it is not known")}};
    all.insert(all.begin(), own.begin(), own.end());
    return all;
}

Option fileOption()
{
    return {"file", "PATH",
        QT_TRANSLATE_NOOP("Command",
            "Instead of a database: a folder of JSON lines, one such file, or an audit.db"),
        false, false, Completion::File};
}

std::vector<Option> rowOptions(const std::vector<Option> &own)
{
    std::vector<Option> all{
        {"last", "LENGTH",
            QT_TRANSLATE_NOOP("Command", "The time up to now: 90m, 24h (the default), 7d, 4w")},
        {"from", "TIME", QT_TRANSLATE_NOOP("Command", "The first instant, UTC without a zone")},
        {"to", "TIME", QT_TRANSLATE_NOOP("Command", "The instant after the last; now by default")},
        {"all", nullptr, QT_TRANSLATE_NOOP("Command", "Any time")},
        {"filter", "FIELD=VALUE",
            QT_TRANSLATE_NOOP("Command",
                "Only rows that fit; also !=, >=, <=, >, <, ~ (contains), ^= (starts with), =a|b "
                "(one of), =? (there is one), =! (there is none)"),
            false, true},
        {"text", "TEXT", QT_TRANSLATE_NOOP("Command", "Only rows with this text in them")},
        fileOption()};
    all.insert(all.begin(), own.begin(), own.end());
    return sourceOptions(all);
}

} // namespace

std::vector<Command> auditCommands()
{
    std::vector<Command> all{
        {"audit list", QT_TRANSLATE_NOOP("Command", "Show who did what, newest first"),
            rowOptions({{"rows", "N", QT_TRANSLATE_NOOP("Command", "At most, 200 by default")}}),
            {}, list,
            QT_TRANSLATE_NOOP("Command",
                "Rows that the back end soft-deleted are among the others, and marked.")},
        {"audit export", QT_TRANSLATE_NOOP("Command", "Write the rows of an audit trail to a file"),
            rowOptions({{"output", "FILE", QT_TRANSLATE_NOOP("Command", "Where to"), true, false,
                            Completion::File},
                {"format", "FORMAT", QT_TRANSLATE_NOOP("Command", "csv (the default) or jsonl"),
                    false, false, Completion::None, {"csv", "jsonl"}},
                {"force", nullptr, QT_TRANSLATE_NOOP("Command", "Replace the file")}}),
            {}, exportRows,
            QT_TRANSLATE_NOOP("Command",
                "Secrets are masked. A manifest with filter, counts and SHA-256 goes beside it.")},
        {"audit examine",
            QT_TRANSLATE_NOOP("Command",
                "Look for missing rows, time that goes backwards and bursts of soft deletes"),
            sourceOptions({fileOption()}), {}, examine,
            QT_TRANSLATE_NOOP("Command", "Ends with 3 when something was found.")},
    };
    for (Command &command : auditTrailCommands())
        all.push_back(std::move(command));
    return all;
}

} // namespace gatehouse::commands
