#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::ui {

namespace {

double channel(double value)
{
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF())
        + 0.0722 * channel(colour.blueF());
}

QColor rgb(uint value) { return QColor(QRgb(0xff000000U | value)); }

// Okabe and Ito, 2008: told apart with every common kind of colour blindness.
QList<QColor> okabeIto(const QColor &last)
{
    return {rgb(0x0072B2), rgb(0xE69F00), rgb(0x009E73), rgb(0xCC79A7), rgb(0x56B4E9),
        rgb(0xD55E00), rgb(0xF0E442), last};
}

constexpr std::array<uint, 4> kEnvironments{0x4C8DAE, 0x6B7FBF, 0xB7791F, 0xC2362F};

void setEnvironments(Tokens &tokens, bool lighter)
{
    tokens.onEnvironment = Qt::white;
    for (size_t i = 0; i < kEnvironments.size(); ++i) {
        const QColor base = rgb(kEnvironments[i]);
        tokens.environment[i] = lighter ? mix(base, Qt::white, 0.2) : base;
        tokens.environmentFill[i] = readable(base, tokens.onEnvironment, 4.6);
    }
}

} // namespace

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor mix(const QColor &a, const QColor &b, double partOfB)
{
    const auto part = [partOfB](float x, float y) {
        return float(double(x) * (1 - partOfB) + double(y) * partOfB);
    };
    return QColor::fromRgbF(
        part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()));
}

QColor readable(QColor colour, const QColor &background, double ratio)
{
    const bool towardsWhite = luminance(background) < 0.18;
    const QColor end = towardsWhite ? Qt::white : Qt::black;
    for (int step = 0; step < 50 && contrast(colour, background) < ratio; ++step)
        colour = mix(colour, end, 0.06);
    return contrast(colour, background) < ratio ? end : colour;
}

QColor Tokens::of(items::Severity severity) const
{
    switch (severity) {
    case items::Severity::None:
        return text;
    case items::Severity::Info:
        return accentText;
    case items::Severity::Good:
        return good;
    case items::Severity::Warn:
        return warn;
    case items::Severity::Bad:
        return bad;
    case items::Severity::Unknown:
        return unknown;
    }
    return text;
}

QColor Tokens::onSelection(const QColor &ink) const { return readable(ink, accentSoft, 4.5); }

Tokens lightTokens()
{
    Tokens t;
    t.window = rgb(0xF6F7F9);
    t.surface = rgb(0xFFFFFF);
    t.surfaceAlt = rgb(0xFAFBFC);
    t.border = rgb(0xDADDE3);
    t.hover = rgb(0xF5F7FA);
    t.text = rgb(0x1B1F27);
    t.muted = rgb(0x5A6372);
    t.disabled = rgb(0xA9AFBA);
    t.accent = rgb(0x2F6FEB);
    t.accentSoft = rgb(0xE7EFFD);
    t.accentText = readable(t.accent, t.accentSoft, 4.6);
    t.onAccent = Qt::white;
    t.track = rgb(0xEBEEF3);
    t.good = rgb(0x1A7F4B);
    t.warn = rgb(0x9A6700);
    t.bad = rgb(0xC2362F);
    t.unknown = rgb(0x6B7280);
    t.onBad = Qt::white;
    setEnvironments(t, false);
    t.series = okabeIto(Qt::black);
    return t;
}

Tokens darkTokens()
{
    Tokens t;
    t.look = Look::Dark;
    t.dark = true;
    t.window = rgb(0x16181D);
    t.surface = rgb(0x1E2127);
    t.surfaceAlt = rgb(0x22252C);
    t.border = rgb(0x343942);
    t.hover = rgb(0x282C35);
    t.text = rgb(0xE8EAEE);
    t.muted = rgb(0x9AA3B2);
    t.disabled = rgb(0x5A6270);
    t.accent = rgb(0x6EA0FF);
    t.accentSoft = rgb(0x22324F);
    t.accentText = readable(t.accent, t.accentSoft, 4.6);
    t.onAccent = rgb(0x0D1526);
    t.track = rgb(0x2C313B);
    t.good = rgb(0x4CC38A);
    t.warn = rgb(0xE2B203);
    t.bad = rgb(0xFF7B72);
    t.unknown = rgb(0x8B93A1);
    t.onBad = rgb(0x2A0906);
    setEnvironments(t, true);
    t.series = okabeIto(Qt::white);
    return t;
}

Tokens highContrastTokens(const QPalette &system)
{
    Tokens t = luminance(system.color(QPalette::Window)) < 0.18 ? darkTokens() : lightTokens();
    t.look = Look::HighContrast;
    t.window = t.surface = t.surfaceAlt = t.dark ? Qt::black : Qt::white;
    t.text = readable(system.color(QPalette::WindowText), t.window, 15);
    t.muted = t.border = t.text;
    t.hover = t.accentSoft = mix(t.window, t.text, t.dark ? 0.22 : 0.14);
    t.accent = readable(system.color(QPalette::Highlight), t.accentSoft, 7);
    t.accentText = t.text;
    t.onAccent = t.window;
    t.onBad = t.window;
    t.disabled = readable(t.disabled, t.window, 4.5);
    t.track = mix(t.window, t.text, 0.2);
    for (QColor *colour : {&t.good, &t.warn, &t.bad, &t.unknown})
        *colour = readable(*colour, t.accentSoft, 7);
    for (QColor &colour : t.environment)
        colour = readable(colour, t.window, 4.5);
    for (QColor &colour : t.environmentFill)
        colour = readable(colour, t.onEnvironment, 7);
    return t;
}

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &colour) {
        palette.setColor(QPalette::All, role, colour);
    };
    set(QPalette::Window, t.window);
    set(QPalette::Base, t.surface);
    set(QPalette::AlternateBase, t.surfaceAlt);
    set(QPalette::Button, t.surface);
    set(QPalette::ToolTipBase, t.surface);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
             QPalette::ToolTipText, QPalette::BrightText})
        set(role, t.text);
    set(QPalette::PlaceholderText, t.muted);
    set(QPalette::Highlight, t.accent);
    set(QPalette::HighlightedText, t.onAccent);
    set(QPalette::Link, t.accentText);
    set(QPalette::LinkVisited, t.accentText);
    set(QPalette::Light, t.hover);
    set(QPalette::Midlight, t.hover);
    set(QPalette::Mid, t.border);
    set(QPalette::Dark, t.border);
    set(QPalette::Shadow, t.border);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.disabled);
    return palette;
}

} // namespace gatehouse::ui
