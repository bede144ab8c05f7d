// An audit trail, made of a back end's description, or Gatehouse's own: which column plays which
// role, and how a filter becomes a condition. No system is named here.
#pragma once

#include "audit/filter.h"
#include "browse/query.h"
#include "systems/recognition.h"

#include <functional>
#include <memory>

namespace gatehouse::audit {

// Something to filter by. Ids are roles ("actor", "traceId"), or names of further columns.
struct Field
{
    enum class Kind { Text, Number, Bool, Json };
    QString id, title; // translated
    Kind kind = Kind::Text;
    QString column; // of the relation: what is compared
};

// One row by role, as text; a missing member is NULL or not recorded. "actorLabel" beside "actor".
// Roles: id, time, actor, action, objectType, objectId, objectLabel, result, severity, ip,
// userAgent, traceId, changes, before, after, metadata, deletedFlag.
using Values = QMap<QString, QString>;

// A value, shared as const; any thread. The relation's columns are roles first, then the rest of
// the table, masked as the description says. Rows that the back end soft-deleted are among the
// others.
class Source
{
public:
    // Of the match; `zone` overrules what the description says of columns without zone. Reads the
    // catalog, one statement. Refused without an audit trail, or the right to read it.
    static Result<std::shared_ptr<const Source>> read(db::Sql &sql,
        const systems::Recognition &recognition, const systems::Match &match,
        const QString &zone = {});
    // gatehouse.audit_trail.
    static Result<std::shared_ptr<const Source>> readOwn(db::Sql &sql);

    // Rows that were read from files; `relation` is what they were put into (filetrail.h).
    struct Place
    {
        QString kind, path, zone; // kind translated: "JSON lines"
    };
    static Result<std::shared_ptr<const Source>> ofFile(
        browse::Relation relation, const systems::AuditDomain &domain, const Place &place);

    bool isOwn() const { return m_own; }
    bool isFile() const { return !m_file.isEmpty(); }
    QString title() const; // translated: "onelastai, audit_logs"
    QString note() const;  // what the reader must know; empty: nothing
    QString table() const; // "schema.table", safe for display

    const std::vector<Field> &fields() const { return m_fields; }
    const Field *field(const QString &id) const;
    QString column(const QString &role) const { return m_columns.value(role); } // empty: none
    bool records(const QString &role) const { return m_columns.contains(role); }
    const QString &zone() const { return m_zone; } // of times without one

    std::shared_ptr<const browse::Relation> relation() const { return m_relation; }
    QStringList shownColumns() const; // of the list, in order; "action" shows the sentence
    // Newest first. Error Invalid names the field and what is wrong with its value.
    Result<browse::Query> rows(const Filter &filter, const QDateTime &now) const;

    // The values of a row of a page that has them.
    Values values(const std::function<std::optional<QString>(const QString &columnId)> &cell) const;

private:
    friend class Builder;
    Source() = default;
    Result<browse::Condition> condition(const Chip &chip) const;
    browse::Condition within(const TimeRange &range) const;
    browse::Condition anywhere(const QString &text) const;

    bool m_own = false;
    QString m_system, m_schema, m_table, m_note, m_zone;
    QString m_file; // path; empty: a table
    std::shared_ptr<const browse::Relation> m_relation;
    QMap<QString, QString> m_columns; // role -> column id
    std::vector<Field> m_fields;
};

} // namespace gatehouse::audit
