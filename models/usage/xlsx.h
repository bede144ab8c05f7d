// A workbook with one sheet, written row by row in constant memory.
#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QTimeZone>

#include <memory>
#include <vector>

namespace gatehouse::usage {

// One thread. Text is written as text: nothing in it becomes a formula. Times are the wall time of
// the given zone, to the millisecond, as spreadsheets have no zones.
class XlsxWriter
{
public:
    enum class Kind { Text, Number, Time, Bool };
    struct Head
    {
        QString title;
        Kind kind;
    };
    // Opens `path`, which should be a file of our own; temporary files go into its folder.
    static Result<std::unique_ptr<XlsxWriter>> open(
        const QString &path, const QString &sheet, const std::vector<Head> &heads);
    ~XlsxWriter();

    // Cells in the server's text form; times as timestamptz in the session's zone.
    void cell(int column, QByteArrayView text);
    void nextRow();
    // An Error when the disk is nearly full: the library does not notice a write that failed.
    Result<> checkDisk() const;
    Result<> close();
    qint64 cutCells() const { return m_cutCells; } // texts over 32,767 characters

private:
    struct Book;
    XlsxWriter() = default;
    std::unique_ptr<Book> m_book;
    std::vector<Head> m_heads;
    QByteArray m_path, m_folder;
    quint32 m_row = 1;
    qint64 m_cutCells = 0;
};

} // namespace gatehouse::usage
