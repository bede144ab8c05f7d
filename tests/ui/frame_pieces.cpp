#include "support/watchdog.h"

#include "base/safetext.h"
#include "ui/frame/actions.h"
#include "ui/frame/fuzzy.h"
#include "ui/frame/palettemodel.h"
#include "ui/frame/sessionstate.h"
#include "ui/frame/settingskeys.h"
#include "ui/frame/settingspecs.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace gatehouse;
using namespace gatehouse::ui;

// The parts of the frame that need neither a window nor a server.
class FramePieces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fuzzyMatchKnowsWhatFits_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("fits");
        QTest::addRow("nothing typed") << u""_s << u"Refresh"_s << true;
        QTest::addRow("prefix") << u"ref"_s << u"Refresh"_s << true;
        QTest::addRow("case") << u"REF"_s << u"Refresh"_s << true;
        QTest::addRow("scattered") << u"ows"_s << u"Open the sandbox"_s << false;
        QTest::addRow("initials") << u"ots"_s << u"Open the sandbox"_s << true;
        QTest::addRow("blanks between") << u"op sand"_s << u"Open the sandbox"_s << true;
        QTest::addRow("wrong order") << u"fer"_s << u"Refresh"_s << false;
        QTest::addRow("longer than the text") << u"refreshing"_s << u"Refresh"_s << false;
        QTest::addRow("not there") << u"z"_s << u"Refresh"_s << false;
        QTest::addRow("umlaut") << u"ö"_s << u"Größe ÖL"_s << true;
        QTest::addRow("empty text") << u"a"_s << u""_s << false;
    }
    void fuzzyMatchKnowsWhatFits()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, fits);
        const auto match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), fits);
        if (!match)
            return;
        QString marked;
        for (const int at : match->positions)
            marked += text.at(at);
        QCOMPARE(marked.toCaseFolded(), QString(pattern).remove(u' ').toCaseFolded());
        QVERIFY(std::is_sorted(match->positions.begin(), match->positions.end()));
    }

    void fuzzyMatchPrefers_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::addRow("prefix before middle") << u"ke"_s << u"Keys"_s << u"Take"_s;
        QTest::addRow("word start before middle") << u"sa"_s << u"Open sandbox"_s << u"Usage"_s;
        QTest::addRow("together before scattered") << u"ref"_s << u"Refresh"_s << u"Reset file"_s;
        QTest::addRow("the shorter of two equals")
            << u"jobs"_s << u"Jobs"_s << u"Jobs that ended a long while ago"_s;
    }
    void fuzzyMatchPrefers()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QVERIFY(fuzzyMatch(pattern, better)->score
            > fuzzyMatch(pattern, worse).value_or(FuzzyMatch{}).score);
    }

    void sessionSurvivesItsText()
    {
        SessionState state;
        state.windows.push_back({u"4f1c"_s, QByteArray("\x01\x00\xff geometry", 12), u"keys"_s,
            {{u"keys"_s, QJsonObject{{u"filter"_s, u"a\"b\n<b>"_s}}}}});
        state.windows.push_back({});
        const auto again = sessionFromText(toText(state));
        QVERIFY(bool(again));
        QCOMPARE(again.value(), state);
    }

    void sessionRefusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("accepted");
        QTest::addRow("none yet") << QString() << true;
        QTest::addRow("not JSON") << u"{{{{"_s << false;
        QTest::addRow("an array") << u"[]"_s << false;
        QTest::addRow("a newer format") << u"{\"format\":2,\"windows\":[]}"_s << false;
        QTest::addRow("no windows") << u"{\"format\":1}"_s << false;
        QTest::addRow("windows of the wrong kind") << u"{\"format\":1,\"windows\":{}}"_s << false;
        QTest::addRow("a window that is a number") << u"{\"format\":1,\"windows\":[7]}"_s << true;
    }
    void sessionRefusesWhatItDoesNotKnow()
    {
        QFETCH(QString, text);
        QFETCH(bool, accepted);
        QCOMPARE(bool(sessionFromText(text)), accepted);
    }

    void paletteShowsHostileTextsSafely()
    {
        PaletteModel model;
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QString evil = u"<b>bold</b>\n\x202e evil"_s;
        model.setEntries({{evil, evil, {}, {}, {}}, {u"plain"_s, {}, {}, {}, {}}});
        model.setPattern(u"evil"_s);
        QCOMPARE(model.rowCount(), 1);
        const QString shown = model.index(0, 0).data().toString();
        QCOMPARE(shown, safeText(evil));
        QVERIFY(!shown.contains(QChar(0x202e)));
        QVERIFY(!shown.contains(u'\n'));
        model.setPattern({});
        QCOMPARE(model.rowCount(), 2);
    }

    void paletteFindsByItsDetailToo()
    {
        PaletteModel model;
        model.setEntries({{u"Connect to orders"_s, u"ollama_api @ db1:5432"_s, {}, {}, {}},
            {u"Quit"_s, u"Action"_s, {}, {}, {}}});
        model.setPattern(u"db1"_s);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 0).data().toString(), u"Connect to orders"_s);
    }

    void everySettingIsDescribedOnce()
    {
        QSet<QString> ids, titles;
        for (const SettingSpec &spec : allSettingSpecs()) {
            QVERIFY(!ids.contains(QLatin1StringView(spec.id)));
            QVERIFY(!titles.contains(settingTitle(spec)));
            QVERIFY(settingHelp(spec).endsWith(u'.'));
            ids.insert(QLatin1StringView(spec.id));
            titles.insert(settingTitle(spec));
        }
    }

    void settingEditorsWriteAndResetForgets()
    {
        QTemporaryDir folder;
        SettingsFile store(folder.filePath(u"s.ini"_s));
        for (const SettingSpec &spec : allSettingSpecs()) {
            QWidget parent;
            spec.makeEditor(store, &parent, [] {});
            spec.reset(store);
        }
        QVERIFY(store.allKeys().isEmpty());
        write(store, settings::kUnlockMinutes, 42);
        QCOMPARE(read(store, settings::kUnlockMinutes), 42);
        for (const SettingSpec &spec : allSettingSpecs())
            spec.reset(store);
        QCOMPARE(read(store, settings::kUnlockMinutes), settings::kUnlockMinutes.fallback);
    }

    void noShortcutIsGivenTwice()
    {
        QMap<QString, QString> owner;
        const auto claim = [&](const char *shortcut, const char *id) {
            const QString keys = QKeySequence(QLatin1StringView(shortcut)).toString();
            if (!*shortcut)
                return;
            QVERIFY2(!keys.isEmpty(), shortcut);
            QVERIFY2(!owner.contains(keys),
                qPrintable(keys + u" of "_s + owner[keys] + u" and "_s + QLatin1StringView(id)));
            owner[keys] = QLatin1StringView(id);
        };
        for (const ActionSpec &spec : allActions())
            claim(spec.shortcut, spec.id);
        for (const PageSpec &spec : allPages())
            claim(spec.shortcut, spec.id);
        QVERIFY(!owner.contains(u"Ctrl+C"_s)); // of the tables
        QVERIFY(!owner.contains(u"Ctrl+Shift+C"_s));
        QVERIFY(!owner.contains(u"Ctrl+Z"_s));
    }

    void theWatchdogBites()
    {
        test::Watchdog dog(10'000);
        QTest::qWait(50);
        QVERIFY(dog.worstMs() < 100);
        QThread::msleep(250); // the stall it is there for
        QVERIFY(dog.worstMs() > 100);
    }
};

QTEST_MAIN(FramePieces)
#include "frame_pieces.moc"
