#include "backup/sealed.h"

#include "backup/words.h"

#include <QFile>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr auto kMagic = "GHSEAL1\n"_L1;
constexpr qsizetype kChunk = 256 * 1024;
constexpr qsizetype kMore = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr qsizetype kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;

using Stream = crypto_secretstream_xchacha20poly1305_state;

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}
unsigned char *bytesOf(QByteArray &array) { return reinterpret_cast<unsigned char *>(array.data()); }

QByteArray boundTo(const Binding &binding)
{
    return binding.id.toUtf8() + '\n' + binding.file.toUtf8();
}

bool writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = bytes.sliced(n);
    }
    return true;
}

// As much as there is, up to `size`; less only at the end. -1: an error.
qsizetype readFull(int fd, char *into, qsizetype size)
{
    qsizetype got = 0;
    while (got < size) {
        const ssize_t n = ::read(fd, into + got, size_t(size - got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += n;
    }
    return got;
}

// A reader that went away is an answer of write(), not the end of this program.
void withoutPipeSignal()
{
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

Error touched(const Binding &binding, qint64 chunk)
{
    return invalid(Words::tr("%1 was changed: part %2 of it is not what was written there.")
                       .arg(binding.file)
                       .arg(chunk));
}

} // namespace

struct Sealer::State
{
    Stream stream{};
    QByteArray bound, held, sealed, start;
    int out = -1;
    bool begun = false;
    ~State() { ::sodium_memzero(&stream, sizeof stream); }
};

Sealer::Sealer(const Binding &binding, int out) : m_state(std::make_unique<State>())
{
    QByteArray header(kHeader, Qt::Uninitialized);
    ::crypto_secretstream_xchacha20poly1305_init_push(
        &m_state->stream, bytesOf(header), bytesOf(binding.key->files.view()));
    m_state->bound = boundTo(binding);
    m_state->start = QByteArray(kMagic.data(), kMagic.size()) + header;
    m_state->out = out;
    m_state->held.reserve(kChunk);
    m_state->sealed.resize(kChunk + kMore);
}

Sealer::~Sealer() { ::sodium_memzero(m_state->held.data(), size_t(m_state->held.size())); }

Result<> Sealer::flush(bool last)
{
    State &s = *m_state;
    unsigned long long size = 0;
    ::crypto_secretstream_xchacha20poly1305_push(&s.stream, bytesOf(s.sealed), &size,
        bytesOf(s.held), size_t(s.held.size()), bytesOf(s.bound), size_t(s.bound.size()),
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
             : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    const bool started = std::exchange(s.begun, true) || writeAll(s.out, s.start);
    if (!started || !writeAll(s.out, QByteArrayView(s.sealed).first(qsizetype(size))))
        return ioError(Words::tr("The disk is full, so there is no new backup; older ones are "
                                 "untouched. Free some space and try again."),
            QString::fromLocal8Bit(std::strerror(errno)));
    s.held.resize(0);
    return Done{};
}

Result<> Sealer::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype part = std::min(bytes.size(), kChunk - m_state->held.size());
        m_state->held.append(bytes.first(part));
        bytes = bytes.sliced(part);
        if (m_state->held.size() == kChunk) {
            if (auto done = flush(false); !done)
                return done;
        }
    }
    return Done{};
}

Result<> Sealer::finish() { return flush(true); }

Result<> openSealed(const QString &path, const Binding &binding,
    const std::function<bool(QByteArrayView)> &take, const CancelToken &token)
{
    const spawn::Fd fd(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat info = {};
    if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return ioError(Words::tr("The file %1 is missing or cannot be read.").arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    QByteArray start(kMagic.size() + kHeader, '\0');
    if (readFull(fd.get(), start.data(), start.size()) != start.size() || !start.startsWith(kMagic.data()))
        return invalid(Words::tr("%1 is no encrypted file of a backup.").arg(binding.file));
    Stream stream{};
    ::crypto_secretstream_xchacha20poly1305_init_pull(
        &stream, bytesOf(QByteArrayView(start).last(kHeader)), bytesOf(binding.key->files.view()));
    const QByteArray bound = boundTo(binding);
    QByteArray sealed(kChunk + kMore, Qt::Uninitialized), plain(kChunk, Qt::Uninitialized);
    for (qint64 chunk = 1;; ++chunk) {
        if (token.isCancelled())
            return cancelled();
        const qsizetype got = readFull(fd.get(), sealed.data(), sealed.size());
        if (got < 0)
            return ioError(Words::tr("The file %1 is missing or cannot be read.").arg(path),
                QString::fromLocal8Bit(std::strerror(errno)));
        if (got == 0)
            return invalid(Words::tr("%1 was cut: its end is missing.").arg(binding.file));
        unsigned long long size = 0;
        unsigned char tag = 0;
        if (got < kMore
            || ::crypto_secretstream_xchacha20poly1305_pull(&stream, bytesOf(plain), &size, &tag,
                   bytesOf(QByteArrayView(sealed)), size_t(got), bytesOf(bound),
                   size_t(bound.size()))
                != 0)
            return touched(binding, chunk);
        const bool last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        const bool more = size == 0 || take(QByteArrayView(plain).first(qsizetype(size)));
        ::sodium_memzero(plain.data(), size_t(size));
        if (!more)
            return Done{};
        if (!last)
            continue;
        char beyond = 0;
        if (readFull(fd.get(), &beyond, 1) != 0)
            return invalid(Words::tr("%1 goes on behind its end.").arg(binding.file));
        return Done{};
    }
}

Result<QByteArray> readSealed(const QString &path, const Binding &binding, qint64 most)
{
    QByteArray all;
    auto read = openSealed(path, binding, [&](QByteArrayView bytes) {
        all.append(bytes);
        return all.size() <= most;
    });
    if (!read)
        return read.error();
    if (all.size() > most)
        return invalid(Words::tr("%1 is larger than it may be.").arg(binding.file));
    return all;
}

Result<std::unique_ptr<SealingPipe>> SealingPipe::begin(const Binding &binding, spawn::Fd out)
{
    auto pipe = spawn::Pipe::make();
    if (!pipe)
        return pipe.error();
    std::unique_ptr<SealingPipe> made(new SealingPipe);
    made->m_pipe = std::move(pipe).value();
    made->m_out = std::move(out);
    made->m_work = std::async(std::launch::async, [self = made.get(), binding]() -> Result<> {
        Sealer sealer(binding, self->m_out.get());
        QByteArray buffer(kChunk, Qt::Uninitialized);
        for (;;) {
            const ssize_t got =
                ::read(self->m_pipe.read.get(), buffer.data(), size_t(buffer.size()));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                break;
            if (auto done = sealer.write(QByteArrayView(buffer).first(got)); !done) {
                self->m_failed = true;
                return done;
            }
        }
        // What a child printed before it failed does not get an end.
        return self->m_whole ? sealer.finish() : Result<>(Done{});
    });
    return made;
}

SealingPipe::~SealingPipe()
{
    m_pipe.write.close();
    if (m_work.valid())
        m_work.wait();
}

Result<> SealingPipe::state() const
{
    return m_failed ? Result<>(ioError(Words::tr(
                          "The disk is full, so there is no new backup; older ones are untouched. "
                          "Free some space and try again.")))
                    : Result<>(Done{});
}

Result<> SealingPipe::finish()
{
    m_whole = true;
    m_pipe.write.close();
    return m_work.get();
}

Result<std::unique_ptr<OpeningPipe>> OpeningPipe::begin(
    const QString &path, const Binding &binding, const CancelToken &token)
{
    auto pipe = spawn::Pipe::make();
    if (!pipe)
        return pipe.error();
    std::unique_ptr<OpeningPipe> made(new OpeningPipe);
    made->m_pipe = std::move(pipe).value();
    // It owns its end, so that the child sees the end of the file when the thread ends.
    auto end = std::make_shared<spawn::Fd>(std::move(made->m_pipe.write));
    made->m_work = std::async(std::launch::async, [=]() -> Result<> {
        withoutPipeSignal();
        auto done = openSealed(
            path, binding, [&end](QByteArrayView bytes) { return writeAll(end->get(), bytes); },
            token);
        end->close();
        return done;
    });
    return made;
}

OpeningPipe::~OpeningPipe()
{
    m_pipe.read.close();
    if (m_work.valid())
        m_work.wait();
}

Result<> OpeningPipe::finish()
{
    m_pipe.read.close(); // ends a thread whose reader went away
    return m_work.get();
}

} // namespace gatehouse::backup
