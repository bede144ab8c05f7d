#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QIconEngine>
#include <QLoggingCategory>
#include <QPainter>
#include <QPixmapCache>
#include <QResource>
#include <QSvgRenderer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcIcons, "gatehouse.ui.icons")

QString pathOf(const QString &name) { return u":/icons/%1.svg"_s.arg(name); }

QByteArray coloured(const QString &name, const QColor &colour)
{
    const QResource resource(pathOf(name));
    if (!resource.isValid()) {
        qCWarning(lcIcons, "there is no icon %s", qUtf8Printable(name));
        return {};
    }
    QByteArray svg = resource.uncompressedData();
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    return svg;
}

// Paints from the theme's tokens of the moment, so that an icon set once follows a switch.
class Engine : public QIconEngine
{
public:
    Engine(QString name, const QColor &fixed) : m_name(std::move(name)), m_fixed(fixed) { }
    QIconEngine *clone() const override { return new Engine(*this); }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = std::min(rect.width(), rect.height());
        const QPixmap pixmap =
            iconPixmap(m_name, colour(mode, state), side, painter->device()->devicePixelRatioF());
        painter->drawPixmap(
            rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, pixmap);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = std::min(size.width(), size.height());
        const QPixmap square = iconPixmap(m_name, colour(mode, state), side, 1);
        if (side == size.width())
            return square;
        QPixmap wide(size); // with a gap at its right: before the text of a button
        wide.fill(Qt::transparent);
        QPainter(&wide).drawPixmap(0, (size.height() - side) / 2, square);
        return wide;
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state); // size is in device pixels here
    }
    bool isNull() override { return !hasIcon(m_name); }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const
    {
        const Tokens &t = tokens();
        if (mode == QIcon::Disabled)
            return t.disabled;
        if (m_fixed.isValid())
            return m_fixed;
        return mode == QIcon::Selected || state == QIcon::On ? t.accentText : t.text;
    }

    QString m_name;
    QColor m_fixed;
};

} // namespace

bool hasIcon(const QString &name) { return QResource(pathOf(name)).isValid(); }

QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal ratio)
{
    const int side = qRound(size * ratio);
    if (side <= 0)
        return {};
    const QString key = u"gatehouse/%1/%2/%3"_s.arg(name, colour.name(QColor::HexArgb)).arg(side);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap(side, side);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(coloured(name, colour));
        if (renderer.isValid()) {
            QPainter painter(&pixmap);
            painter.setOpacity(colour.alphaF());
            renderer.render(&painter);
        }
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

QIcon icon(const QString &name) { return QIcon(new Engine(name, {})); }
QIcon icon(const QString &name, const QColor &colour) { return QIcon(new Engine(name, colour)); }

} // namespace gatehouse::ui
