// Rows out of the sections of a JSON file.
#include "migration/sources/jsonscan.h"
#include "migration/sources/npzarrays.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDateTime>
#include <QFileInfo>

namespace gatehouse::migration {
namespace {

struct Origin
{
    QString path;
    JsonSection section;
    CancelToken token;
};

Result<bool> parsed(Document &document, std::string_view text, bool whole)
{
    if (!whole)
        return invalid(Words::tr("This value is larger than can be read."));
    if (auto read = document.readJson(text); !read)
        return read.error();
    return true;
}

class SectionReader : public DocumentReader
{
public:
    explicit SectionReader(std::shared_ptr<const Origin> origin) : m_origin(std::move(origin)) { }

    // "offset:ordinal:index", the offset being that of the value, or of its name.
    Result<> seek(const Position &from)
    {
        const QByteArrayList parts = from.split(':');
        const bool fresh = from.isNull();
        if (!fresh && parts.size() != 3)
            return badPosition(m_origin->section.name);
        auto stream = ByteStream::open(m_origin->path,
            fresh ? m_origin->section.offset : parts[0].toLongLong(), m_origin->token);
        if (!stream)
            return stream.error();
        m_stream = std::move(stream).value();
        m_scan = std::make_unique<JsonScan>(*m_stream);
        m_loose = m_origin->section.layout == JsonLayout::Single;
        if (!fresh) {
            m_loose = m_loose || parts[1].startsWith('+');
            m_ordinal = parts[1].toLongLong() - 1;
            m_skip = parts[2].toLongLong();
        } else if (m_origin->section.layout == JsonLayout::Elements && m_scan->peek() == '{') {
            m_loose = true;
        } else if (!m_loose) {
            const char open = m_origin->section.layout == JsonLayout::Elements ? '[' : '{';
            if (!m_scan->take(open))
                return m_scan->broken(Words::tr("it is not as it was"));
        }
        m_first = true;
        return Done{};
    }

    Result<bool> next(Document &document) override
    {
        if (m_origin->section.layout == JsonLayout::MemberLists)
            return nextInLists(document);
        if (ended())
            return m_stream->trouble() ? Result<bool>(*m_stream->trouble()) : Result<bool>(false);
        if (auto begun = begin(); !begun)
            return begun.error();
        return row(document);
    }

    Position position() const override
    {
        // A sequence without brackets says so, since its beginning cannot be looked at again.
        return QByteArray::number(m_start) + (m_loose ? ":+" : ":") + QByteArray::number(m_ordinal)
            + ':' + QByteArray::number(m_index);
    }
    QString where() const override
    {
        switch (m_origin->section.layout) {
        case JsonLayout::Elements:
            return u"element %1"_s.arg(m_ordinal);
        case JsonLayout::Members:
            return u"member %1"_s.arg(m_ordinal);
        case JsonLayout::MemberLists:
            return u"member %1 [%2]"_s.arg(m_ordinal).arg(m_index);
        case JsonLayout::Single:
            break;
        }
        return u"the document"_s;
    }
    std::string_view raw() const override { return m_raw; }
    qint64 bytesRead() const override { return m_stream->offset() - m_origin->section.offset; }
    qint64 number() const override { return m_value; }
    Cell extra(int which) const override
    {
        if (which == 1)
            return {Cell::Kind::Integer, m_index};
        return {Cell::Kind::Text, 0, 0, m_key};
    }

private:
    bool ended()
    {
        if (m_loose) {
            if (m_origin->section.layout == JsonLayout::Single && !m_first)
                return true;
            if (!m_first)
                m_scan->take(',');
            return m_scan->peek() < 0;
        }
        const char close = m_origin->section.layout == JsonLayout::Elements ? ']' : '}';
        return m_scan->take(close);
    }

    // The comma and, for members, the name.
    Result<> begin()
    {
        if (!std::exchange(m_first, false) && !m_loose && !m_scan->take(','))
            return m_scan->broken(m_scan->peek() < 0 ? Words::tr("it ends too early")
                                                     : Words::tr("a comma is missing"));
        m_scan->peek();
        m_start = m_scan->offset();
        ++m_ordinal;
        if (m_origin->section.layout == JsonLayout::Members
            || m_origin->section.layout == JsonLayout::MemberLists) {
            auto name = m_scan->name();
            if (!name)
                return name.error();
            m_key = name.value();
        }
        return Done{};
    }

    Result<bool> row(Document &document)
    {
        m_scan->peek();
        m_value = m_scan->offset();
        auto text = m_scan->value();
        if (!text)
            return text.error();
        m_raw = text.value();
        auto read = parsed(document, m_raw, m_scan->whole());
        if (read && document.nodes[0].type != Node::Type::Object)
            return invalid(Words::tr("This value is no object."));
        return read;
    }

    Result<bool> nextInLists(Document &document)
    {
        while (true) {
            if (!m_inList) {
                if (ended())
                    return false;
                if (auto begun = begin(); !begun)
                    return begun.error();
                m_index = -1;
                if (!m_scan->take('['))
                    return m_scan->broken(Words::tr("a list is missing"));
                m_inList = true;
            }
            if (m_scan->take(']')) {
                m_inList = false;
                continue;
            }
            if (m_index >= 0 && !m_scan->take(','))
                return m_scan->broken(Words::tr("a comma is missing"));
            ++m_index;
            if (m_index < m_skip) {
                if (auto skipped = m_scan->value(); !skipped)
                    return skipped.error();
                continue;
            }
            m_skip = -1;
            return row(document);
        }
    }

    std::shared_ptr<const Origin> m_origin;
    std::unique_ptr<ByteStream> m_stream;
    std::unique_ptr<JsonScan> m_scan;
    std::string_view m_raw;
    std::string m_key;
    qint64 m_start = 0, m_value = 0, m_ordinal = 0, m_index = 0, m_skip = -1;
    bool m_first = true, m_loose = false, m_inList = false;
};

// Files that are one row each.
class FilesReader : public DocumentReader
{
public:
    FilesReader(QStringList paths, CancelToken token, bool withArrays)
        : m_paths(std::move(paths)), m_token(std::move(token)), m_withArrays(withArrays)
    {
    }
    bool seek(const Position &from)
    {
        m_file = from.isNull() ? -1 : from.toInt() - 1;
        return m_file >= -1 && m_file < m_paths.size();
    }
    Result<bool> next(Document &document) override
    {
        if (++m_file >= m_paths.size())
            return false;
        m_key = QFileInfo(m_paths[m_file]).completeBaseName().toUtf8();
        auto stream = ByteStream::open(m_paths[m_file], 0, m_token);
        if (!stream)
            return stream.error();
        m_stream = std::move(stream).value();
        JsonScan scan(*m_stream);
        auto text = scan.value();
        m_raw = text ? text.value() : std::string_view();
        if (!text) // one torn file is one bad row
            return m_stream->trouble() && m_stream->trouble()->kind == Error::Kind::Cancelled
                ? *m_stream->trouble()
                : invalid(text.error().text);
        m_read += m_stream->offset();
        auto read = parsed(document, m_raw, scan.whole());
        if (read && document.nodes[0].type != Node::Type::Object)
            return invalid(Words::tr("This value is no object."));
        if (read && m_withArrays)
            if (auto added = addArrays(document); !added)
                return added.error();
        return read;
    }
    Position position() const override { return QByteArray::number(m_file); }
    QString where() const override { return QFileInfo(m_paths.value(m_file)).fileName(); }
    std::string_view raw() const override { return m_raw; }
    qint64 bytesRead() const override { return m_read; }
    qint64 number() const override { return m_file; }
    Cell extra(int) const override
    {
        return {Cell::Kind::Text, 0, 0, {m_key.constData(), size_t(m_key.size())}};
    }

private:
    Result<> addArrays(Document &document)
    {
        const QDateTime written = QFileInfo(m_paths[m_file]).lastModified().toUTC();
        m_modified = '"' + written.toString(Qt::ISODateWithMs).toStdString() + '"';
        document.add("_modified", {Cell::Kind::Time, written.toMSecsSinceEpoch() * 1000}, m_modified);
        const QString beside = arraysBeside(m_paths[m_file]);
        if (beside.isEmpty())
            return Done{};
        auto arrays = arraysAsJson(beside, m_token);
        if (!arrays)
            return arrays.error();
        m_arrays = std::move(arrays).value();
        document.add("arrays", {Cell::Kind::Json, 0, 0, m_arrays}, m_arrays);
        return Done{};
    }

    QStringList m_paths;
    CancelToken m_token;
    std::string m_arrays, m_modified;
    bool m_withArrays = false;
    std::unique_ptr<ByteStream> m_stream;
    std::string_view m_raw;
    QByteArray m_key;
    int m_file = -1;
    qint64 m_read = 0;
};

} // namespace

Collection jsonCollection(const QString &path, const JsonSection &section, const CancelToken &token)
{
    QStringList extra;
    if (section.layout == JsonLayout::Members)
        extra = {u"_key"_s};
    else if (section.layout == JsonLayout::MemberLists)
        extra = {u"_key"_s, u"_index"_s};
    auto origin = std::make_shared<Origin>(Origin{path, section, token});
    return {section.name, QFileInfo(path).size(), extra, [origin](const Position &from) {
                auto reader = std::make_unique<SectionReader>(origin);
                Result<> sought = reader->seek(from);
                return sought ? Result<std::unique_ptr<DocumentReader>>(std::move(reader))
                              : Result<std::unique_ptr<DocumentReader>>(sought.error());
            }};
}

QString arraysBeside(const QString &jsonPath)
{
    const QFileInfo json(jsonPath);
    QString name = json.fileName();
    name.truncate(name.lastIndexOf(".json"_L1, -1, Qt::CaseInsensitive));
    const QString path = json.path() + u'/' + name + ".npz"_L1;
    return QFileInfo(path).isFile() ? path : QString();
}

Collection jsonFilesCollection(const QString &name, const QStringList &paths,
    const CancelToken &token, bool withArrays)
{
    qint64 bytes = 0;
    for (const QString &path : paths)
        bytes += QFileInfo(path).size();
    return {name, bytes, {u"_key"_s}, [name, paths, token, withArrays](const Position &from) {
                auto reader = std::make_unique<FilesReader>(paths, token, withArrays);
                return reader->seek(from)
                    ? Result<std::unique_ptr<DocumentReader>>(std::move(reader))
                    : Result<std::unique_ptr<DocumentReader>>(badPosition(name));
            }};
}

} // namespace gatehouse::migration
