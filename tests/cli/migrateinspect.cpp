// gatehousectl migrate inspect, as a user runs it.
#include "places.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class MigrateInspectTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int exit = -1;
        QString out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    };

    QTemporaryDir m_dir;

    Outcome ctl(const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GATEHOUSE_CONFIG_DIR"_s, m_dir.filePath(u"config"_s));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"),
            QStringList{u"migrate"_s, u"inspect"_s} + arguments);
        process.waitForFinished();
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    QString file(const QString &name, const QByteArray &content) const
    {
        QFile out(m_dir.filePath(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write");
        return out.fileName();
    }

private Q_SLOTS:
    void findings_have_their_own_exit_status()
    {
        const QString path = file(u"dates.csv"_s, "id,at\n1,02/01/2025\n2,31/12/2024\n");
        const Outcome found = ctl({u"--source"_s, path});
        QCOMPARE(found.exit, 3);
        QVERIFY2(found.out.contains(u"convert:dmy"_s), qPrintable(found.out));
        const Outcome json = ctl({u"--source"_s, path, u"--json"_s});
        QCOMPARE(json.exit, 3);
        const QJsonObject first = json.json().value(u"findings"_s).toArray().at(0).toObject();
        QCOMPARE(first.value(u"severity"_s).toString(), u"question"_s);
        QCOMPARE(first.value(u"column"_s).toString(), u"at"_s);
        QCOMPARE(
            json.json().value(u"tables"_s).toArray().at(0).toObject().value(u"rows"_s).toInt(), 2);
    }

    void a_clean_source_is_0()
    {
        const Outcome found =
            ctl({u"--source"_s, file(u"clean.jsonl"_s, "{\"a\": 1}\n{\"a\": 2}\n")});
        QCOMPARE(found.exit, 0);
        QVERIFY(found.err.isEmpty());
    }

    void options_reach_the_kind()
    {
        const QString path = file(u"odd.txt"_s,
            "1|Gr\xfc\xdf"
            "e\n2|x\n");
        const Outcome found =
            ctl({u"--source"_s, path, u"--kind"_s, u"csv"_s, u"--option"_s, u"delimiter=|"_s,
                u"--option"_s, u"header=no"_s, u"--option"_s, u"encoding=latin1"_s, u"--json"_s});
        QCOMPARE(found.exit, 0);
        const QJsonObject table = found.json().value(u"tables"_s).toArray().at(0).toObject();
        QCOMPARE(table.value(u"columns"_s).toArray().size(), 2);
    }

    void bad_input_is_a_sentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("word");
        QTest::addRow("nothing") << QStringList{} << 1 << u"--source"_s;
        QTest::addRow("absent") << QStringList{u"--source"_s, u"/nowhere/at/all"_s} << 2
                                << u"does not exist"_s;
        QTest::addRow("no source")
            << QStringList{u"--source"_s, QStringLiteral(GATEHOUSE_BIN "/gatehousectl")} << 2
            << u"no source that can be read"_s;
        QTest::addRow("wrong kind") << QStringList{u"--source"_s, u"/etc/hostname"_s, u"--kind"_s,
            u"sqlite"_s} << 2 << u"no SQLite database"_s;
        QTest::addRow("MongoDB server")
            << QStringList{u"--source"_s, u"mongodb://ada:Kanarie7vogel@h/d"_s} << 5
            << u"does not answer"_s;
        QTest::addRow("option") << QStringList{u"--source"_s, u"/etc/hostname"_s, u"--option"_s,
            u"delimiter"_s} << 2 << u"NAME=VALUE"_s;
    }

    void bad_input_is_a_sentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QString, word);
        const Outcome found = ctl(arguments);
        QVERIFY2(found.err.contains(word), qPrintable(found.err));
        QVERIFY(!found.err.contains(u"Kanarie7vogel"_s));
        QCOMPARE(found.exit, exit);
    }
};

QTEST_GUILESS_MAIN(MigrateInspectTest)
#include "migrateinspect.moc"
