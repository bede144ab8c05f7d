// One dirty row between twenty clean ones, from each kind of source through a whole migration: the
// clean ones arrive cell by cell, the dirty one is converted as its rule says or set aside with its
// reason, and nothing is green with rows set aside. Cases are rows of tests/data/migration/dirty.json;
// GATEHOUSE_DIRTY_TABLE=FILE writes what became of them as a table.
#include "migration/survey.h"
#include "places.h"
#include "support/dirtysources.h"
#include "support/migrationbed.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace gatehouse;
using namespace gatehouse::migration;
using namespace gatehouse::test;

namespace {

constexpr int kRows = 21, kDirtyRow = 11;

QString textOf(const QJsonObject &one, const char *member)
{
    return one[QLatin1StringView(member)].toString();
}

const DirtyKind &kindOf(const QJsonObject &one)
{
    return *std::find_if(std::begin(kDirtyKinds), std::end(kDirtyKinds) - 1,
        [&](const DirtyKind &known) { return textOf(one, "kind") == QLatin1StringView(known.id); });
}

// Beside each value stands another, which must arrive as it is.
QString beside(int row) { return u"이웃 %1\t📊 'x'"_s.arg(row); }

// "@repeat:x:100" is long; "@twice:" is before what would say the same name again.
QString written(const QString &text)
{
    if (text.startsWith(u"@twice:"_s))
        return text.mid(7);
    return text.startsWith(u"@repeat:"_s) ? text.section(u':', 1, 1).repeated(text.section(u':', 2).toInt())
                                          : text;
}

QStringList rowOf(const DirtyKind &kind, const QStringList &values, int number)
{
    QStringList row{kind.number(number)};
    row += values;
    if (kind.text)
        row << kind.text(beside(number));
    return row;
}

DirtyGrid gridOf(const QJsonObject &one)
{
    const DirtyKind &kind = kindOf(one);
    DirtyGrid grid{{QString::fromLatin1(kind.key), u"v"_s, u"w"_s},
        {textOf(one, "declaredKey"), textOf(one, "declared"), u"TEXT"_s}, {}, textOf(one, "parents")};
    if (!kind.make && one[u"parents"_s].isUndefined())
        grid.parents.clear();
    if (qstrcmp(kind.id, "npz") == 0)
        grid.declared = {textOf(one, "declared")};
    for (int n = 1; n <= kRows; ++n) {
        const QString dirty = written(textOf(one, "dirty"));
        if (n != kDirtyRow)
            grid.rows.push_back(rowOf(kind, {textOf(one, "clean")}, n));
        else if (one.contains(u"line"_s))
            grid.rows.push_back({textOf(one, "line")});
        else
            grid.rows.push_back(rowOf(kind, {dirty == u"@duplicate"_s ? textOf(one, "clean") : dirty},
                dirty == u"@duplicate"_s ? 1 : n));
        if (n == kDirtyRow && dirty == u"@keyless"_s)
            grid.rows.back() = QStringList{u"NULL"_s} + rowOf(kind, {textOf(one, "clean")}, n).sliced(1);
    }
    return grid;
}

bool writeSource(const QString &path, const DirtyKind &kind, const DirtyGrid &grid)
{
    if (!kind.make)
        return bool(makeDirtySqlite(path, grid));
    const QByteArray content = kind.make(grid);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

ColumnRule ruleOf(const QJsonObject &one, const QString &from, const QString &to)
{
    ColumnRule rule{{from}, to, textOf(one, "type")};
    for (const QJsonValue &convert : one[u"convert"_s].toArray())
        rule.convert << convert.toString();
    rule.zone = textOf(one, "zone");
    rule.notNull = one[u"notNull"_s].toBool();
    if (one.contains(u"default"_s))
        rule.fallback = textOf(one, "default");
    const QJsonObject map = one[u"map"_s].toObject();
    for (auto it = map.begin(); it != map.end(); ++it)
        rule.map[it.key()] = it->toString();
    const QString bad = textOf(one, "onBad");
    rule.onBad = bad == u"null"_s ? OnBad::Null
        : bad == u"default"_s     ? OnBad::Default
        : bad == u"stop"_s        ? OnBad::Stop
                                  : OnBad::Quarantine;
    return rule;
}

Plan planOf(const QJsonObject &one, const QString &path, const QString &schema)
{
    const DirtyKind &kind = kindOf(one);
    auto source = openSource({path}, QString::fromLatin1(kind.source));
    const bool named = kind.number(1) != u"1"_s && !kind.number(1).startsWith(u"10:"_s);
    ColumnRule key{{QString::fromLatin1(kind.key)}, u"id"_s, named ? u"text"_s : u"integer"_s};
    key.notNull = true;
    Plan plan;
    plan.source = {path, QString::fromLatin1(kind.source)};
    plan.target.schema = schema;
    TableRule table{source ? source.value()->tables().front().name : QString(), u"t"_s,
        {key, ruleOf(one, QString::fromLatin1(kind.value), u"v"_s)}};
    if (kind.text)
        table.columns.push_back({{u"w"_s}, u"w"_s, u"text"_s});
    table.key = QStringList{u"id"_s};
    if (one.contains(u"parents"_s)) {
        ColumnRule parent = ruleOf(one, u"id"_s, u"id"_s);
        parent.notNull = true;
        TableRule parents{u"p"_s, u"p"_s, {parent}};
        parents.key = QStringList{u"id"_s};
        table.from = u"t"_s;
        const QString orphan = textOf(one, "onOrphan");
        table.references.push_back({{u"v"_s}, u"p"_s, {u"id"_s},
            orphan == u"null"_s      ? OnOrphan::Null
                : orphan == u"stub"_s ? OnOrphan::Stub
                : orphan == u"stop"_s ? OnOrphan::Stop
                                      : OnOrphan::Quarantine});
        plan.tables.push_back(parents);
    }
    plan.tables.push_back(table);
    return plan;
}

// What the server prints of a clean value, or of a converted one.
QString printed(const QString &value, const Plan &plan)
{
    return value.startsWith(u"@uuid5:"_s)
        ? QUuid::createUuidV5(idNamespace(plan), value.mid(7)).toString(QUuid::WithoutBraces)
        : written(value);
}

QString rulesIn(const QJsonObject &one)
{
    QStringList words;
    for (const char *member : {"convert", "zone", "map", "onBad", "default", "onOrphan"})
        if (const QJsonValue value = one[QLatin1StringView(member)]; !value.isUndefined())
            words << QLatin1StringView(member) + u' '
                    + QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact))
                          .sliced(1)
                          .chopped(1)
                          .remove(u'"');
    if (one[u"notNull"_s].toBool())
        words << u"NOT NULL"_s;
    return words.join(u", "_s);
}

} // namespace

class MigrationDirtyTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;
    QJsonArray m_all;
    QStringList m_table;
    int m_cases = 0;

    QString content(const QString &table)
    {
        return cell(*m_session,
            u"SELECT coalesce(string_agg(concat_ws('|', id, coalesce(v::text, 'NULL'), to_jsonb(t) ->> 'w'), E'\\n' ORDER BY length(id::text), id::text COLLATE \"C\"), '') FROM %1 t"_s
                .arg(table));
    }
    void tell(const QJsonObject &one, const QString &arrived, const QString &reason)
    {
        QStringList cells{textOf(one, "kind"), textOf(one, "name"),
            one.contains(u"line"_s) ? textOf(one, "line") : textOf(one, "dirty"),
            textOf(one, "type"), rulesIn(one), arrived, reason};
        for (QString &cell : cells)
            cell.replace(u'|', u"\\|"_s).replace(u'\n', u"\\n"_s).replace(u'\t', u"\\t"_s);
        m_table << u"| "_s + cells.join(u" | "_s) + u" |"_s;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/migration/dirty.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_all = QJsonDocument::fromJson(file.readAll()).array();
        QVERIFY(m_all.size() > 130);
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
        QVERIFY(bool(test::run(*m_session, [](db::Sql &sql) {
            return sql.script(u"ALTER DATABASE postgres SET timezone = 'UTC'; SET timezone = 'UTC'"_s);
        })));
    }
    void cleanupTestCase()
    {
        QFile file(qEnvironmentVariable("GATEHOUSE_DIRTY_TABLE"));
        if (m_table.isEmpty() || file.fileName().isEmpty())
            return;
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("| source | dirty value | as written | column | rule | what arrived | reason |\n|---|---|---|---|---|---|---|\n"
            + m_table.join(u'\n').toUtf8() + '\n');
    }

    void oneDirtyRow_data()
    {
        QTest::addColumn<QJsonObject>("one");
        for (const QJsonValue &one : m_all)
            QTest::addRow("%s: %s", qPrintable(one[u"kind"_s].toString()),
                qPrintable(one[u"name"_s].toString()))
                << one.toObject();
    }
    void oneDirtyRow()
    {
        QFETCH(QJsonObject, one);
        const DirtyKind &kind = kindOf(one);
        QCOMPARE(QString::fromLatin1(kind.id), textOf(one, "kind"));
        const QString schema = u"d%1"_s.arg(++m_cases);
        QVERIFY(QDir(m_dir.path()).mkdir(schema));
        const QString path = m_dir.filePath(schema + u'/' + QLatin1StringView(kind.file));
        QVERIFY(writeSource(path, kind, gridOf(one)));
        const Plan plan = planOf(one, path, schema);
        const auto done = test::migrate(*m_session, plan, test::runOptions());
        if (one.contains(u"stops"_s)) {
            QVERIFY(!done);
            QVERIFY2(done.error().text.contains(textOf(one, "stops")), qPrintable(done.error().text));
            QCOMPARE(content(schema + u".t"_s), QString());
            return tell(one, u"nothing: it stops"_s, done.error().text);
        }
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
        const Part &part = done.value().run.parts.back();
        const bool kept = one.contains(u"value"_s);
        const QString clean = printed(one.contains(u"is"_s) ? textOf(one, "is") : textOf(one, "clean"), plan);
        const QString value = printed(textOf(one, "value"), plan);
        QStringList expected;
        for (int n = 1; n <= kRows; ++n)
            if (n != kDirtyRow || kept) {
                const QString id = kind.number(qstrcmp(kind.id, "npz") == 0 ? n - 1 : n);
                expected << (id.startsWith(u"10:"_s) ? QString::number(n) : id) + u'|'
                        + (n == kDirtyRow ? value : clean) + (kind.text ? u'|' + beside(n) : QString());
            }
        QCOMPARE(content(schema + u".t"_s).split(u'\n'), expected.join(u'\n').split(u'\n'));
        QCOMPARE(part.read, kRows);
        QCOMPARE(part.loaded, kept ? kRows : kRows - 1);
        QCOMPARE(part.quarantined, kept ? 0 : 1);
        QCOMPARE(done.value().isGreen(), kept);
        QVERIFY(!done.value().hasDifferences());
        if (one.contains(u"parents"_s))
            QCOMPARE(cell(*m_session, u"SELECT string_agg(id::text, ' ' ORDER BY id) FROM %1.p"_s.arg(schema)),
                textOf(one, "onOrphan") == u"stub"_s ? u"7 8"_s : u"7"_s);
        const QString aside = u"SELECT %2 FROM gatehouse_migrate.quarantine WHERE run = %1"_s.arg(done.value().run.id);
        if (!kept) {
            QCOMPARE(cell(*m_session, aside.arg(u"reason"_s)), textOf(one, "reason"));
            QCOMPARE(cell(*m_session, aside.arg(u"(length(message) > 10 AND length(place) > 3)::text"_s)), u"true"_s);
        }
        tell(one, kept ? textOf(one, "value") : u"–"_s,
            kept ? QString() : textOf(one, "reason") + u": "_s + cell(*m_session, aside.arg(u"message"_s)));
    }

    // All columns of all cases of a kind in one table: a row of clean cells but one, for each of them.
    void allAtOnce_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"sqlite", "csv", "jsonlines", "json", "memory", "mongodump", "archive"})
            QTest::addRow("%s", id) << QString::fromLatin1(id);
    }
    void allAtOnce()
    {
        QFETCH(QString, id);
        std::vector<QJsonObject> cases;
        for (const QJsonValue &one : m_all)
            if (one[u"kind"_s] == id && !one[u"dirty"_s].toString().startsWith(u'@') && !one[u"line"_s].isString()
                && !one[u"parents"_s].isString() && !one[u"stops"_s].isString())
                cases.push_back(one.toObject());
        QVERIFY(!cases.empty());
        const DirtyKind &kind = kindOf(cases.front());
        const int count = int(cases.size());
        DirtyGrid grid{{QString::fromLatin1(kind.key)}, {u""_s}, {}};
        const QString schema = u"all_"_s + id;
        const QString path = m_dir.filePath(u"all_"_s + QLatin1StringView(kind.file));
        Plan plan = planOf(cases.front(), path, schema);
        TableRule &table = plan.tables.back();
        table.columns.resize(1);
        QStringList clean, expected;
        for (int i = 0; i < count; ++i) {
            const QJsonObject &one = cases[size_t(i)];
            const QString name = u"v%1"_s.arg(i);
            grid.columns << name;
            grid.declared << textOf(one, "declared");
            table.columns.push_back(ruleOf(one, name, name));
            clean << textOf(one, "clean");
        }
        int aside = 0;
        for (int n = 0; n < count + 20; ++n) {
            QStringList row = clean;
            if (n < count)
                row[n] = textOf(cases[size_t(n)], "dirty");
            grid.rows.push_back(QStringList{kind.number(n)} + row);
            if (n < count && !cases[size_t(n)].contains(u"value"_s)) {
                ++aside;
                continue;
            }
            for (int i = 0; i < count; ++i) {
                const QJsonObject &one = cases[size_t(i)];
                row[i] = printed(i == n             ? textOf(one, "value")
                        : one.contains(u"is"_s) ? textOf(one, "is")
                                                : textOf(one, "clean"),
                    plan);
            }
            expected << row.join(u'|');
        }
        QVERIFY(writeSource(path, kind, grid));
        table.from = openSource({path}, plan.source.kind).value()->tables().front().name;
        const auto done = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
        QCOMPARE(done.value().run.parts.back().quarantined, aside);
        QVERIFY(!done.value().isGreen() && !done.value().hasDifferences());
        QStringList values;
        for (int i = 0; i < count; ++i)
            values << u"coalesce(v%1::text, 'NULL')"_s.arg(i);
        // In pieces: a function takes a hundred arguments.
        const QString got = cell(*m_session,
            u"SELECT string_agg(array_to_string(ARRAY[%1], '|'), E'\\n' ORDER BY substring(id::text FROM '[0-9]+')::int) FROM %2.t"_s
                .arg(values.join(u',')).arg(schema));
        QCOMPARE(got.split(u'\n'), expected.join(u'\n').split(u'\n'));
    }

    // Of a plan that nobody touched, but for the zone it asks for.
    void theDraftChangesNothingUnasked()
    {
        const QString path = m_dir.filePath(u"draft.db"_s);
        std::vector<QJsonObject> cases;
        sandbox::SqliteFile file(path);
        for (const QJsonValue &one : m_all) {
            if (!one[u"draft"_s].isString())
                continue;
            const QString table = u"t%1"_s.arg(cases.size());
            cases.push_back(one.toObject());
            file.script(u"CREATE TABLE %1 (id INTEGER PRIMARY KEY, v %2)"_s.arg(table, textOf(cases.back(), "declared")).toUtf8().constData());
            for (int n = 1; n <= kRows; ++n)
                file.script((u"INSERT INTO %1 VALUES (%2, "_s.arg(table).arg(n) + textOf(cases.back(), n == kDirtyRow ? "dirty" : "clean") + u')').toUtf8().constData());
        }
        QVERIFY(bool(file.finish()) && cases.size() > 30);
        SurveyRequest request{path};
        request.schema = u"drafted"_s;
        const auto found = survey(request);
        QVERIFY2(bool(found), found ? "" : qPrintable(found.error().text));
        Plan plan = found.value().plan;
        QVERIFY(!test::migrate(*m_session, plan, test::runOptions())); // it asks for the zone
        for (TableRule &rule : plan.tables)
            for (ColumnRule &column : rule.columns)
                if (column.zone == u"?"_s)
                    column.zone = u"UTC"_s;
        const auto done = test::migrate(*m_session, plan, test::runOptions());
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().text + u' ' + done.error().detail));
        for (size_t i = 0; i < cases.size(); ++i) {
            const QString wanted = textOf(cases[i], "draft");
            const QString got = cell(*m_session, u"SELECT count(*) || ' ' || coalesce((SELECT v::text FROM drafted.t%1 WHERE id = %2), (SELECT '!' || reason FROM gatehouse_migrate.quarantine WHERE run = %3 AND part = %4)) FROM drafted.t%1"_s
                    .arg(i).arg(kDirtyRow).arg(done.value().run.id)
                    .arg(std::find_if(done.value().run.parts.begin(), done.value().run.parts.end(), [&](const Part &part) { return part.to == u"t%1"_s.arg(i); })->number));
            QVERIFY2(got == u"%1 %2"_s.arg(wanted.startsWith(u'!') ? kRows - 1 : kRows).arg(wanted), qPrintable(textOf(cases[i], "name") + u": "_s + got));
        }
    }
};

QTEST_GUILESS_MAIN(MigrationDirtyTest)
#include "migrationdirty.moc"
