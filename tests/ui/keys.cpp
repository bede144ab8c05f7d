#include "support/keybed.h"
#include "support/windows.h"

#include "db/transaction.h"
#include "ui/pages/keysimportdialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretfield.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>

#include <thread>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kWeb = u"edgellm-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa7412"_s;
const QString kApp = u"ollama-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2c0f"_s;

} // namespace

// The page as an operator uses it, on a real database, with nothing standing still over 100 ms.
class KeysPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<KeyBed> m_bed;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    void open(db::Environment environment = db::Environment::Development, const QString &role = {})
    {
        db::Profile profile = profileOf((*m_server)->info(m_bed->database()));
        profile.environment = environment;
        profile.role = role;
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 20000);
        m_window->showPage(u"keys"_s);
        QTRY_VERIFY(page() && page()->isIdle());
    }
    Page *page() { return m_window->view()->pages().currentPage(); }
    TableView *table() { return m_window->findChild<TableView *>(u"keysTable"_s); }
    template <typename T>
    static T *in(QWidget *parent, const QString &name)
    {
        T *found = parent->findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    static void click(QWidget *parent, const QString &name)
    {
        auto *button = in<QAbstractButton>(parent, name);
        if (!button->isEnabled())
            QTest::qFail(qPrintable(name + u" is disabled"_s), __FILE__, __LINE__);
        button->click();
    }
    static QString text(QWidget *parent, const QString &name)
    {
        return in<PlainLabel>(parent, name)->text();
    }
    static void type(QWidget *parent, const QString &name, const QString &text)
    {
        auto *edit = in<QLineEdit>(parent, name);
        edit->selectAll();
        edit->insert(text);
        Q_EMIT edit->textEdited(text);
    }
    QDialog *dialog(const QString &name)
    {
        if (!QTest::qWaitFor([&] { return openDialog(name) != nullptr; }, 5000))
            qFatal("%s did not open", qPrintable(name));
        return openDialog(name);
    }
    QStringList column(const QString &id)
    {
        QStringList texts;
        const QAbstractItemModel *model = table()->model();
        for (int c = 0; c < model->columnCount(); ++c) {
            if (model->headerData(c, Qt::Horizontal, items::ColumnIdRole).toString() != id)
                continue;
            for (int row = 0; row < model->rowCount(); ++row)
                texts.append(model->index(row, c).data().toString());
        }
        return texts;
    }
    void choose(const QString &name)
    {
        const qsizetype row = column(u"name"_s).indexOf(name);
        QVERIFY2(row >= 0, qPrintable(name));
        table()->selectRow(int(row));
        QTRY_COMPARE(text(m_window, u"keyDetailName"_s), name);
    }
    // Through the two questions that stand before a first change.
    void unlockAndAgree()
    {
        click(dialog(u"unlockDialog"_s), u"confirmVerb"_s);
        QTRY_VERIFY(openDialog(u"trailDialog"_s)
            && in<QWidget>(openDialog(u"trailDialog"_s), u"trailCreate"_s)->isVisible());
        click(openDialog(u"trailDialog"_s), u"trailCreate"_s);
    }
    QString accepted(const QString &secret)
    {
        return m_bed->cell(u"SELECT coalesce((SELECT name FROM api_keys WHERE key = '%1' AND "
                           "is_active), '-')"_s.arg(secret));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_bed = std::make_unique<KeyBed>(*m_server, u"gateway"_s, u"ollama-gateway"_s);
        m_bed->addPlain(u"web"_s, kWeb, 1000);
        m_bed->addPlain(u"app"_s, kApp, 5);
        m_bed->addPlain(u"old"_s, u"ollama-cccccccccccccccccccc70aa"_s, 100, false);
        m_bed->addUse(kApp, {5, 10, 15, 20, 25, 50000});
        m_folder = std::make_unique<QTemporaryDir>();
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup()
    {
        m_windows.reset();
        m_bed.reset();
    }

    void showsKeysWithUsageAndState()
    {
        Watchdog dog;
        open();
        QCOMPARE(column(u"name"_s), (QStringList{u"app"_s, u"old"_s, u"web"_s}));
        QTRY_COMPARE(column(u"state"_s).first(), u"limit reached"_s);
        QCOMPARE(column(u"state"_s).at(1), u"revoked"_s);
        QCOMPARE(column(u"limit"_s), (QStringList{u"5/5"_s, u"0/100"_s, u"0/1000"_s}));
        QCOMPARE(column(u"day"_s), (QStringList{u"6"_s, u"0"_s, u"0"_s}));
        QCOMPARE(column(u"key"_s).first(), u"ollama-••••2c0f"_s);
        choose(u"app"_s);
        QCOMPARE(text(m_window, u"keyDetailLimit"_s), u"5 of 5 requests"_s);
        QVERIFY(text(m_window, u"keyDetailOthers"_s).endsWith(u": 6"_s));
        dog.check();
    }

    void aNewKeyIsShownOnceAndTheServiceAcceptsIt()
    {
        open();
        Watchdog dog;
        click(m_window, u"keysNew"_s);
        QDialog *fresh = dialog(u"newKeyDialog"_s);
        click(fresh, u"keyDialogSubmit"_s); // without a name
        QVERIFY(in<PlainLabel>(fresh, u"keyNote_name"_s)->isVisible());
        type(fresh, u"keyName"_s, u"app"_s); // taken
        QVERIFY(text(fresh, u"keyNote_name"_s).contains(u"exists already"_s));
        type(fresh, u"keyName"_s, u"mobile-app"_s);
        QVERIFY(!in<PlainLabel>(fresh, u"keyNote_name"_s)->isVisible());
        type(fresh, u"keyLimit"_s, u"0"_s);
        QVERIFY(in<PlainLabel>(fresh, u"keyNote_limit"_s)->isVisible());
        type(fresh, u"keyLimit"_s, u"99999999999999999999"_s);
        QVERIFY(in<PlainLabel>(fresh, u"keyNote_limit"_s)->isVisible());
        type(fresh, u"keyLimit"_s, u"500"_s);
        click(fresh, u"keyDialogSubmit"_s);
        unlockAndAgree();
        QTRY_COMPARE(
            in<QAbstractButton>(fresh, u"keyDialogSubmit"_s)->text(), u"Close without copying"_s);
        auto *field = in<SecretField>(fresh, u"keyOnceSecret"_s);
        QVERIFY(field->isRevealed());
        const QString secret = field->secret().text();
        QCOMPARE(accepted(secret), u"mobile-app"_s);
        click(fresh, u"keyDialogSubmit"_s); // not copied: asks once
        QVERIFY(fresh->isVisible());
        field->copy();
        QCOMPARE(QApplication::clipboard()->text(), secret);
        QCOMPARE(in<QAbstractButton>(fresh, u"keyDialogSubmit"_s)->text(), u"Done"_s);
        const QPointer<QDialog> gone = fresh;
        click(fresh, u"keyDialogSubmit"_s);
        QTRY_VERIFY(!gone);
        QTRY_COMPARE(column(u"name"_s).size(), 4);
        QTRY_COMPARE(text(m_window, u"keyDetailName"_s), u"mobile-app"_s);
        for (const QWidget *widget : QApplication::allWidgets()) { // it is nowhere any more
            QVERIFY(!widget->accessibleName().contains(secret));
            if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
                QVERIFY(!edit->text().contains(secret));
        }
        dog.check();
    }

    void revokingOnProductionWantsTheName()
    {
        m_bed->createTrail();
        open(db::Environment::Production);
        Watchdog dog;
        choose(u"app"_s);
        click(m_window, u"key_revoke"_s);
        QDialog *confirm = dialog(u"confirmDialog"_s);
        QTRY_VERIFY(confirm->findChild<QWidget *>(u"confirmFigure1"_s));
        QCOMPARE(text(confirm, u"confirmFigure1"_s), u"6"_s); // requests in 24 hours
        QVERIFY(!in<QAbstractButton>(confirm, u"confirmVerb"_s)->isEnabled());
        type(confirm, u"confirmTyped"_s, u"app"_s);
        click(confirm, u"confirmVerb"_s);
        QDialog *unlock = dialog(u"unlockDialog"_s);
        type(unlock, u"confirmTyped"_s, u"orders-api"_s);
        click(unlock, u"confirmVerb"_s);
        QTRY_COMPARE(accepted(kApp), u"-"_s);
        QTRY_VERIFY(column(u"state"_s).contains(u"revoked"_s));
        QCOMPARE(
            m_bed->cell(
                u"SELECT action || ' ' || object_label FROM gatehouse.audit_trail ORDER BY seq DESC LIMIT 1"_s),
            u"key.revoke app"_s);
        dog.check();
    }

    void sayingNoChangesNothing()
    {
        open();
        choose(u"web"_s);
        click(m_window, u"key_revoke"_s);
        QTRY_VERIFY(in<QAbstractButton>(dialog(u"confirmDialog"_s), u"confirmVerb"_s)->isEnabled());
        click(openDialog(u"confirmDialog"_s), u"confirmVerb"_s);
        click(dialog(u"unlockDialog"_s), u"confirmCancel"_s);
        QTRY_VERIFY(!openDialog(u"unlockDialog"_s));
        QVERIFY(!m_window->workspace()->link().isUnlocked());
        QCOMPARE(accepted(kWeb), u"web"_s);
        QCOMPARE(
            m_bed->cell(u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s),
            u"0"_s);
    }

    void changesWithoutARecordAreAChoiceThatIsSaid()
    {
        open();
        choose(u"web"_s);
        click(m_window, u"key_revoke"_s);
        QTRY_VERIFY(in<QAbstractButton>(dialog(u"confirmDialog"_s), u"confirmVerb"_s)->isEnabled());
        click(openDialog(u"confirmDialog"_s), u"confirmVerb"_s);
        click(dialog(u"unlockDialog"_s), u"confirmVerb"_s);
        QTRY_VERIFY(openDialog(u"trailDialog"_s)
            && in<QWidget>(openDialog(u"trailDialog"_s), u"trailWithout"_s)->isVisible());
        click(openDialog(u"trailDialog"_s), u"trailWithout"_s);
        QTRY_COMPARE(accepted(kWeb), u"-"_s);
        auto *banner = in<Banner>(m_window, u"keysBanner"_s);
        QTRY_VERIFY(banner->text().contains(u"not recorded"_s));
        QCOMPARE(
            m_bed->cell(u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s),
            u"0"_s);
    }

    void anotherAdministratorIsNamed()
    {
        m_bed->createTrail();
        open();
        choose(u"web"_s);
        m_window->workspace()->link().unlock();
        click(m_window, u"key_edit"_s);
        QDialog *edit = dialog(u"editKeyDialog"_s);
        QVERIFY(
            !in<QAbstractButton>(edit, u"keyDialogSubmit"_s)->isEnabled()); // nothing changed yet
        type(edit, u"keyLimit"_s, u"50"_s);
        m_bed->sql(u"UPDATE api_keys SET rate_limit = 777 WHERE name = 'web'"_s);
        click(edit, u"keyDialogSubmit"_s);
        auto *banner = in<Banner>(edit, u"keyDialogBanner"_s);
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(u"1000"_s) && banner->text().contains(u"777"_s),
            qPrintable(banner->text()));
        QCOMPARE(
            m_bed->cell(u"SELECT rate_limit::text FROM api_keys WHERE name = 'web'"_s), u"777"_s);
        QCOMPARE(in<QLineEdit>(edit, u"keyLimit"_s)->text(), u"50"_s); // what was typed is kept
        edit->close();
    }

    void rotatingSaysWhatHappensAndShowsTheNewKey()
    {
        m_bed->createTrail();
        open();
        Watchdog dog;
        choose(u"app"_s);
        m_window->workspace()->link().unlock();
        click(m_window, u"key_rotate"_s);
        QDialog *rotate = dialog(u"rotateKeyDialog"_s);
        QTRY_VERIFY(text(rotate, u"rotateCarryText"_s).contains(u"6 row(s)"_s));
        QVERIFY(text(rotate, u"rotateApartText"_s).contains(u"empty window"_s));
        click(rotate, u"rotateSubmit"_s);
        auto *field = in<SecretField>(rotate, u"keyOnceSecret"_s);
        QTRY_VERIFY(field->isRevealed());
        QCOMPARE(accepted(field->secret().text()), u"app"_s);
        QCOMPARE(accepted(kApp), u"-"_s);
        field->copy();
        click(rotate, u"rotateSubmit"_s);
        QTRY_VERIFY(!openDialog(u"rotateKeyDialog"_s));
        QTRY_COMPARE(
            text(m_window, u"keyDetailLimit"_s), u"5 of 5 requests"_s); // the window goes on
        dog.check();
    }

    void severalKeysGetOneLimit()
    {
        m_bed->createTrail();
        open();
        m_window->workspace()->link().unlock();
        table()->selectAll();
        QTRY_COMPARE(text(m_window, u"keysSeveral"_s), u"3 key(s)"_s);
        click(m_window, u"bulk_limit"_s);
        QDialog *bulk = dialog(u"bulkDialog"_s);
        type(bulk, u"bulkLimit"_s, u"-3"_s);
        QTRY_VERIFY(!bulk->findChild<Banner *>()->text().isEmpty());
        QVERIFY(!in<QAbstractButton>(bulk, u"bulkSubmit"_s)->isEnabled());
        type(bulk, u"bulkLimit"_s, u"1000"_s);
        QTRY_COMPARE(in<QAbstractButton>(bulk, u"bulkSubmit"_s)->text(), u"Change 2 key(s)"_s);
        click(bulk, u"bulkSubmit"_s);
        QTRY_COMPARE(m_bed->cell(u"SELECT string_agg(rate_limit::text, ' ') FROM api_keys"_s),
            u"1000 1000 1000"_s);
    }

    void importsTheTickedRows()
    {
        m_bed->createTrail();
        open();
        Watchdog dog;
        m_window->workspace()->link().unlock();
        click(m_window, u"keysImport"_s);
        auto *import = static_cast<KeysImportDialog *>(dialog(u"importDialog"_s));
        import->readText(u"clipboard"_s,
            "DEMO_ADMIN_KEY=demo-admin-key-12345\nDEMO_USER_KEY=\nAPP_KEY=" + kApp.toUtf8()
                + "\nSECRET_KEY=not-one-of-ours\n");
        auto *submit = in<QAbstractButton>(import, u"importSubmit"_s);
        QTRY_COMPARE(submit->text(), u"Import 1 key(s)"_s);
        const QAbstractItemModel *rows = in<TableView>(import, u"importRows"_s)->model();
        QCOMPARE(rows->rowCount(), 4);
        QCOMPARE(rows->index(0, 0).data().toString(), u"Demo Admin Key"_s);
        QCOMPARE(rows->index(0, 2).data().toString(), u"admin"_s);
        QVERIFY(rows->index(2, 5).data().toString().contains(u"stored already, as app"_s));
        submit->click();
        QTRY_COMPARE(accepted(u"demo-admin-key-12345"_s), u"Demo Admin Key"_s);
        QTRY_COMPARE(column(u"name"_s).size(), 4);
        dog.check();
    }

    void theReviewLeadsToTheFix()
    {
        open();
        auto *action = m_window->findChild<QAction *>(u"keysReview_review"_s);
        action->trigger();
        QDialog *review = dialog(u"reviewDialog"_s);
        auto *groups = in<QListWidget>(review, u"reviewGroups"_s);
        QTRY_VERIFY(groups->count() > 5);
        QStringList some;
        for (int row = 0; row < groups->count(); ++row)
            some.append(groups->item(row)->text());
        QVERIFY2(some.contains(u"At their limit now (1)"_s), qPrintable(some.join(u'\n')));
        QVERIFY(some.contains(u"Shared between clients (not recorded)"_s));
        groups->setCurrentRow(int(some.indexOf(u"At their limit now (1)"_s)));
        click(review, u"reviewFix"_s);
        QVERIFY(dialog(u"bulkDialog"_s));
        openDialog(u"bulkDialog"_s)->close();
    }

    void filtersByTextAndState()
    {
        open();
        page()->restore({{u"filter"_s, u"70aa"_s}});
        QCOMPARE(column(u"name"_s), QStringList{u"old"_s});
        page()->restore({{u"state"_s, u"active"_s}});
        QCOMPARE(column(u"name"_s), (QStringList{u"app"_s, u"web"_s}));
        QCOMPARE(page()->state().value(u"state"_s).toString(), u"active"_s);
        page()->restore({{u"filter"_s, u"nothing is called so"_s}});
        QCOMPARE(table()->overlay().state(), Overlay::State::Empty);
        page()->restore({});
        QCOMPARE(column(u"name"_s).size(), 3);
    }

    void withoutRightsThePageSaysWhich()
    {
        m_bed->sql(u"DROP ROLE IF EXISTS support; CREATE ROLE support; "
                   "GRANT SELECT (id, name, is_active, created_at) ON api_keys TO support"_s);
        open(db::Environment::Development, u"support"_s);
        QCOMPARE(column(u"name"_s), (QStringList{u"app"_s, u"old"_s, u"web"_s}));
        QCOMPARE(column(u"key"_s).first(), u"not readable"_s);
        QVERIFY(!in<QAbstractButton>(m_window, u"keysNew"_s)->isEnabled());
        choose(u"web"_s);
        QVERIFY(!in<QAbstractButton>(m_window, u"key_revoke"_s)->isEnabled());
        QVERIFY(!in<QAbstractButton>(m_window, u"key_revoke"_s)->toolTip().isEmpty());
        m_windows.reset();
        m_bed->sql(u"DROP OWNED BY support; DROP ROLE support"_s);
    }

    void aTableThatGoesAwayLeavesTheRestAlive()
    {
        open();
        m_bed->sql(u"DROP TABLE api_keys"_s);
        page()->refresh();
        auto *banner = in<Banner>(m_window, u"keysBanner"_s);
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(u"missing"_s), qPrintable(banner->text()));
        QCOMPARE(column(u"name"_s).size(), 3); // what was seen stays
        m_window->showPage(u"settings"_s);
        QVERIFY(page()->isVisible());
    }

    void aBlockedServerBlocksNothing()
    {
        open();
        auto other = m_server->open(m_bed->database());
        std::atomic<bool> release = false;
        auto held = other->run([&release](db::Sql &sql) -> Result<> {
            auto transaction = db::Transaction::begin(sql);
            (void)bool(sql.execute(u"LOCK TABLE api_keys"_s));
            while (!release)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            return Done{};
        });
        Watchdog dog;
        QTRY_COMPARE(
            m_bed->cell(
                u"SELECT count(*)::text FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'api_keys'::regclass"_s),
            u"1"_s);
        page()->refresh();
        QVERIFY(!page()->isIdle());
        page()->cancelQuery();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 1000);
        QCOMPARE(column(u"name"_s).size(), 3);
        release = true;
        QTRY_VERIFY(held.isFinished());
        page()->refresh();
        QTRY_VERIFY(page()->isIdle());
        dog.check();
    }

    void hostileNamesStayNames()
    {
        int number = 0;
        for (const QString &hostile : hostileTexts()) {
            QString name = hostile.left(200).remove(QChar(0));
            for (QChar &c : name)
                c = c.isSurrogate() ? u'?' : c;
            m_bed->addPlain(name.replace(u'\'', u"''"_s) + QString::number(number),
                u"edgellm-hostile-%1-xxxxxxxxxxxx"_s.arg(number));
            ++number;
        }
        Watchdog dog;
        open();
        QCOMPARE(table()->model()->rowCount(), 3 + number);
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            table()->selectRow(row);
            QCoreApplication::processEvents(); // paints it
            QTRY_VERIFY(page()->isIdle());
        }
        table()->selectAll();
        click(m_window, u"bulk_delete"_s);
        QDialog *confirm = dialog(u"confirmDialog"_s);
        QTRY_VERIFY(confirm->findChild<QWidget *>(u"confirmFigure1"_s));
        confirm->close();
        dog.check();
    }

    void findsALeakedKeyAndShowsItInTheList()
    {
        m_bed->sql(u"CREATE TABLE tickets (body text); INSERT INTO tickets VALUES ('my key %1 "
                   "leaked'), ('none')"_s.arg(kApp));
        open();
        Watchdog dog;
        choose(u"web"_s);
        click(m_window, u"keysFind"_s);
        QDialog *find = dialog(u"findDialog"_s);
        auto *banner = in<Banner>(find, u"findBanner"_s);
        click(find, u"findSubmit"_s); // nothing pasted
        QVERIFY(banner->isVisible());
        auto *field = in<SecretField>(find, u"findSecret"_s);
        field->edit()->setText(u" "_s + kApp + u" "_s);
        click(find, u"findSubmit"_s);
        QVERIFY(field->edit()->text().isEmpty()); // held no longer than needed
        auto *submit = in<QAbstractButton>(find, u"findSubmit"_s);
        QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
        QVERIFY2(text(find, u"findOwner"_s).contains(u"the key of app"_s),
            qPrintable(text(find, u"findOwner"_s)));
        QStringList places;
        const QAbstractItemModel *rows = in<TableView>(find, u"findPlaces"_s)->model();
        for (int row = 0; row < rows->rowCount(); ++row)
            places.append(rows->index(row, 0).data().toString() + u' '
                + rows->index(row, 1).data().toString() + u' '
                + rows->index(row, 2).data().toString());
        QCOMPARE(places,
            (QStringList{u"public.api_keys.key 1 0"_s, u"public.tickets.body 0 1"_s,
                u"public.usage_logs.api_key 6 0"_s}));
        for (const QWidget *widget : QApplication::allWidgets()) {
            QVERIFY(!widget->accessibleName().contains(kApp));
            if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
                QVERIFY(!edit->text().contains(kApp));
            if (const auto *label = qobject_cast<const PlainLabel *>(widget))
                QVERIFY(!label->text().contains(kApp));
        }
        field->edit()->setText(u"edgellm-nobody-has-this-one"_s);
        click(find, u"findSubmit"_s);
        QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
        QCOMPARE(banner->severity(), items::Severity::Good);
        QVERIFY(!in<QWidget>(find, u"findShow"_s)->isVisible());
        field->edit()->setText(kApp);
        click(find, u"findSubmit"_s);
        QTRY_VERIFY_WITH_TIMEOUT(in<QWidget>(find, u"findShow"_s)->isVisible(), 20000);
        click(find, u"findShow"_s);
        QTRY_COMPARE(text(m_window, u"keyDetailName"_s), u"app"_s);
        dog.check();
    }

    void aSearchThatIsLeftStops()
    {
        m_bed->sql(u"CREATE TABLE long (t text); INSERT INTO long SELECT repeat('edgellm-' || "
                   "md5(g::text), 20000) FROM generate_series(1, 200) AS g"_s);
        open();
        Watchdog dog;
        click(m_window, u"keysFind"_s);
        const QPointer<QDialog> find = dialog(u"findDialog"_s);
        in<SecretField>(find, u"findSecret"_s)
            ->edit()
            ->setText(u"edgellm-0123456789abcdef0123"_s);
        click(find, u"findSubmit"_s);
        auto other = m_server->open(m_bed->database());
        const QString running =
            u"SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%regexp_matches%' AND "
            "state = 'active' AND pid <> pg_backend_pid()"_s;
        QTRY_COMPARE_WITH_TIMEOUT(cell(*other, running), u"1"_s, 30000);
        find->close();
        QTRY_VERIFY(!find);
        QTRY_COMPARE_WITH_TIMEOUT(cell(*other, running), u"0"_s, 30000);
        dog.check();
    }

    void whatIfAnswersAsTheLimitChanges()
    {
        open();
        Watchdog dog;
        choose(u"app"_s);
        click(m_window, u"key_whatif"_s);
        QDialog *what = dialog(u"whatIfDialog"_s);
        auto *limit = in<QSpinBox>(what, u"whatIfLimit"_s);
        QCOMPARE(limit->value(), 5); // its own
        QTRY_COMPARE(
            text(what, u"whatIfResult"_s), u"None of 6 requests would have been refused."_s);
        limit->setValue(2);
        QTRY_COMPARE(text(what, u"whatIfResult"_s),
            u"3 of 6 requests would have been refused (50.0 %)."_s);
        QCOMPARE(text(what, u"whatIfCheck"_s), u"Checked: 3 allowed + 3 refused = 6 requests."_s);
        QVERIFY(text(what, u"whatIfDetail"_s).contains(u"A limit of 5"_s));
        in<QComboBox>(what, u"whatIfWindow"_s)->setCurrentIndex(0); // a minute
        in<QComboBox>(what, u"whatIfScope"_s)->setCurrentIndex(1);  // every key
        limit->setValue(5);
        QTRY_COMPARE(
            text(what, u"whatIfResult"_s), u"None of 6 requests would have been refused."_s);
        click(what, u"whatIfShowSql"_s);
        // Not the one of the table's error, which is further up.
        const auto *sql = what->findChild<SqlPreview *>()->findChild<QPlainTextEdit *>();
        QTRY_VERIFY(sql->isVisible());
        QString shown = sql->toPlainText(); // long lines are split for display
        shown.remove(u' ').remove(u'\n');
        QVERIFY2(shown.contains(u"PARTITIONBYkeyORDERBYt"_s), qPrintable(shown));
        click(what, u"whatIfClose"_s);
        dog.check();
    }

    void aKeyThatIsRevokedShowsWhoStillTries()
    {
        m_bed->createTrail();
        open();
        Watchdog dog;
        m_window->workspace()->link().unlock();
        choose(u"app"_s);
        click(m_window, u"key_revoke"_s);
        QDialog *confirm = dialog(u"confirmDialog"_s);
        QTRY_VERIFY(confirm->findChild<PlainLabel *>(u"keyBlast1"_s));
        QCOMPARE(text(confirm, u"keyBlast1"_s), u"6"_s);
        QTRY_VERIFY(in<QAbstractButton>(confirm, u"confirmVerb"_s)->isEnabled());
        click(confirm, u"confirmVerb"_s);
        QTRY_COMPARE(accepted(kApp), u"-"_s);
        QTRY_VERIFY(text(m_window, u"keyStragglers"_s).startsWith(u"No request since"_s));
        m_bed->addUse(kApp, {-1, -2});
        page()->refresh();
        QTRY_VERIFY(text(m_window, u"keyStragglers"_s).startsWith(u"2 request(s) since"_s));
        dog.check();
    }

    void requestsOpenTheUsagePageWhenThereIsOne()
    {
        open();
        choose(u"app"_s);
        const QString why = whyNotNow(*pageSpec(u"usage"_s), *m_window->workspace());
        auto *button = in<QAbstractButton>(m_window, u"key_requests"_s);
        QCOMPARE(button->isEnabled(), why.isEmpty());
        if (!why.isEmpty()) {
            QVERIFY(!button->toolTip().isEmpty());
            return;
        }
        QSignalSpy asked(m_window->workspace(), &Workspace::openPage);
        button->click();
        QCOMPARE(asked.size(), 1);
        const QJsonObject state = asked.first().at(1).toJsonObject();
        QCOMPARE(state.value(u"tab"_s).toString(), u"rows"_s);
        const QString filter = QString::fromUtf8(
            QJsonDocument(state.value(u"filter"_s).toObject()).toJson(QJsonDocument::Compact));
        QVERIFY2(filter.contains(u"\"app\""_s), qPrintable(filter));
        QVERIFY(!filter.contains(kApp));
    }

    void theRecordOfChangesIsCheckedAndRemoved()
    {
        m_bed->createTrail();
        open();
        m_window->workspace()->link().unlock();
        m_window->findChild<QAction *>(u"keysReview_trail"_s)->trigger();
        QDialog *trail = dialog(u"trailDialog"_s);
        QTRY_VERIFY(in<QWidget>(trail, u"trailVerify"_s)->isVisible());
        click(trail, u"trailVerify"_s);
        QTRY_COMPARE(trail->findChild<Banner *>()->severity(), items::Severity::Good);
        click(trail, u"trailRemove"_s);
        click(dialog(u"confirmDialog"_s), u"confirmVerb"_s);
        QTRY_COMPARE(
            m_bed->cell(u"SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gatehouse'"_s),
            u"0"_s);
    }
};

QTEST_MAIN(KeysPageTest)
#include "keys.moc"
