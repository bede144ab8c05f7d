#include "migration/sources/mongoclient.h"

#include "base/redact.h"
#include "migration/sourcesecret.h"
#include "migration/words.h"

namespace gatehouse::migration {

namespace {

constexpr int kConnectMs = 10'000, kSocketMs = 120'000;
constexpr int kSnapshotWire = 13; // MongoDB 5.0
enum ServerCode : quint32 {
    kUnauthorized = 13,
    kAuthenticationFailed = 18,
    kCursorNotFound = 43,
    kNoSuchCommand = 59
};

void fallBack(mongoc_uri_t *uri, const char *option, int value)
{
    if (mongo().uri_get_option_as_int32(uri, option, 0) == 0)
        mongo().uri_set_option_as_int32(uri, option, value);
}

QString hostsOf(const mongoc_uri_t *uri)
{
    QStringList hosts;
    for (const mongoc_host_list_t *host = mongo().uri_get_hosts(uri); host; host = host->next)
        hosts << QString::fromUtf8(host->host_and_port);
    if (const char *service = mongo().uri_get_srv_hostname(uri); hosts.isEmpty() && service)
        hosts << QString::fromUtf8(service);
    return hosts.join(u", "_s);
}

Result<Mongo<mongoc_uri_t>> parse(const QString &text)
{
    const SourceAddress address = splitAddress(text);
    bson_error_t said{};
    Mongo<mongoc_uri_t> uri(mongo().uri_new_with_error(address.uri.toUtf8().constData(), &said));
    if (!uri)
        return invalid(Words::tr("This is no address of a MongoDB server: it begins like "
                                 "mongodb://user@host:27017/database."),
            redact(QString::fromUtf8(said.message)));
    const SourcePassword password = address.password ? address.password : sourcePassword(address.uri);
    if (password && mongo().uri_get_username(uri.get()))
        mongo().uri_set_password(uri.get(), password->view().constData());
    fallBack(uri.get(), MONGOC_URI_CONNECTTIMEOUTMS, kConnectMs);
    fallBack(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS, kConnectMs);
    fallBack(uri.get(), MONGOC_URI_SOCKETTIMEOUTMS, kSocketMs);
    mongo().uri_set_option_as_bool(uri.get(), MONGOC_URI_RETRYREADS, true);
    return uri;
}

bool has(const bson_t &document, const char *name)
{
    bson_iter_t at;
    return bson_iter_init_find(&at, &document, name);
}

} // namespace

bool isLost(const bson_error_t &said)
{
    return said.domain == MONGOC_ERROR_STREAM || said.domain == MONGOC_ERROR_SERVER_SELECTION
        || said.code == kCursorNotFound;
}

Error MongoClient::trouble(const bson_error_t &said) const
{
    const QString words = redact(QString::fromUtf8(said.message));
    const auto is = [&said](quint32 code) {
        return said.domain == MONGOC_ERROR_SERVER && said.code == code;
    };
    if (is(kAuthenticationFailed)
        || (said.domain == MONGOC_ERROR_CLIENT
            && (said.code == MONGOC_ERROR_CLIENT_AUTHENTICATE
                || words.contains(u"auth"_s, Qt::CaseInsensitive))))
        return {Error::Kind::Connection,
            Words::tr("%1 refused the login. Check user, password and the database that knows them "
                      "(authSource).")
                .arg(m_label),
            words};
    if (is(kUnauthorized))
        return refused(Words::tr("%1 does not let this user read what was asked for: give the user the "
                                 "role “read” on the database, or log in with a password.")
                           .arg(m_label),
            words);
    if (said.domain == MONGOC_ERROR_SERVER_SELECTION)
        return {Error::Kind::Connection,
            Words::tr("%1 does not answer. Check host, port and TLS, and that the server runs.")
                .arg(m_label),
            words, {}, true};
    if (said.domain == MONGOC_ERROR_STREAM)
        return {Error::Kind::Connection,
            Words::tr("The connection to %1 broke. What was copied is kept; go on when the server is "
                      "back.")
                .arg(m_label),
            words, {}, true};
    return ioError(Words::tr("%1 could not answer.").arg(m_label), words);
}

Result<> MongoClient::greet()
{
    bson_t answer;
    bson_error_t said{};
    for (const char *greeting : {"hello", "isMaster"}) { // older servers know the second only
        bson_t command;
        bson_init(&command);
        bson_append_int32(&command, greeting, -1, 1);
        const bool done =
            mongo().client_command_simple(get(), "admin", &command, nullptr, &answer, &said);
        bson_destroy(&command);
        bson_iter_t at;
        const bool set = has(answer, "setName") || has(answer, "msg");
        const int wire = bson_iter_init_find(&at, &answer, "maxWireVersion")
            ? int(bson_iter_as_int64(&at))
            : 0;
        bson_destroy(&answer);
        if (done) {
            m_snapshots = set && wire >= kSnapshotWire;
            return Done{};
        }
        if (said.code != kNoSuchCommand)
            break;
    }
    return trouble(said);
}

Result<std::shared_ptr<MongoClient>> MongoClient::open(const QString &text)
{
    if (auto ready = loadMongo(); !ready)
        return ready.error();
    auto uri = parse(text);
    if (!uri)
        return uri.error();
    auto client = std::make_shared<MongoClient>();
    client->m_label = hostsOf(uri.value().get());
    if (const char *database = mongo().uri_get_database(uri.value().get()))
        client->m_database = QString::fromUtf8(database);
    bson_error_t said{};
    client->m_client.reset(mongo().client_new_from_uri_with_error(uri.value().get(), &said));
    if (!client->m_client)
        return client->trouble(said);
    mongo().client_set_error_api(client->get(), MONGOC_ERROR_API_VERSION_2);
    mongo().client_set_appname(client->get(), "gatehouse");
    if (auto greeted = client->greet(); !greeted)
        return greeted.error();
    return client;
}

Mongo<mongoc_client_session_t> MongoClient::snapshot() const
{
    if (!m_snapshots)
        return nullptr;
    mongoc_session_opt_t *options = mongo().session_opts_new();
    mongo().session_opts_set_causal_consistency(options, false);
    mongo().session_opts_set_snapshot(options, true);
    bson_error_t said{};
    Mongo<mongoc_client_session_t> session(mongo().client_start_session(get(), options, &said));
    mongo().session_opts_destroy(options);
    return session;
}

} // namespace gatehouse::migration
