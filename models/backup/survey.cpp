#include "backup/survey.h"

#include "backup/words.h"
#include "proof/tablesum.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace gatehouse::backup {

SurveyTable SurveyTable::fromRow(const db::Row &row)
{
    return {quint32(row.get<qint64>(0)), row.text(1), row.text(2), row.get<QStringList>(3),
        row.get<qint64>(4), row.get<qint64>(5), row.get<bool>(6), row.get<bool>(7)};
}

Item Item::fromRow(const db::Row &row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

Result<Survey> survey(db::Sql &sql)
{
    Survey all;
    const auto database = sql.stream("backup/database"_L1, {}, [&all](const db::Row &row) {
        all.now = row.get<QDateTime>(0);
        all.database = row.text(1);
        all.owner = row.text(2);
        all.encoding = row.text(3);
        all.collate = row.text(4);
        all.ctype = row.text(5);
        all.systemIdentifier = row.text(6);
        all.lsn = row.text(7);
        all.bytes = row.get<qint64>(8);
        all.extensions = row.get<QStringList>(9);
        all.roles = row.get<QStringList>(10);
        all.locale = {row.text(11), row.text(12), row.text(13)};
        return true;
    });
    if (!database)
        return database.error();
    auto tables = sql.fetch<SurveyTable>("backup/tables"_L1);
    if (!tables)
        return tables.error();
    all.tables = std::move(tables).value();
    const auto sequences = sql.stream("backup/sequences"_L1, {}, [&all](const db::Row &row) {
        all.sequences.push_back({row.text(0), row.text(1), row.get<qint64>(2), row.get<bool>(3)});
        return true;
    });
    if (!sequences)
        return sequences.error();
    return all;
}

Result<std::optional<LargeObjects>> largeObjects(db::Sql &sql)
{
    proof::RowSum sum;
    LargeObjects all;
    const auto read = sql.stream("backup/largeobjects"_L1, {}, [&](const db::Row &row) {
        sum.add(row.text(0).toLatin1());
        all.count += row.get<bool>(1) ? 1 : 0;
        return true;
    });
    if (!read && read.error().sqlState == "42501"_L1)
        return refused(Words::tr("This role may not read every large object, so a backup would be "
                                 "incomplete. Use their owner or a superuser."),
            read.error().detail);
    if (!read)
        return read.error();
    if (all.count == 0)
        return std::optional<LargeObjects>();
    all.sum = sum.hex();
    return std::optional(all);
}

Result<std::vector<TableEntry>> materializedViews(db::Sql &sql)
{
    std::vector<TableEntry> all;
    const auto found = sql.stream("backup/matviews"_L1, {}, [&all](const db::Row &row) {
        all.push_back({row.text(0), row.text(1), row.get<QStringList>(2), 0, {}, row.get<bool>(3)});
        return true;
    });
    if (!found)
        return found.error();
    for (TableEntry &view : all) {
        if (!view.data)
            continue;
        auto sum = proof::viewSum(sql, {view.schema, view.name}, view.columns);
        if (!sum)
            return sum.error();
        view.rows = sum.value().rows;
        view.sum = sum.value().sum;
    }
    return all;
}

Result<std::vector<Item>> schemaItems(db::Sql &sql)
{
    auto items = sql.fetch<Item>("backup/items"_L1);
    if (!items)
        return items.error();
    std::vector<Item> all = std::move(items).value();
    std::sort(all.begin(), all.end(), [](const Item &a, const Item &b) {
        return std::tie(a.kind, a.name, a.definition) < std::tie(b.kind, b.name, b.definition);
    });
    return all;
}

QByteArray toJsonLines(const std::vector<Item> &items)
{
    QByteArray lines;
    for (const Item &item : items)
        lines += QJsonDocument(QJsonArray{item.kind, item.name, item.definition, item.table})
                     .toJson(QJsonDocument::Compact)
            + '\n';
    return lines;
}

std::vector<Item> readItems(const QByteArray &lines)
{
    std::vector<Item> items;
    for (const QByteArray &line : lines.split('\n')) {
        const QJsonArray fields = QJsonDocument::fromJson(line).array();
        if (fields.size() == 4)
            items.push_back({fields[0].toString(), fields[1].toString(), fields[2].toString(),
                fields[3].toString()});
    }
    return items;
}

namespace {

QString normal(QString definition)
{
    static const QRegularExpression casts(
        u"::(\"[^\"]+\"|[a-z_. ]+?)(\\(\\d+(,\\d+)?\\))?(\\[\\])?(?=[^a-z_. ]|$)"_s);
    static const QRegularExpression noise(u"[()\\s]"_s);
    return definition.remove(casts).remove(noise);
}

} // namespace

QStringList schemaDifferences(
    const std::vector<Item> &before, const std::vector<Item> &after, int most)
{
    using Key = std::pair<QString, QString>;
    std::map<Key, QString> wanted;
    for (const Item &item : before)
        wanted.insert({{item.kind, item.name}, item.definition});
    QStringList said;
    for (const Item &item : after) {
        const auto it = wanted.find({item.kind, item.name});
        if (it == wanted.end()) {
            said.append(Words::tr("The %1 %2 was not in the backed up database.")
                            .arg(item.kind, item.name));
            continue;
        }
        if (it->second != item.definition && normal(it->second) != normal(item.definition))
            said.append(
                Words::tr("The %1 %2 is defined otherwise than before.").arg(item.kind, item.name));
        wanted.erase(it);
    }
    for (const auto &[key, definition] : wanted)
        said.append(Words::tr("The %1 %2 is missing.").arg(key.first, key.second));
    if (said.size() > most) {
        const int more = int(said.size()) - most;
        said = said.first(most);
        said.append(Words::tr("%n more difference(s).", nullptr, more));
    }
    return said;
}

} // namespace gatehouse::backup
