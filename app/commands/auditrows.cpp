// What "audit list" and "audit export" say of rows, and where these come from files.
#include "app/cli/terminal.h"
#include "app/commands/auditparts.h"
#include "app/commands/words.h"
#include "audit/entry.h"
#include "base/redact.h"
#include "base/safetext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <variant>

namespace gatehouse::commands {
namespace {

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
        {u"grade"_s,
            QStringList{u"info"_s, u"notice"_s, u"warning"_s, u"error"_s}.value(
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

struct Unasked
{
    Exit exit;
};

using SharedFile = std::shared_ptr<const audit::FileTrail>;
struct FileQuestion
{
    SharedFile trail;
    audit::Filter filter;
};

// --file: no database is opened.
std::variant<FileQuestion, Unasked> askFile(Context &context)
{
    auto filter = auditFilter(context);
    if (!filter)
        return Unasked{context.wrongUsage(filter.error().text)};
    for (const char *other : {"own", "system"})
        if (context.has(other))
            return Unasked{
                context.wrongUsage(Words::tr("--file reads files; it does not go with --%1.")
                                       .arg(QLatin1StringView(other)))};
    auto trail = audit::FileTrail::read(
        context.text("file"), context.text("source-zone"), context.token(), context.progress());
    if (!trail)
        return Unasked{context.failed(trail.error())};
    if (const auto tried =
            trail.value()->source()->rows(filter.value(), QDateTime::currentDateTimeUtc());
        !tried)
        return Unasked{context.wrongUsage(tried.error().text)};
    const audit::FileReport &report = trail.value()->report();
    if (report.unreadable > 0 || report.unfinished)
        context.warn(trail.value()->summary());
    return FileQuestion{trail.value(), filter.value()};
}

} // namespace

// What a page of rows says, to people or as JSON.
Exit tellRows(Context &context, const audit::Source &source, const browse::Page &page)
{
    cli::Table table{
        {Words::tr("Time"), Words::tr("Grade"), Words::tr("What happened"), Words::tr("Trace id")},
        {}, {}};
    QJsonArray rows;
    for (int row = 0; row < page.rows(); ++row) {
        const audit::Values values = valuesOf(source, page, row);
        table.rows.push_back({values.value(u"time"_s), audit::gradeWord(audit::gradeOf(values)),
            audit::sentence(values), redact(values.value(u"traceId"_s))});
        if (context.json())
            rows.append(rowJson(values));
    }
    context.table(table);
    context.say({});
    context.say(page.atEnd()
            ? Words::tr("%n row(s) of %1.", nullptr, page.rows()).arg(source.table())
            : Words::tr("The newest %n row(s) of %1, there are more.", nullptr, page.rows())
                  .arg(source.table()));
    if (!source.note().isEmpty())
        context.say(source.note());
    return context.done(QJsonObject{{u"table"_s, source.table()}, {u"own"_s, source.isOwn()},
        {u"complete"_s, page.atEnd()}, {u"rows"_s, rows}});
}

Exit tellExported(Context &context, const audit::Exported &exported)
{
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

audit::ExportOptions exportOptions(const Context &context, const QString &connection)
{
    audit::ExportOptions options;
    options.format = context.text("format") == "jsonl"_L1 ? audit::ExportFormat::JsonLines
                                                          : audit::ExportFormat::Csv;
    options.overwrite = context.has("force");
    options.connection = connection;
    return options;
}

Exit listFile(Context &context, qint64 most)
{
    auto asked = askFile(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &[trail, filter] = std::get<FileQuestion>(asked);
    const auto query = trail->source()->rows(filter, QDateTime::currentDateTimeUtc());
    const auto page = trail->page({query.value(), {}, false, int(most)}, context.token());
    return page ? tellRows(context, *trail->source(), page.value()) : context.failed(page.error());
}

Exit tellFindings(
    Context &context, const QString &what, const std::vector<audit::Finding> &findings)
{
    bool trouble = false;
    QJsonArray json;
    static const QStringList kinds{
        u"gaps"_s, u"backwards"_s, u"burst"_s, u"clean"_s, u"notCheckable"_s};
    for (const audit::Finding &finding : findings) {
        context.say(safeText(finding.text));
        trouble = trouble || finding.isTrouble();
        json.append(QJsonObject{{u"kind"_s, kinds.value(int(finding.kind))},
            {u"text"_s, finding.text}, {u"count"_s, finding.count}, {u"first"_s, finding.first},
            {u"last"_s, finding.last}, {u"sql"_s, finding.sql}});
    }
    return context.done(QJsonObject{{u"table"_s, what}, {u"findings"_s, json}},
        trouble ? Exit::Differences : Exit::Done);
}

Exit examineFile(Context &context)
{
    auto asked = askFile(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &trail = std::get<FileQuestion>(asked).trail;
    const auto found = audit::examine(*trail, context.token());
    return found ? tellFindings(context, trail->source()->table(), found.value())
                 : context.failed(found.error());
}

Exit exportFile(Context &context)
{
    auto asked = askFile(context);
    if (const auto *none = std::get_if<Unasked>(&asked))
        return none->exit;
    const auto &[trail, filter] = std::get<FileQuestion>(asked);
    const auto done = audit::exportToFile(*trail, filter, QDateTime::currentDateTimeUtc(),
        context.text("output"), exportOptions(context, {}), context.token(), context.progress());
    return done ? tellExported(context, done.value()) : context.failed(done.error());
}

} // namespace gatehouse::commands
