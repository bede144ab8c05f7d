#include "app/cli/terminal.h"

#include "base/clock.h"
#include "base/safetext.h"

#include <QChar>

#include <cerrno>
#include <cstdio>

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
}

QString padded(const QString &cell, int width, bool right)
{
    const QString fill(std::max(0, width - displayWidth(cell)), u' ');
    return right ? fill + cell : cell + fill;
}

int columns()
{
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}

QString progressLine(const Progress &progress)
{
    QString line = safeText(progress.phase, 60);
    if (progress.total && *progress.total > 0)
        line += u" %1 %"_s.arg(100 * progress.done / *progress.total);
    else if (progress.done > 0)
        line += u" %1"_s.arg(progress.done);
    if (!progress.note.isEmpty())
        line += u"  %1"_s.arg(safeText(progress.note, 80));
    while (displayWidth(line) >= columns())
        line.chop(1);
    return line;
}

bool writeAll(FILE *file, QByteArrayView bytes)
{
    return std::fwrite(bytes.data(), 1, size_t(bytes.size()), file) == size_t(bytes.size())
        && std::fflush(file) == 0;
}

// A terminal hands over whole lines; the poll lets Ctrl+C end the wait.
std::optional<QByteArray> readLine(const CancelToken &token)
{
    QByteArray line;
    while (!token.isCancelled()) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, 100) <= 0)
            continue;
        char c = 0;
        if (::read(STDIN_FILENO, &c, 1) != 1)
            return std::nullopt;
        if (c == '\n')
            return line;
        line += c;
    }
    return std::nullopt;
}

} // namespace

int displayWidth(QStringView text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4()) {
        const auto category = QChar::category(c);
        if (category != QChar::Mark_NonSpacing && category != QChar::Mark_Enclosing)
            width += isWide(c) ? 2 : 1;
    }
    return width;
}

QStringList aligned(const Table &table)
{
    std::vector<QStringList> lines{table.heads};
    for (const QStringList &row : table.rows) {
        QStringList safe;
        for (const QString &cell : row)
            safe << safeText(cell);
        lines.push_back(safe);
    }
    std::vector<int> widths(size_t(table.heads.size()));
    for (const QStringList &line : lines)
        for (qsizetype i = 0; i < std::min(line.size(), table.heads.size()); ++i)
            widths[size_t(i)] = std::max(widths[size_t(i)], displayWidth(line[i]));
    QStringList printed;
    for (const QStringList &line : lines) {
        QStringList cells;
        for (qsizetype i = 0; i < std::min(line.size(), table.heads.size()); ++i) {
            const bool right = size_t(i) < table.right.size() && table.right[size_t(i)];
            cells << padded(line[i], widths[size_t(i)], right);
        }
        QString text = cells.join("  "_L1);
        while (text.endsWith(u' '))
            text.chop(1);
        printed << text;
    }
    return printed;
}

void Terminal::out(const QString &line) { write(QByteArray(line.toUtf8() + '\n')); }

bool Terminal::write(QByteArrayView bytes)
{
    const std::lock_guard lock(m_mutex);
    wipe();
    if (m_outputError == 0 && !writeAll(stdout, bytes))
        m_outputError = errno;
    return m_outputError == 0;
}

int Terminal::outputError() const
{
    const std::lock_guard lock(m_mutex);
    return m_outputError;
}

void Terminal::err(const QString &line)
{
    const std::lock_guard lock(m_mutex);
    wipe();
    writeAll(stderr, QByteArray(line.toUtf8() + '\n'));
}

void Terminal::progress(const Progress &progress)
{
    static const bool drawn = ::isatty(STDERR_FILENO) == 1;
    if (!drawn)
        return;
    const std::lock_guard lock(m_mutex);
    const qint64 now = Clock::system().monotonicMs();
    if (m_progressShown && now - m_lastProgressMs < 100)
        return;
    m_lastProgressMs = now;
    writeAll(stderr, QByteArray("\r\x1b[K" + progressLine(progress).toUtf8()));
    m_progressShown = true;
}

void Terminal::wipeProgress()
{
    const std::lock_guard lock(m_mutex);
    wipe();
}

void Terminal::wipe()
{
    if (m_progressShown)
        writeAll(stderr, "\r\x1b[K");
    m_progressShown = false;
}

bool Terminal::canAsk() const
{
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

std::optional<QString> Terminal::ask(const QString &question, const CancelToken &token)
{
    const std::lock_guard lock(m_mutex);
    wipe();
    writeAll(stderr, QByteArray(question.toUtf8() + ' '));
    const auto line = readLine(token);
    return line ? std::optional(QString::fromUtf8(*line)) : std::nullopt;
}

std::optional<Secret> Terminal::readSecret(qsizetype most, const CancelToken &token)
{
    QByteArray line;
    line.reserve(most + 1); // no copies left behind by growing
    while (!token.isCancelled() && line.size() <= most) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, 100) <= 0)
            continue;
        char c = 0;
        if (::read(STDIN_FILENO, &c, 1) != 1 || c == '\n')
            break;
        line += c;
    }
    return token.isCancelled() ? std::nullopt : std::optional(Secret(std::move(line)));
}

std::optional<Secret> Terminal::askSecret(const QString &question, const CancelToken &token)
{
    const std::lock_guard lock(m_mutex);
    wipe();
    termios before{};
    if (::tcgetattr(STDIN_FILENO, &before) != 0)
        return std::nullopt;
    termios silent = before;
    silent.c_lflag &= ~tcflag_t(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    writeAll(stderr, QByteArray(question.toUtf8() + ' '));
    auto line = readLine(token);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    writeAll(stderr, "\n");
    std::optional<Secret> secret;
    if (line)
        secret.emplace(std::move(*line));
    return secret;
}

} // namespace gatehouse::cli
