// Every component in every look: nothing blank, nothing wider than its page; pictures on request.
#include "ui/theme/theme.h"
#include "ui/widgets/conditioneditor.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/rangepicker.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontInfo>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

// GATEHOUSE_PICTURES names a folder for the pictures; without it only the checks run.
void keep(QWidget &widget, const QString &name)
{
    const QPixmap picture = widget.grab();
    QVERIFY(!picture.isNull());
    const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(picture.save(QDir(folder).filePath(name + u".png"_s)));
}

int coloursIn(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    return int(colours.size());
}

} // namespace

class KitGallery : public QObject
{
    Q_OBJECT

    void keepPopups(Gallery &window, const QString &look)
    {
        window.showSection(0);
        auto *picker = window.findChild<RangePicker *>();
        picker->menu()->popup(QPoint(0, 0));
        keep(*picker->menu(), u"popup-menu-"_s + look);
        picker->menu()->close();
        picker->openCustom();
        keep(*window.findChild<RangeForm *>(), u"popup-range-"_s + look);
        window.findChild<RangeForm *>()->close();
        window.findChild<QPushButton *>(u"filterAdd"_s)->click();
        keep(*window.findChild<ConditionEditor *>(), u"popup-filter-"_s + look);
        window.findChild<ConditionEditor *>()->close();
        auto *table = window.findChild<TableView *>(u"galleryTable"_s);
        Q_EMIT table->horizontalHeader()->customContextMenuRequested(QPoint(1, 1));
        keep(*window.findChild<QMenu *>(u"columnMenu"_s), u"popup-columns-"_s + look);
        window.findChild<QMenu *>(u"columnMenu"_s)->close();
        window.showSection(3);
        auto *combo = window.findChild<QComboBox *>(u"galleryCombo"_s);
        combo->showPopup();
        keep(*combo->view()->window(), u"popup-combo-"_s + look);
        combo->hidePopup();
    }

private Q_SLOTS:
    void a_font_is_there() { QVERIFY(!QFontInfo(QApplication::font()).family().isEmpty()); }

    void every_section_is_drawn_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::addColumn<bool>("darkDesktop");
        QTest::addRow("light") << Scheme::Light << false;
        QTest::addRow("dark") << Scheme::Dark << false;
        QTest::addRow("high contrast") << Scheme::HighContrast << false;
        QTest::addRow("high contrast, dark desktop") << Scheme::HighContrast << true;
    }

    void every_section_is_drawn()
    {
        QFETCH(Scheme, scheme);
        QFETCH(bool, darkDesktop);
        Theme::apply(*qApp, scheme);
        Theme::current().followSystem(darkDesktop ? QPalette(Qt::black) : QPalette(Qt::white));
        const QString look = schemeId(scheme) + (darkDesktop ? u"-dark"_s : QString());
        Gallery window;
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (int i = 0; i < window.sections().size(); ++i) {
            window.showSection(i);
            QCoreApplication::sendPostedEvents();
            QVERIFY(coloursIn(window.grab().toImage()) > 8);
            keep(window,
                u"%1-%2-%3"_s.arg(window.sections().at(i).toLower(), look)
                    .arg(qRound(window.devicePixelRatioF() * 100)));
        }
        keepPopups(window, look);
        QWidget *dialog = window.makeConfirmation();
        dialog->adjustSize();
        keep(*dialog, u"confirm-%1-%2"_s.arg(look).arg(qRound(window.devicePixelRatioF() * 100)));
    }
};

QTEST_MAIN(KitGallery)
#include "kit_gallery.moc"
