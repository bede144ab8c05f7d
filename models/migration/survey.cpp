#include "migration/survey.h"

#include "migration/recipe.h"
#include "migration/sourcesecret.h"
#include "migration/target.h"
#include "migration/words.h"

#include <QFileInfo>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace gatehouse::migration {
namespace {

constexpr std::array<std::pair<OnBad, const char *>, 3> kOnBad{
    {{OnBad::Quarantine, "onBad:quarantine"}, {OnBad::Null, "onBad:null"},
        {OnBad::Stop, "onBad:stop"}}};
constexpr std::array<std::pair<OnOrphan, const char *>, 4> kOnOrphan{
    {{OnOrphan::Quarantine, "onOrphan:quarantine"}, {OnOrphan::Null, "onOrphan:null"},
        {OnOrphan::Stub, "onOrphan:stub"}, {OnOrphan::Stop, "onOrphan:stop"}}};

template <typename P>
auto tablesOf(P &plan, const QString &name)
{
    std::vector<decltype(&plan.tables[0])> found;
    for (auto &table : plan.tables)
        if (table.from == name)
            found.push_back(&table);
    return found;
}

template <typename P>
auto rulesOf(P &plan, const Finding &finding)
{
    std::vector<decltype(&plan.tables[0].columns[0])> found;
    const QStringList columns = finding.column.split(u", "_s);
    for (auto *table : tablesOf(plan, finding.table))
        for (auto &rule : table->columns)
            if (std::any_of(rule.from.begin(), rule.from.end(),
                    [&](const QString &name) { return columns.contains(name); }))
                found.push_back(&rule);
    return found;
}

// The reference rule over the target columns that the finding's columns go to.
template <typename P>
auto referencesOf(P &plan, const Finding &finding)
{
    std::vector<decltype(&plan.tables[0].references[0])> found;
    const QStringList columns = finding.column.split(u", "_s);
    for (auto *table : tablesOf(plan, finding.table)) {
        QStringList targets;
        for (const QString &column : columns)
            for (const ColumnRule &rule : table->columns)
                if (rule.from.contains(column))
                    targets << rule.to;
        for (auto &reference : table->references)
            if (reference.columns == targets)
                found.push_back(&reference);
    }
    return found;
}

bool isZone(const QString &name) { return name == "UTC"_L1 || QTimeZone(name.toUtf8()).isValid(); }

QString howOf(const ColumnRule &rule)
{
    QStringList how = rule.convert;
    if (!rule.zone.isEmpty())
        how << Words::tr("zone %1").arg(rule.zone);
    for (const auto &[what, id] : kOnBad)
        if (rule.onBad == what && what != OnBad::Quarantine)
            how << QString::fromLatin1(id);
    return how.join(u", "_s);
}

QString holdsOf(const ColumnFacts &facts)
{
    QStringList forms;
    for (const FormCount &form : facts.forms)
        forms << QLocale().toString(form.count) + u' ' + formTitle(form.form);
    return forms.join(u", "_s);
}

// "rowid 7: 02/01/2025 03:04" names a row.
QStringList placesOf(const Finding &finding)
{
    QStringList places;
    for (const QString &sample : finding.samples)
        places << sample.section(u": "_s, 0, 0);
    return places;
}

} // namespace

SampleRows rowsFor(const Survey &survey, const Finding &finding)
{
    SampleRows rows;
    const QStringList places = placesOf(finding);
    const auto take = [&rows](const SampleRows &from, const auto &isWanted) {
        rows.columns = from.columns;
        for (size_t i = 0; i < from.rows.size() && rows.rows.size() < size_t(kSampleRows); ++i)
            if (const QString &place = from.places[qsizetype(i)];
                isWanted(place) && !rows.places.contains(place)) {
                rows.rows.push_back(from.rows[i]);
                rows.places << place;
            }
    };
    if (const auto named = survey.examples.find(finding.table); named != survey.examples.end())
        take(named->second, [&places](const QString &place) { return places.contains(place); });
    if (const auto first = survey.samples.find(finding.table); first != survey.samples.end())
        take(first->second, [](const QString &) { return true; });
    return rows;
}

Result<Survey> survey(const SurveyRequest &asked)
{
    SurveyRequest request = asked;
    const SourceAddress address = splitAddress(asked.uri);
    keepSourcePassword(address.uri, address.password);
    request.uri = address.uri; // a plan holds no password
    auto source =
        openSource({request.uri, request.options, request.token, request.report}, request.kind);
    if (!source)
        return source.error();
    InspectRequest look;
    look.token = request.token;
    look.report = request.report;
    auto inspection = inspect(*source.value(), look);
    if (!inspection)
        return inspection.error();
    DraftRequest draft;
    draft.uri =
        request.uri.contains(u"://"_s) ? request.uri : QFileInfo(request.uri).absoluteFilePath();
    draft.kind = request.kind;
    draft.options = request.options;
    draft.schema = request.schema;
    draft.seen = &inspection.value();
    auto plan = draftPlan(*source.value(), draft);
    if (!plan)
        return plan.error();
    Survey found{std::move(inspection).value(), std::move(plan).value()};
    found.kind = recognisedKind(request.uri, request.kind);
    if (const auto recipe = fittingRecipe(*source.value(), found.plan.target.system);
        !found.plan.target.system.isEmpty() && recipe && recipe.value())
        found.recipe = recipe.value()->title;
    for (const SourceTable &table : source.value()->tables())
        if (auto samples = sampleRows(*source.value(), table.name))
            found.samples.emplace(table.name, std::move(samples).value());
    std::map<QString, QStringList> places;
    for (const Finding &finding : found.inspection.findings)
        if (concerns(found.plan, finding))
            places[finding.table] += placesOf(finding);
    for (const auto &[table, wanted] : places)
        if (auto rows = rowsAt(*source.value(), table, wanted); rows && !wanted.isEmpty())
            found.examples.emplace(table, std::move(rows).value());
    return found;
}

bool concerns(const Plan &plan, const Finding &finding)
{
    if (finding.column.isEmpty())
        return !tablesOf(plan, finding.table).empty();
    const auto rules = rulesOf(plan, finding);
    if (finding.kind != "naive-times"_L1)
        return !rules.empty();
    return std::any_of(rules.begin(), rules.end(), [](const ColumnRule *rule) {
        const auto type = TargetType::parse(rule->type);
        return !type || type->kind == TypeKind::TimestampTz; // the others keep such times as they are
    });
}

std::optional<QString> answerIn(const Plan &plan, const Finding &finding)
{
    if (finding.kind == "orphan"_L1) {
        const auto references = referencesOf(plan, finding);
        const OnOrphan now = references.empty() ? OnOrphan::Quarantine : references[0]->onOrphan;
        for (const auto &[what, id] : kOnOrphan)
            if (what == now)
                return QString::fromLatin1(id);
    }
    const auto rules = rulesOf(plan, finding);
    if (rules.empty())
        return finding.fixes.empty() ? std::optional<QString>() : finding.fixes[0].id;
    const ColumnRule &rule = *rules[0];
    for (const Fix &fix : finding.fixes) {
        if (fix.id.startsWith("convert:"_L1) && rule.convert.contains(fix.id.mid(8)))
            return fix.id;
        if (fix.id == "zone"_L1 && !rule.zone.isEmpty() && rule.zone != u"?"_s)
            return fix.id;
    }
    if (finding.severity == Finding::Severity::Question)
        return {};
    for (const auto &[what, id] : kOnBad)
        if (what == rule.onBad)
            return QString::fromLatin1(id);
    return {};
}

Result<> answer(Plan &plan, const Finding &finding, const QString &fix, const QString &argument)
{
    if (fix.startsWith("onOrphan:"_L1)) {
        const auto references = referencesOf(plan, finding);
        for (ReferenceRule *reference : references)
            for (const auto &[what, id] : kOnOrphan)
                if (fix == QLatin1StringView(id))
                    reference->onOrphan = what;
        return references.empty()
            ? Result<>(invalid(Words::tr("The plan has no reference from %1.").arg(finding.column)))
            : Result<>(Done{});
    }
    const auto rules = rulesOf(plan, finding);
    if (rules.empty())
        return invalid(Words::tr("The plan does not move %1.").arg(finding.column));
    if (fix == "zone"_L1 && !isZone(argument))
        return invalid(Words::tr("There is no time zone called %1.").arg(argument));
    for (ColumnRule *rule : rules) {
        for (const Fix &other : finding.fixes) {
            if (other.id.startsWith("convert:"_L1))
                rule->convert.removeAll(other.id.mid(8));
            if (other.id == "zone"_L1)
                rule->zone.clear();
        }
        if (fix.startsWith("convert:"_L1))
            rule->convert << fix.mid(8);
        else if (fix == "zone"_L1)
            rule->zone = argument;
        for (const auto &[what, id] : kOnBad)
            if (fix == QLatin1StringView(id))
                rule->onBad = what;
    }
    return Done{};
}

std::vector<MappingLine> mappingLines(const Survey &survey, const Plan &plan)
{
    std::vector<MappingLine> lines;
    for (const TableFacts &table : survey.inspection.tables)
        for (const ColumnFacts &column : table.columns) {
            MappingLine line{table.name, column.name, holdsOf(column), {}, {}, {}};
            for (const TableRule &rules : plan.tables)
                for (const ColumnRule &rule : rules.columns)
                    if (rules.from == table.name && rule.from.contains(column.name)) {
                        line.target = rules.to + u'.' + rule.to;
                        line.type = rule.type;
                        line.how = howOf(rule);
                    }
            for (const TableRule &rules : plan.tables)
                if (line.target.isEmpty() && rules.from == table.name && !rules.extra.isEmpty()
                    && !rules.leave.contains(column.name))
                    line.target = rules.to + u'.' + rules.extra;
            lines.push_back(std::move(line));
        }
    return lines;
}

} // namespace gatehouse::migration
