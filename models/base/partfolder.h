// A folder that is filled under another name and gets its own when it is whole (S6): 0700, never a
// half one under the final name.
#pragma once

#include "base/result.h"
#include "base/spawn.h"

#include <memory>

namespace gatehouse {

// One thread. Filled as NAME.partial-XXXX beside the target; what is not finished is removed again.
// While it is filled it is locked, so that another program can tell it from one that was abandoned.
class PartFolder
{
public:
    // Refuses if the parent is writable by others without the sticky bit, or the name is taken.
    static Result<std::unique_ptr<PartFolder>> create(const QString &path);
    // What a killed program left in there; those that are being filled now stay.
    static void removeAbandoned(const QString &parent);
    ~PartFolder();
    PartFolder(const PartFolder &) = delete;
    PartFolder &operator=(const PartFolder &) = delete;

    QString path() const { return m_path; }                  // the final one
    QString partPath() const { return m_partPath; }          // where to write now
    Result<spawn::Fd> createFile(const QString &name) const; // 0600, new, for writing
    Result<> sync() const;                                   // fsync of everything in it
    // Every file and folder must be synced before. Rename, fsync of the parent.
    Result<> finish();

private:
    PartFolder() = default;
    QString m_path, m_partPath;
    spawn::Fd m_lock; // the folder itself
};

// Files below a folder, as paths relative to it, sorted; Invalid when there is a link, a device or
// anything else that is no plain file or folder.
Result<QStringList> plainFilesIn(const QString &folder);

} // namespace gatehouse
