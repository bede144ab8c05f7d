// Where finished jobs are kept over a restart, one file for each running program.
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QString>

#include <vector>

namespace gatehouse {

// jobs.json belongs to the program that holds jobs.json.lock; a second one that runs at the same
// time takes jobs-2.json, and so on. The lock goes with its process, however that ends.
class JobJournal
{
public:
    // Takes the first file that no running program holds. Where no lock can be made (a full disk)
    // it is the first file without one. An empty path keeps nothing.
    explicit JobJournal(const QString &path);
    ~JobJournal();
    JobJournal(const JobJournal &) = delete;
    JobJournal &operator=(const JobJournal &) = delete;

    const QString &path() const { return m_path; }
    // The own file, then those of programs that have ended. From then on their jobs are this one's:
    // the next write that succeeds removes their files.
    QByteArrayList read();
    Result<> write(const QByteArray &content);

private:
    QString m_path;
    int m_lock = -1;
    std::vector<std::pair<QString, int>> m_others; // path and lock, held until the file is removed
};

} // namespace gatehouse
