// One dirty row between two clean ones, from each kind of source through a whole migration: the clean
// ones arrive, the dirty one is converted as its rule says or set aside with its reason, and nothing
// is green with rows set aside. Cases are rows of tests/data/migration/dirty.json.
#include "places.h"
#include "support/migrationbed.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

using namespace gatehouse;
using namespace gatehouse::migration;
using test::cell;

namespace {

QByteArray bytesOf(const QString &text)
{
    return text.startsWith(u"hex:"_s) ? QByteArray::fromHex(text.mid(4).toLatin1()) : text.toUtf8();
}

QByteArray number32(qint32 value)
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray csv(const QString &clean, const QString &dirty)
{
    const QByteArray row = dirty == u"@short"_s ? QByteArray("2") : "2," + bytesOf(dirty);
    return "id,v\n1," + bytesOf(clean) + '\n' + row + "\n3," + bytesOf(clean) + '\n';
}

QByteArray jsonLines(const QString &clean, const QString &dirty)
{
    const auto line = [](int id, const QString &value) {
        return "{\"id\":" + QByteArray::number(id) + ",\"v\":" + value.toUtf8() + "}\n";
    };
    const QByteArray row = dirty == u"@torn"_s ? QByteArray("{\"id\":2,\"v\":\n")
        : dirty == u"@garbage"_s               ? QByteArray("garbage\n")
        : dirty == u"@duplicate"_s             ? line(1, u"8"_s)
                                               : line(2, dirty);
    return line(1, clean) + row + line(3, clean);
}

QByteArray env(const QString &clean, const QString &dirty)
{
    const QByteArray row = dirty == u"@export"_s ? QByteArray("export K2=yes")
        : dirty == u"@garbage"_s                 ? QByteArray("no assignment here")
                                                 : "K2=" + bytesOf(dirty);
    return "K1=" + bytesOf(clean) + '\n' + row + "\nK3=" + bytesOf(clean) + '\n';
}

// "02:0300..." is the type of an element and its value.
QByteArray document(int id, const QString &value)
{
    QByteArray inside = QByteArray("\x10_id\0", 5) + number32(id);
    if (value == u"@broken"_s)
        inside += QByteArray("\x02v\0", 3) + number32(100) + QByteArray("x\0", 2);
    else if (value != u"@missing"_s)
        inside += QByteArray::fromHex(value.section(u':', 0, 0).toLatin1()) + QByteArray("v\0", 2)
            + QByteArray::fromHex(value.section(u':', 1).toLatin1());
    return number32(qint32(inside.size()) + 5) + inside + '\0';
}

QByteArray bson(const QString &clean, const QString &dirty)
{
    return document(1, clean)
        + (dirty == u"@duplicate"_s ? document(1, clean) : document(2, dirty)) + document(3, clean);
}

struct Kind
{
    const char *id, *file, *key, *value;
    QByteArray (*make)(const QString &clean, const QString &dirty);
};
constexpr Kind kKinds[] = {{"csv", "t.csv", "id", "v", csv},
    {"jsonlines", "t.jsonl", "id", "v", jsonLines}, {"env", "t.env", "name", "value", env},
    {"mongodump", "t.bson", "_id", "v", bson}};

QStringList texts(const QJsonValue &array)
{
    QStringList all;
    for (const QJsonValue &one : array.toArray())
        all << one.toString();
    return all;
}

} // namespace

class MigrationDirtyTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    int m_cases = 0;

    static Plan planOf(const QJsonObject &one, const Kind &kind, const QString &path, const QString &schema)
    {
        const bool named = QLatin1StringView(kind.id) == "env"_L1;
        auto source = openSource({path}, QString::fromLatin1(kind.id));
        ColumnRule key{{QString::fromLatin1(kind.key)}, u"id"_s, named ? u"text"_s : u"integer"_s};
        key.notNull = true;
        ColumnRule value{{QString::fromLatin1(kind.value)}, u"v"_s, one[u"type"_s].toString()};
        value.convert = texts(one[u"convert"_s]);
        value.zone = one[u"zone"_s].toString();
        value.notNull = one[u"notNull"_s].toBool();
        if (one.contains(u"default"_s))
            value.fallback = one[u"default"_s].toString();
        const QString bad = one[u"onBad"_s].toString();
        value.onBad = bad == u"null"_s ? OnBad::Null
            : bad == u"default"_s      ? OnBad::Default
                                       : OnBad::Quarantine;
        Plan plan;
        plan.source = {path, QString::fromLatin1(kind.id)};
        plan.target.schema = schema;
        TableRule table{source ? source.value()->tables().front().name : QString(), u"t"_s, {key, value}};
        table.key = QStringList{u"id"_s};
        plan.tables.push_back(table);
        return plan;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        QVERIFY(bool(test::run(*m_session, [](db::Sql &sql) {
            return sql.script(u"ALTER DATABASE postgres SET timezone = 'UTC'; SET timezone = 'UTC'"_s);
        })));
    }

    void oneDirtyRow_data()
    {
        QTest::addColumn<QJsonObject>("one");
        QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/migration/dirty.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray all = QJsonDocument::fromJson(file.readAll()).array();
        QVERIFY(all.size() > 60);
        for (const QJsonValue &one : all)
            QTest::addRow("%s: %s", qPrintable(one[u"kind"_s].toString()),
                qPrintable(one[u"name"_s].toString()))
                << one.toObject();
    }
    void oneDirtyRow()
    {
        QFETCH(QJsonObject, one);
        const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind &known) {
            return one[u"kind"_s].toString() == QLatin1StringView(known.id);
        });
        QVERIFY(kind != std::end(kKinds));
        const QString schema = u"d%1"_s.arg(++m_cases);
        const QString path = m_dir.filePath(schema + u'_' + QLatin1StringView(kind->file));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(kind->make(one[u"clean"_s].toString(), one[u"dirty"_s].toString()));
        file.close();
        const auto done = test::migrate(*m_session, planOf(one, *kind, path, schema), test::runOptions());
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
        const Part &part = done.value().run.parts.front();
        const bool kept = one.contains(u"value"_s);
        const bool named = part.from == u"settings"_s;
        QCOMPARE(part.read, 3);
        QCOMPARE(part.loaded, kept ? 3 : 2);
        QCOMPARE(part.quarantined, kept ? 0 : 1);
        QCOMPARE(done.value().isGreen(), kept);
        QVERIFY(!done.value().hasDifferences());
        QCOMPARE(cell(*m_session, u"SELECT count(*)::text FROM %1.t WHERE id::text IN (%2) AND v IS NOT NULL"_s.arg(schema,
                     named ? u"'K1', 'K3'"_s : u"'1', '3'"_s)), u"2"_s);
        if (!kept) {
            QCOMPARE(cell(*m_session, u"SELECT reason FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(done.value().run.id)),
                one[u"reason"_s].toString());
            return;
        }
        const QString value = cell(*m_session, u"SELECT coalesce(v::text, '') FROM %1.t WHERE id::text = '%2'"_s.arg(schema, named ? u"K2"_s : u"2"_s));
        if (one[u"value"_s].toString() == u"@uuid"_s)
            QCOMPARE(QUuid(value).version(), QUuid::Sha1);
        else
            QCOMPARE(value, one[u"value"_s].toString());
    }
};

QTEST_GUILESS_MAIN(MigrationDirtyTest)
#include "migrationdirty.moc"
