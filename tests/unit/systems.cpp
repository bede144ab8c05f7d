// Descriptions: the shipped five hold together, JSON goes both ways, and what is wrong is named.
#include "base/settings.h"
#include "systems/description.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::systems;

namespace {

QJsonObject small()
{
    return QJsonDocument::fromJson(R"({
        "id": "small", "title": "Small", "shapes": [{
            "id": "one", "title": "One",
            "tables": {"keys": ["id", "token", "made"], "calls": ["at", "token", "ms", "extra"]},
            "fingerprint": ["keys.token", "calls"],
            "keys": {"table": "keys", "columns": {"id": "id", "secret": "token", "createdAt": "made"}},
            "usage": {"title": "Calls", "table": "calls", "source": "rows",
                      "columns": {"time": "at", "key": "token", "duration": "ms"}}
        }]})")
        .object();
}

// The value at a dotted path ("shapes.0.keys.table") replaced; an undefined value removes it.
QJsonValue changed(const QJsonValue &in, const QStringList &path, const QJsonValue &value)
{
    if (path.isEmpty())
        return value;
    if (in.isArray()) {
        QJsonArray array = in.toArray();
        const int at = path.first().toInt();
        array[at] = changed(array.at(at), path.mid(1), value);
        return array;
    }
    QJsonObject object = in.toObject();
    object.insert(path.first(), changed(object.value(path.first()), path.mid(1), value));
    return object;
}

} // namespace

class SystemsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_config.isValid());
        qputenv("GATEHOUSE_CONFIG_DIR", m_config.path().toUtf8());
        QDir(m_config.filePath(u"systems"_s)).removeRecursively();
    }

    void theFiveAreShipped()
    {
        QStringList trouble, ids;
        for (const Description &description : allDescriptions(&trouble)) {
            ids.append(description.id);
            QCOMPARE(description.shapes.front().id, u"guide"_s);
            QVERIFY(!description.ownDraft);
            QVERIFY(!description.samplePasswords.isEmpty());
            auto sql = schemaSql(description.id);
            QVERIFY(sql);
            QVERIFY(sql.value().contains(u"CREATE TABLE"_s));
        }
        for (const QString &id :
            {u"ai-pal"_s, u"don-research"_s, u"flux-rag"_s, u"ollama-gateway"_s, u"onelastai"_s})
            QVERIFY2(ids.contains(id), qPrintable(id));
        QCOMPARE(trouble, QStringList());
    }

    static Description shipped(const QString &id)
    {
        for (const Description &description : allDescriptions()) {
            if (description.id == id)
                return description;
        }
        return {};
    }

    void sevenModelsServeAllAgents()
    {
        QStringList ports, first, fallback;
        for (const HealthEndpoint &endpoint : shipped(u"onelastai"_s).health) {
            if (endpoint.kind != u"ollama"_s)
                continue;
            ports.append(endpoint.url.section(u':', -1));
            QVERIFY(endpoint.expectedModel.contains(u':'));
            first += endpoint.agents;
            fallback += endpoint.fallbackAgents;
        }
        QCOMPARE(ports,
            QStringList({u"11434"_s, u"11435"_s, u"11436"_s, u"11437"_s, u"11438"_s, u"11439"_s,
                u"11440"_s}));
        QCOMPARE(first.size(), 25);
        first.sort();
        fallback.sort();
        QCOMPARE(first, fallback); // each has exactly one of both
        QCOMPARE(first.removeDuplicates(), 0);
    }

    void retentionDisagrees()
    {
        QMap<QString, QStringList> days;
        for (const RetentionRule &rule : shipped(u"don-research"_s).retention)
            days[rule.table].append(rule.source + u'=' + QString::number(rule.days));
        QCOMPARE(
            days[u"vector_stores"_s], QStringList({u"guide=1"_s, u"docstring=7"_s, u"code=7"_s}));
        QCOMPARE(days[u"jobs"_s], QStringList({u"guide=7"_s, u"docstring=2"_s, u"code=2"_s}));
        QCOMPARE(
            days[u"qac_models"_s], QStringList({u"guide=0"_s, u"docstring=30"_s, u"code=30"_s}));
    }

    void limitsCompete()
    {
        const Description gateway = shipped(u"ollama-gateway"_s);
        const auto &ofKeys = gateway.shapes.front().keys->limitDefinitions;
        QCOMPARE(ofKeys.size(), size_t(2));
        QVERIFY(ofKeys[0].enforced && ofKeys[0].anchor == Anchor::Rolling
            && ofKeys[0].windowSeconds == 3600);
        QVERIFY(!ofKeys[1].enforced && ofKeys[1].windowSeconds == 86400
            && ofKeys[1].limitSeconds == 3600);
        const Description research = shipped(u"don-research"_s);
        const auto &ofUsage = research.shapes.front().usage->limitDefinitions;
        QVERIFY(ofUsage[0].enforced && ofUsage[0].anchor == Anchor::FirstRequest);
        QVERIFY(!ofUsage[1].enforced && ofUsage[1].anchor == Anchor::Calendar
            && ofUsage[1].windowSeconds == 172800);
    }

    void keysAreMadeAsTheServiceMakesThem()
    {
        const KeysDomain keys = *shipped(u"ollama-gateway"_s).shapes.front().keys;
        QCOMPARE(keys.format.prefix, u"edgellm-"_s);
        QCOMPARE(keys.format.olderPrefixes, QStringList{u"ollama-"_s});
        QCOMPARE(keys.format.randomBytes, 32);
        QVERIFY(keys.format.hash.isEmpty());
        QVERIFY(keys.sampleKeys.contains(u"demo-admin-key-12345"_s));
        QStringList supplied{keys.secret, keys.name, keys.id};
        for (const Default &each : keys.defaults)
            supplied.append(each.column);
        for (const QString &column :
            shipped(u"ollama-gateway"_s).shapes.front().tables[u"api_keys"_s])
            QVERIFY2(supplied.contains(column), qPrintable(column)); // the server has no defaults
    }

    void jsonGoesBothWays()
    {
        for (const Description &description : allDescriptions()) {
            const QJsonObject json = toJson(description);
            auto again = parseDescription(json);
            QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
            QVERIFY(again.value() == description);
            QCOMPARE(toJson(again.value()), json);
        }
    }

    void likeTakesOverTheParent()
    {
        QJsonArray shapes = small().value("shapes"_L1).toArray();
        shapes.append(QJsonDocument::fromJson(R"({"id": "two", "title": "Two", "like": "one",
            "tables": {"calls": null}, "usage": null, "fingerprint": ["keys.token"],
            "keys": {"columns": {"createdAt": null}}})")
                          .object());
        auto parsed = parseDescription(changed(small(), {u"shapes"_s}, shapes).toObject());
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().detail));
        const Shape *two = parsed.value().shape(u"two"_s);
        QVERIFY(two);
        QCOMPARE(two->tables.keys(), QStringList{u"keys"_s});
        QVERIFY(!two->usage);
        QCOMPARE(two->keys->secret, u"token"_s);
        QVERIFY(two->keys->createdAt.isEmpty());
    }

    void wrongIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *path, const QJsonValue &value,
                             const char *place) {
            QTest::addRow("%s", name)
                << QString::fromLatin1(path) << value << QString::fromLatin1(place);
        };
        const QJsonValue text(u"x"_s), number(7), none(QJsonValue::Null);
        row("unknown member", "colour", text, "colour: ");
        row("unknown member inside", "shapes.0.keys.colour", text, "shapes[0].keys.colour: ");
        row("unknown role", "shapes.0.keys.columns.colour", text,
            "shapes[0].keys.columns.colour: ");
        row("text for a list", "shapes", text, "shapes: ");
        row("text for an object", "shapes.0.keys", text, "shapes[0].keys: ");
        row("number for a text", "title", number, "title: ");
        row("number in a list of texts", "extensions", QJsonArray{number}, "extensions: ");
        row("text for a number", "shapes.0.keys.defaultLimit", text,
            "shapes[0].keys.defaultLimit: ");
        row("fraction for a whole number", "shapes.0.keys.defaultLimit", 1.5,
            "shapes[0].keys.defaultLimit: ");
        row("huge number", "shapes.0.keys.defaultLimit", 1e300, "shapes[0].keys.defaultLimit: ");
        row("text for a flag", "shapes.0.keys.nameUnique", text, "shapes[0].keys.nameUnique: ");
        row("null", "title", none, "title: ");
        row("no title", "title", QString(), "title: ");
        row("id with a slash", "id", u"../x"_s, "id: ");
        row("no shapes", "shapes", QJsonArray(), "shapes: ");
        row("parent that is not there", "shapes.0.like", text, "shapes[0].like: ");
        row("empty fingerprint", "shapes.0.fingerprint", QJsonArray(), "shapes[0].fingerprint: ");
        row("odd fingerprint", "shapes.0.fingerprint", QJsonArray{u"a.b.c"_s},
            "shapes[0].fingerprint: ");
        row("table not listed", "shapes.0.keys.table", text, "shapes[0].keys.table: ");
        row("column not listed", "shapes.0.keys.columns.id", text, "shapes[0].keys.columns.id: ");
        row("role that is needed", "shapes.0.usage.columns.time", QString(),
            "shapes[0].usage.columns.time: ");
        row("neither key nor hash", "shapes.0.keys.columns.secret", QString(),
            "shapes[0].keys.columns: ");
        row("unit outside of the list", "shapes.0.usage.durationUnit", text,
            "shapes[0].usage.durationUnit: ");
        row("source outside of the list", "shapes.0.usage.source", text,
            "shapes[0].usage.source: ");
        row("unknown zone", "shapes.0.usage.zone.zone", u"Mars/Olympus"_s,
            "shapes[0].usage.zone: ");
        row("path without member", "shapes.0.usage.jsonPaths.model", QJsonArray{u"extra"_s},
            "shapes[0].usage.jsonPaths.model: ");
        row("SQL as a default", "shapes.0.keys.defaults",
            QJsonArray{QJsonObject{{u"column"_s, u"made"_s}, {u"value"_s, u"now(); drop"_s}}},
            "shapes[0].keys.defaults[0]: ");
        row("two enforced limits", "shapes.0.keys.limitDefinitions",
            QJsonArray{QJsonObject{{u"id"_s, u"a"_s}, {u"enforced"_s, true}},
                QJsonObject{{u"id"_s, u"b"_s}, {u"enforced"_s, true}}},
            "shapes[0].keys.limitDefinitions: ");
        row("reason for what is there", "shapes.0.without.keys", text, "shapes[0].without.keys: ");
        row("mask on a column that is not there", "shapes.0.secretColumns.keys", QJsonArray{text},
            "shapes[0].secretColumns.keys: ");
        row("version kind", "shapes.0.version.kind", text, "shapes[0].version.kind: ");
        row("retention of a strange table", "retention",
            QJsonArray{QJsonObject{{u"table"_s, text}}}, "retention[0]: ");
        row("endpoint without URL", "health", QJsonArray{QJsonObject{{u"id"_s, text}}},
            "health[0]: ");
    }
    void wrongIsNamedWithItsPlace()
    {
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);
        QFETCH(QString, place);
        const auto parsed = parseDescription(changed(small(), path.split(u'.'), value).toObject());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, Error::Kind::Invalid);
        QVERIFY2(parsed.error().detail.startsWith(place)
                || parsed.error().detail.contains(u'\n' + place),
            qPrintable(parsed.error().detail));
        QVERIFY(parsed.error().text.contains(place.chopped(2))
            || parsed.error().detail.contains(u'\n'));
    }

    void draftsAreKeptAndBrokenOnesNamed()
    {
        auto description = parseDescription(small());
        QVERIFY(description);
        QVERIFY(saveDraft(description.value()));
        Description taken = description.value();
        taken.id = u"flux-rag"_s;
        QCOMPARE(saveDraft(taken).error().kind, Error::Kind::Refused);
        QFile broken(m_config.filePath(u"systems/broken.json"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\n\"id\": \n}");
        broken.close();

        QStringList trouble;
        std::vector<Description> all = allDescriptions(&trouble);
        QVERIFY(all.back().ownDraft);
        all.back().ownDraft = false;
        QVERIFY(all.back() == description.value());
        QCOMPARE(trouble.size(), 1);
        QVERIFY2(
            trouble.first().contains(u"broken.json"_s) && trouble.first().contains(u"Line 3"_s),
            qPrintable(trouble.first()));
        QVERIFY(removeDraft(u"small"_s));
        QCOMPARE(allDescriptions().size(), all.size() - 1);
    }

    void samplePasswords_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("guide");
        QTest::addRow("ollama-gateway") << u"postgres"_s << u"Ollama API Service"_s;
        QTest::addRow("ai-pal") << u"aipal_secure_password_123"_s << u"AI-PAL"_s;
        QTest::addRow("flux-rag") << u"flux_rag"_s << u"flux-rag"_s;
        QTest::addRow("onelastai") << u"your_secure_password"_s << u"OneLastAI"_s;
        QTest::addRow("in several guides: the first") << u"password"_s << u"DON Research API"_s;
        QTest::addRow("a good one") << u"Tr0ub4dor&3"_s << QString();
        QTest::addRow("none") << QString() << QString();
        QTest::addRow("one more letter") << u"postgres1"_s << QString();
    }
    void samplePasswords()
    {
        QFETCH(QString, password);
        QFETCH(QString, guide);
        QCOMPARE(guideWithPassword(Secret(password), allDescriptions()).value_or(QString()), guide);
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(SystemsTest)
#include "systems.moc"
