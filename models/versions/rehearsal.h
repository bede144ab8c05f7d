// Up, down, up on a scratch copy before anything is done to the database itself (V4).
#pragma once

#include "versions/upgrade.h"

namespace gatehouse::versions {

struct Rehearsal
{
    QDateTime at; // UTC
    QString place, schema; // ConnInfo::label() of the database
    QByteArray set;        // setPrint() of the steps that ran
    QByteArray layout;     // layoutPrint() of the schema before
    QString source;        // "schema", "data", or the name of a backup
    QStringList steps{};
    QStringList findings{}; // translated: what went wrong; none: it may be done
    QStringList notes{};    // translated: small differences that undoing leaves
    bool oneWay = false; // mends: up alone, since nothing undoes them
    qint64 upMs = 0, downMs = 0, againMs = 0, rows = 0;
    bool good() const { return findings.isEmpty(); }
    QString sentence() const; // translated
};

struct RehearsalPlan
{
    UpgradePlan upgrade; // of the real database; way Up
    QString source;
    // Fills an empty database with the copy: pg_dump's or a backup's business, so from outside.
    std::function<Result<>(
        const db::SessionOptions &scratch, const CancelToken &token, const ReportProgress &report)>
        fill;
    bool privateCluster = false; // else beside the database where this role may create one
};

// Blocks. The scratch database is dropped whatever happens; one that a killed rehearsal left goes
// with the next. An Error means that nothing could be said; what went wrong in it is a finding.
Result<Rehearsal> rehearse(
    const RehearsalPlan &plan, const CancelToken &token = {}, const ReportProgress &report = {});

Result<QByteArray> layoutPrint(db::Sql &sql, const QString &schema);

// What the steps of `preview` that would run are known under. Session's thread.
struct RehearsalKey
{
    QString place, schema;
    QByteArray set, layout;
};
Result<RehearsalKey> rehearsalKey(
    db::Sql &sql, const UpgradePlan &plan, const std::vector<Task> &tasks);

// dataDir()/rehearsals.json, the last 50. Reads and writes a file: not in the window's thread.
std::optional<Rehearsal> remembered(const RehearsalKey &key);
Result<> remember(const Rehearsal &rehearsal);

} // namespace gatehouse::versions
