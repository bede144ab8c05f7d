// Files of lines under gzip, written and read in a stream.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>
#include <optional>

struct gzFile_s;
struct z_stream_s;

namespace gatehouse {

// One thread. The sink gets compressed pieces of up to 64 KiB.
class GzipWriter
{
public:
    using Sink = std::function<Result<>(QByteArrayView)>;
    explicit GzipWriter(Sink sink);
    ~GzipWriter();
    Result<> write(QByteArrayView bytes);
    Result<> finish(); // once, at the end

private:
    Result<> deflateAll(int flush);
    Sink m_sink;
    std::unique_ptr<z_stream_s> m_stream;
    QByteArray m_out;
};

// One thread. Lines of any length, without their newline. A damaged file, or one that ends early,
// is an Error Io and never a shorter one.
class GzipLines
{
public:
    static Result<std::unique_ptr<GzipLines>> open(const QString &path);
    Result<std::optional<QByteArray>> next(); // none: the end

private:
    GzipLines() = default;
    struct Close
    {
        void operator()(gzFile_s *file) const;
    };
    std::unique_ptr<gzFile_s, Close> m_file;
    QString m_path;
    QByteArray m_held;
    qsizetype m_at = 0;
    bool m_ended = false;
};

} // namespace gatehouse
