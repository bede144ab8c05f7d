// Sets of 64-bit hashes of any size in bounded memory.
#pragma once

#include "base/result.h"

#include <QtGlobal>

#include <cstdio>
#include <memory>
#include <vector>

namespace gatehouse::migration {

// Filled, then closed, then walked in ascending order. What does not fit into `room` hashes goes
// sorted into a temporary file without a name.
class KeyBag
{
public:
    explicit KeyBag(size_t room) : m_room(room) { }
    void add(quint64 hash)
    {
        if (m_held.size() >= m_room)
            spill();
        m_held.push_back(hash);
    }
    Result<> close();
    qint64 size() const { return m_count + qint64(m_held.size()); }

    class Walk
    {
    public:
        explicit Walk(const KeyBag &bag);
        bool next(quint64 &hash);

    private:
        struct Run
        {
            qint64 at = 0, end = 0; // in the file
            std::vector<quint64> held{};
            size_t place = 0;
        };
        bool refill(Run &run);
        const KeyBag &m_bag;
        std::vector<Run> m_runs;
        size_t m_inMemory = 0;
    };

private:
    void spill();
    struct CloseFile
    {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };
    size_t m_room;
    std::vector<quint64> m_held;
    std::unique_ptr<std::FILE, CloseFile> m_file;
    std::vector<qint64> m_ends; // of the runs in the file
    qint64 m_count = 0;
    bool m_failed = false;
};

struct Candidates
{
    qint64 count = 0;            // values too many, or children without a parent
    std::vector<quint64> some{}; // ascending, at most kMostCandidates
};
inline constexpr size_t kMostCandidates = 1000;

Candidates repeated(const KeyBag &bag);
Candidates absent(const KeyBag &children, const KeyBag &parents);

} // namespace gatehouse::migration
