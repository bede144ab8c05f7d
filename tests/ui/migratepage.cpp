// The page that makes rule files: on a real database and the sandbox's sample sources, and the
// command line runs what it saved.
#include "places.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "migration/plan.h"
#include "sandbox/sources.h"
#include "systems/description.h"
#include "trail/recorder.h"
#include "ui/pages/migrate.h"
#include "ui/pages/migratefindings.h"
#include "ui/pages/migrateruns.h"
#include "items/browsemodel.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QTabWidget>
#include <QTableWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class MigratePageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    MigratePage *page()
    {
        return qobject_cast<MigratePage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const QString &name)
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    void open(const QString &database)
    {
        m_window = m_windows->open(profileOf((*m_server)->info(database), database));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"migrate"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page(), 20000);
    }
    // The choice under a finding whose ways out include this one.
    QComboBox *choiceWith(const QString &fix)
    {
        for (QComboBox *box :
            in<MigrateFindings>(u"migrateFindings"_s)->findChildren<QComboBox *>())
            for (int i = 0; i < box->count(); ++i)
                if (box->itemData(i).toStringList().value(0) == fix)
                    return box;
        return nullptr;
    }
    static void choose(QComboBox *box, const QString &fix, const QString &argument = {})
    {
        for (int i = 0; i < box->count(); ++i)
            if (box->itemData(i).toStringList() == (QStringList{fix, argument})) {
                box->setCurrentIndex(i);
                Q_EMIT box->activated(i);
                return;
            }
        qFatal("that is no choice");
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        auto admin = m_server->open();
        for (const QString &name : {u"flux"_s, u"back"_s}) {
            (void)cell(*admin, u"CREATE DATABASE "_s + name);
            auto session = m_server->open(name);
            const auto done = run(*session, [](db::Sql &sql) -> Result<> {
                auto schema = systems::schemaSql(u"flux-rag"_s);
                return schema ? sql.script(schema.value()) : Result<>(schema.error());
            });
            QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
        }
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
        QVERIFY(sandbox::writeSources(
            m_folder->filePath(u"s"_s), QDateTime(QDate(2026, 3, 9), QTime(14, 0), Qt::UTC)));
    }
    void cleanup()
    {
        m_windows.reset();
        m_window = nullptr;
    }

    void aSourceBecomesARuleFileThatTheCommandLineRuns()
    {
        open(u"flux"_s);
        const QString source = m_folder->filePath(u"s/flux-rag/memory.db"_s);
        const QByteArray before = contentOf(source);
        auto dog = std::make_unique<Watchdog>();
        page()->inspect(source);
        QVERIFY(!page()->isIdle());
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY2(in<PlainLabel>(u"migrateSummary"_s)->text().contains(u"2 table"_s),
            qPrintable(in<Banner>(u"migrateBanner"_s)->text()));
        QVERIFY(in<TableView>(u"migrateMapping"_s)->model()->rowCount() >= 11);
        QComboBox *orphans = choiceWith(u"onOrphan:stub"_s);
        QVERIFY(orphans);
        QCOMPARE(orphans->currentData().toStringList().value(0), u"onOrphan:quarantine"_s);
        QComboBox *nul = choiceWith(u"convert:strip-nul"_s);
        QVERIFY(nul);
        choose(nul, u"convert:strip-nul"_s);
        for (QComboBox *box = choiceWith(u"zone"_s);
             box && box->currentData().toStringList().isEmpty();)
            choose(box, u"zone"_s, u"Asia/Seoul"_s);
        QVERIFY(in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        const QString rules = m_folder->filePath(u"rules.json"_s);
        page()->save(rules);
        QTRY_VERIFY_WITH_TIMEOUT(
            in<QLineEdit>(u"migrateCommand"_s)->text().contains(u"--rules"_s), 10000);
        // The mapping is edited, with five rows before and after.
        in<QTabWidget>(u"migrateTabs"_s)->setCurrentIndex(1);
        auto *mapping = in<TableView>(u"migrateMapping"_s);
        mapping->selectRow(0);
        auto *preview = in<QTableWidget>(u"migratePreview"_s);
        QCOMPARE(preview->rowCount(), 5);
        auto *type = in<QComboBox>(u"migrateType"_s);
        const auto setType = [&](const QString &text) {
            type->setEditText(text);
            Q_EMIT type->lineEdit()->editingFinished();
        };
        const QString before5 = type->currentText();
        setType(u"integer"_s);
        QVERIFY2(preview->item(0, 1)->text().contains(u"number"_s), qPrintable(preview->item(0, 1)->text()));
        setType(u"nonsense"_s);
        QVERIFY(in<PlainLabel>(u"migrateColumnTrouble"_s)->text().contains(u"nonsense"_s));
        setType(before5);
        QCOMPARE(preview->item(0, 1)->text(), preview->item(0, 0)->text());
        dog->check();
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            m_window->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE"));
        dog.reset(); // from here on the test waits by itself

        const auto plan = migration::parsePlan(contentOf(rules));
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text));
        QVERIFY(contentOf(rules).contains("strip-nul"));
        const db::ConnInfo info = (*m_server)->info(u"flux"_s);
        QProcess ctl;
        ctl.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            {u"migrate"_s, u"run"_s, u"--rules"_s, rules, u"--yes"_s, u"--json"_s, u"--url"_s,
                u"postgresql://%1@/flux?host=%2&port=%3"_s.arg(
                    info.user, info.host, info.port.isEmpty() ? u"5432"_s : info.port)});
        QVERIFY(ctl.waitForFinished(60000));
        QCOMPARE(ctl.exitCode(), 3); // the flaws that nobody mended are in the quarantine
        auto session = m_server->open(u"flux"_s);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 140);
        QCOMPARE(
            cell(*session, u"SELECT count(*) FROM messages WHERE content LIKE 'a NUL:%'"_s).toInt(),
            1);
        QCOMPARE(contentOf(source), before);
    }

    void aMoveRunsVerifiesAndRollsBack()
    {
        open(u"back"_s);
        m_window->workspace()->link().unlock();
        trail::setPolicy(m_windows->settings(), u"back"_s, trail::Policy::Optional);
        auto *runs = m_window->findChild<MigrateRuns *>();
        QVERIFY(runs);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY(runs->rows().empty());
        auto session = m_server->open(u"back"_s);
        page()->inspect(m_folder->filePath(u"s/flux-rag/memory-old.db"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        for (QComboBox *box :
            in<MigrateFindings>(u"migrateFindings"_s)->findChildren<QComboBox *>())
            if (box->currentData().toStringList().isEmpty())
                choose(box, u"zone"_s, u"UTC"_s);
        QVERIFY2(in<QAbstractButton>(u"migrateRun"_s)->isEnabled(),
            qPrintable(in<QAbstractButton>(u"migrateRun"_s)->toolTip()));
        auto dog = std::make_unique<Watchdog>();
        in<QAbstractButton>(u"migrateRun"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        openDialog(u"migrateConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(runs->rows().size() == 1 && page()->isIdle(), 60000);
        QVERIFY2(runs->rows()[0].phase == migration::RunState::Done,
            qPrintable(in<Banner>(u"migrateRunBanner"_s)->text()));
        QCOMPARE(runs->rows()[0].loaded, 96);
        dog->check();
        dog.reset(); // the test itself waits for the server
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 66);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            m_window->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".run.png"_s);

        (void)cell(*session,
            u"UPDATE sessions SET title = title || '!' WHERE id = (SELECT min(id) "
            u"FROM sessions)"_s);
        in<QAbstractButton>(u"migrateVerify"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 60000);
        QVERIFY2(in<PlainLabel>(u"migrateProof"_s)->text().contains(u"title"_s),
            qPrintable(in<PlainLabel>(u"migrateProof"_s)->text()));
        QCOMPARE(in<Banner>(u"migrateRunBanner"_s)->severity(), items::Severity::Bad);
        QVERIFY(in<QAbstractButton>(u"migrateReport"_s)->isEnabled());
        QHash<QString, QByteArray> saved;
        for (const QString &name : {u"proof.html"_s, u"proof.pdf"_s, u"proof.json"_s}) {
            runs->saveReport(m_folder->filePath(name));
            QTRY_VERIFY(in<Banner>(u"migrateRunBanner"_s)->text().contains(name));
            QFile file(m_folder->filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            saved[name] = file.readAll();
        }
        QVERIFY(saved[u"proof.html"_s].contains("title"));
        QVERIFY(saved[u"proof.pdf"_s].startsWith("%PDF-"));
        QVERIFY(!QJsonDocument::fromJson(saved[u"proof.json"_s])[u"green"_s].toBool(true));

        in<QAbstractButton>(u"migrateRollBack"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        auto *question = qobject_cast<ConfirmDialog *>(openDialog(u"migrateConfirm"_s));
        QVERIFY(question);
        QTRY_VERIFY_WITH_TIMEOUT(question->canConfirm(), 10000);
        QStringList words;
        for (const PlainLabel *label : question->findChildren<PlainLabel *>())
            words << label->text();
        QVERIFY2(words.join(u'|').contains(u"1 rows written since"_s), qPrintable(words.join(u'|')));
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            question->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".back.png"_s);
        question->accept();
        QTRY_VERIFY_WITH_TIMEOUT(
            page()->isIdle() && runs->rows()[0].phase == migration::RunState::RolledBack, 60000);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 0);
        QVERIFY(!in<QAbstractButton>(u"migrateRollBack"_s)->isEnabled());
        QVERIFY(!runs->rows()[0].aside.isEmpty());
        QCOMPARE(cell(*session, u"SELECT count(*) FROM %1.sessions WHERE title LIKE '%!'"_s.arg(
                                    runs->rows()[0].aside))
                     .toInt(),
            1);
    }

    void theQuarantineIsMendedAndTheSourceCaughtUpWith()
    {
        open(u"back"_s);
        m_window->workspace()->link().unlock();
        auto *runs = m_window->findChild<MigrateRuns *>();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        trail::setPolicy(m_windows->settings(), u"back"_s, trail::Policy::Optional);
        const size_t before = runs->rows().size();
        page()->inspect(m_folder->filePath(u"s/flux-rag/memory.db"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        for (QComboBox *box :
            in<MigrateFindings>(u"migrateFindings"_s)->findChildren<QComboBox *>())
            if (box->currentData().toStringList().isEmpty())
                choose(box, u"zone"_s, u"UTC"_s);
        in<QAbstractButton>(u"migrateRun"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        openDialog(u"migrateConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(runs->rows().size() == before + 1 && page()->isIdle(), 60000);
        QCOMPARE(runs->rows()[0].quarantined, 4);
        m_window->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        in<QAbstractButton>(u"migrateDelta"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        openDialog(u"migrateConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(runs->rows().size() == before + 2 && page()->isIdle(), 60000);
        QVERIFY2(runs->rows()[0].phase == migration::RunState::Done,
            qPrintable(in<Banner>(u"migrateRunBanner"_s)->text()));
        QCOMPARE(runs->rows()[0].loaded, 0);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            m_window->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".delta.png"_s);
        m_window->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        auto dog = std::make_unique<Watchdog>();
        in<QAbstractButton>(u"migrateQuarantine"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateQuarantineDialog"_s), 10000);
        auto *dialog = openDialog(u"migrateQuarantineDialog"_s);
        auto *table = dialog->findChild<BrowseTable *>(u"quarantineRows"_s);
        auto *value = dialog->findChild<QPlainTextEdit *>(u"quarantineValue"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, 10000);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            dialog->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".quarantine.png"_s);
        dog->check();
        dog.reset(); // the test itself waits for the server
        auto session = m_server->open(u"back"_s);
        const QString parent = cell(*session, u"SELECT min(id) FROM sessions"_s);
        for (int i = 0; i < 4; ++i) {
            table->selectRow(i);
            const bool orphan = table->model()->raw(i, u"column_name"_s) == "session_id";
            QTRY_VERIFY_WITH_TIMEOUT(!value->isReadOnly() || table->model()->raw(i, u"column_name"_s)->isEmpty(), 10000);
            if (orphan)
                value->setPlainText(parent);
        }
        dialog->accept();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && runs->rows()[0].quarantined == 3, 60000);
    }

    void aQuarantineOfAnySizeIsWithinReach()
    {
        open(u"back"_s);
        auto *runs = m_window->findChild<MigrateRuns *>();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && !runs->rows().empty(), 20000);
        auto session = m_server->open(u"back"_s);
        const QString many = u"WITH made AS (INSERT INTO gatehouse_migrate.quarantine (run, part, position, place, column_name, value, reason, message, rule, cells) SELECT %1, 0, int4send(n), 'line ' || n, 'title', decode('c3', 'hex') || convert_to('x' || n, 'UTF8'), 'not-utf8', 'Broken.', '', '{}' FROM generate_series(1000000, 1002999) n RETURNING id) SELECT max(id)::text FROM made"_s;
        const QByteArray last = cell(*session, many.arg(runs->rows()[0].id)).toUtf8();
        m_window->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        Watchdog dog;
        in<QAbstractButton>(u"migrateQuarantine"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateQuarantineDialog"_s), 10000);
        auto *dialog = openDialog(u"migrateQuarantineDialog"_s);
        auto *table = dialog->findChild<BrowseTable *>(u"quarantineRows"_s);
        auto *value = dialog->findChild<QPlainTextEdit *>(u"quarantineValue"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0 && table->model()->isIdle(), 20000);
        QTest::keyClick(&table->table(), Qt::Key_End);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->raw(table->currentRow(), u"id"_s).value_or(QByteArray()), last, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(value->toPlainText(), u"\uFFFDx1002999"_s, 10000);
        value->setPlainText(u"mended"_s);
        const int shown = table->model()->columnCount() - 2;
        QCOMPARE(table->model()->index(table->currentRow(), shown).data().toString(), u"mended"_s);
        QTest::keyClick(&table->table(), Qt::Key_Home);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->raw(table->currentRow(), u"id"_s).value_or(last) == last, false, 20000);
        QVERIFY(value->toPlainText() != u"mended"_s);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            dialog->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".many.png"_s);
        dialog->reject();
        (void)cell(*session, u"WITH gone AS (DELETE FROM gatehouse_migrate.quarantine WHERE cells = '{}' RETURNING 1) SELECT count(*) FROM gone"_s);
    }

    void questionsWantAnswersBeforeSaving()
    {
        open(u"flux"_s);
        QFile csv(m_folder->filePath(u"dates.csv"_s));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("id,at\n1,02/01/2025\n2,03/04/2025\n");
        csv.close();
        page()->inspect(csv.fileName());
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY(!in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        QComboBox *order = choiceWith(u"convert:dmy"_s);
        QVERIFY(order);
        QVERIFY(order->currentData().toStringList().isEmpty());
        choose(order, u"convert:mdy"_s);
        QVERIFY2(in<QAbstractButton>(u"migrateSave"_s)->isEnabled(),
            qPrintable(in<QAbstractButton>(u"migrateSave"_s)->toolTip()));
    }

    void badInputIsASentence_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("word");
        QTest::addRow("absent") << u"/nowhere/at/all"_s << u"does not exist"_s;
        QTest::addRow("no source")
            << QStringLiteral(GATEHOUSE_BIN "/gatehousectl") << u"no source that can be read"_s;
    }

    void badInputIsASentence()
    {
        QFETCH(QString, path);
        QFETCH(QString, word);
        open(u"flux"_s);
        Watchdog dog;
        page()->inspect(path);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY2(in<Banner>(u"migrateBanner"_s)->text().contains(word),
            qPrintable(in<Banner>(u"migrateBanner"_s)->text()));
        QVERIFY(!in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        dog.check();
    }
};

QTEST_MAIN(MigratePageTest)
#include "migratepage.moc"
