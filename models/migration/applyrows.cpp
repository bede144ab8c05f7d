#include "migration/applyrows.h"

#include "db/transaction.h"
#include "migration/load.h"
#include "migration/runparts.h"
#include "migration/words.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::migration {

namespace {

struct Target
{
    Part part;
    std::unique_ptr<Encoder> encoder;
    QStringList columns; // of the source, all that the row's cells name
    db::Statement copy{QString()};
};

Result<std::unique_ptr<Target>> targetOf(
    db::Sql &sql, const Run &run, const Part &part, const std::optional<Plan> &rules, const Source &source)
{
    auto target = std::make_unique<Target>();
    target->part = part;
    TableRule rule = run.plan.tables[size_t(part.number)];
    if (rules)
        for (const TableRule &other : rules->tables)
            if (other.to == part.to)
                rule = other;
    QStringList all;
    for (const SourceTable &table : source.tables())
        if (table.name == rule.from)
            for (const SourceColumn &column : table.columns)
                all << column.name;
    target->columns = neededColumns(rule, all);
    auto live = liveTable(sql, run.plan.target.schema, part.to);
    if (!live)
        return live.error();
    auto encoder =
        Encoder::make(rule, live.value().fillable(), target->columns, idNamespace(run.plan));
    if (!encoder)
        return encoder.error();
    target->encoder = std::move(encoder).value();
    target->copy = copyStatement(
        {run.plan.target.schema, part.to}, target->encoder->columns(), true);
    return target;
}

Result<bool> applyOne(db::Sql &sql, const Run &run, Target &target, const Rejected &row)
{
    std::vector<QByteArray> arena;
    auto cells = cellsFromJson(row.cells, target.columns, arena);
    if (!cells)
        return false;
    Batch batch;
    if (target.encoder->encode(cells.value(), batch.rows).bad != Bad::None)
        return false;
    batch.offsets.push_back(0);
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto copied = copyRows(sql, target.copy, batch, 0, 1); !copied) {
        if (copied.error().kind == Error::Kind::Sql)
            return false; // rolled back by its end
        return copied.error();
    }
    auto marked = sql.execute("migration/set_quarantine"_L1,
        db::bind(row.id, u"applied"_s,
            db::Bytes{QByteArray(batch.rows.view().data(), qsizetype(batch.rows.size()))}));
    if (!marked)
        return marked.error();
    auto counted =
        sql.execute("migration/quarantine_applied"_L1, db::bind(run.id, row.part));
    if (!counted)
        return counted.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed.error();
    return true;
}

// The source column behind the target column that did not fit; empty: none, or several.
QString sourceColumnOf(const Plan &plan, const Rejected &row)
{
    if (size_t(row.part) >= plan.tables.size())
        return {};
    for (const ColumnRule &rule : plan.tables[size_t(row.part)].columns)
        if (rule.to == row.column && rule.from.size() == 1)
            return rule.from.front();
    return {};
}

} // namespace

Result<> mendRow(
    db::Sql &sql, qint64 id, qint64 number, const QString &value, const RunOptions &options)
{
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    auto rows = listRejected(sql, run.value().id, u"open"_s, number - 1, 1);
    if (!rows)
        return rows.error();
    if (rows.value().empty() || rows.value().front().id != number)
        return invalid(Words::tr("There is no open row %1 in the quarantine of this migration.").arg(number));
    const Rejected &row = rows.value().front();
    const QString column = sourceColumnOf(run.value().plan, row);
    QJsonObject cells = QJsonDocument::fromJson(row.cells).object();
    if (column.isEmpty() || !cells.contains(column))
        return invalid(Words::tr("Row %1 has no single value that could be mended.").arg(number));
    cells.insert(column, value);
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto mended = sql.execute("migration/mend_quarantine"_L1,
        db::bind(number, QString::fromUtf8(QJsonDocument(cells).toJson(QJsonDocument::Compact)),
            db::Bytes{value.toUtf8()}));
    if (!mended)
        return mended.error();
    bool written = false;
    if (auto recorded =
            recordOf(options, run.value(), u"migration.mend"_s, &written)(sql);
        !recorded)
        return recorded;
    return std::move(transaction).value().commit();
}

Result<Applied> applyQuarantine(
    db::Sql &sql, qint64 id, const std::optional<Plan> &rules, const RunOptions &options)
{
    auto run = oneRun(sql, id);
    if (!run)
        return run.error();
    if (run.value().state != RunState::Done && run.value().state != RunState::Finished)
        return refused(Words::tr("Rows of the quarantine go into the tables once these are in place."));
    auto source = (options.open ? options.open : openerOf(run.value().plan, sql.token()))();
    if (!source)
        return source.error();
    std::vector<std::unique_ptr<Target>> targets;
    for (const Part &part : run.value().parts) {
        auto target = targetOf(sql, run.value(), part, rules, *source.value());
        if (!target)
            return target.error();
        targets.push_back(std::move(target).value());
    }
    Applied result;
    constexpr qint64 kPage = 1000;
    for (qint64 after = 0;;) {
        auto rows = listRejected(sql, run.value().id, u"open"_s, after, kPage);
        if (!rows)
            return rows.error();
        for (const Rejected &row : rows.value()) {
            after = row.id;
            auto done = applyOne(sql, run.value(), *targets[size_t(row.part)], row);
            if (!done)
                return done.error();
            ++(done.value() ? result.applied : result.left);
        }
        if (qint64(rows.value().size()) < kPage)
            return result;
    }
}

} // namespace gatehouse::migration
