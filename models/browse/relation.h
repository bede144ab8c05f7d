// What can be browsed: a table, a view or a sub-select of ours, with named columns.
#pragma once

#include "db/composer.h"
#include "db/identifier.h"

#include <QStringList>

#include <vector>

namespace gatehouse::browse {

enum class Show { Text, Number, Duration, Time, Json, Bool, Bytes };

// How a column can be ordered by. Start: by its first 300 characters, for long text without an
// index, so that a cursor stays small.
enum class Sort { None, Value, Start };

struct Column
{
    QString id;                                // unique; a plain column's name in the database
    QString title{};                           // translated; empty: the id
    quint32 type = 25;                         // OID of the value's type
    QString typeName = QStringLiteral("text"); // as format_type() prints it: enters SQL as it is
    QString collation{};                       // quoted already; empty: the type's own
    Show show = Show::Text;
    Sort sort = Sort::Value;
    bool nullable = true;
    bool wide = true;      // may be longer than a cell: cut on the server
    bool indexed = false;  // leads a btree index that covers every row
    QString unit{};        // as stored, of a number or duration: "s", "ms", "ns", "tokens"
    QString zone{};        // of a time without zone: the IANA id it is meant in
    bool secret = false;   // a Page holds it masked only
    bool internal = false; // only breaks ties (ctid, a digest of the row): not for the eye
    std::vector<QStringList> secretMembers{}; // of a JSON column: paths blanked on the server
    // Computed columns: the member `path` of the JSON column `base`, or an expression over the
    // relation's columns whose names are quoted (db::Statement) and that holds no outside text.
    QString base{};
    QStringList path{};
    QString expression{};
    bool isPlain() const { return base.isEmpty() && expression.isEmpty(); }
    bool operator==(const Column &) const = default;
};

// What breaks ties where there is no key: a digest of the columns given. Internal.
Column digestColumn(const std::vector<Column> &columns);

// A member of a JSON column as a column of its own. A member of another kind than `show` says
// (Number, Bool) reads as NULL rather than failing the query.
Column memberColumn(const Column &json, const QString &id, const QStringList &path, Show show);

// Another name for values of a column: the keys that are named so. A SELECT of ours that gives the
// column's values, cut in two where the wished names stand as a text[]; without `after` it takes
// none.
struct Lookup
{
    QString id;
    QString before, after{};
    bool unique = false; // at most one row a name: the column's index stays ordered for one
    bool operator==(const Lookup &) const = default;
};

// A value; any thread. `select` stands for the table where it is not empty: a whole SELECT, printed
// by us, whose $1..$n are selectParams.
struct Relation
{
    enum class Kind { Table, Partitioned, View, Foreign, Select };
    Kind kind = Kind::Table;
    db::Identifier name{QString()};
    quint32 oid = 0; // 0: not looked up; estimates and positions need it
    QString select{};
    db::Params selectParams{};
    std::vector<Column> columns;
    std::vector<Lookup> lookups{}; // for Condition::among
    QStringList key{};             // columns that are never NULL; breaks ties of every order
    // No two rows share a key. Where they can (a digest of all values), equal rows are counted.
    bool keyIsUnique = true;

    int indexOf(const QString &id) const; // -1: no such column
    const Column *column(const QString &id) const;
    bool operator==(const Relation &) const = default;
};

// SQL of the column's whole value, as its own type and unmasked.
QString printValue(const Relation &relation, const Column &column, db::Composer &sql);
// SQL by which the column is sorted and compared: its value, or the beginning of it (Sort::Start).
QString printSortKey(const Relation &relation, const Column &column, db::Composer &sql);
// What stands after FROM. The composer must have begun with relation.selectParams.
QString printFrom(const Relation &relation);

} // namespace gatehouse::browse
