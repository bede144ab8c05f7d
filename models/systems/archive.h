// One walk over the members of a value, for reading JSON strictly and for writing it.
#pragma once

#include "systems/domains.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <optional>

namespace gatehouse::systems {

struct RoleColumn;

// A reader notes each wrong type and each member that nobody asked for, with its place; a writer
// collects. fields(Archive &, T &) in fields.h names the members of T for both.
class Archive
{
public:
    Archive() = default; // writes
    Archive(const QJsonObject &json, QString place, QStringList *trouble)
        : m_json(json), m_place(std::move(place)), m_trouble(trouble)
    {
    }

    void value(const char *name, QString &value);
    void value(const char *name, int &value);
    void value(const char *name, bool &value);
    void value(const char *name, QStringList &value);
    void value(const char *name, QMap<QString, QString> &value);
    void value(const char *name, QMap<QString, QStringList> &value);
    void columns(const std::vector<RoleColumn> &roles); // the member "columns"
    // An enumeration by its words, in the order of its values.
    template <typename E>
    void choice(const char *name, E &value, const QStringList &words)
    {
        int index = int(value);
        word(name, index, words);
        value = E(index);
    }

    template <typename T>
    void object(const char *name, T &value)
    {
        if (!m_trouble) {
            m_json.insert(QLatin1StringView(name), written(value));
        } else if (const auto json = takeObject(name)) {
            read(*json, at(name), value);
        }
    }
    template <typename T>
    void optional(const char *name, std::optional<T> &value)
    {
        if (!m_trouble) {
            if (value)
                m_json.insert(QLatin1StringView(name), written(*value));
        } else if (const auto json = takeObject(name)) {
            read(*json, at(name), value.emplace());
        }
    }
    template <typename T>
    void list(const char *name, std::vector<T> &values)
    {
        if (!m_trouble) {
            QJsonArray array;
            for (T &value : values)
                array.append(written(value));
            m_json.insert(QLatin1StringView(name), array);
            return;
        }
        const std::optional<std::vector<QJsonObject>> items = takeObjects(name);
        for (size_t i = 0; items && i < items->size(); ++i) {
            const QString place =
                at(name) + QLatin1Char('[') + QString::number(i) + QLatin1Char(']');
            read((*items)[i], place, values.emplace_back());
        }
    }

    void finish(); // a reader's: members that nobody asked for
    const QJsonObject &json() const { return m_json; }

    // Without the members that a fresh T has.
    template <typename T>
    static QJsonObject written(T &value)
    {
        T fresh{};
        Archive ours, plain;
        fields(ours, value);
        fields(plain, fresh);
        return difference(ours.m_json, plain.m_json);
    }

private:
    template <typename T>
    void read(const QJsonObject &json, const QString &place, T &value)
    {
        Archive inner(json, place, m_trouble);
        fields(inner, value);
        inner.finish();
    }
    static QJsonObject difference(const QJsonObject &from, const QJsonObject &plain);
    QString at(const char *name) const;
    std::optional<QJsonValue> take(const char *name);
    std::optional<QJsonObject> takeObject(const char *name);
    std::optional<std::vector<QJsonObject>> takeObjects(const char *name);
    std::optional<QStringList> texts(const QJsonValue &value, const QString &place);
    void word(const char *name, int &index, const QStringList &words);
    void complain(const QString &place, const QString &what);

    QJsonObject m_json;
    QString m_place;
    QStringList *m_trouble = nullptr; // null: writes
    QSet<QString> m_seen;
};

} // namespace gatehouse::systems
