#include "support/usagewindow.h"

#include "support/hostile.h"
#include "ui/pages/usageexport.h"
#include "ui/pages/usagepaper.h"
#include "ui/pages/usagereport.h"
#include "ui/pages/usageviews.h"

#include <QCheckBox>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QPrintDialog>
#include <QPrinter>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTextBrowser>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kOneMore =
    u"INSERT INTO usage_logs (api_key, endpoint, model, response_time, \"timestamp\") VALUES "
    "('edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', '%1', 'llama3.2', 0.3, "
    "now() AT TIME ZONE 'UTC');"_s;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

// What is done with the rows: views are kept, new ones followed, files and reports made.
class UsageWorkTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<UsageWindow> m_bed;

    QDialog *dialog(const QString &name)
    {
        if (!QTest::qWaitFor([&] { return openDialog(name) != nullptr; }, 5000))
            qFatal("%s did not open", qPrintable(name));
        return openDialog(name);
    }
    void saveAs(const QString &name)
    {
        m_bed->trigger(u"usageSaveView"_s);
        QDialog *asked = dialog(u"usageViewName"_s);
        m_bed->in<QLineEdit>(u"usageViewNameEdit"_s, asked)->setText(name);
        m_bed->click(u"usageViewSave"_s, asked);
        QTRY_VERIFY(!openDialog(u"usageViewName"_s));
    }
    UsageExportDialog *exportDialog()
    {
        m_bed->click(u"usageExport"_s);
        return qobject_cast<UsageExportDialog *>(dialog(u"usageExportDialog"_s));
    }
    QStringList endpoints(int most) const
    {
        return m_bed->column(m_bed->model(), u"endpoint"_s, most);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<UsageWindow>(*m_server, u"ollama-gateway"_s, kGatewayHours);
    }
    void cleanup() { m_bed.reset(); }

    void savedViewsOutliveTheProgram()
    {
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"model=llama3.2"_s, u"duration>1000"_s}));
        QVERIFY(m_bed->tab(u"endpoint"_s));
        const QJsonObject saved = m_bed->page()->state();
        saveAs(u"slow & <b>llama</b>"_s);
        m_bed->restart();
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->page()->query().filter().chips.empty());
        m_bed->trigger(u"usageView_slow & <b>llama</b>"_s);
        QVERIFY(m_bed->settle());
        QCOMPARE(m_bed->page()->state(), saved);
        // Renamed, then deleted.
        m_bed->trigger(u"usageRename_slow & <b>llama</b>"_s);
        QDialog *asked = dialog(u"usageViewName"_s);
        m_bed->in<QLineEdit>(u"usageViewNameEdit"_s, asked)->setText(u"slow"_s);
        m_bed->click(u"usageViewSave"_s, asked);
        auto *views = m_bed->in<UsageViewsButton>(u"usageViews"_s);
        QCOMPARE(views->views().names(), QStringList{u"slow"_s});
        QCOMPARE(views->views().view(u"slow"_s), saved);
        m_bed->trigger(u"usageDelete_slow"_s);
        QTRY_VERIFY(!m_bed->page()->findChild<QAction *>(u"usageView_slow"_s));
        QVERIFY(views->views().names().isEmpty());
    }

    void theSessionComesBackAsItWas()
    {
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"model=mistral"_s}, u"chat"_s));
        QVERIFY(m_bed->tab(u"heat"_s));
        const QJsonObject left = m_bed->page()->state();
        m_bed->restart();
        QVERIFY(m_bed->open({}, left));
        QCOMPARE(m_bed->page()->state(), left);
    }

    void liveShowsRowsAsTheyAreWritten()
    {
        QVERIFY(m_bed->open());
        Watchdog dog;
        m_bed->click(u"usageLive"_s);
        UsageLive &live = m_bed->page()->live();
        QSignalSpy begun(&live, &UsageLive::begun);
        QTRY_COMPARE(begun.count(), 1);
        m_bed->run(kOneMore.arg(u"/new/one"_s));
        QTRY_COMPARE_WITH_TIMEOUT(endpoints(1), QStringList{u"/new/one"_s}, 10000);
        // A transaction that took its id first and commits last is not lost.
        OpenTransaction slow(*m_server, m_bed->database(), kOneMore.arg(u"/late"_s));
        m_bed->run(kOneMore.arg(u"/new/two"_s));
        QTRY_COMPARE_WITH_TIMEOUT(endpoints(1), QStringList{u"/new/two"_s}, 10000);
        QVERIFY(slow.commit());
        QTRY_VERIFY_WITH_TIMEOUT(endpoints(5).contains(u"/late"_s), 10000);
        QCOMPARE(live.lateRows(), 1);
        QCOMPARE(endpoints(20).count(u"/new/one"_s), 1);
        QCOMPARE(endpoints(20).count(u"/late"_s), 1);
        // While it is paused nothing moves; afterwards nothing is missing.
        m_bed->click(u"usagePause"_s);
        m_bed->run(kOneMore.arg(u"/paused"_s));
        QTest::qWait(50);
        QCOMPARE(live.state(), UsageLive::State::Paused);
        QVERIFY(!endpoints(5).contains(u"/paused"_s));
        m_bed->click(u"usagePause"_s);
        QTRY_COMPARE_WITH_TIMEOUT(endpoints(1), QStringList{u"/paused"_s}, 10000);
        QCOMPARE(live.rows(), 4);
        m_bed->click(u"usageLive"_s);
        QCOMPARE(live.state(), UsageLive::State::Off);
    }

    void liveFollowsTheFilterOnly()
    {
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"endpoint=/wanted"_s}));
        QTRY_COMPARE(m_bed->model()->rowCount(), 0);
        UsageLive &live = m_bed->page()->live();
        QSignalSpy begun(&live, &UsageLive::begun);
        m_bed->click(u"usageLive"_s);
        QTRY_COMPARE(begun.count(), 1);
        m_bed->run(kOneMore.arg(u"/other"_s) + kOneMore.arg(u"/wanted"_s));
        QTRY_COMPARE_WITH_TIMEOUT(endpoints(5), QStringList{u"/wanted"_s}, 10000);
        // Nobody looks: nothing is asked.
        m_bed->window->showPage(u"keys"_s);
        QCOMPARE(live.state(), UsageLive::State::Paused);
        m_bed->window->showPage(u"usage"_s);
        QCOMPARE(live.state(), UsageLive::State::Running);
    }

    void anExportIsWhatIsShown_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("suffix");
        QTest::addRow("CSV") << u"usageExportCsv"_s << u"csv"_s;
        QTest::addRow("JSON lines") << u"usageExportJson"_s << u"jsonl"_s;
        QTest::addRow("XLSX") << u"usageExportXlsx"_s << u"xlsx"_s;
    }
    void anExportIsWhatIsShown()
    {
        QFETCH(QString, button);
        QFETCH(QString, suffix);
        Watchdog dog;
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"model=llama3.2"_s}));
        const qint64 rows = m_bed->page()->query().figures()
            ? m_bed->sql(u"SELECT count(*)::text FROM usage_logs WHERE model = 'llama3.2'"_s)
                  .toLongLong()
            : 0;
        QTRY_VERIFY(m_bed->count().startsWith(QString::number(rows) + u" row"_s));
        UsageExportDialog *asked = exportDialog();
        QVERIFY(m_bed->text(u"usageExportWhat"_s, asked).contains(u"llama3.2"_s));
        m_bed->in<QRadioButton>(button, asked)->setChecked(true);
        const QString path = m_bed->file(u"rows."_s + suffix);
        auto *edit = m_bed->in<QLineEdit>(u"usageExportPath"_s, asked);
        QVERIFY(edit->text().endsWith(u'.' + suffix));
        edit->setText(path);
        m_bed->click(u"usageExportStart"_s, asked);
        auto *banner = m_bed->in<Banner>(u"usageExportBanner"_s, asked);
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 30000);
        QVERIFY2(banner->severity() == items::Severity::Good, qPrintable(banner->text()));
        QVERIFY(banner->text().contains(QString::number(rows) + u" rows both times"_s));
        const QByteArray bytes = read(path);
        QVERIFY(!bytes.isEmpty());
        QVERIFY(!bytes.contains("AAAAAAAAAAAA")); // keys are masked
        if (suffix == u"csv"_s)
            QCOMPARE(bytes.count('\n'), rows + 1);
        else if (suffix == u"jsonl"_s)
            QCOMPARE(bytes.count('\n'), rows);
        const auto manifest = QJsonDocument::fromJson(read(path + u".manifest.json"_s)).object();
        QCOMPARE(manifest.value(u"rows"_s).toInteger(), rows);
        const QString hash = QString::fromLatin1(
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        QVERIFY(m_bed->text(u"usageExportResult"_s, asked).contains(hash));
        // The name is taken now: nothing is replaced without being asked to.
        m_bed->click(u"usageExportStart"_s, asked);
        QTRY_COMPARE(banner->severity(), items::Severity::Bad);
        QCOMPARE(read(path), bytes);
        m_bed->in<QCheckBox>(u"usageExportReplace"_s, asked)->setChecked(true);
        m_bed->click(u"usageExportStart"_s, asked);
        QTRY_COMPARE_WITH_TIMEOUT(banner->severity(), items::Severity::Good, 30000);
        asked->reject();
    }

    void anExportCanBeStopped()
    {
        QVERIFY(m_bed->open());
        // A lock keeps the export waiting until it is cancelled.
        UsageExportDialog *asked = exportDialog();
        OpenTransaction blocker(
            *m_server, m_bed->database(), u"LOCK TABLE usage_logs IN ACCESS EXCLUSIVE MODE"_s);
        m_bed->in<QLineEdit>(u"usageExportPath"_s, asked)->setText(m_bed->file(u"never.csv"_s));
        m_bed->click(u"usageExportStart"_s, asked);
        QTRY_VERIFY(m_bed->windows().jobs().isRunning(asked->job()));
        m_bed->windows().jobs().cancel(asked->job());
        auto *banner = m_bed->in<Banner>(u"usageExportBanner"_s, asked);
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 10000);
        QCOMPARE(banner->severity(), items::Severity::Info);
        QVERIFY(QDir(m_bed->file({})).entryList({u"never*"_s}, QDir::Files).isEmpty());
        QVERIFY(blocker.rollback());
        asked->reject();
    }

    void aReportIsReadSavedAndPrinted()
    {
        QVERIFY(m_bed->open());
        QVERIFY(m_bed->filter({u"key=mobile"_s}));
        Watchdog dog;
        m_bed->click(u"usageReport"_s);
        auto *report = qobject_cast<UsageReportDialog *>(dialog(u"usageReportDialog"_s));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_bed->in<QAbstractButton>(u"usageReportPdf"_s, report)->isEnabled(), 30000);
        const QString shown = m_bed->in<QTextBrowser>(u"usageReportView"_s, report)->toPlainText();
        QVERIFY(shown.contains(u"Usage of the key mobile"_s));
        QVERIFY(shown.contains(u"Checked: the parts of the chart add up"_s));
        auto *banner = m_bed->in<Banner>(u"usageReportBanner"_s, report);
        const QString pdf = m_bed->file(u"report.pdf"_s), html = m_bed->file(u"report.html"_s);
        QVERIFY(QMetaObject::invokeMethod(report, "save", Q_ARG(QString, pdf)));
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 30000);
        QVERIFY2(banner->severity() == items::Severity::Good, qPrintable(banner->text()));
        const QByteArray paper = read(pdf);
        QVERIFY(paper.startsWith("%PDF-"));
        QVERIFY2(paper.count("/Type /Page\n") >= 1, paper.left(200));
        QVERIFY(paper.count("/Subtype /Image") >= 3); // the charts
        QVERIFY(QMetaObject::invokeMethod(report, "save", Q_ARG(QString, html)));
        QTRY_VERIFY_WITH_TIMEOUT(!read(html).isEmpty(), 30000);
        const QByteArray page = read(html);
        QVERIFY(page.contains("<svg") && !page.contains("AAAAAAAAAAAA"));
        QVERIFY(!page.contains("http://") || page.contains("http://www.w3.org/2000/svg"));
        const auto print = [&](const QString &to) {
            banner->hide();
            m_bed->click(u"usageReportPrint"_s, report);
            auto *asked = qobject_cast<QPrintDialog *>(dialog(u"usagePrintDialog"_s));
            asked->printer()->setOutputFormat(QPrinter::PdfFormat);
            asked->printer()->setOutputFileName(to);
            asked->done(QDialog::Accepted);
            return QTest::qWaitFor([banner] { return banner->isVisible(); }, 30000);
        };
        const QString printed = m_bed->file(u"printed.pdf"_s);
        QVERIFY(print(printed));
        QVERIFY2(banner->severity() == items::Severity::Good, qPrintable(banner->text()));
        QCOMPARE(read(printed).count("/Type /Page\n"), paper.count("/Type /Page\n"));
        QVERIFY(print(m_bed->file(u"no such folder/printed.pdf"_s)));
        QCOMPARE(banner->severity(), items::Severity::Bad);
        report->reject();
    }

    void hostileNamesStayText_data() { hostile::addRows(); }
    void hostileNamesStayText()
    {
        QFETCH(QString, text);
        QString value = text.left(80);
        value.remove(QChar(0));
        value.remove(QChar(0xD800));
        value.replace(u'\'', u"''"_s);
        m_bed->run(
            u"UPDATE usage_logs SET model = $hostile$%1$hostile$, endpoint = "
            "$hostile$%1$hostile$; UPDATE api_keys SET name = left($hostile$%1$hostile$, 90) || id"_s
                .arg(value));
        Watchdog dog;
        QVERIFY(m_bed->open());
        for (const QString &id :
            {u"key"_s, u"model"_s, u"endpoint"_s, u"heat"_s, u"percentiles"_s, u"rows"_s})
            QVERIFY(m_bed->tab(id));
        QTRY_VERIFY(m_bed->count().startsWith(u"1,000 row"_s));
        for (auto *label : m_bed->page()->findChildren<PlainLabel *>())
            QVERIFY(!label->text().contains(QChar(0x202E)) && !label->text().contains(u'\x1b'));
        const QString shown = m_bed->column(m_bed->model(), u"model"_s, 1).value(0);
        QVERIFY(!shown.isEmpty() && !shown.contains(u'\n') && !shown.contains(QChar(0x202E)));
    }
};

QTEST_MAIN(UsageWorkTest)
#include "usagepage_work.moc"
