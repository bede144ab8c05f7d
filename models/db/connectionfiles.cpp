#include "db/connectionfiles.h"

#include "base/later.h"
#include "base/securefile.h"

#include <QDir>
#include <QProcessEnvironment>

namespace gatehouse::db {

namespace {
constexpr qint64 kLargestFile = 4 * 1024 * 1024;

Result<SharedFoundFile> shared(Result<std::vector<FoundConnection>> found, QStringList notes)
{
    if (!found)
        return found.error();
    return std::make_shared<const FoundFile>(FoundFile{std::move(found).value(), std::move(notes)});
}
} // namespace

QFuture<Result<SharedFoundFile>> openConnectionFile(const QString &path)
{
    return later([path] {
        QStringList notes;
        auto found = readConnections(path, &notes);
        return shared(std::move(found), notes);
    });
}

QFuture<Result<SharedFoundFile>> openEnvironment()
{
    return later([] {
        const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
        QMap<QString, QString> variables;
        for (const QString &key : ours.keys())
            variables.insert(key, ours.value(key));
        QStringList notes;
        auto found = findConnections(variables, &notes);
        return shared(std::move(found), notes);
    });
}

QString defaultServiceFile()
{
    const QString given = qEnvironmentVariable("PGSERVICEFILE");
    return given.isEmpty() ? QDir::homePath() + u"/.pg_service.conf"_s : given;
}

QFuture<Result<std::vector<Profile>>> openProfiles(const QString &path)
{
    return later([path]() -> Result<std::vector<Profile>> {
        auto content = readFile(path, kLargestFile);
        return content ? importProfiles(content.value()) : content.error();
    });
}

QFuture<Result<>> writeProfiles(const QString &path, std::vector<Profile> profiles)
{
    return later([path, profiles = std::move(profiles)] {
        return writeSecureFile(path, exportProfiles(profiles));
    });
}

} // namespace gatehouse::db
