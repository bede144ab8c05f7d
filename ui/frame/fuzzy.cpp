#include "ui/frame/fuzzy.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace gatehouse::ui {

namespace {

constexpr qsizetype kReadLength = 200;
constexpr int kNone = std::numeric_limits<int>::min() / 2;
constexpr int kHit = 4, kWordStart = 12, kNeighbour = 14, kFirst = 10;

int bonus(QStringView text, qsizetype at)
{
    if (at == 0)
        return kFirst + kWordStart;
    const QChar before = text[at - 1], here = text[at];
    const bool startsWord = !before.isLetterOrNumber() || (before.isLower() && here.isUpper());
    return startsWord ? kWordStart : 0;
}

QList<QChar> letters(QStringView pattern)
{
    QList<QChar> wanted;
    for (const QChar c : pattern) {
        if (!c.isSpace())
            wanted.append(c.toCaseFolded());
    }
    return wanted;
}

} // namespace

// Best path through a table: row i, column j holds the best score with letter i placed at j.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView whole)
{
    const QList<QChar> wanted = letters(pattern);
    if (wanted.isEmpty())
        return FuzzyMatch{};
    const QStringView text = whole.left(kReadLength);
    const auto rows = size_t(wanted.size()), columns = size_t(text.size());
    if (rows > columns)
        return {};
    std::vector<int> score(rows * columns, kNone), from(rows * columns, -1);
    for (size_t i = 0; i < rows; ++i) {
        int best = kNone, bestAt = -1; // over row i - 1, columns before j
        for (size_t j = i; j < columns; ++j) {
            if (i > 0 && j > 0 && score[(i - 1) * columns + j - 1] > best) {
                best = score[(i - 1) * columns + j - 1];
                bestAt = int(j - 1);
            }
            if (text[qsizetype(j)].toCaseFolded() != wanted[qsizetype(i)]
                || (i > 0 && best == kNone))
                continue;
            int base = i == 0 ? 0 : best - 2; // a gap costs
            int source = bestAt;
            if (i > 0 && score[(i - 1) * columns + j - 1] != kNone
                && score[(i - 1) * columns + j - 1] + kNeighbour > base) {
                base = score[(i - 1) * columns + j - 1] + kNeighbour;
                source = int(j - 1);
            }
            score[i * columns + j] = base + kHit + bonus(text, qsizetype(j));
            from[i * columns + j] = source;
        }
    }
    const auto last = score.end() - qsizetype(columns);
    const auto end = std::max_element(last, score.end());
    if (*end == kNone)
        return {};
    FuzzyMatch match{*end - int(columns) / 8, {}}; // of two equal fits, the shorter line
    int at = int(end - last);
    for (size_t i = rows; i-- > 0; at = from[i * columns + size_t(at)])
        match.positions.prepend(at);
    return match;
}

} // namespace gatehouse::ui
