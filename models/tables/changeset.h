// Edits that are gathered before anything is changed: cells, new rows, deleted rows; with undo.
#pragma once

#include "browse/query.h"
#include "tables/table.h"

#include <QMap>

namespace gatehouse::tables {

// What a cell is to become. Text is in the server's text form of the column's type.
struct NewValue
{
    enum class Kind { Text, Null, Default };
    Kind kind = Kind::Text;
    QString text{};
    bool operator==(const NewValue &) const = default;
};

// What a cell held when it was looked at. A value over 64 KiB as stored, and a secret, is known by
// its digest only: it never left the server.
struct OldValue
{
    enum class Kind { Null, Text, Digest };
    Kind kind = Kind::Null;
    QString text{};   // the text, or the digest
    qint64 bytes = 0; // of the value as stored
    bool operator==(const OldValue &) const = default;
};

using RowKey = QList<QByteArray>; // by Table::key()

struct SeenRow
{
    RowKey key;
    QMap<QString, OldValue> values; // of the columns that can be read
};

// Session's thread. Refused when the row is gone, or its key is too long to be told from its page.
Result<SeenRow> look(db::Sql &sql, const Table &table, const RowKey &key);
// The key from the cursor of a row of a query over the table; empty where the table has none.
RowKey keyOf(const Table &table, const browse::Order &order, const browse::Cursor &cursor);

struct Change
{
    enum class Kind { Update, Insert, Delete };
    int id = 0; // never used twice in a set
    Kind kind = Kind::Update;
    SeenRow before{};                 // of Update and Delete
    QMap<QString, NewValue> values{}; // by column; of Update only what is different
};

// Of one table. The window's thread; cheap to copy.
class ChangeSet
{
public:
    static constexpr int kMost = 1000; // changes; more is work for SQL

    const QList<Change> &changes() const { return m_changes; }
    bool isEmpty() const { return m_changes.isEmpty(); }
    bool isFull() const { return m_changes.size() >= kMost; }
    int count(Change::Kind kind) const;
    const Change *change(int id) const;
    const Change *of(const RowKey &key) const; // of the row with this key; null: none
    const NewValue *pending(const RowKey &key, const QString &column) const;

    // A value that the cell holds already is taken back. A row to be deleted is kept again.
    void set(const SeenRow &row, const QString &column, const NewValue &value);
    int insert(const QMap<QString, NewValue> &values); // the id
    void setInserted(int id, const QMap<QString, NewValue> &values);
    void remove(const SeenRow &row);
    void drop(int id); // keeps what is there
    void clear();      // all of them; can be undone

    bool canUndo() const { return !m_past.isEmpty(); }
    void undo();   // the last of the calls above
    void forget(); // applied: nothing is pending and nothing can be undone

private:
    void remember();
    int placeOf(const RowKey &key) const;
    QList<Change> m_changes;
    QList<QList<Change>> m_past;
    int m_lastId = 0;
};

bool isSame(const OldValue &old, const NewValue &value);

} // namespace gatehouse::tables
