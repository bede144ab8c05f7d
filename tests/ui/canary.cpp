#include "places.h"
#include "support/harvest.h"
#include "support/testcluster.h"
#include "support/windows.h"

#include "base/log.h"
#include "base/process.h"
#include "base/redact.h"
#include "systems/description.h"
#include "ui/tour/stops.h"
#include "ui/widgets/secretfield.h"
#include "ui/widgets/tableview.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLineEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

// Marked secrets: a word that stands nowhere else, in the part that no mask may show.
const QString kWord = u"CANARYzq"_s;
const QString kPassword = u"pw-CANARYzq-9f3!"_s;

// Reads what every process of this machine was started with, until it is told to stop.
class ArgumentWatch
{
public:
    ArgumentWatch()
        : m_thread([this] {
              while (!m_stop) {
                  for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs))
                      look(pid);
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
          })
    {
    }
    QStringList stop()
    {
        m_stop = true;
        m_thread.join();
        return m_found;
    }

private:
    void look(const QString &pid)
    {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        if (pid.at(0).isDigit() && file.open(QIODevice::ReadOnly)) {
            const QString line = QString::fromUtf8(file.readAll().replace('\0', ' '));
            if (line.contains(kWord) && !m_found.contains(line))
                m_found.append(line);
        }
    }
    std::atomic<bool> m_stop = false;
    QStringList m_found;
    std::thread m_thread;
};

} // namespace

// S1: secrets are planted in the database, the connection and the server's own words; then every
// page, dialog, copy, command, log and file is searched for them.
class Canary : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<ArgumentWatch> m_arguments;

    db::Profile profile(const QString &database) const
    {
        db::Profile made = profileOf((*m_server)->info(database), database);
        made.info.user = u"ada"_s;
        return made;
    }
    static void fill(db::Session &session, const QString &statement)
    {
        const auto done = run(session, [&](db::Sql &sql) { return sql.script(statement); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    void makeDatabase(const QString &name, const QString &system, const QString &rows)
    {
        auto admin = m_server->open();
        QCOMPARE(cell(*admin, u"CREATE DATABASE "_s + name + u" OWNER ada"_s).left(5),
            u"error"_s); // no row
        auto session = m_server->open(name);
        const auto schema = systems::schemaSql(system);
        QVERIFY(bool(schema));
        fill(*session, schema.value());
        fill(*session, rows);
        fill(*session,
            u"GRANT ALL ON ALL TABLES IN SCHEMA public TO ada; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ada"_s);
    }
    // Sentences of the harvest that hold a secret.
    static QStringList leaks(const QStringList &texts)
    {
        QStringList found;
        for (const QString &text : texts)
            if (text.contains(kWord))
                found.append(text.left(200));
        return found;
    }
    static void copyFromTables(QWidget *page)
    {
        for (auto *table : page->findChildren<QAbstractItemView *>()) {
            if (!table->isVisible() || !table->model() || table->model()->rowCount() == 0)
                continue;
            table->setFocus();
            table->selectAll();
            QTest::keySequence(table, QKeySequence::Copy);
        }
    }
    void searchPages(const QString &database);
    void searchDialogs(MainWindow *window, const QString &page, const QString &database);

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *variable :
            {"GATEHOUSE_CONFIG_DIR", "GATEHOUSE_DATA_DIR", "GATEHOUSE_STATE_DIR"})
            qputenv(variable, m_home.filePath(QLatin1StringView(variable)).toUtf8());
        installLog(false);
        m_arguments = std::make_unique<ArgumentWatch>();
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble());
        auto admin = m_server->open();
        fill(*admin, u"CREATE ROLE ada LOGIN PASSWORD '%1'"_s.arg(kPassword));
        makeDatabase(u"canary_gateway"_s, u"ollama-gateway"_s,
            u"INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES "
            "('edgellm-CANARYzqAAAAAAAAAAAAAAAAAAAAAAAAAAAA7412', 'web', 'user', 100, now(), true),"
            "('ollama-CANARYzqBBBBBBBBBBBBBBBBBBBBBBBBBBBBB9911', 'older', 'user', 10, now(), "
            "false),"
            "('CANARYzq short', 'odd', 'admin', 0, now(), true),"
            "('noprefixCANARYzqCCCCCCCC0001', 'plain', 'user', 5, now(), true);"
            "INSERT INTO usage_logs (api_key, endpoint, model, response_time, timestamp, "
            "request_data) "
            "SELECT k.key, '/api/chat', 'llama3.2', 0.4, now() - g * interval '7 min', "
            "'{\"message_count\": 2}' "
            "FROM api_keys k, generate_series(1, 50) g;"
            "INSERT INTO usage_logs (api_key, endpoint, model, response_time, timestamp, "
            "request_data) VALUES "
            "('edgellm-CANARYzqDDDDDDDDDDDDDDDDDDDDDDDDDDDD0002', '/api/generate', 'gone', 1, now(), 'null')"_s);
        makeDatabase(u"canary_hashed"_s, u"onelastai"_s,
            u"INSERT INTO users (keycloak_id, username, email, created_at, updated_at) VALUES "
            u"('kc', 'ada', 'ada@example.org', now(), now());"
            "INSERT INTO api_keys (user_id, key_hash, name, created_at, updated_at) SELECT id, "
            "'CANARYzq0123456789abcdef0123456789abcdef0123456789abcdef', 'hashed', now(), now() FROM users;"
            "INSERT INTO audit_logs (user_id, action, resource_type, resource_id, changes, "
            "metadata, created_at, updated_at) SELECT id, 'api_key.create', 'api_key', 'k1', "
            "'{\"key_hash\": [null, \"CANARYzq0123456789abcdef\"], \"config\": {\"token\": "
            "\"CANARYzqtoken0000\"}}', '{\"password\": \"CANARYzqpassword\", \"note\": "
            "\"Bearer CANARYzqbearer0001\"}', now(), now() FROM users"_s);
    }

    void cleanupTestCase()
    {
        if (m_arguments)
            QCOMPARE(m_arguments->stop(), QStringList());
    }

    void noPageOrDialogShowsASecret_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addRow("plain keys") << u"canary_gateway"_s;
        QTest::addRow("hashed keys") << u"canary_hashed"_s;
    }
    void noPageOrDialogShowsASecret()
    {
        QFETCH(QString, database);
        searchPages(database);
    }

    void findingASecretShowsItNowhere_data() { noPageOrDialogShowsASecret_data(); }
    void findingASecretShowsItNowhere()
    {
        QFETCH(QString, database);
        Windows windows(m_home.filePath(database + u"-find.ini"_s));
        MainWindow *window = windows.open(profile(database), std::make_shared<Secret>(kPassword));
        QTRY_VERIFY(isReady(window));
        window->showPage(u"keys"_s);
        QTRY_VERIFY_WITH_TIMEOUT(window->view()->pages().currentPage()->isIdle(), 20000);
        for (const QString &secret :
            {u"edgellm-CANARYzqAAAAAAAAAAAAAAAAAAAAAAAAAAAA7412"_s,
                u"edgellm-CANARYzqDDDDDDDDDDDDDDDDDDDDDDDDDDDD0002"_s, u"CANARYzq short"_s,
                u"CANARYzq\nof two lines"_s, u"zq"_s + kWord}) {
            window->findChild<QAbstractButton *>(u"keysFind"_s)->click();
            QTRY_VERIFY(openDialog(u"findDialog"_s));
            QPointer<QDialog> find = openDialog(u"findDialog"_s);
            find->findChild<SecretField *>(u"findSecret"_s)->edit()->setText(secret);
            auto *submit = find->findChild<QAbstractButton *>(u"findSubmit"_s);
            submit->click();
            QCOMPARE(leaks(harvest()), QStringList());
            QTRY_VERIFY_WITH_TIMEOUT(submit->isEnabled(), 20000);
            copyFromTables(find);
            QCOMPARE(leaks(harvest()), QStringList());
            find->reject();
            QTRY_VERIFY(!find);
        }
    }

    void aWrongPasswordIsNotRepeated()
    {
        Windows windows(m_home.filePath(u"wrong.ini"_s));
        MainWindow *window = windows.open(
            profile(u"canary_gateway"_s), std::make_shared<Secret>(u"wrong-CANARYzq"_s));
        QTRY_COMPARE(window->workspace()->stage(), Workspace::Stage::Failed);
        QCOMPARE(leaks(harvest()), QStringList());
    }

    void noCommandPrintsASecret_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addRow("recognise") << QStringList{u"recognise"_s};
        QTest::addRow("recognise json") << QStringList{u"--json"_s, u"recognise"_s};
        QTest::addRow("list") << QStringList{u"keys"_s, u"list"_s};
        QTest::addRow("list json") << QStringList{u"--json"_s, u"keys"_s, u"list"_s};
        QTest::addRow("revoke, dry") << QStringList{u"keys"_s, u"revoke"_s, u"web"_s};
        QTest::addRow("audit") << QStringList{u"audit"_s, u"list"_s, u"--own"_s};
        QTest::addRow("what-if") << QStringList{u"--json"_s, u"keys"_s, u"what-if"_s, u"--limit"_s,
            u"1"_s};
        QTest::addRow("a mistake") << QStringList{u"keys"_s, u"revoke"_s, u"no such key"_s};
    }
    void noCommandPrintsASecret()
    {
        QFETCH(QStringList, words);
        const QString url = u"postgresql://ada@/canary_gateway?host="_s + (*m_server)->socketDir();
        Command command{QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), words};
        command.environment = {{u"GATEHOUSE_URL"_s, url}, {u"PGPASSWORD"_s, kPassword},
            {u"GATEHOUSE_CONFIG_DIR"_s, qEnvironmentVariable("GATEHOUSE_CONFIG_DIR")}};
        const auto output = runCommand(command);
        QVERIFY(bool(output));
        const QString printed = QString::fromUtf8(output.value().out + output.value().err);
        QVERIFY(!printed.isEmpty());
        QVERIFY2(!printed.contains(kWord), qPrintable(printed));
    }

    void noFileHoldsASecret()
    {
        int files = 0;
        QDirIterator it(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(kWord.toUtf8()), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files > 0); // at least the log and the settings
    }
};

void Canary::searchPages(const QString &database)
{
    Windows windows(
        m_home.filePath(database + u".ini"_s), m_home.filePath(database + u"-jobs.json"_s));
    MainWindow *window = windows.open(profile(database), std::make_shared<Secret>(kPassword));
    QTRY_VERIFY(isReady(window));
    int shown = 0;
    for (const PageSpec &spec : allPages()) {
        const QString id = QLatin1StringView(spec.id);
        window->showPage(id);
        Page *page = window->view()->pages().currentPage();
        if (page)
            QTRY_VERIFY_WITH_TIMEOUT(page->isIdle(), 20000);
        if (page && spec.whyNot) {
            ++shown;
            copyFromTables(page);
        }
        QCOMPARE(leaks(harvest()), QStringList());
        searchDialogs(window, id, database);
    }
    QVERIFY(shown > 0);
    windows.desk().saveSession();
}

void Canary::searchDialogs(MainWindow *window, const QString &page, const QString &database)
{
    for (const TourStop &stop : tourStops()) {
        const bool system = qstrcmp(stop.system, "") == 0
            || window->workspace()->match()->system->id == QLatin1StringView(stop.system);
        if (page != QLatin1StringView(stop.page) || !system)
            continue;
        if (auto *view = window->findChild<QAbstractItemView *>(QLatin1StringView(stop.selectIn)))
            view->setCurrentIndex(view->model()->index(0, 0));
        if (auto *action = window->findChild<QAction *>(QLatin1StringView(stop.trigger)))
            action->trigger();
        else if (auto *button =
                     window->findChild<QAbstractButton *>(QLatin1StringView(stop.trigger)))
            button->click();
        else
            QFAIL(qPrintable(
                u"nothing is called %1 on %2"_s.arg(QLatin1StringView(stop.trigger), database)));
        QTest::qWait(100); // the dialog asks the server for its figures
        QCOMPARE(leaks(harvest()), QStringList());
        for (QWidget *top : QApplication::topLevelWidgets())
            if (auto *dialog = qobject_cast<QDialog *>(top); dialog && dialog->isVisible())
                dialog->reject();
    }
}

QTEST_MAIN(Canary)
#include "canary.moc"
