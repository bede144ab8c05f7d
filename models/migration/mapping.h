// One column of a plan as an editor shows it: what becomes of it, changed and tried out on rows.
#pragma once

#include "migration/plan.h"
#include "migration/source.h"

#include <map>

namespace gatehouse::migration {

struct ColumnChoice
{
    QString to, type; // to empty: the column is not moved
    QStringList convert{};
    QString zone{};
    OnBad onBad = OnBad::Quarantine;
    bool operator==(const ColumnChoice &) const = default;
};

// Of the first rule that this column feeds; nothing when the plan does not move its table.
std::optional<ColumnChoice> choiceOf(const Plan &plan, const QString &table, const QString &column);
// Invalid, and nothing is changed, for a type that is not written, a conversion or a zone that is
// none, or a target column that another rule fills.
Result<> choose(Plan &plan, const QString &table, const QString &column, const ColumnChoice &choice);

QStringList usualTypes();
QStringList conversionNames();

// The first rows of a table, in the words of cellsToJson.
struct SampleRows
{
    QStringList columns;
    std::vector<QByteArray> rows;
    QStringList places{}; // of each row, as Rows::where() says it
};
inline constexpr int kSampleRows = 5;
Result<SampleRows> sampleRows(Source &source, const QString &table);
// The rows at these places, as far as they are among the first 200,000.
Result<SampleRows> rowsAt(Source &source, const QString &table, const QStringList &places);

struct Preview
{
    QString before, after; // `after` is a sentence where the value does not fit
    bool fits = true;
    bool operator==(const Preview &) const = default;
};
// Values of the column under its rule as the plan has it now; pure.
std::vector<Preview> preview(
    const Plan &plan, const QString &table, const QString &column, const SampleRows &rows);

} // namespace gatehouse::migration
