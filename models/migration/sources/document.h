// One document as a flat tree of cells: what JSON and BSON are read into.
#pragma once

#include "base/result.h"
#include "migration/cell.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::migration {

constexpr int kDeepestDocument = 512;

// Memory for what has to be rewritten (escapes, decimals), freed together and used again.
class Arena
{
public:
    char *take(size_t bytes);
    std::string_view keep(std::string_view text);
    void clear();

private:
    static constexpr size_t kChunk = 64 * 1024;
    struct Chunk
    {
        std::unique_ptr<char[]> bytes;
        size_t size = 0;
    };
    std::vector<Chunk> m_chunks;
    size_t m_chunk = 0, m_used = 0;
};

struct Node
{
    enum class Type : quint8 { Scalar, Object, Array };
    Type type = Type::Scalar;
    std::string_view key{};
    Cell cell{};            // of scalars
    std::string_view raw{}; // JSON: the value as written; BSON: the bytes of a container
    quint32 end = 0;        // one past the last descendant, in Document::nodes
};

// nodes[0] is the whole; children of i start at i + 1, the next sibling is nodes[i].end. Views are
// valid until the next read into the same document, or until what it was read from goes.
class Document
{
public:
    std::vector<Node> nodes;
    Arena arena;

    // Both fill nodes anew. Invalid: not JSON or BSON, too deep, anything after the value; then the
    // sentence says where.
    Result<> readJson(std::string_view text);
    Result<> readBson(std::string_view bytes);

    // A further member of the top, an object; views as long as those of the nodes.
    void add(std::string_view key, const Cell &cell, std::string_view raw);

    // The value as JSON text; scalars in extended JSON (relaxed) where JSON has no way to say it.
    std::string_view json(const Node &node);
    // An object of some members.
    std::string_view json(const std::vector<quint32> &members);

private:
    bool m_bson = false;
    std::string m_rendered;
};

// {"$oid": ...} and the like, turned into the cells they mean; otherwise false. MongoDB's extended
// JSON, canonical and relaxed, version 2, and what mongoexport wrote before.
bool foldExtendedJson(Document &document, quint32 node);

} // namespace gatehouse::migration
