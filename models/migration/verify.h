// M7: the source and the target read once more, independently, and compared by content.
#pragma once

#include "migration/finishkeys.h"
#include "proof/cellhash.h"

#include <QJsonObject>

namespace gatehouse::migration {

struct ColumnProof
{
    QString name;
    proof::Hash source, target; // sums over all rows
};

struct Difference
{
    enum class Kind { Missing, Extra, Cell }; // Missing: in the source alone
    Kind kind = Kind::Cell;
    QString key;   // the row, as text
    QString place; // in the source
    QString column, sourceValue, targetValue;
};

struct TableProof
{
    QString from, to;
    qint64 sourceRows = 0;  // read, without those the plan leaves out
    qint64 targetRows = 0;  // without stubs
    qint64 quarantined = 0; // of the source rows, set aside and known
    qint64 lost = 0;        // of the source rows, fit for nothing and in no quarantine
    qint64 leftOut = 0, stubs = 0;
    std::vector<ColumnProof> columns;
    int parts = 0, differingParts = 0; // ranges of the rows' keys
    std::vector<Difference> differences; // at most kMostDifferences
    bool isEqual() const; // rows and sums agree; rows in quarantine are no difference
    QString sentence() const; // translated
};

inline constexpr int kMostDifferences = 100;

struct VerifyRequest
{
    qint64 run = 0;
    Moved table;
    QString schema; // of the target table as it stands
    OpenSource open;
    QUuid ids;
    ReportProgress report{};
    bool ofDelta = false; // rows that the source does not have any more are known by their keys
};

// Reads both sides at the same time, the source in a thread of its own; where sums differ, that
// part of both again, down to the row and the cell.
Result<TableProof> verifyTable(db::Sql &sql, const VerifyRequest &request);

QJsonObject toJson(const TableProof &proof);

} // namespace gatehouse::migration
