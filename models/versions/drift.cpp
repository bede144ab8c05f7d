#include "versions/drift.h"

#include "base/safetext.h"
#include "versions/steprecord.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace gatehouse::versions {

namespace {

void judgeDrift(Drift &drift)
{
    using catalog::Severity;
    drift.errors = catalog::count(drift.differences, Severity::Error);
    drift.warnings = catalog::count(drift.differences, Severity::Warning);
    drift.notes = catalog::count(drift.differences, Severity::Note);
    if (!drift.any()) {
        drift.sentence = drift.steps.isEmpty()
            ? Words::tr("The structure is that of \"%1\".").arg(drift.title)
            : Words::tr("The structure is that of \"%1\", with what the upgrade steps %2 added.")
                  .arg(drift.title, drift.steps.join(u", "_s));
        return;
    }
    QStringList parts;
    if (drift.errors > 0)
        parts << Words::tr("%n (breaks|break) the service", nullptr, drift.errors);
    if (drift.warnings > 0)
        parts << Words::tr("%n (costs|cost) speed or protection", nullptr, drift.warnings);
    if (drift.notes > 0)
        parts << Words::tr("%n harmless", nullptr, drift.notes);
    drift.sentence = Words::tr("Compared with \"%1\": %2.").arg(drift.title, parts.join(u", "_s));
    if (!drift.like.isEmpty())
        drift.sentence += u' ' + Words::tr("It is exactly the layout \"%1\".").arg(drift.like);
}

struct AppliedStep
{
    QString step, state;
    static AppliedStep fromRow(const db::Row &row) { return {row.text(0), row.text(1)}; }
};

// "table: name" of what the statements add.
QSet<QString> addedBy(const Step &step)
{
    static const QRegularExpression addition(
        u"\\bADD\\s+(?:CONSTRAINT|COLUMN)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?\"?(\\w+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    QSet<QString> all;
    for (const Statement &statement : step.upStatements) {
        QStringList names{statement.index};
        for (auto it = addition.globalMatch(statement.text); it.hasNext();)
            names.append(it.next().captured(1));
        for (const db::Identifier &table : statement.tables) {
            for (const QString &name : names)
                all.insert(table.name() + u": "_s + name);
        }
    }
    return all;
}

bool leaveOut(std::vector<catalog::Difference> &all, const QSet<QString> &added)
{
    bool some = false;
    std::vector<catalog::Difference> kept;
    for (catalog::Difference &one : all) {
        const bool leaf = one.children.empty();
        const bool inside = !leaf && leaveOut(one.children, added);
        some = some || inside;
        if (inside)
            one.severity = catalog::worst(one.children).value_or(catalog::Severity::Note);
        if (inside && one.children.empty())
            continue;
        if (leaf && one.sort == catalog::Sort::Extra
            && added.contains(one.table + u": "_s + one.name)) {
            some = true;
            continue;
        }
        kept.push_back(std::move(one));
    }
    all = std::move(kept);
    return some;
}

// What our own steps added on purpose is nothing that may refuse rows of the service unawares.
Result<> leaveOutOwnSteps(db::Sql &sql, Drift &drift)
{
    if (drift.differences.empty() || !systemsWithSteps().contains(drift.system))
        return Done{};
    auto kept = ledger(sql);
    if (!kept || !kept.value().readable)
        return kept ? Result<>(Done{}) : kept.error();
    auto rows =
        sql.fetch<AppliedStep>("versions/steps_read"_L1, db::bind(drift.schema, drift.system));
    auto steps = stepsOf(drift.system);
    if (!rows || !steps)
        return rows ? steps.error() : rows.error();
    for (const Step &step : steps.value()) {
        const bool applied = std::any_of(rows.value().begin(), rows.value().end(),
            [&step](const AppliedStep &one) {
                return one.step == step.id && one.state == "applied"_L1;
            });
        if (applied && leaveOut(drift.differences, addedBy(step)))
            drift.steps.append(step.id);
    }
    judgeDrift(drift);
    return Done{};
}

QString titleOf(const systems::Match &match, const QString &shapeId)
{
    const systems::Shape *shape = match.system->shape(shapeId);
    const QString title = shape ? systems::translated(shape->title) : shapeId;
    return u"%1: %2"_s.arg(systems::translated(match.system->title), title);
}

} // namespace

QStringList foreignTables(const systems::Recognition &recognition, const systems::Match &match)
{
    QStringList all{u"ar_internal_metadata"_s};
    for (const Tool &one : tools())
        all << QString::fromLatin1(one.table);
    for (const systems::Match &other : recognition.matches) {
        if (other.schema != match.schema || other.system->id == match.system->id)
            continue;
        for (const QString &table : other.shape().tables.keys()) {
            if (!match.shape().tables.contains(table))
                all << table;
        }
    }
    return all;
}

Result<Drift> compare(const catalog::Catalog &found, const systems::Match &match,
    const QStringList &ignored, const QString &shape)
{
    Drift drift;
    drift.schema = found.schema;
    drift.found = found;
    drift.system = match.system->id;
    drift.shape = shape.isEmpty() ? u"guide"_s : shape;
    drift.title = titleOf(match, drift.shape);
    if (catalog::knownLayouts(drift.system).isEmpty())
        return invalid(Words::tr(
            "Gatehouse knows what the tables of %1 are for, but not how each of them "
            "should be built: there is nothing to compare with. Keep the layout of a good "
            "database in a file and compare with that.")
                           .arg(safeText(systems::translated(match.system->title), 80)));
    auto expected = catalog::expectedLayout(drift.system, drift.shape);
    if (!expected)
        return expected.error();
    const catalog::Options options{expected.value().tolerance, true, false, ignored};
    drift.differences = catalog::diff(expected.value().catalog, found, options);
    if (match.shapeId != drift.shape && !drift.differences.empty()) {
        auto own = catalog::expectedLayout(drift.system, match.shapeId);
        if (own && catalog::diff(own.value().catalog, found, options).empty())
            drift.like = titleOf(match, match.shapeId).section(u": "_s, 1);
    }
    judgeDrift(drift);
    return drift;
}

Drift compareWith(const catalog::Catalog &expected, const catalog::Catalog &found,
    const QString &title, const QStringList &ignored)
{
    Drift drift;
    drift.schema = found.schema;
    drift.found = found;
    drift.title = title;
    drift.differences = catalog::diff(expected, found, {{}, true, false, ignored});
    judgeDrift(drift);
    return drift;
}

Result<Drift> readDrift(db::Sql &sql, const systems::Recognition &recognition,
    const systems::Match &match, const QString &shape)
{
    auto found = catalog::read(sql, match.schema);
    if (!found)
        return found.error();
    auto compared = compare(found.value(), match, foreignTables(recognition, match), shape);
    if (!compared)
        return compared;
    Drift drift = std::move(compared).value();
    if (auto done = leaveOutOwnSteps(sql, drift); !done)
        return done.error();
    return drift;
}

} // namespace gatehouse::versions
