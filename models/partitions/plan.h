// The whole move as SQL, step by step: what the dry run shows is what the run executes.
#pragma once

#include "partitions/table.h"

namespace gatehouse::partitions {

struct Options
{
    int ahead = 3; // months of partitions after the present one
};

struct Step
{
    QString id;    // "make", "follow", "copy", "verify", "swap", "undo", "undo-swapped", "finish"
    QString title; // translated
    QStringList statements{};
};

// Names of what is made; all of them hang on the table's own.
struct Names
{
    db::Identifier live, shadow, old; // the table, the new one before and the old one after
    QString forward, back;            // functions of the schema gatehouse
    static Names of(const Table &table, qint64 job);
    db::Identifier part(const QString &month) const; // "2026-08-01"
    db::Identifier rest() const;                     // what no month takes
    QString shadowIndex(int number) const, oldIndex(int number) const;
};

// Pure. `job` is the number in gatehouse.partition_job; 0 in a dry run.
std::vector<Step> stepsOf(const Table &table, const Options &options, qint64 job);
const Step &stepNamed(const std::vector<Step> &steps, QLatin1StringView id);

QString printPartition(
    const db::Identifier &parent, const db::Identifier &part, const QString &month, const QString &type);
QString nextMonth(const QString &month, int months = 1); // "2026-12-01" -> "2027-01-01"

// One batch: copies the next rows in order of the key, with a lock on each that lets readers read
// and writers wait for this batch only. Parameters: the key after which to begin (none for the
// first), then how many. Answers: rows read, rows put, and the last key as texts.
QString printBatch(const Table &table, const Names &names, bool first);

} // namespace gatehouse::partitions
