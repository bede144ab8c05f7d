// What the overview knows, and the questions that fill it. No question is asked twice in a round;
// tiles, charts and lists are read off the answers.
#pragma once

#include "backup/store.h"
#include "db/session.h"
#include "keys/report.h"
#include "trail/latest.h"
#include "trail/trail.h"
#include "ui/pages/overviewhealthdata.h"
#include "usage/figures.h"

#include <QMap>
#include <QSet>

#include <functional>

namespace gatehouse::ui {

class Workspace;

// Quarters of an hour, half hours or hours of a day: few rows in many buckets are only noise.
int pointsFor(qint64 rows, qint64 rowsForQuarters);
constexpr int kOverviewDays = 30;   // of totals per day, which cannot be cut into hours

// A value of the window's thread. Answers stay until newer ones come.
struct Overview
{
    // What it stands on; made anew with each recognition.
    std::shared_ptr<const systems::Recognition> recognition;
    std::optional<systems::Match> match;
    const systems::UsageDomain *place = nullptr; // null: see whyNoUsage
    QString whyNoUsage, whyNoKeys;               // translated; empty: there is something
    std::optional<keys::Keys> engine;
    QTimeZone wantedZone = QTimeZone::utc();
    HealthPlace healthPlace;
    QString weakTls; // "prefer", when somebody between could read along; empty: all is well
    QDateTime now;   // of this round
    std::shared_ptr<const usage::Source> source;
    std::optional<usage::Figures> figures; // of the range that is shown

    std::optional<usage::Totals> totals, before;
    std::optional<usage::Series> requests, errors, latency;
    std::optional<usage::Groups> top;
    std::optional<qint64> newest; // microseconds; asked when there were no requests
    std::optional<std::vector<keys::Key>> keys;
    bool keysHaveUse = false;
    std::optional<trail::Status> trail;
    std::optional<std::vector<trail::Told>> changes;
    QString database, backupFolder;
    std::optional<std::vector<backup::Found>> backups; // of every database in that folder
    std::optional<HealthBrief> health; // empty: nobody ever looked

    QSet<QString> fresh;            // questions answered in this round
    QMap<QString, Error> troubles;  // of questions that failed in this round

    static Overview of(const Workspace &workspace);
    void beginRound(const QDateTime &now);
    void resolve(); // figures of the range, once the source is known

    bool isDaily() const { return source && source->isDaily(); }
    bool records(const QString &role) const { return source && source->records(role); }
    QTimeZone zone() const;  // the one that is reported in
    QString splitBy() const; // field of the chart: model, endpoint or user; empty: none
    QString topBy() const;   // field of the list of the largest: key, user, endpoint, model
    usage::Filter filter() const; // of the range that is shown, for other pages
    QString rangeText() const;    // translated: "last 24 h"
    QString noun() const;         // translated: what is counted, "Requests"
    // A drawing without its first and last bucket where the range covers only a piece of them: a
    // piece looks like a fall that was none.
    static QList<double> whole(const usage::Buckets &buckets, const QList<double> &values);
    // Of the first of these questions that failed; null when none did.
    const Error *trouble(const QStringList &questions) const;
};

using Fill = std::function<void(Overview &)>;

struct Question
{
    // Quick ones share the session of the pages; figures have one of their own, so that nobody
    // waits behind them.
    enum class Where { Pages, Figures };
    const char *id;
    Where where;
    bool (*applies)(const Overview &); // asked again after each answer
    std::function<Result<Fill>(db::Sql &)> (*make)(const Overview &);
};

const std::vector<Question> &overviewQuestions();

} // namespace gatehouse::ui
