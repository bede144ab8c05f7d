#include "health/endpoint.h"

#include "base/redact.h"
#include "health/probe.h"

namespace gatehouse::health {

namespace {

struct DepthRow
{
    Depth depth;
    QLatin1StringView id;
};
constexpr DepthRow kDepths[] = {{Depth::Port, "port"_L1}, {Depth::Version, "version"_L1},
    {Depth::Models, "models"_L1}, {Depth::Completion, "completion"_L1}};

bool isKnownScheme(const QString &scheme)
{
    return scheme == "http"_L1 || scheme == "https"_L1 || scheme == "redis"_L1
        || scheme == "rediss"_L1 || scheme.startsWith("postgres"_L1);
}

} // namespace

QString depthId(Depth depth)
{
    for (const DepthRow &row : kDepths)
        if (row.depth == depth)
            return row.id;
    return {};
}

std::optional<Depth> depthFromId(const QString &id)
{
    for (const DepthRow &row : kDepths)
        if (id == row.id)
            return row.depth;
    return std::nullopt;
}

QUrl Endpoint::base() const { return QUrl(url, QUrl::TolerantMode); }

QString Endpoint::key() const
{
    const QUrl address = base();
    QString key = kind + u' ' + address.scheme() + "://"_L1 + address.host() + u':'
        + QString::number(address.port(defaultPort(kind, address.scheme())))
        + (address.path() == "/"_L1 ? QString() : address.path());
    if (const ProbeSpec *spec = probeSpec(kind); spec && !spec->hasModels && kind != "keycloak"_L1)
        key += path;
    if (!expectedModel.isEmpty())
        key += u' ' + expectedModel;
    if (!realm.isEmpty())
        key += u' ' + realm;
    return key.left(500);
}

QString Endpoint::place() const
{
    const QUrl address = base();
    const QString port =
        u':' + QString::number(address.port(defaultPort(kind, address.scheme())));
    const QString host = address.host();
    return host == "localhost"_L1 || host == "127.0.0.1"_L1 || host == "::1"_L1 ? port
                                                                              : host + port;
}

std::optional<Address> addressFrom(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::TolerantMode);
    if (!url.isValid() || !isKnownScheme(url.scheme().toLower()) || url.host().isEmpty())
        return std::nullopt;
    Address address;
    address.user = url.userName(QUrl::FullyDecoded);
    if (const QString password = url.password(QUrl::FullyDecoded); !password.isEmpty()) {
        addSecret(password);
        address.secret = std::make_shared<const Secret>(password);
    }
    url.setUserInfo({});
    address.url = url.toString(QUrl::FullyEncoded);
    while (address.url.endsWith(u'/'))
        address.url.chop(1);
    // What is left could still hold one in its query.
    if (redact(address.url) != address.url)
        return std::nullopt;
    return address;
}

} // namespace gatehouse::health
