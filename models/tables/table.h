// One table or view: how it is browsed, and what an edit of it has to respect.
#pragma once

#include "base/result.h"
#include "browse/describe.h"

#include <memory>

namespace gatehouse::tables {

struct EditColumn
{
    // Who gives the value of a new row where the operator gives none.
    enum class Fill { Nobody, Default, Identity, AlwaysIdentity, Generated };
    QString name;
    QString type;     // with its modifiers, for people: "character varying(100)"
    QString castType; // without them, as it enters SQL
    bool notNull = false;
    Fill fill = Fill::Nobody;
    QString defaultText{}; // the expression
    bool canSelect = true, canInsert = true, canUpdate = true;
    QStringList labels{}; // of an enumeration, also under a domain
    QString comment{};
    bool secret = false, holdsSecrets = false; // holdsSecrets: members of its JSON are masked
    bool isRequired() const { return notNull && fill == Fill::Nobody; }
    static EditColumn fromRow(const db::Row &row);
};

struct ForeignKey
{
    enum class OnDelete { Nothing, Cascade, SetNull, SetDefault };
    QString name;
    bool leaves = true; // false: the other table points to this one
    db::Identifier other{QString()};
    QStringList columns, otherColumns; // of this table, of the other; by place
    OnDelete onDelete = OnDelete::Nothing;
    bool readable = true; // the other table, by this role
    static ForeignKey fromRow(const db::Row &row);
};

// What is unique or checked, so that the server's refusal finds its cells.
struct Rule
{
    QString name;
    QStringList columns;
    static Rule fromRow(const db::Row &row);
};

// A value; any thread.
struct Table
{
    std::shared_ptr<const browse::Relation> relation;
    std::vector<EditColumn> columns; // all, also those that cannot be read
    std::vector<ForeignKey> foreignKeys;
    std::vector<Rule> rules;
    QString comment, definition; // of a view: its SELECT
    QString whyReadOnly{}; // translated; empty: rows can be changed, as the rights below allow
    bool canInsert = false, canUpdate = false, canDelete = false;

    const EditColumn *column(const QString &name) const; // null: there is none
    const QStringList &key() const { return relation->key; }
    // Translated; empty when it can. Of a row that is there, or of a new one.
    QString whyNotUpdate(const QString &column) const;
    QString whyNotInsert(const QString &column) const;
    QString whyNoNewRow() const;
    QString whyNoDelete() const;
};

// Session's thread. `secrets` are columns that are masked: "api_key", or "metadata.token" for a
// member of a JSON column. Errors as browse::describe().
Result<Table> describe(db::Sql &sql, const db::Identifier &name, const QStringList &secrets = {});

} // namespace gatehouse::tables
