#include "migration/sources/csvrecords.h"
#include "migration/sources/document.h"
#include "migration/sources/fileset.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QFileInfo>

#include <iconv.h>

#include <algorithm>
#include <cerrno>

namespace gatehouse::migration {
namespace {

struct CloseIconv
{
    using pointer = iconv_t;
    void operator()(iconv_t converter) const { iconv_close(converter); }
};

struct Csv
{
    QString path;
    CsvFormat format;
    QByteArray encoding;
    QByteArray nullText;
    bool header = true;
    qint64 begin = 0; // after a byte order mark
    CancelToken token;
    SourceTable table;
};

class CsvRows : public Rows
{
public:
    CsvRows(std::shared_ptr<const Csv> csv, CsvRecords records, std::vector<int> places)
        : m_csv(std::move(csv)),
          m_records(std::move(records)),
          m_places(std::move(places)),
          m_cells(m_places.size())
    {
        if (m_csv->encoding != "UTF-8")
            m_converter.reset(iconv_open("UTF-8", m_csv->encoding.constData()));
    }

    Result<bool> next() override
    {
        auto more = m_records.next(m_csv->table.columns.size());
        m_broken = !more;
        if (!more || !more.value())
            return more;
        m_arena.clear();
        for (size_t i = 0; i < m_places.size(); ++i)
            m_cells[i] = cellOf(m_records.fields()[size_t(m_places[i])]);
        return true;
    }
    std::span<const Cell> cells() const override
    {
        return m_broken ? std::span<const Cell>() : std::span<const Cell>(m_cells);
    }
    Position position() const override
    {
        return QByteArray::number(m_records.offset()) + ':' + QByteArray::number(m_records.line());
    }
    QString where() const override { return u"line %1"_s.arg(m_records.line()); }
    std::string_view raw() const override { return m_records.raw(); }
    qint64 bytesRead() const override { return m_records.bytesRead(); }

private:
    Cell cellOf(const CsvField &field)
    {
        const QByteArray &null = m_csv->nullText;
        if (!field.quoted && field.text == std::string_view(null.constData(), size_t(null.size())))
            return {};
        std::string_view text = field.text;
        if (field.doubled) {
            char *place = m_arena.take(text.size());
            size_t length = 0;
            for (size_t i = 0; i < text.size(); ++i) {
                place[length++] = text[i];
                i += text[i] == m_csv->format.quote;
            }
            text = {place, length};
        }
        return {Cell::Kind::Text, 0, 0, m_converter ? converted(text) : text};
    }

    // What the encoding does not know stays as it is, and is found as invalid UTF-8.
    std::string_view converted(std::string_view text)
    {
        const size_t room = text.size() * 4;
        char *place = m_arena.take(room);
        char *in = const_cast<char *>(text.data()), *out = place;
        size_t left = text.size(), free = room;
        iconv(m_converter.get(), nullptr, nullptr, nullptr, nullptr);
        if (iconv(m_converter.get(), &in, &left, &out, &free) == size_t(-1))
            return text;
        return {place, room - free};
    }

    std::shared_ptr<const Csv> m_csv;
    CsvRecords m_records;
    std::vector<int> m_places;
    std::vector<Cell> m_cells;
    Arena m_arena;
    std::unique_ptr<iconv_t, CloseIconv> m_converter;
    bool m_broken = false;
};

class CsvSource : public Source
{
public:
    explicit CsvSource(std::shared_ptr<Csv> csv) : m_csv(std::move(csv)), m_tables{m_csv->table} { }

    const std::vector<SourceTable> &tables() const override { return m_tables; }
    Result<SourceState> state() override { return stateOf({m_csv->path}); }
    QStringList notMoved() const override { return besides(m_csv->path); }

    Result<std::unique_ptr<Rows>> read(
        const QString &name, const QStringList &columns, const Position &after) override
    {
        const auto table = tableByName(m_tables, name);
        if (!table)
            return table.error();
        auto places = columnPlaces(*table.value(), columns);
        if (!places)
            return places.error();
        qint64 offset = m_csv->begin, line = 1;
        if (!after.isNull()) {
            bool isOffset = false, isLine = false;
            offset = after.left(after.indexOf(':')).toLongLong(&isOffset);
            line = after.mid(after.indexOf(':') + 1).toLongLong(&isLine);
            if (!isOffset || !isLine || offset < 0)
                return badPosition(name);
        }
        auto stream = ByteStream::open(m_csv->path, offset, m_csv->token);
        if (!stream)
            return stream.error();
        CsvRecords records(std::move(stream).value(), m_csv->format, line - 1);
        if (!after.isNull()) {
            if (auto skipped = records.next(m_csv->table.columns.size());
                !skipped && skipped.error().kind != Error::Kind::Invalid)
                return skipped.error();
        } else if (m_csv->header) {
            if (auto skipped = records.next(0); !skipped)
                return skipped.error();
        }
        return std::unique_ptr<Rows>(
            std::make_unique<CsvRows>(m_csv, std::move(records), std::move(places).value()));
    }

private:
    std::shared_ptr<Csv> m_csv;
    std::vector<SourceTable> m_tables;
};

QString nameOf(const CsvField &field, qsizetype number, const std::vector<SourceColumn> &before)
{
    QString name = QString::fromUtf8(field.text.data(), qsizetype(field.text.size())).trimmed();
    if (field.doubled)
        name.replace(u"\"\""_s, u"\""_s);
    if (name.isEmpty())
        name = u"column%1"_s.arg(number);
    const QString first = name;
    for (int n = 2; std::any_of(before.begin(), before.end(),
             [&](const SourceColumn &column) { return column.name == name; });
         ++n)
        name = u"%1_%2"_s.arg(first).arg(n);
    return name;
}

Result<> readHeader(Csv &csv)
{
    auto stream = ByteStream::open(csv.path, csv.begin, csv.token);
    if (!stream)
        return stream.error();
    CsvRecords records(std::move(stream).value(), csv.format, 0);
    auto first = records.next(0);
    if (!first)
        return first.error();
    if (!first.value())
        return invalid(Words::tr("%1 holds no lines.").arg(csv.path));
    QString stem = QFileInfo(csv.path).completeBaseName();
    if (stem.endsWith(".csv"_L1))
        stem.chop(4);
    csv.table = {stem, {}, {}, {}, {}, QFileInfo(csv.path).size()};
    for (const CsvField &field : records.fields()) {
        const qsizetype number = qsizetype(csv.table.columns.size()) + 1;
        csv.table.columns.push_back(
            {csv.header ? nameOf(field, number, csv.table.columns) : u"column%1"_s.arg(number)});
    }
    return Done{};
}

Result<> readOptions(Csv &csv, const QVariantMap &options, std::string_view head)
{
    const QString delimiter = options.value(u"delimiter"_s, u"auto"_s).toString();
    const QByteArray one = delimiter == "tab"_L1 ? QByteArray("\t") : delimiter.toUtf8();
    csv.format.delimiter = delimiter == "auto"_L1 ? guessDelimiter(head)
        : one.isEmpty()                           ? 0
                                                  : one[0];
    if (csv.format.delimiter == 0)
        csv.format.delimiter = ','; // one column
    const QByteArray quote = options.value(u"quote"_s, u"\""_s).toString().toUtf8();
    if ((delimiter != "auto"_L1 && one.size() != 1) || quote.size() > 1)
        return invalid(
            Words::tr("The delimiter and the quote of a CSV file are one character each."));
    csv.format.quote = quote.isEmpty() ? char(0) : quote[0];
    csv.header = options.value(u"header"_s, u"yes"_s).toString() != "no"_L1;
    csv.nullText = options.value(u"null"_s).toString().toUtf8();
    csv.encoding = options.value(u"encoding"_s, u"UTF-8"_s).toString().toLatin1().toUpper();
    const iconv_t converter = iconv_open("UTF-8", csv.encoding.constData());
    if (converter == iconv_t(-1))
        return invalid(
            Words::tr("There is no encoding called %1.").arg(QString::fromLatin1(csv.encoding)));
    iconv_close(converter);
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")
        || csv.encoding.startsWith("UTF-16") || csv.encoding.startsWith("UTF-32"))
        return invalid(Words::tr("%1 is in UTF-16. Save it as UTF-8 and open that.").arg(csv.path));
    csv.begin = head.starts_with("\xef\xbb\xbf") ? 3 : 0;
    return Done{};
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    auto csv = std::make_shared<Csv>();
    csv->path = sourcePath(request.uri);
    csv->token = request.token;
    auto stream = ByteStream::open(csv->path, 0, request.token);
    if (!stream)
        return stream.error();
    stream.value()->more(64 * 1024);
    if (auto read = readOptions(*csv, request.options, stream.value()->held()); !read)
        return read.error();
    if (auto read = readHeader(*csv); !read)
        return read.error();
    return std::unique_ptr<Source>(std::make_unique<CsvSource>(std::move(csv)));
}

int fits(const QString &uri, QByteArrayView head)
{
    const QString name = sourcePath(uri).toLower();
    const bool named =
        name.endsWith(".csv"_L1) || name.endsWith(".tsv"_L1) || name.endsWith(".csv.gz"_L1);
    if (head.startsWith("\x1f\x8b"))
        return named ? 70 : 0;
    if ((head.contains('\0') && !named) || head.trimmed().startsWith('{') || head.trimmed().startsWith('['))
        return 0;
    const bool table = guessDelimiter({head.data(), size_t(head.size())}) != 0;
    return named ? (table ? 90 : 60) : table && head.count('\n') > 1 ? 35 : 0;
}

} // namespace

SourceKind csvKind()
{
    using K = SourceOption::Kind;
    return {"csv", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "CSV table"),
        {{"delimiter", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Delimiter"), K::Choice,
             "auto|,|;|tab|\\|", "auto"},
            {"quote", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Quote"), K::Text, "", "\""},
            {"encoding", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Encoding"), K::Text, "",
                "UTF-8"},
            {"header", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "First line has names"),
                K::Choice, "yes|no", "yes"},
            {"null", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Text that means no value"),
                K::Text, "", ""}},
        fits, open};
}

} // namespace gatehouse::migration
