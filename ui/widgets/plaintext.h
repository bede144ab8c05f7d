#pragma once

#include <QString>

namespace gatehouse::ui {

// A long text from outside for a QPlainTextEdit: control and bidi characters made visible line by
// line, lines over 4,096 characters split (one endless line takes seconds to lay out: facts, 2.3).
// At most `limit` characters, then "…" and how many more there are: half a second of layout and
// redaction for a megabyte would be felt. Redacted.
inline constexpr qsizetype kShownText = 200'000;
QString displayLines(const QString &text, qsizetype limit = kShownText);

} // namespace gatehouse::ui
