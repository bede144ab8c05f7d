// Cells of a source become rows of PostgreSQL's binary COPY, checked on the way so that the server
// has next to nothing to refuse.
#pragma once

#include "migration/cell.h"
#include "migration/conversions.h"
#include "migration/plan.h"
#include "migration/target.h"
#include "migration/times.h"
#include "proof/cellhash.h"

#include <memory>
#include <span>
#include <vector>

namespace gatehouse::migration {

// Bytes that grow; room is reserved first and written without further checks.
class ByteBuffer
{
public:
    char *reserve(size_t count)
    {
        if (m_size + count > m_capacity)
            grow(m_size + count);
        return m_data.get() + m_size;
    }
    void commit(size_t count) { m_size += count; }
    void append(std::string_view bytes);
    void put16(qint16 value) { putBig(quint16(value)); }
    void put32(qint32 value) { putBig(quint32(value)); }
    void put64(qint64 value) { putBig(quint64(value)); }
    void set32(size_t at, qint32 value); // overwrites
    void resize(size_t size) { m_size = size; } // smaller only
    size_t size() const { return m_size; }
    std::string_view view(size_t from = 0) const { return {m_data.get() + from, m_size - from}; }

private:
    template <typename T>
    void putBig(T value)
    {
        char *at = reserve(sizeof(T));
        for (size_t i = 0; i < sizeof(T); ++i)
            at[i] = char(value >> (8 * (sizeof(T) - 1 - i)));
        m_size += sizeof(T);
    }
    void grow(size_t least);
    std::unique_ptr<char[]> m_data;
    size_t m_size = 0, m_capacity = 0;
};

// A column of a target table, as the catalog has it.
struct TargetColumn
{
    QString name;
    QString type; // format_type
    bool notNull = false;
};

// Why a row was not encoded. `column` counts the encoder's columns.
struct RowTrouble
{
    Bad bad = Bad::None;
    int column = -1;
    bool stop = false; // the rule says that the run ends here
};

// Compiled from a table's rules. One thread.
class Encoder
{
public:
    // `sourceColumns` are the names of the cells that rows will have, in their order. Invalid names
    // the column that does not fit.
    static Result<std::unique_ptr<Encoder>> make(const TableRule &rule,
        const std::vector<TargetColumn> &target, const QStringList &sourceColumns,
        const QUuid &ids);
    ~Encoder();

    const QStringList &columns() const; // of the target, in the order of the row
    // Appends one row; nothing is appended when there is trouble.
    RowTrouble encode(std::span<const Cell> cells, ByteBuffer &out);
    bool isWanted(std::span<const Cell> cells) const; // by TableRule::onlyValues
    qint64 replaced() const;                          // values that onBad made NULL or default

    // Of a row as encode() appends it, and as the server sends it: one hash a column.
    void hashes(std::string_view row, std::vector<proof::Hash> &cells) const;
    proof::Form form(size_t column) const;
    // The source column that feeds this one, -1 for none: for messages.
    int sourceOf(int column) const;

private:
    Encoder();
    struct Parts;
    std::unique_ptr<Parts> m;
};

// The columns of a rule by name: "details.*" becomes those that begin so.
QStringList expanded(const QStringList &from, const QStringList &all);

// Source columns that a rule needs, so that nothing else is read: with `extra` all of them.
QStringList neededColumns(const TableRule &rule, const QStringList &all);

proof::Form formOf(const TargetType &type);

} // namespace gatehouse::migration
