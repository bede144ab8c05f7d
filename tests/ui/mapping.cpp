// An unknown back end: described in the dialog, kept, and its pages light up.
#include "support/windows.h"

#include "db/session.h"
#include "support/waiting.h"
#include "ui/dialogs/mapping.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/plainlabel.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTreeWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kSchema =
    u"CREATE TABLE api_tokens (id serial PRIMARY KEY, token varchar(80) NOT NULL UNIQUE,"
    " name varchar(100), created_at timestamp NOT NULL DEFAULT now(), note text,"
    " \"<b>bold</b> & \"\"x\"\" '; --\" text, passphrase text);"
    "CREATE TABLE request_log (id bigserial PRIMARY KEY, \"timestamp\" timestamp NOT NULL,"
    " happened timestamp, token text, model text, latency_ms integer, status_code integer);"
    "CREATE TABLE \"<img src='/etc/passwd'>\" (a int);"
    "INSERT INTO request_log (\"timestamp\", token, model, latency_ms, status_code)"
    " SELECT timestamp '2026-01-15 12:00:00' + n * interval '1 minute', 'sk-1', 'm', 40 + n, 200"
    " FROM generate_series(1, 9) n;"_s;

} // namespace

class MappingTest : public QObject
{
    Q_OBJECT

    ClusterDir m_dir;
    std::unique_ptr<db::Cluster> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    int m_databases = 0;

    template <typename T>
    T *find(QWidget *in, const QString &name)
    {
        T *found = in->findChild<T *>(name);
        if (!found)
            QTest::qFail(qPrintable(u"there is no "_s + name), __FILE__, __LINE__);
        return found;
    }
    QString database(const QString &script)
    {
        const QString name = u"unknown%1"_s.arg(++m_databases);
        const auto run = [this](const QString &in, const QString &text) {
            db::Session session({m_server->info(in), nullptr, db::SessionKind::Job, false});
            const auto done =
                waitFor(session.run([text](db::Sql &sql) { return sql.script(text); }));
            if (!done)
                QTest::qFail(qPrintable(done.error().detail), __FILE__, __LINE__);
        };
        run(u"postgres"_s, u"CREATE DATABASE "_s + name);
        run(name, script);
        return name;
    }
    MainWindow *openReady(const QString &name, std::shared_ptr<const Secret> password = {})
    {
        MainWindow *window =
            m_windows->open(profileOf(m_server->info(name), name), std::move(password));
        if (!QTest::qWaitFor([&] { return isReady(window); }, 20000))
            QTest::qFail("the database was not opened", __FILE__, __LINE__);
        return window;
    }
    MappingDialog *describe(MainWindow *window)
    {
        window->actionList().find(u"describe"_s)->trigger();
        auto *dialog = qobject_cast<MappingDialog *>(openDialog(u"mappingDialog"_s));
        if (!dialog)
            QTest::qFail("the dialog is not open", __FILE__, __LINE__);
        return dialog;
    }
    void choose(QWidget *in, const QString &box, const QString &data)
    {
        auto *combo = find<QComboBox>(in, box);
        const int place = combo->findData(data);
        QVERIFY2(place >= 0, qPrintable(box + u" does not offer "_s + data));
        combo->setCurrentIndex(place);
        Q_EMIT combo->activated(place);
    }
    QString whyNot(MainWindow *window, const char *page)
    {
        return pageSpec(QLatin1StringView(page))->whyNot(*window->workspace());
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto started = db::Cluster::start({m_dir.path()});
        QVERIFY2(bool(started), started ? "" : qPrintable(started.error().text));
        m_server = std::move(started).value();
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("GATEHOUSE_CONFIG_DIR", m_folder->filePath(u"config"_s).toUtf8());
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"s.ini"_s));
    }
    void cleanup() { m_windows.reset(); }

    void describesAnUnknownBackEnd()
    {
        MainWindow *window = openReady(database(kSchema));
        QVERIFY(!window->workspace()->match());
        Watchdog dog;
        window->showPage(u"keys"_s);
        auto *reason = find<QWidget>(window, u"pageReason"_s);
        QVERIFY(reason->isVisible());
        bool offered = false; // the greyed page offers the way out
        for (auto *button : reason->findChildren<QAbstractButton *>()) {
            if (!button->isVisible())
                continue;
            offered = true;
            button->click();
        }
        QVERIFY(offered);
        auto *dialog = qobject_cast<MappingDialog *>(openDialog(u"mappingDialog"_s));
        QVERIFY(dialog);
        QCOMPARE(find<QComboBox>(dialog, u"map_keys_table"_s)->currentData().toString(),
            u"api_tokens"_s);
        QCOMPARE(
            find<QComboBox>(dialog, u"map_keys_secret"_s)->currentData().toString(), u"token"_s);
        QVERIFY(find<PlainLabel>(dialog, u"mappingGuesses"_s)
                    ->text()
                    .contains(u"api_tokens.token looks like"_s));

        find<QTabWidget>(dialog, u"mappingTabs"_s)->setCurrentIndex(1);
        choose(dialog, u"map_usage_table"_s, u"request_log"_s);
        QCOMPARE(find<QComboBox>(dialog, u"map_usage_unit"_s)->currentText(), u"milliseconds"_s);
        auto *samples = find<PlainLabel>(dialog, u"map_usage_samples"_s);
        QTRY_VERIFY(samples->text().contains(u"2026-01-15 12:01:00"_s));
        choose(dialog, u"map_usage_zone"_s, u"Europe/Berlin"_s);
        QVERIFY2(samples->text().contains(u"2026-01-15 12:01:00 is 2026-01-15 11:01:00 UTC"_s),
            qPrintable(samples->text()));
        find<QTabWidget>(dialog, u"mappingTabs"_s)->setCurrentIndex(0);
        choose(dialog, u"map_keys_zone"_s, u"UTC"_s);

        find<QTabWidget>(dialog, u"mappingTabs"_s)->setCurrentIndex(1);
        auto *save = find<QAbstractButton>(dialog, u"mappingSave"_s);
        choose(dialog, u"map_usage_time"_s, QString());
        QVERIFY(!save->isEnabled()); // says so, and can be mended
        QVERIFY(find<Banner>(dialog, u"mappingTrouble"_s)->isVisible());
        choose(dialog, u"map_usage_time"_s, u"timestamp"_s);
        choose(dialog, u"map_usage_zone"_s, u"Europe/Berlin"_s);
        find<QTabWidget>(dialog, u"mappingTabs"_s)->setCurrentIndex(0);
        choose(dialog, u"map_keys_owner"_s, u"note"_s);
        auto *masks = find<QTreeWidget>(dialog, u"mappingMasks"_s);
        for (int i = 0; i < masks->topLevelItemCount(); ++i) {
            if (masks->topLevelItem(i)->text(0) == u"passphrase"_s)
                masks->topLevelItem(i)->setCheckState(0, Qt::Checked);
        }
        QVERIFY2(save->isEnabled(), qPrintable(dialog->mapping().problems().join(u'\n')));
        save->click();
        QTRY_VERIFY(window->workspace()->match());
        QCOMPARE(whyNot(window, "keys"), QString());
        QCOMPARE(whyNot(window, "usage"), QString());
        QVERIFY(!whyNot(window, "conversations").isEmpty());
        const systems::Shape &shape = window->workspace()->match()->shape();
        QCOMPARE(shape.keys->owner, u"note"_s);
        QCOMPARE(shape.usage->zone.zone, u"Europe/Berlin"_s);
        QCOMPARE(shape.usage->durationUnit, systems::Unit::Milliseconds);
        QVERIFY(shape.secretColumns.value(u"api_tokens"_s).contains(u"token"_s));
        QVERIFY(shape.secretColumns.value(u"api_tokens"_s).contains(u"passphrase"_s));
        dog.check();
    }

    // A second unknown database must not lose the description of the first.
    void keepsEveryDescription()
    {
        const QString other = u"CREATE TABLE access_keys (id int PRIMARY KEY, api_key text, "
                              "name text, created_at timestamptz)"_s;
        for (const QString &script : {kSchema, other}) {
            MainWindow *window = openReady(database(script));
            MappingDialog *dialog = describe(window);
            find<QAbstractButton>(dialog, u"mappingSave"_s)->click();
            QTRY_VERIFY(window->workspace()->match());
        }
        const QDir drafts(m_folder->filePath(u"config/systems"_s));
        QCOMPARE(drafts.entryList({u"*.json"_s}, QDir::Files).size(), 2);
    }

    void describesAgainWithoutASecondFile()
    {
        MainWindow *window = openReady(database(kSchema));
        find<QAbstractButton>(describe(window), u"mappingSave"_s)->click();
        QTRY_VERIFY(window->workspace()->match());
        QTRY_VERIFY(!openDialog(u"mappingDialog"_s));
        MappingDialog *again = describe(window);
        QVERIFY(!again->mapping().isNew());
        auto *title = find<QLineEdit>(again, u"mappingTitle"_s);
        title->clear();
        QTest::keyClicks(title, u"Our gateway"_s);
        find<QAbstractButton>(again, u"mappingSave"_s)->click();
        QTRY_COMPARE(window->workspace()->match()->system->title, u"Our gateway"_s);
        const QDir drafts(m_folder->filePath(u"config/systems"_s));
        QCOMPARE(drafts.entryList({u"*.json"_s}, QDir::Files).size(), 1);
    }

    void hostileNamesStayPlain()
    {
        MainWindow *window = openReady(database(kSchema));
        MappingDialog *dialog = describe(window);
        Watchdog dog;
        const QString column = u"<b>bold</b> & \"x\" '; --"_s;
        choose(dialog, u"map_keys_name"_s, column);
        QCOMPARE(find<QComboBox>(dialog, u"map_keys_name"_s)->currentText(), column);
        find<QTabWidget>(dialog, u"mappingTabs"_s)->setCurrentIndex(2);
        choose(dialog, u"map_audit_table"_s, u"<img src='/etc/passwd'>"_s);
        QVERIFY(!find<QAbstractButton>(dialog, u"mappingSave"_s)->isEnabled());
        choose(dialog, u"map_audit_table"_s, QString());
        find<QAbstractButton>(dialog, u"mappingSave"_s)->click();
        QTRY_VERIFY(window->workspace()->match());
        QCOMPARE(window->workspace()->match()->shape().keys->name, column);
        dog.check();
    }

    void saysThatNothingIsThere()
    {
        MainWindow *window = openReady(u"postgres"_s);
        window->describe();
        QVERIFY(!openDialog(u"mappingDialog"_s));
        QVERIFY(find<Banner>(window, u"linkBanner"_s)->isVisible());
    }

    void keepsTheDialogWhenTheFileCannotBeWritten()
    {
        qputenv("GATEHOUSE_CONFIG_DIR", "/dev/null/nowhere");
        MainWindow *window = openReady(database(kSchema));
        MappingDialog *dialog = describe(window);
        auto *save = find<QAbstractButton>(dialog, u"mappingSave"_s);
        save->click();
        QTRY_VERIFY(find<Banner>(dialog, u"mappingTrouble"_s)->isVisible());
        QVERIFY(dialog->isVisible() && save->isEnabled());
    }

    // S7: the guide's own password is said in a banner that lasts until it is read.
    void warnsOfASamplePassword()
    {
        QString sample;
        for (const systems::Description &each : systems::allDescriptions())
            sample = sample.isEmpty() ? each.samplePasswords.value(0) : sample;
        QVERIFY(!sample.isEmpty());
        MainWindow *window =
            openReady(u"postgres"_s, std::make_shared<const Secret>(sample.toUtf8()));
        auto *banner = find<Banner>(window, u"warningBanner"_s);
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(u"sample password"_s));
        QVERIFY(!banner->text().contains(sample));
        find<QAbstractButton>(banner, u"bannerClose"_s)->click();
        QVERIFY(!banner->isVisible());
        window->recognise();
        QSignalSpy again(window->workspace(), &Workspace::recognised);
        QTRY_VERIFY(!again.isEmpty());
        QVERIFY(!banner->isVisible());
    }
};

QTEST_MAIN(MappingTest)
#include "mapping.moc"
