// Hostile texts in every component: shown plain, cut, and nothing obeyed.
#include "base/safetext.h"
#include "items/roles.h"
#include "support/hostile.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorview.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/timechart.h"

#include <QtCharts/QChartView>

#include <QApplication>
#include <QGraphicsTextItem>
#include <QHelpEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

QStandardItemModel *modelOf(const QString &text, QObject *parent)
{
    auto *model = new QStandardItemModel(1, 1, parent);
    model->setHorizontalHeaderLabels({text});
    auto *item = new QStandardItem(text);
    item->setToolTip(text);
    item->setData(text, items::SecondaryTextRole);
    model->setItem(0, 0, item);
    return model;
}

// Every component that takes a text from outside, with that text.
void fill(QWidget *window, const QString &text)
{
    auto *column = new QVBoxLayout(window);
    const auto add = [&](auto *widget) {
        column->addWidget(widget);
        return widget;
    };
    add(new PlainLabel(text, window));
    add(new PageHeader(text, window))->setSubtitle(text);
    add(new Card(text, window))->setSubtitle(text);
    add(new Banner(window))->showMessage(items::Severity::Warn, text, text);
    add(new EmptyState(window))->setContent(u"inbox"_s, text, text, text);
    add(new ErrorView(window))->setError(text, Error{Error::Kind::Sql, text, text, {}, true});
    add(new Badge(window))->setBadge(text, items::Severity::Bad);
    add(new Chip(text, window));
    auto *tile = add(new Tile(text, window));
    tile->setFigure(text, text);
    tile->setExplanation(text);
    add(new DiffView(window))->setChanges({{text, text, text + u'x'}});
    add(new JsonTree(window))->setText(text);
    add(new SqlPreview(window))->setSql(text);
    auto *row = add(new ProgressRow(text, window));
    row->setProgress({1, 2, text, text}, text);
    auto *strip = add(new StateStrip(window));
    strip->setCells({{items::Severity::Bad, text}}, text);
    auto *bar = add(new FilterBar(window));
    bar->setFields({{u"f"_s, text, {items::Compare::Is}, {text}}});
    bar->setConditions({{u"f"_s, items::Compare::Is, {text}}});
    auto *chart = add(new TimeChart(text, ChartStyle::Lines, window));
    chart->setData({{0, 60'000, 120'000}, {{text, {1, 2, 3}}}, text});
    auto *table = add(new TableView(u"hostile"_s, text, window));
    table->setObjectName(u"table"_s);
    table->setModel(modelOf(text, table));
    table->fitColumns();
}

void hover(QWidget *widget, const QPoint &pos)
{
    QToolTip::hideText();
    QHelpEvent event(QEvent::ToolTip, pos, widget->mapToGlobal(pos));
    QApplication::sendEvent(widget, &event);
}

} // namespace

class KitTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, Scheme::Light); }

    void nothing_is_taken_for_markup_data() { hostile::addRows(); }
    void nothing_is_taken_for_markup()
    {
        QFETCH(QString, text);
        QWidget window;
        fill(&window, text);
        window.resize(1000, 1600);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.grab();
        for (const QLabel *label : window.findChildren<QLabel *>())
            QVERIFY2(label->text().isEmpty() || label->textFormat() == Qt::PlainText,
                qUtf8Printable(label->text()));
        for (const PlainLabel *label : window.findChildren<PlainLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            QVERIFY(label->text().size() <= 80'000);
            QCOMPARE(
                safeText(label->text(), 1'000'000), label->text()); // nothing left to make visible
        }
        for (const QWidget *widget : window.findChildren<QWidget *>())
            QVERIFY(widget->toolTip().size() <= 40'000);
        for (const QPlainTextEdit *edit : window.findChildren<QPlainTextEdit *>())
            QVERIFY(edit->lineWrapMode() == QPlainTextEdit::NoWrap);
    }

    void charts_hold_no_text_of_ours_data() { hostile::addRows(); }
    void charts_hold_no_text_of_ours()
    {
        QFETCH(QString, text); // Qt Charts sets its texts as HTML: none may come from outside
        TimeChart chart(text, ChartStyle::StackedAreas);
        chart.setData({{0, 60'000, 120'000}, {{text, {1, 2, 3}}}, text});
        chart.resize(400, 200);
        chart.grab();
        const auto *view = chart.findChild<QChartView *>();
        for (QGraphicsItem *item : view->scene()->items()) {
            if (const auto *words = dynamic_cast<QGraphicsTextItem *>(item))
                QVERIFY2(words->toPlainText().isEmpty(), qUtf8Printable(words->toPlainText()));
        }
    }

    void tips_are_escaped_data() { hostile::addRows(); }
    void tips_are_escaped()
    {
        QFETCH(QString, text);
        TableView table(u"tips"_s, u"tips"_s);
        table.setModel(modelOf(text, &table));
        QPushButton careless(u"x"_s, &table);
        careless.setToolTip(text); // as somebody may set it without thinking
        table.resize(300, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const std::pair<QWidget *, QPoint> places[] = {
            {table.viewport(), table.visualRect(table.model()->index(0, 0)).center()},
            {&careless, QPoint(3, 3)}};
        for (const auto &[widget, pos] : places) {
            hover(widget, pos);
            const QString tip = QToolTip::text();
            QVERIFY(!tip.isEmpty());
            QVERIFY2(!Qt::mightBeRichText(tip) || tip.startsWith(u"<qt><span>"_s),
                qUtf8Printable(tip.left(200)));
            QString inside = tip;
            inside.remove(u"<qt>"_s)
                .remove(u"</qt>"_s)
                .remove(u"<span>"_s)
                .remove(u"</span>"_s)
                .remove(u"<br/>"_s);
            if (Qt::mightBeRichText(tip))
                QVERIFY2(!inside.contains(u'<'), qUtf8Printable(tip.left(200)));
            QVERIFY(tip.size() <= 40'000);
        }
    }

    void a_confirmation_shows_names_as_they_are_data() { hostile::addRows(); }
    void a_confirmation_shows_names_as_they_are()
    {
        QFETCH(QString, text);
        Confirmation what;
        what.question = text;
        what.consequence = text;
        what.objects = QStringList{text, text};
        what.verb = u"Delete"_s;
        what.typedName = text;
        what.figures = {{text, text}};
        ConfirmDialog dialog(what, {db::Environment::Production, text, text});
        dialog.grab();
        for (const PlainLabel *label : dialog.findChildren<PlainLabel *>())
            QCOMPARE(safeText(label->text(), 1'000'000), label->text());
    }

    void a_wrapped_label_keeps_a_long_message()
    {
        PlainLabel label(QString(u"word "_s).repeated(200));
        QCOMPARE(label.text().size(), kCellLength + 1);
        label.setWordWrap(true);
        QCOMPARE(label.text().size(), 1000);
        QVERIFY(label.heightForWidth(200) > 5 * label.fontMetrics().height());
    }

    void a_wrapped_label_cuts_an_endless_name_in_its_sentence()
    {
        PlainLabel label;
        label.setWordWrap(true);
        label.setText(u"The database "_s + QString(5000, u'W') + u" is not there."_s);
        QCOMPARE(label.text().count(u'W'), kCellLength);
        QVERIFY(label.text().startsWith(u"The database W"_s));
        label.setText(QString(u"\U0001F600"_s).repeated(900) + u" end"_s);
        QVERIFY(label.text().endsWith(u"… end"_s));
        QVERIFY(label.text().at(label.text().indexOf(u'…') - 1).isLowSurrogate());
        const QString chinese = QString(u"数据库"_s).repeated(400); // breaks anywhere
        label.setText(chinese);
        QCOMPARE(label.text(), chinese);
    }

    void lines_are_ours_and_never_those_of_a_text()
    {
        PlainLabel label;
        label.setLines({u"one"_s, u"two\nof it"_s, u"<b>three</b>"_s});
        QCOMPARE(label.text(), u"one\ntwo⏎of it\n<b>three</b>"_s);
        QVERIFY(label.heightForWidth(400) >= 3 * label.fontMetrics().height());
        QVERIFY(label.sizeHint().height() >= 3 * label.fontMetrics().height());
        label.setText(u"four\nfive"_s);
        QCOMPARE(label.text(), u"four⏎five"_s);
    }

    void a_mnemonic_is_not_made_from_outside()
    {
        QCOMPARE(buttonText(u"R&D <b>"_s), u"R&&D <b>"_s);
    }

    void a_cut_label_tells_the_rest_in_its_tip()
    {
        PlainLabel label(u"a rather long text that does not fit"_s);
        label.resize(60, 20);
        label.show();
        QVERIFY(QTest::qWaitForWindowExposed(&label));
        label.resize(61, 20);
        QVERIFY(label.toolTip().contains(u"does not fit"_s));
        label.resize(600, 20);
        QVERIFY(label.toolTip().isEmpty());
        QCOMPARE(label.accessibleName(), label.text());
    }
};

QTEST_MAIN(KitTexts)
#include "kit_texts.moc"
