// What a cell may say beside its text, declared once for every model and delegate.
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

namespace gatehouse::items {

// How good or bad something is; the view adds an icon and a word, never colour alone.
enum class Severity { None, Info, Good, Warn, Bad, Unknown };

// How much of a limit is used. limit 0: there is none.
struct Limit
{
    double used = 0;
    double limit = 0;
    bool operator==(const Limit &) const = default;
};

// A value that copies as the server wrote it: a number without rounding, a JSON text without
// reading. In JSON it stands as it is; elsewhere a JSON text is a text.
struct Token
{
    QString text;
    bool json = false;
    bool operator==(const Token &) const = default;
};

enum Role {
    SortRole =
        Qt::UserRole + 1, // QVariant that compares as the column sorts; display text does not
    CopyRole,             // QString, what a copy holds when DisplayRole is shortened; masked
    SeverityRole,         // Severity: colours the text, the badge or the dot
    BadgeRole,            // QString: the badge's word
    LimitRole,            // Limit
    SeriesRole,           // QList<double>: a sparkline; NaN is a gap
    SecondaryTextRole,    // QString: the muted second half of a two-tone cell
    StrongRole,           // bool: drawn semibold (names)
    MonoRole,             // bool: drawn in the monospace font
    PendingRole,          // bool: the value is still on its way
    ColumnIdRole,         // headerData: stable id of a column, for settings and exports
};

} // namespace gatehouse::items

Q_DECLARE_METATYPE(gatehouse::items::Severity)
Q_DECLARE_METATYPE(gatehouse::items::Limit)
Q_DECLARE_METATYPE(gatehouse::items::Token)
