#include "ui/frame/palettemodel.h"

#include "base/safetext.h"
#include "ui/frame/fuzzy.h"
#include "ui/theme/icons.h"

namespace gatehouse::ui {

namespace {
constexpr size_t kShown = 200; // nobody scrolls further: one more letter is quicker
}

void PaletteModel::setEntries(std::vector<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    for (PaletteEntry &entry : m_entries) {
        entry.title = safeText(entry.title);
        entry.detail = safeText(entry.detail);
    }
    m_hits = hits();
    endResetModel();
}

void PaletteModel::setPattern(const QString &pattern)
{
    beginResetModel();
    m_pattern = pattern;
    m_hits = hits();
    endResetModel();
}

std::vector<PaletteModel::Hit> PaletteModel::hits() const
{
    std::vector<Hit> found;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const PaletteEntry &entry = m_entries[i];
        if (auto match = fuzzyMatch(m_pattern, entry.title))
            found.push_back({i, match->score, std::move(match->positions)});
        else if (auto whole = fuzzyMatch(m_pattern, QString(entry.detail + u' ' + entry.title)))
            found.push_back({i, whole->score - 20});
    }
    std::stable_sort(
        found.begin(), found.end(), [](const Hit &a, const Hit &b) { return a.score > b.score; });
    if (found.size() > kShown)
        found.resize(kShown);
    return found;
}

const PaletteEntry *PaletteModel::entry(const QModelIndex &index) const
{
    if (!index.isValid()) // nothing matches
        return nullptr;
    return &m_entries[m_hits[size_t(index.row())].entry];
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_hits.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteEntry *line = entry(index);
    if (!line)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return line->title;
    case Qt::DecorationRole:
        return line->icon.isEmpty() ? QVariant() : QVariant(icon(line->icon));
    case Qt::AccessibleTextRole:
        return line->title + u", "_s + line->detail;
    case DetailRole:
        return line->detail;
    case ShortcutRole:
        return line->shortcut.toString(QKeySequence::NativeText);
    case MarkedRole:
        return QVariant::fromValue(m_hits[size_t(index.row())].marked);
    default:
        return {};
    }
}

} // namespace gatehouse::ui
