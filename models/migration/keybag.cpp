#include "migration/keybag.h"

#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {

namespace {
constexpr size_t kPiece = 4096; // hashes
}

void KeyBag::spill()
{
    std::sort(m_held.begin(), m_held.end());
    if (!m_file && !m_failed) {
        m_file.reset(std::tmpfile());
        m_failed = !m_file;
    }
    m_failed = m_failed
        || std::fwrite(m_held.data(), sizeof(quint64), m_held.size(), m_file.get())
            != m_held.size();
    m_count += qint64(m_held.size());
    m_ends.push_back(m_count);
    m_held.clear();
}

Result<> KeyBag::close()
{
    std::sort(m_held.begin(), m_held.end());
    if (m_file && std::fflush(m_file.get()) != 0)
        m_failed = true;
    if (m_failed)
        return ioError(Words::tr("There is no room for temporary files in %1, so keys cannot be "
                                 "compared. Free space there, and look again.")
                           .arg(QStringLiteral(P_tmpdir)));
    return Done{};
}

KeyBag::Walk::Walk(const KeyBag &bag) : m_bag(bag)
{
    qint64 from = 0;
    for (const qint64 end : bag.m_ends) {
        m_runs.push_back({from, end});
        from = end;
    }
}

bool KeyBag::Walk::refill(Run &run)
{
    if (run.place < run.held.size())
        return true;
    const size_t count = size_t(std::min<qint64>(run.end - run.at, kPiece));
    run.held.resize(count);
    run.place = 0;
    if (count == 0)
        return false;
    std::FILE *file = m_bag.m_file.get();
    if (std::fseek(file, long(run.at * qint64(sizeof(quint64))), SEEK_SET) != 0
        || std::fread(run.held.data(), sizeof(quint64), count, file) != count)
        run.held.clear();
    run.at += qint64(count);
    return !run.held.empty();
}

bool KeyBag::Walk::next(quint64 &hash)
{
    Run *least = nullptr;
    for (Run &run : m_runs)
        if (refill(run) && (!least || run.held[run.place] < least->held[least->place]))
            least = &run;
    const bool memory = m_inMemory < m_bag.m_held.size();
    if (memory && (!least || m_bag.m_held[m_inMemory] <= least->held[least->place])) {
        hash = m_bag.m_held[m_inMemory++];
        return true;
    }
    if (!least)
        return false;
    hash = least->held[least->place++];
    return true;
}

Candidates repeated(const KeyBag &bag)
{
    Candidates found;
    KeyBag::Walk walk(bag);
    quint64 hash = 0, before = 0;
    for (bool first = true; walk.next(hash); first = false, before = hash) {
        if (first || hash != before)
            continue;
        ++found.count;
        if ((found.some.empty() || found.some.back() != hash)
            && found.some.size() < kMostCandidates)
            found.some.push_back(hash);
    }
    return found;
}

Candidates absent(const KeyBag &children, const KeyBag &parents)
{
    Candidates found;
    KeyBag::Walk child(children), parent(parents);
    quint64 hash = 0, owner = 0;
    bool more = parent.next(owner);
    while (child.next(hash)) {
        while (more && owner < hash)
            more = parent.next(owner);
        if (more && owner == hash)
            continue;
        ++found.count;
        if ((found.some.empty() || found.some.back() != hash)
            && found.some.size() < kMostCandidates)
            found.some.push_back(hash);
    }
    return found;
}

} // namespace gatehouse::migration
