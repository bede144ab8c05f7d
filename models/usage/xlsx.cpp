#include "usage/xlsx.h"

#include "base/result.h"

#include <QCoreApplication>
#include <QDate>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <xlsxwriter.h>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Export)
};

constexpr qsizetype kMostCharacters = 32767;
constexpr qint64 kSpareBytes = 64LL * 1024 * 1024;
constexpr qint64 kExactInDouble = 1LL << 53;

Error diskFull(const QString &path)
{
    return ioError(Words::tr("The disk is full, or nearly so; %1 was not written. Free some space "
                             "and try again.")
                       .arg(path));
}

// Days since 30 December 1899, of "2026-11-20 12:03:04.123456+01"; nothing for other texts.
std::optional<double> serialOf(QByteArrayView text)
{
    if (text.size() < 10 || text[4] != '-' || text.endsWith("BC"))
        return std::nullopt;
    const auto part = [text](qsizetype from, qsizetype length) {
        return text.sliced(from, length).toInt();
    };
    const QDate date(part(0, 4), part(5, 2), part(8, 2));
    if (!date.isValid() || date.year() < 1900)
        return std::nullopt;
    const double day = double(QDate(1899, 12, 30).daysTo(date));
    if (text.size() < 19)
        return day;
    double seconds = part(11, 2) * 3600 + part(14, 2) * 60 + part(17, 2);
    if (text.size() > 19 && text[19] == '.') {
        double unit = 0.1;
        for (qsizetype i = 20; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
            seconds += unit * (text[i] - '0');
            unit /= 10;
        }
    }
    return day + seconds / 86400;
}

// A number that a double holds as it is written.
std::optional<double> numberOf(QByteArrayView text)
{
    bool good = false;
    const double number = text.toDouble(&good);
    if (!good || !qIsFinite(number))
        return std::nullopt;
    const bool whole = !text.contains('.') && !text.contains('e');
    if (whole && std::abs(number) > double(kExactInDouble))
        return std::nullopt;
    return text.size() <= 17 || whole ? std::optional(number) : std::nullopt;
}

} // namespace

struct XlsxWriter::Book
{
    lxw_workbook *book = nullptr;
    lxw_worksheet *sheet = nullptr;
    lxw_format *head = nullptr, *time = nullptr;
    ~Book()
    {
        if (book) // given up: closing would write it
            lxw_workbook_free(book);
    }
};

Result<std::unique_ptr<XlsxWriter>> XlsxWriter::open(
    const QString &path, const QString &sheet, const std::vector<Head> &heads)
{
    std::unique_ptr<XlsxWriter> writer(new XlsxWriter);
    writer->m_heads = heads;
    writer->m_path = QFile::encodeName(path);
    writer->m_folder = QFile::encodeName(QFileInfo(path).absolutePath());
    lxw_workbook_options options = {};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = writer->m_folder.data();
    writer->m_book = std::make_unique<Book>();
    Book &book = *writer->m_book;
    book.book = workbook_new_opt(writer->m_path.constData(), &options);
    if (!book.book)
        return ioError(Words::tr("%1 cannot be written.").arg(path));
    book.sheet = workbook_add_worksheet(book.book, sheet.left(31).toUtf8().constData());
    if (!book.sheet)
        return ioError(Words::tr("%1 cannot be written.").arg(path));
    book.head = workbook_add_format(book.book);
    format_set_bold(book.head);
    book.time = workbook_add_format(book.book);
    format_set_num_format(book.time, "yyyy-mm-dd hh:mm:ss.000");
    worksheet_freeze_panes(book.sheet, 1, 0);
    for (size_t i = 0; i < heads.size(); ++i) {
        const double width = heads[i].kind == Kind::Time ? 24 : 16;
        worksheet_set_column(book.sheet, lxw_col_t(i), lxw_col_t(i), width, nullptr);
        worksheet_write_string(
            book.sheet, 0, lxw_col_t(i), heads[i].title.toUtf8().constData(), book.head);
    }
    return writer;
}

XlsxWriter::~XlsxWriter() = default;

void XlsxWriter::cell(int column, QByteArrayView text)
{
    const auto place = lxw_col_t(column);
    lxw_worksheet *sheet = m_book->sheet;
    const Kind kind = m_heads[size_t(column)].kind;
    if (kind == Kind::Bool && (text == "t" || text == "f")) {
        worksheet_write_boolean(sheet, m_row, place, text == "t", nullptr);
        return;
    }
    if (kind == Kind::Number || kind == Kind::Time) {
        const auto number = kind == Kind::Time ? serialOf(text) : numberOf(text);
        if (number) {
            worksheet_write_number(
                sheet, m_row, place, *number, kind == Kind::Time ? m_book->time : nullptr);
            return;
        }
    }
    QByteArray bytes = text.toByteArray();
    if (bytes.size() > kMostCharacters) { // bytes are never fewer than characters
        const QString whole = QString::fromUtf8(bytes);
        if (whole.size() > kMostCharacters) {
            bytes = whole.left(kMostCharacters).toUtf8();
            ++m_cutCells;
        }
    }
    worksheet_write_string(sheet, m_row, place, bytes.constData(), nullptr);
}

void XlsxWriter::nextRow() { ++m_row; }

Result<> XlsxWriter::checkDisk() const
{
    const QStorageInfo disk(QFile::decodeName(m_folder));
    if (disk.isValid() && disk.bytesAvailable() >= 0 && disk.bytesAvailable() < kSpareBytes)
        return diskFull(QFile::decodeName(m_path));
    return Done{};
}

Result<> XlsxWriter::close()
{
    if (auto space = checkDisk(); !space)
        return space.error();
    const lxw_error code = workbook_close(std::exchange(m_book->book, nullptr));
    if (code != LXW_NO_ERROR)
        return ioError(
            Words::tr("%1 could not be written completely.").arg(QFile::decodeName(m_path)),
            QString::fromUtf8(lxw_strerror(code)));
    return Done{};
}

} // namespace gatehouse::usage
