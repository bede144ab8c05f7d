// Arrays that NumPy saved: an .npz file or a folder of them. An array is a table; of the same name
// in several files they are one table, told apart by "_file".
#include "migration/sources/fileset.h"
#include "migration/sources/npzarrays.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace gatehouse::migration {
namespace {

struct Array
{
    QString path;
    QByteArray file; // without its ending
    ZipMember member;
    ArrayType type;
};

struct Arrays
{
    std::vector<Array> of; // in the order of their files
    CancelToken token;
};

class ArrayRows : public Rows
{
public:
    ArrayRows(std::shared_ptr<const Arrays> arrays, std::vector<int> places)
        : m_arrays(std::move(arrays)), m_places(std::move(places)), m_cells(m_places.size())
    {
    }

    Result<> seek(const Position &after)
    {
        if (after.isNull())
            return Done{};
        const qsizetype mark = after.indexOf(':');
        m_array = after.left(mark).toInt();
        const qint64 row = after.mid(mark + 1).toLongLong();
        if (mark < 1 || m_array < 0 || size_t(m_array) >= m_arrays->of.size() || row < 0
            || row >= m_arrays->of[size_t(m_array)].type.rows)
            return badPosition(m_arrays->of[0].member.name);
        if (auto opened = openArray(); !opened)
            return opened;
        for (m_row = -1; m_row < row; ++m_row)
            if (auto read = readRow(); !read)
                return read;
        return Done{};
    }

    Result<bool> next() override
    {
        while (!m_reader || m_row + 1 >= now().type.rows) {
            if (m_reader)
                ++m_array;
            if (size_t(m_array) >= m_arrays->of.size())
                return false;
            if (auto opened = openArray(); !opened)
                return opened.error();
            m_row = -1;
        }
        if (auto read = readRow(); !read)
            return read.error();
        ++m_row;
        for (size_t i = 0; i < m_places.size(); ++i)
            m_cells[i] = cellOf(m_places[i]);
        return true;
    }
    std::span<const Cell> cells() const override { return m_cells; }
    Position position() const override
    {
        return QByteArray::number(m_array) + ':' + QByteArray::number(m_row);
    }
    QString where() const override { return QString::fromUtf8(now().file) + u" [%1]"_s.arg(m_row); }
    qint64 bytesRead() const override { return m_read; }

private:
    const Array &now() const
    {
        return m_arrays->of[std::min(size_t(m_array), m_arrays->of.size() - 1)];
    }

    Result<> openArray()
    {
        auto reader = ZipReader::open(now().path, now().member, m_arrays->token);
        if (!reader)
            return reader.error();
        m_reader = std::move(reader).value();
        if (auto head = readArrayHead(*m_reader, now().member.name); !head)
            return head.error();
        m_bytes.resize(rowBytes(now().type));
        return Done{};
    }
    Result<> readRow()
    {
        m_read += qint64(m_bytes.size());
        return m_reader->read(m_bytes.data(), m_bytes.size());
    }

    Cell cellOf(int place)
    {
        if (place == 0)
            return {Cell::Kind::Text, 0, 0, {now().file.constData(), size_t(now().file.size())}};
        if (place == 1)
            return {Cell::Kind::Integer, m_row};
        const ArrayType &type = now().type;
        if (type.flat)
            return arrayElement(type, m_bytes.data(), m_scratch);
        m_json.clear();
        appendArrayRow(type, m_bytes.data(), m_json);
        return {Cell::Kind::Json, 0, 0, m_json};
    }

    std::shared_ptr<const Arrays> m_arrays;
    std::vector<int> m_places;
    std::vector<Cell> m_cells;
    std::unique_ptr<ZipReader> m_reader;
    std::vector<char> m_bytes;
    std::string m_scratch, m_json;
    int m_array = 0;
    qint64 m_row = -1, m_read = 0;
};

class NpzSource : public Source
{
public:
    NpzSource(std::vector<std::pair<QString, std::shared_ptr<Arrays>>> arrays, QStringList files,
        QStringList notMoved)
        : m_arrays(std::move(arrays)), m_files(std::move(files)), m_notMoved(std::move(notMoved))
    {
        for (const auto &[name, all] : m_arrays) {
            SourceTable table{name, {{u"_file"_s, {}, true}, {u"_index"_s, {}, true}, {u"value"_s}},
                {u"_file"_s, u"_index"_s}, {}, 0, 0};
            for (const Array &array : all->of) {
                *table.rows += array.type.rows;
                table.bytes += array.member.size;
            }
            m_tables.push_back(std::move(table));
        }
    }
    const std::vector<SourceTable> &tables() const override { return m_tables; }
    Result<SourceState> state() override { return stateOf(m_files); }
    QStringList notMoved() const override { return m_notMoved; }
    Result<std::unique_ptr<Rows>> read(
        const QString &name, const QStringList &columns, const Position &after) override
    {
        const auto table = tableByName(m_tables, name);
        if (!table)
            return table.error();
        auto places = columnPlaces(*table.value(), columns);
        if (!places)
            return places.error();
        auto rows = std::make_unique<ArrayRows>(
            m_arrays[size_t(table.value() - m_tables.data())].second, std::move(places).value());
        if (auto sought = rows->seek(after); !sought)
            return sought.error();
        return std::unique_ptr<Rows>(std::move(rows));
    }

private:
    std::vector<std::pair<QString, std::shared_ptr<Arrays>>> m_arrays;
    QStringList m_files, m_notMoved;
    std::vector<SourceTable> m_tables;
};

QStringList filesAt(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return {path};
    QStringList files;
    for (const QFileInfo &file : QDir(path).entryInfoList({u"*.npz"_s}, QDir::Files, QDir::Name))
        files << file.filePath();
    return files;
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    const QString path = sourcePath(request.uri);
    const QStringList files = filesAt(path);
    std::vector<std::pair<QString, std::shared_ptr<Arrays>>> arrays;
    QStringList notMoved;
    for (const QString &file : files) {
        auto members = zipMembers(file);
        if (!members)
            return members.error();
        for (const ZipMember &member : members.value()) {
            QString name = member.name;
            if (!name.endsWith(".npy"_L1)) {
                notMoved << Words::tr("%1 is not read and not moved.").arg(name);
                continue;
            }
            name.chop(4);
            auto reader = ZipReader::open(file, member, request.token);
            auto type =
                reader ? readArrayHead(*reader.value(), member.name) : Result<ArrayType>(reader.error());
            if (!type && type.error().kind == Error::Kind::Invalid) {
                notMoved << type.error().text;
                continue;
            }
            if (!type)
                return type.error();
            auto found = std::find_if(
                arrays.begin(), arrays.end(), [&](const auto &one) { return one.first == name; });
            if (found == arrays.end())
                found = arrays.insert(
                    arrays.end(), {name, std::make_shared<Arrays>(Arrays{{}, request.token})});
            found->second->of.push_back(
                {file, QFileInfo(file).completeBaseName().toUtf8(), member, type.value()});
        }
    }
    if (arrays.empty())
        return invalid(
            notMoved.isEmpty() ? Words::tr("%1 holds no arrays.").arg(path) : notMoved.first());
    return std::unique_ptr<Source>(
        std::make_unique<NpzSource>(std::move(arrays), files, std::move(notMoved)));
}

int fits(const QString &uri, QByteArrayView head)
{
    const QString path = sourcePath(uri);
    if (QFileInfo(path).isDir())
        return filesAt(path).isEmpty() ? 0 : 50;
    return head.startsWith("PK\x03\x04") ? (path.endsWith(".npz"_L1) ? 95 : 30) : 0;
}

} // namespace

SourceKind npzKind()
{
    return {"npz", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "NumPy arrays (.npz)"), {},
        fits, open};
}

} // namespace gatehouse::migration
