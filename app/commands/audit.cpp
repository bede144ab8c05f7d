#include "app/cli/terminal.h"
#include "app/commands/auditparts.h"
#include "app/commands/words.h"
#include "audit/checks.h"
#include "audit/entry.h"
#include "audit/exportrows.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "browse/page.h"

#include <QDateTime>
#include <QJsonArray>
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

Result<audit::Filter> filterOf(const Context &context)
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
    auto filter = filterOf(context);
    if (!filter)
        return Unasked{context.wrongUsage(filter.error().text)};
    auto session = context.open();
    if (!session)
        return Unasked{context.failed(session.error())};
    auto source = context.run(
        *session.value(), [&context](db::Sql &sql) { return sourceOf(context, sql); });
    if (!source)
        return Unasked{context.failed(source.error())};
    if (const auto tried = source.value()->rows(filter.value(), QDateTime::currentDateTimeUtc());
        !tried)
        return Unasked{context.wrongUsage(tried.error().text)};
    return Question{std::move(session).value(), source.value(), filter.value()};
}

audit::Values valuesOf(const audit::Source &source, const browse::Page &page, int row)
{
    return source.values([&](const QString &id) -> std::optional<QString> {
        const int place = page.indexOf(id);
        return place < 0 || page.isNull(row, place)
            ? std::nullopt
            : std::optional(QString::fromUtf8(page.cell(row, place)));
    });
}

QJsonObject rowJson(const audit::Values &values)
{
    QJsonObject json{{u"sentence"_s, audit::sentence(values)},
        {u"grade"_s, QStringList{u"info"_s, u"notice"_s, u"warning"_s, u"error"_s}.value(
                         int(audit::gradeOf(values)))},
        {u"deleted"_s, audit::isDeleted(values)}};
    for (auto role = values.cbegin(); role != values.cend(); ++role)
        if (role.key() != "deletedFlag"_L1 && role.key() != "changes"_L1
            && role.key() != "before"_L1 && role.key() != "after"_L1)
            json.insert(role.key(),
                role.key() == "metadata"_L1 ? audit::maskedJson(role.value())
                                            : redact(role.value()));
    QJsonArray changes;
    for (const audit::Change &change : audit::changesOf(values))
        changes.append(QJsonObject{{u"field"_s, change.field},
            {u"before"_s, change.hadBefore ? QJsonValue(change.before) : QJsonValue()},
            {u"after"_s, change.hasAfter ? QJsonValue(change.after) : QJsonValue()}});
    if (!changes.isEmpty())
        json.insert(u"changes"_s, changes);
    return json;
}

Exit list(Context &context)
{
    const auto most = context.number("rows", 200, 1, 100'000);
    if (!most)
        return context.wrongUsage(most.error().text);
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &[session, source, filter] = std::get<Question>(asked);
    const auto query = source->rows(filter, QDateTime::currentDateTimeUtc());
    const auto page = context.run(*session, [&](db::Sql &sql) {
        return browse::fetchPage(sql, {query.value(), {}, false, int(most.value())});
    });
    if (!page)
        return context.failed(page.error());
    cli::Table table{{Words::tr("Time"), Words::tr("Grade"), Words::tr("What happened"),
                         Words::tr("Trace id")},
        {}, {}};
    QJsonArray rows;
    for (int row = 0; row < page.value().rows(); ++row) {
        const audit::Values values = valuesOf(*source, page.value(), row);
        table.rows.push_back({values.value(u"time"_s), audit::gradeWord(audit::gradeOf(values)),
            audit::sentence(values), redact(values.value(u"traceId"_s))});
        if (context.json())
            rows.append(rowJson(values));
    }
    context.table(table);
    context.say({});
    context.say(page.value().atEnd()
            ? Words::tr("%n row(s) of %1.", nullptr, page.value().rows()).arg(source->table())
            : Words::tr("The newest %n row(s) of %1, there are more.", nullptr, page.value().rows())
                  .arg(source->table()));
    if (!source->note().isEmpty())
        context.say(source->note());
    return context.done(QJsonObject{{u"table"_s, source->table()}, {u"own"_s, source->isOwn()},
        {u"complete"_s, page.value().atEnd()}, {u"rows"_s, rows}});
}

Exit exportRows(Context &context)
{
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &question = std::get<Question>(asked);
    audit::ExportOptions options;
    options.format = context.text("format") == "jsonl"_L1 ? audit::ExportFormat::JsonLines
                                                          : audit::ExportFormat::Csv;
    options.overwrite = context.has("force");
    options.connection = question.session->options().info.label();
    const auto report = context.progress();
    const auto done = context.run(*question.session, [&](db::Sql &sql) {
        return audit::exportToFile(sql, *question.source, question.filter,
            QDateTime::currentDateTimeUtc(), context.text("output"), options, report);
    });
    if (!done)
        return context.failed(done.error());
    const audit::Exported &exported = done.value();
    context.say(Words::tr("%1 rows written to %2 and counted again by the server.")
                    .arg(QString::number(exported.rows), exported.path));
    context.say(Words::tr("SHA-256 %1, manifest %2.")
                    .arg(QString::fromLatin1(exported.sha256), exported.manifestPath));
    if (exported.redactedRows > 0)
        context.warn(Words::tr("%n row(s) held what looks like a secret; it is hidden.", nullptr,
            int(exported.redactedRows)));
    return context.done(
        QJsonObject{{u"path"_s, exported.path}, {u"manifest"_s, exported.manifestPath},
            {u"rows"_s, exported.rows}, {u"counted"_s, exported.counted},
            {u"sha256"_s, QString::fromLatin1(exported.sha256)},
            {u"rowsWithHiddenSecrets"_s, exported.redactedRows}},
        exported.isWhole() ? Exit::Done : Exit::Differences);
}

Exit examine(Context &context)
{
    auto asked = ask(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &question = std::get<Question>(asked);
    const auto report = context.progress();
    const auto found = context.run(*question.session,
        [&](db::Sql &sql) { return audit::examine(sql, *question.source, report); });
    if (!found)
        return context.failed(found.error());
    bool trouble = false;
    QJsonArray json;
    static const QStringList kinds{
        u"gaps"_s, u"backwards"_s, u"burst"_s, u"clean"_s, u"notCheckable"_s};
    for (const audit::Finding &finding : found.value()) {
        context.say(safeText(finding.text));
        trouble = trouble || finding.isTrouble();
        json.append(QJsonObject{{u"kind"_s, kinds.value(int(finding.kind))},
            {u"text"_s, finding.text}, {u"count"_s, finding.count}, {u"first"_s, finding.first},
            {u"last"_s, finding.last}, {u"sql"_s, finding.sql}});
    }
    return context.done(
        QJsonObject{{u"table"_s, question.source->table()}, {u"findings"_s, json}},
        trouble ? Exit::Differences : Exit::Done);
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
        {"text", "TEXT", QT_TRANSLATE_NOOP("Command", "Only rows with this text in them")}};
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
        {"audit export",
            QT_TRANSLATE_NOOP("Command", "Write the rows of an audit trail to a file"),
            rowOptions(
                {{"output", "FILE", QT_TRANSLATE_NOOP("Command", "Where to"), true, false,
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
            sourceOptions({}), {}, examine,
            QT_TRANSLATE_NOOP("Command", "Ends with 3 when something was found.")},
    };
    for (Command &command : auditTrailCommands())
        all.push_back(std::move(command));
    return all;
}

} // namespace gatehouse::commands
