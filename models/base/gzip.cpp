#include "base/gzip.h"

#include "base/words.h"

#include <QFile>

#include <zlib.h>

namespace gatehouse {

namespace {
constexpr qsizetype kPiece = 64 * 1024;
constexpr int kGzipWindow = 15 + 16; // the largest window, with the header of gzip
} // namespace

GzipWriter::GzipWriter(Sink sink)
    : m_sink(std::move(sink)), m_stream(std::make_unique<z_stream>()), m_out(kPiece, Qt::Uninitialized)
{
    deflateInit2(m_stream.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
}

GzipWriter::~GzipWriter() { deflateEnd(m_stream.get()); }

Result<> GzipWriter::deflateAll(int flush)
{
    for (;;) {
        m_stream->next_out = reinterpret_cast<Bytef *>(m_out.data());
        m_stream->avail_out = uInt(kPiece);
        const int state = deflate(m_stream.get(), flush);
        const qsizetype made = kPiece - qsizetype(m_stream->avail_out);
        if (made > 0)
            if (auto sent = m_sink(QByteArrayView(m_out).first(made)); !sent)
                return sent;
        if (flush == Z_FINISH ? state == Z_STREAM_END : m_stream->avail_out > 0)
            return Done{};
    }
}

Result<> GzipWriter::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype part = std::min<qsizetype>(bytes.size(), 1 << 30);
        m_stream->next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
        m_stream->avail_in = uInt(part);
        if (auto done = deflateAll(Z_NO_FLUSH); !done)
            return done;
        bytes = bytes.sliced(part);
    }
    return Done{};
}

Result<> GzipWriter::finish()
{
    m_stream->avail_in = 0;
    return deflateAll(Z_FINISH);
}

void GzipLines::Close::operator()(gzFile_s *file) const { gzclose_r(file); }

Result<std::unique_ptr<GzipLines>> GzipLines::open(const QString &path)
{
    std::unique_ptr<GzipLines> lines(new GzipLines);
    lines->m_path = path;
    lines->m_file.reset(gzopen(QFile::encodeName(path).constData(), "rb"));
    if (!lines->m_file)
        return ioError(Words::tr("%1 cannot be opened for reading.").arg(path));
    gzbuffer(lines->m_file.get(), unsigned(kPiece));
    return lines;
}

Result<std::optional<QByteArray>> GzipLines::next()
{
    qsizetype searched = m_at;
    for (;;) {
        const qsizetype end = m_held.indexOf('\n', searched);
        if (end >= 0) {
            QByteArray line = m_held.mid(m_at, end - m_at);
            m_at = end + 1;
            return std::optional<QByteArray>(std::move(line));
        }
        if (m_ended) {
            if (m_at >= m_held.size())
                return std::optional<QByteArray>{};
            QByteArray line = m_held.mid(m_at);
            m_at = m_held.size();
            return std::optional<QByteArray>(std::move(line));
        }
        m_held.remove(0, m_at);
        m_at = 0;
        searched = m_held.size();
        m_held.resize(searched + kPiece);
        const int got = gzread(m_file.get(), m_held.data() + searched, unsigned(kPiece));
        m_held.resize(searched + std::max(got, 0));
        int trouble = Z_OK;
        const char *words = gzerror(m_file.get(), &trouble);
        if (got < 0 || trouble == Z_BUF_ERROR || trouble < 0)
            return ioError(Words::tr("%1 is damaged or ends early.").arg(m_path),
                QString::fromUtf8(words));
        m_ended = got == 0;
    }
}

} // namespace gatehouse
