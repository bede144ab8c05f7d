#include "migration/sources/document.h"

#include <algorithm>
#include <cstring>

namespace gatehouse::migration {

char *Arena::take(size_t bytes)
{
    while (m_chunk < m_chunks.size() && m_chunks[m_chunk].size - m_used < bytes) {
        ++m_chunk;
        m_used = 0;
    }
    if (m_chunk == m_chunks.size()) {
        const size_t size = std::max(kChunk, bytes);
        m_chunks.push_back({std::unique_ptr<char[]>(new char[size]), size});
        m_used = 0;
    }
    char *place = m_chunks[m_chunk].bytes.get() + m_used;
    m_used += bytes;
    return place;
}

std::string_view Arena::keep(std::string_view text)
{
    char *place = take(text.size());
    if (!text.empty())
        std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
}

void Arena::clear()
{
    m_chunk = 0;
    m_used = 0;
    if (m_chunks.size() > 16) // one large document must not be paid for ever after
        m_chunks.resize(1);
    else if (std::any_of(m_chunks.begin(), m_chunks.end(),
                 [](const Chunk &chunk) { return chunk.size > 16 * kChunk; }))
        m_chunks.clear();
}

void Document::add(std::string_view key, const Cell &cell, std::string_view raw)
{
    nodes.push_back({Node::Type::Scalar, key, cell, raw, quint32(nodes.size() + 1)});
    nodes[0].end = quint32(nodes.size());
}

} // namespace gatehouse::migration
