#include "migration/ledger.h"

#include "migration/conversions.h"
#include "migration/words.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::migration {

namespace {

struct StateWord
{
    RunState state;
    const char *id, *name;
};
constexpr StateWord kStates[] = {
    {RunState::Load, "load", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Copying")},
    {RunState::Keys, "keys", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Building keys")},
    {RunState::Swap, "swap",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Ready to be exchanged")},
    {RunState::Done, "done",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "In place, the old tables are kept")},
    {RunState::Finished, "finished",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Finished")},
    {RunState::RolledBack, "rolled-back",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Rolled back")},
};

RunState stateFromId(const QString &id)
{
    for (const StateWord &word : kStates)
        if (id == QLatin1StringView(word.id))
            return word.state;
    return RunState::RolledBack; // one of a later version: nothing of it is touched
}

struct StoredRun
{
    qint64 id = 0;
    QByteArray plan, facts;
    QString state, note;
    qint64 swapXid = 0;
    QString begun, changed, begunBy, swapOpen, aside;
    qint64 base = 0;
    bool old = false;
    static StoredRun fromRow(const db::Row &row)
    {
        return {row.get<qint64>(0), row.text(1).toUtf8(), row.text(2).toUtf8(), row.text(3),
            row.text(4), row.get<qint64>(5), row.text(6), row.text(7), row.text(8),
            row.text(9), row.text(10), row.get<qint64>(11), row.get<bool>(12)};
    }
};

Part partOf(const db::Row &row)
{
    Part part;
    part.number = row.get<int>(0);
    part.from = row.text(1);
    part.to = row.text(2);
    if (const QByteArray position = row.get<QByteArray>(3); !position.isEmpty())
        part.position = position; // before the first batch there is none
    qint64 *const counts[] = {&part.read, &part.loaded, &part.quarantined, &part.leftOut,
        &part.replaced, &part.stubs, &part.kept, &part.updated};
    for (int i = 0; i < 8; ++i)
        *counts[i] = row.get<qint64>(4 + i);
    part.complete = row.get<bool>(12);
    part.made = row.get<bool>(13);
    part.fresh = row.get<qint64>(14);
    part.changed = row.get<qint64>(15);
    part.gone = row.get<qint64>(16);
    return part;
}

Result<> done(const Result<qint64> &result)
{
    if (!result)
        return result.error();
    return Done{};
}

QString clean(QString text) { return text.remove(QChar(0)); }

} // namespace

QString runStateId(RunState state)
{
    return QString::fromLatin1(kStates[size_t(state)].id);
}
QString runStateName(RunState state) { return Words::tr(kStates[size_t(state)].name); }

QString stagingSchema(qint64 run) { return u"gatehouse_new_%1"_s.arg(run); }
QString keptSchema(qint64 run) { return u"gatehouse_old_%1"_s.arg(run); }
QString asideSchema(qint64 run) { return u"gatehouse_aside_%1"_s.arg(run); }

Result<bool> hasLedger(db::Sql &sql) { return sql.fetchOne<bool>("migration/has_ledger"_L1); }

Result<> makeLedger(db::Sql &sql)
{
    for (const QLatin1StringView statement :
        {"migration/create_schema"_L1, "migration/create_run"_L1, "migration/create_part"_L1,
            "migration/create_quarantine"_L1, "migration/create_stub"_L1, "migration/widen_run"_L1,
            "migration/widen_part"_L1,
            "migration/revoke_tables"_L1})
        if (auto made = sql.execute(statement); !made)
            return made.error();
    return Done{};
}

Result<std::vector<Run>> listRuns(db::Sql &sql, qint64 only)
{
    auto there = hasLedger(sql);
    if (!there)
        return there.error();
    if (!there.value())
        return std::vector<Run>{};
    auto stored = sql.fetch<StoredRun>("migration/runs"_L1, db::bind(only));
    if (!stored)
        return stored.error();
    std::vector<Run> runs;
    for (StoredRun &one : std::move(stored).value()) {
        auto plan = parsePlan(one.plan);
        if (!plan)
            return plan.error();
        Run run{one.id, std::move(plan).value(),
            QJsonDocument::fromJson(one.facts).object().toVariantMap(), stateFromId(one.state),
            one.note, one.swapXid, one.swapOpen, one.begun, one.changed, one.begunBy, {}, one.aside,
            one.base, one.old};
        auto read = sql.stream("migration/parts"_L1, db::bind(one.id), [&run](const db::Row &row) {
            run.parts.push_back(partOf(row));
            return true;
        });
        if (!read)
            return read.error();
        runs.push_back(std::move(run));
    }
    return runs;
}

Result<Run> oneRun(db::Sql &sql, qint64 id)
{
    auto runs = listRuns(sql, id);
    if (!runs)
        return runs.error();
    if (runs.value().empty())
        return invalid(id == 0
                ? Words::tr("Nothing was migrated into this database yet.")
                : Words::tr("There is no migration with the number %1 in this database.").arg(id));
    return std::move(runs).value().front();
}

Result<> widenLedger(db::Sql &sql)
{
    for (const QLatin1StringView statement : {"migration/widen_run"_L1, "migration/widen_part"_L1})
        if (auto wide = sql.execute(statement); !wide)
            return wide.error();
    return Done{};
}

Result<qint64> addRun(
    db::Sql &sql, const Plan &plan, const QVariantMap &sourceFacts, qint64 base)
{
    const QString facts = QString::fromUtf8(
        QJsonDocument(QJsonObject::fromVariantMap(sourceFacts)).toJson(QJsonDocument::Compact));
    return sql.fetchOne<qint64>(
        "migration/add_run"_L1, db::bind(QString::fromUtf8(printPlan(plan)), facts, base));
}

Result<> addPart(db::Sql &sql, qint64 run, const Part &part)
{
    return done(sql.execute(
        "migration/add_part"_L1, db::bind(run, part.number, part.from, part.to, part.made)));
}

Result<> setState(db::Sql &sql, qint64 run, RunState state, const QString &note)
{
    return done(sql.execute(
        "migration/set_state"_L1, db::bind(run, runStateId(state), clean(note))));
}

Result<> checkpoint(db::Sql &sql, qint64 run, const Part &step)
{
    auto moved = sql.execute("migration/checkpoint"_L1,
        db::bind(run, step.number, db::Bytes{step.position}, step.read, step.loaded,
            step.quarantined, step.leftOut, step.replaced, step.complete));
    if (moved && moved.value() != 1)
        return refused(Words::tr("The migration was ended elsewhere meanwhile."));
    return done(moved);
}

Result<> addRejected(db::Sql &sql, qint64 run, const Rejected &row)
{
    return done(sql.execute("migration/add_quarantine"_L1,
        db::bind(run, row.part, db::Bytes{row.position}, clean(row.place), clean(row.column),
            row.value ? std::optional(db::Bytes{*row.value}) : std::nullopt, row.reason,
            clean(row.message), row.rule, QString::fromUtf8(row.cells), row.state)));
}

Result<std::vector<Rejected>> listRejected(
    db::Sql &sql, qint64 run, const QString &state, qint64 after, qint64 most)
{
    std::vector<Rejected> rows;
    auto read = sql.stream("migration/quarantine"_L1, db::bind(run, state, after, most),
        [&rows](const db::Row &row) {
            rows.push_back({row.get<qint64>(0), row.get<int>(1), row.get<QByteArray>(2),
                row.text(3), row.text(4), row.maybe<QByteArray>(5), row.text(6), row.text(7),
                row.text(8), row.text(9).toUtf8(), row.text(10)});
            return true;
        });
    if (!read)
        return read.error();
    return rows;
}

} // namespace gatehouse::migration
