#include "versions/drift.h"

#include "base/safetext.h"
#include "versions/tool.h"
#include "versions/words.h"

namespace gatehouse::versions {

namespace {

void judgeDrift(Drift &drift)
{
    using catalog::Severity;
    drift.errors = catalog::count(drift.differences, Severity::Error);
    drift.warnings = catalog::count(drift.differences, Severity::Warning);
    drift.notes = catalog::count(drift.differences, Severity::Note);
    if (!drift.any()) {
        drift.sentence = Words::tr("The structure is that of \"%1\".").arg(drift.title);
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
    return compare(found.value(), match, foreignTables(recognition, match), shape);
}

} // namespace gatehouse::versions
