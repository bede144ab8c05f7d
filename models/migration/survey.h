// A source looked at before a move: what it holds, the plan that follows from it, and how answers
// to findings change that plan.
#pragma once

#include "migration/inspect.h"
#include "migration/mapping.h"

#include <optional>

namespace gatehouse::migration {

struct SurveyRequest
{
    QString uri;
    QString kind{}; // empty: recognised by content
    QVariantMap options{};
    QString schema = QStringLiteral("public"); // of the target
    CancelToken token{};
    ReportProgress report{};
};

struct Survey
{
    Inspection inspection;
    Plan plan; // drafted; nothing is answered that could not be known
    QString kind{};   // id of the kind of source, as it was given or recognised
    QString recipe{}; // title of the recipe that the plan follows; empty: from the shape alone
    std::map<QString, SampleRows> samples{}; // by table: the first rows
    std::map<QString, SampleRows> examples{}; // by table: rows that findings name
};

// Rows for trying out what the finding is about: those it names, then the first ones.
SampleRows rowsFor(const Survey &survey, const Finding &finding);

// Any thread; reads the source to its end.
Result<Survey> survey(const SurveyRequest &request);

// Whether the plan moves what the finding is about.
bool concerns(const Plan &plan, const Finding &finding);
// What the plan does about it now: the id of a fix. Nothing for a question that nobody answered.
std::optional<QString> answerIn(const Plan &plan, const Finding &finding);
// `fix` is one of the finding's; `argument` is the zone. An earlier answer is replaced. Invalid
// when the plan does not move that column, or the zone is none.
Result<> answer(
    Plan &plan, const Finding &finding, const QString &fix, const QString &argument = {});

// One line of the mapping for people: a column of the source and what becomes of it.
struct MappingLine
{
    QString table, column, holds; // "19,998 ISO time without zone, 2 NULL"
    QString target, type, how;    // "public.messages.created_at", conversions, zone
    bool operator==(const MappingLine &) const = default;
};
std::vector<MappingLine> mappingLines(const Survey &survey, const Plan &plan);

} // namespace gatehouse::migration
