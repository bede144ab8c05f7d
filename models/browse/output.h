// The SELECT list of a page: cells cut on the server, their whole sizes, and what a cursor needs.
#pragma once

#include "browse/query.h"

namespace gatehouse::browse {

// How many characters a cell has at most, and how large a value may be (as stored) that is turned
// into text for its beginning: a 16 MB document in every row must not stop the page.
constexpr int kCellChars = 300;
constexpr int kSecretChars = 4096;
constexpr int kConvertedBytes = 256 * 1024;

class Output
{
public:
    explicit Output(const Query &query);
    QString print(db::Composer &sql) const;

    struct Cell
    {
        const Column *column = nullptr;
        int size = -1; // the field that holds the whole size, -1: never cut
    };
    const std::vector<Cell> &cells() const { return m_cells; }           // field i is cell i
    const std::vector<const Column *> &extra() const { return m_extra; } // the last fields
    int fields() const { return m_fieldCount; }
    struct CursorField
    {
        int field = 0; // of the server's answer
        int place = 0; // among the cells and the extra values
    };
    const std::vector<CursorField> &cursor() const { return m_cursor; } // by the completed order
    const QStringList &columnIds() const { return m_columnIds; }

private:
    const Relation &m_relation;
    std::vector<Cell> m_cells;
    std::vector<const Column *> m_extra; // whole values that only the cursor needs
    std::vector<CursorField> m_cursor;
    int m_fieldCount = 0;
    QStringList m_columnIds;
};

// SQL of one column as it is shown, with secret members blanked but not yet cut.
QString printShown(const Relation &relation, const Column &column, db::Composer &sql);

} // namespace gatehouse::browse
