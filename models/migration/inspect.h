// What a source really holds, learnt in one full pass over every table (M3), and what follows from
// it for a move to PostgreSQL.
#pragma once

#include "migration/source.h"

#include <QJsonObject>

namespace gatehouse::migration {

// So many values of one form in a column. Samples are fit for display: cut, and masked where they
// may be secret.
struct FormCount
{
    QString form; // id: "text", "iso-naive"; see formTitle
    qint64 count = 0;
    QStringList samples{}; // up to 3
};
QString formTitle(const QString &form); // translated

struct ColumnFacts
{
    QString name, declared;
    std::vector<FormCount> forms{}; // the most frequent first; "null" and "missing" among them
    std::optional<double> least{}, most{}; // of numbers, finite ones
    QString earliest{}, latest{};          // of ISO times, as written
    qint64 longest = 0;                    // bytes
    qint64 limit = 0, tooLong = 0;         // characters of varchar(n), and how many have more
    QStringList tooLongSamples{};
    qint64 plainWhole = 0, plainNumber = 0; // texts that a bigint, a numeric prints as they are
    QStringList values{}; // all of them, when they are few and short
    bool secret = false;

    qint64 countOf(QLatin1StringView form) const;
};

struct TableFacts
{
    QString name;
    qint64 rows = 0, unreadable = 0;
    std::vector<ColumnFacts> columns{};
};

// A way to deal with a finding. The id says it in the words of a rule file: "convert:epoch-ms",
// "zone" (a name is needed), "onBad:null", "onOrphan:stub".
struct Fix
{
    QString id, title;
};

struct Finding
{
    enum class Severity {
        Note,     // worth knowing
        Question, // has no answer that could be guessed: zone, order of day and month
        Trouble,  // values that do not fit as they are
        Stop,     // this cannot be moved
    };
    Severity severity = Severity::Note;
    QString kind; // id: "naive-times"
    QString table, column;
    qint64 count = 0;
    QString text;          // one sentence: what was found and what it means
    QStringList samples{}; // "rowid 7: 02/01/2025 03:04"
    std::vector<Fix> fixes{};
};

struct Inspection
{
    SourceState state;
    std::vector<TableFacts> tables;
    std::vector<Finding> findings; // the gravest first
    QStringList notMoved;
};

// What should be unique or refer to something although the source does not declare it.
struct AskedKey
{
    QString table;
    QStringList columns;
};

struct InspectRequest
{
    QStringList tables{}; // empty: all
    std::vector<AskedKey> unique{};
    std::vector<std::pair<QString, SourceReference>> references{}; // table, and what it refers to
    CancelToken token{};
    ReportProgress report{};
};

// In the source's thread. Memory is bounded whatever the source holds: sets of keys go to a
// temporary file that has no name.
Result<Inspection> inspect(Source &source, const InspectRequest &request = {});

// Facts in, findings out; keys and references are not judged here.
std::vector<Finding> judge(const SourceTable &table, const TableFacts &facts);

QString inspectToText(const Inspection &inspection);
QJsonObject inspectToJson(const Inspection &inspection);

} // namespace gatehouse::migration
