// The wizard of a migration from its source to the verified end: on a real database and the
// sandbox's sample sources; the command line runs what it saved.
#include "places.h"
#include "support/migratebed.h"
#include "support/reachable.h"

#include <QDoubleSpinBox>
#include <QPlainTextEdit>
#include <QProcess>
#include <QTableWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class MigrateWizardTest : public QObject
{
    Q_OBJECT

    MigrateBed m_bed;

    QString moved(const QString &from)
    {
        m_bed.inspect(m_bed.path(from));
        m_bed.answerZones(u"UTC"_s);
        m_bed.goTo(MigrateWizard::Target);
        return m_bed.trouble();
    }

    void isReachable()
    {
        m_bed.window()->activateWindow();
        QTRY_COMPARE(QApplication::activeWindow(), m_bed.window());
        const QByteArray step = QByteArray::number(m_bed.wizard().step());
        QVERIFY2(nameless(m_bed.page()).isEmpty(), qPrintable(nameless(m_bed.page()).join(u'\n')));
        const QStringList left = unreached(m_bed.window());
        QVERIFY2(left.isEmpty(), step + " does not reach " + left.join(u", "_s).toUtf8());
    }

private Q_SLOTS:
    void initTestCase() { m_bed.start({u"flux"_s, u"there"_s, u"slow"_s}); }
    void init() { m_bed.beginCase(); }
    void cleanup() { m_bed.endCase(); }

    void aSourceBecomesARuleFileThatTheCommandLineRuns()
    {
        m_bed.open(u"flux"_s);
        const QString source = m_bed.path(u"s/flux-rag/memory.db"_s);
        const QByteArray before = m_bed.contentOf(source);
        auto dog = std::make_unique<Watchdog>();
        m_bed.inspect(source);
        QVERIFY2(m_bed.in<PlainLabel>(u"migrateSummary"_s)->text().contains(u"2 table"_s),
            qPrintable(m_bed.trouble()));
        QVERIFY(m_bed.in<TableView>(u"migrateMapping"_s)->model()->rowCount() >= 11);
        QComboBox *orphans = m_bed.choiceWith(u"onOrphan:stub"_s);
        QVERIFY(orphans);
        QCOMPARE(orphans->currentData().toStringList().value(0), u"onOrphan:quarantine"_s);
        QComboBox *nul = m_bed.choiceWith(u"convert:strip-nul"_s);
        QVERIFY(nul);
        m_bed.choose(nul, u"convert:strip-nul"_s);
        m_bed.answerZones(u"Asia/Seoul"_s);
        QVERIFY(m_bed.in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        const QString rules = m_bed.path(u"rules.json"_s);
        m_bed.page()->save(rules);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_bed.in<QLineEdit>(u"migrateCommand"_s)->text().contains(u"--rules"_s), 10000);
        // The mapping is edited, with five rows before and after.
        m_bed.goTo(MigrateWizard::Mapping);
        auto *mapping = m_bed.in<TableView>(u"migrateMapping"_s);
        mapping->selectRow(0);
        auto *preview = m_bed.in<QTableWidget>(u"migratePreview"_s);
        QCOMPARE(preview->rowCount(), 5);
        auto *type = m_bed.in<QComboBox>(u"migrateType"_s);
        const auto setType = [&](const QString &text) {
            type->setEditText(text);
            Q_EMIT type->lineEdit()->editingFinished();
        };
        const QString before5 = type->currentText();
        setType(u"integer"_s);
        QVERIFY2(preview->item(0, 1)->text().contains(u"number"_s), qPrintable(preview->item(0, 1)->text()));
        setType(u"nonsense"_s);
        QVERIFY(m_bed.in<PlainLabel>(u"migrateColumnTrouble"_s)->text().contains(u"nonsense"_s));
        setType(before5);
        QCOMPARE(preview->item(0, 1)->text(), preview->item(0, 0)->text());
        dog->check();
        dog.reset(); // from here on the test waits by itself

        const auto plan = migration::parsePlan(m_bed.contentOf(rules));
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text));
        QVERIFY(m_bed.contentOf(rules).contains("strip-nul"));
        const db::ConnInfo info = m_bed.server()->info(u"flux"_s);
        QProcess ctl;
        ctl.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            {u"migrate"_s, u"run"_s, u"--rules"_s, rules, u"--yes"_s, u"--json"_s, u"--url"_s,
                u"postgresql://%1@/flux?host=%2&port=%3"_s.arg(
                    info.user, info.host, info.port.isEmpty() ? u"5432"_s : info.port)});
        QVERIFY(ctl.waitForFinished(60000));
        QCOMPARE(ctl.exitCode(), 3); // the flaws that nobody mended are in the quarantine
        auto session = m_bed.server().open(u"flux"_s);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 140);
        QCOMPARE(
            cell(*session, u"SELECT count(*) FROM messages WHERE content LIKE 'a NUL:%'"_s).toInt(),
            1);
        QCOMPARE(m_bed.contentOf(source), before);
    }

    void aNewOneBeginsWithTyping()
    {
        m_bed.open(u"flux"_s);
        m_bed.in<QAbstractButton>(u"migrateNew"_s)->click();
        auto *source = m_bed.in<QLineEdit>(u"migrateSource"_s);
        QTRY_COMPARE(m_bed.page()->window()->focusWidget(), static_cast<QWidget *>(source));
    }

    void questionsWantAnswersBeforeSaving()
    {
        m_bed.open(u"flux"_s);
        QFile csv(m_bed.path(u"dates.csv"_s));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("id,at\n1,02/01/2025\n2,03/04/2025\n");
        csv.close();
        m_bed.inspect(csv.fileName());
        QVERIFY(!m_bed.in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        QComboBox *order = m_bed.choiceWith(u"convert:dmy"_s);
        QVERIFY(order);
        QVERIFY(order->currentData().toStringList().isEmpty());
        m_bed.choose(order, u"convert:mdy"_s);
        QVERIFY2(m_bed.in<QAbstractButton>(u"migrateSave"_s)->isEnabled(),
            qPrintable(m_bed.in<QAbstractButton>(u"migrateSave"_s)->toolTip()));
    }


    void aFindingShowsWhatItsAnswerMakesOfFiveRows()
    {
        m_bed.open(u"flux"_s);
        QFile csv(m_bed.path(u"dates.csv"_s));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("id,at\n");
        for (int i = 0; i < 50; ++i)
            csv.write(QByteArray::number(i) + ",2025-03-04T05:06:07Z\n");
        csv.write("50,02/01/2025\n51,03/04/2025\n");
        csv.close();
        m_bed.inspect(csv.fileName());
        auto *preview = m_bed.in<QTableWidget>(u"migrateFindingPreview"_s);
        m_bed.findings()->setCurrentCell(0, 1);
        QCOMPARE(preview->rowCount(), 5);
        QCOMPARE(preview->item(0, 0)->text(), u"02/01/2025"_s);
        m_bed.choose(m_bed.choiceWith(u"convert:dmy"_s), u"convert:dmy"_s);
        QVERIFY2(preview->item(0, 1)->text().contains(u"2025-01-02"_s),
            qPrintable(preview->item(0, 1)->text()));
        m_bed.choose(m_bed.choiceWith(u"convert:mdy"_s), u"convert:mdy"_s);
        QVERIFY(preview->item(0, 1)->text().contains(u"2025-02-01"_s));
        auto *arrive = m_bed.in<QTableWidget>(u"migrateArrivals"_s);
        QCOMPARE(arrive->rowCount(), 1);
        QCOMPARE(arrive->item(0, 1)->text(), u"52"_s);
    }

    // The times of the events go into a column without a zone and into a text: nobody needs one.
    void nothingIsAskedThatNothingNeeds()
    {
        m_bed.open(u"flux"_s);
        m_bed.inspect(m_bed.path(u"s/don-research"_s));
        QVERIFY2(m_bed.wizard().draft().survey, qPrintable(m_bed.trouble()));
        QCOMPARE(m_bed.findings()->openQuestions(), 0);
        QVERIFY(m_bed.text(u"migrateKnown"_s).contains(u"don-research"_s));
        m_bed.goTo(MigrateWizard::Mapping);
    }

    void rowsThatAreThereAreBroughtUpToTheSource()
    {
        m_bed.openUnlocked(u"there"_s);
        auto session = m_bed.server().open(u"there"_s);
        for (const bool again : {false, true}) {
            (void)moved(u"s/flux-rag/memory-old.db"_s);
            m_bed.typeSchema(u"other"_s);
            auto *full = m_bed.in<PlainLabel>(u"migrateFull"_s);
            QCOMPARE(full->isVisible(), again);
            if (again) {
                QVERIFY(!m_bed.in<QAbstractButton>(u"migrateNext"_s)->isEnabled());
                m_bed.click(u"migrateUpdateAll"_s);
                QVERIFY(m_bed.text(u"migrateExisting"_s).contains(u"66"_s));
            }
            m_bed.copyToTheEnd();
            QVERIFY2(m_bed.wizard().step() == MigrateWizard::Verify, qPrintable(m_bed.trouble()));
            QCOMPARE(cell(*session, u"SELECT count(*) FROM other.sessions"_s).toInt(), 66);
            QCOMPARE(cell(*session, u"SELECT count(*) FROM public.sessions"_s).toInt(), 0);
            (void)cell(*session,
                u"UPDATE other.sessions SET title = 'mine' WHERE id = (SELECT min(id) FROM "
                "other.sessions)"_s);
            m_bed.goTo(MigrateWizard::Finish);
            QVERIFY(m_bed.text(u"migrateSearchPath"_s).contains(u"other"_s));
            QVERIFY(m_bed.in<QPlainTextEdit>(u"migrateLines"_s)->toPlainText().contains(
                u"postgresql"_s));
            m_bed.click(u"migrateEndFinish"_s);
            QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
            openDialog(u"migrateConfirm"_s)->accept();
            QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        }
        QCOMPARE(m_bed.wizard().draft().run->parts[0].updated
                + m_bed.wizard().draft().run->parts[1].updated,
            96);
    }

    void aTableIsLeftOutAndTheThrottleKept()
    {
        m_bed.open(u"flux"_s);
        (void)moved(u"s/flux-rag/memory-old.db"_s);
        m_bed.typeSchema(u"new one"_s);
        m_bed.in<QDoubleSpinBox>(u"migrateThrottle"_s)->setValue(2.5);
        auto *left = m_bed.in<QAbstractButton>(u"migrateMove_1"_s);
        left->setChecked(false);
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        m_bed.page()->save(m_bed.path(u"rules.json"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.in<QLineEdit>(u"migrateCommand"_s)->isVisible(), 10000);
        const auto plan = migration::parsePlan(m_bed.contentOf(m_bed.path(u"rules.json"_s)));
        QVERIFY(bool(plan));
        QCOMPARE(plan.value().bytesPerSecond, 2'500'000);
        QCOMPARE(plan.value().target.schema, u"new one"_s);
        QCOMPARE(plan.value().tables.size(), size_t(1));
        QVERIFY(plan.value().tables[0].from != left->text());
    }

    void theDryRunSaysWhatTheRunDoes()
    {
        m_bed.openUnlocked(u"flux"_s);
        (void)moved(u"s/flux-rag/memory.db"_s);
        m_bed.typeSchema(u"dry"_s);
        for (int step = MigrateWizard::Source; step <= MigrateWizard::Target; ++step) {
            m_bed.wizard().goTo(step);
            isReachable();
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.wizard().isIdle(), 20000);
        m_bed.goTo(MigrateWizard::DryRun);
        isReachable();
        const std::vector<migration::DryTable> dry = m_bed.wizard().draft().dry;
        QVERIFY2(dry.size() == 2, qPrintable(m_bed.trouble()));
        auto session = m_bed.server().open(u"flux"_s);
        QCOMPARE(cell(*session, u"SELECT to_regnamespace('dry') IS NULL"_s), u"t"_s);
        m_bed.copyToTheEnd();
        const auto &run = m_bed.wizard().draft().run;
        QVERIFY2(run, qPrintable(m_bed.trouble()));
        for (size_t i = 0; i < dry.size(); ++i) {
            QCOMPARE(dry[i].read, run->parts[i].read);
            QCOMPARE(dry[i].wouldReject(), run->parts[i].quarantined);
            QCOMPARE(dry[i].read - dry[i].leftOut - dry[i].wouldReject(), run->parts[i].loaded);
        }
        for (const int step : {MigrateWizard::Copy, MigrateWizard::Verify, MigrateWizard::Finish}) {
            m_bed.wizard().goTo(step);
            isReachable();
        }
    }

    void aCopyPausesAndGoesOn()
    {
        m_bed.openUnlocked(u"slow"_s);
        QFile csv(m_bed.path(u"many.csv"_s));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("id,text\n");
        for (int i = 0; i < 100'000; ++i)
            csv.write(QByteArray::number(i) + ',' + QByteArray(100, 'a' + char(i % 26)) + '\n');
        csv.close();
        (void)moved(u"many.csv"_s);
        m_bed.in<QDoubleSpinBox>(u"migrateThrottle"_s)->setValue(3);
        m_bed.copy();
        auto *table = m_bed.in<TableView>(u"migrateCopyTable"_s);
        const auto read = [&] {
            return m_bed.wizard().draft().run ? m_bed.wizard().draft().run->parts[0].read : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(read() > 0, 20000);
        QCOMPARE(table->model()->rowCount(), 1);
        Watchdog dog;
        m_bed.click(u"migratePause"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        dog.check();
        QVERIFY(m_bed.text(u"migrateCopyState"_s).contains(u"Resume"_s));
        QVERIFY(read() > 0 && read() < 100'000);
        QVERIFY(!m_bed.in<QAbstractButton>(u"migrateNext"_s)->isEnabled());
        m_bed.click(u"migrateGoOn"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.wizard().step() == MigrateWizard::Verify, 60000);
        auto session = m_bed.server().open(u"slow"_s);
        QCOMPARE(cell(*session, u"SELECT count(DISTINCT id) FROM many"_s).toInt(), 100'000);
    }

    void itIsLeftAndTakenUpAgain()
    {
        m_bed.open(u"flux"_s);
        m_bed.inspect(m_bed.path(u"s/flux-rag/memory.db"_s));
        m_bed.answerZones(u"Asia/Seoul"_s);
        m_bed.choose(m_bed.choiceWith(u"convert:strip-nul"_s), u"convert:strip-nul"_s);
        m_bed.goTo(MigrateWizard::Mapping);
        const migration::Plan plan = m_bed.wizard().draft().whole();
        m_bed.window()->showPage(u"jobs"_s);
        m_bed.window()->showPage(u"migrate"_s);
        QCOMPARE(m_bed.wizard().step(), int(MigrateWizard::Mapping));
        m_bed.click(u"migrateBack"_s);
        QVERIFY(m_bed.in<QAbstractButton>(u"migrateContinue"_s)->isVisible());
        m_bed.click(u"migrateContinue"_s);
        QCOMPARE(m_bed.wizard().step(), int(MigrateWizard::Mapping));
        const QJsonObject state = m_bed.page()->state();
        m_bed.endCase();
        const auto folder = m_bed.keepFolder();
        m_bed.beginCase();
        m_bed.open(u"flux"_s);
        m_bed.page()->restore(state);
        m_bed.click(u"migrateContinue"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        QVERIFY2(m_bed.wizard().step() == MigrateWizard::Mapping, qPrintable(m_bed.trouble()));
        QVERIFY(m_bed.wizard().draft().whole() == plan);
        QCOMPARE(m_bed.findings()->openQuestions(), 0);
    }
};

QTEST_MAIN(MigrateWizardTest)
#include "migratewizard.moc"
