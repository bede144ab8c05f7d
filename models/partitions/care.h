// Tables that are partitioned by time: what they have, and the months ahead.
#pragma once

#include "partitions/run.h"

namespace gatehouse::partitions {

struct Part
{
    QString schema, name, from, to; // bounds as the server prints them; empty: what no other takes
    qint64 bytes = 0;
    double rows = -1; // estimate
};

struct Partitioned
{
    QString schema, name, time, timeType;
    std::vector<Part> parts; // in order of time
    bool monthly = false;    // every bounded partition is one month
    int ahead = 0;           // months after the present one that have a partition
    qint64 bytes() const;
};
Result<std::vector<Partitioned>> partitioned(db::Sql &sql);

// Makes what is missing of the present month and `ahead` more; answers the names. A month whose rows
// went to the default partition already is Refused with what to do.
Result<QStringList> extend(
    db::Sql &sql, const Partitioned &table, const RunOptions &options);

// Extensions that do this work themselves: where one is installed, what would be handed over to it.
struct Extension
{
    QString name, version;
    QString sentence; // translated
};
Result<std::vector<Extension>> handOver(db::Sql &sql);
// Pure, for the above: of what pg_extension lists.
std::vector<Extension> judgeExtensions(const QMap<QString, QString> &installed);

} // namespace gatehouse::partitions
