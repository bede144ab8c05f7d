#include "catalog/expected.h"

#include "base/safetext.h"
#include "catalog/words.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::catalog {

namespace {

QString folderOf(const QString &system) { return u":/systems/%1/layouts"_s.arg(system); }

QStringList texts(const QJsonValue &value)
{
    QStringList all;
    for (const QJsonValue &one : value.toArray())
        all.append(one.toString());
    return all;
}

// Empty when there is no such file; a shipped one is always JSON.
QJsonObject shipped(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

} // namespace

QStringList knownLayouts(const QString &system)
{
    if (system.contains(u'/') || system.contains(u'.'))
        return {};
    QStringList all;
    for (const QString &name : QDir(folderOf(system)).entryList({u"*.json"_s}, QDir::Files))
        all.append(name.chopped(5));
    all.removeAll(u"tolerance"_s);
    if (all.removeAll(u"guide"_s) > 0)
        all.prepend(u"guide"_s);
    return all;
}

Result<Tolerance> toleranceFromJson(const QJsonObject &json)
{
    Tolerance tolerance;
    const QJsonObject types = json.value("types"_L1).toObject();
    for (auto i = types.constBegin(); i != types.constEnd(); ++i)
        tolerance.types.insert(i.key(), texts(i.value()));
    tolerance.optional = texts(json.value("optional"_L1));
    return tolerance;
}

Result<Expected> expectedLayout(const QString &system, const QString &shape)
{
    if (!knownLayouts(system).contains(shape))
        return invalid(Words::tr("Gatehouse knows no layout \"%1\" of the system %2.")
                           .arg(safeText(shape, 60), safeText(system, 60)));
    auto catalog = fromJson(shipped(folderOf(system) + u'/' + shape + u".json"_s));
    if (!catalog)
        return catalog.error();
    auto tolerance = toleranceFromJson(shipped(folderOf(system) + u"/tolerance.json"_s));
    if (!tolerance)
        return tolerance.error();
    return Expected{std::move(catalog).value(), std::move(tolerance).value()};
}

} // namespace gatehouse::catalog
