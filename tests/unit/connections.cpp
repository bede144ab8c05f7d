#include "db/connections.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
Profile named(const QString &name)
{
    ConnInfo info;
    info.host = name + u".internal"_s;
    return newProfile(name, info);
}

template <typename T>
T answer(const QFuture<T> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20000))
        qFatal("no answer in 20 s");
    return future.result();
}
} // namespace

// Without a session bus: the keychain is asked and does not work.
class ConnectionsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString path() const { return m_dir->filePath(u"profiles.json"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
                 "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP", "KDE_FULL_SESSION"})
            qunsetenv(name);
    }
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void changesAreKept()
    {
        auto first = std::make_unique<Connections>(path(), nullptr);
        QSignalSpy changed(first.get(), &Connections::changed);
        Profile a = named(u"a"_s), b = named(u"b"_s);
        first->put(a);
        first->put(b);
        a.notes = u"mended"_s;
        first->put(a);
        first->used(b.id);
        QCOMPARE(changed.count(), 4);
        first->remove(a.id);
        first.reset(); // writes what is left

        const Connections second(path(), nullptr);
        QCOMPARE(second.profiles().size(), size_t(1));
        QVERIFY(second.find(b.id)->lastUsed.isValid());
        QVERIFY(!second.find(a.id));
    }

    void lastUsedComesFirst()
    {
        Connections connections(path(), nullptr);
        const Profile a = named(u"a"_s), b = named(u"b"_s), c = named(u"c"_s);
        for (const Profile &p : {c, b, a})
            connections.put(p);
        connections.used(b.id);
        QStringList order;
        for (const Profile &p : connections.recent())
            order << p.name;
        QCOMPARE(order, (QStringList{u"b"_s, u"a"_s, u"c"_s}));
    }

    void brokenFileIsSaidAndKept()
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ broken");
        file.close();
        Connections connections(path(), nullptr);
        QVERIFY(connections.profiles().empty());
        QVERIFY(connections.trouble().text.contains(u"kept as it is"_s));
        connections.put(named(u"a"_s));
        QTRY_VERIFY(connections.trouble().text.isEmpty());
        QCOMPARE(QDir(m_dir->path()).entryList({u"*.broken-*"_s}).size(), 1);
    }

    void unwritableFolderIsSaid()
    {
        Connections connections(u"/proc/profiles.json"_s, nullptr);
        connections.put(named(u"a"_s));
        QTRY_VERIFY(!connections.trouble().text.isEmpty());
        QCOMPARE(connections.profiles().size(), size_t(1)); // goes on in memory
    }

    void withoutKeychainThePasswordIsInMemoryOnly()
    {
        Connections connections(path(), std::make_unique<KeychainStore>());
        connections.probeKeychain();
        QTRY_COMPARE(connections.keychainState(), SecretStore::State::Unavailable);
        QVERIFY(connections.whereKept(true).contains(u"asked for again"_s));
        Profile a = named(u"a"_s);
        connections.put(a);
        const auto kept =
            answer(connections.keep(a, std::make_shared<const Secret>(u"canary-horse-77"_s)));
        QVERIFY(!kept);
        QVERIFY(connections.find(a.id)->secretStore.isEmpty());
        QCOMPARE(answer(connections.password(a)).value()->text(), u"canary-horse-77"_s);
        QTRY_VERIFY(QFile::exists(path()));
        for (const QString &name : QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden)) {
            QFile file(m_dir->filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("canary-horse-77"), qPrintable(name));
        }
        QTRY_VERIFY(Connections(path(), nullptr).find(a.id));
        Connections next(path(), nullptr);
        QVERIFY(!answer(next.password(*next.find(a.id))).value());
    }

    void forgottenAndRemoved()
    {
        Connections connections(path(), nullptr);
        const Profile a = named(u"a"_s);
        connections.put(a);
        QVERIFY(bool(answer(connections.keep(a, std::make_shared<const Secret>(u"canary-1"_s)))));
        connections.forget(a);
        QVERIFY(!answer(connections.password(a)).value());
    }
};

QTEST_GUILESS_MAIN(ConnectionsTest)
#include "connections.moc"
