#include "systems/archive.h"

#include "systems/description.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Archive)
};

} // namespace

QString Archive::at(const char *name) const
{
    const QLatin1StringView member(name);
    return m_place.isEmpty() ? QString(member) : m_place + u'.' + member;
}

void Archive::complain(const QString &place, const QString &what)
{
    m_trouble->append(place + u": "_s + what);
}

std::optional<QJsonValue> Archive::take(const char *name)
{
    const QString member = QString::fromLatin1(name);
    m_seen.insert(member);
    const auto found = m_json.constFind(member);
    return found == m_json.constEnd() ? std::nullopt : std::optional<QJsonValue>(*found);
}

std::optional<QJsonObject> Archive::takeObject(const char *name)
{
    const auto value = take(name);
    if (!value)
        return {};
    if (!value->isObject()) {
        complain(at(name), Words::tr("must be an object"));
        return {};
    }
    return value->toObject();
}

std::optional<std::vector<QJsonObject>> Archive::takeObjects(const char *name)
{
    const auto value = take(name);
    if (!value)
        return {};
    std::vector<QJsonObject> objects;
    const QJsonArray array = value->toArray();
    for (const QJsonValue item : array) {
        if (item.isObject())
            objects.push_back(item.toObject());
    }
    if (!value->isArray() || qsizetype(objects.size()) != array.size()) {
        complain(at(name), Words::tr("must be a list of objects"));
        return {};
    }
    return objects;
}

std::optional<QStringList> Archive::texts(const QJsonValue &value, const QString &place)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue item : array) {
        if (item.isString())
            list.append(item.toString());
    }
    if (!value.isArray() || list.size() != array.size()) {
        complain(place, Words::tr("must be a list of texts"));
        return {};
    }
    return list;
}

void Archive::value(const char *name, QString &value)
{
    if (!m_trouble) {
        m_json.insert(QLatin1StringView(name), value);
    } else if (const auto json = take(name)) {
        if (json->isString())
            value = json->toString();
        else
            complain(at(name), Words::tr("must be a text"));
    }
}

void Archive::value(const char *name, int &value)
{
    if (!m_trouble) {
        m_json.insert(QLatin1StringView(name), value);
    } else if (const auto json = take(name)) {
        const double real = json->toDouble(0.5);
        if (std::abs(real) <= std::numeric_limits<int>::max() && real == std::floor(real))
            value = int(real);
        else
            complain(at(name), Words::tr("must be a whole number"));
    }
}

void Archive::value(const char *name, bool &value)
{
    if (!m_trouble) {
        m_json.insert(QLatin1StringView(name), value);
    } else if (const auto json = take(name)) {
        if (json->isBool())
            value = json->toBool();
        else
            complain(at(name), Words::tr("must be true or false"));
    }
}

void Archive::value(const char *name, QStringList &value)
{
    if (!m_trouble) {
        m_json.insert(QLatin1StringView(name), QJsonArray::fromStringList(value));
    } else if (const auto json = take(name)) {
        value = texts(*json, at(name)).value_or(value);
    }
}

void Archive::value(const char *name, QMap<QString, QString> &value)
{
    if (!m_trouble) {
        QJsonObject object;
        for (auto i = value.cbegin(); i != value.cend(); ++i)
            object.insert(i.key(), i.value());
        m_json.insert(QLatin1StringView(name), object);
        return;
    }
    const auto object = takeObject(name);
    if (!object)
        return;
    for (auto i = object->begin(); i != object->end(); ++i) {
        if (i.value().isString())
            value.insert(i.key(), i.value().toString());
        else
            complain(at(name) + u'.' + i.key(), Words::tr("must be a text"));
    }
}

void Archive::value(const char *name, QMap<QString, QStringList> &value)
{
    if (!m_trouble) {
        QJsonObject object;
        for (auto i = value.cbegin(); i != value.cend(); ++i)
            object.insert(i.key(), QJsonArray::fromStringList(i.value()));
        m_json.insert(QLatin1StringView(name), object);
        return;
    }
    const auto object = takeObject(name);
    if (!object)
        return;
    for (auto i = object->begin(); i != object->end(); ++i) {
        if (const auto list = texts(i.value(), at(name) + u'.' + i.key()))
            value.insert(i.key(), *list);
    }
}

void Archive::columns(const std::vector<RoleColumn> &roles)
{
    if (!m_trouble) {
        QJsonObject object;
        for (const RoleColumn &role : roles) {
            if (!role.column->isEmpty())
                object.insert(role.role, *role.column);
        }
        m_json.insert("columns"_L1, object);
        return;
    }
    const auto object = takeObject("columns");
    if (!object)
        return;
    Archive inner(*object, at("columns"), m_trouble);
    for (const RoleColumn &role : roles)
        inner.value(role.role.toLatin1().constData(), *role.column);
    inner.finish();
}

void Archive::word(const char *name, int &index, const QStringList &words)
{
    if (!m_trouble) {
        m_json.insert(QLatin1StringView(name), words.at(index));
    } else if (const auto json = take(name)) {
        const qsizetype found = words.indexOf(json->toString());
        if (found >= 0)
            index = int(found);
        else
            complain(at(name), Words::tr("must be one of %1").arg(words.join(u", "_s)));
    }
}

void Archive::finish()
{
    const QStringList members = m_json.keys();
    for (const QString &member : members) {
        if (!m_seen.contains(member))
            complain(at(member.toUtf8().constData()), Words::tr("is not a known member"));
    }
}

QJsonObject Archive::difference(const QJsonObject &from, const QJsonObject &plain)
{
    QJsonObject result;
    for (auto i = from.begin(); i != from.end(); ++i) {
        if (plain.value(i.key()) != i.value())
            result.insert(i.key(), i.value());
    }
    return result;
}

} // namespace gatehouse::systems
