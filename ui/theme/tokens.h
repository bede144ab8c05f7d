// Every colour and distance of the program, once (UI.md, "Tokens").
#pragma once

#include "db/profile.h"
#include "items/roles.h"

#include <QColor>
#include <QList>
#include <QPalette>

#include <array>

namespace gatehouse::ui {

namespace space {
inline constexpr int kTiny = 4;
inline constexpr int kSmall = 8;
inline constexpr int kMedium = 12;
inline constexpr int kLarge = 16;
inline constexpr int kHuge = 24;
} // namespace space

inline constexpr int kRadius = 6;
inline constexpr int kControlHeight = 28;
inline constexpr int kDenseRow = 28;
inline constexpr int kComfortableRow = 34;

enum class Look { Light, Dark, HighContrast };

// A plain value; window's thread. Text colours reach 4.5:1 on window, surface, surfaceAlt and
// hover; text, muted and accentText on accentSoft too, the others there through onSelection().
struct Tokens
{
    Look look = Look::Light;
    bool dark = false;
    QColor window, surface, surfaceAlt, border, hover;
    QColor text, muted, disabled;
    QColor accent;     // fills, lines, focus; as text it is accentText
    QColor accentSoft; // selected rows, chips, the open page of the rail
    QColor accentText; // links, and what stands on accentSoft
    QColor onAccent;   // text on accent
    QColor track;      // the empty part of a bar
    QColor good, warn, bad, unknown;
    std::array<QColor, 4> environment;     // lines and frames
    std::array<QColor, 4> environmentFill; // badges that carry onEnvironment
    QColor onEnvironment, onBad;
    QList<QColor> series; // Okabe-Ito; the last is the text colour's end of the scale

    QColor of(items::Severity severity) const; // None is text, Info is accentText
    QColor onSelection(const QColor &ink) const;
    QColor of(db::Environment which) const { return environment[size_t(which)]; }
    QColor fillOf(db::Environment which) const { return environmentFill[size_t(which)]; }
    QColor seriesColour(qsizetype index) const { return series.at(index % series.size()); }
};

Tokens lightTokens();
Tokens darkTokens();
// Follows the palette of the platform and strengthens it until texts reach 7:1.
Tokens highContrastTokens(const QPalette &system);

QPalette paletteOf(const Tokens &tokens);

double contrast(const QColor &a, const QColor &b); // WCAG 2, 1 to 21; both opaque
// `colour` moved towards black or white until it has at least `ratio` on `background`.
QColor readable(QColor colour, const QColor &background, double ratio);
QColor mix(const QColor &a, const QColor &b, double partOfB);

} // namespace gatehouse::ui
