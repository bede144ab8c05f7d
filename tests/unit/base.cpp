#include "base/cancel.h"
#include "base/deliver.h"
#include "base/jobs.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "base/secret.h"
#include "base/securefile.h"
#include "base/settings.h"

#include <QDir>
#include <QPromise>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <semaphore>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace gatehouse;

class Base : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redactHides_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("kept");
        QTest::addRow("uri") << u"postgresql://ada:s3cr3t@db1/x"_s << u"s3cr3t"_s << u"ada"_s;
        QTest::addRow("uri with @ inside")
            << u"postgres://ada:p@ss:w0rd@db1:5432/x"_s << u"w0rd"_s << u"db1"_s;
        QTest::addRow("driver uri") << u"postgresql+asyncpg://u:pw12345@h/d?ssl=require"_s
                                    << u"pw12345"_s << u"ssl=require"_s;
        QTest::addRow("conninfo") << uR"(host=db1 password='it\'s me' user=ada)"_s << u"s me"_s
                                  << u"host=db1"_s;
        QTest::addRow("conninfo bare")
            << u"host=db1 password=hunter22 user=ada"_s << u"hunter22"_s << u"user=ada"_s;
        QTest::addRow("env") << u"POSTGRES_PASSWORD=hunter22"_s << u"hunter22"_s
                             << u"POSTGRES_PASSWORD"_s;
        QTest::addRow("json") << uR"({"api_key": "abcdefgh123", "n": 1})"_s << u"abcdefgh123"_s
                              << u"\"n\": 1"_s;
        QTest::addRow("bearer") << u"Authorization: Bearer abc.def-ghi"_s << u"abc.def-ghi"_s
                                << u"Authorization"_s;
        QTest::addRow("jwt") << u"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln now"_s
                             << u"eyJzdWIiOiIxIn0"_s << u"now"_s;
        QTest::addRow("gateway key")
            << u"key edgellm-AbCdEf0123456789 used"_s << u"AbCdEf0123456789"_s << u"used"_s;
        QTest::addRow("older key")
            << u"ollama-AbCdEf0123456789"_s << u"AbCdEf0123456789"_s << u"ollama-"_s;
        QTest::addRow("demo key") << u"demo-admin-key-12345"_s << u"12345"_s
                                  << u"demo-admin-key-"_s;
        QTest::addRow("sk key") << u"sk-proj-Abcdef123456"_s << u"Abcdef123456"_s << u"sk-"_s;
        QTest::addRow("scram") << u"SCRAM-SHA-256$4096:salt$stored:server"_s << u"stored"_s
                               << u""_s;
    }
    void redactHides()
    {
        QFETCH(QString, text);
        QFETCH(QString, secret);
        QFETCH(QString, kept);
        const QString once = redact(text);
        QVERIFY2(!once.contains(secret), qPrintable(once));
        QVERIFY2(once.contains(kept), qPrintable(once));
        QCOMPARE(redact(once), once);
    }

    void redactKnowsRegisteredSecrets()
    {
        addSecret(u"Zebra-Canary-77"_s);
        QVERIFY(!redact(u"it says Zebra-Canary-77 here"_s).contains(u"Zebra-Canary"_s));
        addSecret(u"abc"_s); // too short: it would blank ordinary words
        QCOMPARE(redact(u"abcdef"_s), u"abcdef"_s);
    }

    void masksKeys_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("masked");
        QTest::addRow("prefixed") << u"edgellm-AbCdEfGhIj7412"_s << u"edgellm-••••7412"_s;
        QTest::addRow("late dash is no prefix")
            << u"abcdefghijklmnop-1234567890"_s << u"••••7890"_s;
        QTest::addRow("short") << u"secret"_s << u"••••"_s;
        QTest::addRow("empty") << u""_s << u"••••"_s;
    }
    void masksKeys()
    {
        QFETCH(QString, key);
        QFETCH(QString, masked);
        QCOMPARE(maskKey(key), masked);
    }

    void fingerprintIsTheHash() { QCOMPARE(fingerprint(u"abc"), u"#ba7816"_s); }

    void safeTextShowsWhatHides_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::addRow("plain") << u"Köln 한국"_s << u"Köln 한국"_s;
        QTest::addRow("newline and tab") << u"a\nb\tc"_s << u"a⏎b␉c"_s;
        QTest::addRow("nul") << QString(QChar(0)) << u"␀"_s;
        QTest::addRow("rlo") << u"a\u202Eb"_s << u"a<U+202E>b"_s;
        QTest::addRow("zero width") << u"a\u200Bb"_s << u"a<U+200B>b"_s;
        QTest::addRow("lone surrogate") << QString(QChar(0xD83D)) << u"<U+D83D>"_s;
        QTest::addRow("emoji") << u"😀"_s << u"😀"_s;
        QTest::addRow("markup stays text") << u"<b>x</b>"_s << u"<b>x</b>"_s;
    }
    void safeTextShowsWhatHides()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(safeText(text), shown);
    }

    void safeTextIsShort()
    {
        QCOMPARE(safeText(QString(1000, u'x')).size(), kCellLength + 1);
        const QString marks = u"a"_s + QString(1000, QChar(0x0301));
        QVERIFY(safeText(marks).size() < 20);
        QCOMPARE(elideMiddle(u"0123456789", 5), u"01…89"_s);
    }

    void toolTipsCarryNoMarkup()
    {
        const QString tip = plainToolTip(u"<img src='/etc/passwd'>\nx");
        QVERIFY(!tip.contains(u"<img"_s));
        QVERIFY(tip.contains(u"&lt;img"_s));
    }

    void cancelRunsHooksOnce()
    {
        const CancelToken token;
        int calls = 0;
        auto kept = token.onCancel([&] { ++calls; });
        {
            auto dropped = token.onCancel([&] { calls += 10; });
        }
        token.cancel();
        token.cancel();
        QCOMPARE(calls, 1);
        auto late = token.onCancel([&] { ++calls; });
        QCOMPARE(calls, 2);
    }

    void hookWaitsForItsCall()
    {
        const CancelToken token;
        std::binary_semaphore inside(0), go(0);
        std::atomic<bool> ended = false;
        auto hook = token.onCancel([&] {
            inside.release();
            go.acquire();
            ended = true;
        });
        std::thread canceller([token] { token.cancel(); });
        inside.acquire();
        std::thread releaser([&] { go.release(); });
        hook = {};
        QVERIFY(ended);
        canceller.join();
        releaser.join();
    }

    void deliverToTheDeadIsSilent()
    {
        QPromise<int> promise;
        promise.start();
        bool called = false;
        auto *guard = new QObject;
        deliver(promise.future(), guard, [&](int) { called = true; });
        delete guard;
        promise.addResult(1);
        promise.finish();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!called);
    }

    void secureFileIsPrivateAndWhole()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"x.json"_s);
        QVERIFY(bool(writeSecureFile(path, "one")));
        QVERIFY(bool(writeSecureFile(path, "two")));
        QCOMPARE(readFile(path, 100).value(), QByteArray("two"));
        struct stat info = {};
        QCOMPARE(::stat(qPrintable(path), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0600));
        const auto again = createSecureFile(path, "three");
        QVERIFY(!again);
        QCOMPARE(again.error().kind, Error::Kind::Refused);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"x.json"_s});
    }

    void secureFileFollowsNoLink()
    {
        QTemporaryDir dir;
        const QString victim = dir.filePath(u"victim"_s), link = dir.filePath(u"link"_s);
        QVERIFY(bool(writeSecureFile(victim, "keep")));
        QCOMPARE(::symlink(qPrintable(victim), qPrintable(link)), 0);
        QVERIFY(!writeSecureFile(link, "gone"));
        QCOMPARE(readFile(victim, 100).value(), QByteArray("keep"));
    }

    void readFileIsCapped()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"big"_s);
        QVERIFY(bool(writeSecureFile(path, QByteArray(1000, 'x'))));
        QVERIFY(!readFile(path, 999));
        QVERIFY(bool(readFile(path, 1000)));
        QVERIFY(!readFile(dir.filePath(u"none"_s), 10));
    }

    void brokenSettingsAreSetAside()
    {
        QTemporaryDir dir;
        qputenv("GATEHOUSE_CONFIG_DIR", dir.path().toUtf8());
        QVERIFY(bool(writeSecureFile(dir.filePath(u"gatehouse.ini"_s), "[browse\npageRows 7\n")));
        QString trouble;
        auto settings = openSettings(&trouble);
        const Setting<int> rows{"browse/pageRows", 200};
        QCOMPARE(gatehouse::read(*settings, rows), 200);
        QVERIFY(!trouble.isEmpty());
        gatehouse::write(*settings, rows, 50);
        settings->sync();
        QCOMPARE(gatehouse::read(*openSettings(), rows), 50);
        qunsetenv("GATEHOUSE_CONFIG_DIR");
    }

    void settingsOfTwoAtWorkAreBothKept()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"s.ini"_s);
        {
            SettingsFile one(path), two(path);
            one.setValue(u"columns/a"_s, QStringList{u"x=1"_s, u"y, z"_s});
            one.setValue(u"columns/ab"_s, 7);
            one.setValue(u"columns/a/b"_s, true);
            two.setValue(u"theme"_s, u"dark"_s);
            one.remove(u"columns/ab"_s);
            QVERIFY(!one.contains(u"theme"_s)); // read once
            QCOMPARE(one.value(u"gone"_s, 5), QVariant(5));
        }
        SettingsFile again(path);
        QCOMPARE(again.allKeys(),
            (QStringList{u"columns/a"_s, u"columns/a/b"_s, u"theme"_s}));
        QCOMPARE(again.value(u"columns/a"_s).toStringList(), (QStringList{u"x=1"_s, u"y, z"_s}));
        QVERIFY(again.value(u"columns/a/b"_s).toBool());
        again.remove(u"columns/a"_s); // and what is below
        QVERIFY(again.sync());
        QCOMPARE(SettingsFile(path).allKeys(), QStringList{u"theme"_s});

        SettingsFile memory{QString()};
        memory.setValue(u"a"_s, 1);
        QVERIFY(memory.sync());
        QCOMPARE(SettingsFile(QString()).allKeys(), QStringList());
    }

    void jobRunsStopsAndIsRemembered()
    {
        QTemporaryDir dir;
        const QString journal = dir.filePath(u"jobs.json"_s);
        {
            JobCentre centre(journal);
            const qint64 good =
                centre.start({u"good"_s, {{u"one"_s, [](const StepContext &context) -> Result<> {
                                               context.report({1, 2, u"half"_s});
                                               context.log(u"password=hunter22"_s);
                                               return Done{};
                                           }}}});
            QTRY_COMPARE(centre.running(), 0);
            const qint64 bad = centre.start({u"bad"_s,
                {{u"one"_s, [](const StepContext &) -> Result<> { return invalid(u"No."_s); }},
                    {u"two"_s,
                        [](const StepContext &) -> Result<> { return invalid(u"never"_s); }}}});
            QTRY_COMPARE(centre.running(), 0);
            const auto records = centre.records();
            QCOMPARE(records[0].id, bad);
            QCOMPARE(records[0].state, JobState::Failed);
            QCOMPARE(records[0].error.text, u"No."_s);
            QCOMPARE(records[1].id, good);
            QCOMPARE(records[1].state, JobState::Done);
            QCOMPARE(records[1].progress.phase, u"half"_s);
            QVERIFY(!records[1].log.join(u' ').contains(u"hunter22"_s));
            QVERIFY(centre.canRetry(bad));

            const qint64 endless = centre.start({u"endless"_s,
                {{u"wait"_s, [](const StepContext &context) -> Result<> {
                      std::binary_semaphore stop(0);
                      const auto hook = context.token.onCancel([&] { stop.release(); });
                      stop.acquire();
                      return cancelled();
                  }}}});
            centre.cancel(endless);
            QTRY_COMPARE(centre.running(), 0);
            QCOMPARE(centre.records()[0].state, JobState::Cancelled);
        }
        JobCentre later(journal);
        QCOMPARE(later.records().size(), size_t(3));
        QCOMPARE(later.records()[1].state, JobState::Failed);
        QVERIFY(!later.canRetry(later.records()[1].id));
    }
};

QTEST_GUILESS_MAIN(Base)
#include "base.moc"
