#include "migration/sourcesecret.h"

#include "base/redact.h"

#include <QByteArray>
#include <QMap>
#include <QMutex>
#include <QUrl>

namespace gatehouse::migration {

namespace {

struct Kept
{
    QMutex mutex;
    QMap<QString, SourcePassword> passwords;
};

Kept &kept()
{
    static Kept all;
    return all;
}

} // namespace

SourceAddress splitAddress(const QString &uri)
{
    SourceAddress address{uri};
    const qsizetype scheme = uri.indexOf(QLatin1StringView("://"));
    if (!uri.startsWith(QLatin1StringView("mongodb")) || scheme < 0)
        return address;
    const qsizetype begin = scheme + 3;
    qsizetype end = uri.indexOf(u'/', begin); // a slash in a password has to be written %2F
    if (end < 0)
        end = uri.size();
    const qsizetype at = uri.lastIndexOf(u'@', end - 1);
    if (at < begin)
        return address;
    const qsizetype colon = uri.indexOf(u':', begin);
    if (colon < 0 || colon > at) {
        address.wantsPassword = at > begin && !uri.contains(QLatin1StringView("MONGODB-X509"));
        return address;
    }
    address.uri = uri.left(colon) + uri.mid(at);
    const QByteArray encoded = uri.mid(colon + 1, at - colon - 1).toUtf8();
    address.password = std::make_shared<const Secret>(QByteArray::fromPercentEncoding(encoded));
    return address;
}

void keepSourcePassword(const QString &uri, const SourcePassword &password)
{
    if (!password)
        return;
    addSecret(password->text());
    const QMutexLocker lock(&kept().mutex);
    kept().passwords.insert(uri, password);
}

SourcePassword sourcePassword(const QString &uri)
{
    {
        const QMutexLocker lock(&kept().mutex);
        if (const SourcePassword found = kept().passwords.value(uri))
            return found;
    }
    if (qEnvironmentVariableIsSet("MONGODB_PASSWORD"))
        return std::make_shared<const Secret>(qgetenv("MONGODB_PASSWORD"));
    return nullptr;
}

} // namespace gatehouse::migration
