// How well a few typed letters fit a line of the command palette.
#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace gatehouse::ui {

struct FuzzyMatch
{
    int score = 0;          // higher is better; an exact prefix beats a scattered match
    QList<int> positions{}; // of the matched characters in the text
};

// The pattern's letters in order, case-blind, blanks ignored. None when they do not all occur; an
// empty pattern fits everything with score 0. Only the first 200 characters of the text are read.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace gatehouse::ui
