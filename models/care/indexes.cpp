#include "care/indexes.h"

#include "care/words.h"
#include "db/identifier.h"

#include <QLocale>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace gatehouse::care {

namespace {

IndexInfo indexOf(const db::Row &row)
{
    IndexInfo i;
    i.oid = quint32(row.get<qint64>(0));
    i.tableOid = quint32(row.get<qint64>(1));
    i.schema = row.text(2);
    i.table = row.text(3);
    i.name = row.text(4);
    i.definition = row.text(5);
    i.method = row.text(6);
    i.columns = row.get<QStringList>(7);
    i.keys = row.get<QStringList>(8);
    i.included = row.get<QStringList>(9);
    i.predicate = row.text(10);
    i.constraint = row.text(11);
    i.unique = row.get<bool>(12);
    i.primary = row.get<bool>(13);
    i.valid = row.get<bool>(14);
    i.ready = row.get<bool>(15);
    i.replicaIdentity = row.get<bool>(16);
    i.clustered = row.get<bool>(17);
    i.partitioned = row.get<bool>(18);
    i.ofPartition = row.get<bool>(19);
    i.building = row.get<bool>(20);
    i.bytes = row.get<qint64>(21);
    i.tableBytes = row.get<qint64>(22);
    i.scans = row.get<qint64>(23);
    i.rowsRead = row.get<qint64>(24);
    i.lastScan = row.maybe<QDateTime>(25);
    i.rows = row.get<double>(26);
    i.expectedBytes = row.maybe<double>(27);
    return i;
}

QString cut(QString name)
{
    while (name.toUtf8().size() > 63)
        name.chop(1);
    return name;
}

bool isPlain(const QString &column)
{
    static const QRegularExpression plain(uR"(^("([^"]|"")+"|[a-z_][a-z0-9_$]*)$)"_s);
    return plain.match(column).hasMatch();
}

QString bare(QString column) // pg_get_indexdef quotes where it must
{
    if (column.size() > 1 && column.startsWith(u'"') && column.endsWith(u'"'))
        column = column.mid(1, column.size() - 2).replace(u"\"\""_s, u"\""_s);
    return column;
}

// One of those that are missing anyway begins with its columns.
bool begins(const IndexWish &wish, const std::vector<IndexWish> &missing)
{
    return std::any_of(missing.begin(), missing.end(), [&wish](const IndexWish &one) {
        return one.schema == wish.schema && one.table == wish.table
            && one.columns.mid(0, wish.columns.size()) == wish.columns;
    });
}

} // namespace

Result<Indexes> fetchIndexes(db::Sql &sql)
{
    Indexes all;
    auto since = sql.stream("care/counted_since"_L1, {}, [&all](const db::Row &row) {
        all.at = row.get<QDateTime>(0);
        all.countedSince = row.maybe<QDateTime>(1);
        all.standby = row.get<bool>(2);
        return true;
    });
    if (!since)
        return since.error();
    auto done = sql.stream("care/indexes"_L1, {}, [&all](const db::Row &row) {
        all.indexes.push_back(indexOf(row));
        return true;
    });
    if (!done)
        return done.error();
    return all;
}

QString IndexWish::name() const
{
    return cut(givenName.isEmpty() ? u"idx_"_s + table + u'_' + columns.join(u'_') : givenName);
}

QString IndexWish::definition() const
{
    QStringList parts;
    for (qsizetype i = 0; i < columns.size(); ++i)
        parts << db::Identifier(columns[i]).quoted()
                + (descending.value(i) ? u" DESC"_s : QString());
    return u"CREATE %1INDEX CONCURRENTLY %2 ON %3 (%4)"_s.arg(unique ? u"UNIQUE "_s : QString(),
        db::Identifier(name()).quoted(), db::Identifier(schema, table).quoted(), parts.join(u", "_s));
}

// A b-tree serves both directions, so DESC or not is the same when there is one column, or all
// columns before are compared with =, as our pages do it.
bool isServed(const IndexWish &wish, const std::vector<IndexInfo> &indexes)
{
    return std::any_of(indexes.begin(), indexes.end(), [&wish](const IndexInfo &one) {
        if (one.schema != wish.schema || one.table != wish.table || one.method != "btree"_L1
            || !one.valid || !one.predicate.isEmpty() || (wish.unique && !one.unique)
            || one.columns.size() < wish.columns.size())
            return false;
        for (qsizetype i = 0; i < wish.columns.size(); ++i)
            if (!isPlain(one.columns[i]) || bare(one.columns[i]) != wish.columns[i])
                return false;
        return true;
    });
}

Result<std::vector<IndexWish>> wishesOfForeignKeys(db::Sql &sql)
{
    std::vector<IndexWish> wishes;
    auto done = sql.stream("care/foreign_keys"_L1, {}, [&wishes](const db::Row &row) {
        IndexWish wish;
        wish.schema = row.text(0);
        wish.table = row.text(1);
        wish.columns = row.get<QStringList>(2);
        wish.why = Words::tr("A foreign key refers to %1: without an index each DELETE there reads "
                             "all of this table.")
                       .arg(row.text(3));
        wishes.push_back(std::move(wish));
        return true;
    });
    if (!done)
        return done.error();
    return wishes;
}

Result<MissingIndexes> missingIndexes(
    db::Sql &sql, const systems::Recognition &recognition, const Indexes &all)
{
    std::vector<IndexWish> wishes = wishesOfPages(recognition);
    auto guide = wishesOfGuide(recognition);
    if (!guide)
        return guide.error();
    auto keys = wishesOfForeignKeys(sql);
    if (!keys)
        return keys.error();
    auto slow = wishesOfSlow(sql);
    if (!slow)
        return slow.error();
    for (const auto *more : {&guide.value(), &keys.value(), &slow.value().wishes})
        wishes.insert(wishes.end(), more->begin(), more->end());
    std::vector<IndexWish> missing;
    QSet<QString> seen;
    QStringList schemas, tables;
    for (IndexWish &wish : wishes) {
        const QString key = wish.schema + u'\n' + wish.table + u'\n' + wish.columns.join(u'\n');
        if (seen.contains(key) && !wish.givenName.isEmpty()) // the guide's name goes before ours
            for (IndexWish &one : missing)
                if (one.schema == wish.schema && one.table == wish.table
                    && one.columns == wish.columns && one.givenName.isEmpty())
                    one.givenName = wish.givenName;
        if (seen.contains(key) || isServed(wish, all.indexes) || (wish.slow && begins(wish, missing)))
            continue;
        seen.insert(key);
        schemas << wish.schema;
        tables << wish.table;
        missing.push_back(std::move(wish));
    }
    auto sizes = sql.stream(
        "care/table_bytes"_L1, db::bind(schemas, tables), [&missing](const db::Row &row) {
            for (IndexWish &wish : missing)
                if (wish.schema == row.text(0) && wish.table == row.text(1))
                    wish.tableBytes = row.get<qint64>(2);
            return true;
        });
    if (!sizes)
        return sizes.error();
    return MissingIndexes{std::move(missing), slow.value().said};
}

Result<IndexCare> fetchIndexCare(db::Sql &sql, const systems::Recognition &recognition)
{
    auto all = fetchIndexes(sql);
    if (!all)
        return all.error();
    auto missing = missingIndexes(sql, recognition, all.value());
    if (!missing)
        return missing.error();
    auto keys = wishesOfForeignKeys(sql);
    if (!keys)
        return keys.error();
    std::vector<IndexWish> wishes = wishesOfPages(recognition);
    wishes.insert(wishes.end(), keys.value().begin(), keys.value().end());
    MissingIndexes found = std::move(missing).value();
    IndexCare care{std::move(all).value(), {}, std::move(found.wishes), found.slow};
    care.findings = judgeIndexes(care.all, wishes);
    return care;
}

std::vector<IndexWish> indexesOfScript(const QString &script, const QString &schema)
{
    static const QRegularExpression statement(
        uR"(^\s*CREATE\s+(UNIQUE\s+)?INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)\s+ON\s+(\S+)\s*\(([^()]*)\)\s*;)"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    std::vector<IndexWish> wishes;
    for (auto it = statement.globalMatch(script); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        IndexWish wish;
        wish.schema = schema;
        wish.unique = !match.captured(1).isEmpty();
        wish.givenName = bare(match.captured(2));
        wish.table = bare(match.captured(3));
        bool plain = true;
        for (const QString &part : match.captured(4).split(u',')) {
            QString column = part.trimmed();
            const bool down = column.endsWith(" DESC"_L1, Qt::CaseInsensitive);
            if (down)
                column.chop(5);
            plain = plain && isPlain(column.trimmed());
            wish.columns << bare(column.trimmed());
            wish.descending << down;
        }
        if (plain)
            wishes.push_back(std::move(wish));
    }
    return wishes;
}

} // namespace gatehouse::care
