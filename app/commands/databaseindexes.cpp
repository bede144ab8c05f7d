// gatehousectl database indexes (D2): what is there, what is missing, and the ways to change it.
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/indexwork.h"

namespace gatehouse::commands {

namespace {

using care::IndexInfo;
using care::IndexWish;

Result<care::IndexCare> look(Context &context, db::Session &session)
{
    const std::vector<systems::Description> known = systems::allDescriptions();
    return context.run(session, [&known](db::Sql &sql) -> Result<care::IndexCare> {
        auto recognition = systems::recognise(sql, known);
        if (!recognition)
            return recognition.error();
        return care::fetchIndexCare(sql, recognition.value());
    });
}

QJsonObject indexJson(const IndexInfo &i, const care::IndexFinding &finding)
{
    return {{u"schema"_s, i.schema}, {u"table"_s, i.table}, {u"index"_s, i.name},
        {u"definition"_s, i.definition}, {u"method"_s, i.method},
        {u"columns"_s, QJsonArray::fromStringList(i.columns)}, {u"unique"_s, i.unique},
        {u"primary"_s, i.primary}, {u"valid"_s, i.valid}, {u"constraint"_s, i.constraint},
        {u"bytes"_s, i.bytes}, {u"expectedBytes"_s, orNull(i.expectedBytes)}, {u"scans"_s, i.scans},
        {u"finding"_s, care::kindId(finding.kind)}, {u"reason"_s, finding.reason},
        {u"keptIndex"_s, finding.keptIndex}};
}

QJsonObject wishJson(const IndexWish &wish)
{
    return {{u"schema"_s, wish.schema}, {u"table"_s, wish.table}, {u"index"_s, wish.name()},
        {u"columns"_s, QJsonArray::fromStringList(wish.columns)}, {u"why"_s, wish.why},
        {u"statement"_s, wish.definition()}, {u"tableBytes"_s, wish.tableBytes},
        {u"small"_s, wish.isSmall()}, {u"forSlowQuery"_s, wish.slow}};
}

Exit list(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto seen = look(context, *session.value());
    if (!seen)
        return context.failed(seen.error());
    cli::Table table{{Words::tr("Index"), Words::tr("Table"), Words::tr("Size"), Words::tr("Used"),
                         Words::tr("Finding"), Words::tr("Why")},
        {}, {false, false, true, true, false, false}};
    QJsonArray indexes, missing;
    for (size_t i = 0; i < seen.value().all.indexes.size(); ++i) {
        const IndexInfo &one = seen.value().all.indexes[i];
        const care::IndexFinding &finding = seen.value().findings[i];
        table.rows.push_back({one.name, one.schema + u'.' + one.table, sizeText(one.bytes),
            QString::number(one.scans), finding.word, finding.reason});
        indexes.append(indexJson(one, finding));
    }
    context.table(table);
    context.say({});
    if (seen.value().missing.empty())
        context.say(Words::tr("No index is missing for the pages, the guides, the foreign keys and the slow queries."));
    for (const IndexWish &wish : seen.value().missing) {
        context.say(Words::tr("Missing: %1 on %2. %3%4")
                        .arg(wish.name(), safeText(wish.schema + u'.' + wish.table), wish.why,
                            wish.isSmall() ? u' ' + Words::tr("(The table is small yet.)") : QString()));
        missing.append(wishJson(wish));
    }
    context.say(seen.value().slow);
    return context.done(QJsonObject{
        {u"indexes"_s, indexes}, {u"missing"_s, missing}, {u"slow"_s, seen.value().slow}});
}

Exit run(Context &context, const db::Session &session, const care::IndexAct &act)
{
    context.say(act.statement);
    if (auto yes = context.confirm(Words::tr("Run this on %1?").arg(session.options().info.label()));
        !yes)
        return context.failed(yes.error());
    const trail::Policy policy = context.text("record") == "skip"_L1 ? trail::Policy::Optional
                                                                     : trail::Policy::Required;
    if (context.text("record") == "create"_L1) {
        auto writer = context.open(false);
        if (!writer)
            return context.failed(writer.error());
        const trail::Actor actor = thisActor(session);
        auto made = context.run(
            *writer.value(), [&actor](db::Sql &sql) { return trail::create(sql, actor); });
        if (!made)
            return context.failed(made.error());
    }
    auto done = care::change(session.options(), act, policy, thisActor(session), context.token(),
        context.progress());
    if (!done)
        return context.failed(done.error());
    const care::IndexOutcome &o = done.value();
    context.say(o.sentence);
    if (!o.undo.isEmpty())
        context.say(Words::tr("Taken back by: %1").arg(o.undo));
    return context.done(QJsonObject{{u"index"_s, act.schema + u'.' + act.name},
        {u"statement"_s, act.statement}, {u"ms"_s, o.ms}, {u"bytesBefore"_s, o.bytesBefore},
        {u"bytesAfter"_s, o.bytesAfter}, {u"recorded"_s, o.recorded}, {u"undo"_s, o.undo},
        {u"costBefore"_s, o.costBefore < 0 ? QJsonValue() : QJsonValue(o.costBefore)},
        {u"costAfter"_s, o.costAfter < 0 ? QJsonValue() : QJsonValue(o.costAfter)},
        {u"probeUsesIt"_s, o.probeUses}});
}

Exit create(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    const QString wanted = context.operands().first();
    if (context.has("columns")) {
        IndexWish wish;
        wish.schema = wanted.contains(u'.') ? wanted.section(u'.', 0, 0) : u"public"_s;
        wish.table = wanted.contains(u'.') ? wanted.section(u'.', 1) : wanted;
        for (const QString &column : context.text("columns").split(u',', Qt::SkipEmptyParts))
            wish.columns << column.trimmed();
        if (wish.columns.isEmpty())
            return context.wrongUsage(Words::tr("--columns names no column."));
        return run(context, *session.value(), care::createAct(wish));
    }
    auto seen = look(context, *session.value());
    if (!seen)
        return context.failed(seen.error());
    for (const IndexWish &wish : seen.value().missing)
        if (wish.name() == wanted)
            return run(context, *session.value(), care::createAct(wish));
    return context.failed(invalid(
        Words::tr("No index \"%1\" is among the missing ones that gatehousectl database indexes shows. "
                  "For another one give the table and --columns.")
            .arg(safeText(wanted, 80))));
}

Exit change(Context &context, Result<care::IndexAct> (*actOf)(const IndexInfo &))
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto seen = look(context, *session.value());
    if (!seen)
        return context.failed(seen.error());
    const QString wanted = context.operands().first();
    std::vector<size_t> hits;
    for (size_t i = 0; i < seen.value().all.indexes.size(); ++i) {
        const IndexInfo &one = seen.value().all.indexes[i];
        if (one.name == wanted || one.schema + u'.' + one.name == wanted)
            hits.push_back(i);
    }
    if (hits.size() != 1)
        return context.failed(invalid(hits.empty()
                ? Words::tr("There is no index \"%1\".").arg(safeText(wanted, 80))
                : Words::tr("Several schemas have an index \"%1\"; write SCHEMA.INDEX.")
                      .arg(safeText(wanted, 80))));
    const IndexInfo &index = seen.value().all.indexes[hits[0]];
    auto act = actOf(index);
    if (!act)
        return context.failed(act.error());
    context.say(Words::tr("%1: %2, used %3 times. %4")
                    .arg(safeText(index.definition), sizeText(index.bytes))
                    .arg(index.scans)
                    .arg(seen.value().findings[hits[0]].reason));
    return run(context, *session.value(), act.value());
}

Exit drop(Context &context) { return change(context, care::dropAct); }
Exit rebuild(Context &context) { return change(context, care::rebuildAct); }

} // namespace

std::vector<Option> withRecord(std::vector<Option> own)
{
    own.push_back({"record", "HOW",
        QT_TRANSLATE_NOOP("Command",
            "What becomes of the audit trail: require (the default) refuses what cannot be "
            "recorded, create makes it first, skip changes without a record"),
        false, false, Completion::None, {"require", "create", "skip"}});
    return own;
}

std::vector<Command> databaseindexesCommands()
{
    return {{"database indexes",
                QT_TRANSLATE_NOOP("Command",
                    "Indexes that are unused, doubled, broken or bloated, and those that are missing"),
                {}, {}, list},
        {"database index create",
            QT_TRANSLATE_NOOP("Command", "Make a missing index without stopping writers"),
            withRecord({{"columns", "LIST",
                QT_TRANSLATE_NOOP("Command", "Columns, with commas, of an index on the table named")}}),
            {{"INDEX", QT_TRANSLATE_NOOP("Command", "Its name in the list of missing ones, or a table")}},
            create},
        {"database index drop",
            QT_TRANSLATE_NOOP("Command", "Drop an index without stopping readers or writers"),
            withRecord({}), {{"INDEX", QT_TRANSLATE_NOOP("Command", "The index, or SCHEMA.INDEX")}},
            drop},
        {"database index rebuild",
            QT_TRANSLATE_NOOP("Command", "Build an index anew beside the old one, then swap"),
            withRecord({}), {{"INDEX", QT_TRANSLATE_NOOP("Command", "The index, or SCHEMA.INDEX")}},
            rebuild}};
}

} // namespace gatehouse::commands
