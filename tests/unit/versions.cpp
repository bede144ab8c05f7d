// Steps of a project are read as text, and judged with what the database says.
#include "versions/pythontext.h"
#include "versions/tool.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::versions;

namespace {

using Files = QMap<QString, QByteArray>;

QString printed(const PythonValue &value)
{
    QStringList groups;
    for (const QStringList &group : value.groups)
        groups << group.join(u',');
    return groups.join(u" | "_s) + (value.plain ? QString() : u" (computed)"_s);
}

QByteArray step(const char *id, const char *down, const char *more = "")
{
    return QByteArray(
               "\"\"\"a step\n\nRevision ID: x\n\"\"\"\nfrom alembic import op\n\nrevision = '")
        + id + "'\ndown_revision = " + down + "\n" + more
        + "\ndef upgrade():\n    revision = 'not this'\n";
}

Files alembic(const Files &steps)
{
    Files all{{u"alembic.ini"_s,
        "[alembic]\n# comment\nscript_location = %(here)s/alembic\nsqlalchemy.url = driver://\n"
        "[loggers]\nscript_location = wrong\n"}};
    for (auto i = steps.cbegin(); i != steps.cend(); ++i)
        all.insert(u"alembic/versions/"_s + i.key(), i.value());
    return all;
}

Reading table(const QString &tool, const QString &name, const QStringList &columns,
    const std::vector<QStringList> &rows)
{
    Reading reading{tool, u"public"_s, name};
    for (const QStringList &row : rows) {
        reading.rows.emplace_back();
        for (qsizetype i = 0; i < columns.size(); ++i)
            reading.rows.back().insert(columns.at(i), row.value(i));
    }
    return reading;
}

Reading stamps(const QStringList &versions)
{
    std::vector<QStringList> rows;
    for (const QString &one : versions)
        rows.push_back({one});
    return table(u"alembic"_s, u"alembic_version"_s, {u"version_num"_s}, rows);
}

QString printed(const State &state)
{
    QStringList lines;
    for (const Revision &one : state.revisions) {
        QString line = one.id;
        line += one.applied ? u" applied"_s : u" pending"_s;
        for (const auto &[flag, word] : {std::pair{one.current, u" current"_s},
                 std::pair{one.head, u" head"_s}, std::pair{one.noFile, u" nofile"_s},
                 std::pair{one.edited, u" edited"_s}, std::pair{one.failed, u" failed"_s}}) {
            if (flag)
                line += word;
        }
        lines << line;
    }
    return verdictWord(state.verdict) + u": "_s + lines.join(u", "_s);
}

} // namespace

class VersionsTest : public QObject
{
    Q_OBJECT

    static QString make(QTemporaryDir &dir, const Files &files)
    {
        for (auto i = files.cbegin(); i != files.cend(); ++i) {
            const QString path = dir.filePath(i.key());
            QDir().mkpath(path.section(u'/', 0, -2));
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(i.value()) != i.value().size())
                qWarning("cannot write a test file");
        }
        return dir.path();
    }

private Q_SLOTS:
    void pythonIsReadNotRun_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *text, const char *value) {
            QTest::addRow("%s", name) << QString::fromUtf8(text) << QString::fromUtf8(value);
        };
        row("plain", "x = 'a'", "a");
        row("double quotes, comment", "x = \"a\" # 'b'", "a");
        row("None", "x = None", "");
        row("tuple", "x = ('a', 'b')", "a,b");
        row("tuple over lines", "x = (\n  'a',  # first\n  'b',\n)", "a,b");
        row("list of pairs", "x = [('auth', '1'), ('shop', '2')]", "auth,1 | shop,2");
        row("annotated", "x: Union[str, Sequence[str], None] = 'a'", "a");
        row("triple quotes", "x = '''a'''", "a");
        row("escaped quote", "x = 'a\\'b'", "a'b");
        row("continued line", "x = \\\n 'a'", "a");
        row("in a doc string", "\"\"\"\nx = 'no'\n\"\"\"\nx = 'a'", "a");
        row("in a comment", "# x = 'no'\nx = 'a'", "a");
        row("in brackets", "f(x = 'no')\nx = 'a'", "a");
        row("comparison", "if y: pass\nx == 'no'\nx = 'a'", "a");
        row("the first counts", "x = 'a'\nx = 'no'", "a");
        row("another name", "xx = 'no'\nx = 'a'", "a");
        row("computed", "x = name('a')", "a (computed)");
        row("computed name", "x = OTHER", " (computed)");
        row("formatted", "x = f'a{b}'", "a{b} (computed)");
        row("never ends", "x = ('a', 'b", "a,b");
        row("empty", "", "");
        row("NUL and bytes", "x = 'a\x01\xff'", "a\x01\xff");
    }
    void pythonIsReadNotRun()
    {
        QFETCH(QString, text);
        QFETCH(QString, value);
        QCOMPARE(printed(pythonValues(text, {u"x"_s}).value(u"x"_s)), value);
    }

    void alembicGraphs_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QStringList>("stamped");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("issue");
        const Files line{{u"1.py"_s, step("one", "None")}, {u"2.py"_s, step("two", "'one'")},
            {u"3.py"_s, step("three", "'two'")}};
        Files fork = line;
        fork.insert(u"4.py"_s, step("four", "\"one\""));
        Files merged = fork;
        merged.insert(u"5.py"_s, step("five", "('three', 'four')"));
        const auto row = [](const char *name, const Files &files, const QStringList &stamped,
                             const char *state, const char *issue = "") {
            QTest::addRow("%s", name)
                << files << stamped << QString::fromUtf8(state) << QString::fromUtf8(issue);
        };
        row("at head", line, {u"three"_s},
            "current: one applied, two applied, three applied current head");
        row("behind", line, {u"one"_s},
            "behind: one applied current, two pending, three pending head");
        row("not stamped", line, {}, "unstamped: one pending, two pending, three pending head");
        row("no file", line, {u"lost"_s},
            "unknown: one pending, two pending, three pending head, lost applied current nofile");
        row("several heads", fork, {u"one"_s},
            "several-heads: one applied current, two pending, three pending head, four pending "
            "head");
        row("several rows", fork, {u"three"_s, u"four"_s},
            "several-heads: one applied, two applied, three applied current head, four applied "
            "current head");
        row("several rows to be merged", merged, {u"three"_s, u"four"_s},
            "behind: one applied, two applied, three applied current, four applied current, five "
            "pending head");
        row("merged", merged, {u"five"_s},
            "current: one applied, two applied, three applied, four applied, five applied current "
            "head");
        row("a row under another", line, {u"one"_s, u"three"_s},
            "current: one applied current, two applied, three applied current head",
            "beside a later version");
        row("a parent without a file", {{u"2.py"_s, step("two", "'one'")}}, {u"two"_s},
            "broken: two applied current head", "no file has that version");
        row("a circle", {{u"1.py"_s, step("one", "'two'")}, {u"2.py"_s, step("two", "'one'")}},
            {u"one"_s}, "broken: one applied current, two applied", "in a circle");
        row("twice", {{u"1.py"_s, step("one", "None")}, {u"2.py"_s, step("one", "None")}},
            {u"one"_s}, "broken: one pending head, one applied current head", "there twice");
        row("depends on another branch",
            {{u"1.py"_s, step("one", "None", "branch_labels = ('first',)")},
                {u"2.py"_s, step("two", "None", "depends_on = 'first'")}},
            {u"two"_s}, "several-heads: one applied head, two applied current head");
        row("computed", {{u"1.py"_s, step("one", "parent_of('x')")}}, {u"one"_s},
            "broken: one applied current head", "is computed");
        row("a file without a revision",
            {{u"1.py"_s, step("one", "None")}, {u"helper.py"_s, "x = 1\n"}}, {u"one"_s},
            "current: one applied current head", "names no revision");
    }
    void alembicGraphs()
    {
        QFETCH(Files, files);
        QFETCH(QStringList, stamped);
        QFETCH(QString, state);
        QFETCH(QString, issue);
        QTemporaryDir dir;
        const auto projects = readProject(make(dir, alembic(files)));
        QVERIFY(projects);
        QCOMPARE(projects.value().size(), size_t(1));
        const Reading reading = stamps(stamped);
        const State found = judge(u"public"_s, &reading, &projects.value().front(), nullptr, true);
        QCOMPARE(printed(found), state);
        QStringList issues;
        for (const Issue &one : found.issues)
            issues << one.text;
        QVERIFY2(issue.isEmpty() ? issues.isEmpty() : issues.join(u' ').contains(issue),
            qPrintable(issues.join(u'\n')));
        QVERIFY(!found.sentence.isEmpty());
    }

    void otherTools_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<Reading>("reading");
        QTest::addColumn<QString>("state");
        const auto rails = [](const std::vector<QStringList> &rows) {
            return table(u"rails"_s, u"schema_migrations"_s, {u"version"_s}, rows);
        };
        const Files migrate{{u"db/migrate/001_create_users.rb"_s, "x"},
            {u"db/migrate/010_create_logs.rb"_s, "x"},
            {u"db/migrate/20250901201052_more.rb"_s, "x"}, {u"config/database.yml"_s, "x"}};
        QTest::addRow("rails, 10 after 2")
            << migrate << rails({{u"10"_s}, {u"1"_s}})
            << u"behind: 1 applied, 10 applied current, 20250901201052 pending head"_s;
        QTest::addRow("rails, NO FILE")
            << migrate << rails({{u"1"_s}, {u"10"_s}, {u"7"_s}, {u"20250901201052"_s}})
            << u"unknown: 1 applied, 7 applied nofile, 10 applied, 20250901201052 applied current head"_s;
        const auto golang = [](const char *version, const char *dirty) {
            return table(u"golang-migrate"_s, u"schema_migrations"_s, {u"version"_s, u"dirty"_s},
                {{QString::fromLatin1(version), QString::fromLatin1(dirty)}});
        };
        const Files numbered{{u"migrations/000001_init.up.sql"_s, "x"},
            {u"migrations/000001_init.down.sql"_s, "x"}, {u"migrations/000002_more.up.sql"_s, "x"}};
        QTest::addRow("golang-migrate, behind")
            << numbered << golang("1", "false") << u"behind: 1 applied current, 2 pending head"_s;
        QTest::addRow("golang-migrate, dirty")
            << numbered << golang("2", "true")
            << u"dirty: 1 applied, 2 applied current head failed"_s;
        const auto flyway = [](const std::vector<QStringList> &rows) {
            return table(u"flyway"_s, u"flyway_schema_history"_s,
                {u"version"_s, u"description"_s, u"type"_s, u"checksum"_s, u"success"_s}, rows);
        };
        const Files flying{{u"sql/V1__first.sql"_s, "SELECT 1;\r\nSELECT 2;\n"},
            {u"sql/V1.10__tenth.sql"_s, "x"}, {u"sql/V1.9__ninth.sql"_s, "x"},
            {u"sql/R__views.sql"_s, "y"}};
        // The checksum is that of "SELECT 1;SELECT 2;": line ends do not count.
        QTest::addRow("flyway, the same file")
            << flying << flyway({{u"1"_s, u"first"_s, u"SQL"_s, u"-1665099012"_s, u"true"_s}})
            << u"behind: 1 applied current, 1.9 pending, 1.10 pending, R views pending head"_s;
        QTest::addRow("flyway, edited")
            << flying << flyway({{u"1"_s, u"first"_s, u"SQL"_s, u"1"_s, u"true"_s}})
            << u"edited: 1 applied current edited, 1.9 pending, 1.10 pending, R views pending head"_s;
        QTest::addRow("flyway, baseline and failure")
            << flying
            << flyway({{u"1.9"_s, u"base"_s, u"BASELINE"_s, QString(), u"true"_s},
                   {u"1.10"_s, u"tenth"_s, u"SQL"_s, QString(), u"false"_s}})
            << u"dirty: 1 applied, 1.9 applied, 1.10 applied current failed, R views pending head"_s;
        const Files prisma{{u"prisma/schema.prisma"_s, "x"},
            {u"prisma/migrations/20250101_init/migration.sql"_s, "SELECT 1"},
            {u"prisma/migrations/20250202_more/migration.sql"_s, "SELECT 2"}};
        QTest::addRow("prisma, failed, edited")
            << prisma
            << table(u"prisma"_s, u"_prisma_migrations"_s,
                   {u"migration_name"_s, u"finished_at"_s, u"checksum"_s, u"rolled_back_at"_s},
                   {{u"20250101_init"_s, u"2025-01-01 00:00:00.5+00"_s, u"00"_s, QString()},
                       {u"20250202_more"_s, QString(), QString(), u"2025-02-02 00:00:00+00"_s},
                       {u"20250202_more"_s, QString(), QString(), QString()}})
            << u"dirty: 20250101_init applied edited, 20250202_more applied current head failed"_s;
        const Files django{{u"manage.py"_s, "x"}, {u"shop/migrations/__init__.py"_s, ""},
            {u"shop/migrations/0001_initial.py"_s,
                "class Migration(migrations.Migration):\n    dependencies = [('auth', '0001')]\n"},
            {u"shop/migrations/0002_price.py"_s,
                "class Migration(migrations.Migration):\n    dependencies = [\n        ('shop', "
                "'0001_initial'),\n    ]\n"}};
        QTest::addRow("django, with an installed app")
            << django
            << table(u"django"_s, u"django_migrations"_s, {u"app"_s, u"name"_s, u"applied"_s},
                   {{u"auth"_s, u"0001"_s, {}}, {u"shop"_s, u"0001_initial"_s, {}}})
            << u"behind: shop.0001_initial applied current, shop.0002_price pending head"_s;
    }
    void otherTools()
    {
        QFETCH(Files, files);
        QFETCH(Reading, reading);
        QFETCH(QString, state);
        QTemporaryDir dir;
        const auto projects = readProject(make(dir, files));
        QVERIFY(projects);
        const Project *mine = nullptr;
        for (const Project &one : projects.value()) {
            if (one.tool == reading.tool)
                mine = &one;
        }
        QVERIFY(mine);
        QCOMPARE(printed(judge(u"public"_s, &reading, mine, nullptr, true)), state);
    }

    void configuredButAbsent()
    {
        QTemporaryDir dir;
        const auto projects =
            readProject(make(dir, {{u"alembic.ini"_s, "[alembic]\nscript_location = alembic\n"}}));
        QVERIFY(projects);
        const State state = judge(u"public"_s, nullptr, &projects.value().front(), nullptr, true);
        QCOMPARE(printed(state), u"not-set-up: "_s);
        QVERIFY(state.issues.front().text.contains(u"which is not there"_s));
        const auto none = readProject(dir.filePath(u"nowhere"_s));
        QVERIFY(!none);
    }

    void withoutAProject()
    {
        systems::VersionScheme scheme{u"alembic"_s, u"alembic_version"_s, {u"001_initial"_s}, {}};
        QCOMPARE(printed(judge(u"public"_s, nullptr, nullptr, &scheme, true)),
            u"unstamped: 001_initial pending head"_s);
        const Reading there = stamps({u"abc"_s});
        QCOMPARE(printed(judge(u"public"_s, &there, nullptr, nullptr, true)),
            u"not-known: abc applied current nofile"_s);
        Reading shut = there;
        shut.readable = false;
        QCOMPARE(printed(judge(u"public"_s, &shut, nullptr, &scheme, true)),
            u"unreadable: 001_initial pending head"_s);
        const Reading two = stamps({u"a"_s, u"b"_s});
        QCOMPARE(judge(u"public"_s, &two, nullptr, nullptr, true).current.size(), 2);
    }
};

QTEST_GUILESS_MAIN(VersionsTest)
#include "versions.moc"
