#include "usage/exportmanifest.h"

#include "base/clock.h"
#include "base/redact.h"
#include "base/securefile.h"
#include "usage/exportplan.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::usage {

namespace {

QString unitName(systems::Unit unit)
{
    switch (unit) {
    case systems::Unit::Seconds:
        return u"s"_s;
    case systems::Unit::Milliseconds:
        return u"ms"_s;
    case systems::Unit::Nanoseconds:
        return u"ns"_s;
    }
    return {};
}

// Filter values may look like secrets; names of members do not.
QJsonValue redacted(const QJsonValue &value)
{
    if (value.isString())
        return redact(value.toString());
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &one : value.toArray())
            array.append(redacted(one));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = redacted(member.value());
    return object;
}

} // namespace

QString manifestPath(const QString &path) { return path + ".manifest.json"_L1; }

QJsonObject manifestOf(const Figures &figures, const ExportOptions &options, const Exported &done)
{
    const Source &source = figures.source();
    QJsonArray columns;
    for (const ExportColumn &column : planExport(figures, options).columns)
        columns.append(column.header);
    QJsonObject manifest{
        {u"file"_s, QFileInfo(done.path).fileName()},
        {u"format"_s, suffixOf(options.format)},
        {u"bytes"_s, done.bytes},
        {u"sha256"_s, QString::fromLatin1(done.sha256)},
        {u"rows"_s, done.rows},
        {u"counted"_s, done.counted},
        {u"created"_s, Clock::system().now().toUTC().toString(Qt::ISODateWithMs)},
        {u"program"_s, u"Gatehouse "_s + QStringLiteral(GATEHOUSE_VERSION)},
        {u"connection"_s, redact(options.connection)},
        {u"table"_s, source.table()},
        {u"from"_s, instantText(figures.span().from)},
        {u"to"_s, instantText(figures.span().to)},
        {u"zone"_s, QString::fromUtf8(figures.zone().id())},
        {u"filter"_s, redacted(toJson(figures.filter()))},
        {u"columns"_s, columns},
        {u"nulls"_s, options.format == ExportFormat::JsonLines ? u"null"_s : u"empty"_s},
        {u"formulaSafe"_s, options.formulaSafe || options.format == ExportFormat::Xlsx},
        {u"rowsWithHiddenSecrets"_s, done.redactedRows},
        {u"statements"_s, QJsonArray::fromStringList(done.sql)},
    };
    if (source.records(u"duration"_s))
        manifest.insert(u"durationUnitInSource"_s, unitName(source.domain().durationUnit));
    if (!source.domain().zone.withZone) {
        manifest.insert(u"zoneOfTimesInSource"_s, source.declaredZone());
        manifest.insert(u"zoneOfTimesIsAssumed"_s, source.zoneIsAssumed());
    }
    if (done.cutCells > 0)
        manifest.insert(u"cellsCut"_s, done.cutCells);
    return manifest;
}

Result<> writeManifest(const Figures &figures, const ExportOptions &options, const Exported &done)
{
    return writeSecureFile(
        manifestPath(done.path), QJsonDocument(manifestOf(figures, options, done)).toJson());
}

} // namespace gatehouse::usage
