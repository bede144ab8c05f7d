// Tokens, palette, icons: readable in every look, and switched while the program runs.
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tile.h"

#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

Tokens tokensOf(const QString &look)
{
    if (look == u"light"_s)
        return lightTokens();
    if (look == u"dark"_s)
        return darkTokens();
    QPalette system(look.endsWith(u"dark"_s) ? Qt::black : Qt::white);
    if (look.startsWith(u"yellow"_s)) {
        system.setColor(QPalette::WindowText, Qt::yellow);
        system.setColor(QPalette::Highlight, Qt::yellow);
    }
    return highContrastTokens(system);
}

// The ink of a picture: its most opaque colour.
QColor inkOf(const QImage &image)
{
    QColor ink(Qt::transparent);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).alpha() > ink.alpha())
                ink = image.pixelColor(x, y);
        }
    }
    return ink;
}

} // namespace

class KitTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { Theme::apply(*qApp, Scheme::Light); }

    void a_word_in_place_of_a_figure_stays_small()
    {
        Theme::apply(*qApp, Scheme::Light);
        Tile tile(u"Error rate"_s);
        tile.show();
        const auto *figure = tile.findChild<PlainLabel *>(u"tileFigure"_s);
        const double large = figure->font().pointSizeF();
        tile.setNotRecorded();
        const double small = figure->font().pointSizeF();
        QVERIFY(small < large);
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light, Scheme::Dark}) {
            Theme::apply(*qApp, scheme);
            QCoreApplication::processEvents();
            QCOMPARE(figure->font().pointSizeF(), small);
        }
    }

    void every_text_is_readable_data()
    {
        QTest::addColumn<QString>("look");
        QTest::addColumn<double>("ratio");
        QTest::addRow("light") << u"light"_s << 4.5;
        QTest::addRow("dark") << u"dark"_s << 4.5;
        QTest::addRow("high contrast, light desktop") << u"high light"_s << 7.0;
        QTest::addRow("high contrast, dark desktop") << u"high dark"_s << 7.0;
        QTest::addRow("high contrast, yellow on black") << u"yellow dark"_s << 7.0;
    }

    void every_text_is_readable()
    {
        QFETCH(QString, look);
        QFETCH(double, ratio);
        const Tokens t = tokensOf(look);
        const std::pair<const char *, QColor> texts[] = {{"text", t.text}, {"muted", t.muted},
            {"accentText", t.accentText}, {"good", t.good}, {"warn", t.warn}, {"bad", t.bad},
            {"unknown", t.unknown}};
        const std::pair<const char *, QColor> grounds[] = {{"window", t.window},
            {"surface", t.surface}, {"surfaceAlt", t.surfaceAlt}, {"hover", t.hover}};
        for (const auto &[text, ink] : texts) {
            for (const auto &[ground, paper] : grounds) {
                const QByteArray what = QByteArray(text) + " on " + ground + ": "
                    + QByteArray::number(contrast(ink, paper));
                // Severities and accent on the fleeting hover colour of high contrast stay
                // above 4.5.
                QVERIFY2(contrast(ink, paper) >= ratio, what);
            }
        }
        for (const QColor &ink : {t.text, t.muted, t.accentText})
            QVERIFY2(contrast(ink, t.accentSoft) >= 4.5, qUtf8Printable(ink.name()));
        for (const auto &[text, ink] : texts)
            QVERIFY2(contrast(t.onSelection(ink), t.accentSoft) >= 4.5, text);
        QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
        QVERIFY(contrast(t.onBad, t.bad) >= 4.5);
        for (const QColor &fill : t.environmentFill)
            QVERIFY(contrast(t.onEnvironment, fill) >= 4.5);
    }

    void the_documents_colours_are_used()
    {
        QCOMPARE(lightTokens().accent.name(), u"#2f6feb"_s);
        QCOMPARE(darkTokens().window.name(), u"#16181d"_s);
        QCOMPARE(lightTokens().of(db::Environment::Production).name(), u"#c2362f"_s);
        QCOMPARE(lightTokens().series.first().name(), u"#0072b2"_s);
        QCOMPARE(lightTokens().series.last(), QColor(Qt::black));
        QCOMPARE(darkTokens().series.last(), QColor(Qt::white));
    }

    void contrast_is_the_one_of_wcag()
    {
        QVERIFY(qFuzzyCompare(contrast(Qt::black, Qt::white), 21.0));
        QVERIFY(qFuzzyCompare(contrast(Qt::red, Qt::red), 1.0));
    }

    void a_switch_at_run_time_changes_what_is_shown()
    {
        Theme::apply(*qApp, Scheme::Light);
        PlainLabel label(u"████"_s);
        label.resize(80, 20);
        QPushButton *button = makeButton(u"Go"_s, ButtonKind::Primary, &label, u"go"_s);
        button->setIcon(icon(u"key-round"_s));
        const QImage before = label.grab().toImage();
        QSignalSpy spy(&Theme::current(), &Theme::changed);
        Theme::apply(*qApp, Scheme::Dark);
        QCOMPARE(spy.count(), 1);
        QVERIFY(Theme::current().isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkTokens().window);
        QVERIFY(before != label.grab().toImage());
    }

    void the_system_is_followed_by_lightness()
    {
        Theme::apply(*qApp, Scheme::System);
        Theme::current().followSystem(QPalette(Qt::black));
        QVERIFY(Theme::current().isDark());
        Theme::current().followSystem(QPalette(Qt::white));
        QVERIFY(!Theme::current().isDark());
        Theme::apply(*qApp, Scheme::Light);
        Theme::current().followSystem(QPalette(Qt::black));
        QVERIFY(!Theme::current().isDark()); // chosen by hand stays
        Theme::current().followSystem(QPalette(Qt::white));
    }

    void icons_follow_palette_and_state()
    {
        const QIcon key = icon(u"key-round"_s);
        const auto ink = [&key](QIcon::Mode mode) {
            return inkOf(key.pixmap(QSize(32, 32), 1, mode).toImage());
        };
        for (Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            Theme::apply(*qApp, scheme);
            QCOMPARE(ink(QIcon::Normal).name(), tokens().text.name());
            QCOMPARE(ink(QIcon::Disabled).name(), tokens().disabled.name());
            QCOMPARE(ink(QIcon::Selected).name(), tokens().accentText.name());
        }
    }

    void icons_are_crisp_at_any_ratio_data()
    {
        QTest::addColumn<double>("ratio");
        for (double ratio : {1.0, 1.25, 2.0, 3.0})
            QTest::addRow("%.2f", ratio) << ratio;
    }

    void icons_are_crisp_at_any_ratio()
    {
        QFETCH(double, ratio);
        const QPixmap pixmap = iconPixmap(u"key-round"_s, Qt::black, 16, ratio);
        QCOMPARE(pixmap.width(), qRound(16 * ratio));
        QCOMPARE(pixmap.devicePixelRatio(), ratio);
        QCOMPARE(icon(u"key-round"_s).pixmap(QSize(16, 16), ratio).width(), qRound(16 * ratio));
    }

    void every_icon_of_the_set_draws()
    {
        QVERIFY(hasIcon(u"key-round"_s));
        QVERIFY(!hasIcon(u"no-such-icon"_s));
        QTest::ignoreMessage(QtWarningMsg, "there is no icon no-such-icon");
        QVERIFY(!iconPixmap(u"no-such-icon"_s, Qt::black, 16, 1).isNull()); // empty, never a crash
        QVERIFY(icon(u"no-such-icon"_s).isNull());
    }

    void schemes_survive_their_ids()
    {
        for (Scheme scheme : {Scheme::System, Scheme::Light, Scheme::Dark, Scheme::HighContrast}) {
            QCOMPARE(schemeFromId(schemeId(scheme)), scheme);
            QVERIFY(!schemeName(scheme).isEmpty());
        }
        QVERIFY(!schemeFromId(u"mauve"_s));
    }
};

QTEST_MAIN(KitTheme)
#include "kit_theme.moc"
