#include "care/sizehistory.h"

#include "base/securefile.h"
#include "base/settings.h"
#include "care/words.h"
#include "db/transaction.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace gatehouse::care {

namespace {

constexpr qint64 kHour = 3'600'000, kDay = 24 * kHour;
constexpr qint64 kMostBytes = 64 << 20;

Result<> record(db::Sql &sql, const trail::Actor &actor, const QString &action)
{
    const auto status = trail::status(sql);
    if (!status)
        return status.error();
    if (status.value().state != trail::State::Ready)
        return Done{};
    const auto seq = trail::append(sql, actor,
        {action, u"care"_s, u"gatehouse.care_size"_s, u"gatehouse.care_size"_s, u"DDL"_s});
    if (!seq)
        return seq.error();
    return Done{};
}

Result<> runAll(db::Sql &sql, const trail::Actor &actor, const QString &action,
    std::initializer_list<QLatin1StringView> statements)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (const QLatin1StringView statement : statements)
        if (auto done = sql.execute(statement); !done)
            return done.error();
    if (auto done = record(sql, actor, action); !done)
        return done;
    return std::move(transaction).value().commit();
}

} // namespace

Snapshot snapshotOf(const Sizes &sizes)
{
    Snapshot snapshot{sizes.at.toMSecsSinceEpoch(), {}};
    for (const TableSize &table : sizes.tables)
        snapshot.relations[table.schema + u'.' + table.name] = {table.total(), table.rows};
    if (const DatabaseSize *database = sizes.database())
        snapshot.relations[QString()] = {database->bytes.value_or(0), -1};
    return snapshot;
}

std::vector<Snapshot> thinned(std::vector<Snapshot> all, qint64 now)
{
    std::stable_sort(all.begin(), all.end(), [](const Snapshot &a, const Snapshot &b) { return a.at < b.at; });
    std::vector<Snapshot> kept;
    for (Snapshot &one : all) {
        if (one.at < now - 400 * kDay)
            continue;
        const qint64 apart = one.at < now - 14 * kDay ? kDay : 6 * kHour;
        if (kept.empty() || one.at - kept.back().at >= apart)
            kept.push_back(std::move(one));
    }
    return kept;
}

std::map<QString, Growth> growthOf(const std::vector<Snapshot> &history, const Snapshot &now, int days)
{
    std::map<QString, Growth> growth;
    for (const Snapshot &then : history) {
        const qint64 span = now.at - then.at;
        if (span < kHour || span > days * kDay)
            continue;
        for (const auto &[relation, point] : then.relations) {
            const auto it = now.relations.find(relation);
            if (it != now.relations.end() && !growth.contains(relation))
                growth[relation] = {then.at,
                    double(it->second.bytes - point.bytes) * double(kDay) / double(span)};
        }
    }
    return growth;
}

QString sizeFile(const QString &label)
{
    const QByteArray hash = QCryptographicHash::hash(label.toUtf8(), QCryptographicHash::Sha256);
    return dataDir() + "/sizes-"_L1 + QString::fromLatin1(hash.toHex().left(16)) + ".json"_L1;
}

Result<std::vector<Snapshot>> readSizeFile(const QString &path)
{
    std::vector<Snapshot> all;
    if (!QFileInfo::exists(path))
        return all;
    const auto content = readFile(path, kMostBytes);
    if (!content)
        return content.error();
    QJsonParseError trouble;
    const QJsonDocument document = QJsonDocument::fromJson(content.value(), &trouble);
    if (!document.isArray())
        return ioError(Words::tr("The history of sizes in %1 cannot be read; move the file away to "
                                 "begin anew.")
                           .arg(path),
            trouble.errorString());
    for (const QJsonValue &each : document.array()) {
        Snapshot one{each[u"at"_s].toInteger(), {}};
        const QJsonObject relations = each[u"relations"_s].toObject();
        for (auto it = relations.begin(); it != relations.end(); ++it)
            one.relations[it.key()] = {it.value()[0].toInteger(), it.value()[1].toDouble(-1)};
        all.push_back(std::move(one));
    }
    return all;
}

Result<> keepInFile(const QString &path, const Snapshot &snapshot)
{
    auto all = readSizeFile(path);
    if (!all)
        return all.error();
    std::vector<Snapshot> history = std::move(all).value();
    const bool recent = std::any_of(history.begin(), history.end(), [&snapshot](const Snapshot &one) {
        return std::abs(snapshot.at - one.at) < 6 * kHour;
    });
    if (recent)
        return Done{};
    history.push_back(snapshot);
    QJsonArray array;
    for (const Snapshot &one : thinned(std::move(history), snapshot.at)) {
        QJsonObject relations;
        for (const auto &[name, point] : one.relations)
            relations.insert(name, QJsonArray{point.bytes, point.rows});
        array.append(QJsonObject{{u"at"_s, one.at}, {u"relations"_s, relations}});
    }
    return writeSecureFile(path, QJsonDocument(array).toJson(QJsonDocument::Compact));
}

Result<SizeTable> sizeTable(db::Sql &sql)
{
    struct Found : SizeTable
    {
        static Found fromRow(const db::Row &row)
        {
            return {{row.get<bool>(0), row.get<bool>(1), row.get<bool>(2)}};
        }
    };
    auto found = sql.fetchOne<Found>("care/size_table"_L1);
    if (!found)
        return found.error();
    return SizeTable(found.value());
}

Result<> createSizeTable(db::Sql &sql, const trail::Actor &actor)
{
    const auto table = sizeTable(sql);
    if (!table)
        return table.error();
    if (table.value().there)
        return Done{};
    if (!table.value().mayCreate)
        return refused(Words::tr("This role may not create the schema gatehouse in this database, so "
                                 "sizes are kept in a file on this machine."));
    return runAll(sql, actor, u"care.create"_s,
        {"trail/create_schema"_L1, "trail/create_version"_L1, "care/create_size_table"_L1,
            "care/fill_size_version"_L1, "care/revoke_size_table"_L1});
}

Result<> removeSizeTable(db::Sql &sql, const trail::Actor &actor)
{
    const auto table = sizeTable(sql);
    if (!table)
        return table.error();
    if (!table.value().there)
        return Done{};
    return runAll(sql, actor, u"care.remove"_s,
        {"care/drop_size_table"_L1, "care/drop_size_version"_L1, "trail/drop_empty_version"_L1});
}

Result<std::vector<Snapshot>> readSizeTable(db::Sql &sql)
{
    std::vector<Snapshot> all;
    auto done = sql.stream("care/sizes_kept"_L1, {}, [&all](const db::Row &row) {
        const qint64 at = row.get<qint64>(0);
        if (all.empty() || all.back().at != at)
            all.push_back({at, {}});
        all.back().relations[row.text(1)] = {row.get<qint64>(2), row.get<double>(3)};
        return true;
    });
    if (!done)
        return done.error();
    return all;
}

Result<> keepInTable(db::Sql &sql, const Snapshot &snapshot)
{
    QStringList relations, bytes, rows;
    for (const auto &[name, point] : snapshot.relations) {
        relations << name;
        bytes << QString::number(point.bytes);
        rows << QString::number(point.rows, 'g', 15);
    }
    auto kept = sql.execute("care/keep_sizes"_L1, db::bind(snapshot.at, relations, bytes, rows));
    if (!kept)
        return kept.error();
    if (auto thin = sql.execute("care/thin_sizes"_L1, db::bind(snapshot.at)); !thin)
        return thin.error();
    return Done{};
}

} // namespace gatehouse::care
