#include "usage/exportjob.h"

#include "usage/texts.h"

#include <QCoreApplication>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Export)
};

} // namespace

Recipe exportRecipe(const QString &title, const db::SessionOptions &session, const Figures &figures,
    const QString &path, const ExportOptions &options, std::shared_ptr<Exported> exported)
{
    const auto write = [=](const StepContext &context) -> Result<> {
        db::Session own(session);
        auto answer = own.run(
            [&](db::Sql &sql) { return exportToFile(sql, figures, path, options, context.report); },
            context.token);
        answer.waitForFinished();
        const Result<Exported> done = answer.resultAt(0);
        if (!done)
            return done.error();
        *exported = done.value();
        context.log(Words::tr("%1 rows, SHA-256 %2")
                        .arg(countText(exported->rows), QString::fromLatin1(exported->sha256)));
        return Done{};
    };
    return {title, {{Words::tr("Writing the rows"), write}}};
}

} // namespace gatehouse::usage
