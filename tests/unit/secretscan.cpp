#include "base/secretscan.h"
#include "base/redact.h"
#include "base/result.h"

#include <QTest>

#include <random>

using namespace gatehouse;

class SecretScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seesWhatRedactHides_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : {u"postgres://ada:hunter2@db/x"_s, u"see HTTPS://u:p@h."_s,
                 u"password='x y'"_s, u"PWD = abc"_s, u"{\"api_key\": \"abc\"}"_s,
                 u"{\"db_password\" : \"abc\"}"_s, u"client_secret=abc"_s, u"my_key=abc"_s,
                 u"apikey=abc"_s, u"Authorization: Bearer abcdefgh12345"_s, u"basic dXNlcjpwYXNz"_s,
                 u"eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.abc"_s, u"sk-proj-abcdefgh"_s,
                 u"pk_live_abcdefgh"_s, u"ollama-abcdefgh"_s, u"xx edgellm-ABCDEFGH"_s,
                 u"demo-admin-key-12345"_s, u"SCRAM-SHA-256$4096:x"_s,
                 u"md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"_s, u"pa\u017f\u017fword=abc"_s,
                 u"to\u212aen=abc"_s, u"pass  :  'x'"_s, u"token\u00a0=abc"_s,
                 u"ssssk-ooolama-ollama-abcde"_s, u"access_token=abc"_s})
            QTest::addRow("%s", qPrintable(text)) << text;
    }
    void seesWhatRedactHides()
    {
        QFETCH(QString, text);
        QVERIFY(redact(text) != text);
        QVERIFY(mayHoldSecret(text.toUtf8()));
        const QString quoted = QString(text).replace(u'"', u"\"\""_s);
        QVERIFY(mayHoldSecret((u"1,\""_s + quoted + u"\",x"_s).toUtf8()));
        const QString escaped = QString(text).replace(u'"', u"\\\""_s);
        QVERIFY(mayHoldSecret(escaped.toUtf8()));
    }

    void leavesOrdinaryRowsAlone_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addRow("row")
            << u"123,2026-11-20 12:03:04.123+00,mobile,edgellm-••••aaa1,/api/chat,llama3.2,12.5,\"{\"\"message_count\"\": 3}\""_s;
        QTest::addRow("tokens")
            << u"{\"tokens\": 12, \"passes\": 3, \"basics\": 1, \"keys\": []}"_s;
        QTest::addRow("address") << u"https://example.org/api/v1"_s;
        QTest::addRow("empty") << QString();
    }
    void leavesOrdinaryRowsAlone()
    {
        QFETCH(QString, text);
        QVERIFY(!mayHoldSecret(text.toUtf8()));
        QCOMPARE(redact(text), text);
    }

    void neverMissesInNoise()
    {
        std::mt19937 random(11);
        const QStringList parts{u"pass"_s, u"word"_s, u"token"_s, u"api"_s, u"_"_s, u"-"_s,
            u"key"_s, u"="_s, u":"_s, u" "_s, u"\""_s, u"'"_s, u"abcdefgh"_s, u"sk"_s, u"ollama"_s,
            u"eyJ"_s, u"."_s, u"bearer"_s, u"://"_s, u"@"_s, u"edgellm"_s, u"md5"_s, u"é"_s,
            u"0123456789abcdef"_s};
        int hidden = 0;
        for (int i = 0; i < 20000; ++i) {
            QString text;
            for (int n = 0; n < 10; ++n)
                text += parts[qsizetype(random() % size_t(parts.size()))];
            if (redact(text) == text)
                continue;
            ++hidden;
            QVERIFY2(mayHoldSecret(text.toUtf8()), qPrintable(text));
        }
        QVERIFY(hidden > 500);
    }

    void seesWhatWasRegistered()
    {
        QVERIFY(!mayHoldSecret("xx canary-4711 xx"));
        addSecret(u"canary-4711"_s);
        QVERIFY(mayHoldSecret("xx canary-4711 xx"));
    }
};

QTEST_GUILESS_MAIN(SecretScanTest)
#include "secretscan.moc"
