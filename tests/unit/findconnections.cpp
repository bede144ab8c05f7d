#include "db/conninfo.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
QString printed(const std::vector<FoundConnection> &found)
{
    QStringList lines;
    for (const FoundConnection &f : found) {
        const ConnInfo &i = f.parsed.info;
        lines << u"%1=%2|%3|%4|%5|%6|%7"_s.arg(
            f.name, i.user, f.parsed.password.text(), i.host, i.port, i.database, tlsName(i.tls));
    }
    return lines.join(u'\n');
}
} // namespace

class FindConnectionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void file_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("found");
        const auto row = [](const char *title, const QString &name, const QByteArray &content,
                             const QString &found) {
            QTest::addRow("%s", title) << name << content << found;
        };

        row(".env with an address", u".env"_s,
            "# service\nSECRET_KEY=x\nexport "
            "DATABASE_URL=\"postgresql+asyncpg://u:p%40@h:5432/d\"\n",
            u"DATABASE_URL=u|p@|h|5432|d|verify-full"_s);
        row("split, Rails", u".env"_s,
            "DATABASE_HOST=db1\nDATABASE_PORT=5433\nDATABASE_USERNAME=rails\nDATABASE_PASSWORD='p "
            "w'\nDATABASE_NAME=onelastai\n",
            u"DATABASE_*=rails|p w|db1|5433|onelastai|verify-full"_s);
        row("split, compose style", u".env"_s,
            "POSTGRES_DB=api\nPOSTGRES_USER=gate\nPOSTGRES_PASSWORD=pw # change "
            "me\nPOSTGRES_PORT=5433\n",
            u"POSTGRES_*=gate|pw|localhost|5433|api|prefer"_s);
        row("PG*", u"env"_s,
            "PGHOST=/run/postgresql\nPGDATABASE=d\nPGUSER=u\nPGPASSWORD=p\nPGSSLMODE=disable\n",
            u"PG*=u|p|/run/postgresql||d|disable"_s);
        row("with a prefix", u".env"_s,
            "KEYCLOAK_DB_HOST=kc\nKEYCLOAK_DB_NAME=keycloak\nKEYCLOAK_DB_PASSWORD=x\n",
            u"KEYCLOAK_DB_*=|x|kc||keycloak|verify-full"_s);
        row("two of them", u".env"_s,
            "A_URL=postgres://u@h1/a\nB_URL=jdbc:postgresql://h2/b\nREDIS_HOST=r\nDB_POOL=25\n",
            u"A_URL=u||h1||a|verify-full\nB_URL=||h2||b|verify-full"_s);
        row("duplicate: the last counts", u".env"_s,
            "DATABASE_URL=postgres://u@h1/a\nDATABASE_URL=postgres://u@h2/a\n",
            u"DATABASE_URL=u||h2||a|verify-full"_s);
        row("built from others", u".env"_s, "PW=s3\nDATABASE_URL=postgres://u:${PW}@${H:-db1}/a\n",
            u"DATABASE_URL=u|s3|db1||a|verify-full"_s);
        row("pg_service.conf", u"pg_service.conf"_s,
            "# ours\n[orders]\nhost=db1\nport=5433\nuser=ada\ndbname=orders\npassword=it's = "
            "here\nsslmode=verify-ca\n\n[local]\ndbname=d\n",
            u"orders=ada|it's = here|db1|5433|orders|verify-ca\nlocal=||||d|prefer"_s);
        row("service file by content", u"services"_s, "[a]\nhost=h\n", u"a=||h|||verify-full"_s);
        row("compose", u"docker-compose.yml"_s, R"(
services:
  postgres:
    image: postgres:15-alpine
    environment:
      POSTGRES_USER: ${POSTGRES_USER:-gate}
      POSTGRES_PASSWORD: "pa$$word"
      POSTGRES_DB: api
    ports:
      - "127.0.0.1:${POSTGRES_PORT:-5433}:5432"
  backend:
    build: .
    environment:
      - DATABASE_URL=postgresql+asyncpg://gate:x@postgres:5432/api
      - OLLAMA_BASE_URL=http://ollama:11434
)",
            u"postgres=gate|pa$word|localhost|5433|api|prefer\nbackend: DATABASE_URL=gate|x|localhost|5433|api|prefer"_s);
        row("compose without ports", u"compose.yaml"_s,
            "services:\n  db:\n    image: docker.io/pgvector/pgvector:pg16\n    environment: "
            "{POSTGRES_PASSWORD: x}\n",
            u"db=postgres|x|db||postgres|verify-full"_s);
        row("compose, long ports and merge", u"compose.yaml"_s, R"(
x-env: &env
  DB_HOST: db
  DB_NAME: d
services:
  db:
    image: postgis/postgis
    environment: {POSTGRES_PASSWORD: x, POSTGRES_USER: u}
    ports:
      - {target: 5432, published: 6000, host_ip: 10.0.0.5}
  web:
    environment:
      <<: *env
      DB_USER: w
)",
            u"db=u|x|10.0.0.5|6000|u|verify-full\nweb: DB_*=w||10.0.0.5|6000|d|verify-full"_s);
    }
    void file()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QStringList notes;
        const auto found = findConnections(name, content, &notes);
        QVERIFY2(bool(found), found ? "" : qPrintable(found.error().text));
        QTEST(printed(found.value()), "found");
    }

    void nothing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says"); // in the error or its detail
        QTest::addRow("empty") << u".env"_s << QByteArray() << u"No PostgreSQL"_s;
        QTest::addRow("other databases")
            << u".env"_s
            << QByteArray(
                   "MONGODB_URI=mongodb://u:hunter2@h/d\nMONGODB_DATABASE=x\nMONGODB_USERNAME=y\n"
                   "DATABASE_URL=sqlite+aiosqlite:///./f.db\n")
            << u"MONGODB_URI: This is the address of a MongoDB"_s;
        QTest::addRow("for MySQL")
            << u".env"_s << QByteArray("DB_CONNECTION=mysql\nDB_HOST=h\nDB_DATABASE=d\n")
            << u"for mysql"_s;
        QTest::addRow("bad address")
            << u".env"_s << QByteArray("DATABASE_URL=postgres://u:hunter2@h:x/d\n")
            << u"DATABASE_URL: "_s;
        QTest::addRow("binary") << u".env"_s << QByteArray("a\0b", 3) << u"no text file"_s;
        QTest::addRow("too large")
            << u".env"_s << QByteArray(2 * 1024 * 1024, 'x') << u"no text file"_s;
        QTest::addRow("bad YAML") << u"compose.yml"_s << QByteArray("services:\n  a: [1\n")
                                  << u"line"_s;
        QTest::addRow("no services") << u"compose.yml"_s << QByteArray("a: 1\n") << u"services"_s;
        QTest::addRow("no server")
            << u"compose.yml"_s << QByteArray("services:\n  web:\n    image: nginx\n")
            << u"PostgreSQL"_s;
        QTest::addRow("scalar") << u"compose.yml"_s << QByteArray("hello") << u"services"_s;
    }
    void nothing()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const auto found = findConnections(name, content);
        QVERIFY(!found);
        const QString all = found.error().text + u'\n' + found.error().detail;
        QVERIFY2(all.contains(says), qPrintable(all));
        QVERIFY(!all.contains(u"hunter2"_s));
    }

    void duplicatesAndOtherDatabasesAreReported()
    {
        QStringList notes;
        const auto found = findConnections(u".env"_s,
            "STRIPE_KEY=1\nSTRIPE_KEY=2\nMONGODB_URI=mongodb://h\nDATABASE_URL=postgres://u@h/d\n",
            &notes);
        QVERIFY(bool(found));
        QCOMPARE(notes.size(), 2);
        QVERIFY(notes.join(u'\n').contains(u"STRIPE_KEY"_s));
        QVERIFY(notes.join(u'\n').contains(u"MongoDB"_s));
    }

    void composeTakesTheFileBesideIt()
    {
        QTemporaryDir dir;
        const auto put = [&](const QString &name, const QByteArray &content) {
            QFile file(dir.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        put(u"docker-compose.yml"_s,
            "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: "
            "${PW}\n"
            "      POSTGRES_USER: ${NOBODY}\n    ports: ['5440:5432']\n");
        put(u".env"_s, "PW=beside\n");
        const auto found = readConnections(dir.filePath(u"docker-compose.yml"_s));
        QVERIFY(bool(found));
        QCOMPARE(printed(found.value()), u"db=postgres|beside|localhost|5440|postgres|prefer"_s);
        QVERIFY(found.value()[0].parsed.explanations.join(u'\n').contains(u"NOBODY"_s));
    }

    void ownServiceFileKeepsItsPassword()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"my_pg_service.conf"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[orders]\nhost=db1\npassword=x\n");
        file.close();
        qputenv("PGSERVICEFILE", file.fileName().toUtf8());
        const auto found = readConnections(file.fileName());
        qunsetenv("PGSERVICEFILE");
        QVERIFY(bool(found));
        QCOMPARE(found.value()[0].parsed.info.service, u"orders"_s);
        QVERIFY(found.value()[0].parsed.password.isEmpty());
    }

    void missingFile()
    {
        const auto found = readConnections(u"/nonexistent/.env"_s);
        QVERIFY(!found);
        QCOMPARE(int(found.error().kind), int(Error::Kind::Io));
    }
};

QTEST_GUILESS_MAIN(FindConnectionsTest)
#include "findconnections.moc"
