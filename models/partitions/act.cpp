#include "partitions/act.h"

#include "partitions/words.h"

namespace gatehouse::partitions {

namespace {

Result<QString> perform(db::Sql &sql, const ActRequest &request, const RunOptions &options)
{
    if (request.act == Act::Move) {
        auto moved = move(sql, request.schema, request.table, request.time, options);
        if (!moved)
            return moved.error();
        return Words::tr("%1 rows compared, %2; the exchange took %3 ms.")
            .arg(moved.value().rows)
            .arg(stateName(moved.value().job.state))
            .arg(moved.value().swapMs);
    }
    const auto job = openJob(sql, request.schema, request.table);
    if (!job)
        return job.error();
    if (!job.value())
        return refused(Words::tr("No move of %1 is under way.").arg(request.table));
    const auto ended = request.act == Act::Undo ? undo(sql, *job.value(), options)
                                                : finish(sql, *job.value(), options);
    if (!ended)
        return ended.error();
    return stateName(ended.value().state);
}

} // namespace

bool canDo(Act act, const std::optional<Job> &open)
{
    switch (act) {
    case Act::Move:
        return !open || open->state != State::Swapped;
    case Act::Undo:
        return open.has_value();
    case Act::Finish:
        return open && open->state == State::Swapped;
    }
    return false;
}

Recipe actRecipe(const QString &title, const ActRequest &request, std::shared_ptr<QString> ended)
{
    const auto work = [request, ended](const StepContext &context) -> Result<> {
        RunOptions options = request.options;
        options.report = context.report;
        db::Session connection(request.session);
        auto answer = connection.run(
            [&](db::Sql &sql) { return perform(sql, request, options); }, context.token);
        answer.waitForFinished();
        const Result<QString> done = answer.resultAt(0);
        if (!done)
            return done.error();
        *ended = done.value();
        context.log(done.value());
        return Done{};
    };
    return {title, {{Words::tr("Partitions"), work}}};
}

} // namespace gatehouse::partitions
