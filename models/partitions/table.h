// A table that is to be partitioned by month (D10), as its catalog says it is.
#pragma once

#include "db/sql.h"

#include <QJsonObject>

#include <optional>

namespace gatehouse::partitions {

struct Column
{
    QString name;
    bool notNull = false, generated = false;
    QString identity; // "a" always, "d" by default, empty: none
};

struct Index
{
    QString name;
    bool unique = false;
    QString rest; // of CREATE INDEX NAME ON TABLE: "USING btree (...)"
};

struct Named
{
    QString name, definition;
};

struct Sequence
{
    QString schema, name, column;
    bool identity = false;
};

// A value.
struct Table
{
    QString schema, name, time;
    QString timeType; // "timestamp", "timestamptz", "date"
    QString owner{};  // quoted
    qint64 bytes = 0;
    double rows = -1; // estimate
    std::vector<Column> columns{};
    QString keyName{};
    QStringList key{}, keyTypes{};
    std::vector<Index> indexes{};
    std::vector<Named> foreignKeys{};
    std::vector<Sequence> sequences{};
    QStringList views{};    // statements that make each dependent view again
    QStringList carried{};  // owner, grants, triggers, policies, row security
    QStringList triggerStates{}; // of triggers that are not simply on
    QString first{}, now{}; // months: "2026-08-01"
    int months = 0;         // from the first to the present one, both counted

    QStringList obstacles{}; // translated: why it cannot be done
    QStringList warnings{};  // translated: what will be different

    db::Identifier id() const { return {schema, name}; }
    QString label() const; // safe for display
    QStringList columnNames() const; // without generated ones, which each side computes
    QStringList partitionKey() const; // the primary key, and the time where it is not in it
};

// Catalogs, and the times of the first row; no lock beyond reading.
Result<Table> readTable(db::Sql &sql, const QString &schema, const QString &name, const QString &time);

} // namespace gatehouse::partitions
