#include "base/jobjournal.h"

#include "base/securefile.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace gatehouse {

namespace {

constexpr int kMostFiles = 32;
constexpr qint64 kLargest = 32 << 20;

QString nth(const QString &path, int n)
{
    if (n == 1)
        return path;
    const qsizetype dot = path.lastIndexOf(u'.');
    const qsizetype end = dot > path.lastIndexOf(u'/') ? dot : path.size();
    return path.left(end) + u'-' + QString::number(n) + path.mid(end);
}

enum class Lock { Taken, Busy, Impossible };

Lock tryLock(const QString &path, int *descriptor)
{
    const QByteArray name = QFile::encodeName(path + ".lock"_L1);
    const int opened = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (opened < 0)
        return Lock::Impossible;
    if (::flock(opened, LOCK_EX | LOCK_NB) == 0) {
        *descriptor = opened;
        return Lock::Taken;
    }
    const bool busy = errno == EWOULDBLOCK;
    ::close(opened);
    return busy ? Lock::Busy : Lock::Impossible;
}

} // namespace

JobJournal::JobJournal(const QString &path)
{
    for (int n = 1; !path.isEmpty() && n <= kMostFiles && m_path.isEmpty(); ++n) {
        if (tryLock(nth(path, n), &m_lock) != Lock::Busy)
            m_path = nth(path, n);
    }
    for (int n = 1; m_lock >= 0 && n <= kMostFiles; ++n) {
        const QString other = nth(path, n);
        int lock = -1;
        if (other != m_path && QFile::exists(other) && tryLock(other, &lock) == Lock::Taken)
            m_others.emplace_back(other, lock);
    }
}

JobJournal::~JobJournal()
{
    for (const auto &[path, lock] : m_others)
        ::close(lock);
    if (m_lock >= 0)
        ::close(m_lock);
}

QByteArrayList JobJournal::read()
{
    QByteArrayList contents;
    if (auto own = readFile(m_path, kLargest))
        contents.append(std::move(own).value());
    std::erase_if(m_others, [&contents](const auto &other) {
        auto content = readFile(other.first, kLargest);
        if (content)
            contents.append(std::move(content).value());
        else
            ::close(other.second);
        return !content;
    });
    return contents;
}

Result<> JobJournal::write(const QByteArray &content)
{
    if (auto written = writeSecureFile(m_path, content); !written)
        return written.error();
    for (const auto &[path, lock] : std::exchange(m_others, {})) {
        QFile::remove(path);
        ::close(lock);
    }
    return Done{};
}

} // namespace gatehouse
