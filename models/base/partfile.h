// A file that is written in pieces and gets its name when it is whole (S6): 0600, no symlink
// followed, never a half one under the final name.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace gatehouse {

// One thread. Written as NAME.part-XXXX beside the target; what is not finished is removed again:
// after a kill by the next one of this name (a part in work is locked, so it is known from those).
class PartFile
{
public:
    enum class Existing { Replace, Keep }; // Keep: finish() is Refused when the name is taken

    // Refuses if the target is a symlink or no plain file, or if the folder is writable by others
    // without the sticky bit; with Keep also if the target is there already.
    static Result<std::unique_ptr<PartFile>> create(const QString &path, Existing existing);
    ~PartFile();
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;

    Result<> write(QByteArrayView bytes); // held back up to 1 MiB
    Result<> flush();
    Result<> finish(); // fsync, rename, fsync of the folder
    qint64 size() const { return m_size; }
    QString path() const { return m_path; }
    QString partPath() const; // for a library that opens its file by name

private:
    PartFile() = default;
    QString m_path;
    QByteArray m_name, m_part, m_held;
    Existing m_existing = Existing::Keep;
    int m_folder = -1, m_file = -1;
    qint64 m_size = 0;
};

} // namespace gatehouse
