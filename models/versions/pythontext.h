// Plain values that a Python file gives to names, found without running it.
#pragma once

#include <QMap>
#include <QStringList>

#include <vector>

namespace gatehouse::versions {

struct PythonValue
{
    // Texts by the innermost bracket they stand in: 'a' -> {{a}}, ('a', 'b') -> {{a, b}},
    // [('x', '1'), ('y', '2')] -> {{x, 1}, {y, 2}}; None and () -> {}.
    std::vector<QStringList> groups{};
    bool plain = true; // nothing but texts, None and brackets: nothing that only running would tell
    QStringList texts() const;
};

// The first value of each of these names, wherever an assignment stands outside of brackets,
// comments and texts; annotations are skipped. A name that is not assigned is not there.
QMap<QString, PythonValue> pythonValues(const QString &text, const QStringList &names);
// The first text of the file when it begins with one: its doc string.
QString pythonTitle(const QString &text);

} // namespace gatehouse::versions
