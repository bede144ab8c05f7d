// The documents of a collection on a server, in the order of their _id.
#pragma once

#include "migration/sources/documents.h"
#include "migration/sources/mongoclient.h"

#include <atomic>

namespace gatehouse::migration {

// What is known of a collection by all who read it.
struct LiveCollection
{
    QString database, name;
    QString label; // shown
    // Groups of types that _id has, a bit each: what is ordered after one value depends on them,
    // since a comparison sees values of its own type only.
    std::atomic<quint32> groups{0};
};

// `from` is a position: {"_id": ...} as BSON. Goes on by itself where a connection broke or the
// server forgot the cursor; after that it is an Error that can be tried again.
Result<std::unique_ptr<DocumentReader>> mongoReader(std::shared_ptr<MongoClient> client,
    std::shared_ptr<LiveCollection> collection, const Position &from, const CancelToken &token);

} // namespace gatehouse::migration
