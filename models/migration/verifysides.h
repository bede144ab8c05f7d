// The two sides of a verification as streams of hashed rows.
#pragma once

#include "migration/verify.h"

#include <map>

namespace gatehouse::migration {

// A row of either side. Valid inside the function it is handed to.
struct HashedRow
{
    const std::vector<proof::Hash> &cells;
    proof::Hash key; // of the key columns, else of all
    std::string_view bytes; // as the encoder writes a row
    QString place() const { return where ? where() : QString(); }
    std::function<QString()> where;
};
using TakeRow = std::function<void(const HashedRow &row)>;

// Which columns of the encoder make up the key; empty: all.
std::vector<size_t> keyColumns(const Moved &table, const Encoder &encoder);
proof::Hash keyHash(const std::vector<proof::Hash> &cells, const std::vector<size_t> &key);

// What quarantine says about rows of the source, by position.
using Exclusions = std::map<Position, Rejected>;
Result<Exclusions> exclusionsOf(db::Sql &sql, qint64 run, int part);

// Counts into `proof` and hands over the rows that have to be in the target. Any one thread.
Result<> readSourceSide(const VerifyRequest &request, const Exclusions &exclusions,
    const CancelToken &token, TableProof &proof, const TakeRow &take);
Result<> readTargetSide(db::Sql &sql, const VerifyRequest &request, TableProof &proof, const TakeRow &take);

// Fields of a row of bytes; nothing for NULL.
std::vector<std::optional<std::string_view>> fieldsOf(std::string_view row);
// As a person reads it; cut.
QString shownField(const TargetType &type, const std::optional<std::string_view> &field);

} // namespace gatehouse::migration
