// A connection to a MongoDB server: libmongoc does the talking. Only commands that read are sent.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "migration/sources/mongolibrary.h"

#include <memory>

namespace gatehouse::migration {

struct FreeMongo
{
    void operator()(mongoc_uri_t *uri) const { mongo().uri_destroy(uri); }
    void operator()(mongoc_client_t *client) const { mongo().client_destroy(client); }
    void operator()(mongoc_cursor_t *cursor) const { mongo().cursor_destroy(cursor); }
    void operator()(mongoc_collection_t *one) const { mongo().collection_destroy(one); }
    void operator()(mongoc_database_t *one) const { mongo().database_destroy(one); }
    void operator()(mongoc_client_session_t *one) const { mongo().client_session_destroy(one); }
    void operator()(bson_t *document) const { bson_destroy(document); }
};
template <typename T>
using Mongo = std::unique_ptr<T, FreeMongo>;

// One thread at a time.
class MongoClient
{
public:
    // Logs in and asks what the server can do. Connection when nobody answers or the login fails;
    // the sentence says which.
    static Result<std::shared_ptr<MongoClient>> open(const QString &uri);

    mongoc_client_t *get() const { return m_client.get(); }
    QString database() const { return m_database; } // of the address; empty: it names none
    const QString &label() const { return m_label; } // "db1:27017"
    bool hasSnapshots() const { return m_snapshots; }

    // A session that sees one moment of the whole server; null where there is none.
    Mongo<mongoc_client_session_t> snapshot() const;

    // What the driver or the server said, as an Error.
    Error trouble(const bson_error_t &said) const;

private:
    Result<> greet();

    Mongo<mongoc_client_t> m_client;
    QString m_database, m_label;
    bool m_snapshots = false;
};

// The connection broke, or the server forgot where it was: worth asking again.
bool isLost(const bson_error_t &said);

} // namespace gatehouse::migration
