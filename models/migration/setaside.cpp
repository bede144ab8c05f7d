#include "migration/setaside.h"

#include "base/failpoint.h"
#include "db/transaction.h"
#include "migration/load.h"
#include "migration/rowstream.h"
#include "migration/words.h"

#include <map>

namespace gatehouse::migration {

namespace {

using RowHashes = std::map<proof::Hash, qint64>;

proof::Hash hashOf(const Encoder &encoder, const ByteBuffer &row, std::vector<proof::Hash> &cells)
{
    encoder.hashes(row.view(), cells);
    return proof::hashRow(cells);
}

// The rows' content, since a place in the target says nothing about the source.
Result<RowHashes> contentOf(db::Sql &sql, const AsideRequest &request, const Encoder &encoder)
{
    QStringList columns;
    for (const QString &column : encoder.columns())
        columns << db::Identifier(column).quoted();
    const db::Identifier table(stagingSchema(request.keys.run), request.table.rule.to);
    const db::Statement copy(u"COPY (SELECT "_s + columns.join(u", "_s) + u" FROM "_s
        + table.quoted()
        + u" WHERE ctid IN (SELECT at FROM pg_temp.gatehouse_aside)) TO STDOUT (FORMAT binary)"_s);
    RowHashes hashes;
    ByteBuffer buffer;
    std::vector<proof::Hash> cells;
    auto read = streamRows(sql, copy, [&](std::string_view row) {
        buffer.resize(0);
        buffer.append(row);
        ++hashes[hashOf(encoder, buffer, cells)];
        return true;
    });
    if (!read)
        return read.error();
    return hashes;
}

// Of rows with the same content the last ones, as many as there are.
Result<std::vector<Rejected>> findInSource(
    const AsideRequest &request, Encoder &encoder, const RowHashes &hashes, const CancelToken &token)
{
    auto source = request.keys.open();
    if (!source)
        return source.error();
    auto rows = source.value()->read(request.table.rule.from, request.table.sourceColumns);
    if (!rows)
        return rows.error();
    std::map<proof::Hash, std::vector<Rejected>> found;
    ByteBuffer buffer;
    std::vector<proof::Hash> cells;
    while (true) {
        if (token.isCancelled())
            return cancelled();
        auto went = rows.value()->next();
        if (!went && went.error().kind == Error::Kind::Invalid)
            continue;
        if (!went)
            return went.error();
        if (!went.value())
            break;
        buffer.resize(0);
        if (!encoder.isWanted(rows.value()->cells())
            || encoder.encode(rows.value()->cells(), buffer).bad != Bad::None)
            continue;
        const proof::Hash hash = hashOf(encoder, buffer, cells);
        const auto wanted = hashes.find(hash);
        if (wanted == hashes.end())
            continue;
        auto &same = found[hash];
        Rejected row = rejectedRow(encoder, request.table.sourceColumns, *rows.value(),
            request.table.part.number, {request.reason});
        row.column = request.column;
        same.push_back(std::move(row));
        if (same.size() > size_t(wanted->second))
            same.erase(same.begin());
    }
    std::vector<Rejected> all;
    for (auto &[hash, same] : found)
        for (Rejected &row : same)
            all.push_back(std::move(row));
    return all;
}

Result<> takeOut(db::Sql &sql, const AsideRequest &request, qint64 count)
{
    const db::Identifier table(stagingSchema(request.keys.run), request.table.rule.to);
    const QString where = u" WHERE ctid IN (SELECT at FROM pg_temp.gatehouse_aside)"_s;
    if (!request.setNull.isEmpty()) {
        QStringList sets;
        for (const QString &column : request.setNull)
            sets << db::Identifier(column).quoted() + u" = NULL"_s;
        auto done = sql.execute(db::Statement(
            u"UPDATE "_s + table.quoted() + u" SET "_s + sets.join(u", "_s) + where));
        return done ? Result<>(Done{}) : Result<>(done.error());
    }
    if (auto done = sql.execute(db::Statement(u"DELETE FROM "_s + table.quoted() + where)); !done)
        return done.error();
    auto counted = sql.execute(
        "migration/moved_out"_L1, db::bind(request.keys.run, request.table.part.number, count));
    return counted ? Result<>(Done{}) : Result<>(counted.error());
}

} // namespace

Result<qint64> setAside(db::Sql &sql, const AsideRequest &request)
{
    auto encoder = encoderOf(request.table, request.keys.ids)();
    if (!encoder)
        return encoder.error();
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    auto listed = sql.execute(
        {u"CREATE TEMP TABLE gatehouse_aside ON COMMIT DROP AS "_s + request.query, request.names});
    if (!listed)
        return listed.error();
    if (listed.value() == 0)
        return qint64(0);
    auto hashes = contentOf(sql, request, *encoder.value());
    if (!hashes)
        return hashes.error();
    auto rows = findInSource(request, *encoder.value(), hashes.value(), sql.token());
    if (!rows)
        return rows.error();
    if (qint64(rows.value().size()) != listed.value())
        return invalid(Words::tr("%n row(s) that cannot stay in %1 (was|were) not found in the "
                                 "source again; it must have changed.",
            nullptr, int(listed.value() - qint64(rows.value().size())))
                           .arg(request.table.rule.to));
    for (Rejected &row : std::move(rows).value()) {
        if (!request.setNull.isEmpty())
            row.state = u"nulled"_s;
        if (auto added = addRejected(sql, request.keys.run, row); !added)
            return added.error();
    }
    if (auto taken = takeOut(sql, request, listed.value()); !taken)
        return taken.error();
    if (auto fail = failPoint("migrate.aside"); !fail)
        return fail.error();
    if (auto committed = std::move(transaction).value().commit(); !committed)
        return committed.error();
    return listed.value();
}

} // namespace gatehouse::migration
