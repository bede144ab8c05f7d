#include "migration/sources/mongoreader.h"

#include "migration/sources/parts.h"
#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {

constexpr int kMostReturns = 3; // to a server that was lost

struct TypeGroup
{
    int rank; // as a server orders values of different types
    std::vector<bson_type_t> types;
};
const std::vector<TypeGroup> &typeGroups()
{
    static const std::vector<TypeGroup> all{{0, {BSON_TYPE_MINKEY}}, {1, {BSON_TYPE_NULL}},
        {2, {BSON_TYPE_DOUBLE, BSON_TYPE_INT32, BSON_TYPE_INT64, BSON_TYPE_DECIMAL128}},
        {3, {BSON_TYPE_UTF8, BSON_TYPE_SYMBOL}}, {4, {BSON_TYPE_DOCUMENT}},
        {5, {BSON_TYPE_BINARY}}, {6, {BSON_TYPE_OID}}, {7, {BSON_TYPE_BOOL}},
        {8, {BSON_TYPE_DATE_TIME}}, {9, {BSON_TYPE_TIMESTAMP}}, {10, {BSON_TYPE_MAXKEY}}};
    return all;
}

int groupOf(bson_type_t type)
{
    for (const TypeGroup &group : typeGroups())
        if (std::find(group.types.begin(), group.types.end(), type) != group.types.end())
            return group.rank;
    return int(typeGroups().size());
}

bool staticBson(const QByteArray &bytes, bson_t &document)
{
    bson_iter_t at;
    return bson_init_static(&document, reinterpret_cast<const uint8_t *>(bytes.constData()),
               size_t(bytes.size()))
        && bson_iter_init_find(&at, &document, "_id");
}

// {"_id": {"$gte": v}}, and what has a type of later order.
bool filterFrom(const QByteArray &from, quint32 groups, bson_t &filter)
{
    bson_t position;
    bson_iter_t at;
    if (!staticBson(from, position) || !bson_iter_init_find(&at, &position, "_id"))
        return false;
    const int own = groupOf(bson_iter_type(&at));
    bson_t condition, lower, types, later;
    bson_init(&lower);
    bson_init(&types);
    bson_append_value(&lower, "$gte", -1, bson_iter_value(&at));
    int count = 0;
    for (const TypeGroup &group : typeGroups())
        if (group.rank > own && (groups & 1u << group.rank) != 0)
            for (const bson_type_t type : group.types)
                bson_append_int32(&types, std::to_string(count++).c_str(), -1,
                    type == BSON_TYPE_MINKEY ? -1 : int(type));
    if (count == 0) {
        bson_append_document(&filter, "_id", -1, &lower);
    } else {
        bson_t either, first;
        bson_append_array_begin(&filter, "$or", -1, &either);
        bson_append_document_begin(&either, "0", -1, &first);
        bson_append_document(&first, "_id", -1, &lower);
        bson_append_document_end(&either, &first);
        bson_append_document_begin(&either, "1", -1, &condition);
        bson_append_document_begin(&condition, "_id", -1, &later);
        bson_append_array(&later, "$type", -1, &types);
        bson_append_document_end(&condition, &later);
        bson_append_document_end(&either, &condition);
        bson_append_array_end(&filter, &either);
    }
    bson_destroy(&lower);
    bson_destroy(&types);
    return true;
}

QByteArray idOf(const bson_t &document)
{
    bson_iter_t at;
    if (!bson_iter_init_find(&at, &document, "_id"))
        return {};
    bson_t id;
    bson_init(&id);
    bson_append_value(&id, "_id", -1, bson_iter_value(&at));
    const QByteArray bytes(reinterpret_cast<const char *>(bson_get_data(&id)), qsizetype(id.len));
    bson_destroy(&id);
    return bytes;
}

class MongoReader : public DocumentReader
{
public:
    MongoReader(std::shared_ptr<MongoClient> client, std::shared_ptr<LiveCollection> collection,
        const Position &from, const CancelToken &token)
        : m_client(std::move(client)), m_live(std::move(collection)), m_token(token), m_id(from),
          m_wanted(from)
    {
    }
    Result<> open();
    Result<bool> next(Document &document) override;
    Position position() const override { return m_id; }
    QString where() const override;
    std::string_view raw() const override { return m_raw; }
    qint64 bytesRead() const override { return m_bytes; }
    qint64 number() const override { return m_ordinal; }

private:
    const bson_t *fetch();
    Result<bool> give(std::string_view bytes, Document &document);

    std::shared_ptr<MongoClient> m_client;
    std::shared_ptr<LiveCollection> m_live;
    CancelToken m_token;
    Mongo<mongoc_client_session_t> m_session;
    Mongo<mongoc_collection_t> m_collection;
    Mongo<mongoc_cursor_t> m_cursor;
    QByteArray m_id;      // of the document given last
    QByteArray m_wanted;  // the one that has to come first after opening; empty: any
    QByteArray m_waiting; // read and not given yet
    std::string_view m_raw;
    qint64 m_bytes = 0, m_ordinal = 0;
    int m_returns = 0;
};

Result<> MongoReader::open()
{
    m_cursor.reset();
    m_session = m_client->snapshot();
    m_collection.reset(mongo().client_get_collection(m_client->get(),
        m_live->database.toUtf8().constData(), m_live->name.toUtf8().constData()));
    bson_t filter, options, order;
    bson_init(&filter);
    bson_init(&options);
    const bool fits = m_id.isEmpty() || filterFrom(m_id, m_live->groups.load(), filter);
    bson_append_document_begin(&options, "sort", -1, &order);
    bson_append_int32(&order, "_id", -1, 1);
    bson_append_document_end(&options, &order);
    bson_error_t said{};
    const bool joined =
        !m_session || mongo().client_session_append(m_session.get(), &options, &said);
    if (fits && joined)
        m_cursor.reset(mongo().collection_find_with_opts(m_collection.get(), &filter, &options, nullptr));
    bson_destroy(&filter);
    bson_destroy(&options);
    if (!fits)
        return badPosition(m_live->label);
    return joined ? Result<>(Done{}) : Result<>(m_client->trouble(said));
}

const bson_t *MongoReader::fetch()
{
    const bson_t *found = nullptr;
    return mongo().cursor_next(m_cursor.get(), &found) ? found : nullptr;
}

Result<bool> MongoReader::give(std::string_view bytes, Document &document)
{
    m_raw = bytes;
    ++m_ordinal;
    m_bytes += qint64(bytes.size());
    if (auto read = document.readBson(bytes); !read)
        return read.error();
    return true;
}

Result<bool> MongoReader::next(Document &document)
{
    if (m_token.isCancelled())
        return cancelled();
    if (!m_waiting.isEmpty()) {
        m_raw = {};
        m_wanted = std::exchange(m_waiting, {}); // holds the bytes while the document is in use
        bson_t held;
        staticBson(m_wanted, held);
        m_id = idOf(held);
        return give({m_wanted.constData(), size_t(m_wanted.size())}, document);
    }
    const bson_t *found = fetch();
    bson_error_t said{};
    while (!found && mongo().cursor_error(m_cursor.get(), &said)) {
        if (!isLost(said) || ++m_returns > kMostReturns || m_token.isCancelled())
            return m_client->trouble(said);
        const bool midway = m_ordinal > 0;
        if (auto again = open(); !again)
            return again.error();
        found = fetch();
        if (found && midway && idOf(*found) == m_id)
            found = fetch(); // it was given before
    }
    if (!m_wanted.isEmpty() && m_ordinal == 0) {
        // Who reads on after a document expects it first. If it is gone, its _id stands for it.
        if (!found || idOf(*found) != m_wanted) {
            if (found)
                m_waiting = QByteArray(reinterpret_cast<const char *>(bson_get_data(found)),
                    qsizetype(found->len));
            return give({m_wanted.constData(), size_t(m_wanted.size())}, document);
        }
    }
    if (!found)
        return false;
    m_id = idOf(*found);
    if (bson_iter_t at; bson_iter_init_find(&at, found, "_id"))
        m_live->groups |= 1u << groupOf(bson_iter_type(&at));
    return give({reinterpret_cast<const char *>(bson_get_data(found)), found->len}, document);
}

QString MongoReader::where() const
{
    bson_t id;
    if (!staticBson(m_id, id))
        return u"document %1"_s.arg(m_ordinal);
    char *text = bson_as_relaxed_extended_json(&id, nullptr);
    QString shown = QString::fromUtf8(text ? text : "");
    bson_free(text);
    const qsizetype colon = shown.indexOf(u':');
    return u"_id "_s + shown.mid(colon + 1, shown.lastIndexOf(u'}') - colon - 1).trimmed();
}

} // namespace

Result<std::unique_ptr<DocumentReader>> mongoReader(std::shared_ptr<MongoClient> client,
    std::shared_ptr<LiveCollection> collection, const Position &from, const CancelToken &token)
{
    auto reader =
        std::make_unique<MongoReader>(std::move(client), std::move(collection), from, token);
    if (auto opened = reader->open(); !opened)
        return opened.error();
    return std::unique_ptr<DocumentReader>(std::move(reader));
}

} // namespace gatehouse::migration
