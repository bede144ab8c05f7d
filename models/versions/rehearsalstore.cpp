// What was rehearsed, remembered beside the other data of this user.
#include "base/securefile.h"
#include "base/settings.h"
#include "versions/rehearsal.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::versions {
namespace {

constexpr qint64 kMostBytes = 4'000'000;
constexpr qsizetype kMost = 50;

QString path() { return dataDir() + u"/rehearsals.json"_s; }

QJsonArray readAll()
{
    if (!QFile::exists(path()))
        return {};
    const auto bytes = readFile(path(), kMostBytes);
    return bytes ? QJsonDocument::fromJson(bytes.value()).array() : QJsonArray();
}

QStringList texts(const QJsonValue &value)
{
    QStringList all;
    for (const QJsonValue &one : value.toArray())
        all.append(one.toString());
    return all;
}

bool fits(const QJsonObject &one, const RehearsalKey &key)
{
    return one.value("place"_L1).toString() == key.place
        && one.value("schema"_L1).toString() == key.schema
        && one.value("set"_L1).toString().toLatin1() == key.set
        && one.value("layout"_L1).toString().toLatin1() == key.layout;
}

} // namespace

std::optional<Rehearsal> remembered(const RehearsalKey &key)
{
    const QJsonArray all = readAll();
    for (const QJsonValue &value : all) {
        const QJsonObject one = value.toObject();
        if (!fits(one, key))
            continue;
        Rehearsal found;
        found.at = QDateTime::fromString(one.value("at"_L1).toString(), Qt::ISODate);
        found.place = key.place;
        found.schema = key.schema;
        found.set = key.set;
        found.layout = key.layout;
        found.source = one.value("source"_L1).toString();
        found.steps = texts(one.value("steps"_L1));
        found.findings = texts(one.value("findings"_L1));
        found.notes = texts(one.value("notes"_L1));
        found.oneWay = one.value("oneWay"_L1).toBool();
        found.upMs = one.value("upMs"_L1).toInteger();
        found.downMs = one.value("downMs"_L1).toInteger();
        found.againMs = one.value("againMs"_L1).toInteger();
        found.rows = one.value("rows"_L1).toInteger();
        return found;
    }
    return {};
}

Result<> remember(const Rehearsal &rehearsal)
{
    const RehearsalKey key{
        rehearsal.place, rehearsal.schema, rehearsal.set, rehearsal.layout};
    QJsonArray all{QJsonObject{{u"at"_s, rehearsal.at.toString(Qt::ISODate)},
        {u"place"_s, key.place}, {u"schema"_s, key.schema},
        {u"set"_s, QString::fromLatin1(key.set)}, {u"layout"_s, QString::fromLatin1(key.layout)},
        {u"source"_s, rehearsal.source}, {u"steps"_s, QJsonArray::fromStringList(rehearsal.steps)},
        {u"findings"_s, QJsonArray::fromStringList(rehearsal.findings)},
        {u"notes"_s, QJsonArray::fromStringList(rehearsal.notes)}, {u"upMs"_s, rehearsal.upMs},
        {u"downMs"_s, rehearsal.downMs}, {u"againMs"_s, rehearsal.againMs},
        {u"oneWay"_s, rehearsal.oneWay}, {u"rows"_s, rehearsal.rows}}};
    for (const QJsonValue &old : readAll()) {
        if (all.size() < kMost && !fits(old.toObject(), key))
            all.append(old);
    }
    return writeSecureFile(path(), QJsonDocument(all).toJson());
}

} // namespace gatehouse::versions
