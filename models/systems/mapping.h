// An unknown back end, as somebody describes it: a draft, edited role by role, and what would work
// with it. A plain value; asks nobody.
#pragma once

#include "systems/recognition.h"

#include <QFuture>

namespace gatehouse::systems {

// One table of a description. Conversations are two tables; without one of them there are none.
enum class Part { Keys, Usage, Audit, Sessions, Messages };

struct MappedRole
{
    QString role, title; // title is translated: "Created"
    QString column;      // empty: not recorded
    bool needed = false;
};

// What would work once it is saved.
struct Prospect
{
    QString title; // translated: "API keys"
    QString why;   // translated sentence; empty: it would
};

class Mapping
{
public:
    // Starts from the description that was saved for this schema before, else from a new draft.
    Mapping(std::shared_ptr<const Recognition> recognition, const QString &schema);

    // Those with tables; the ones in which no system was recognised first.
    static QStringList schemas(const Recognition &recognition);
    static QString partTitle(Part part);

    const QString &schema() const { return m_schema; }
    const QStringList &guesses() const { return m_guesses; } // safe for display
    bool isNew() const { return m_new; } // else saving replaces the description it began with
    QString title() const { return m_description.title; }
    void setTitle(const QString &title) { m_description.title = title; }

    QStringList tables() const; // of the schema
    QStringList columns(Part part) const;
    QString table(Part part) const;
    void setTable(Part part, const QString &table); // guesses its roles anew; empty: none
    std::vector<MappedRole> roles(Part part) const;
    void setColumn(Part part, const QString &role, const QString &column);

    // Empty: nothing of the part is recorded as a duration.
    QString durationColumn(Part part) const;
    Unit unit(Part part) const;
    void setUnit(Part part, Unit unit);

    // The time column without zone that the zone is for; empty: there is none.
    QString naiveTimeColumn(Part part) const;
    QString zone(Part part) const; // empty: the server's own, not known
    void setZone(Part part, const QString &zone);

    // "table", "column" of every table that is used.
    std::vector<std::pair<QString, QString>> maskable() const;
    bool isSecret(const QString &table, const QString &column) const;
    void setSecret(const QString &table, const QString &column, bool secret);

    Description finished() const;
    QStringList problems() const; // translated sentences, safe for display; empty: can be saved
    std::vector<Prospect> prospects() const;

private:
    Shape &shape() { return m_description.shapes.front(); }
    const Shape &shape() const { return m_description.shapes.front(); }
    const TableFacts *facts(Part part) const;
    std::vector<RoleColumn> columnsOf(Part part);
    void empty(Part part);
    void begin(Part part, const TableFacts &chosen);
    ZoneRule *zoneRule(Part part);
    QStringList usedTables() const;
    void derive(Part part);
    QStringList missing(Part part) const;

    std::shared_ptr<const Recognition> m_recognition;
    QString m_schema;
    Description m_description;
    QStringList m_guesses;
    bool m_new = true;
};

// Up to five values of a time column, as the server prints them.
Result<QStringList> sampleTimes(
    db::Sql &sql, const QString &schema, const QString &table, const QString &column);
// "2026-03-29 02:30:00" meant in the zone, as UTC: "2026-03-29 00:30:00". Empty: it cannot be read.
QString inUtc(const QString &wall, const QString &zone);

// Writes in a thread of its own and answers with the id under which it was saved. A new one never
// replaces another draft: it gets an id that is free.
QFuture<Result<QString>> saveMapping(const Mapping &mapping);

} // namespace gatehouse::systems
