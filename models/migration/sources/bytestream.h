// A file read forward in pieces, gzip or not, with bounded memory.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct gzFile_s;

namespace gatehouse::migration {

constexpr size_t kLargestValue = 64 * 1024 * 1024; // one line, one value

// One thread. Offsets count unpacked bytes. A packed file that ends too early is an Io error, at
// the place where it ends.
class ByteStream
{
public:
    static Result<std::unique_ptr<ByteStream>> open(
        const QString &path, qint64 from, const CancelToken &token);
    ~ByteStream();
    ByteStream(const ByteStream &) = delete;
    ByteStream &operator=(const ByteStream &) = delete;

    // What is at hand from the present place on; more(n) tries to have at least n bytes there.
    // False at the end of the file or at an error, which trouble() then holds.
    std::string_view held() const { return {m_buffer.get() + m_begin, m_end - m_begin}; }
    bool more(size_t atLeast);
    void skip(size_t bytes) { m_begin += bytes; }
    qint64 offset() const { return m_fileOffset - qint64(m_end - m_begin); }
    const std::optional<Error> &trouble() const { return m_trouble; }
    const QString &path() const { return m_path; }

    // A line without its end of line, \n or \r\n; the view is valid until the next call. False at
    // the end. A line above kLargestValue comes cut to its beginning, with `whole` false.
    bool line(std::string_view &text, bool &whole);

private:
    ByteStream() = default;
    bool fill(size_t wanted);

    QString m_path;
    CancelToken m_token;
    struct CloseFile
    {
        void operator()(gzFile_s *file) const;
    };
    std::unique_ptr<gzFile_s, CloseFile> m_file;
    std::unique_ptr<char[]> m_buffer; // not cleared when it grows, so no string
    size_t m_capacity = 0, m_begin = 0, m_end = 0;
    qint64 m_fileOffset = 0;
    bool m_ended = false;
    std::optional<Error> m_trouble;
};

} // namespace gatehouse::migration
