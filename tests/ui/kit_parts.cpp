// Filters, ranges, JSON, SQL, banners, and names for the screen reader.
#include "items/jsonmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/conditioneditor.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/errorview.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/rangepicker.h"
#include "ui/widgets/sqlpreview.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

QList<items::FilterField> fields()
{
    return {{u"model"_s, u"model"_s, {items::Compare::OneOf, items::Compare::Is},
                {u"llama3.2"_s, u"gemma2"_s}},
        {u"duration"_s, u"duration"_s, {items::Compare::Above, items::Compare::Missing}, {},
            u"ms"_s}};
}

} // namespace

class KitParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, Scheme::Light); }

    void a_json_number_is_shown_as_typed()
    {
        JsonTree tree;
        tree.setText(u"{\"cost\": 12345678901234567890.10}"_s);
        const QModelIndex cost = tree.model()->index(0, 0, tree.model()->index(0, 0));
        QCOMPARE(cost.data().toString(), u"cost: 12345678901234567890.10"_s);
        auto *view = tree.findChild<QTreeView *>(u"jsonTree"_s);
        QVERIFY(view->isExpanded(tree.model()->index(0, 0)));
        view->setCurrentIndex(cost);
        QTest::keySequence(view, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"12345678901234567890.10"_s);
    }

    void json_that_is_none_is_text_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addRow("Python") << u"{'model': 'qwen'}"_s;
        QTest::addRow("too deep") << QString(2000, u'[') + QString(2000, u']');
        QTest::addRow("empty") << QString();
    }

    void json_that_is_none_is_text()
    {
        QFETCH(QString, text);
        JsonTree tree;
        tree.setText(text);
        QVERIFY(!tree.findChild<QPlainTextEdit *>(u"jsonText"_s)->isHidden());
        QVERIFY(!tree.findChild<QWidget *>(u"jsonNote"_s)->isHidden());
        tree.setText(u"{}"_s);
        QVERIFY(tree.findChild<QPlainTextEdit *>(u"jsonText"_s)->isHidden());
        QVERIFY(tree.findChild<QWidget *>(u"jsonNote"_s)->isHidden());
    }

    void cut_json_offers_the_whole()
    {
        JsonTree tree;
        tree.setText(u"{\"prompt\": \"A very lo"_s, 48'211);
        QSignalSpy whole(&tree, &JsonTree::wholeValueRequested);
        auto *button = tree.findChild<QPushButton *>(u"jsonWhole"_s);
        QVERIFY(!button->isHidden());
        button->click();
        QCOMPARE(whole.count(), 1);
    }

    void filters_are_values()
    {
        FilterBar bar;
        bar.setFields(fields());
        bar.setTextHint(u"Filter by name"_s);
        bar.show();
        QSignalSpy changed(&bar, &FilterBar::conditionsChanged),
            typed(&bar, &FilterBar::textChanged);
        bar.findChild<QPushButton *>(u"filterAdd"_s)->click();
        auto *editor = bar.findChild<ConditionEditor *>();
        QVERIFY(editor);
        auto *apply = editor->findChild<QPushButton *>(u"filterApply"_s);
        QVERIFY(!apply->isEnabled());
        editor->findChild<QListWidget *>(u"filterChoices"_s)->item(1)->setCheckState(Qt::Checked);
        apply->click();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(bar.conditions(),
            (QList<items::Condition>{{u"model"_s, items::Compare::OneOf, {u"gemma2"_s}}}));
        auto *chip = bar.findChild<Chip *>(u"chip0"_s);
        QCOMPARE(chip->text(), u"model is one of gemma2"_s);
        QTest::keyClick(chip, Qt::Key_Delete);
        QVERIFY(bar.conditions().isEmpty());
        QCOMPARE(changed.count(), 2);
        QTest::keyClicks(bar.findChild<QLineEdit *>(u"filterText"_s), u"web"_s);
        QTRY_COMPARE(typed.count(), 1); // once, after the pause
        QCOMPARE(typed.first().first().toString(), u"web"_s);
        bar.clear();
        QCOMPARE(typed.count(), 2);
    }

    void the_cross_removes_and_the_word_edits()
    {
        FilterBar bar;
        bar.setFields(fields());
        bar.setConditions({{u"duration"_s, items::Compare::Above, {u"500"_s}}});
        bar.resize(600, 40);
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        auto *chip = bar.findChild<Chip *>(u"chip0"_s);
        QTest::mouseClick(chip, Qt::LeftButton, {}, QPoint(20, chip->height() / 2));
        auto *editor = bar.findChild<ConditionEditor *>();
        QVERIFY(editor);
        QCOMPARE(editor->findChild<QLineEdit *>(u"filterValue"_s)->text(), u"500"_s);
        editor->findChild<QComboBox *>(u"filterCompare"_s)->setCurrentIndex(1);
        editor->findChild<QPushButton *>(u"filterApply"_s)->click();
        QCOMPARE(bar.conditions().first().compare, items::Compare::Missing);
        chip = bar.findChild<Chip *>(u"chip0"_s);
        QCOMPARE(bar.conditions().size(), 1);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        chip = bar.findChild<Chip *>(u"chip0"_s);
        QTest::mouseClick(chip, Qt::LeftButton, {}, QPoint(chip->width() - 12, chip->height() / 2));
        QVERIFY(bar.conditions().isEmpty());
    }

    void a_range_is_picked_in_the_reporting_zone()
    {
        RangePicker picker;
        picker.setZone(QTimeZone("Asia/Seoul"));
        picker.setRange(TimeRange::between(QDateTime(QDate(2026, 11, 20), QTime(0, 0), Qt::UTC),
            QDateTime(QDate(2026, 11, 20), QTime(6, 0), Qt::UTC)));
        picker.show();
        QSignalSpy changed(&picker, &RangePicker::rangeChanged);
        picker.openCustom();
        auto *form = picker.findChild<RangeForm *>();
        QVERIFY(form);
        auto *from = form->findChild<QDateTimeEdit *>(u"rangeFrom"_s);
        QCOMPARE(from->time(), QTime(9, 0)); // Seoul's wall time
        from->setTime(QTime(23, 0));
        QVERIFY(!form->findChild<QPushButton *>(u"rangeApply"_s)->isEnabled());
        from->setTime(QTime(10, 30));
        form->findChild<QPushButton *>(u"rangeApply"_s)->click();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(picker.range().from, QDateTime(QDate(2026, 11, 20), QTime(1, 30), Qt::UTC));
        QCOMPARE(picker.text(), u"20 Nov 10:30 – 15:00"_s);
        picker.menu()->actions().first()->trigger();
        QCOMPARE(picker.range(), TimeRange::last(3'600'000));
        picker.menu()->actions().first()->trigger(); // the same again says nothing
        QCOMPARE(changed.count(), 2);
    }

    void a_banner_has_one_action()
    {
        Banner banner;
        QVERIFY(banner.isHidden());
        banner.showMessage(
            items::Severity::Bad, u"The server closed the connection."_s, u"Try now"_s);
        QVERIFY(!banner.isHidden());
        QVERIFY(banner.accessibleName().startsWith(u"Problem: "_s)); // never colour alone
        QSignalSpy action(&banner, &Banner::actionTriggered),
            dismissed(&banner, &Banner::dismissed);
        banner.findChild<QAbstractButton *>(u"bannerAction"_s)->click();
        banner.findChild<QAbstractButton *>(u"bannerClose"_s)->click();
        QCOMPARE(action.count(), 1);
        QCOMPARE(dismissed.count(), 1);
        QVERIFY(banner.isHidden());
    }

    void an_error_folds_its_details()
    {
        ErrorView view;
        view.setError(u"No"_s,
            Error{Error::Kind::Sql, u"Why."_s, u"postgres://a:hunter2@h/x failed"_s, u"57014"_s,
                false});
        auto *detail = view.findChild<QPlainTextEdit *>(u"errorDetail"_s);
        QVERIFY(detail->isHidden());
        view.findChild<QAbstractButton *>(u"errorFold"_s)->click();
        QVERIFY(!detail->isHidden());
        QVERIFY(detail->toPlainText().contains(u"57014"_s));
        QVERIFY(!detail->toPlainText().contains(u"hunter2"_s));
        QVERIFY(view.findChild<QAbstractButton *>(u"errorRetry"_s)->isHidden());
    }

    void sql_is_redacted_and_split()
    {
        SqlPreview preview;
        preview.setSql(u"ALTER ROLE ada PASSWORD 'x'; -- postgres://ada:hunter2@db1/x\n"_s
            + QString(10'000, u'y'));
        auto *text = preview.findChild<QPlainTextEdit *>(u"sqlText"_s);
        QVERIFY(!text->toPlainText().contains(u"hunter2"_s));
        QVERIFY(text->isReadOnly());
        for (const QString &line : text->toPlainText().split(u'\n'))
            QVERIFY(line.size() <= 4096);
        preview.copy();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QString(10'000, u'y')));
        QVERIFY(!QGuiApplication::clipboard()->text().contains(u"hunter2"_s));
    }

    void only_differences_are_shown()
    {
        DiffView view;
        const QList<FieldChange> changes{{u"a"_s, u"1"_s, u"2"_s}, {u"b"_s, u"1"_s, u"1"_s},
            {u"c"_s, {}, {}, true, true, true, false}, {u"d"_s, {}, u"x"_s, false, true}};
        view.setChanges(changes);
        QCOMPARE(view.shownRows(), 3);
        view.setChanges(changes, true);
        QCOMPARE(view.shownRows(), 4);
        view.setChanges({});
        QCOMPARE(view.shownRows(), 0);
    }

    void progress_knows_what_it_does_not_know()
    {
        ProgressRow row(u"Backup"_s);
        auto *bar = row.findChild<QProgressBar *>();
        row.setProgress({5'000'000'000, 10'000'000'000, u"Copying"_s, {}});
        QVERIFY(!bar->isHidden());
        QCOMPARE(bar->value() * 2, bar->maximum());
        row.setProgress({12, std::nullopt, u"Scanning"_s, {}});
        QVERIFY(bar->isHidden());
        QSignalSpy cancel(&row, &ProgressRow::cancelRequested);
        row.findChild<QAbstractButton *>(u"progressCancel"_s)->click();
        QCOMPARE(cancel.count(), 1);
    }

    void everything_that_takes_the_focus_has_a_name()
    {
        Gallery window;
        window.resize(1440, 900);
        window.show();
        QStringList nameless;
        for (int section = 0; section < window.sections().size(); ++section) {
            window.showSection(section);
            for (QWidget *widget : window.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()
                    || widget->objectName().startsWith(
                        u"qt_"_s)) // inside a spin box, which has the name
                    continue;
                QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
                if (!face
                    || (face->text(QAccessible::Name).isEmpty()
                        && face->text(QAccessible::Value).isEmpty()))
                    nameless +=
                        QString::fromLatin1(widget->parentWidget()->metaObject()->className())
                        + u'/' + QString::fromLatin1(widget->metaObject()->className()) + u' '
                        + widget->objectName();
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));
    }

    void right_to_left_is_drawn()
    {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        Gallery window;
        window.resize(1440, 900);
        window.show();
        for (int i = 0; i < window.sections().size(); ++i) {
            window.showSection(i);
            const QPixmap picture = window.grab();
            QVERIFY(!picture.isNull());
            if (const QString folder = qEnvironmentVariable("GATEHOUSE_PICTURES");
                !folder.isEmpty())
                picture.save(folder + u"/rtl-%1.png"_s.arg(window.sections().at(i).toLower()));
        }
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }
};

QTEST_MAIN(KitParts)
#include "kit_parts.moc"
