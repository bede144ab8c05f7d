#include "app/cli/terminal.h"
#include "app/commands/usagequestion.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "browse/page.h"
#include "usage/export.h"
#include "usage/tail.h"
#include "usage/texts.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <condition_variable>

namespace gatehouse::commands {
namespace {

using usage::Figures;
using usage::Source;

// The columns that people see, of a page.
struct Columns
{
    std::vector<int> places;
    QStringList heads, names; // translated; for the document
};

Columns columnsOf(const Source &source, const browse::Page &page, const QTimeZone &zone)
{
    Columns columns;
    const auto relation = source.relation(zone);
    for (const QString &id : source.shownColumns()) {
        const int place = page.indexOf(id);
        if (place < 0)
            continue;
        QString name = id;
        for (const usage::Field &field : source.fields())
            if (field.column == id || field.label == id)
                name = field.column == id ? field.id : field.id + "Name"_L1;
        columns.places.push_back(place);
        columns.heads << relation->column(id)->title;
        columns.names << name;
    }
    return columns;
}

QJsonObject rowOf(const Source &source, const browse::Page &page, int row, const Columns &columns,
    const QTimeZone &zone)
{
    QJsonObject json;
    const int id = page.indexOf(source.column(u"id"_s));
    if (id >= 0)
        json.insert(u"id"_s, QString::fromUtf8(page.cell(row, id)));
    for (size_t i = 0; i < columns.places.size(); ++i) {
        const QString &name = columns.names[qsizetype(i)];
        const int place = columns.places[i];
        const QByteArrayView cell = page.cell(row, place);
        if (page.isNull(row, place))
            json.insert(name, QJsonValue::Null);
        else if (const auto ms = usage::msOf(source, cell); name == "duration"_L1 && ms)
            json.insert(u"durationMs"_s, *ms);
        else if (const auto us = usage::microsecondsOf(source, cell); name == "time"_L1 && us)
            json.insert(name, usage::instantText(*us));
        else
            json.insert(name, redact(usage::cellText(source, page.columnIds()[place], cell, zone)));
    }
    return json;
}

QStringList lineOf(const Source &source, const browse::Page &page, int row, const Columns &columns,
    const QTimeZone &zone)
{
    QStringList line;
    for (const int place : columns.places)
        line << redact(
            usage::cellText(source, page.columnIds()[place], page.cell(row, place), zone));
    return line;
}

cli::Table tableOf(const Columns &columns)
{
    cli::Table table{columns.heads, {}, {}};
    for (const QString &name : columns.names)
        table.right.push_back(
            name == "duration"_L1 || name == "tokens"_L1 || name == "requests"_L1);
    return table;
}

Exit list(Context &context)
{
    const auto most = context.number("rows", 200, 1, 100'000);
    if (!most)
        return context.wrongUsage(most.error().text);
    auto asked = askUsage(context);
    if (const auto *none = std::get_if<NoQuestion>(&asked))
        return none->exit;
    const auto &question = std::get<UsageQuestion>(asked);
    const Figures &figures = question.figures;
    const auto page = context.run(*question.session, [&](db::Sql &sql) {
        return browse::fetchPage(sql, {figures.rows(), {}, false, int(most.value())});
    });
    if (!page)
        return context.failed(page.error());
    const browse::Page &rows = page.value();
    const Columns columns = columnsOf(figures.source(), rows, figures.zone());
    cli::Table table = tableOf(columns);
    QJsonArray json;
    for (int row = 0; row < rows.rows(); ++row) {
        table.rows.push_back(lineOf(figures.source(), rows, row, columns, figures.zone()));
        if (context.json())
            json.append(rowOf(figures.source(), rows, row, columns, figures.zone()));
    }
    context.table(table);
    context.say({});
    context.say(rows.atEnd()
            ? Words::tr("%n row(s); times in %1.", nullptr, rows.rows())
                  .arg(QString::fromUtf8(figures.zone().id()))
            : Words::tr("The newest %n row(s), there are more; times in %1.", nullptr, rows.rows())
                  .arg(QString::fromUtf8(figures.zone().id())));
    return context.done(QJsonObject{{u"table"_s, figures.source().table()},
        {u"from"_s, usage::instantText(figures.span().from)},
        {u"to"_s, usage::instantText(figures.span().to)}, {u"complete"_s, rows.atEnd()},
        {u"rows"_s, json}});
}

Exit exportRows(Context &context)
{
    usage::ExportOptions options;
    const QString format = context.text("format", u"csv"_s);
    options.format = format == "xlsx"_L1 ? usage::ExportFormat::Xlsx
        : format == "jsonl"_L1           ? usage::ExportFormat::JsonLines
                                         : usage::ExportFormat::Csv;
    options.formulaSafe = context.has("formula-safe");
    options.overwrite = context.has("force");
    const QString path = context.text("output");
    if (path.isEmpty() && (context.json() || options.format == usage::ExportFormat::Xlsx))
        return context.wrongUsage(
            Words::tr("Name a file with --output: what goes to standard output are rows of CSV or "
                      "JSON only."));
    auto asked = askUsage(context);
    if (const auto *none = std::get_if<NoQuestion>(&asked))
        return none->exit;
    const auto &question = std::get<UsageQuestion>(asked);
    options.connection = question.connection;
    warnOfTimeless(context, question);
    const auto sink = [&context](QByteArrayView rows) -> Result<> {
        if (context.write(rows))
            return Done{};
        return ioError(Words::tr("Nobody reads the rows any more."));
    };
    const auto done = context.run(*question.session, [&](db::Sql &sql) {
        return path.isEmpty()
            ? usage::exportTo(sql, question.figures, sink, options)
            : usage::exportToFile(sql, question.figures, path, options, context.progress());
    });
    if (!done)
        return context.failed(done.error());
    const usage::Exported &exported = done.value();
    if (!path.isEmpty()) {
        context.say(Words::tr("%1 rows written to %2 and counted again by the server.")
                        .arg(usage::countText(exported.rows), path));
        context.say(Words::tr("SHA-256 %1, manifest %2.")
                        .arg(QString::fromLatin1(exported.sha256), exported.manifestPath));
    }
    if (exported.redactedRows > 0)
        context.warn(Words::tr("%n row(s) held what looks like a secret; it is hidden.", nullptr,
            int(exported.redactedRows)));
    if (exported.cutCells > 0)
        context.warn(
            Words::tr("%n cell(s) (was|were) longer than a spreadsheet allows and (is|are) cut.",
                nullptr, int(exported.cutCells)));
    return context.done(
        QJsonObject{{u"path"_s, path}, {u"rows"_s, exported.rows}, {u"counted"_s, exported.counted},
            {u"bytes"_s, exported.bytes}, {u"sha256"_s, QString::fromLatin1(exported.sha256)},
            {u"manifest"_s, exported.manifestPath},
            {u"rowsWithHiddenSecrets"_s, exported.redactedRows},
            {u"cellsCut"_s, exported.cutCells}},
        exported.isWhole() && exported.cutCells == 0 ? Exit::Done : Exit::Differences);
}

// Sleeps until the time has passed or the command is cancelled.
void pause(const CancelToken &token, int ms)
{
    std::mutex mutex;
    std::condition_variable changed;
    const auto hook = token.onCancel([&] {
        const std::lock_guard lock(mutex);
        changed.notify_all();
    });
    std::unique_lock lock(mutex);
    changed.wait_for(lock, std::chrono::milliseconds(ms), [&token] { return token.isCancelled(); });
}

void printBatch(Context &context, const Figures &figures, const usage::TailBatch &batch)
{
    const browse::Page &rows = batch.rows;
    const Columns columns = columnsOf(figures.source(), rows, figures.zone());
    for (int row = rows.rows() - 1; row >= 0; --row) { // oldest first, as they came
        if (context.json()) {
            const QJsonObject json = rowOf(figures.source(), rows, row, columns, figures.zone());
            context.write(QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n');
            continue;
        }
        QStringList line = lineOf(figures.source(), rows, row, columns, figures.zone());
        for (QString &cell : line)
            cell = safeText(cell);
        context.say(line.join(u"  "_s));
    }
    if (batch.cut)
        context.warn(
            Words::tr("Rows of transactions that have been open for long may be missing."));
}

Exit tail(Context &context)
{
    const auto newest = context.number("rows", 10, 0, 5000);
    const auto seconds = context.number("for", 0, 1, 365LL * 86400);
    for (const auto *number : {&newest, &seconds})
        if (!*number)
            return context.wrongUsage(number->error().text);
    auto asked = askUsage(context);
    if (const auto *none = std::get_if<NoQuestion>(&asked))
        return none->exit;
    const auto &question = std::get<UsageQuestion>(asked);
    const Figures &figures = question.figures;
    QElapsedTimer clock;
    clock.start();
    usage::TailBatch batch;
    auto begun = context.run(*question.session, [&](db::Sql &sql) {
        return usage::Tail::begin(sql, question.figures.shared(), figures.filter(),
            int(newest.value()), clock.elapsed(), &batch);
    });
    if (!begun)
        return context.failed(begun.error());
    usage::Tail follow = std::move(begun).value();
    qint64 rows = 0;
    while (true) {
        printBatch(context, figures, batch);
        rows += batch.fresh;
        if (seconds.value() > 0 && clock.elapsed() >= seconds.value() * 1000)
            return Exit::Done;
        if (!batch.more)
            pause(context.token(), usage::kTailPollMs);
        if (context.token().isCancelled())
            return Exit::Cancelled;
        auto next = context.run(
            *question.session, [&](db::Sql &sql) { return follow.poll(sql, clock.elapsed()); });
        if (!next)
            return context.failed(next.error());
        batch = std::move(next).value();
    }
}

} // namespace

Exit usageSummary(Context &context); // usagesummary.cpp

std::vector<Command> usageCommands()
{
    return {
        {"usage list", QT_TRANSLATE_NOOP("Command", "Show usage rows, the newest first"),
            usageOptions({{"rows", "N",
                QT_TRANSLATE_NOOP("Command", "At most so many rows, 200 by default")}}),
            {}, list, ""},
        {"usage summary", QT_TRANSLATE_NOOP("Command", "Sum usage up, and check the sums"),
            usageOptions({{"by", "FIELD",
                              QT_TRANSLATE_NOOP("Command",
                                  "Split by key, actor, model, endpoint or status; by day or by "
                                  "hour"),
                              false, true},
                {"sql", nullptr, QT_TRANSLATE_NOOP("Command", "Show the SQL of each figure")},
                {"report", "FILE", QT_TRANSLATE_NOOP("Command", "Write a printable report as HTML"),
                    false, false, Completion::File},
                {"force", nullptr, QT_TRANSLATE_NOOP("Command", "Replace a file that exists")}}),
            {}, usageSummary,
            QT_TRANSLATE_NOOP("Command",
                "Every sum is compared with a count of its own in the same snapshot. Exit status 3 "
                "when they differ.")},
        {"usage export", QT_TRANSLATE_NOOP("Command", "Write the rows of a filter to a file"),
            usageOptions({{"output", "FILE",
                              QT_TRANSLATE_NOOP("Command",
                                  "Where to; without it CSV or JSON lines go to standard output"),
                              false, false, Completion::File},
                {"format", "FORMAT",
                    QT_TRANSLATE_NOOP("Command", "csv (the default), jsonl or xlsx"), false, false,
                    Completion::None, {"csv", "jsonl", "xlsx"}},
                {"formula-safe", nullptr,
                    QT_TRANSLATE_NOOP("Command",
                        "In CSV, put ' before texts that a spreadsheet would run as a formula")},
                {"force", nullptr, QT_TRANSLATE_NOOP("Command", "Replace a file that exists")}}),
            {}, exportRows,
            QT_TRANSLATE_NOOP("Command",
                "The file gets its name when it is whole; FILE.manifest.json says what is in it. "
                "Keys are masked, and so is whatever else looks like a secret.")},
        {"usage tail", QT_TRANSLATE_NOOP("Command", "Show usage rows as they are written"),
            usageOptions(
                {{"rows", "N", QT_TRANSLATE_NOOP("Command", "Begin with so many, 10 by default")},
                    {"for", "SECONDS", QT_TRANSLATE_NOOP("Command", "End after this time")}}),
            {}, tail,
            QT_TRANSLATE_NOOP("Command",
                "Asks once a second and misses no row that is committed late. With --json one "
                "document a line.")},
    };
}

} // namespace gatehouse::commands
