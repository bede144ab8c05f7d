// Connections: what the services may open, against what the server has (D8).
#pragma once

#include "db/sql.h"

#include <QMap>

#include <optional>

namespace gatehouse::care {

// The pool of one service, as its .env or compose file says it, else as its code has it.
struct PoolPlan
{
    QString service; // of a compose file, else the file's name
    QString system;  // id of the back end; may be empty
    int size = 0, overflow = 0, workers = 1, replicas = 1;
    QStringList from; // where each figure is from: "DB_POOL_SIZE=20", "the code's default"
    QString note;     // translated
    bool workersKnown = false;
    qint64 most() const { return qint64(size + overflow) * workers * replicas; }
    bool operator==(const PoolPlan &) const = default;
};

// Pure. `file` is its name, to know a compose file; `systems` are the recognised back ends, whose
// defaults hold where the file is silent. Error Invalid for a file that is neither.
Result<std::vector<PoolPlan>> poolsOf(
    const QString &file, const QByteArray &content, const QStringList &systems);
// Pure: as above, from variables.
std::optional<PoolPlan> poolOf(
    const QString &service, const QMap<QString, QString> &variables, const QString &system);

struct Consumer
{
    QString application, user, database;
    qint64 connections = 0, active = 0, idleInTransaction = 0;
    bool operator==(const Consumer &) const = default;
};

struct Budget
{
    int most = 0, reservedSuperuser = 0, reserved = 0; // max_connections and what is kept back
    int roleMost = -1, databaseMost = -1;              // CONNECTION LIMIT; -1: none
    qint64 used = 0;
    std::vector<Consumer> consumers; // the most first
    std::vector<PoolPlan> pools;
    qint64 available() const;
    qint64 wanted() const;
    bool fits() const { return wanted() <= available(); }
    QStringList sentences() const; // translated: the verdict, and what to change
};
Result<Budget> fetchBudget(db::Sql &sql);

} // namespace gatehouse::care
