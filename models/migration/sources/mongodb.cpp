// A MongoDB server, read directly: mongodb:// and mongodb+srv://.
#include "migration/sources/agentsfile.h"
#include "migration/sources/mongoreader.h"
#include "migration/sources/parts.h"
#include "migration/sourcesecret.h"
#include "migration/words.h"

#include <QMap>
#include <QMutex>

#include <algorithm>

namespace gatehouse::migration {
namespace {

int fits(const QString &uri, QByteArrayView) { return isRemote(uri) ? 100 : 0; }

QString textOf(const bson_t &document, const char *name)
{
    bson_iter_t at;
    return bson_iter_init_find(&at, &document, name) && BSON_ITER_HOLDS_UTF8(&at)
        ? QString::fromUtf8(bson_iter_utf8(&at, nullptr))
        : QString();
}

struct Listed
{
    QString name, type, uuid;
};

Result<std::vector<Listed>> listedIn(const MongoClient &client, const QString &database)
{
    Mongo<mongoc_database_t> handle(
        mongo().client_get_database(client.get(), database.toUtf8().constData()));
    Mongo<mongoc_cursor_t> cursor(
        mongo().database_find_collections_with_opts(handle.get(), nullptr));
    std::vector<Listed> found;
    const bson_t *one = nullptr;
    while (mongo().cursor_next(cursor.get(), &one)) {
        Listed listed{textOf(*one, "name"), textOf(*one, "type"), {}};
        bson_iter_t at, inner;
        if (bson_iter_init(&at, one) && bson_iter_find_descendant(&at, "info.uuid", &inner)
            && BSON_ITER_HOLDS_BINARY(&inner)) {
            uint32_t length = 0;
            const uint8_t *bytes = nullptr;
            bson_iter_binary(&inner, nullptr, &length, &bytes);
            listed.uuid = QString::fromLatin1(
                QByteArray(reinterpret_cast<const char *>(bytes), qsizetype(length)).toHex());
        }
        found.push_back(listed);
    }
    bson_error_t said{};
    if (mongo().cursor_error(cursor.get(), &said))
        return client.trouble(said);
    std::sort(found.begin(), found.end(),
        [](const Listed &a, const Listed &b) { return a.name < b.name; });
    return found;
}

Result<QStringList> databasesOf(const MongoClient &client)
{
    if (!client.database().isEmpty())
        return QStringList{client.database()};
    bson_error_t said{};
    char **names = mongo().client_get_database_names_with_opts(client.get(), nullptr, &said);
    if (!names)
        return client.trouble(said);
    QStringList found;
    for (char **name = names; *name; ++name)
        if (const QString text = QString::fromUtf8(*name);
            text != "admin"_L1 && text != "local"_L1 && text != "config"_L1)
            found << text;
    bson_strfreev(names);
    found.sort();
    return found;
}

// About; 0 where the server does not say.
qint64 bytesOf(const MongoClient &client, const LiveCollection &live)
{
    bson_t command, answer;
    bson_init(&command);
    const QByteArray name = live.name.toUtf8();
    bson_append_utf8(&command, "collStats", -1, name.constData(), int(name.size()));
    bson_iter_t at;
    qint64 size = 0;
    if (mongo().client_command_simple(client.get(), live.database.toUtf8().constData(), &command,
            nullptr, &answer, nullptr)
        && bson_iter_init_find(&at, &answer, "size"))
        size = bson_iter_as_int64(&at);
    bson_destroy(&answer);
    bson_destroy(&command);
    return size;
}

QStringList indexesOf(const MongoClient &client, const LiveCollection &live)
{
    Mongo<mongoc_collection_t> handle(mongo().client_get_collection(client.get(),
        live.database.toUtf8().constData(), live.name.toUtf8().constData()));
    Mongo<mongoc_cursor_t> cursor(
        mongo().collection_find_indexes_with_opts(handle.get(), nullptr));
    QStringList names;
    const bson_t *one = nullptr;
    while (mongo().cursor_next(cursor.get(), &one))
        if (const QString name = textOf(*one, "name"); name != "_id_"_L1)
            names << name;
    return names;
}

// One object for all who read a collection in this process.
std::shared_ptr<LiveCollection> shared(
    const QString &uri, const QString &database, const QString &name, const QString &label)
{
    static QMutex mutex;
    static QMap<QString, std::shared_ptr<LiveCollection>> all;
    const QMutexLocker lock(&mutex);
    auto &one = all[uri + u'\n' + database + u'\n' + name];
    if (!one) {
        one = std::make_shared<LiveCollection>();
        one->database = database;
        one->name = name;
        one->label = label;
    }
    return one;
}

class Opening
{
public:
    Opening(const OpenRequest &request, std::shared_ptr<MongoClient> client, bool several)
        : m_request(request), m_client(std::move(client)), m_several(several)
    {
    }
    Result<> addDatabase(const QString &database);
    DocumentFiles finished();
    Result<> addAgentsFile();
    bool isEmpty() const { return m_files.collections.empty(); }

private:
    void add(const QString &database, const Listed &listed);

    const OpenRequest &m_request;
    std::shared_ptr<MongoClient> m_client;
    bool m_several;
    DocumentFiles m_files;
    QVariantMap m_ids;
};

void Opening::add(const QString &database, const Listed &listed)
{
    const QString label = m_several ? database + u'.' + listed.name : listed.name;
    const auto live =
        shared(splitAddress(m_request.uri).uri, database, listed.name, label);
    if (const QStringList indexes = indexesOf(*m_client, *live); !indexes.isEmpty())
        m_files.notMoved << Words::tr("The collection %1 has the indexes %2, which are not moved.")
                                .arg(label, indexes.join(u", "_s));
    m_ids.insert(label, listed.uuid);
    m_files.collections.push_back({label, bytesOf(*m_client, *live), {},
        [client = m_client, live, token = m_request.token](
            const Position &from) { return mongoReader(client, live, from, token); }});
}

Result<> Opening::addDatabase(const QString &database)
{
    auto listed = listedIn(*m_client, database);
    if (!listed)
        return listed.error();
    for (const Listed &one : listed.value()) {
        if (one.name.startsWith("system."_L1))
            m_files.notMoved << Words::tr("%1 is MongoDB's own and is not moved.").arg(one.name);
        else if (!one.type.isEmpty() && one.type != "collection"_L1)
            m_files.notMoved
                << Words::tr("%1 is a %2 and not a collection, and is not moved.").arg(one.name, one.type);
        else
            add(database, one);
    }
    return Done{};
}

Result<> Opening::addAgentsFile()
{
    QStringList read;
    if (auto added = addAgents(m_files, m_request, {}, read); !added)
        return added;
    for (const QString &path : read) {
        auto facts = fileFacts(path);
        if (!facts)
            return facts.error();
        m_ids.insert(path, std::move(facts).value());
    }
    return Done{};
}

DocumentFiles Opening::finished()
{
    if (!m_client->hasSnapshots())
        m_files.notMoved << Words::tr(
            "This server gives no view of one moment, so what is written to it while it is read may "
            "be missed: stop the service first, or catch up with a delta run.");
    m_files.state = [ids = m_ids, label = m_client->label()]() -> Result<SourceState> {
        return SourceState{QVariantMap{{u"server"_s, label}, {u"collections"_s, ids}}};
    };
    return std::move(m_files);
}

Result<std::unique_ptr<Source>> open(const OpenRequest &asked)
{
    OpenRequest request = asked;
    const SourceAddress address = splitAddress(asked.uri);
    keepSourcePassword(address.uri, address.password);
    request.uri = address.uri;
    auto client = MongoClient::open(request.uri);
    if (!client)
        return client.error();
    auto databases = databasesOf(*client.value());
    if (!databases)
        return databases.error();
    Opening opening(request, client.value(), databases.value().size() > 1);
    for (const QString &database : databases.value())
        if (auto added = opening.addDatabase(database); !added)
            return added.error();
    if (opening.isEmpty())
        return invalid(Words::tr("%1 has no collections to read there. Name the database in the "
                                 "address: mongodb://user@host/database.")
                           .arg(client.value()->label()));
    if (auto added = opening.addAgentsFile(); !added)
        return added.error();
    return openDocuments(opening.finished(), request);
}

} // namespace

SourceKind mongodbKind()
{
    return {"mongodb", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "MongoDB server"),
        {{"password", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Password"),
             SourceOption::Kind::Secret},
            agentsOption()},
        fits, open};
}

} // namespace gatehouse::migration
