#include "migration/plan.h"

#include "migration/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::migration {

namespace {

// The closed words of a rule file.
template <typename T>
struct Word
{
    T value;
    const char *text;
};
constexpr Word<OnBad> kOnBad[] = {{OnBad::Quarantine, "quarantine"}, {OnBad::Null, "null"},
    {OnBad::Stop, "stop"}, {OnBad::Default, "default"}};
constexpr Word<OnOrphan> kOnOrphan[] = {{OnOrphan::Quarantine, "quarantine"},
    {OnOrphan::Null, "null"}, {OnOrphan::Stub, "stub"}, {OnOrphan::Stop, "stop"}};
constexpr Word<Existing> kExisting[] = {
    {Existing::Fail, "fail"}, {Existing::Skip, "skip"}, {Existing::Update, "update"}};
constexpr Word<Combine> kCombine[] = {{Combine::First, "first"}, {Combine::Join, "join"},
    {Combine::Object, "object"}};

// Takes members out one by one; what is left at the end is unknown. The first trouble stays.
class Reader
{
public:
    Reader(const QJsonValue &json, QString place, QString &trouble)
        : m_json(json.toObject()), m_place(std::move(place)), m_trouble(trouble)
    {
        if (!json.isObject())
            fail(Words::tr("%1 is no object.").arg(m_place.isEmpty() ? u"It"_s : m_place));
    }
    ~Reader()
    {
        if (!m_json.isEmpty())
            fail(Words::tr("%1 is not known.").arg(place(m_json.keys().constFirst())));
    }
    QJsonValue take(const char *key) { return m_json.take(QLatin1StringView(key)); }
    QString place(const QString &key) const
    {
        return m_place.isEmpty() ? key : m_place + u'.' + key;
    }
    void fail(const QString &sentence)
    {
        if (m_trouble.isEmpty())
            m_trouble = sentence;
        m_json = {};
    }
    void read(const char *key, QString &value)
    {
        const QJsonValue found = take(key);
        if (found.isString() && !found.toString().contains(QChar(0)))
            value = found.toString();
        else if (!found.isUndefined())
            fail(Words::tr("%1 is no text.").arg(place(QLatin1StringView(key))));
    }
    void read(const char *key, std::optional<QString> &value)
    {
        QString text;
        if (m_json.contains(QLatin1StringView(key))) {
            read(key, text);
            value = text;
        }
    }
    void read(const char *key, bool &value)
    {
        const QJsonValue found = take(key);
        if (found.isBool())
            value = found.toBool();
        else if (!found.isUndefined())
            fail(Words::tr("%1 is neither true nor false.").arg(place(QLatin1StringView(key))));
    }
    void read(const char *key, qint64 &value)
    {
        const QJsonValue found = take(key);
        if (found.isUndefined())
            return;
        value = found.toInteger(-1);
        if (!found.isDouble() || value < 0)
            fail(Words::tr("%1 is no whole number.").arg(place(QLatin1StringView(key))));
    }
    void read(const char *key, QStringList &value) // one text stands for a list of one
    {
        const QJsonValue found = take(key);
        if (found.isString())
            value = {found.toString()};
        else if (found.isArray()) {
            for (const QJsonValue &one : found.toArray()) {
                if (!one.isString())
                    return fail(Words::tr("%1 is no list of texts.").arg(place(QLatin1StringView(key))));
                value << one.toString();
            }
        } else if (!found.isUndefined())
            fail(Words::tr("%1 is no list of texts.").arg(place(QLatin1StringView(key))));
    }
    void read(const char *key, QMap<QString, QString> &value)
    {
        const QJsonValue found = take(key);
        if (!found.isObject() && !found.isUndefined())
            return fail(Words::tr("%1 is no object.").arg(place(QLatin1StringView(key))));
        const QJsonObject object = found.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!it->isString())
                return fail(Words::tr("%1 is no text.").arg(place(QLatin1StringView(key)) + u'.' + it.key()));
            value.insert(it.key(), it->toString());
        }
    }
    template <typename T, size_t N>
    void read(const char *key, T &value, const Word<T> (&words)[N])
    {
        QString text;
        read(key, text);
        QStringList known;
        for (const Word<T> &word : words) {
            known << QLatin1StringView(word.text);
            if (text.isEmpty() || text == QLatin1StringView(word.text)) {
                value = text.isEmpty() ? value : word.value;
                return;
            }
        }
        fail(Words::tr("%1 is “%2”; known are: %3.")
                 .arg(place(QLatin1StringView(key)), text, known.join(u", "_s)));
    }
    template <typename F>
    void each(const char *key, F f)
    {
        const QJsonValue found = take(key);
        if (!found.isArray() && !found.isUndefined())
            return fail(Words::tr("%1 is no list.").arg(place(QLatin1StringView(key))));
        const QJsonArray array = found.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            Reader one(array[i], place(QLatin1StringView(key)) + u"[%1]"_s.arg(i), m_trouble);
            f(one);
        }
    }
    Reader inside(const char *key)
    {
        const QJsonValue found = take(key);
        return {found.isUndefined() ? QJsonValue(QJsonObject()) : found,
            place(QLatin1StringView(key)), m_trouble};
    }

private:
    QJsonObject m_json;
    QString m_place;
    QString &m_trouble;
};

ColumnRule readColumn(Reader &in)
{
    ColumnRule rule;
    in.read("from", rule.from);
    in.read("to", rule.to);
    in.read("type", rule.type);
    in.read("convert", rule.convert);
    in.read("zone", rule.zone);
    in.read("combine", rule.combine, kCombine);
    in.read("onBad", rule.onBad, kOnBad);
    in.read("default", rule.fallback);
    in.read("map", rule.map);
    in.read("notNull", rule.notNull);
    return rule;
}

TableRule readTable(Reader &in)
{
    TableRule table;
    in.read("from", table.from);
    in.read("to", table.to);
    in.read("key", table.key);
    in.read("extra", table.extra);
    in.read("extraWith", table.extraWith);
    in.read("distinct", table.distinct);
    in.read("leave", table.leave);
    in.read("existing", table.existing, kExisting);
    {
        Reader only = in.inside("only");
        only.read("column", table.onlyColumn);
        only.read("values", table.onlyValues);
    }
    in.each("columns", [&](Reader &one) { table.columns.push_back(readColumn(one)); });
    in.each("references", [&](Reader &one) {
        ReferenceRule rule;
        one.read("columns", rule.columns);
        one.read("table", rule.table);
        one.read("otherColumns", rule.otherColumns);
        one.read("onOrphan", rule.onOrphan, kOnOrphan);
        one.read("stub", rule.stub);
        table.references.push_back(std::move(rule));
    });
    return table;
}

template <typename T, size_t N>
QString wordOf(T value, const Word<T> (&words)[N])
{
    for (const Word<T> &word : words)
        if (word.value == value)
            return QLatin1StringView(word.text);
    return {};
}

void put(QJsonObject &json, QLatin1StringView key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(key, text);
}
void put(QJsonObject &json, QLatin1StringView key, const QStringList &texts)
{
    if (texts.size() == 1)
        json.insert(key, texts.constFirst());
    else if (!texts.isEmpty())
        json.insert(key, QJsonArray::fromStringList(texts));
}
void put(QJsonObject &json, QLatin1StringView key, const QMap<QString, QString> &map)
{
    QJsonObject object;
    for (auto it = map.begin(); it != map.end(); ++it)
        object.insert(it.key(), it.value());
    if (!map.isEmpty())
        json.insert(key, object);
}

QJsonObject toJson(const ColumnRule &rule)
{
    QJsonObject json{{u"to"_s, rule.to}};
    put(json, "from"_L1, rule.from);
    put(json, "type"_L1, rule.type);
    put(json, "convert"_L1, rule.convert);
    put(json, "zone"_L1, rule.zone);
    put(json, "map"_L1, rule.map);
    if (rule.combine != Combine::First)
        json.insert("combine"_L1, wordOf(rule.combine, kCombine));
    if (rule.onBad != OnBad::Quarantine)
        json.insert("onBad"_L1, wordOf(rule.onBad, kOnBad));
    if (rule.fallback)
        json.insert("default"_L1, *rule.fallback);
    if (rule.notNull)
        json.insert("notNull"_L1, true);
    return json;
}

QJsonObject toJson(const ReferenceRule &rule)
{
    QJsonObject json{{u"table"_s, rule.table}, {u"onOrphan"_s, wordOf(rule.onOrphan, kOnOrphan)}};
    put(json, "columns"_L1, rule.columns);
    put(json, "otherColumns"_L1, rule.otherColumns);
    put(json, "stub"_L1, rule.stub);
    return json;
}

QJsonObject toJson(const TableRule &table)
{
    QJsonObject json{{u"from"_s, table.from}, {u"to"_s, table.to}};
    QJsonArray columns, references;
    for (const ColumnRule &rule : table.columns)
        columns.append(toJson(rule));
    for (const ReferenceRule &rule : table.references)
        references.append(toJson(rule));
    json.insert("columns"_L1, columns);
    if (!references.isEmpty())
        json.insert("references"_L1, references);
    put(json, "key"_L1, table.key);
    put(json, "extra"_L1, table.extra);
    put(json, "extraWith"_L1, table.extraWith);
    put(json, "leave"_L1, table.leave);
    if (table.distinct)
        json.insert("distinct"_L1, true);
    if (table.existing != Existing::Fail)
        json.insert("existing"_L1, wordOf(table.existing, kExisting));
    if (!table.onlyColumn.isEmpty())
        json.insert("only"_L1,
            QJsonObject{{u"column"_s, table.onlyColumn},
                {u"values"_s, QJsonArray::fromStringList(table.onlyValues)}});
    return json;
}

Plan readPlan(const QJsonObject &json, QString &trouble)
{
    Plan plan;
    Reader in(json, {}, trouble);
    QString kind;
    qint64 version = 0;
    in.read("gatehouse", kind);
    in.read("version", version);
    if (kind != u"migration"_s || version != kPlanVersion)
        in.fail(Words::tr("It is no rule file of this version: \"gatehouse\" has to be "
                          "\"migration\" and \"version\" %1.")
                    .arg(kPlanVersion));
    {
        Reader source = in.inside("source");
        source.read("uri", plan.source.uri);
        source.read("kind", plan.source.kind);
        plan.source.options = source.take("options").toObject().toVariantMap();
    }
    {
        Reader target = in.inside("target");
        target.read("system", plan.target.system);
        target.read("schema", plan.target.schema);
    }
    QString ids;
    in.read("ids", ids);
    plan.ids = QUuid(ids);
    if (!ids.isEmpty() && plan.ids.isNull())
        in.fail(Words::tr("%1 is no UUID.").arg(u"ids"_s));
    in.read("bytesPerSecond", plan.bytesPerSecond);
    in.read("notes", plan.notes);
    in.each("tables", [&](Reader &one) { plan.tables.push_back(readTable(one)); });
    return plan;
}

} // namespace

Result<Plan> parsePlan(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        const qsizetype line = json.left(error.offset).count('\n') + 1;
        return invalid(Words::tr("The rule file is no JSON; the first error is in line %1.").arg(line),
            error.errorString());
    }
    QString trouble;
    Plan plan = readPlan(document.object(), trouble);
    if (!trouble.isEmpty())
        return invalid(Words::tr("The rule file cannot be used. %1").arg(trouble));
    return plan;
}

QByteArray printPlan(const Plan &plan)
{
    QJsonObject source{{u"uri"_s, plan.source.uri}};
    put(source, "kind"_L1, plan.source.kind);
    if (!plan.source.options.isEmpty())
        source.insert("options"_L1, QJsonObject::fromVariantMap(plan.source.options));
    QJsonObject target{{u"schema"_s, plan.target.schema}};
    put(target, "system"_L1, plan.target.system);
    QJsonArray tables;
    for (const TableRule &table : plan.tables)
        tables.append(toJson(table));
    QJsonObject json{{u"gatehouse"_s, u"migration"_s}, {u"version"_s, kPlanVersion},
        {u"source"_s, source}, {u"target"_s, target}, {u"tables"_s, tables}};
    if (!plan.ids.isNull())
        json.insert("ids"_L1, plan.ids.toString(QUuid::WithoutBraces));
    if (plan.bytesPerSecond > 0)
        json.insert("bytesPerSecond"_L1, plan.bytesPerSecond);
    put(json, "notes"_L1, plan.notes);
    return QJsonDocument(json).toJson();
}

} // namespace gatehouse::migration
