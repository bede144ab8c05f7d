#include "migration/sources/dumpframes.h"

#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QFileInfo>
#include <QtEndian>

#include <bson/bson.h>

#include <cstring>

namespace gatehouse::migration {
namespace {

constexpr quint32 kMagic = 0x8199e26d, kTerminator = 0xffffffff;

quint32 number32(std::string_view bytes)
{
    quint32 number = 0;
    std::memcpy(&number, bytes.data(), 4);
    return qFromLittleEndian(number);
}

Error torn(const ByteStream &stream)
{
    if (stream.trouble())
        return *stream.trouble();
    return ioError(Words::tr("%1 ends within a document: the rest of it is missing (byte %2).")
                       .arg(stream.path())
                       .arg(stream.offset()));
}

std::string_view textIn(const Document &document, std::string_view key)
{
    for (quint32 i = 1; i < document.nodes.size(); i = document.nodes[i].end)
        if (document.nodes[i].key == key && document.nodes[i].cell.kind == Cell::Kind::Text)
            return document.nodes[i].cell.bytes;
    return {};
}

bool yesIn(const Document &document, std::string_view key)
{
    for (quint32 i = 1; i < document.nodes.size(); i = document.nodes[i].end)
        if (document.nodes[i].key == key)
            return document.nodes[i].cell.integer != 0;
    return false;
}

QString qtText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

// "offset:ordinal", and for archives the offset of the block's header before it.
class DumpReader : public DocumentReader
{
public:
    DumpReader(DumpCollection collection, std::unique_ptr<ByteStream> stream, qint64 ordinal)
        : m_collection(std::move(collection)), m_stream(std::move(stream)), m_ordinal(ordinal)
    {
    }

    Result<bool> next(Document &document) override
    {
        if (m_collection.archived)
            if (auto within = findBlock(); !within || !within.value())
                return within;
        m_start = m_stream->offset();
        bool terminated = false;
        auto frame = nextFrame(*m_stream, m_collection.archived ? &terminated : nullptr);
        if (!frame)
            return frame.error();
        if (terminated) {
            m_inBlock = false;
            return next(document);
        }
        if (!frame.value())
            return false;
        ++m_ordinal;
        m_raw = *frame.value();
        if (auto read = document.readBson(m_raw); !read)
            return read.error();
        return true;
    }
    void inBlock() { m_inBlock = true; }
    Position position() const override
    {
        return QByteArray::number(m_start) + ':' + QByteArray::number(m_ordinal);
    }
    QString where() const override { return u"document %1"_s.arg(m_ordinal); }
    std::string_view raw() const override { return m_raw; }
    qint64 bytesRead() const override { return m_stream->offset(); }
    qint64 number() const override { return m_start; }

private:
    // To the next block of this collection.
    Result<bool> findBlock()
    {
        while (!m_inBlock) {
            auto frame = nextFrame(*m_stream);
            if (!frame)
                return frame.error();
            if (!frame.value())
                return m_ended
                    ? Result<bool>(false)
                    : Result<bool>(
                        ioError(Words::tr("%1 ends before the collection %2 does: the rest of it "
                                          "is missing.")
                                    .arg(m_stream->path(), m_collection.name)));
            Document header;
            if (auto read = header.readBson(*frame.value()); !read)
                return read.error();
            const bool own = qtText(textIn(header, "db")) == m_collection.database
                && qtText(textIn(header, "collection")) == m_collection.name;
            if (own && yesIn(header, "EOF"))
                m_ended = true;
            if (own && !yesIn(header, "EOF")) {
                m_inBlock = true;
                return true;
            }
            bool terminated = false;
            while (!terminated) {
                auto skipped = nextFrame(*m_stream, &terminated);
                if (!skipped)
                    return skipped.error();
                if (!terminated && !skipped.value())
                    return torn(*m_stream);
            }
        }
        return true;
    }

    DumpCollection m_collection;
    std::unique_ptr<ByteStream> m_stream;
    std::string_view m_raw;
    qint64 m_start = 0, m_ordinal = 0;
    bool m_inBlock = false, m_ended = false;
};

// Past the magic number and the list of collections.
Result<std::vector<DumpCollection>> readPrelude(ByteStream &stream)
{
    if (!stream.more(4) || !isArchive(stream.held()))
        return invalid(Words::tr("%1 is no archive of mongodump.").arg(stream.path()));
    stream.skip(4);
    std::vector<DumpCollection> found;
    bool terminated = false;
    for (bool first = true; !terminated; first = false) {
        auto frame = nextFrame(stream, &terminated);
        if (!frame)
            return frame.error();
        if (terminated)
            break;
        if (!frame.value())
            return torn(stream);
        Document document;
        if (auto read = document.readBson(*frame.value()); !read)
            return read.error();
        const QString name = qtText(textIn(document, "collection"));
        if (!first && !name.isEmpty())
            found.push_back({qtText(textIn(document, "db")), name, stream.path(), true,
                indexNames(textIn(document, "metadata"))});
    }
    return found;
}

} // namespace

bool isArchive(std::string_view head) { return head.size() >= 4 && number32(head) == kMagic; }

Result<std::optional<std::string_view>> nextFrame(ByteStream &stream, bool *terminator)
{
    if (!stream.more(4)) {
        if (stream.trouble() || !stream.held().empty())
            return torn(stream);
        return std::optional<std::string_view>();
    }
    const quint32 length = number32(stream.held());
    if (length == kTerminator && terminator) {
        stream.skip(4);
        *terminator = true;
        return std::optional<std::string_view>();
    }
    if (length < 5 || length > kLargestBson)
        return ioError(Words::tr("%1 is damaged: at byte %2 a document claims to have %3 bytes.")
                           .arg(stream.path())
                           .arg(stream.offset())
                           .arg(length));
    if (!stream.more(length))
        return torn(stream);
    const std::string_view frame = stream.held().substr(0, length);
    stream.skip(length);
    return std::optional(frame);
}

Result<std::vector<DumpCollection>> archiveCollections(
    const QString &path, const CancelToken &token)
{
    auto stream = ByteStream::open(path, 0, token);
    if (!stream)
        return stream.error();
    return readPrelude(*stream.value());
}

Result<std::unique_ptr<DocumentReader>> dumpReader(
    const DumpCollection &collection, const Position &from, const CancelToken &token)
{
    qint64 offset = 0, ordinal = 0;
    if (!from.isNull()) {
        bool isOffset = false, isOrdinal = false;
        offset = from.left(from.indexOf(':')).toLongLong(&isOffset);
        ordinal = from.mid(from.indexOf(':') + 1).toLongLong(&isOrdinal) - 1;
        if (!isOffset || !isOrdinal || offset < 0)
            return badPosition(collection.name);
    }
    auto stream = ByteStream::open(collection.path, offset, token);
    if (!stream)
        return stream.error();
    if (collection.archived && from.isNull())
        if (auto prelude = readPrelude(*stream.value()); !prelude)
            return prelude.error();
    auto reader = std::make_unique<DumpReader>(collection, std::move(stream).value(), ordinal);
    if (!from.isNull())
        reader->inBlock();
    return std::unique_ptr<DocumentReader>(std::move(reader));
}

QStringList indexNames(std::string_view metadata)
{
    Document document;
    QStringList names;
    if (!document.readJson(metadata) || document.nodes[0].type != Node::Type::Object)
        return names;
    for (quint32 i = 1; i < document.nodes.size(); i = document.nodes[i].end) {
        if (document.nodes[i].key != "indexes")
            continue;
        for (quint32 n = i + 1; n < document.nodes[i].end; ++n)
            if (document.nodes[n].key == "name" && document.nodes[n].cell.bytes != "_id_"
                && document.nodes[n].cell.kind == Cell::Kind::Text)
                names << qtText(document.nodes[n].cell.bytes);
    }
    return names;
}

} // namespace gatehouse::migration
