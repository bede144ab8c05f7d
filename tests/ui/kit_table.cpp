#include "base/settingsfile.h"
#include "items/roles.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/delegates/keydelegate.h"
#include "ui/delegates/limitbardelegate.h"
#include "ui/delegates/sparklinedelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

std::unique_ptr<TableView> makeTable(SettingsFile *store = nullptr)
{
    auto table = std::make_unique<TableView>(u"keys"_s, u"API keys"_s);
    table->setModel(gallery::makeKeysModel(table.get()));
    if (store)
        table->keepColumns(*store);
    table->resize(1000, 400);
    table->show();
    return table;
}

int columnNamed(const TableView &table, const QString &id)
{
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        if (items::columnId(*table.model(), column) == id)
            return column;
    }
    return -1;
}

} // namespace

class KitTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Theme::apply(*qApp, Scheme::Light);
        QVERIFY(m_dir.isValid());
    }

    void columns_are_kept()
    {
        SettingsFile store(m_dir.filePath(u"a.ini"_s));
        {
            auto table = makeTable(&store);
            QVERIFY(QTest::qWaitForWindowExposed(table.get()));
            QTest::qWait(0);
            table->setColumnWidth(columnNamed(*table, u"key"_s), 333);
            table->setColumnHidden(columnNamed(*table, u"role"_s), true);
            table->horizontalHeader()->moveSection(
                table->horizontalHeader()->visualIndex(columnNamed(*table, u"state"_s)), 0);
            QTRY_VERIFY(
                store.value(u"tables/keys"_s).toStringList().join(u' ').startsWith(u"state="_s));
        }
        auto table = makeTable(&store);
        QCOMPARE(table->columnWidth(columnNamed(*table, u"key"_s)), 333);
        QVERIFY(table->isColumnHidden(columnNamed(*table, u"role"_s)));
        QCOMPARE(table->horizontalHeader()->visualIndex(columnNamed(*table, u"state"_s)), 0);
    }

    void bad_column_settings_are_survived_data()
    {
        QTest::addColumn<QStringList>("entries");
        QTest::addRow("unknown column") << QStringList{u"gone=100"_s, u"key=200"_s};
        QTest::addRow("no number") << QStringList{u"key=wide"_s};
        QTest::addRow("negative") << QStringList{u"key=-5"_s};
        QTest::addRow("endless") << QStringList{u"key=999999999"_s};
        QTest::addRow("twice") << QStringList{u"key=100"_s, u"key=120"_s, u"key=140"_s};
        QTest::addRow("nonsense") << QStringList{u""_s, u"="_s, u",hidden"_s, u"key"_s};
    }

    void bad_column_settings_are_survived()
    {
        QFETCH(QStringList, entries);
        SettingsFile store(m_dir.filePath(u"bad.ini"_s));
        store.setValue(u"tables/keys"_s, entries);
        auto table = makeTable(&store);
        QCOMPARE(table->horizontalHeader()->count(), 8);
        const int width = table->columnWidth(columnNamed(*table, u"key"_s));
        QVERIFY(width >= 40 && width < 4000);
    }

    void the_column_menu_hides_and_resets()
    {
        auto table = makeTable();
        QVERIFY(QTest::qWaitForWindowExposed(table.get()));
        Q_EMIT table->horizontalHeader()->customContextMenuRequested(QPoint(5, 5));
        auto *menu = table->findChild<QMenu *>(u"columnMenu"_s);
        QVERIFY(menu);
        auto *role = menu->findChild<QAction *>(u"column-role"_s);
        QVERIFY(role && role->isChecked());
        role->trigger();
        QVERIFY(table->isColumnHidden(columnNamed(*table, u"role"_s)));
        menu->actions().last()->trigger();
        QVERIFY(!table->isColumnHidden(columnNamed(*table, u"role"_s)));
        menu->close();
    }

    void the_context_menu_sorts_without_a_mouse()
    {
        auto table = makeTable();
        table->setSortingEnabled(true);
        table->selectRow(0);
        QContextMenuEvent event(
            QContextMenuEvent::Keyboard, QPoint(5, 5), table->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(table->viewport(), &event);
        auto *byName = table->findChild<QAction *>(u"sort-name"_s);
        QVERIFY(byName);
        byName->trigger();
        QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), columnNamed(*table, u"name"_s));
        QVERIFY(table->findChild<QAction *>(u"column-role"_s));
        table->findChild<QMenu *>(u"rowMenu"_s)->close();
    }

    void the_last_column_cannot_be_hidden()
    {
        auto table = makeTable();
        for (int column = 1; column < 8; ++column)
            table->setColumnHidden(column, true);
        Q_EMIT table->horizontalHeader()->customContextMenuRequested(QPoint(5, 5));
        QVERIFY(!table->findChild<QAction *>(u"column-name"_s)->isEnabled());
        table->findChild<QMenu *>(u"columnMenu"_s)->close();
    }

    void keys_do_what_they_do_everywhere()
    {
        auto table = makeTable();
        QVERIFY(QTest::qWaitForWindowExposed(table.get()));
        table->setFocus();
        table->selectRow(1);
        QSignalSpy open(table.get(), &TableView::openRequested);
        QSignalSpy details(table.get(), &TableView::detailsRequested);
        QSignalSpy typed(table.get(), &TableView::filterTyped);
        QTest::keyClick(table.get(), Qt::Key_Return);
        QTest::keyClick(table.get(), Qt::Key_Enter);
        QTest::keyClick(table.get(), Qt::Key_Space);
        QTest::keyClick(table.get(), Qt::Key_M);
        QCOMPARE(open.count(), 2);
        QCOMPARE(details.count(), 1);
        QCOMPARE(typed.count(), 1);
        QCOMPARE(typed.first().first().toString(), u"m"_s);
        QCOMPARE(open.first().first().toModelIndex().row(), 1);
    }

    void copy_is_masked_and_as_seen()
    {
        auto table = makeTable();
        QVERIFY(QTest::qWaitForWindowExposed(table.get()));
        table->selectRow(1);
        table->setColumnHidden(columnNamed(*table, u"limit"_s), true);
        table->setColumnHidden(columnNamed(*table, u"week"_s), true);
        table->horizontalHeader()->moveSection(7, 0);
        QTest::keySequence(table.get(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(),
            u"over 90 %\tmobile-app\tedgellm-••••2c0f\tuser\t7905\tjust now"_s);
        QTest::keyClick(table.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        auto *menu = table->findChild<QMenu *>(u"copyMenu"_s);
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 2); // no table known: no INSERT
        menu->actions().first()->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"\"day\": 7905"_s));
        menu->close();
        table->setCopyTable(u"\"public\".\"api_keys\""_s);
        QVERIFY(table->copyText(items::CopyAs::Insert)
                    .startsWith(u"INSERT INTO \"public\".\"api_keys\" (\"state\""_s));
    }

    void rows_are_dense_and_hidden_headers_stay_hidden()
    {
        auto table = makeTable();
        QCOMPARE(table->rowHeight(0), 28);
        table->setComfortable(true);
        QCOMPARE(table->rowHeight(0), 34);
        QVERIFY(table->verticalHeader()->isHidden());
    }

    void the_overlay_covers_and_uncovers()
    {
        auto table = makeTable();
        QVERIFY(QTest::qWaitForWindowExposed(table.get()));
        Overlay &overlay = table->overlay();
        QVERIFY(overlay.isHidden());
        overlay.showLoading();
        QVERIFY(overlay.isVisible());
        QCOMPARE(overlay.size(), table->viewport()->size());
        table->resize(700, 300);
        QCOMPARE(overlay.size(), table->viewport()->size());
        overlay.showError(
            u"No"_s, Error{Error::Kind::Sql, u"Why."_s, u"detail"_s, u"57014"_s, true});
        QSignalSpy retry(&overlay, &Overlay::retryRequested);
        overlay.findChild<QWidget *>(u"errorRetry"_s)->setFocus();
        QTest::keyClick(overlay.findChild<QWidget *>(u"errorRetry"_s), Qt::Key_Space);
        QCOMPARE(retry.count(), 1);
        overlay.clear();
        QVERIFY(overlay.isHidden());
    }

    void delegates_paint_at_any_size_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(0, 0), QSize(1, 1), QSize(3, 28), QSize(12, 4),
                 QSize(21, 28), QSize(40, 28), QSize(400, 2), QSize(4000, 400)})
            QTest::addRow("%d x %d", size.width(), size.height()) << size;
    }

    void delegates_paint_at_any_size()
    {
        QFETCH(QSize, size);
        QImage canvas(std::max(1, size.width()), std::max(1, size.height()), QImage::Format_ARGB32);
        QPainter painter(&canvas);
        std::unique_ptr<QAbstractItemModel> model(gallery::makeKeysModel(nullptr));
        model->setData(
            model->index(0, 3), QVariant::fromValue(items::Limit{1e300, 1e-300}), items::LimitRole);
        model->setData(model->index(1, 3), QVariant::fromValue(items::Limit{std::nan(""), 5}),
            items::LimitRole);
        model->setData(
            model->index(2, 3), QVariant::fromValue(items::Limit{-3, 5}), items::LimitRole);
        model->setData(model->index(0, 4),
            QVariant::fromValue(QList<double>{std::nan(""), std::nan("")}), items::SeriesRole);
        model->setData(model->index(1, 4),
            QVariant::fromValue(QList<double>{1, INFINITY, -INFINITY, 2}), items::SeriesRole);
        model->setData(
            model->index(2, 4), QVariant::fromValue(QList<double>{7, 7, 7}), items::SeriesRole);
        QStyleOptionViewItem option;
        option.rect = QRect(QPoint(0, 0), size);
        option.font = QApplication::font();
        std::unique_ptr<TextDelegate> delegates[] = {std::make_unique<TextDelegate>(),
            std::make_unique<KeyDelegate>(), std::make_unique<BadgeDelegate>(nullptr, true),
            std::make_unique<LimitBarDelegate>(), std::make_unique<SparklineDelegate>()};
        for (const auto &delegate : delegates) {
            for (int row = 0; row < model->rowCount(); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    for (Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
                        option.direction = direction;
                        option.state = row % 2 ? QStyle::State_Enabled : QStyle::State_Selected;
                        delegate->paint(&painter, option, model->index(row, column));
                    }
                    QVERIFY(delegate->sizeHint(option, model->index(row, column)).height() >= 28);
                }
            }
            delegate->paint(&painter, option, QModelIndex());
        }
        QVERIFY(painter.isActive());
    }

private:
    QTemporaryDir m_dir;
};

QTEST_MAIN(KitTable)
#include "kit_table.moc"
