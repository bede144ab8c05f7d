// One JSON object a line, in one file or in a set that was rotated.
#include "migration/sources/bytestream.h"
#include "migration/sources/documents.h"
#include "migration/sources/fileset.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::migration {
namespace {

struct Set
{
    QStringList files; // oldest first
    CancelToken token;
};

class LineReader : public DocumentReader
{
public:
    explicit LineReader(std::shared_ptr<const Set> set) : m_set(std::move(set)) { }

    // "file:offset:line"
    Result<> seek(const Position &from)
    {
        if (from.isNull())
            return openFile(0, 0);
        const QByteArrayList parts = from.split(':');
        qint64 offset = 0, line = 0;
        if (parts.size() == 3) {
            m_file = parts[0].toInt();
            offset = parts[1].toLongLong();
            line = parts[2].toLongLong();
        }
        if (line < 1 || m_file < 0 || m_file >= m_set->files.size() || offset < 0)
            return badPosition(m_set->files.value(0));
        return openFile(offset, line - 1);
    }

    Result<bool> next(Document &document) override
    {
        std::string_view text;
        bool whole = true;
        do {
            m_start = m_stream->offset();
            ++m_line;
            while (!m_stream->line(text, whole)) {
                if (m_stream->trouble())
                    return *m_stream->trouble();
                m_readBefore += m_stream->offset();
                if (++m_file >= m_set->files.size())
                    return false;
                if (auto opened = openFile(0, 0); !opened)
                    return opened.error();
                m_start = 0;
                m_line = 1;
            }
            if (m_start == 0 && text.starts_with("\xef\xbb\xbf"))
                text.remove_prefix(3);
        } while (text.find_first_not_of(" \t\r\n") == std::string_view::npos);
        m_raw = text;
        if (!whole)
            return invalid(Words::tr("This line is longer than can be read."));
        if (auto read = document.readJson(text); !read)
            return read.error();
        if (document.nodes[0].type != Node::Type::Object)
            return invalid(Words::tr("This line is JSON, but no object."));
        return true;
    }
    Position position() const override
    {
        return QByteArray::number(m_file) + ':' + QByteArray::number(m_start) + ':'
            + QByteArray::number(m_line);
    }
    QString where() const override
    {
        const QString place = u"line %1"_s.arg(m_line);
        return m_set->files.size() == 1
            ? place
            : QFileInfo(m_set->files.value(m_file)).fileName() + u' ' + place;
    }
    std::string_view raw() const override { return m_raw; }
    qint64 bytesRead() const override { return m_readBefore + m_stream->offset(); }
    qint64 number() const override { return (qint64(m_file) << 44) + m_start; }

private:
    Result<> openFile(qint64 offset, qint64 line)
    {
        auto stream = ByteStream::open(m_set->files[m_file], offset, m_set->token);
        if (!stream)
            return stream.error();
        m_stream = std::move(stream).value();
        m_line = line;
        return Done{};
    }

    std::shared_ptr<const Set> m_set;
    std::unique_ptr<ByteStream> m_stream;
    std::string_view m_raw;
    int m_file = 0;
    qint64 m_start = 0, m_line = 0, m_readBefore = 0;
};

} // namespace

Collection linesCollection(const FileSet &files, const CancelToken &token)
{
    auto set = std::make_shared<Set>(Set{files.paths, token});
    return {files.name, files.bytes(), {}, [set](const Position &from) {
                auto reader = std::make_unique<LineReader>(set);
                Result<> sought = reader->seek(from);
                return sought ? Result<std::unique_ptr<DocumentReader>>(std::move(reader))
                              : Result<std::unique_ptr<DocumentReader>>(sought.error());
            }};
}

namespace {

int fits(const QString &uri, QByteArrayView head)
{
    if (QFileInfo info(sourcePath(uri)); info.isDir()) {
        const QStringList files =
            info.dir().exists() ? QDir(info.filePath()).entryList(QDir::Files) : QStringList();
        return std::any_of(files.begin(), files.end(), isLinesFile) ? 60 : 0;
    }
    const bool named = isLinesFile(QFileInfo(sourcePath(uri)).fileName());
    if (head.startsWith("\x1f\x8b"))
        return named ? 70 : 0;
    // A whole object on the first line, and another line that begins with one.
    const qsizetype end = head.indexOf('\n');
    Document document;
    const QByteArrayView first = end < 0 ? head : head.first(end);
    if (first.isEmpty() || !document.readJson({first.data(), size_t(first.size())})
        || document.nodes[0].type != Node::Type::Object)
        return named ? 50 : 0;
    const bool another = end >= 0 && head.sliced(end).trimmed().startsWith('{');
    return named ? 95 : another ? 85 : 0;
}

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    const QString path = sourcePath(request.uri);
    std::vector<FileSet> sets = QFileInfo(path).isDir() ? setsIn(path) : std::vector{setOf(path)};
    if (sets.empty())
        return invalid(Words::tr("%1 holds no files of JSON lines.").arg(path));
    DocumentFiles files;
    QStringList all;
    for (const FileSet &set : sets) {
        files.collections.push_back(linesCollection(set, request.token));
        all += set.paths;
    }
    files.state = [all] { return stateOf(all); };
    if (!QFileInfo(path).isDir())
        files.notMoved = besides(path, all);
    return openDocuments(std::move(files), request);
}

} // namespace

SourceKind jsonlinesKind()
{
    return {"jsonlines", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "JSON lines"), {}, fits,
        open};
}

} // namespace gatehouse::migration
