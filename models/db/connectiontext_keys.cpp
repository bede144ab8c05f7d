#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace gatehouse::db::text {

namespace {

using Apply = Result<> (*)(Draft &, const QString &key, const QString &value);

Result<> setTls(Draft &draft, TlsMode mode)
{
    draft.parsed.info.tls = mode;
    draft.tlsGiven = true;
    return Done{};
}

Error badTls(const QString &key)
{
    return invalid(
        Words::tr("The value of %1 is none of disable, allow, prefer, require, verify-ca and "
                  "verify-full. Write %1=verify-full, or leave %1 out.")
            .arg(shownKey(key)));
}

Result<> applySslmode(Draft &draft, const QString &key, const QString &value)
{
    draft.sslmodeWritten = true;
    if (value == u"no-verify"_s) // node-postgres
        return setTls(draft, TlsMode::Require);
    const auto mode = tlsFromName(value);
    return mode ? setTls(draft, *mode) : Result<>(badTls(key));
}

Result<> applySsl(Draft &draft, const QString &key, const QString &value)
{
    draft.sslWord = value;
    const QString word = value.toLower();
    if (word.isEmpty() || word == u"true"_s || word == u"1"_s) // JDBC's and node's meaning
        return setTls(draft, TlsMode::VerifyFull);
    if (word == u"false"_s || word == u"0"_s)
        return setTls(draft, TlsMode::Disable);
    if (word == u"no-verify"_s)
        return setTls(draft, TlsMode::Require);
    const auto mode = tlsFromName(word);
    return mode ? setTls(draft, *mode) : Result<>(badTls(key));
}

Result<> applyFactory(Draft &draft, const QString &, const QString &value)
{
    if (value.endsWith(u"NonValidatingFactory"_s))
        return setTls(draft, TlsMode::Require);
    return Done{};
}

Result<> applyServerType(Draft &draft, const QString &, const QString &value)
{
    static const QMap<QString, QString> words = {{u"primary"_s, u"read-write"_s},
        {u"master"_s, u"read-write"_s}, {u"secondary"_s, u"standby"_s}, {u"slave"_s, u"standby"_s},
        {u"prefersecondary"_s, u"prefer-standby"_s}, {u"preferslave"_s, u"prefer-standby"_s}};
    draft.parsed.info.extra.insert(
        u"target_session_attrs"_s, words.value(value.toLower(), u"any"_s));
    return Done{};
}

Result<> applyPort(Draft &draft, const QString &, const QString &value)
{
    for (const QString &one : value.split(u',')) {
        bool number = true;
        const int port = one.isEmpty() ? 5432 : one.toInt(&number);
        if (!number || port < 1 || port > 65535)
            return invalid(
                Words::tr("The port is no number from 1 to 65535. If the password holds a "
                          "colon, an @ or a slash, write it as %3A, %40 or %2F."));
    }
    draft.parsed.info.port = value;
    return Done{};
}

template <QString ConnInfo::*member>
Result<> applyText(Draft &draft, const QString &, const QString &value)
{
    draft.parsed.info.*member = value;
    return Done{};
}

Result<> applyPassword(Draft &draft, const QString &, const QString &value)
{
    draft.parsed.password = Secret(value);
    return Done{};
}

Result<> applyApplicationName(Draft &draft, const QString &, const QString &value)
{
    draft.parsed.info.extra.insert(u"application_name"_s, value);
    return Done{};
}

Result<> ignore(Draft &, const QString &, const QString &) { return Done{}; }

Result<> setAside(Draft &draft, const QString &key, const QString &)
{
    draft.pool << key;
    return Done{};
}

struct Key
{
    const char *name; // lower case
    Apply apply;
};

constexpr Key kKeys[] = {
    {"host", applyText<&ConnInfo::host>},
    {"server", applyText<&ConnInfo::host>},
    {"port", applyPort},
    {"dbname", applyText<&ConnInfo::database>},
    {"database", applyText<&ConnInfo::database>},
    {"databasename", applyText<&ConnInfo::database>},
    {"user", applyText<&ConnInfo::user>},
    {"username", applyText<&ConnInfo::user>},
    {"password", applyPassword},
    {"passwd", applyPassword},
    {"sslmode", applySslmode},
    {"ssl", applySsl},
    {"sslfactory", applyFactory},
    {"sslrootcert", applyText<&ConnInfo::rootCert>},
    {"sslcert", applyText<&ConnInfo::clientCert>},
    {"sslkey", applyText<&ConnInfo::clientKey>},
    {"service", applyText<&ConnInfo::service>},
    {"applicationname", applyApplicationName},
    {"targetservertype", applyServerType},
    {"client_encoding", ignore},
    {"fallback_application_name", ignore},
    {"sslcompression", ignore},
    {"schema", ignore},
    {"currentschema", ignore},
    {"search_path", ignore},
    // the service's own pool and prepared statements
    {"pool", setAside},
    {"pool_size", setAside},
    {"min_size", setAside},
    {"max_size", setAside},
    {"max_overflow", setAside},
    {"pool_timeout", setAside},
    {"pool_recycle", setAside},
    {"pool_pre_ping", setAside},
    {"pool_mode", setAside},
    {"pgbouncer", setAside},
    {"connection_limit", setAside},
    {"statement_cache_size", setAside},
    {"prepared_statement_cache_size", setAside},
    {"prepared_statement_name_func", setAside},
    {"prepared_statements", setAside},
    {"preparethreshold", setAside},
    {"connecttimeout", setAside},
    {"logintimeout", setAside},
    {"sockettimeout", setAside},
    {"tcpkeepalive", setAside},
    {"command_timeout", setAside},
    {"timeout", setAside},
    {"rewritebatchedinserts", setAside},
    {"defaultrowfetchsize", setAside},
};
} // namespace

QString shownKey(const QString &key)
{
    const auto usual = [](QChar c) { return c.unicode() < 128 && (c.isLetter() || c == u'_'); };
    const bool looksLikeOne =
        !key.isEmpty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), usual);
    return looksLikeOne ? key : u"…"_s;
}

Result<> apply(Draft &draft, const QString &key, const QString &value)
{
    if (value.contains(QChar(0)))
        return invalid(
            Words::tr("The value of %1 holds a NUL character, which PostgreSQL cannot take. "
                      "Remove it.")
                .arg(shownKey(key)));
    const QString name = key.toLower();
    const auto known = std::find_if(std::begin(kKeys), std::end(kKeys),
        [&](const Key &k) { return name == QLatin1StringView(k.name); });
    if (known != std::end(kKeys)) {
        draft.written << name;
        return known->apply(draft, key, value);
    }
    if (!isExtraKeyword(name)) {
        draft.unknown << shownKey(key);
        return Done{};
    }
    draft.written << name;
    if (libpqKnows(name))
        draft.parsed.info.extra.insert(name, value);
    else
        draft.newer << name;
    return Done{};
}

} // namespace gatehouse::db::text
