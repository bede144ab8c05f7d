#include "retention/job.h"

#include "retention/words.h"

namespace gatehouse::retention {

Recipe runRecipe(const QString &title, const Preview &preview, const RunOptions &options,
    const db::SessionOptions &session, std::shared_ptr<Outcome> outcome)
{
    const auto work = [=](const StepContext &context) -> Result<> {
        RunOptions own = options;
        own.report = context.report;
        db::Session connection(session);
        auto answer = connection.run(
            [&](db::Sql &sql) { return apply(sql, preview, own); }, context.token);
        answer.waitForFinished();
        Result<Outcome> done = answer.resultAt(0);
        if (!done)
            return done.error();
        *outcome = std::move(done).value();
        if (outcome->archive)
            context.log(outcome->archive->path);
        return Done{};
    };
    return {title, {{Words::tr("Delete what is old"), work}}};
}

} // namespace gatehouse::retention
