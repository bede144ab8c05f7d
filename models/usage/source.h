// Where a back end records its use, made of its description: which column plays which role, in
// which unit and zone, what is not recorded, and how a filter becomes a condition. No system is
// named here.
#pragma once

#include "browse/query.h"
#include "systems/recognition.h"
#include "usage/filter.h"

#include <memory>

namespace gatehouse::usage {

// Something to filter by. Ids are roles ("model", "duration"), or names of further columns.
struct Field
{
    enum class Kind { Time, Key, Text, Number, Duration, Outcome, KeyState, Hour, Weekday, Json };
    QString id;
    QString title; // translated
    Kind kind = Kind::Text;
    QString column;          // of the relation: what is compared
    QString label{};         // column with the name that people know, empty: none
    bool canGroup = false;   // "by model"
    bool hasMembers = false; // a JSON column whose members can be asked for: "data/message_count"
    QString unit{};          // of values in a Chip: "ms"
};

// Values of the fields Outcome and KeyState.
inline constexpr QLatin1StringView kOk("ok"), kFailed("failed"), kGone("gone"), kExists("exists");

// Names for a whole export at once: a SELECT with the columns "gatehouse.ROLE.v" (the value that
// rows hold), ".name" and, for keys, ".mask" and ".print".
struct Naming
{
    QString role, column; // of the relation
    QString select;
    QString held{}; // SQL of what rows hold, to be compared with ".v"
    bool masks = false;
    QString part(const char *name) const;
};

// A value, shared as const; any thread. The relation's columns are roles first, then the rest of
// the table, masked as the description says.
class Source
{
public:
    // Reads the catalog, one statement. `zone` overrules what the description says of columns
    // without zone; empty where it says nothing: the server's. Refused without the right to read.
    static Result<std::shared_ptr<const Source>> read(db::Sql &sql,
        const systems::Recognition &recognition, const systems::Match &match,
        const systems::UsageDomain &domain, const QString &zone = {});
    // Pure.
    static Result<std::shared_ptr<const Source>> of(browse::Relation table,
        const systems::Recognition &recognition, const systems::Match &match,
        const systems::UsageDomain &domain, const QString &zone = {});

    const systems::UsageDomain &domain() const { return m_domain; }
    QString title() const;
    QString note() const;  // what the reader must know; empty: nothing
    QString table() const; // "schema.table", safe for display

    const std::vector<Field> &fields() const { return m_fields; }
    const Field *field(const QString &id) const;  // also of a member: "data/a/b"
    bool records(const QString &role) const;      // false: "not recorded by this back end"
    bool isSecret(const QString &columnId) const; // shown as a mask only
    QString column(const QString &role) const;    // of the relation; empty: not recorded
    // Roles whose column is there, but not for this role: "You may not read it."
    const QStringList &unreadable() const { return m_unreadable; }

    // Daily totals belong to days of their own zone and cannot be cut otherwise.
    bool isDaily() const { return m_domain.source == QLatin1StringView("daily"); }
    QTimeZone reportingZone(const QTimeZone &wanted) const;
    QString declaredZone() const { return m_zone; }
    bool zoneIsAssumed() const { return m_zoneAssumed; } // nobody said it: the server's is taken
    bool canTail() const; // rows are added, one by one, and can be told apart

    // With the columns "hour" and "weekday" (1 is Monday) of that zone.
    std::shared_ptr<const browse::Relation> relation(const QTimeZone &reporting) const;
    const std::vector<Naming> &namings() const { return m_namings; }
    QStringList shownColumns() const; // of the rows tab, in order; the others are hidden at first
    browse::Order newestFirst() const;

    // Every row that counts: the description's own filter, and not soft-deleted.
    browse::Condition always() const;
    browse::Condition within(const Span &span) const;
    browse::Condition failed() const; // any({}) when it is not recorded
    // Error Invalid names the field and what is wrong with its value.
    Result<browse::Condition> condition(const Filter &filter) const; // without the span
    browse::Query rows(
        const browse::Condition &filter, const Span &span, const QTimeZone &reporting) const;

    // SQL of one row, over `relation`.
    QString printEpoch(const browse::Relation &relation, db::Composer &sql) const; // float8 seconds
    QString printWall(db::Composer &sql, const QTimeZone &reporting) const;        // timestamp
    QString printMs(const browse::Relation &relation, db::Composer &sql) const; // float8, or NULL
    QString printCount() const; // of requests, in a group: bigint

private:
    friend class SourceBuilder;
    Source() = default;
    Result<browse::Condition> chip(const Chip &chip) const;
    Result<browse::Condition> keyChip(const Field &field, const Chip &chip) const;
    Result<browse::Condition> labelChip(const Field &field, const Chip &chip) const;
    Result<browse::Condition> numberChip(const Field &field, const Chip &chip) const;
    Result<browse::Condition> memberChip(const Field &field, const Chip &chip) const;
    Result<browse::Condition> choiceChip(const Field &field, const Chip &chip) const;
    browse::Condition anywhere(const QString &text) const;

    systems::UsageDomain m_domain;
    QString m_schema;
    browse::Relation m_relation;      // without hour and weekday
    QMap<QString, QString> m_columns; // role -> column id
    std::vector<Field> m_fields;
    std::vector<Naming> m_namings;
    QStringList m_unreadable;
    QString m_zone;
    bool m_zoneAssumed = false, m_clockChanges = false;
};

// Each place where this match records usage, the one that really does first.
std::vector<const systems::UsageDomain *> usagePlaces(
    const systems::Recognition &recognition, const systems::Match &match);

QString roleTitle(const QString &role); // translated: "Duration"; of other words themselves
QString notRecorded();                  // translated: "not recorded by this back end"

} // namespace gatehouse::usage
