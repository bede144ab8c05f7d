// Which version a schema is at, as the tool that keeps it says (V1): from its table, and from the
// project's folder where the user names it. Files are parsed as text and never run.
#pragma once

#include "systems/recognition.h"

#include <QDateTime>

namespace gatehouse::versions {

enum class Verdict {
    None,         // no tool keeps versions here
    NotSetUp,     // the tool is configured, but has neither steps nor a table
    Unstamped,    // the tables exist, the version table does not or is empty
    Current,      // at head, nothing pending
    Behind,       // steps pending
    Unknown,      // a version that no file and no description knows: NO FILE
    SeveralHeads, // in the files, or in the database: which one is meant?
    Dirty,        // a step failed half way
    Edited,       // an applied file is not what was applied
    Broken,       // the files contradict each other
    NotKnown,     // a version stands there, but nobody said which ones there are
    Unreadable    // this role may not read the version table
};
QString verdictWord(Verdict verdict); // "several-heads": for --json

struct Issue
{
    enum class Severity { Note, Warning, Error };
    Severity severity = Severity::Note;
    QString text;  // translated sentence, safe for display
    QString where; // file or version; empty: the whole
};

// One step of a tool.
struct Revision
{
    QString id;              // 001_initial, 20250901201052, "shop.0002_price"
    QStringList parents{};   // down_revision; of tools with an order the one before
    QStringList depends{};   // of other branches (Alembic, Django)
    QString title{}, file{}; // file relative to the project
    QStringList labels{};    // of a branch
    bool applied = false;
    bool current = false; // the database says so in a row of its own
    bool head = false;    // nothing comes after it
    bool noFile = false;  // applied, but not among the files
    bool edited = false;  // applied, and its file is another one now
    bool failed = false;  // began and did not end
    QDateTime appliedAt{};
    bool operator==(const Revision &) const = default;
};

struct State
{
    Verdict verdict = Verdict::None;
    QString tool;                      // "alembic"; empty: none
    QString schema, table;             // of the version table, there or not
    bool tableExists = false;          // also when it is empty
    std::vector<Revision> revisions{}; // oldest first; parents before children
    QStringList current{};             // rows of the version table that count, in the tool's order
    QStringList heads{};               // of the files or the description
    QStringList pending{};             // in the order in which they would run
    QStringList unknown{};             // applied, no file
    std::vector<Issue> issues{};
    QString project{};  // folder that was read; empty: none, then the description's list
    QString sentence{}; // translated: what this means and what to do
    const Revision *revision(const QString &id) const;
};

// What one version table said. `tool` is empty for ar_internal_metadata of Rails. Values of the
// tool's columns, NULL as null.
struct Reading
{
    QString tool, schema, table;
    bool readable = true;
    std::vector<QMap<QString, QString>> rows{}; // column -> text
    bool cut = false;                           // more rows than are read
};

// Every version table of the database in one statement, one round trip; a table that this role may
// not read is there as not readable. `also` are further names of Alembic's table. Session's thread.
Result<std::vector<Reading>> readVersions(db::Sql &sql, const QStringList &also = {});

// What a project's folder holds; never runs any of it. Reads files: not in the window's thread.
struct Project
{
    QString folder, tool;
    QString place{};                // where the steps are, relative: "alembic/versions"
    QString table{}, tableSchema{}; // where env.py names another version table; empty: as usual
    std::vector<Revision> revisions{};
    QMap<QString, QString> checksums{}; // id -> as the tool writes it into its table
    std::vector<Issue> issues{};
    bool configured = false; // the tool's configuration is there, with or without steps
};
// The tool is found by its files; several are an answer with several projects. Refused for a
// folder that cannot be read or is none.
Result<std::vector<Project>> readProject(const QString &folder, const CancelToken &token = {});

// Pure. The state of one schema: its table (null: there is none), the project (null: not named),
// the description's scheme (null: the system is not known), and whether tables are there at all.
State judge(const QString &schema, const Reading *reading, const Project *project,
    const systems::VersionScheme *scheme, bool hasTables);

// Everything together for each schema that holds a system or a version table; the rows of
// `readings` and the recognition of the same database. Pure.
std::vector<State> states(const systems::Recognition &recognition,
    const std::vector<Reading> &readings, const std::vector<Project> &projects);

} // namespace gatehouse::versions
