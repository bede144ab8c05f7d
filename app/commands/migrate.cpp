#include "app/cli/terminal.h"
#include "app/commands/migrateparts.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "base/securefile.h"
#include "migration/recipe.h"
#include "migration/sourcesecret.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::commands {

namespace {

using migration::Plan;
using migration::Source;

Result<std::unique_ptr<Source>> sourceOf(Context &context)
{
    if (!context.has("source"))
        return invalid(Words::tr("Name the source with --source, a file, a folder or an address."));
    auto address = sourceAddress(context, context.text("source"));
    if (!address)
        return address.error();
    auto options = sourceOptions(context);
    if (!options)
        return options.error();
    return migration::openSource(
        {address.value(), std::move(options).value(), context.token(), context.progress()},
        context.text("kind"));
}

Exit plan(Context &context)
{
    const auto drafted = planOf(context);
    if (!drafted)
        return context.failed(drafted.error());
    const QByteArray text = migration::printPlan(drafted.value());
    if (context.has("output")) {
        if (auto written = createSecureFile(context.text("output"), text); !written)
            return context.failed(written.error());
        context.say(Words::tr("The plan is in %1; look at it before it runs.")
                        .arg(context.text("output")));
        for (const QString &note : drafted.value().notes)
            context.say(safeText(note));
    } else if (!context.json()) {
        context.write(text);
    }
    return context.done(QJsonDocument::fromJson(text).object());
}

// The zones that a draft leaves open.
void answerZones(Plan &plan, const QString &zone)
{
    if (zone.isEmpty())
        return;
    for (migration::TableRule &table : plan.tables)
        for (migration::ColumnRule &column : table.columns)
            if (column.zone == u"?"_s)
                column.zone = zone;
}

} // namespace

Result<QString> sourceAddress(Context &context, const QString &uri)
{
    migration::SourceAddress address = migration::splitAddress(uri);
    if (address.password)
        context.warn(Words::tr(
            "Other users of this machine can read the password in --source while this runs; leave it "
            "out and set MONGODB_PASSWORD, or type it when asked."));
    if (address.wantsPassword && !migration::sourcePassword(address.uri)) {
        auto typed = context.askPassword(Words::tr("Password for %1:").arg(safeText(address.uri)));
        if (!typed)
            return typed.error();
        address.password = typed.value();
    }
    migration::keepSourcePassword(address.uri, address.password);
    return address.uri;
}

Result<QVariantMap> sourceOptions(const Context &context)
{
    QVariantMap options;
    for (const QString &one : context.texts("option")) {
        const qsizetype equals = one.indexOf(u'=');
        if (equals < 1)
            return invalid(
                Words::tr("--option takes NAME=VALUE, such as delimiter=; or encoding=latin1."));
        options.insert(one.left(equals), one.mid(equals + 1));
    }
    return options;
}

Result<Plan> planOf(Context &context)
{
    if (context.has("rules")) {
        auto text = readFile(context.text("rules"), 16 << 20);
        if (!text)
            return text.error();
        auto read = migration::parsePlan(text.value());
        if (!read)
            return read.error();
        Plan fixed = std::move(read).value();
        if (context.has("source"))
            fixed.source.uri = context.text("source");
        auto address = sourceAddress(context, fixed.source.uri);
        if (!address)
            return address.error();
        fixed.source.uri = address.value();
        if (context.has("schema"))
            fixed.target.schema = context.text("schema");
        answerZones(fixed, context.text("zone"));
        return fixed;
    }
    auto source = sourceOf(context);
    if (!source)
        return source.error();
    migration::DraftRequest request;
    const QString uri = migration::splitAddress(context.text("source")).uri;
    request.uri = uri.contains(u"://"_s) ? uri : QDir::current().absoluteFilePath(uri);
    request.kind = context.text("kind");
    request.system = context.text("system");
    request.schema = context.text("schema", u"public"_s);
    request.tables = context.texts("table");
    request.options = sourceOptions(context).value();
    auto recipe = migration::fittingRecipe(*source.value(), request.system);
    if (!recipe)
        return recipe.error();
    migration::Inspection seen;
    if (!recipe.value() || !request.tables.isEmpty()) {
        auto looked = migration::inspect(*source.value(),
            {request.tables, {}, {}, context.token(), context.progress()});
        if (!looked)
            return looked.error();
        seen = std::move(looked).value();
        request.seen = &seen;
    }
    auto drafted = migration::draftPlan(*source.value(), request);
    if (!drafted)
        return drafted;
    Plan answered = std::move(drafted).value();
    answerZones(answered, context.text("zone"));
    return answered;
}

std::vector<Option> withSource(std::vector<Option> own)
{
    own.push_back({"source", "URI",
        QT_TRANSLATE_NOOP("Command", "The source: a file, a folder or an address"), false, false,
        Completion::File});
    own.push_back({"kind", "KIND",
        QT_TRANSLATE_NOOP("Command", "What the source is, instead of recognising it by its content")});
    own.push_back({"option", "NAME=VALUE",
        QT_TRANSLATE_NOOP("Command", "An option of that kind, such as delimiter=;"), false, true});
    own.push_back({"rules", "FILE",
        QT_TRANSLATE_NOOP("Command", "The rule file; without one a plan is drafted from the source"),
        false, false, Completion::File});
    own.push_back({"system", "ID",
        QT_TRANSLATE_NOOP("Command", "The system whose tables are to be filled")});
    own.push_back({"zone", "NAME",
        QT_TRANSLATE_NOOP("Command", "The time zone of times without one, where the plan leaves it open")});
    own.push_back({"schema", "NAME", QT_TRANSLATE_NOOP("Command", "The target schema, public by default")});
    own.push_back({"table", "NAME",
        QT_TRANSLATE_NOOP("Command", "Only this table of the source, into one like it"), false, true});
    return own;
}

std::vector<Option> withRun(std::vector<Option> own)
{
    own.push_back({"run", "N",
        QT_TRANSLATE_NOOP("Command", "The number of the migration, the newest by default")});
    return own;
}

namespace {

const Option kReport{"report", "FILE",
    QT_TRANSLATE_NOOP("Command", "Write the proof to this file, HTML or JSON by its ending"), false,
    false, Completion::File};
const Option kNoVerify{"no-verify", nullptr,
    QT_TRANSLATE_NOOP("Command", "Do not compare source and target before the exchange")};
const Option kHold{"no-exchange", nullptr,
    QT_TRANSLATE_NOOP("Command", "Stop before the exchange; resume does it")};
const Option kDelta{"delta", nullptr,
    QT_TRANSLATE_NOOP("Command",
        "Move only what is new or changed since the last run of the same rules")};
const Option kDryRun{"dry-run", nullptr,
    QT_TRANSLATE_NOOP("Command",
        "Read, convert and count everything, and write nothing; exit status 3 when rows would be "
        "rejected")};
const Option kBatch{"batch", "KIB",
    QT_TRANSLATE_NOOP("Command", "Size of what is copied in one transaction, 4096 by default")};
const Option kRecord{"record", "HOW",
    QT_TRANSLATE_NOOP("Command",
        "What becomes of the audit trail: skip (the default) writes into it where there is one, "
        "require refuses without one"),
    false, false, Completion::None, {"require", "skip"}};

} // namespace

std::vector<Command> migrateCommands()
{
    return {
        {"migrate plan",
            QT_TRANSLATE_NOOP("Command", "Draft a rule file from a source and the system it belongs to"),
            withSource({{"output", "FILE", QT_TRANSLATE_NOOP("Command", "Write the plan to this new file"),
                false, false, Completion::File}}),
            {}, plan,
            QT_TRANSLATE_NOOP("Command",
                "Types that the source does not declare follow from its values. The rule file says for "
                "each column where it comes from, what is converted, which "
                "zone times without one have and what becomes of values that do not fit. Nothing is "
                "changed anywhere.")},
        {"migrate run", QT_TRANSLATE_NOOP("Command", "Move the data as a rule file says, and prove it"),
            withSource({kReport, kNoVerify, kHold, kDelta, kDryRun, kBatch, kRecord}), {}, migrateRun,
            QT_TRANSLATE_NOOP("Command",
                "The source is only read. Rows are copied into tables beside the live ones, keyed, "
                "compared with the source cell by cell, and exchanged in one transaction; the old "
                "tables are kept until migrate finish. Exit status 0 when all rows arrived and are "
                "equal, 3 with rows in quarantine or differences. What is needed to go on is kept in "
                "the schema gatehouse_migrate of the target.")},
        {"migrate resume", QT_TRANSLATE_NOOP("Command", "Go on with a migration that was interrupted"),
            withRun({kReport, kNoVerify, kHold, kBatch, kRecord}), {}, migrateResume},
        {"migrate verify",
            QT_TRANSLATE_NOOP("Command", "Compare source and target again, to the cell"),
            withRun({kReport}), {}, migrateVerify},
        {"migrate quarantine", QT_TRANSLATE_NOOP("Command", "Show rows that were set aside, or apply them"),
            withRun({{"apply", nullptr,
                         QT_TRANSLATE_NOOP("Command", "Try the open rows again, as they are now")},
                {"set", "N=VALUE",
                    QT_TRANSLATE_NOOP("Command", "With --apply: another value for row N, before"),
                    false, true},
                {"rules", "FILE",
                    QT_TRANSLATE_NOOP("Command", "With --apply: the rules of this file instead"),
                    false, false, Completion::File}}),
            {}, migrateQuarantine},
        {"migrate finish", QT_TRANSLATE_NOOP("Command", "Drop the old tables; there is no way back then"),
            withRun({kRecord}), {}, migrateFinish},
        {"migrate rollback", QT_TRANSLATE_NOOP("Command", "Put the old tables back in place"),
            withRun({{"abandon-changes", nullptr,
                         QT_TRANSLATE_NOOP("Command",
                             "Also when rows were written since the exchange; they are kept aside")},
                kRecord}),
            {}, migrateRollback,
            QT_TRANSLATE_NOOP("Command",
                "Counts first what was written into the new tables since the exchange. When there is "
                "anything, nothing is changed without --abandon-changes, and with it the new tables "
                "are kept in the schema gatehouse_aside_N until migrate finish or for a day.")},
        {"migrate status", QT_TRANSLATE_NOOP("Command", "Show migrations into this database"),
            withRun({{"drift", nullptr,
                QT_TRANSLATE_NOOP("Command", "Count what changed since the exchange")}}),
            {}, migrateStatus},
    };
}

} // namespace gatehouse::commands
