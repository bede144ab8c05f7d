// The conversations page on real databases: lists, search, changes with dry run and typed words,
// hostile texts, and what others do meanwhile.
#include "support/testcluster.h"
#include "support/windows.h"

#include "items/browsemodel.h"
#include "systems/description.h"
#include "trail/recorder.h"
#include "ui/pages/conversations.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/plainlabel.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::ui;

namespace {

const QString kFlux = uR"(
INSERT INTO sessions (id, title, created_at, updated_at)
SELECT 's' || n, CASE n WHEN 2 THEN '' ELSE 'Talk ' || n END, now() - n * interval '1 hour', now() - n * interval '1 hour'
FROM generate_series(1, 300) n;
INSERT INTO messages (id, session_id, role, content, metadata, created_at)
SELECT s.id || '-' || m, s.id, CASE WHEN m % 2 = 0 THEN 'assistant' ELSE 'user' END,
       CASE WHEN s.id = 's7' AND m = 3 THEN 'where is the valve?' ELSE 'message ' || m END,
       CASE WHEN m = 2 THEN '{"model_used": "vllm/qwen", "latency_ms": 1400}' ELSE '{}' END::jsonb,
       s.created_at + m * interval '1 second'
FROM sessions s, generate_series(1, 6) m;
INSERT INTO messages (id, session_id, role, content, created_at)
SELECT 'long-' || n, 's1', 'user', 'n ' || n, now() + n * interval '1 second' FROM generate_series(1, 100000) n;
ANALYZE;
)"_s;

} // namespace

class ConversationsPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Windows> m_windows;
    MainWindow *m_window = nullptr;

    void sql(const QString &text)
    {
        const auto done = run(*m_session, [&](db::Sql &sql) { return sql.script(text); });
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
    }
    void open(const QString &role = {})
    {
        db::Profile profile = profileOf((*m_server)->info(u"talk"_s), u"talk"_s);
        profile.role = role;
        trail::setPolicy(m_windows->settings(), profile.id, trail::Policy::Optional);
        m_window = m_windows->open(profile);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(m_window), 30000);
        m_window->showPage(u"conversations"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isIdle(), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(sessions() > 0, 30000);
    }
    ConversationsPage *page()
    {
        return qobject_cast<ConversationsPage *>(m_window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const char *name)
    {
        T *found = m_window->findChild<T *>(QLatin1StringView(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    BrowseTable *table(const char *name) { return in<BrowseTable>(name); }
    int sessions() { return rows("sessionsTable"); }
    int messages() { return rows("messagesTable"); }
    int rows(const char *name)
    {
        return table(name)->model() ? table(name)->model()->rowCount() : -1;
    }
    QString banner() { return in<Banner>("conversationsBanner")->text(); }
    QString title() { return in<PlainLabel>("conversationTitle")->text(); }
    QString text() { return in<QPlainTextEdit>("conversationText")->toPlainText(); }
    void search(const QString &words)
    {
        auto *bar = page()->findChild<FilterBar *>();
        bar->setText(words);
        Q_EMIT bar->textChanged(words);
    }
    QDialog *dialog(const char *name)
    {
        QDialog *found = nullptr;
        if (!QTest::qWaitFor(
                [&] { return (found = openDialog(QLatin1StringView(name))) != nullptr; }, 20000))
            qFatal("no dialog %s", name);
        return found;
    }
    QDialog *confirmation()
    {
        QDialog *found = nullptr;
        const auto look = [&] {
            for (QWidget *widget : QApplication::topLevelWidgets())
                if (auto *one = qobject_cast<QDialog *>(widget);
                    one && one->isVisible() && one->findChild<QWidget *>(u"confirmVerb"_s))
                    found = one;
            return found != nullptr;
        };
        if (!QTest::qWaitFor(look, 20000))
            qFatal("no confirmation");
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
    }
    void init()
    {
        m_session.reset();
        auto admin = m_server->open();
        (void)cell(*admin, u"DROP DATABASE IF EXISTS talk (FORCE)"_s);
        (void)cell(*admin, u"CREATE DATABASE talk"_s);
        m_session = m_server->open(u"talk"_s);
        sql(systems::schemaSql(u"flux-rag"_s).value());
        sql(kFlux);
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("GATEHOUSE_DATA_DIR", m_folder->filePath(u"data"_s).toUtf8());
        m_windows = std::make_unique<Windows>(m_folder->filePath(u"settings.ini"_s));
    }
    void cleanup()
    {
        m_windows.reset();
        m_window = nullptr;
    }

    void aLongSessionOpensAtItsEnd()
    {
        open();
        Watchdog dog;
        QTRY_COMPARE(title(), u"Talk 1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(text(), u"n 100000"_s, 20000);
        table("messagesTable")->home();
        QTRY_COMPARE_WITH_TIMEOUT(
            table("messagesTable")->model()->raw(0, u"content"_s).value_or(""),
            QByteArray("message 1"), 20000);
        table("sessionsTable")->selectRow(1);
        QTRY_COMPARE(title(), u"(no title)"_s);
        QTRY_COMPARE_WITH_TIMEOUT(messages(), 6, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(text(), u"message 6"_s, 20000);
        dog.check();
    }

    void findsWordsAndShowsThemAmongTheOthers()
    {
        open();
        Watchdog dog;
        search(u"valve"_s);
        QTRY_COMPARE_WITH_TIMEOUT(sessions(), 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(title(), u"Talk 7"_s, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(text(), u"where is the valve?"_s, 20000);
        QCOMPARE(messages(), 1);
        in<QAbstractButton>("conversationMatches")->click();
        QTRY_VERIFY_WITH_TIMEOUT(messages() >= 4, 20000);
        search(u"nothing like that"_s);
        QTRY_COMPARE_WITH_TIMEOUT(sessions(), 0, 20000);
        dog.check();
    }

    void hostileTextsAreText()
    {
        int n = 0;
        for (const QString &one : hostileTexts()) {
            if (one.contains(QChar(0)) || one.contains(QChar(0xD800)))
                continue; // no value of the server holds them
            ++n;
            const auto put = run(*m_session, [&](db::Sql &sql) {
                return sql.execute(
                    u"WITH s AS (INSERT INTO sessions (id, title, created_at, updated_at) VALUES "
                    "($1, $2, now(), now() + interval '1 day') RETURNING id) SELECT 1 FROM s"_s,
                    db::bind(u"hostile%1"_s.arg(n), one));
            });
            QVERIFY(bool(put));
            const auto said = run(*m_session, [&](db::Sql &sql) {
                return sql.execute(
                    u"INSERT INTO messages VALUES ($1, $1, $2, $2, $3::jsonb, now())"_s,
                    db::bind(u"hostile%1"_s.arg(n), one,
                        n % 2 ? QString(u"["_s).repeated(3000) + QString(u"]"_s).repeated(3000)
                              : u"{\"latency_ms\": {\"a\": 1}, \"model_used\": \"<b>x</b>\"}"_s));
            });
            QVERIFY2(bool(said), said ? "" : qPrintable(said.error().detail));
        }
        sql(u"INSERT INTO messages VALUES ('huge', 'hostile1', 'user', repeat('x', 5000000), '{}', now() + interval '1 hour')"_s);
        open();
        Watchdog dog;
        for (int row = 0; row < n; ++row) {
            table("sessionsTable")->selectRow(row);
            QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && messages() >= 1, 20000);
            QTRY_VERIFY_WITH_TIMEOUT(!text().isEmpty(), 20000);
            QVERIFY(!text().contains(QChar(0x202E)));
            QVERIFY(!title().contains(u'\n'));
        }
        search(u"<b>"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        dog.check();
    }

    void createsAndRenames()
    {
        open();
        m_window->workspace()->link().unlock();
        in<QAbstractButton>("conversationsNew")->click();
        QDialog *made = dialog("newConversation");
        made->findChild<QLineEdit *>(u"newConversationTitle"_s)->setText(u"Brand new"_s);
        made->findChild<QAbstractButton *>(u"newConversationSubmit"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"The conversation was created."_s), 20000);
        QCOMPARE(
            cell(*m_session, u"SELECT count(*) FROM sessions WHERE title = 'Brand new'"_s), u"1"_s);
        QVERIFY(banner().contains(u"not recorded"_s));
        in<QAbstractButton>("conversationRename")->click();
        QDialog *renamed = dialog("renameConversation");
        renamed->findChild<QLineEdit *>(u"renameConversationTitle"_s)->setText(u"Renamed"_s);
        renamed->findChild<QAbstractButton *>(u"renameConversationSubmit"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"The conversation was renamed."_s), 20000);
        QCOMPARE(
            cell(*m_session, u"SELECT count(*) FROM sessions WHERE title = 'Renamed'"_s), u"1"_s);
        in<QAbstractButton>("conversationWrite")->click();
        QDialog *written = dialog("writeMessage");
        written->findChild<QPlainTextEdit *>(u"writeMessageText"_s)->setPlainText(u"a note"_s);
        written->findChild<QAbstractButton *>(u"writeMessageSubmit"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"The message was added."_s), 20000);
        QCOMPARE(
            cell(*m_session, u"SELECT role FROM messages WHERE content = 'a note'"_s), u"user"_s);
    }

    void aLockedConnectionAsksFirst()
    {
        open();
        QVERIFY(!m_window->workspace()->link().isUnlocked());
        in<QAbstractButton>("conversationsNew")->click();
        dialog("newConversation")
            ->findChild<QAbstractButton *>(u"newConversationSubmit"_s)
            ->click();
        QTRY_VERIFY_WITH_TIMEOUT(openDialog(u"unlockDialog"_s), 20000);
        QCOMPARE(cell(*m_session, u"SELECT count(*) FROM sessions"_s), u"300"_s);
        openDialog(u"unlockDialog"_s)->reject();
    }

    void deletesOneAfterADryRun()
    {
        open();
        m_window->workspace()->link().unlock();
        table("sessionsTable")->selectRow(2);
        QTRY_COMPARE(title(), u"Talk 3"_s);
        in<QAbstractButton>("conversationDelete")->click();
        QDialog *ask = confirmation();
        QTRY_COMPARE(ask->findChild<PlainLabel *>(u"confirmFigure1"_s)->text(), u"6"_s);
        ask->findChild<QAbstractButton *>(u"confirmVerb"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(u"The conversation was deleted."_s), 20000);
        QCOMPARE(
            cell(*m_session, u"SELECT count(*) FROM messages WHERE session_id = 's3'"_s), u"0"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && title() != "Talk 3"_L1, 20000);
    }

    void deletedUnderThePage()
    {
        open();
        m_window->workspace()->link().unlock();
        table("sessionsTable")->selectRow(4);
        QTRY_COMPARE(title(), u"Talk 5"_s);
        sql(u"DELETE FROM sessions WHERE id = 's5'"_s);
        in<QAbstractButton>("conversationRename")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"is gone"_s), 20000);
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle() && sessions() == 299, 20000);
        sql(u"DROP TABLE messages, sessions"_s);
        Watchdog dog;
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        in<QAbstractButton>("conversationsClear")->click();
        QDialog *ask = confirmation();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        QVERIFY(!ask->findChild<QAbstractButton *>(u"confirmVerb"_s)->isEnabled());
        ask->reject();
        dog.check();
    }

    void everythingGoesOnlyWithTypedWords()
    {
        open();
        m_window->workspace()->link().unlock();
        in<QAbstractButton>("conversationsClear")->click();
        QDialog *ask = confirmation();
        QTRY_COMPARE_WITH_TIMEOUT(
            ask->findChild<PlainLabel *>(u"confirmFigure1"_s) != nullptr, true, 20000);
        QCOMPARE(ask->findChild<PlainLabel *>(u"confirmFigure0"_s)->text(), u"300"_s);
        auto *verb = ask->findChild<QAbstractButton *>(u"confirmVerb"_s);
        QVERIFY(!verb->isEnabled());
        ask->findChild<QLineEdit *>(u"confirmTyped"_s)->setText(u"talk"_s);
        QVERIFY(verb->isEnabled());
        verb->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(u"were deleted"_s), 30000);
        QCOMPARE(cell(*m_session,
                     u"SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM messages)"_s),
            u"0"_s);
    }

    void missingRightsAreSaid()
    {
        sql(u"DROP ROLE IF EXISTS looker; CREATE ROLE looker; GRANT SELECT ON sessions, messages TO looker"_s);
        open(u"looker"_s);
        for (const char *name : {"conversationsNew", "conversationsClear", "conversationRename",
                 "conversationDelete", "conversationWrite"}) {
            QVERIFY2(!in<QAbstractButton>(name)->isEnabled(), name);
            QVERIFY2(in<QAbstractButton>(name)->toolTip().contains(u"GRANT"_s), name);
        }
        sql(u"REVOKE SELECT ON messages FROM looker"_s);
        Watchdog dog;
        page()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page()->isIdle(), 20000);
        dog.check();
    }
};

QTEST_MAIN(ConversationsPageTest)
#include "conversationspage.moc"
