// What is done with migrations that were begun: on a real database and the sandbox's sample sources.
#include "places.h"
#include "support/migratebed.h"

#include "items/browsemodel.h"
#include "ui/pages/migrateacts.h"
#include "ui/pages/migrateproof.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/confirmdialog.h"

#include <QJsonDocument>
#include <QPlainTextEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

class MigratePageTest : public QObject
{
    Q_OBJECT

    MigrateBed m_bed;

private Q_SLOTS:
    void initTestCase() { m_bed.start({u"back"_s}); }
    void init() { m_bed.beginCase(); }
    void cleanup() { m_bed.endCase(); }

    void aMoveRunsVerifiesAndRollsBack()
    {
        m_bed.openUnlocked(u"back"_s);
                auto *runs = &m_bed.runs();
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        QVERIFY(runs->rows().empty());
        auto session = m_bed.server().open(u"back"_s);
        m_bed.inspect(m_bed.path(u"s/flux-rag/memory-old.db"_s));
        m_bed.answerZones(u"UTC"_s);
        m_bed.goTo(MigrateWizard::Target);
        auto dog = std::make_unique<Watchdog>();
        m_bed.copyToTheEnd();
        QVERIFY2(runs->rows()[0].phase == migration::RunState::Done,
            qPrintable(m_bed.in<Banner>(u"migrateRunBanner"_s)->text()));
        QCOMPARE(runs->rows()[0].loaded, 96);
        dog->check();
        dog.reset(); // the test itself waits for the server
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 66);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            m_bed.window()->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".run.png"_s);

        QCOMPARE(m_bed.wizard().step(), int(MigrateWizard::Verify));
        QVERIFY(m_bed.text(u"migrateVerdict"_s).contains(u"equal in every cell"_s));
        m_bed.page()->showRuns(true);
        (void)cell(*session,
            u"UPDATE sessions SET title = title || '!' WHERE id = (SELECT min(id) "
            u"FROM sessions)"_s);
        m_bed.in<QAbstractButton>(u"migrateVerify"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 60000);
        QTRY_VERIFY(runs->findChild<MigrateProof *>()->lines().join(u'|').contains(u"column title"_s));
        QCOMPARE(m_bed.in<Banner>(u"migrateRunBanner"_s)->severity(), items::Severity::Bad);
        QVERIFY(m_bed.in<QAbstractButton>(u"migrateReport"_s)->isEnabled());
        QHash<QString, QByteArray> saved;
        for (const QString &name : {u"proof.html"_s, u"proof.pdf"_s, u"proof.json"_s}) {
            m_bed.window()->findChild<MigrateActs *>()->saveReport(m_bed.path(name));
            QTRY_VERIFY(m_bed.in<Banner>(u"migrateRunBanner"_s)->text().contains(name));
            QFile file(m_bed.path(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            saved[name] = file.readAll();
        }
        QVERIFY(saved[u"proof.html"_s].contains("title"));
        QVERIFY(saved[u"proof.pdf"_s].startsWith("%PDF-"));
        QVERIFY(!QJsonDocument::fromJson(saved[u"proof.json"_s])[u"green"_s].toBool(true));

        m_bed.in<QAbstractButton>(u"migrateRollBack"_s)->click();
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
            m_bed.page()->isIdle() && runs->rows()[0].phase == migration::RunState::RolledBack, 60000);
        QCOMPARE(cell(*session, u"SELECT count(*) FROM sessions"_s).toInt(), 0);
        QVERIFY(!m_bed.in<QAbstractButton>(u"migrateRollBack"_s)->isEnabled());
        QVERIFY(!runs->rows()[0].aside.isEmpty());
        QCOMPARE(cell(*session, u"SELECT count(*) FROM %1.sessions WHERE title LIKE '%!'"_s.arg(
                                    runs->rows()[0].aside))
                     .toInt(),
            1);
    }

    void theQuarantineIsMendedAndTheSourceCaughtUpWith()
    {
        m_bed.openUnlocked(u"back"_s);
                auto *runs = &m_bed.runs();
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        const size_t before = runs->rows().size();
        m_bed.inspect(m_bed.path(u"s/flux-rag/memory.db"_s));
        m_bed.answerZones(u"UTC"_s);
        m_bed.copyToTheEnd();
        QTRY_COMPARE_WITH_TIMEOUT(runs->rows().size(), before + 1, 20000);
        m_bed.page()->showRuns(true);
        QCOMPARE(runs->rows()[0].quarantined, 4);
        m_bed.window()->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        m_bed.in<QAbstractButton>(u"migrateDelta"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateConfirm"_s), 10000);
        openDialog(u"migrateConfirm"_s)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(runs->rows().size() == before + 2 && m_bed.page()->isIdle(), 60000);
        QVERIFY2(runs->rows()[0].phase == migration::RunState::Done,
            qPrintable(m_bed.in<Banner>(u"migrateRunBanner"_s)->text()));
        QCOMPARE(runs->rows()[0].loaded, 0);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            m_bed.window()->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".delta.png"_s);
        m_bed.window()->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        auto dog = std::make_unique<Watchdog>();
        m_bed.in<QAbstractButton>(u"migrateQuarantine"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"migrateQuarantineDialog"_s), 10000);
        auto *dialog = openDialog(u"migrateQuarantineDialog"_s);
        auto *table = dialog->findChild<BrowseTable *>(u"quarantineRows"_s);
        auto *value = dialog->findChild<QPlainTextEdit *>(u"quarantineValue"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, 10000);
        if (qEnvironmentVariableIsSet("GATEHOUSE_PICTURE"))
            dialog->grab().save(qEnvironmentVariable("GATEHOUSE_PICTURE") + u".quarantine.png"_s);
        dog->check();
        dog.reset(); // the test itself waits for the server
        auto session = m_bed.server().open(u"back"_s);
        const QString parent = cell(*session, u"SELECT min(id) FROM sessions"_s);
        for (int i = 0; i < 4; ++i) {
            table->selectRow(i);
            const bool orphan = table->model()->raw(i, u"column_name"_s) == "session_id";
            QTRY_VERIFY_WITH_TIMEOUT(!value->isReadOnly() || table->model()->raw(i, u"column_name"_s)->isEmpty(), 10000);
            if (orphan)
                value->setPlainText(parent);
        }
        dialog->accept();
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle() && runs->rows()[0].quarantined == 3, 60000);
    }

    void aQuarantineOfAnySizeIsWithinReach()
    {
        m_bed.open(u"back"_s);
        auto *runs = &m_bed.runs();
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle() && !runs->rows().empty(), 20000);
        auto session = m_bed.server().open(u"back"_s);
        const QString many = u"WITH made AS (INSERT INTO gatehouse_migrate.quarantine (run, part, position, place, column_name, value, reason, message, rule, cells) SELECT %1, 0, int4send(n), 'line ' || n, 'title', decode('c3', 'hex') || convert_to('x' || n, 'UTF8'), 'not-utf8', 'Broken.', '', '{}' FROM generate_series(1000000, 1002999) n RETURNING id) SELECT max(id)::text FROM made"_s;
        const QByteArray last = cell(*session, many.arg(runs->rows()[0].id)).toUtf8();
        m_bed.window()->findChild<TableView *>(u"migrateRuns"_s)->selectRow(0);
        Watchdog dog;
        m_bed.in<QAbstractButton>(u"migrateQuarantine"_s)->click();
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
        m_bed.open(u"back"_s);
        Watchdog dog;
        m_bed.page()->inspect(path);
        QTRY_VERIFY_WITH_TIMEOUT(m_bed.page()->isIdle(), 20000);
        QVERIFY2(m_bed.trouble().contains(word), qPrintable(m_bed.trouble()));
        QVERIFY(!m_bed.in<QAbstractButton>(u"migrateSave"_s)->isEnabled());
        dog.check();
    }
};

QTEST_MAIN(MigratePageTest)
#include "migratepage.moc"
