// Encrypted files of a backup (B8), written and read as streams by libsodium's secretstream
// (XChaCha20-Poly1305). A file is "GHSEAL1\n", the header of the stream (24 bytes), and chunks of
// 256 KiB of content with 17 bytes each; the last one is shorter, perhaps empty, and marked as the
// last. Each chunk is bound to its place, its file and its backup: a changed, cut, exchanged or
// foreign one is found before its content is used.
#pragma once

#include "backup/keys.h"
#include "base/cancel.h"
#include "base/spawn.h"

#include <QByteArrayView>

#include <atomic>
#include <functional>
#include <future>

namespace gatehouse::backup {

// Which file of which backup with which key.
struct Binding
{
    SharedDataKey key;
    QString id, file; // of the backup; below its folder
};

// Into a file that is encrypted as it is written. One thread.
class Sealer
{
public:
    Sealer(const Binding &binding, int out); // `out` stays the caller's
    ~Sealer();
    Sealer(const Sealer &) = delete;
    Sealer &operator=(const Sealer &) = delete;
    Result<> write(QByteArrayView bytes);
    Result<> finish(); // without it the file counts as cut

private:
    Result<> flush(bool last);
    struct State;
    std::unique_ptr<State> m_state;
};

// Calls `take` with one chunk after the other, each authenticated; false from it ends the reading
// well. Invalid, in a plain sentence, when the file was touched.
Result<> openSealed(const QString &path, const Binding &binding,
    const std::function<bool(QByteArrayView)> &take, const CancelToken &token = {});
Result<QByteArray> readSealed(const QString &path, const Binding &binding, qint64 most);

// What a child prints, on its way into a sealed file: give it fd() as its output, then finish().
class SealingPipe
{
public:
    static Result<std::unique_ptr<SealingPipe>> begin(const Binding &binding, spawn::Fd out);
    ~SealingPipe();
    int fd() const { return m_pipe.write.get(); }
    Result<> state() const; // an Error as soon as nothing more can be written: end the child
    Result<> finish();      // after the child ended well

private:
    SealingPipe() = default;
    spawn::Pipe m_pipe;
    spawn::Fd m_out;
    std::atomic<bool> m_failed = false, m_whole = false;
    std::future<Result<>> m_work;
};

// A sealed file on its way into a child: give it fd() as its input; finish() says after the child's
// end whether all of it was genuine.
class OpeningPipe
{
public:
    static Result<std::unique_ptr<OpeningPipe>> begin(
        const QString &path, const Binding &binding, const CancelToken &token);
    ~OpeningPipe();
    int fd() const { return m_pipe.read.get(); }
    Result<> finish();

private:
    OpeningPipe() = default;
    spawn::Pipe m_pipe;
    std::future<Result<>> m_work;
};

} // namespace gatehouse::backup
