#include "items/count.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace gatehouse::items {

namespace {

// The plural forms of tr() know int only; past that every language uses its form for "many".
QString rowsWord(qint64 value)
{
    const int plural = int(std::min<qint64>(value, std::numeric_limits<int>::max()));
    return QCoreApplication::translate("Count", "row(s)", "the word alone, after a number", plural);
}

} // namespace

QString countText(const Count &count)
{
    const QString number = QLocale().toString(count.value);
    switch (count.kind) {
    case Count::Kind::Exact:
        return number;
    case Count::Kind::About:
        return QCoreApplication::translate("Count", "about %1").arg(number);
    case Count::Kind::Capped:
        return QCoreApplication::translate("Count", "%1+").arg(number);
    case Count::Kind::Counting:
        break;
    }
    return count.value > 0 ? QCoreApplication::translate("Count", "%1, still counting").arg(number)
                           : QCoreApplication::translate("Count", "counting…");
}

QString rowsText(const Count &shown, const std::optional<Count> &total)
{
    if (shown.kind == Count::Kind::Counting)
        return countText(shown);
    const QString rows =
        QCoreApplication::translate("Count", "%1 %2", "number, then the word row(s)")
            .arg(countText(shown), rowsWord(shown.value));
    if (!total || *total == shown)
        return rows;
    return QCoreApplication::translate("Count", "%1 of %2", "rows shown, rows in all")
        .arg(rows, countText(*total));
}

} // namespace gatehouse::items
