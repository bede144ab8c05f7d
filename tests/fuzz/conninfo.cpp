// Mutated addresses and files: no crash, nothing half-read, and no password in what is said.
#include "db/conninfo.h"
#include "base/redact.h"

#include <QRandomGenerator>
#include <QTest>

#include <libpq-fe.h>

#include <memory>

using namespace gatehouse;
using namespace gatehouse::db;

namespace {

const QString kPassword = u"Kanarie7vogel"_s; // no other word of the corpus has a part of it

QStringList corpus()
{
    return {u"postgresql://user:%1@host:5432/database?sslmode=require&application_name=x"_s,
        u"postgresql+asyncpg://u:%1@[::1]:5433/d?ssl=true&prepared_statement_cache_size=0"_s,
        u"postgres://u:%1@h1:1,h2:2/d?target_session_attrs=any&options=-c%20a%3Db"_s,
        u"jdbc:postgresql://h/d?user=u&password=%1&ssl=true&currentSchema=x"_s,
        u"host=h port=5432 dbname='my db' user=u password='%1' sslmode=verify-ca"_s,
        u"postgresql:///d?host=/run/postgresql&user=u&password=%1"_s,
        u"export DATABASE_URL=\"postgres://u:%1@h/d\";"_s, u"psql 'postgres://${U:-u}:%1@h/d'"_s,
        u"postgres://%1:%1@h/d?password=%1"_s};
}

QByteArrayList files()
{
    return {"export DATABASE_URL=\"postgres://u:%1@h/d\" # "
            "note\nDB_HOST=h\nDB_NAME=d\nDB_PASSWORD='%1'\n",
        "[a]\nhost=h\npassword=%1\n[b]\nport=x\n",
        "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: "
        "\"%1\"\n"
        "    ports: ['127.0.0.1:${P:-5433}:5432']\n  web:\n    environment: "
        "[\"U=postgres://u:%1@db/d\"]\n"};
}

// GATEHOUSE_FUZZ_SEED tries other mutations; one seed repeats a run.
quint32 seed()
{
    bool given = false;
    const int number = qEnvironmentVariableIntValue("GATEHOUSE_FUZZ_SEED", &given);
    return given ? quint32(number) : 20260731;
}

class Mutator
{
public:
    explicit Mutator(quint32 seed) : m_random(seed) { }

    template <typename T, typename C>
    T mutate(T text, const QList<C> &pieces)
    {
        for (int n = int(m_random.bounded(4)) + 1; n > 0 && !text.isEmpty(); --n) {
            const auto at = m_random.bounded(int(text.size()));
            switch (m_random.bounded(4)) {
            case 0:
                text.remove(at, 1 + m_random.bounded(3));
                break;
            case 1:
                text.insert(at, pieces.at(m_random.bounded(int(pieces.size()))));
                break;
            case 2:
                text[at] = character<typename T::value_type>(m_random.bounded(1, 127));
                break;
            case 3:
                text += text.mid(at, 20);
                break;
            }
        }
        return text;
    }

private:
    template <typename C>
    static C character(int code)
    {
        if constexpr (std::is_same_v<C, QChar>)
            return QChar(code);
        else
            return C(code);
    }

    QRandomGenerator m_random;
};

bool isWhole(const QString &text) { return text.contains(kPassword); }

} // namespace

class ConnInfoFuzz : public QObject
{
    Q_OBJECT

    static void check(const QString &input, const Result<ParsedConnection> &parsed)
    {
        if (!parsed) {
            QVERIFY2(!parsed.error().text.isEmpty(), qPrintable(input));
            QVERIFY2(!isWhole(parsed.error().text + parsed.error().detail), qPrintable(input));
            return;
        }
        const ParsedConnection &p = parsed.value();
        QVERIFY2(!isWhole(p.explanations.join(u'\n')), qPrintable(input));
        char *words = nullptr;
        const QByteArray printed = p.info.conninfo(p.password);
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> read(
            PQconninfoParse(printed.constData(), &words), &PQconninfoFree);
        QVERIFY2(read, qPrintable(input + u'\n' + QString::fromUtf8(words)));
        for (const PQconninfoOption *o = read.get(); o->keyword; ++o)
            if (QByteArray(o->keyword) == "password" && o->val)
                QCOMPARE(QByteArray(o->val), p.password.view());
    }

private Q_SLOTS:
    void addresses()
    {
        const QList<QString> pieces = {u"@"_s, u":"_s, u"/"_s, u"%"_s, u"%4"_s, u"%00"_s, u"?"_s,
            u"&"_s, u"="_s, u"'"_s, u"\\"_s, u" "_s, u"["_s, u"]"_s, u","_s, u"${"_s, u"}"_s,
            u"://"_s, u"\n"_s, u"é"_s, QString(QChar(0xd800)), u"password="_s, u"host="_s};
        Mutator mutator(seed());
        for (int i = 0; i < 20000; ++i) {
            const QString base = corpus().at(i % corpus().size());
            const QString input = mutator.mutate(QString(base).replace(u"%1"_s, kPassword), pieces);
            if (!input.contains(u"${"_s + kPassword)) // as a variable's name it may be shown
                check(input, parseConnection(input));
            if (QTest::currentTestFailed())
                return;
        }
    }

    void filesOfSettings()
    {
        const QList<QByteArray> pieces = {"\n", "'", "\"", "#", "=", "${", "}", ":", "- ", "  ",
            "[", "]", "&a ", "*a", "<<: ", "|", "\t", "\xff", "%YAML", "---\n", "? "};
        const QStringList names = {u".env"_s, u"pg_service.conf"_s, u"compose.yml"_s};
        Mutator mutator(seed());
        for (int i = 0; i < 6000; ++i) {
            QByteArray content = files().at(i % files().size());
            content = mutator.mutate(content.replace("%1", kPassword.toUtf8()), pieces);
            QStringList notes;
            const auto found = findConnections(names.at(i % names.size()), content, &notes);
            QVERIFY2(!isWhole(notes.join(u'\n')), content.constData());
            if (!found)
                QVERIFY2(!isWhole(found.error().text + found.error().detail), content.constData());
            else
                for (const FoundConnection &one : found.value())
                    QVERIFY2(!isWhole(one.parsed.explanations.join(u'\n')), content.constData());
        }
    }

    // The masking layer on whole addresses, as a log or an error could hold them.
    void redactHidesIt()
    {
        for (const QString &base : corpus()) {
            const QString text = u"connecting with "_s + QString(base).replace(u"%1"_s, kPassword);
            if (base.contains(u"//%1:"_s))
                continue; // as the user's name too: only a registered secret can be known there
            QVERIFY2(!isWhole(redact(text)), qPrintable(redact(text)));
        }
        addSecret(kPassword);
        for (const QString &base : corpus())
            QVERIFY(!isWhole(redact(QString(base).replace(u"%1"_s, kPassword))));
    }
};

QTEST_GUILESS_MAIN(ConnInfoFuzz)
#include "conninfo.moc"
