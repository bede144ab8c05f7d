#include "migration/sources/bytestream.h"

#include "migration/words.h"

#include <QFile>
#include <QFileInfo>

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace gatehouse::migration {

namespace {
constexpr size_t kPiece = 256 * 1024;
constexpr size_t kBeginning = 4096; // what is kept of a line that is too long
} // namespace

void ByteStream::CloseFile::operator()(gzFile_s *file) const { gzclose_r(file); }

ByteStream::~ByteStream() = default;

Result<std::unique_ptr<ByteStream>> ByteStream::open(
    const QString &path, qint64 from, const CancelToken &token)
{
    const Error absent = ioError(Words::tr("%1 cannot be opened for reading.").arg(path));
    if (!QFileInfo(path).isFile())
        return absent;
    std::unique_ptr<ByteStream> stream(new ByteStream);
    stream->m_path = path;
    stream->m_token = token;
    stream->m_file.reset(gzopen(QFile::encodeName(path).constData(), "rb"));
    if (!stream->m_file)
        return absent;
    gzbuffer(stream->m_file.get(), unsigned(kPiece / 2));
    stream->m_capacity = kPiece;
    stream->m_buffer.reset(new char[kPiece]);
    if (from > 0 && gzseek(stream->m_file.get(), from, SEEK_SET) != from)
        return ioError(Words::tr("%1 is shorter than it was.").arg(path));
    stream->m_fileOffset = std::max<qint64>(0, from);
    return stream;
}

bool ByteStream::more(size_t atLeast)
{
    while (m_end - m_begin < atLeast)
        if (!fill(atLeast))
            return false;
    return true;
}

bool ByteStream::fill(size_t wanted)
{
    if (m_ended || m_trouble)
        return false;
    if (m_token.isCancelled()) {
        m_trouble = cancelled();
        return false;
    }
    if (m_begin > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (wanted > m_capacity || m_end == m_capacity) {
        const size_t capacity = std::max(wanted, m_capacity * 2);
        std::unique_ptr<char[]> larger(new char[capacity]);
        std::memcpy(larger.get(), m_buffer.get(), m_end);
        m_buffer = std::move(larger);
        m_capacity = capacity;
    }
    const int got = gzread(m_file.get(), m_buffer.get() + m_end,
        unsigned(std::min<size_t>(m_capacity - m_end, 1u << 30)));
    int code = Z_OK;
    const char *words = gzerror(m_file.get(), &code);
    if (got > 0) {
        m_end += size_t(got);
        m_fileOffset += got;
        return true;
    }
    m_ended = true;
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END))
        m_trouble = ioError(code == Z_BUF_ERROR
                ? Words::tr("%1 is packed and ends too early: the rest of it is missing.")
                      .arg(m_path)
                : Words::tr("%1 is damaged and cannot be read to its end.").arg(m_path),
            QString::fromUtf8(words));
    return false;
}

bool ByteStream::line(std::string_view &text, bool &whole)
{
    whole = true;
    size_t looked = 0;
    while (true) {
        const std::string_view have = held();
        const void *found = have.size() > looked
            ? std::memchr(have.data() + looked, '\n', have.size() - looked)
            : nullptr;
        if (found) {
            const size_t length = size_t(static_cast<const char *>(found) - have.data());
            text = whole ? have.substr(0, length) : have.substr(0, kBeginning);
            if (whole && !text.empty() && text.back() == '\r')
                text.remove_suffix(1);
            skip(length + 1);
            return true;
        }
        looked = have.size();
        if (looked > kLargestValue) { // keep the beginning, let the rest run through
            whole = false;
            std::memmove(m_buffer.get() + m_end - kBeginning, have.data(), kBeginning);
            m_begin = m_end - kBeginning;
            looked = kBeginning;
        }
        if (!more(looked + 1)) {
            text = whole ? held() : held().substr(0, kBeginning);
            skip(held().size());
            return !text.empty();
        }
    }
}

} // namespace gatehouse::migration
