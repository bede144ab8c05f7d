// What is asked of a relation: which columns, which rows, in which order, and from where.
#pragma once

#include "browse/condition.h"

#include <memory>

namespace gatehouse::browse {

struct OrderItem
{
    QString column;
    bool ascending = true;
    bool nullsFirst = false; // NULLs come last in both directions unless the order is reversed
    bool operator==(const OrderItem &) const = default;
};
using Order = std::vector<OrderItem>;

// With the key appended (in the direction of the last item), without doubles, without columns that
// cannot be sorted. This is the order rows really have; cursors count by it.
Order completed(const Order &order, const Relation &relation);
Order reversed(Order order);

struct Query
{
    std::shared_ptr<const Relation> relation;
    Condition filter{};
    Order order{};
    QStringList columns{}; // ids, empty: all
};

// A place between or at rows: the values of the first columns of the completed order, in the
// server's text form (microseconds and infinity survive). May hold plain secrets when the order
// names a secret column: never shown, logged or kept.
struct Cursor
{
    std::vector<db::Param> values; // may be fewer than the order has: then a prefix
    bool inclusive = false;        // rows equal to it belong to what follows
    int repeats = 0;               // it is the n-th of equal rows; only where the key is not unique
    bool operator==(const Cursor &) const = default;
};

struct PageRequest
{
    Query query;
    std::optional<Cursor> from{}; // none: the first row, or the last one when backward
    bool backward = false;        // the rows before; they still arrive in the order of the query
    int limit = 200;
};

struct Printed
{
    QString text;
    db::Params params;
    int limit = 0; // rows it gives at most; what the page needs is less when `skip` is set
    int skip = 0;  // its first rows were seen already (Cursor::repeats)
};

// Statements to be run in turn until the limit is met, usually one: NULLs of a sorted column are a
// phase of their own, so that each can use an index. Never OFFSET.
std::vector<Printed> printPage(const PageRequest &request);

// FROM ... WHERE ... of a query, without order: for counts, charts and exports.
QString printRows(const Query &query, db::Composer &sql);

} // namespace gatehouse::browse
