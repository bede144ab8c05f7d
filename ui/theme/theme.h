// The look of the whole program: palette, style, style sheet and fonts, switched as one.
#pragma once

#include "ui/theme/tokens.h"

#include <QObject>

#include <optional>

class QApplication;

namespace gatehouse::ui {

enum class Scheme { System, Light, Dark, HighContrast };

// Window's thread; lives as long as the QApplication. Widgets that paint themselves read tokens()
// while painting and need nothing else: a switch repaints everything.
class Theme : public QObject
{
    Q_OBJECT

public:
    // System follows the lightness of the platform's palette (Qt 6.4 has no colour scheme hint),
    // also when it changes while the program runs.
    static void apply(QApplication &app, Scheme scheme);
    static Theme &current();

    const Tokens &tokens() const { return m_tokens; }
    Scheme scheme() const { return m_scheme; }
    bool isDark() const { return m_tokens.dark; }
    const QPalette &systemPalette() const { return m_system; }

    // The platform changed its palette; what the event filter calls, and a test.
    void followSystem(const QPalette &system);

    // Density of all tables: 34 px rows, else 28.
    bool isComfortable() const { return m_comfortable; }
    void setComfortable(bool comfortable);

Q_SIGNALS:
    void changed();
    void densityChanged();

private:
    explicit Theme(QObject *parent);
    bool eventFilter(QObject *watched, QEvent *event) override;
    void use(Scheme scheme);

    Scheme m_scheme = Scheme::Light;
    QPalette m_system;
    Tokens m_tokens;
    bool m_applying = false;
    bool m_comfortable = false;
};

inline const Tokens &tokens() { return Theme::current().tokens(); }

QString schemeId(Scheme scheme); // "system", for settings
std::optional<Scheme> schemeFromId(const QString &id);
QString schemeName(Scheme scheme); // translated

} // namespace gatehouse::ui
