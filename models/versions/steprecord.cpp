#include "versions/steprecord.h"

#include "base/safetext.h"
#include "db/transaction.h"
#include "trail/trail.h"
#include "versions/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace gatehouse::versions {
namespace {

constexpr std::array kCreation{"trail/create_schema"_L1, "trail/create_version"_L1,
    "versions/steps_create"_L1, "versions/steps_create_statements"_L1, "versions/steps_revoke"_L1,
    "versions/steps_fill_version"_L1};

struct Recorded
{
    QString step, state, print, by;
    QDateTime at;
    static Recorded fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.text(2), row.text(4),
            row.isNull(3) ? QDateTime() : row.get<QDateTime>(3)};
    }
};

struct RecordedStatement
{
    QString step;
    RanStatement ran;
    static RecordedStatement fromRow(const db::Row &row)
    {
        return {row.text(0),
            {row.text(1) == "up"_L1 ? Way::Up : Way::Down, row.get<int>(2), row.text(3),
                row.text(4), row.text(6), row.get<int>(5), row.get<qint64>(7)}};
    }
};

bool allTrue(const std::vector<StepCheck> &checks)
{
    return !checks.empty()
        && std::all_of(checks.begin(), checks.end(), [](const StepCheck &one) { return one.ok; });
}

// What the record says, put beside what the catalog says.
void weigh(Standing &standing, const Recorded *recorded, const Step &step,
    const std::vector<RecordedStatement> &statements)
{
    const bool there = allTrue(standing.checks);
    if (!recorded || recorded->state == "undone"_L1) {
        standing.state = there ? Standing::State::InPlace : Standing::State::Pending;
        return;
    }
    standing.at = recorded->at;
    standing.by = recorded->by;
    standing.edited = recorded->print.toLatin1() != step.print;
    if (recorded->state == "applied"_L1) {
        standing.state = Standing::State::Applied;
        standing.drifted = !there;
        return;
    }
    const Way way = recorded->state == "applying"_L1 ? Way::Up : Way::Down;
    standing.state = way == Way::Up ? Standing::State::HalfUp : Standing::State::HalfDown;
    for (const RecordedStatement &one : statements) {
        if (one.step != step.id || one.ran.way != way)
            continue;
        standing.statements.push_back(one.ran);
        if (one.ran.state == "done"_L1)
            standing.next = std::max(standing.next, one.ran.position + 1);
    }
}

} // namespace

Ledger Ledger::fromRow(const db::Row &row)
{
    return {row.get<bool>(0), row.get<bool>(1), row.get<bool>(2)};
}

Result<Ledger> ledger(db::Sql &sql) { return sql.fetchOne<Ledger>("versions/steps_exist"_L1); }

Result<> createLedger(db::Sql &sql)
{
    auto now = trail::status(sql);
    if (!now)
        return now.error();
    if (now.value().state == trail::State::Foreign)
        return refused(now.value().sentence());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (QLatin1StringView name : kCreation) {
        if (auto done = sql.execute(name); !done)
            return done.error();
    }
    return std::move(transaction).value().commit();
}

QString ledgerScript()
{
    QStringList statements;
    for (QLatin1StringView name : kCreation)
        statements.append(db::Statement(name).text().trimmed() + u';');
    return statements.join(u"\n\n"_s);
}

QString stateId(Standing::State state)
{
    static const QStringList ids{
        u"pending"_s, u"in-place"_s, u"applied"_s, u"half-up"_s, u"half-down"_s};
    return ids.value(int(state));
}

QString stateWord(Standing::State state)
{
    switch (state) {
    case Standing::State::Pending:
        return Words::tr("pending");
    case Standing::State::InPlace:
        return Words::tr("in place, not recorded");
    case Standing::State::Applied:
        return Words::tr("applied");
    case Standing::State::HalfUp:
        return Words::tr("half applied");
    case Standing::State::HalfDown:
        return Words::tr("half undone");
    }
    return {};
}

QString Standing::sentence(const Step &step) const
{
    if (isHalf()) {
        const Way way = state == State::HalfUp ? Way::Up : Way::Down;
        const auto &all = step.statements(way);
        const QString text = next < int(all.size()) ? all.at(size_t(next)).text : QString();
        const QString where = Words::tr("%1 of %n statement(s) ran", nullptr, int(all.size()))
                                  .arg(next);
        if (running)
            return Words::tr("%1; another program is at it now.").arg(where);
        const QString failure = statements.empty() ? QString() : statements.back().error;
        const QString reason = failure.isEmpty() ? QString()
            : u' ' + safeText(failure, 300) + (failure.endsWith(u'.') ? u""_s : u"."_s);
        return way == Way::Up
            ? Words::tr("%1, then it stopped before this one ended: %2.%3 Finish the step, or undo "
                        "what ran.")
                  .arg(where, safeText(text.simplified(), 120), reason)
            : Words::tr("%1 to undo it, then it stopped before this one ended: %2.%3 Finish the "
                        "undoing.")
                  .arg(where, safeText(text.simplified(), 120), reason);
    }
    if (drifted) {
        QStringList gone;
        for (const StepCheck &check : checks) {
            if (!check.ok)
                gone.append(check.what);
        }
        return Words::tr("It was applied, but this is not so any more: %1.")
            .arg(safeText(gone.join(u", "_s), 300));
    }
    if (edited)
        return Words::tr("Its SQL is another one now than when it was applied.");
    if (state == State::InPlace)
        return Words::tr("Everything it makes is there already, made by the service or by hand; an "
                         "upgrade only records it.");
    return {};
}

Result<std::vector<StepCheck>> runChecks(db::Sql &sql, const Step &step)
{
    return sql.fetch<StepCheck>(step.verify);
}

Result<> lookOnlyAt(db::Sql &sql, const QString &schema, bool local)
{
    auto done = sql.execute("versions/steps_path"_L1, db::bind(schema, local));
    if (!done)
        return done.error();
    return Done{};
}

Result<std::vector<Standing>> standings(
    db::Sql &sql, const QString &schema, const std::vector<Step> &steps)
{
    auto kept = ledger(sql);
    if (!kept)
        return kept.error();
    std::vector<Recorded> recorded;
    std::vector<RecordedStatement> ran;
    const QString system = steps.empty() ? QString() : steps.front().system;
    if (kept.value().readable && !steps.empty()) {
        auto rows = sql.fetch<Recorded>("versions/steps_read"_L1, db::bind(schema, system));
        if (!rows)
            return rows.error();
        recorded = std::move(rows).value();
        auto statements = sql.fetch<RecordedStatement>(
            "versions/steps_read_statements"_L1, db::bind(schema, system));
        if (!statements)
            return statements.error();
        ran = std::move(statements).value();
    }
    std::optional<db::Transaction> transaction;
    if (!sql.inTransaction()) {
        auto begun = db::Transaction::begin(sql, db::Transaction::Mode::ReadOnly);
        if (!begun)
            return begun.error();
        transaction.emplace(std::move(begun).value());
    }
    if (auto done = lookOnlyAt(sql, schema, true); !done)
        return done.error();
    std::vector<Standing> all;
    for (const Step &step : steps) {
        Standing standing;
        auto checks = runChecks(sql, step);
        if (!checks)
            return checks.error();
        standing.checks = std::move(checks).value();
        const auto it = std::find_if(recorded.begin(), recorded.end(),
            [&step](const Recorded &one) { return one.step == step.id; });
        weigh(standing, it == recorded.end() ? nullptr : &*it, step, ran);
        all.push_back(std::move(standing));
    }
    if (std::none_of(all.begin(), all.end(), [](const Standing &one) { return one.isHalf(); }))
        return all;
    // A killed program's last statement goes on in the server, and with it its turn.
    const auto owner = sql.fetchOptional<int>("versions/steps_lock_owner"_L1);
    if (!owner)
        return owner.error();
    for (Standing &one : all)
        one.running = one.isHalf() && owner.value().has_value();
    return all;
}

bool InvalidIndex::isRemains() const
{
    static const QRegularExpression copy(u"_cc(new|old)\\d*$"_s);
    return copy.match(name).hasMatch();
}

InvalidIndex InvalidIndex::fromRow(const db::Row &row)
{
    return {row.text(0), row.text(1), row.text(2), row.get<bool>(3), row.get<bool>(4)};
}

Result<std::vector<InvalidIndex>> invalidIndexes(db::Sql &sql, const QString &schema)
{
    return sql.fetch<InvalidIndex>("versions/steps_invalid"_L1, db::bind(schema));
}

Result<std::optional<IndexFound>> findIndex(
    db::Sql &sql, const QString &schema, const QString &name)
{
    return sql.fetchOptional<IndexFound>("versions/steps_index"_L1, db::bind(schema, name));
}

Result<> putStep(db::Sql &sql, const QString &schema, const Step &step, QLatin1StringView state)
{
    auto done = sql.execute("versions/steps_put"_L1,
        db::bind(schema, step.system, step.id, state, QString::fromLatin1(step.print), step.title));
    if (!done)
        return done.error();
    return Done{};
}

Result<> putStatement(
    db::Sql &sql, const QString &schema, const Step &step, const RanStatement &ran)
{
    const std::optional<QString> error =
        ran.error.isEmpty() ? std::nullopt : std::optional(ran.error);
    auto done = sql.execute("versions/steps_put_statement"_L1,
        db::bind(schema, step.system, step.id, wayId(ran.way), ran.position, ran.state, ran.text,
            ran.attempts, error));
    if (!done)
        return done.error();
    return Done{};
}

Result<> forgetStatements(db::Sql &sql, const QString &schema, const Step &step, Way way)
{
    auto done = sql.execute("versions/steps_forget_statements"_L1,
        db::bind(schema, step.system, step.id, wayId(way)));
    if (!done)
        return done.error();
    return Done{};
}

} // namespace gatehouse::versions
