#include "backup/manifest.h"

#include "backup/words.h"
#include "base/sha256.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::backup {
namespace {

constexpr auto kSelf = "sha256"_L1;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonArray list(const QStringList &texts) { return QJsonArray::fromStringList(texts); }

QStringList texts(const QJsonValue &value)
{
    QStringList all;
    for (const QJsonValue &one : value.toArray())
        all.append(one.toString());
    return all;
}

// Numbers beyond 2^53 do not survive JSON as numbers.
QString number(qint64 value) { return QString::number(value); }
qint64 number(const QJsonValue &value) { return value.toString().toLongLong(); }

QJsonArray filesJson(const Manifest &manifest)
{
    QJsonArray files;
    for (const FileEntry &file : manifest.files)
        files.append(QJsonObject{{u"path"_s, file.path}, {u"size"_s, number(file.size)},
            {u"sha256"_s, QString::fromLatin1(file.sha256)}});
    return files;
}

QJsonArray tablesJson(const std::vector<TableEntry> &entries)
{
    QJsonArray tables;
    for (const TableEntry &table : entries) {
        QJsonObject one{{u"schema"_s, table.schema}, {u"name"_s, table.name},
            {u"columns"_s, list(table.columns)}, {u"data"_s, table.data}};
        if (table.data) {
            one.insert(u"rows"_s, number(table.rows));
            one.insert(u"sum"_s, QString::fromLatin1(table.sum));
        }
        tables.append(one);
    }
    return tables;
}

QJsonArray sequencesJson(const Manifest &manifest)
{
    QJsonArray sequences;
    for (const SequenceEntry &one : manifest.sequences)
        sequences.append(QJsonObject{{u"schema"_s, one.schema}, {u"name"_s, one.name},
            {u"last"_s, number(one.last)}, {u"rising"_s, one.rising}});
    return sequences;
}

Error broken(const QString &why)
{
    return invalid(Words::tr("The manifest is not to be trusted: %1").arg(why));
}

std::vector<TableEntry> readTables(const QJsonValue &json)
{
    std::vector<TableEntry> tables;
    for (const QJsonValue &value : json.toArray())
        tables.push_back({value[u"schema"_s].toString(), value[u"name"_s].toString(),
            texts(value[u"columns"_s]), number(value[u"rows"_s]),
            value[u"sum"_s].toString().toLatin1(), value[u"data"_s].toBool()});
    return tables;
}

void readLists(Manifest &manifest, const QJsonObject &json)
{
    for (const QJsonValue &value : json[u"files"_s].toArray())
        manifest.files.push_back({value[u"path"_s].toString(), number(value[u"size"_s]),
            value[u"sha256"_s].toString().toLatin1()});
    manifest.tables = readTables(json[u"tables"_s]);
    manifest.views = readTables(json[u"views"_s]);
    if (json.contains(u"largeObjects"_s)) {
        const QJsonValue value = json[u"largeObjects"_s];
        manifest.largeObjects =
            LargeObjects{number(value[u"count"_s]), value[u"sum"_s].toString().toLatin1()};
    }
    for (const QJsonValue &value : json[u"sequences"_s].toArray())
        manifest.sequences.push_back({value[u"schema"_s].toString(), value[u"name"_s].toString(),
            number(value[u"last"_s]), value[u"rising"_s].toBool(true)});
}

} // namespace

qint64 Manifest::bytes() const
{
    qint64 sum = 0;
    for (const FileEntry &file : files)
        sum += file.size;
    return sum;
}

qint64 Manifest::rows() const
{
    qint64 sum = 0;
    for (const TableEntry &table : tables)
        sum += table.rows;
    return sum;
}

namespace {

QString base64(const QByteArray &bytes) { return QString::fromLatin1(bytes.toBase64()); }

QJsonObject lockJson(const Lock &lock)
{
    return {{u"cipher"_s, u"xchacha20poly1305-secretstream"_s}, {u"kdf"_s, u"argon2id13"_s},
        {u"salt"_s, base64(lock.salt)}, {u"operations"_s, lock.operations},
        {u"memory"_s, number(lock.memory)}, {u"passphrase"_s, base64(lock.byPassphrase)},
        {u"recovery"_s, base64(lock.byRecoveryKey)}, {u"recoveryId"_s, lock.recoveryId}};
}

Lock readLock(const QJsonObject &json)
{
    const auto bytes = [&json](const QString &name) {
        return QByteArray::fromBase64(json[name].toString().toLatin1());
    };
    return {bytes(u"salt"_s), json[u"operations"_s].toInteger(), number(json[u"memory"_s]),
        bytes(u"passphrase"_s), bytes(u"recovery"_s), json[u"recoveryId"_s].toString()};
}

// All but the two sums.
QJsonObject bodyJson(const Manifest &m)
{
    QJsonObject json{{u"gatehouseBackup"_s, m.encrypted ? kSealedForm : kForm}, {u"id"_s, m.id},
        {u"created"_s, m.created.toString(Qt::ISODateWithMs)}, {u"connection"_s, m.connection},
        {u"database"_s, m.database}, {u"owner"_s, m.owner}, {u"encoding"_s, m.encoding},
        {u"collate"_s, m.collate}, {u"ctype"_s, m.ctype}, {u"server"_s, m.server},
        {u"serverNum"_s, m.serverNum}, {u"systemIdentifier"_s, m.systemIdentifier},
        {u"tools"_s, m.tools}, {u"format"_s, m.format}, {u"compression"_s, m.compression},
        {u"jobs"_s, m.jobs}, {u"snapshot"_s, m.snapshot}, {u"lsn"_s, m.lsn},
        {u"extensions"_s, list(m.extensions)}, {u"roles"_s, list(m.roles)},
        {u"schemas"_s, list(m.schemas)}, {u"includes"_s, list(m.includes)},
        {u"excludes"_s, list(m.excludes)}, {u"excludeData"_s, list(m.excludeData)},
        {u"databaseBytes"_s, number(m.databaseBytes)}, {u"dumpMs"_s, number(m.dumpMs)},
        {u"checkMs"_s, number(m.checkMs)}, {u"globals"_s, m.globals}, {u"encrypted"_s, m.encrypted},
        {u"schemaPrint"_s, QString::fromLatin1(m.schemaPrint)}, {u"files"_s, filesJson(m)},
        {u"tables"_s, tablesJson(m.tables)}, {u"sequences"_s, sequencesJson(m)}};
    if (!m.locale.isLibc())
        json.insert(u"locale"_s,
            QJsonObject{{u"provider"_s, m.locale.kind}, {u"name"_s, m.locale.name},
                {u"rules"_s, m.locale.rules}});
    if (m.lock)
        json.insert(u"lock"_s, lockJson(*m.lock));
    if (m.largeObjects)
        json.insert(u"largeObjects"_s,
            QJsonObject{{u"count"_s, number(m.largeObjects->count)},
                {u"sum"_s, QString::fromLatin1(m.largeObjects->sum)}});
    if (!m.views.empty())
        json.insert(u"views"_s, tablesJson(m.views));
    return json;
}

} // namespace

QByteArray toJson(const Manifest &m)
{
    QJsonObject json = bodyJson(m);
    if (m.lock)
        json.insert(u"mac"_s, QString::fromLatin1(m.mac));
    json.insert(kSelf, QString::fromLatin1(sha256(compact(json)).toHex()));
    return QJsonDocument(json).toJson();
}

void sign(Manifest &manifest, const DataKey &key)
{
    manifest.mac = keyedSum(key.manifest, compact(bodyJson(manifest)));
}

bool isGenuine(const Manifest &manifest, const DataKey &key)
{
    return Secret(keyedSum(key.manifest, compact(bodyJson(manifest)))).equals(manifest.mac);
}

Result<Manifest> readManifest(const QByteArray &bytes)
{
    QJsonParseError error;
    QJsonObject json = QJsonDocument::fromJson(bytes, &error).object();
    if (error.error != QJsonParseError::NoError || !json.contains(u"gatehouseBackup"_s))
        return broken(Words::tr("it is not the manifest of a backup."));
    if (json[u"gatehouseBackup"_s].toInt() > kSealedForm)
        return refused(Words::tr("This backup was made by a newer Gatehouse; update this one."));
    // Byte by byte, so that a second member of the same name or a changed space shows, too.
    const QByteArray self = json.take(kSelf).toString().toLatin1();
    if (self != sha256(compact(json)).toHex())
        return broken(Words::tr("it was changed after the backup was made."));
    Manifest m;
    m.id = json[u"id"_s].toString();
    m.created = QDateTime::fromString(json[u"created"_s].toString(), Qt::ISODateWithMs);
    m.connection = json[u"connection"_s].toString();
    m.database = json[u"database"_s].toString();
    m.owner = json[u"owner"_s].toString();
    m.encoding = json[u"encoding"_s].toString();
    m.collate = json[u"collate"_s].toString();
    m.ctype = json[u"ctype"_s].toString();
    if (const QJsonValue locale = json[u"locale"_s]; locale.isObject())
        m.locale = {locale[u"provider"_s].toString(), locale[u"name"_s].toString(),
            locale[u"rules"_s].toString()};
    m.server = json[u"server"_s].toString();
    m.serverNum = json[u"serverNum"_s].toInt();
    m.systemIdentifier = json[u"systemIdentifier"_s].toString();
    m.tools = json[u"tools"_s].toString();
    m.format = json[u"format"_s].toString();
    m.compression = json[u"compression"_s].toString();
    m.jobs = json[u"jobs"_s].toInt(1);
    m.snapshot = json[u"snapshot"_s].toString();
    m.lsn = json[u"lsn"_s].toString();
    m.extensions = texts(json[u"extensions"_s]);
    m.roles = texts(json[u"roles"_s]);
    m.schemas = texts(json[u"schemas"_s]);
    m.includes = texts(json[u"includes"_s]);
    m.excludes = texts(json[u"excludes"_s]);
    m.excludeData = texts(json[u"excludeData"_s]);
    m.databaseBytes = number(json[u"databaseBytes"_s]);
    m.dumpMs = number(json[u"dumpMs"_s]);
    m.checkMs = number(json[u"checkMs"_s]);
    m.globals = json[u"globals"_s].toBool();
    m.encrypted = json[u"encrypted"_s].toBool();
    if (json.contains(u"lock"_s)) {
        m.lock = readLock(json[u"lock"_s].toObject());
        m.mac = json[u"mac"_s].toString().toLatin1();
    }
    m.schemaPrint = json[u"schemaPrint"_s].toString().toLatin1();
    if (m.encrypted != m.lock.has_value())
        return broken(Words::tr("its key is missing."));
    readLists(m, json);
    if (toJson(m) != bytes)
        return broken(Words::tr("it was changed after the backup was made."));
    return m;
}

QString levelId(Level level)
{
    static const QStringList ids{u"none"_s, u"hash"_s, u"read"_s, u"drill"_s};
    return ids.value(int(level));
}

QString levelName(Level level)
{
    switch (level) {
    case Level::Hash:
        return Words::tr("Checksums fit");
    case Level::Read:
        return Words::tr("Read back");
    case Level::Drill:
        return Words::tr("Restored and compared");
    case Level::None:
        break;
    }
    return Words::tr("Not proven");
}

QByteArray toJson(const Check &check)
{
    QJsonObject json{{u"at"_s, check.at.toString(Qt::ISODateWithMs)},
        {u"level"_s, levelId(check.level)}, {u"good"_s, check.good}, {u"ms"_s, number(check.ms)},
        {u"what"_s, check.what}};
    if (check.restoreMs >= 0)
        json.insert(u"restoreMs"_s, number(check.restoreMs));
    return compact(json) + '\n';
}

std::vector<Check> readHistory(const QByteArray &lines)
{
    std::vector<Check> all;
    for (const QByteArray &line : lines.split('\n')) {
        const QJsonObject json = QJsonDocument::fromJson(line).object();
        Check check;
        check.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
        for (const Level level : {Level::Hash, Level::Read, Level::Drill}) {
            if (json[u"level"_s].toString() == levelId(level))
                check.level = level;
        }
        if (!check.at.isValid() || check.level == Level::None)
            continue;
        check.good = json[u"good"_s].toBool();
        check.ms = number(json[u"ms"_s]);
        check.restoreMs = json.contains(u"restoreMs"_s) ? number(json[u"restoreMs"_s]) : -1;
        check.what = json[u"what"_s].toString();
        all.push_back(std::move(check));
    }
    return all;
}

} // namespace gatehouse::backup
