#include "db/profile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
Profile full()
{
    Profile p;
    p.id = u"11111111-2222-3333-4444-555555555555"_s;
    p.name = u"orders “prod”\n🔑"_s;
    p.group = u"Shop"_s;
    p.notes = u"call ada first"_s;
    p.color = u"#C2362F"_s;
    p.environment = Environment::Production;
    p.info = {u"db1"_s, u"5433"_s, u"orders"_s, u"ada"_s, TlsMode::VerifyCa, u"/ca.pem"_s,
        u"/c.pem"_s, u"/k.pem"_s, u"svc"_s, {{u"options"_s, u"-c a=b"_s}}};
    p.standby.host = u"db2"_s;
    p.tunnel = {u"ops@jump"_s, 2222};
    p.role = u"support"_s;
    p.zone = u"Europe/Berlin"_s;
    p.unlockMinutes = 5;
    p.keepPassword = false;
    p.secretStore = u"keychain"_s;
    p.lastUsed = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 678), Qt::UTC);
    return p;
}

QByteArray wrapped(const QByteArray &profile)
{
    return "{\"format\":\"gatehouse-profiles\",\"version\":1,\"profiles\":[" + profile + "]}";
}

void put(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

class ProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldSurvives()
    {
        QTemporaryDir dir;
        const ProfileStore store(dir.filePath(u"profiles.json"_s));
        Profile small;
        small.name = u"small"_s;
        QVERIFY(bool(store.save({full(), small})));
        const auto loaded = store.load();
        QVERIFY(bool(loaded));
        QCOMPARE(loaded.value().size(), size_t(2));
        QVERIFY(loaded.value()[0] == full());
        QVERIFY(loaded.value()[1] == small);
        const auto rights = QFile::permissions(dir.filePath(u"profiles.json"_s));
        QVERIFY(!(rights & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)));
    }

    void missingFileIsNoTrouble()
    {
        const auto loaded = ProfileStore(u"/nonexistent/profiles.json"_s).load();
        QVERIFY(bool(loaded));
        QVERIFY(loaded.value().empty());
    }

    void broken_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        QTest::addRow("no JSON") << QByteArray("{\"a\":") << u"JSON"_s;
        QTest::addRow("empty") << QByteArray() << u"JSON"_s;
        QTest::addRow("other document") << QByteArray("{}") << u"no connections"_s;
        QTest::addRow("newer") << QByteArray(
            "{\"format\":\"gatehouse-profiles\",\"version\":2,\"profiles\":[]}")
                               << u"another version"_s;
        QTest::addRow("unknown key") << wrapped(R"({"name":"a","colour":"red"})") << u"colour"_s;
        QTest::addRow("a password")
            << wrapped(R"({"name":"a","password":"hunter2"})") << u"keychain"_s;
        QTest::addRow("a password inside")
            << wrapped(R"({"name":"a","connection":{"extra":{"password":"hunter2"}}})")
            << u"keychain"_s;
        QTest::addRow("text for a number")
            << wrapped(R"({"name":"a","unlockMinutes":"5"})") << u"unlockMinutes"_s;
        QTest::addRow("0 minutes")
            << wrapped(R"({"name":"a","unlockMinutes":0})") << u"unlockMinutes"_s;
        QTest::addRow("half a minute")
            << wrapped(R"({"name":"a","unlockMinutes":0.5})") << u"unlockMinutes"_s;
        QTest::addRow("huge number")
            << wrapped(R"({"name":"a","unlockMinutes":1e300})") << u"unlockMinutes"_s;
        QTest::addRow("unknown environment")
            << wrapped(R"({"name":"a","environment":"prod"})") << u"environment"_s;
        QTest::addRow("unknown TLS")
            << wrapped(R"({"name":"a","connection":{"tls":"yes"}})") << u"tls"_s;
        QTest::addRow("unknown zone")
            << wrapped(R"({"name":"a","zone":"Mars/Olympus"})") << u"Mars"_s;
        QTest::addRow("no name") << wrapped(R"({"group":"a"})") << u"name"_s;
        QTest::addRow("no object") << wrapped("7") << u"name"_s;
        QTest::addRow("bad date") << wrapped(R"({"name":"a","lastUsed":"soon"})") << u"lastUsed"_s;
        QTest::addRow("NUL") << wrapped(R"({"name":"a\u0000b"})") << u"NUL"_s;
        QTest::addRow("array for an object")
            << wrapped(R"({"name":"a","tunnel":[]})") << u"tunnel"_s;
    }
    void broken()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        QTemporaryDir dir;
        const QString path = dir.filePath(u"profiles.json"_s);
        put(path, json);
        const auto loaded = ProfileStore(path).load();
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().text.contains(says), qPrintable(loaded.error().text));
        QVERIFY(!loaded.error().text.contains(u"hunter2"_s));
        QCOMPARE(content(path), json);

        QVERIFY(bool(ProfileStore(path).save({full()})));
        const QStringList aside = QDir(dir.path()).entryList({u"profiles.json.broken-*"_s});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(content(dir.filePath(aside[0])), json);
        QVERIFY(bool(ProfileStore(path).load()));
    }

    void exportHoldsNothingOfOurs()
    {
        const QByteArray json = exportProfiles({full()});
        QVERIFY(!json.contains("keychain"));
        QVERIFY(!json.contains("11111111"));
        const auto imported = importProfiles(json);
        QVERIFY(bool(imported));
        const Profile &p = imported.value()[0];
        QVERIFY(p.id != full().id && !p.id.isEmpty());
        QVERIFY(!p.lastUsed.isValid());
        QCOMPARE(p.info, full().info);
        QCOMPARE(p.name, full().name);
    }

    void importedOnesFindTheirPlace()
    {
        std::vector<Profile> profiles = {full()};
        std::vector<Profile> added = std::move(importProfiles(exportProfiles(profiles))).value();
        addProfiles(profiles, added);
        QCOMPARE(profiles.size(), size_t(1)); // it is there already
        added[0].info.host = u"db9"_s;
        addProfiles(profiles, added);
        QCOMPARE(profiles.size(), size_t(2));
        QCOMPARE(profiles[1].name, full().name + u" (2)"_s);
    }

    void aCopyHasItsOwnIdAndName()
    {
        const Profile copy = duplicated(full(), {full()});
        QVERIFY(copy.id != full().id);
        QCOMPARE(copy.name, full().name + u" (2)"_s);
        QVERIFY(copy.secretStore.isEmpty());
    }

    void environmentIsGuessed_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("environment");
        QTest::addRow("local") << u"postgresql://u@localhost/d"_s << u"development"_s;
        QTest::addRow("socket") << u"postgresql:///d"_s << u"development"_s;
        QTest::addRow("staging") << u"postgresql://u@staging-db/d"_s << u"staging"_s;
        QTest::addRow("test database") << u"postgresql://u@localhost/app_test"_s << u"test"_s;
        QTest::addRow("remote") << u"postgresql://u@db1/d"_s << u"production"_s;
        QTest::addRow("local production")
            << u"postgresql://u@localhost/app_production"_s << u"production"_s;
    }
    void environmentIsGuessed()
    {
        QFETCH(QString, url);
        const auto parsed = parseConnection(url);
        QVERIFY(bool(parsed));
        const Profile profile = newProfile(QString(), parsed.value().info);
        QTEST(environmentId(profile.environment), "environment");
        QCOMPARE(profile.name, parsed.value().info.database);
    }
};

QTEST_GUILESS_MAIN(ProfileTest)
#include "profile.moc"
