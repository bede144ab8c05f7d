#include "db/secretstore.h"

#include <QFutureWatcher>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
template <typename T>
T answer(const QFuture<T> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20000))
        qFatal("no answer in 20 s");
    return future.result();
}

SharedSecret secret(const QString &text) { return std::make_shared<const Secret>(text); }
bool hasRealKeyring() { return qEnvironmentVariableIsSet("GATEHOUSE_TEST_KEYRING"); }
} // namespace

// Without a session bus, unless tests/peers/keyring.sh runs it beside a real Secret Service.
class SecretStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (hasRealKeyring())
            return;
        for (const char *name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
                 "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP", "KDE_FULL_SESSION"})
            qunsetenv(name);
    }

    void memoryKeepsUntilTheEnd()
    {
        SessionStore store;
        QCOMPARE(store.state(), SecretStore::State::Works);
        QVERIFY(!answer(store.read(u"a"_s)).value());
        QVERIFY(bool(answer(store.write(u"a"_s, secret(u"pw"_s)))));
        QCOMPARE(answer(store.read(u"a"_s)).value()->text(), u"pw"_s);
        QVERIFY(bool(answer(store.remove(u"a"_s))));
        QVERIFY(!answer(store.read(u"a"_s)).value());
    }

    void withoutSessionBus()
    {
        if (hasRealKeyring())
            QSKIP("there is a keyring in this run");
        KeychainStore store;
        QSignalSpy changed(&store, &SecretStore::stateChanged);
        const auto probed = answer(store.probe());
        QVERIFY(!probed);
        QCOMPARE(store.state(), SecretStore::State::Unavailable);
        QCOMPARE(changed.count(), 1);
        QVERIFY2(store.reason().text.contains(u"no keychain"_s), qPrintable(store.reason().text));
        QVERIFY(!answer(store.write(u"a"_s, secret(u"pw"_s))));
    }

    void aSilentKeychainIsGivenUp()
    {
        KeychainStore store;
        store.setTimeout(0); // nothing answers that fast
        std::vector<std::pair<SecretStore::State, QString>> seen;
        connect(&store, &SecretStore::stateChanged, this,
            [&] { seen.emplace_back(store.state(), store.reason().text); });
        const auto probed = answer(store.probe());
        QVERIFY(!probed);
        QVERIFY(probed.error().retryable);
        QVERIFY(!seen.empty());
        QCOMPARE(seen.front().first, SecretStore::State::Locked);
        QVERIFY(seen.front().second.contains(u"did not answer"_s));
    }

    void realKeyring()
    {
        if (!hasRealKeyring())
            QSKIP("needs a Secret Service: run tests/peers/keyring.sh");
        KeychainStore store;
        const auto probed = answer(store.probe());
        QVERIFY2(bool(probed), probed ? "" : qPrintable(probed.error().detail));
        QCOMPARE(store.state(), SecretStore::State::Works);
        const QString value = u"p'w \\ \n🔑"_s;
        QVERIFY(bool(answer(store.write(u"profile/1"_s, secret(value)))));
        KeychainStore other;
        QCOMPARE(answer(other.read(u"profile/1"_s)).value()->text(), value);
        QVERIFY(bool(answer(store.remove(u"profile/1"_s))));
        const auto gone = answer(store.read(u"profile/1"_s));
        QVERIFY(gone && !gone.value());
        QVERIFY(bool(answer(store.remove(u"profile/1"_s))));
    }
};

QTEST_GUILESS_MAIN(SecretStoreTest)
#include "secretstore.moc"
