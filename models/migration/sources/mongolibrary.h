// libmongoc, loaded when the first address of a MongoDB server is opened: a program that is linked
// with it sets up its TLS and SASL at every start, which was a tenth of all that Gatehouse did
// until its first window was painted.
#pragma once

#include "base/result.h"

#include <mongoc/mongoc.h>

// Every function of it that is called here, without the prefix.
#define GATEHOUSE_MONGOC(F)                                                                        \
    F(client_command_simple)                                                                       \
    F(client_destroy) F(client_get_collection) F(client_get_database)                              \
        F(client_get_database_names_with_opts) F(client_new_from_uri_with_error)                   \
            F(client_session_append) F(client_session_destroy) F(client_set_appname)               \
                F(client_set_error_api) F(client_start_session) F(collection_destroy)              \
                    F(collection_find_indexes_with_opts) F(collection_find_with_opts)              \
                        F(cursor_destroy) F(cursor_error) F(cursor_next) F(database_destroy)       \
                            F(database_find_collections_with_opts) F(log_set_handler)              \
                                F(session_opts_destroy) F(session_opts_new)                        \
                                    F(session_opts_set_causal_consistency)                         \
                                        F(session_opts_set_snapshot) F(uri_destroy)                \
                                            F(uri_get_database) F(uri_get_hosts)                   \
                                                F(uri_get_option_as_int32) F(uri_get_srv_hostname) \
                                                    F(uri_get_username) F(uri_new_with_error)      \
                                                        F(uri_set_option_as_bool)                  \
                                                            F(uri_set_option_as_int32)             \
                                                                F(uri_set_password)

namespace gatehouse::migration {

struct MongoLibrary
{
#define GATEHOUSE_MEMBER(name) decltype(&mongoc_##name) name = nullptr;
    GATEHOUSE_MONGOC(GATEHOUSE_MEMBER)
#undef GATEHOUSE_MEMBER
};

// Any thread; loads once. Refused where the library is not installed, or is another than this one.
Result<> loadMongo();

// Any thread, after loadMongo() went well.
const MongoLibrary &mongo();

} // namespace gatehouse::migration
