// Six statements: server, tables, columns, indexes, version tables, and (superusers) roles.
#include "base/safetext.h"
#include "db/session.h"
#include "systems/matching.h"
#include "systems/passwords.h"
#include "systems/versions.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Recognition)
};

constexpr int kMostTables = 2000;
constexpr int kMostVersionTables = 45; // a statement has at most 99 names
constexpr int kMostVersions = 2000;

using Known = std::vector<std::shared_ptr<const Description>>;

// One recognition on its way; each step is one statement.
class Reader
{
public:
    Reader(db::Sql &sql, const std::vector<Description> &known) : m_sql(sql)
    {
        for (const Description &description : known)
            m_known.push_back(std::make_shared<const Description>(description));
    }

    Result<Recognition> run()
    {
        const db::ServerFacts &server = m_sql.server();
        m_found.serverVersion = server.version;
        m_found.pooled = server.pooled;
        for (const auto step : {&Reader::readServer, &Reader::readTables, &Reader::readColumns,
                 &Reader::readIndexes, &Reader::readVersions, &Reader::readRoles}) {
            if (auto done = (this->*step)(); !done)
                return done.error();
        }
        return std::move(m_found);
    }

private:
    Result<> readServer();
    Result<> readTables();
    Result<> readColumns();
    Result<> readIndexes();
    Result<> readVersions();
    Result<> readRoles();
    Result<> readVersionRows(QMap<QString, QStringList> *rows);
    QStringList knownTables() const;
    QString oids() const;
    TableFacts *byOid(qint64 oid)
    {
        const auto at = m_index.constFind(oid);
        return at == m_index.constEnd() ? nullptr : &m_found.tables[*at];
    }

    db::Sql &m_sql;
    Known m_known;
    Recognition m_found;
    QStringList m_searchPath;
    QMap<qint64, size_t> m_index; // oid -> place in m_found.tables
};

QStringList Reader::knownTables() const
{
    QSet<QString> names;
    for (const auto &description : m_known) {
        for (const Shape &shape : description->shapes) {
            for (auto i = shape.tables.cbegin(); i != shape.tables.cend(); ++i)
                names.insert(i.key());
        }
    }
    for (const VersionTable &table : versionTables())
        names.insert(QString::fromLatin1(table.table));
    return names.values();
}

QString Reader::oids() const
{
    QStringList list;
    for (auto i = m_index.cbegin(); i != m_index.cend(); ++i)
        list.append(QString::number(i.key()));
    return u'{' + list.join(u',') + u'}';
}

Result<> Reader::readServer()
{
    QStringList wanted{u"pg_stat_statements"_s, u"citus"_s, u"timescaledb"_s};
    for (const auto &description : m_known)
        wanted += description->extensions;
    const auto pairs = [](const db::Row &row, int names) {
        QMap<QString, QString> map;
        const auto keys = row.get<QStringList>(names);
        const auto values = row.get<QStringList>(names + 1);
        for (qsizetype i = 0; i < std::min(keys.size(), values.size()); ++i)
            map.insert(keys[i], values[i]);
        return map;
    };
    auto done = m_sql.stream("systems/server"_L1, db::bind(wanted), [&](const db::Row &row) {
        m_found.encoding = row.text(0);
        m_found.zone = row.text(1);
        m_found.serverZone = row.text(2);
        if (row.text(3) == u"md5"_s)
            m_found.warnings.append(
                Words::tr("New passwords are stored as MD5 on this server. Set "
                          "password_encryption to scram-sha-256 and renew the passwords."));
        m_found.superuser = row.get<bool>(4);
        m_found.standby = row.get<bool>(5);
        m_found.extensions = pairs(row, 6);
        m_found.available = pairs(row, 8);
        m_searchPath = row.get<QStringList>(10);
        return true;
    });
    if (!done)
        return done.error();
    if (m_found.encoding != u"UTF8"_s) {
        m_found.warnings.append(
            Words::tr("This database stores text as %1, not as UTF-8: some characters cannot be "
                      "stored in it.")
                .arg(m_found.encoding));
    }
    return Done{};
}

Result<> Reader::readTables()
{
    auto done = m_sql.stream(
        "systems/tables"_L1, db::bind(knownTables(), kMostTables), [this](const db::Row &row) {
            TableFacts table{row.text(1), row.text(2), row.text(3)};
            const bool enter = row.get<bool>(4);
            table.canSelect = enter && row.get<bool>(5);
            table.canInsert = enter && row.get<bool>(6);
            table.canUpdate = enter && row.get<bool>(7);
            table.canDelete = enter && row.get<bool>(8);
            table.rows = row.get<double>(9);
            m_index.insert(row.get<qint64>(0), m_found.tables.size());
            m_found.tables.push_back(std::move(table));
            return true;
        });
    if (!done)
        return done.error();
    if (m_found.tables.size() == kMostTables) {
        m_found.warnings.append(
            Words::tr("This database has very many tables. Those of known systems were looked for "
                      "first; only %n were read.",
                nullptr, kMostTables));
    }
    m_found.readOnlyRole = !m_found.superuser && !m_found.tables.empty()
        && std::none_of(m_found.tables.begin(), m_found.tables.end(), [](const TableFacts &table) {
               return table.canInsert || table.canUpdate || table.canDelete;
           });
    return Done{};
}

Result<> Reader::readColumns()
{
    if (m_index.isEmpty())
        return Done{};
    auto done = m_sql.stream("systems/columns"_L1, db::bind(oids()), [this](const db::Row &row) {
        if (TableFacts *table = byOid(row.get<qint64>(0))) {
            const bool enter = table->canSelect || table->canInsert || table->canUpdate;
            table->columns.push_back({row.text(1), row.text(2), row.get<bool>(3), row.get<bool>(4),
                enter && row.get<bool>(5), enter && row.get<bool>(6), enter && row.get<bool>(7)});
        }
        return true;
    });
    return done ? Result<>(Done{}) : done.error();
}

Result<> Reader::readIndexes()
{
    if (!m_index.isEmpty()) {
        auto done =
            m_sql.stream("systems/indexes"_L1, db::bind(oids()), [this](const db::Row &row) {
                if (TableFacts *table = byOid(row.get<qint64>(0))) {
                    table->indexes.push_back({row.text(1), row.get<QStringList>(2),
                        row.get<bool>(3), row.get<bool>(4), row.get<bool>(5), row.get<bool>(6)});
                }
                return true;
            });
        if (!done)
            return done.error();
    }
    m_found.matches = matchSystems(m_found.tables, m_known, m_searchPath);
    return Done{};
}

// One statement over all version tables: SELECT 'schema.table', version FROM ... UNION ALL ...
Result<> Reader::readVersionRows(QMap<QString, QStringList> *rows)
{
    QStringList parts;
    std::vector<db::Identifier> names;
    db::Params params;
    for (const TableFacts &table : m_found.tables) {
        const QString column = versionColumn(table);
        if (column.isEmpty() || !table.column(column)->canSelect
            || parts.size() == kMostVersionTables)
            continue;
        names.emplace_back(column);
        names.emplace_back(table.schema, table.name);
        params.push_back(db::toParam(QString(table.schema + u'.' + table.name)));
        const auto number = [](size_t n) { return QString::number(n); };
        parts.append(u"(SELECT $"_s + number(params.size()) + u"::text, %"_s
            + number(names.size() - 1) + u"::text FROM %"_s + number(names.size()) + u" LIMIT "_s
            + number(kMostVersions) + u')');
    }
    if (parts.isEmpty())
        return Done{};
    auto done = m_sql.stream(
        db::Statement(parts.join(u" UNION ALL "_s), names), params, [rows](const db::Row &row) {
            if (!row.isNull(1))
                (*rows)[row.text(0)].append(row.text(1));
            return true;
        });
    return done ? Result<>(Done{}) : done.error();
}

Result<> Reader::readVersions()
{
    QMap<QString, QStringList> rows;
    if (auto done = readVersionRows(&rows); !done)
        return done.error();
    for (Match &match : m_found.matches) {
        const VersionScheme &scheme = match.shape().version;
        const TableFacts *table = m_found.table(match.schema, scheme.table);
        for (const VersionTable &known : versionTables()) {
            if (scheme.kind == u"none"_s && !table)
                table = m_found.table(match.schema, QString::fromLatin1(known.table));
        }
        const QString column = table ? versionColumn(*table) : QString();
        VersionReading reading{
            table != nullptr, !column.isEmpty() && table->column(column)->canSelect, {}};
        if (table)
            reading.rows = rows.value(table->schema + u'.' + table->name);
        match.version = judgeVersion(scheme, reading);
        if (scheme.kind == u"none"_s && table)
            match.version.table = table->name;
        match.versionState = versionSentence(scheme, match.version);
    }
    return Done{};
}

Result<> Reader::readRoles()
{
    if (!m_found.superuser)
        return Done{};
    struct Role
    {
        QString name, stored;
        static Role fromRow(const db::Row &row) { return {row.text(0), row.text(1)}; }
    };
    auto roles = m_sql.fetch<Role>("systems/roles"_L1);
    if (!roles) // a managed server's "superuser" may not; that is no reason to fail
        return roles.error().kind == Error::Kind::Sql ? Result<>(Done{}) : roles.error();
    QSet<QString> tried;
    for (const auto &description : m_known) {
        for (const QString &sample : description->samplePasswords) {
            if (tried.contains(sample))
                continue;
            tried.insert(sample);
            for (const Role &role : roles.value()) {
                if (m_sql.token().isCancelled())
                    return cancelled();
                if (passwordFits(role.name, role.stored, sample))
                    m_found.warnings.append(Words::tr(
                        "The role \"%1\" has the sample password of the guide of %2, which "
                        "anybody can read. Give it a new one.")
                                                .arg(safeText(role.name), description->title));
            }
        }
    }
    const auto weak = std::count_if(roles.value().begin(), roles.value().end(),
        [](const Role &role) { return role.stored.startsWith(u"md5"_s); });
    if (weak > 0) {
        m_found.warnings.append(Words::tr(
            "%n role(s) (has|have) a password stored as MD5, which is easily broken. Renew them.",
            nullptr, int(weak)));
    }
    return Done{};
}

} // namespace

Result<Recognition> recognise(db::Sql &sql, const std::vector<Description> &known)
{
    return Reader(sql, known).run();
}

} // namespace gatehouse::systems
