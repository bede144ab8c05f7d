// Standard output and error as a command sees them.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/secret.h"

#include <QByteArrayView>
#include <QStringList>

#include <mutex>
#include <optional>
#include <vector>

namespace gatehouse::cli {

struct Table
{
    QStringList heads;
    std::vector<QStringList> rows;
    std::vector<bool> right{}; // columns aligned to the right; missing ones are not
};

// Lines with columns padded to the width that a terminal gives them; cells made safe and cut.
QStringList aligned(const Table &table);
int displayWidth(QStringView text); // wide characters count two, combining ones none

// Any thread. The progress line is drawn only on a terminal and wiped before anything else is
// written.
class Terminal
{
public:
    void out(const QString &line);
    void err(const QString &line);
    bool write(QByteArrayView bytes); // to standard output; false once writing has failed
    void progress(const Progress &progress);
    void wipeProgress();
    // Why what was asked for did not arrive on standard output: ENOSPC, EPIPE ...; 0: it did.
    int outputError() const;

    bool canAsk() const; // standard input and error are a terminal
    std::optional<QString> ask(const QString &question, const CancelToken &token);
    std::optional<Secret> askSecret(const QString &question, const CancelToken &token); // no echo
    // The first line of standard input that is no terminal, at most one byte more than `most`; none
    // when it was cancelled.
    std::optional<Secret> readSecret(qsizetype most, const CancelToken &token);

private:
    void wipe();
    mutable std::mutex m_mutex;
    qint64 m_lastProgressMs = 0;
    bool m_progressShown = false;
    int m_outputError = 0;
};

} // namespace gatehouse::cli
