#include "base/securefile.h"

#include "base/partfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace gatehouse {

namespace {
Result<> store(const QString &path, const QByteArray &content, PartFile::Existing existing)
{
    auto file = PartFile::create(path, existing);
    if (!file)
        return file.error();
    if (auto written = file.value()->write(content); !written)
        return written.error();
    return file.value()->finish();
}
} // namespace

Result<> writeSecureFile(const QString &path, const QByteArray &content)
{
    return store(path, content, PartFile::Existing::Replace);
}

Result<> createSecureFile(const QString &path, const QByteArray &content)
{
    return store(path, content, PartFile::Existing::Keep);
}

Result<QByteArray> readFile(const QString &path, qint64 maxBytes)
{
    QFile file(path);
    if (!QFileInfo::exists(path))
        return ioError(QCoreApplication::translate("SecureFile", "There is no file %1.").arg(path));
    if (!QFileInfo(path).isFile())
        return ioError(
            QCoreApplication::translate("SecureFile", "%1 is not a plain file.").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return ioError(QCoreApplication::translate("SecureFile", "%1 cannot be read.").arg(path),
            file.errorString());
    if (file.size() > maxBytes)
        return ioError(
            QCoreApplication::translate("SecureFile", "%1 is larger than %2 MB and is not read.")
                .arg(path)
                .arg(double(maxBytes) / 1e6, 0, 'g', 3));
    return file.read(maxBytes + 1);
}

Result<> makePrivateDir(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info = {};
    if (::stat(name.constData(), &info) == 0) {
        if (!S_ISDIR(info.st_mode))
            return ioError(
                QCoreApplication::translate("SecureFile", "%1 is in the way: it is not a folder.")
                    .arg(path));
        return Done{};
    }
    const QString parent = QFileInfo(path).absolutePath();
    if (parent != path && !QFileInfo::exists(parent)) {
        if (auto made = makePrivateDir(parent); !made)
            return made.error();
    }
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return ioError(
            QCoreApplication::translate("SecureFile", "The folder %1 cannot be made.").arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    return Done{};
}

} // namespace gatehouse
