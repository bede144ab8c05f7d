#include "backup/tables.h"

#include "backup/archive.h"
#include "backup/childlogin.h"
#include "backup/dumprun.h"
#include "backup/verify.h"
#include "backup/words.h"
#include "base/follow.h"
#include "base/safetext.h"
#include "db/transaction.h"
#include "proof/tablesum.h"

#include <QRandomGenerator>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

namespace gatehouse::backup {
namespace {

constexpr qsizetype kQueued = 8 * 1024 * 1024;
constexpr qsizetype kChunk = 256 * 1024;
constexpr int kHangMs = 3600000;

// Rows on their way from one connection to another, each in its own thread.
class Channel
{
public:
    bool push(QByteArrayView bytes) // false: nobody reads any more
    {
        m_held.append(bytes);
        return m_held.size() < kChunk || flush();
    }
    bool flush()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closed || m_size < kQueued; });
        if (m_closed)
            return false;
        m_size += m_held.size();
        m_chunks.push_back(std::exchange(m_held, {}));
        m_changed.notify_all();
        return true;
    }
    void end(std::optional<Error> error = {})
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_error = std::move(error);
        m_changed.notify_all();
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }
    Result<QByteArray> next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_ended || !m_chunks.empty(); });
        if (m_chunks.empty())
            return m_error ? Result<QByteArray>(*m_error) : Result<QByteArray>(QByteArray());
        QByteArray chunk = std::move(m_chunks.front());
        m_chunks.pop_front();
        m_size -= chunk.size();
        m_changed.notify_all();
        return chunk;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<QByteArray> m_chunks;
    QByteArray m_held; // of the writer
    qsizetype m_size = 0;
    bool m_ended = false, m_closed = false;
    std::optional<Error> m_error;
};

struct Column
{
    QString name, type;
    static Column fromRow(const db::Row &row) { return {row.text(0), row.text(1)}; }
};

QString columnList(const QStringList &columns)
{
    QStringList quoted;
    for (const QString &column : columns)
        quoted.append(db::Identifier(column).quoted());
    return u" ("_s + quoted.join(u", "_s) + u')';
}

Result<> section(const Found &backup, const db::SessionOptions &scratch, const QStringList &what,
    const CancelToken &token)
{
    auto tools = toolsFor(*backup.manifest, token);
    if (!tools)
        return tools.error();
    auto login = ChildLogin::make(
        scratch.info, scratch.password, u"gatehouse restore "_s + backup.manifest->id);
    if (!login)
        return login.error();
    Following following;
    following.stallMs = kHangMs;
    following.workIsProgress = true;
    const auto archive = archiveOf(backup);
    if (!archive)
        return archive.error();
    auto ended = runRestore(tools.value().tools,
        QStringList{u"--no-password"_s, u"--no-owner"_s, u"--no-acl"_s, u"--exit-on-error"_s} + what
            + QStringList{login.value().dbnameArgument()},
        archive.value(), following, token);
    if (!ended)
        return ended.error();
    if (ended.value().exitCode != 0)
        return ioError(Words::tr("pg_restore failed, so no table was brought back."),
            wordsOf(ended.value().err));
    return Done{};
}

Result<std::vector<Column>> columnsOf(db::Sql &sql, const TableEntry &table)
{
    return sql.fetch<Column>(
        u"SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
        "AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
        "ORDER BY a.attnum"_s,
        db::bind(table.schema, table.name));
}

// Rows from the scratch database into a table that is made for them.
Result<> carry(db::Sql &into, db::Session &scratch, const TableEntry &table, const QString &schema,
    const CancelToken &token)
{
    auto columns = ask(
        scratch,
        [&](db::Sql &sql) -> Result<std::vector<Column>> {
            if (auto set = sql.execute(u"SELECT set_config('search_path', '', false)"_s); !set)
                return set.error();
            return columnsOf(sql, table);
        },
        token);
    if (!columns)
        return columns.error();
    QStringList definitions, names;
    for (const Column &column : columns.value()) {
        names.append(column.name);
        definitions.append(db::Identifier(column.name).quoted() + u' ' + column.type);
    }
    const QString target = db::Identifier(schema, table.name).quoted();
    auto made = into.execute(db::Statement(
        QString(u"CREATE TABLE "_s + target + u" ("_s + definitions.join(u", "_s) + u')')));
    if (!made)
        return made.error();
    if (names.isEmpty())
        return Done{};
    Channel channel;
    auto reading = std::async(std::launch::async, [&] {
        auto out = ask(
            scratch,
            [&](db::Sql &sql) {
                return sql.copyOut(db::Statement(QString(u"COPY "_s
                                       + db::Identifier(table.schema, table.name).quoted()
                                       + columnList(names) + u" TO STDOUT"_s)),
                    [&channel](QByteArrayView bytes) { return channel.push(bytes); });
            },
            token);
        channel.flush();
        channel.end(out ? std::optional<Error>() : out.error());
    });
    auto copied = into.copyIn(
        db::Statement(QString(u"COPY "_s + target + columnList(names) + u" FROM STDIN"_s)),
        [&channel] { return channel.next(); });
    channel.close();
    reading.wait();
    if (!copied)
        return copied.error();
    return Done{};
}

Result<qint64> proveTable(db::Sql &sql, const TableEntry &table, const QString &schema)
{
    auto sum = proof::tableSum(sql, {schema, table.name}, table.columns);
    if (!sum)
        return sum.error();
    if (sum.value().rows != table.rows || sum.value().sum != table.sum)
        return refused(Words::tr("The rows of %1 are not those of the backup, so nothing was kept.")
                           .arg(safeText(table.name)));
    return sum.value().rows;
}

Result<std::vector<TableEntry>> wanted(const Manifest &manifest, const QStringList &names)
{
    std::vector<TableEntry> all;
    for (const QString &name : names) {
        const auto it = std::find_if(
            manifest.tables.begin(), manifest.tables.end(), [&name](const TableEntry &table) {
                return table.schema + u'.' + table.name == name || table.name == name;
            });
        if (it == manifest.tables.end() || !it->data)
            return invalid(Words::tr("The backup has no rows of a table %1.").arg(safeText(name)));
        all.push_back(*it);
    }
    return all;
}

Result<> fillScratch(const Found &backup, const std::vector<TableEntry> &tables,
    const db::SessionOptions &scratch, const CancelToken &token)
{
    if (auto done = section(backup, scratch, {u"--section=pre-data"_s}, token); !done)
        return done;
    for (const TableEntry &table : tables) {
        if (auto done = section(backup, scratch,
                {u"--section=data"_s, u"--schema="_s + table.schema, u"--table="_s + table.name},
                token);
            !done)
            return done;
    }
    return Done{};
}

} // namespace

Result<TablesBack> restoreTables(const Found &backup, const TablesPlan &plan,
    const CancelToken &token, const ReportProgress &report)
{
    if (auto archive = checkArchive(backup); !archive)
        return archive.error();
    auto damage = fileFindings(backup, token, report);
    if (!damage)
        return damage.error();
    if (!damage.value().isEmpty())
        return refused(damage.value().first());
    const auto tables = wanted(*backup.manifest, plan.tables);
    if (!tables)
        return tables.error();
    const QString name = u"gatehouse_tables_"_s
        + QString::number(QRandomGenerator::system()->generate(), 16).rightJustified(8, u'0');
    db::SessionOptions own = plan.server;
    own.kind = db::SessionKind::Job;
    own.readOnly = false;
    db::SessionOptions between = own;
    between.info.database = name;
    db::Session target(own);
    if (auto made = ask(
            target, [&](db::Sql &sql) { return createDatabase(sql, name, *backup.manifest); },
            token);
        !made)
        return made.error();
    TablesBack back{plan.schema, plan.tables, 0};
    const auto carried = [&]() -> Result<> {
        if (auto filled = fillScratch(backup, tables.value(), between, token); !filled)
            return filled;
        db::Session scratch(between);
        return ask(
            target,
            [&](db::Sql &sql) -> Result<> {
                auto transaction = db::Transaction::begin(sql);
                if (!transaction)
                    return transaction.error();
                if (auto made = sql.execute(
                        db::Statement(u"CREATE SCHEMA %1"_s, {db::Identifier(plan.schema)}));
                    !made)
                    return made.error();
                for (const TableEntry &table : tables.value()) {
                    if (report)
                        report({0, {}, Words::tr("Copying"), safeText(table.name)});
                    if (auto done = carry(sql, scratch, table, plan.schema, token); !done)
                        return done;
                }
                if (auto begun = proof::beginSums(sql); !begun)
                    return begun;
                for (const TableEntry &table : tables.value()) {
                    auto rows = proveTable(sql, table, plan.schema);
                    if (!rows)
                        return rows.error();
                    back.rows += rows.value();
                }
                return std::move(transaction).value().commit();
            },
            token);
    }();
    const auto dropped = ask(
        target,
        [&name](db::Sql &sql) {
            return sql.execute(db::Statement(
                u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s, {db::Identifier(name)}));
        },
        CancelToken()); // also after a cancel
    if (!carried)
        return carried.error();
    if (!dropped)
        return dropped.error();
    return back;
}

} // namespace gatehouse::backup
