// How the answers of FigurePrinter's statements are read; shared by the figures.
#pragma once

#include "db/transaction.h"
#include "usage/figureprinter.h"
#include "usage/histogram.h"

namespace gatehouse::usage {

QString shown(const Statement &statement); // redacted
Error cannotSplit(const QString &by);

// Columns 0 to 4: requests, failed, judged, tokens, longest duration.
void addTallies(Tally &tally, const db::Row &row);
Percentiles percentilesOf(const db::Row &row, int most, int ranks);
Percentiles percentilesOf(const Histogram &histogram, std::optional<double> most);
// A key leaves this function masked only.
GroupName nameOf(
    const Source &source, const Field &field, const db::Row &row, int value, int label);

// What helps the big aggregates: no JIT, more memory. Reverted with the transaction, an own one
// unless one is open.
template <typename F>
auto withMemory(db::Sql &sql, F f) -> decltype(f())
{
    std::optional<db::Transaction> own;
    if (!sql.inTransaction()) {
        auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::ReadOnly);
        if (!transaction)
            return transaction.error();
        own.emplace(std::move(transaction).value());
    }
    const QString settings =
        u"SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"_s;
    if (auto set = sql.execute(settings); !set)
        return set.error();
    auto answer = f();
    if (!answer || !own)
        return answer;
    if (auto end = own->commit(); !end)
        return end.error();
    return answer;
}

} // namespace gatehouse::usage
