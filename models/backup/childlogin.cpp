#include "backup/childlogin.h"

#include "backup/words.h"
#include "base/process.h"
#include "base/securefile.h"
#include "base/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr auto kPrefix = "gatehouse-pass-"_L1;

// A file system in memory where there is one.
QString privatePlace()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QFileInfo info(runtime);
    return !runtime.isEmpty() && info.isDir() && info.isWritable()
            && info.ownerId() == uint(::geteuid())
        ? runtime
        : stateDir();
}

// What a killed program left.
void removeAbandoned(const QString &place)
{
    const QStringList names =
        QDir(place).entryList({kPrefix + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QString &name : names) {
        const qint64 pid = name.mid(kPrefix.size()).section(u'-', 0, 0).toLongLong();
        if (!isAlive(pid))
            QDir(place + u'/' + name).removeRecursively();
    }
}

} // namespace

ChildLogin::ChildLogin() = default;
ChildLogin::ChildLogin(ChildLogin &&) noexcept = default;
ChildLogin::~ChildLogin() = default;

Result<ChildLogin> ChildLogin::make(const db::ConnInfo &info,
    const std::shared_ptr<const Secret> &password, const QString &applicationName)
{
    ChildLogin login;
    db::ConnInfo target = info;
    target.extra.insert(u"application_name"_s, applicationName);
    if (password && !password->isEmpty()) {
        QByteArray word = password->view();
        if (word.contains('\n') || word.contains('\r'))
            return refused(Words::tr("The password holds a line break, which PostgreSQL's programs "
                                     "cannot take from a pass file."));
        const QString place = privatePlace();
        removeAbandoned(place);
        login.m_dir = std::make_unique<QTemporaryDir>(
            place + u'/' + kPrefix + QString::number(::getpid()) + u"-XXXXXX"_s);
        if (!login.m_dir->isValid())
            return ioError(
                Words::tr("A private folder for the pass file cannot be made in %1.").arg(place),
                login.m_dir->errorString());
        word.replace('\\', "\\\\").replace(':', "\\:");
        const QString file = login.m_dir->filePath(u"pass"_s);
        if (auto written = createSecureFile(file, "*:*:*:*:" + word + '\n'); !written)
            return written.error();
        target.extra.insert(u"passfile"_s, file);
    }
    login.m_conninfo = QString::fromUtf8(target.conninfo(Secret()));
    return login;
}

} // namespace gatehouse::backup
