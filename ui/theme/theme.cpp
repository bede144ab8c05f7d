#include "ui/theme/theme.h"

#include "ui/theme/fonts.h"
#include "ui/theme/plaintips.h"
#include "ui/theme/style.h"
#include "ui/theme/stylesheet.h"

#include <QApplication>
#include <QCoreApplication>
#include <QEvent>
#include <QPixmapCache>
#include <QPointer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

Tokens tokensFor(Scheme scheme, const QPalette &system)
{
    switch (scheme) {
    case Scheme::Light:
        return lightTokens();
    case Scheme::Dark:
        return darkTokens();
    case Scheme::HighContrast:
        return highContrastTokens(system);
    case Scheme::System:
        break;
    }
    return system.color(QPalette::Window).lightness() < 128 ? darkTokens() : lightTokens();
}

struct SchemeRow
{
    Scheme scheme;
    const char16_t *id;
    const char *name;
};

constexpr SchemeRow kSchemes[] = {
    {Scheme::System, u"system", QT_TRANSLATE_NOOP("Theme", "As the desktop")},
    {Scheme::Light, u"light", QT_TRANSLATE_NOOP("Theme", "Light")},
    {Scheme::Dark, u"dark", QT_TRANSLATE_NOOP("Theme", "Dark")},
    {Scheme::HighContrast, u"high-contrast", QT_TRANSLATE_NOOP("Theme", "High contrast")},
};

} // namespace

Theme::Theme(QObject *parent)
    : QObject(parent), m_system(QGuiApplication::palette()), m_tokens(lightTokens())
{
    qApp->installEventFilter(this);
}

Theme &Theme::current()
{
    static QPointer<Theme> theme;
    Q_ASSERT(qApp);
    if (!theme)
        theme = new Theme(qApp);
    return *theme;
}

void Theme::apply(QApplication &app, Scheme scheme)
{
    Theme &theme = current();
    if (!qobject_cast<Style *>(QApplication::style())
        && !app.property("gatehouseDressed").toBool()) {
        app.setProperty("gatehouseDressed", true);
        QApplication::setStyle(new Style);
        QApplication::setFont(platformFont());
        new PlainTips(&app);
    }
    theme.use(scheme);
}

void Theme::use(Scheme scheme)
{
    m_applying = true;
    m_scheme = scheme;
    m_tokens = tokensFor(scheme, m_system);
    QPixmapCache::clear();
    QApplication::setPalette(paletteOf(m_tokens));
    qApp->setStyleSheet(styleSheet(m_tokens));
    m_applying = false;
    Q_EMIT changed();
}

void Theme::setComfortable(bool comfortable)
{
    if (std::exchange(m_comfortable, comfortable) != comfortable)
        Q_EMIT densityChanged();
}

void Theme::followSystem(const QPalette &system)
{
    m_system = system;
    if (m_scheme == Scheme::System || m_scheme == Scheme::HighContrast)
        use(m_scheme);
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // ThemeChange reaches every window; one look at the platform's own palette is enough.
    if (event->type() == QEvent::ThemeChange && !m_applying && watched->isWindowType()) {
        m_applying = true;
        const QPalette ours = QGuiApplication::palette();
        QApplication::setPalette(QPalette());
        const QPalette system = QGuiApplication::palette();
        QApplication::setPalette(ours);
        m_applying = false;
        if (system.color(QPalette::Window) != m_system.color(QPalette::Window)
            || system.color(QPalette::Highlight) != m_system.color(QPalette::Highlight))
            followSystem(system);
    }
    return QObject::eventFilter(watched, event);
}

QString schemeId(Scheme scheme)
{
    for (const SchemeRow &row : kSchemes) {
        if (row.scheme == scheme)
            return QString::fromUtf16(row.id);
    }
    return u"system"_s;
}

std::optional<Scheme> schemeFromId(const QString &id)
{
    for (const SchemeRow &row : kSchemes) {
        if (QString::fromUtf16(row.id) == id)
            return row.scheme;
    }
    return std::nullopt;
}

QString schemeName(Scheme scheme)
{
    for (const SchemeRow &row : kSchemes) {
        if (row.scheme == scheme)
            return QCoreApplication::translate("Theme", row.name);
    }
    return {};
}

} // namespace gatehouse::ui
