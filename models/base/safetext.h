// Text from outside, made fit for display (S2): cut, control and bidi characters made visible.
#pragma once

#include <QString>

namespace gatehouse {

constexpr qsizetype kCellLength = 300;
constexpr qsizetype kToolTipLength = 4000;

// At most `length` characters (a surrogate pair or combining run is never split), then "…".
// C0/C1, bidi overrides and isolates, zero-width and tag characters, lone surrogates become visible
// marks (U+2400 block, or <U+202E>); newline becomes ⏎; a run of over 8 combining marks is broken.
// Rule: facts, section 2.3 on text from outside in Qt widgets.
QString safeText(QStringView text, qsizetype length = kCellLength);

// Cut in the middle, for ids and paths: "3f2c…91bc".
QString elideMiddle(QStringView text, qsizetype length);

// Safe as a tool tip or message that Qt might take for rich text: escaped inside a fixed skeleton.
QString plainToolTip(QStringView text);

} // namespace gatehouse
