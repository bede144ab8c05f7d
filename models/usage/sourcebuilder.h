#pragma once

#include "usage/source.h"

namespace gatehouse::usage {

// Internal ids of columns that the description does not name.
inline constexpr QLatin1StringView kInstant("gatehouse.instant"), kHourColumn("gatehouse.hour"),
    kWeekdayColumn("gatehouse.weekday"), kKeyName("gatehouse.key_name"), kKeyByName("key by name"),
    kKeyLike("key like name"), kKeyByPrint("key by fingerprint"), kKeyGone("keys that are gone");

// A column that cannot be sorted by: its expression would be asked of every row.
browse::Column computedColumn(const QString &id, const QString &expression, browse::Show show,
    quint32 type, const QString &typeName);

// Puts a Source together; lives for one call.
class SourceBuilder
{
public:
    SourceBuilder(
        Source &source, const systems::Recognition &recognition, const systems::Match &match)
        : m_source(source), m_recognition(recognition), m_match(match)
    {
    }
    Result<> build(browse::Relation table, const systems::UsageDomain &domain, const QString &zone);

private:
    browse::Column *column(const QString &id);
    void chooseZone(const QString &zone);
    void mask();
    void addRoles();
    void dress(const QString &role, browse::Column &column) const;
    void addLabel(const QString &role, const QStringList &names);
    void addKeyNames();
    void addKeyPrints(const QString &held);
    void nameKeys(const QString &held, const QString &name);
    void addInstant();
    void addFields();
    Field fieldOf(const QString &role, const QString &column) const;
    QString outer(const QString &column) const;

    Source &m_source;
    const systems::Recognition &m_recognition;
    const systems::Match &m_match;
    QString m_seenKeys; // WITH: the keys that rows hold, as seen.v
};

} // namespace gatehouse::usage
