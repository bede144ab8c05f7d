// The command line as data: what is parsed, what is refused and how, what is generated from it.
#include "app/cli/generate.h"
#include "app/cli/terminal.h"
#include "places.h"

#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QTest>

using namespace gatehouse;
using commands::Command;
using commands::Completion;

namespace {

const cli::Commands &sample()
{
    static const cli::Commands commands{
        {"boxes up", "Start the boxes",
            {{"dir", "D", "Where", false, false, Completion::Folder}, {"rows", "N", "How many"},
                {"kind", "K", "Which kind", false, true, Completion::None, {"small", "large"}},
                {"fast", nullptr, "Do not look"}},
            {}, {}, "It's a long story: a box [or two] is made."},
        {"boxes down", "Stop the boxes"},
        {"find", "Find something", {{"in", "FILE", "Where to look", true, false, Completion::File}},
            {{"WHAT", "What is sought", true, true, Completion::None}}},
    };
    return commands;
}

QString described(const cli::Invocation &found)
{
    QStringList parts{found.command ? QString::fromLatin1(found.command->path) : u"-"_s};
    for (const auto &[name, values] : found.values)
        parts << name + u'=' + values.join(u'+');
    return (parts + found.operands).join(u' ');
}

} // namespace

class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parse_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("found");
        QTest::addColumn<QString>("refusal");
        const auto ok = [](const char *name, const char *line, const char *found) {
            QTest::addRow("%s", name)
                << QString::fromUtf8(line) << QString::fromUtf8(found) << QString();
        };
        const auto no = [](const char *name, const char *line, const char *refusal) {
            QTest::addRow("%s", name)
                << QString::fromUtf8(line) << QString() << QString::fromUtf8(refusal);
        };
        ok("two words", "boxes|down", "boxes down");
        ok("options after", "boxes|up|--rows|5", "boxes up rows=5");
        ok("options before", "--json|--rows=5|boxes|up", "boxes up json= rows=5");
        ok("repeated", "boxes|up|--kind|small|--kind=large", "boxes up kind=small+large");
        ok("value that looks like an option", "find|--in|--json|x", "find in=--json x");
        ok("several operands", "find|--in=f|a|b", "find in=f a b");
        ok("after two dashes all is an operand", "find|--in=f|--|--json|-h", "find in=f --json -h");
        ok("empty value", "boxes|up|--dir=", "boxes up dir=");
        ok("help of a group", "boxes|--help", "- help=");
        ok("help needs nothing else", "find|-h", "find help=");
        ok("an operand of another command's name", "find|--in=f|boxes", "find in=f boxes");
        no("nothing", "", "No command was given; --help lists the commands.");
        no("half a command", "boxes", "boxes needs one word more; boxes --help lists them.");
        no("unknown", "dance", "There is no command \"dance\"; --help lists the commands.");
        no("misspelt", "boxes|upp",
            "There is no command \"boxes upp\"; did you mean \"boxes up\"?");
        no("unknown option", "boxes|up|--colour|red",
            "boxes up has no option --colour; --help lists its options.");
        no("misspelt option", "boxes|up|--rowz=5",
            "boxes up has no option --rowz; did you mean --rows?");
        no("option of another command", "boxes|down|--rows=5",
            "boxes down has no option --rows; --help lists its options.");
        no("no value", "boxes|up|--rows", "The option --rows needs a value: --rows N.");
        no("a value for a switch", "boxes|up|--fast=yes", "The option --fast takes no value.");
        no("given twice", "boxes|up|--rows=1|--rows=2", "The option --rows was given twice.");
        no("not a choice", "boxes|up|--kind=huge",
            "The option --kind takes one of small, large, not \"huge\".");
        no("required option", "find|x", "find needs --in FILE.");
        no("required operand", "find|--in=f", "find needs WHAT.");
        no("too many operands", "boxes|down|now",
            "boxes down does not know what to do with \"now\".");
    }
    void parse()
    {
        QFETCH(QString, line);
        QFETCH(QString, found);
        QFETCH(QString, refusal);
        const auto parsed = cli::parse(sample(), line.split(u'|', Qt::SkipEmptyParts));
        if (refusal.isEmpty()) {
            QVERIFY2(bool(parsed), parsed ? "" : qPrintable(parsed.error().text));
            QCOMPARE(described(parsed.value()), found);
        } else {
            QVERIFY(!parsed);
            QCOMPARE(parsed.error().text, refusal);
        }
    }

    void everyCommandIsWellMade()
    {
        QSet<QString> paths;
        for (const Command &command : commands::allCommands()) {
            const QString path = QString::fromLatin1(command.path);
            QVERIFY2(!paths.contains(path), command.path);
            paths << path;
            QVERIFY2(command.run, command.path);
            QVERIFY2(*command.summary && !QString::fromUtf8(command.summary).endsWith(u'.'),
                command.path);
            for (const commands::Option &option : command.options)
                for (const commands::Option &global : cli::globalOptions())
                    QVERIFY2(qstrcmp(option.name, global.name) != 0, command.path);
        }
        for (const QString &path : paths)
            for (const QString &other : paths)
                QVERIFY2(path == other || !other.startsWith(path + u' '), qPrintable(path));
    }

    // "--x VALUE" must mean the same before and after the command.
    void anOptionTakesAValueEverywhereOrNowhere()
    {
        std::map<QString, bool> takes;
        for (const Command &command : commands::allCommands())
            for (const commands::Option &option : command.options) {
                const auto [known, isNew] =
                    takes.emplace(QString::fromLatin1(option.name), option.value != nullptr);
                QVERIFY2(isNew || known->second == (option.value != nullptr), option.name);
            }
    }

    void theProgramLinksNoGuiLibrary()
    {
        QProcess process; // the loader lists what it would load, and runs nothing
        process.setEnvironment(
            QProcess::systemEnvironment() + QStringList{u"LD_TRACE_LOADED_OBJECTS=1"_s});
        process.start(QStringLiteral(GATEHOUSE_BIN "/gatehousectl"), QStringList());
        QVERIFY(process.waitForFinished());
        const QByteArray libraries = process.readAllStandardOutput();
        QVERIFY2(libraries.contains("libQt6Core"), libraries);
        for (const char *library :
            {"libQt6Gui", "libQt6Widgets", "libQt6Charts", "libGL", "libX11"})
            QVERIFY2(!libraries.contains(library), libraries);
    }

    void helpTellsEverything()
    {
        const QString help = cli::help(sample(), {u"boxes"_s, u"up"_s});
        for (const char *word : {"Usage: gatehousectl boxes up [--dir D]", "Start the boxes.",
                 "--kind K", "Which kind (small, large)", "It's a long story", "--url URL"})
            QVERIFY2(help.contains(QLatin1StringView(word)), qPrintable(help));
        const QString all = cli::help(sample(), {});
        QVERIFY(all.contains("boxes down"_L1) && all.contains("Find something"_L1));
        QVERIFY(!cli::help(sample(), {u"boxes"_s}).contains("Find something"_L1));
    }

    void generatedFilesAreAccepted_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QStringList>("judge");
        QTest::addRow("man") << u"man"_s << QStringList{u"man"_s, u"--warnings"_s, u"-l"_s};
        QTest::addRow("bash") << u"bash"_s << QStringList{u"bash"_s, u"-n"_s};
        QTest::addRow("zsh") << u"zsh"_s << QStringList{u"zsh"_s, u"-n"_s};
        QTest::addRow("fish") << u"fish"_s << QStringList{u"fish"_s, u"--no-execute"_s};
    }
    void generatedFilesAreAccepted()
    {
        QFETCH(QString, what);
        QFETCH(QStringList, judge);
        for (const cli::Commands &commands : {sample(), commands::allCommands()}) {
            const auto made = cli::generate(commands, what);
            QVERIFY(made);
            QVERIFY(made.value().contains("gatehousectl"_L1, Qt::CaseInsensitive));
            if (QStandardPaths::findExecutable(judge.first()).isEmpty())
                QSKIP("its reader is not installed here");
            QTemporaryFile file;
            QVERIFY(file.open());
            file.write(made.value().toUtf8());
            file.close();
            QProcess process;
            process.start(judge.first(), judge.mid(1) + QStringList{file.fileName()});
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitCode(), 0);
            QCOMPARE(QString::fromUtf8(process.readAllStandardError()), QString());
        }
    }

    void bashCompletes_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("offered");
        QTest::addRow("first word") << u"gatehousectl b"_s << u"boxes"_s;
        QTest::addRow("second word") << u"gatehousectl --json boxes "_s << u"down up"_s;
        QTest::addRow("an option's value is skipped")
            << u"gatehousectl --profile boxes fi"_s << u"find"_s;
        QTest::addRow("options") << u"gatehousectl boxes up --r"_s << u"--rows"_s;
        QTest::addRow("choices") << u"gatehousectl boxes up --kind "_s << u"large small"_s;
        QTest::addRow("free value") << u"gatehousectl boxes up --rows "_s << QString();
    }
    void bashCompletes()
    {
        QFETCH(QString, words);
        QFETCH(QString, offered);
        const QString script = cli::bashCompletion(sample())
            + "\nCOMP_WORDS=(%1)\n[[ '%1' == *' ' ]] && COMP_WORDS+=('')\n"
              "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_gatehousectl\n"
              "printf '%s\\n' \"${COMPREPLY[@]}\" | grep -v '^--[^r]' | sort | paste -sd' '\n"_L1
                  .arg(words);
        QProcess bash;
        bash.start(u"bash"_s, {u"--norc"_s, u"-c"_s, script});
        QVERIFY(bash.waitForFinished());
        QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()).trimmed(), offered);
    }

    void tablesAlign()
    {
        const cli::Table table{{u"Name"_s, u"Rows"_s},
            {{u"회의록"_s, u"7"_s}, {u"a\nb"_s, u"1200"_s}, {QString(), u"x"_s}}, {false, true}};
        QCOMPARE(cli::aligned(table).join(u'|'),
            u"Name    Rows|회의록     7|a⏎b     1200|           x"_s);
    }
};

QTEST_GUILESS_MAIN(CommandsTest)
#include "commands.moc"
