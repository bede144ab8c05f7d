#include "retention/choices.h"

#include "base/securefile.h"
#include "base/settings.h"
#include "retention/words.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::retention {

namespace {

constexpr qint64 kMostBytes = 4 << 20;

QJsonObject toJson(const Choice &choice)
{
    QJsonObject json;
    if (choice.days)
        json.insert(u"days"_s, *choice.days);
    if (!choice.origin.isEmpty())
        json.insert(u"origin"_s, choice.origin);
    if (choice.soft)
        json.insert(u"soft"_s, true);
    if (!choice.archive.isEmpty())
        json.insert(u"archive"_s, choice.archive);
    if (!choice.column.isEmpty())
        json.insert(u"column"_s, choice.column);
    QJsonArray holds;
    for (const Hold &hold : choice.holds)
        holds.append(QJsonObject{{u"column"_s, hold.column},
            {u"values"_s, QJsonArray::fromStringList(hold.values)}, {u"reason"_s, hold.reason}});
    if (!holds.isEmpty())
        json.insert(u"holds"_s, holds);
    return json;
}

Choice fromJson(const QJsonObject &json)
{
    Choice choice;
    if (json.value(u"days"_s).isDouble() && json.value(u"days"_s).toInt(-1) >= 0)
        choice.days = json.value(u"days"_s).toInt();
    choice.origin = json.value(u"origin"_s).toString();
    choice.soft = json.value(u"soft"_s).toBool();
    choice.archive = json.value(u"archive"_s).toString();
    choice.column = json.value(u"column"_s).toString();
    for (const QJsonValue &one : json.value(u"holds"_s).toArray()) {
        Hold hold{one[u"column"_s].toString(), {}, one[u"reason"_s].toString()};
        for (const QJsonValue &value : one[u"values"_s].toArray())
            hold.values << value.toString();
        choice.holds.push_back(hold);
    }
    return choice;
}

// A file that cannot be read is an error and never an empty one: a legal hold could be in it.
Result<QJsonObject> readAll(const QString &file)
{
    if (!QFile::exists(file))
        return QJsonObject();
    const auto bytes = readFile(file, kMostBytes);
    if (!bytes)
        return bytes.error();
    QJsonParseError trouble{};
    const QJsonDocument document = QJsonDocument::fromJson(bytes.value(), &trouble);
    if (!document.isObject())
        return invalid(
            Words::tr("%1 is not what Gatehouse wrote; mend it or move it away. Nothing is deleted "
                      "before that, because it may hold legal holds.")
                .arg(file),
            trouble.errorString());
    return document.object();
}

} // namespace

QString archiveFolder() { return dataDir() + u"/archives"_s; }

QString choicesFile() { return configDir() + u"/retention.json"_s; }

Result<QMap<QString, Choice>> loadChoices(
    const QString &file, const QString &database, const QString &schema)
{
    const auto all = readAll(file);
    if (!all)
        return all.error();
    QMap<QString, Choice> choices;
    const QJsonObject rules = all.value()[database][schema].toObject();
    for (auto it = rules.begin(); it != rules.end(); ++it)
        choices.insert(it.key(), fromJson(it.value().toObject()));
    return choices;
}

Result<> saveChoice(const QString &file, const QString &database, const QString &schema,
    const QString &rule, const Choice &choice)
{
    auto read = readAll(file);
    if (!read)
        return read.error();
    QJsonObject all = read.value();
    QJsonObject schemas = all.value(database).toObject();
    QJsonObject rules = schemas.value(schema).toObject();
    const QJsonObject json = toJson(choice);
    if (json.isEmpty())
        rules.remove(rule);
    else
        rules.insert(rule, json);
    schemas.insert(schema, rules);
    all.insert(database, schemas);
    return writeSecureFile(file, QJsonDocument(all).toJson());
}

} // namespace gatehouse::retention
