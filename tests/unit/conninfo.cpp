#include "db/conninfo.h"

#include <QTest>

#include <libpq-fe.h>

#include <memory>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {
QString printed(const ParsedConnection &parsed)
{
    const ConnInfo &i = parsed.info;
    QString text = u"%1|%2|%3|%4|%5|%6"_s.arg(
        i.user, parsed.password.text(), i.host, i.port, i.database, tlsName(i.tls));
    for (auto it = i.extra.begin(); it != i.extra.end(); ++it)
        text += u'|' + it.key() + u'=' + it.value();
    return text;
}

QMap<QString, QString> asLibpqReads(const QByteArray &conninfo)
{
    QMap<QString, QString> values;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(conninfo.constData(), nullptr), &PQconninfoFree);
    for (const PQconninfoOption *o = options.get(); o && o->keyword; ++o)
        if (o->val)
            values.insert(QString::fromLatin1(o->keyword), QString::fromUtf8(o->val));
    return values;
}
} // namespace

class ConnInfoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void form_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read"); // user|password|host|port|database|tls[|extra]
        const auto row = [](const char *name, const QString &text, const QString &read) {
            QTest::addRow("%s", name) << text << read;
        };
        row("ollama-gateway", u"postgresql+asyncpg://u:p@host:5432/db"_s,
            u"u|p|host|5432|db|verify-full"_s);
        row("ai-pal", u"postgresql+asyncpg://ai_pal_user:ai_pal@localhost:5432/ai_pal"_s,
            u"ai_pal_user|ai_pal|localhost|5432|ai_pal|prefer"_s);
        row("ai-pal, cloud", u"postgresql+asyncpg://a:b@x.render.com/d?sslmode=require"_s,
            u"a|b|x.render.com||d|require"_s);
        row("onelastai", u"postgresql://postgres:secret@localhost:5432/onelastai_dev"_s,
            u"postgres|secret|localhost|5432|onelastai_dev|prefer"_s);
        row("keycloak's JDBC", u"jdbc:postgresql://postgres:5432/keycloak"_s,
            u"||postgres|5432|keycloak|verify-full"_s);
        row("don-research, no user", u"postgresql+asyncpg://localhost/don_research"_s,
            u"||localhost||don_research|prefer"_s);
        row("don-research, Render", u"postgres://don:x@dpg-1.oregon-postgres.render.com/don"_s,
            u"don|x|dpg-1.oregon-postgres.render.com||don|verify-full"_s);
        row("don-research, Alembic", u"postgresql+psycopg2://don:x@h/don?sslmode=require"_s,
            u"don|x|h||don|require"_s);
        row("flux-rag",
            u"postgresql://flux_rag:pw@db1.internal:5432/flux_rag?sslmode=require&application_name=flux"_s,
            u"flux_rag|pw|db1.internal|5432|flux_rag|require|application_name=flux"_s);
        row("flux-rag, application name only",
            u"postgresql://flux_rag:pw@localhost/flux_rag?application_name=a%20b"_s,
            u"flux_rag|pw|localhost||flux_rag|prefer|application_name=a b"_s);
        row("compose default",
            u"postgresql+asyncpg://${POSTGRES_USER:-gate}:${POSTGRES_PASSWORD:-pw}@localhost:${POSTGRES_PORT:-5433}/${POSTGRES_DB:-api}"_s,
            u"gate|pw|localhost|5433|api|prefer"_s);
        row("psycopg", u"postgresql+psycopg://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("pg8000", u"postgresql+pg8000://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("unknown driver", u"postgresql+x_y://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("Django's postgis", u"postgis://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("upper-case scheme", u"PostgreSQL://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("no password", u"postgresql://u@h/d"_s, u"u||h||d|verify-full"_s);
        row("no database", u"postgresql://u:p@h"_s, u"u|p|h|||verify-full"_s);
        row("only the scheme", u"postgresql://"_s, u"|||||prefer"_s);
        row("empty host", u"postgresql:///mydb"_s, u"||||mydb|prefer"_s);
        row("socket as parameter", u"postgresql+psycopg2://user@/db?host=/var/run/postgresql"_s,
            u"user||/var/run/postgresql||db|prefer"_s);
        row("socket encoded", u"postgresql://%2Fvar%2Frun%2Fpostgresql/db"_s,
            u"||/var/run/postgresql||db|prefer"_s);
        row("IPv4", u"postgresql://u@127.0.0.1:5433/d"_s, u"u||127.0.0.1|5433|d|prefer"_s);
        row("IPv6", u"postgresql://u@[::1]:5433/d"_s, u"u||::1|5433|d|prefer"_s);
        row("IPv6, remote", u"postgresql://u@[2001:db8::7]/d"_s,
            u"u||2001:db8::7||d|verify-full"_s);
        row("several hosts", u"postgresql://u@h1:1,h2:2/d?target_session_attrs=read-write"_s,
            u"u||h1,h2|1,2|d|verify-full|target_session_attrs=read-write"_s);
        row("encoded password", u"postgresql://u:p%40s%3As%2F%3F%23%25%20x@h/d"_s,
            u"u|p@s:s/?#% x|h||d|verify-full"_s);
        row("encoded user and database", u"postgresql://u%40corp:p@h/d%20b"_s,
            u"u@corp|p|h||d b|verify-full"_s);
        row("raw @ in the password", u"postgresql://u:p@ss@h:5432/d"_s,
            u"u|p@ss|h|5432|d|verify-full"_s);
        row("colon in the password", u"postgresql://u:p:q@h/d"_s, u"u|p:q|h||d|verify-full"_s);
        row("# in the password", u"postgresql://u:p#q@h/d"_s, u"u|p#q|h||d|verify-full"_s);
        row("? in the password", u"postgresql://u:p?q@h/d"_s, u"u|p?q|h||d|verify-full"_s);
        row("+ stays a plus", u"postgresql://u:p+q@h/d"_s, u"u|p+q|h||d|verify-full"_s);
        row("@ in the query", u"postgresql://u:p@h?application_name=a@b"_s,
            u"u|p|h|||verify-full|application_name=a@b"_s);
        row("password as parameter", u"postgresql://h/d?user=u&password=p%26q"_s,
            u"u|p&q|h||d|verify-full"_s);
        row("asyncpg ssl=require", u"postgresql+asyncpg://u:p@h/d?ssl=require"_s,
            u"u|p|h||d|require"_s);
        row("asyncpg ssl=true", u"postgresql+asyncpg://u:p@h/d?ssl=true"_s,
            u"u|p|h||d|verify-full"_s);
        row("ssl=false", u"postgresql://u:p@h/d?ssl=false"_s, u"u|p|h||d|disable"_s);
        row("node's no-verify", u"postgres://u:p@h/d?sslmode=no-verify"_s, u"u|p|h||d|require"_s);
        row("pool keys",
            u"postgresql+asyncpg://u:p@h/d?prepared_statement_cache_size=0&pool_size=5"_s,
            u"u|p|h||d|verify-full"_s);
        row("Prisma",
            u"postgresql://u:p@h:6432/d?schema=public&connection_limit=5&pgbouncer=true"_s,
            u"u|p|h|6432|d|verify-full"_s);
        row("Neon",
            u"postgres://u:p@ep-1.eu.neon.tech/d?sslmode=require&options=endpoint%3Dep-1&channel_binding=require"_s,
            u"u|p|ep-1.eu.neon.tech||d|require|channel_binding=require|options=endpoint=ep-1"_s);
        row("unknown key", u"postgresql://u:p@h/d?supa=base-pooler.x"_s, u"u|p|h||d|verify-full"_s);
        row("local, weak on purpose", u"postgresql://u:p@localhost/d?sslmode=disable"_s,
            u"u|p|localhost||d|disable"_s);
        row("JDBC properties",
            u"jdbc:postgresql://h:5433/d?user=u&password=p+q&ssl=true&currentSchema=x&ApplicationName=kc"_s,
            u"u|p q|h|5433|d|verify-full|application_name=kc"_s);
        row("JDBC, database only", u"jdbc:postgresql:d"_s, u"||localhost||d|prefer"_s);
        row("JDBC, slash", u"jdbc:postgresql:/"_s, u"||localhost|||prefer"_s);
        row("JDBC, no host", u"jdbc:postgresql:///d"_s, u"||localhost||d|prefer"_s);
        row("JDBC, several hosts", u"jdbc:postgresql://h1:1,h2:2/d?targetServerType=primary"_s,
            u"||h1,h2|1,2|d|verify-full|target_session_attrs=read-write"_s);
        row("JDBC, no validation",
            u"jdbc:postgresql://h/d?sslfactory=org.postgresql.ssl.NonValidatingFactory"_s,
            u"||h||d|require"_s);
        row("keywords", u"host=h port=5433 dbname=d user=u password=p sslmode=verify-ca"_s,
            u"u|p|h|5433|d|verify-ca"_s);
        row("keywords, quoted", u"host = 'h' dbname='my db' password='p\\'q\\\\ r' user=u"_s,
            u"u|p'q\\ r|h||my db|verify-full"_s);
        row("keywords, empty quotes", u"host='' dbname=d"_s, u"||||d|prefer"_s);
        row("keywords, lines", u"host=h\n  dbname=d\n"_s, u"||h||d|verify-full"_s);
        row("keywords, escaped blank", u"host=h password=a\\ b"_s, u"|a b|h|||verify-full"_s);
        row("keywords, hostaddr", u"hostaddr=127.0.0.1 dbname=d"_s,
            u"||||d|prefer|hostaddr=127.0.0.1"_s);
        row("with its variable", u"DATABASE_URL=postgres://u:p@h/d"_s, u"u|p|h||d|verify-full"_s);
        row("exported and quoted", u"export DATABASE_URL=\"postgres://u:p@h/d\";"_s,
            u"u|p|h||d|verify-full"_s);
        row("as psql's argument", u"psql 'postgres://u:p@h/d'"_s, u"u|p|h||d|verify-full"_s);
        row("blanks around", u"  postgres://u:p@h/d \n"_s, u"u|p|h||d|verify-full"_s);
        row("host and database", u"db1.internal:5433/orders"_s,
            u"||db1.internal|5433|orders|verify-full"_s);
        row("user and host", u"ada@db1.internal"_s, u"ada||db1.internal|||verify-full"_s);
        row("host and port", u"db1.internal:5433"_s, u"||db1.internal|5433||verify-full"_s);
        row("emoji", u"postgresql://u:%F0%9F%94%91@h/d"_s, u"u|🔑|h||d|verify-full"_s);
    }
    void form()
    {
        QFETCH(QString, text);
        const auto parsed = parseConnection(text);
        QVERIFY2(bool(parsed), parsed ? "" : qPrintable(parsed.error().text));
        QTEST(printed(parsed.value()), "read");
    }

    void refusal_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says"); // part of the sentence
        const auto row = [](const char *name, const QString &text, const QString &says) {
            QTest::addRow("%s", name) << text << says;
        };
        row("nothing", u"  "_s, u"Paste"_s);
        row("a word", u"hello"_s, u"postgresql://user"_s);
        row("MongoDB", u"mongodb://u:p@h/d"_s, u"MongoDB"_s);
        row("MongoDB cluster", u"mongodb+srv://u:p@h/d"_s, u"MongoDB"_s);
        row("SQLite, relative", u"sqlite:///./data/ai_pal.db"_s, u"SQLite"_s);
        row("SQLite, aiosqlite", u"sqlite+aiosqlite:///./ai_pal.db"_s, u"SQLite"_s);
        row("SQLite, absolute", u"sqlite:////var/lib/x.db"_s, u"SQLite"_s);
        row("MySQL", u"mysql+pymysql://u:p@h/d"_s, u"MySQL"_s);
        row("Redis", u"rediss://h:6379/0"_s, u"Redis"_s);
        row("web", u"https://api.example.com"_s, u"web address"_s);
        row("other JDBC", u"jdbc:mysql://h/d"_s, u"another kind"_s);
        row("unknown scheme", u"gopher://h/d"_s, u"postgresql://user"_s);
        row("bad port", u"postgresql://u:p@h:54x2/d"_s, u"port"_s);
        row("port too large", u"postgresql://u:p@h:65536/d"_s, u"65535"_s);
        row("slash in the password", u"postgresql://u:hunter2/x@h/d"_s, u"%2F"_s);
        row("bare percent", u"postgresql://u:hunter2%@h/d"_s, u"%25"_s);
        row("bad percent", u"postgresql://u:hunter2%zz@h/d"_s, u"%25"_s);
        row("bad percent in the query", u"postgresql://u:hunter2@h/d?application_name=%4"_s,
            u"application_name"_s);
        row("unclosed bracket", u"postgresql://u:hunter2@[::1/d"_s, u"IPv6"_s);
        row("IPv6 without brackets", u"postgresql://u:hunter2@::1/d"_s, u"brackets"_s);
        row("bad sslmode", u"postgresql://u:hunter2@h/d?sslmode=yes"_s, u"verify-full"_s);
        row("bad ssl", u"postgresql+asyncpg://u:hunter2@h/d?ssl=maybe"_s, u"verify-full"_s);
        row("variable without value", u"postgresql://u:${PW}@h/d"_s, u"PW"_s);
        row("keywords, blank in value", u"host=h password=hunter2 hunter2"_s, u"quotes"_s);
        row("keywords, unclosed quote", u"host=h password='hunter2"_s, u"password"_s);
        row("encoded NUL", u"postgresql://u:hunter2%00@h/d"_s, u"NUL"_s);
        row("too long", u"postgresql://"_s + QString(20000, u'x'), u"too long"_s);
    }
    void refusal()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto parsed = parseConnection(text);
        QVERIFY(!parsed);
        QCOMPARE(int(parsed.error().kind), int(Error::Kind::Invalid));
        QVERIFY2(parsed.error().text.contains(says), qPrintable(parsed.error().text));
        QVERIFY2(!(parsed.error().text + parsed.error().detail).contains(u"hunter2"_s),
            "a password was shown");
    }

    void trap_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("explained"); // part of one sentence; empty: none at all
        const auto row = [](const char *name, const QString &text, const QString &explained) {
            QTest::addRow("%s", name) << text << explained;
        };
        row("nothing to explain", u"postgresql://u:p@h/d?sslmode=verify-full"_s, QString());
        row("asyncpg and sslmode", u"postgresql+asyncpg://u:p@h/d?sslmode=require"_s,
            u"ssl=require"_s);
        row("asyncpg and ssl=true", u"postgresql+asyncpg://u:p@h/d?ssl=true"_s,
            u"ssl=verify-full"_s);
        row("asyncpg and application_name", u"postgresql+asyncpg://u:p@h/d?application_name=x"_s,
            u"application_name"_s);
        row("psycopg2 and ssl", u"postgresql+psycopg2://u:p@h/d?ssl=require"_s,
            u"sslmode=require"_s);
        row("pg8000 and sslmode", u"postgresql+pg8000://u:p@h/d?sslmode=require"_s,
            u"ssl_context"_s);
        row("JDBC and user", u"jdbc:postgresql://u:p@h/d?sslmode=verify-full"_s, u"?user="_s);
        row("postgres and SQLAlchemy", u"postgres://u:p@h/d?sslmode=verify-full"_s,
            u"SQLAlchemy"_s);
        row("quote_plus", u"postgresql://u:a+b@h/d"_s, u"%20"_s);
        row("@ in the password", u"postgresql://u:a@b@h/d"_s, u"%40"_s);
        row("# in the password", u"postgresql://u:a#b@h/d"_s, u"%23"_s);
        row("blank at the end", u"postgresql://u:a%20@h/d"_s, u"blank"_s);
        row("options", u"postgresql://u:p@h/d?options=-c%20x%3Dy"_s, u"PgBouncer"_s);
        row("prefer, remote", u"postgresql://u:p@h/d?sslmode=prefer"_s, u"No protection"_s);
        row("require, remote", u"postgresql://u:p@h/d?sslmode=require"_s, u"not checked"_s);
        row("nothing about TLS", u"postgresql://u:p@h/d"_s, u"verify-full"_s);
        row("empty host", u"postgresql://u:p@/d"_s, u"socket"_s);
        row("no user", u"postgresql://localhost/d"_s, u"No user"_s);
        row("no database", u"postgresql://u@localhost"_s, u"No database"_s);
        row("container name", u"postgresql://u:p@postgres:5432/d"_s, u"containers"_s);
        row("pool", u"postgresql+asyncpg://u:p@h/d?statement_cache_size=0"_s,
            u"statement_cache_size"_s);
        row("unknown key", u"postgresql://u:p@h/d?foo=1"_s, u"foo"_s);
        row("default taken", u"postgresql://u:${PW:-p}@h/d"_s, u"PW"_s);
        row("service", u"service=orders"_s, u"pg_service.conf"_s);
    }
    void trap()
    {
        QFETCH(QString, text);
        QFETCH(QString, explained);
        const auto parsed = parseConnection(text);
        QVERIFY(bool(parsed));
        const QStringList &said = parsed.value().explanations;
        if (explained.isEmpty())
            QVERIFY2(said.isEmpty(), qPrintable(said.join(u'\n')));
        else
            QVERIFY2(said.join(u'\n').contains(explained), qPrintable(said.join(u'\n')));
        for (const QString &sentence : said)
            QVERIFY2(sentence.endsWith(u'.'), qPrintable(sentence));
    }

    void hostileValuesSurvive_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addRow("quote") << u"it's"_s;
        QTest::addRow("backslash") << u"a\\b\\"_s;
        QTest::addRow("blanks") << u"  two words "_s;
        QTest::addRow("like a setting") << u"x' host='evil"_s;
        QTest::addRow("equals") << u"a=b c=d"_s;
        QTest::addRow("newline") << u"a\nb\tc"_s;
        QTest::addRow("emoji") << u"🔑'\\"_s;
        QTest::addRow("like an address") << u"postgresql://evil/x"_s;
        QTest::addRow("63 bytes") << QString(63, u'x');
        QTest::addRow("only quotes") << u"'''"_s;
        QTest::addRow("percent") << u"100%25"_s;
    }
    void hostileValuesSurvive()
    {
        QFETCH(QString, value);
        ConnInfo info;
        info.host = u"h"_s;
        info.database = info.user = value;
        info.extra.insert(u"options"_s, value);
        const auto read = asLibpqReads(info.conninfo(Secret(value)));
        QCOMPARE(read.value(u"dbname"_s), value);
        QCOMPARE(read.value(u"user"_s), value);
        QCOMPARE(read.value(u"password"_s), value);
        QCOMPARE(read.value(u"options"_s), value);
        QCOMPARE(read.value(u"host"_s), u"h"_s);
    }

    void theEnvironmentDecidesNothing()
    {
        const QList<QByteArray> names = {"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER",
            "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGOPTIONS",
            "PGAPPNAME", "PGGSSENCMODE", "PGCHANNELBINDING", "PGTARGETSESSIONATTRS",
            "PGCONNECT_TIMEOUT", "PGCLIENTENCODING", "PGREQUIREPEER", "PGSSLSNI"};
        const auto read = asLibpqReads(ConnInfo().conninfo({}));
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
            PQconndefaults(), &PQconninfoFree);
        for (const QByteArray &name : names) {
            QString keyword;
            for (const PQconninfoOption *o = options.get(); o->keyword; ++o)
                if (o->envvar && name == o->envvar)
                    keyword = QString::fromLatin1(o->keyword);
            QVERIFY2(!keyword.isEmpty(), name.constData());
            QVERIFY2(read.contains(keyword), name.constData());
        }
        QCOMPARE(read.value(u"port"_s), u"5432"_s);
        QCOMPARE(read.value(u"gssencmode"_s), u"disable"_s);
        QCOMPARE(read.value(u"application_name"_s), u"gatehouse"_s);
        QVERIFY(!read.contains(u"password"_s)); // libpq asks PGPASSWORD, then the pass file
        QVERIFY(!read.contains(u"service"_s));
    }

    void extraCannotMoveTheTarget()
    {
        ConnInfo info;
        info.host = u"db1"_s;
        info.extra = {{u"host"_s, u"evil"_s}, {u"sslmode"_s, u"disable"_s}, {u"password"_s, u"x"_s},
            {u"service"_s, u"y"_s}, {u"no such"_s, u"z"_s}};
        const auto read = asLibpqReads(info.conninfo({}));
        QCOMPARE(read.value(u"host"_s), u"db1"_s);
        QCOMPARE(read.value(u"sslmode"_s), u"verify-full"_s);
        QVERIFY(!read.contains(u"password"_s));
        QVERIFY(!read.contains(u"service"_s));
    }

    void rootCertificates()
    {
        ConnInfo info;
        info.host = u"db1"_s;
        QVERIFY(!asLibpqReads(info.conninfo({})).value(u"sslrootcert"_s).isEmpty());
        info.tls = TlsMode::Require; // a root certificate would turn it into verify-ca
        QVERIFY(asLibpqReads(info.conninfo({})).value(u"sslrootcert"_s).isEmpty());
        info.rootCert = u"/x/ca.pem"_s;
        QCOMPARE(asLibpqReads(info.conninfo({})).value(u"sslrootcert"_s), u"/x/ca.pem"_s);
    }

    void local_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("local");
        QTest::addRow("socket") << u""_s << true;
        QTest::addRow("socket folder") << u"/run/postgresql"_s << true;
        QTest::addRow("abstract socket") << u"@pg"_s << true;
        QTest::addRow("localhost") << u"LocalHost"_s << true;
        QTest::addRow("127.8.8.8") << u"127.8.8.8"_s << true;
        QTest::addRow("::1") << u"::1"_s << true;
        QTest::addRow("posing") << u"localhost.evil.com"_s << false;
        QTest::addRow("posing as an address") << u"127.0.0.1.evil.com"_s << false;
        QTest::addRow("remote") << u"db1"_s << false;
        QTest::addRow("one of two") << u"localhost,db1"_s << false;
    }
    void local()
    {
        QFETCH(QString, host);
        QFETCH(bool, local);
        ConnInfo info;
        info.host = host;
        info.tls = TlsMode::Prefer;
        QCOMPARE(info.isLocal(), local);
        QCOMPARE(info.isWeak(), !local);
    }

    void label_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("label");
        QTest::addRow("usual") << u"postgresql://u@db1.internal/ollama_api"_s
                               << u"ollama_api @ db1.internal:5432"_s;
        QTest::addRow("socket") << u"postgresql:///d"_s << u"d @ local socket"_s;
        QTest::addRow("folder") << u"host=/run/x dbname=d"_s << u"d @ /run/x"_s;
        QTest::addRow("IPv6") << u"postgresql://u@[::1]:1/d"_s << u"d @ [::1]:1"_s;
        QTest::addRow("service") << u"service=s dbname=d"_s << u"d @ service s"_s;
        QTest::addRow("several") << u"postgresql://u@a:1,b:2/d"_s << u"d @ a,b"_s;
        QTest::addRow("no database") << u"postgresql://ada@h"_s << u"ada @ h:5432"_s;
    }
    void label()
    {
        QFETCH(QString, text);
        const auto parsed = parseConnection(text);
        QVERIFY(bool(parsed));
        QTEST(parsed.value().info.label(), "label");
    }
};

QTEST_GUILESS_MAIN(ConnInfoTest)
#include "conninfo.moc"
