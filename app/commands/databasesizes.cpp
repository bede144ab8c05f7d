// gatehousectl database sizes (D1).
#include "app/cli/terminal.h"
#include "app/commands/databaseparts.h"
#include "app/commands/words.h"
#include "care/sizehistory.h"

#include <QLocale>

namespace gatehouse::commands {

namespace {

using care::Sizes;
using care::TableSize;

QJsonValue timeJson(const std::optional<QDateTime> &at)
{
    return at ? QJsonValue(at->toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonObject tableJson(const TableSize &t, const Sizes &sizes, const std::optional<care::Growth> &growth)
{
    const care::VacuumVerdict verdict = care::judgeVacuum(t, sizes);
    return {{u"schema"_s, t.schema}, {u"table"_s, t.name}, {u"kind"_s, t.kind},
        {u"partOf"_s, t.partOf}, {u"bytes"_s, t.total()}, {u"heapBytes"_s, t.heap},
        {u"indexBytes"_s, t.indexes}, {u"toastBytes"_s, t.toast}, {u"estimated"_s, t.locked},
        {u"rows"_s, t.rows < 0 ? QJsonValue() : QJsonValue(t.rows)}, {u"liveRows"_s, t.live},
        {u"deadRows"_s, t.dead}, {u"changedSinceAnalyze"_s, t.changedSinceAnalyze},
        {u"insertedSinceVacuum"_s, orNull(t.insertedSinceVacuum)},
        {u"lastVacuum"_s, timeJson(t.vacuumed)}, {u"lastAutovacuum"_s, timeJson(t.autovacuumed)},
        {u"lastAnalyze"_s, timeJson(t.analyzed)}, {u"lastAutoanalyze"_s, timeJson(t.autoanalyzed)},
        {u"sequentialScans"_s, t.seqScans}, {u"indexScans"_s, t.indexScans},
        {u"cacheHit"_s, orNull(t.hitShare())}, {u"transactionAge"_s, t.xidAge},
        {u"multixactAge"_s, t.multixactAge},
        {u"bytesPerDay"_s, growth ? QJsonValue(growth->bytesPerDay) : QJsonValue()},
        {u"vacuum"_s,
            QJsonObject{{u"state"_s, care::stateId(verdict.state)}, {u"vacuumAt"_s, verdict.vacuumAt},
                {u"analyzeAt"_s, verdict.analyzeAt},
                {u"reasons"_s, QJsonArray::fromStringList(verdict.reasons)}}}};
}

QString dayText(const std::optional<care::Growth> &growth)
{
    if (!growth)
        return u"—"_s;
    return (growth->bytesPerDay < 0 ? u"-"_s : u"+"_s) + sizeText(qint64(std::abs(growth->bytesPerDay)));
}

struct Kept
{
    std::vector<care::Snapshot> history;
    QString where;
};

// Where the history of sizes is, and today's added to it.
Result<Kept> keep(Context &context, db::Session &session, const Sizes &sizes)
{
    const QString wanted = context.text("keep", u"auto"_s);
    const care::Snapshot now = care::snapshotOf(sizes);
    auto table = context.run(session, [](db::Sql &sql) { return care::sizeTable(sql); });
    if (!table)
        return table.error();
    const bool ready = table.value().there && table.value().mayWrite;
    if (wanted == "database"_L1 || (wanted == "auto"_L1 && ready)) {
        auto writer = context.open(false);
        if (!writer)
            return writer.error();
        const trail::Actor actor = thisActor(session);
        auto kept = context.run(
            *writer.value(), [&](db::Sql &sql) -> Result<std::vector<care::Snapshot>> {
                if (auto done = care::createSizeTable(sql, actor); !done)
                    return done.error();
                if (auto done = care::keepInTable(sql, now); !done)
                    return done.error();
                return care::readSizeTable(sql);
            });
        if (!kept)
            return kept.error();
        return Kept{kept.value(), Words::tr("Sizes are kept in gatehouse.care_size of this database.")};
    }
    const QString path = care::sizeFile(session.options().info.label());
    if (wanted != "nowhere"_L1) {
        if (auto done = care::keepInFile(path, now); !done)
            return done.error();
    }
    auto history = care::readSizeFile(path);
    if (!history)
        return history.error();
    return Kept{history.value(),
        wanted == "nowhere"_L1 ? QString() : Words::tr("Sizes are kept in %1.").arg(path)};
}

void print(Context &context, const Sizes &sizes, const std::map<QString, care::Growth> &growth)
{
    cli::Table databases{{Words::tr("Database"), Words::tr("Size"), Words::tr("From cache"),
                             Words::tr("Transaction age"), Words::tr("Connections")},
        {}, {false, true, true, true, true}};
    for (const care::DatabaseSize &d : sizes.databases)
        databases.rows.push_back({d.name, d.bytes ? sizeText(*d.bytes) : u"—"_s,
            d.hitShare ? u"%1 %"_s.arg(100 * *d.hitShare, 0, 'f', 1) : u"—"_s,
            QString::number(d.xidAge), QString::number(d.connections)});
    context.table(databases);
    context.say({});
    cli::Table tables{
        {Words::tr("Table"), Words::tr("Size"), Words::tr("Indexes"), Words::tr("TOAST"),
            Words::tr("A day"), Words::tr("Rows, about"), Words::tr("Dead"), Words::tr("Vacuum"),
            Words::tr("Why")},
        {}, {false, true, true, true, true, true, true, false, false}};
    for (const TableSize &t : sizes.tables) {
        const QString name = t.schema + u'.' + t.name;
        const auto it = growth.find(name);
        const care::VacuumVerdict verdict = care::judgeVacuum(t, sizes);
        tables.rows.push_back({name, sizeText(t.total()), sizeText(t.indexes), sizeText(t.toast),
            dayText(it == growth.end() ? std::nullopt : std::optional(it->second)),
            t.rows < 0 ? u"—"_s : QString::number(qint64(t.rows)), QString::number(t.dead),
            verdict.word, verdict.reasons.value(0)});
    }
    context.table(tables);
    for (const care::Holder &holder : sizes.holders)
        context.say(Words::tr("Keeps old rows: %1.").arg(safeText(holder.sentence())));
}

Exit sizes(Context &context)
{
    auto session = context.open();
    if (!session)
        return context.failed(session.error());
    auto found = context.run(*session.value(), [](db::Sql &sql) { return care::fetchSizes(sql); });
    if (!found)
        return context.failed(found.error());
    const Sizes &all = found.value();
    auto kept = keep(context, *session.value(), all);
    if (!kept)
        return context.failed(kept.error());
    const auto growth = care::growthOf(kept.value().history, care::snapshotOf(all));
    print(context, all, growth);
    if (!kept.value().where.isEmpty())
        context.say(kept.value().where);
    QJsonArray databases, tables, holders;
    for (const care::DatabaseSize &d : all.databases)
        databases.append(QJsonObject{{u"database"_s, d.name}, {u"bytes"_s, orNull(d.bytes)},
            {u"cacheHit"_s, orNull(d.hitShare)}, {u"transactionAge"_s, d.xidAge},
            {u"connections"_s, d.connections}, {u"temporaryBytes"_s, d.temporaryBytes},
            {u"deadlocks"_s, d.deadlocks}, {u"countedSince"_s, timeJson(d.countedSince)},
            {u"current"_s, d.current}});
    for (const TableSize &t : all.tables) {
        const auto it = growth.find(t.schema + u'.' + t.name);
        tables.append(
            tableJson(t, all, it == growth.end() ? std::nullopt : std::optional(it->second)));
    }
    for (const care::Holder &h : all.holders)
        holders.append(QJsonObject{{u"kind"_s, h.kind}, {u"name"_s, h.name},
            {u"transactions"_s, h.age}, {u"seconds"_s, orNull(h.seconds)}, {u"pid"_s, h.pid}});
    return context.done(QJsonObject{{u"at"_s, all.at.toString(Qt::ISODateWithMs)},
        {u"databases"_s, databases}, {u"tables"_s, tables}, {u"holdBackVacuum"_s, holders},
        {u"snapshots"_s, qint64(kept.value().history.size())}});
}

} // namespace

std::vector<Command> databasesizesCommands()
{
    return {{"database sizes",
        QT_TRANSLATE_NOOP("Command", "Sizes, rows, dead rows, growth and the state of vacuum"),
        {{"keep", "WHERE",
            QT_TRANSLATE_NOOP("Command",
                "Where sizes are kept to see growth: auto (the default) is the table "
                "gatehouse.care_size where it exists, else a file of this user; database makes that "
                "table; nowhere keeps nothing"),
            false, false, Completion::None, {"auto", "file", "database", "nowhere"}}},
        {}, sizes}};
}

} // namespace gatehouse::commands
