#include "db/conninfo.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QSet>

#include <libpq-fe.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <pwd.h>
#include <unistd.h>

namespace gatehouse::db {

namespace {
struct TlsWord
{
    TlsMode mode;
    const char *name, *meaning;
};

constexpr TlsWord kTlsWords[] = {
    {TlsMode::Disable, "disable",
        QT_TRANSLATE_NOOP("Tls",
            "Everything travels in clear: passwords, keys and rows can be read on the way.")},
    {TlsMode::Allow, "allow",
        QT_TRANSLATE_NOOP("Tls",
            "No protection: encrypted only if the server insists, and anybody can pose as it.")},
    {TlsMode::Prefer, "prefer",
        QT_TRANSLATE_NOOP("Tls",
            "No protection: encrypted if the server offers it, and anybody on the way can say that "
            "it does not.")},
    {TlsMode::Require, "require",
        QT_TRANSLATE_NOOP("Tls",
            "Encrypted, but the server's certificate is not checked: anybody can pose as it.")},
    {TlsMode::VerifyCa, "verify-ca",
        QT_TRANSLATE_NOOP("Tls",
            "Encrypted, and the certificate is from a known authority, but it may be another "
            "server's.")},
    {TlsMode::VerifyFull, "verify-full",
        QT_TRANSLATE_NOOP("Tls",
            "Encrypted, and the certificate is from a known authority and names this host.")},
};

const TlsWord &word(TlsMode mode)
{
    return *std::find_if(std::begin(kTlsWords), std::end(kTlsWords),
        [&](const TlsWord &w) { return w.mode == mode; });
}

QByteArray quoted(QByteArray bytes)
{
    bytes.truncate(qsizetype(qstrnlen(bytes.constData(), size_t(bytes.size()))));
    bytes.replace('\\', "\\\\").replace('\'', "\\'");
    return '\'' + bytes + '\'';
}

bool isLocalHost(const QString &host)
{
    if (host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@'))
        return true;
    if (host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0)
        return true;
    QHostAddress address;
    return address.setAddress(host) && address.isLoopback();
}

QString systemUser()
{
    const passwd *entry = getpwuid(geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString();
}

// sslrootcert=system needs libpq 16 and goes with verify-full only; before that the word is a file.
QString rootCertificates(TlsMode mode)
{
    if (mode != TlsMode::VerifyCa && mode != TlsMode::VerifyFull)
        return {};
    const QString own = QDir::homePath() + u"/.postgresql/root.crt"_s;
    if (QFileInfo::exists(own))
        return own;
    if (mode == TlsMode::VerifyFull && PQlibVersion() >= 160000)
        return u"system"_s;
    static constexpr const char *kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
    for (const char *bundle : kBundles)
        if (QFileInfo::exists(QLatin1StringView(bundle)))
            return QLatin1StringView(bundle);
    return {};
}

using Pairs = std::vector<std::pair<QString, QString>>;

// What the environment would otherwise decide, and how soon a dead server is noticed (C7).
const Pairs &ourDefaults()
{
    static const Pairs defaults = {{u"application_name"_s, u"gatehouse"_s},
        {u"channel_binding"_s, u"prefer"_s}, {u"client_encoding"_s, u"UTF8"_s},
        {u"connect_timeout"_s, u"10"_s}, {u"gssencmode"_s, u"disable"_s}, {u"hostaddr"_s, {}},
        {u"keepalives"_s, u"1"_s}, {u"keepalives_count"_s, u"3"_s}, {u"keepalives_idle"_s, u"10"_s},
        {u"keepalives_interval"_s, u"3"_s}, {u"load_balance_hosts"_s, u"disable"_s},
        {u"options"_s, {}}, {u"passfile"_s, qEnvironmentVariable("PGPASSFILE")},
        {u"require_auth"_s, {}}, {u"requirepeer"_s, {}}, {u"ssl_max_protocol_version"_s, {}},
        {u"ssl_min_protocol_version"_s, u"TLSv1.2"_s}, {u"sslcompression"_s, u"0"_s},
        {u"sslcrl"_s, {}}, {u"sslcrldir"_s, {}}, {u"sslnegotiation"_s, u"postgres"_s},
        {u"sslsni"_s, u"1"_s}, {u"target_session_attrs"_s, u"any"_s},
        {u"tcp_user_timeout"_s, u"15000"_s}};
    return defaults;
}
} // namespace

bool ConnInfo::isLocal() const
{
    if (!service.isEmpty() && host.isEmpty() && extra.value(u"hostaddr"_s).isEmpty())
        return false; // the service names the host
    const QString where = host.isEmpty() ? extra.value(u"hostaddr"_s) : host;
    const QStringList hosts = where.split(u',');
    return std::all_of(hosts.begin(), hosts.end(), isLocalHost);
}

bool ConnInfo::isSocket() const
{
    return isLocal() && extra.value(u"hostaddr"_s).isEmpty()
        && (host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@'));
}

bool ConnInfo::isWeak() const { return tls != TlsMode::VerifyFull && !isLocal(); }

QString ConnInfo::trustedRoots() const
{
    return rootCert.isEmpty() ? rootCertificates(tls) : rootCert;
}

QString ConnInfo::label() const
{
    const QString what = !database.isEmpty() ? database : !user.isEmpty() ? user : u"postgres"_s;
    if (!service.isEmpty() && host.isEmpty())
        return (database.isEmpty() ? QString() : database + u" @ "_s) + u"service "_s + service;
    if (isSocket())
        return what + u" @ "_s + (host.isEmpty() ? u"local socket"_s : host);
    const QString where = host.isEmpty() ? extra.value(u"hostaddr"_s) : host;
    if (where.contains(u','))
        return what + u" @ "_s + where;
    const QString bracketed = where.contains(u':') ? u'[' + where + u']' : where;
    return what + u" @ "_s + bracketed + u':' + (port.isEmpty() ? u"5432"_s : port);
}

QByteArray ConnInfo::conninfo(const Secret &password) const
{
    QMap<QString, QString> all;
    for (const auto &[keyword, value] : ourDefaults())
        if (libpqKnows(keyword))
            all.insert(keyword, value);
    for (auto it = extra.begin(); it != extra.end(); ++it)
        if (isExtraKeyword(it.key()) && libpqKnows(it.key()))
            all.insert(it.key(), it.value());
    all.insert(u"sslmode"_s, tlsName(tls));
    all.insert(u"sslrootcert"_s, trustedRoots());
    all.insert(u"sslcert"_s, clientCert);
    all.insert(u"sslkey"_s, clientKey);
    const Pairs target = {
        {u"host"_s, host}, {u"port"_s, port}, {u"dbname"_s, database}, {u"user"_s, user}};
    for (const auto &[keyword, value] : target)
        all.insert(keyword, value);
    if (service.isEmpty()) {
        if (port.isEmpty())
            all.insert(u"port"_s, u"5432"_s);
        if (user.isEmpty())
            all.insert(u"user"_s, systemUser());
    } else {
        all.insert(u"service"_s, service);
        for (const QString &keyword : {u"host"_s, u"hostaddr"_s, u"port"_s, u"dbname"_s, u"user"_s})
            if (all.value(keyword).isEmpty())
                all.remove(keyword); // else the service could not fill it
    }
    QByteArray text;
    for (auto it = all.begin(); it != all.end(); ++it)
        text += it.key().toLatin1() + '=' + quoted(it.value().toUtf8()) + ' ';
    if (!password.isEmpty())
        text += "password=" + quoted(password.view());
    return text;
}

bool isExtraKeyword(const QString &keyword)
{
    static const QSet<QString> allowed = {u"application_name"_s, u"channel_binding"_s,
        u"connect_timeout"_s, u"gssdelegation"_s, u"gssencmode"_s, u"hostaddr"_s, u"keepalives"_s,
        u"keepalives_count"_s, u"keepalives_idle"_s, u"keepalives_interval"_s, u"krbsrvname"_s,
        u"load_balance_hosts"_s, u"options"_s, u"passfile"_s, u"require_auth"_s, u"requirepeer"_s,
        u"ssl_max_protocol_version"_s, u"ssl_min_protocol_version"_s, u"sslcertmode"_s, u"sslcrl"_s,
        u"sslcrldir"_s, u"sslnegotiation"_s, u"sslsni"_s, u"target_session_attrs"_s,
        u"tcp_user_timeout"_s};
    return allowed.contains(keyword);
}

bool libpqKnows(const QString &keyword)
{
    static const QSet<QString> known = [] {
        QSet<QString> all;
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
            PQconndefaults(), &PQconninfoFree);
        for (const PQconninfoOption *o = options.get(); o && o->keyword; ++o)
            all.insert(QString::fromLatin1(o->keyword));
        return all;
    }();
    return known.contains(keyword);
}

QString tlsName(TlsMode mode) { return QLatin1StringView(word(mode).name); }

std::optional<TlsMode> tlsFromName(const QString &name)
{
    for (const TlsWord &w : kTlsWords)
        if (name.compare(QLatin1StringView(w.name), Qt::CaseInsensitive) == 0)
            return w.mode;
    return {};
}

QString tlsMeaning(TlsMode mode) { return QCoreApplication::translate("Tls", word(mode).meaning); }

void forgetPgVariables()
{
    for (const char *name : {"PGSERVICE", "PGTZ", "PGDATESTYLE", "PGGEQO"})
        qunsetenv(name);
}

} // namespace gatehouse::db
