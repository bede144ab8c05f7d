#include "migration/dryrun.h"

#include "db/transaction.h"
#include "migration/keybag.h"
#include "migration/runparts.h"
#include "migration/verifysides.h"

#include <QJsonArray>

namespace gatehouse::migration {

namespace {

constexpr size_t kRoom = 256 * 1024; // hashes of a bag that are held in memory
constexpr qint64 kMostSamples = 3;
constexpr qint64 kRowsBetweenReports = 20'000;

// Values of some columns of a target table, as rows would have them.
struct Watched
{
    size_t table = 0;
    QStringList columns;
    bool unique = false;
    KeyBag bag{kRoom};
};

struct Reference
{
    size_t child = 0, parent = 0; // of the watched
    OnOrphan onOrphan = OnOrphan::Quarantine;
};

class DryRun
{
public:
    DryRun(db::Sql &sql, const Plan &plan, const RunOptions &options)
        : m_sql(sql),
          m_plan(plan),
          m_options(options),
          m_open(options.open ? options.open : openerOf(plan, sql.token()))
    {
    }
    Result<std::vector<DryTable>> run();

private:
    Result<> learn();
    void watchKeys();
    size_t watch(size_t table, const QStringList &columns, bool unique);
    Result<> readTable(size_t index);
    void note(size_t index, const Encoder &encoder, const ByteBuffer &row);
    void judgeKeys();

    db::Sql &m_sql;
    const Plan &m_plan;
    const RunOptions &m_options;
    OpenSource m_open;
    std::vector<Moved> m_tables;
    std::vector<std::unique_ptr<Watched>> m_watched;
    std::vector<Reference> m_references;
    std::vector<DryTable> m_found;
};

Result<> DryRun::learn()
{
    auto source = m_open();
    if (!source)
        return source.error();
    auto transaction = db::Transaction::begin(m_sql); // goes back by its end
    if (!transaction)
        return transaction.error();
    if (auto made = makeMissingTables(m_sql, m_plan); !made)
        return made.error();
    for (size_t i = 0; i < m_plan.tables.size(); ++i) {
        auto moved = movedOf(m_sql, m_plan, *source.value(), i);
        if (!moved)
            return moved.error();
        m_tables.push_back(std::move(moved).value());
    }
    return Done{};
}

size_t DryRun::watch(size_t table, const QStringList &columns, bool unique)
{
    for (size_t i = 0; i < m_watched.size(); ++i)
        if (m_watched[i]->table == table && m_watched[i]->columns == columns) {
            m_watched[i]->unique = m_watched[i]->unique || unique;
            return i;
        }
    m_watched.push_back(std::make_unique<Watched>());
    m_watched.back()->table = table;
    m_watched.back()->columns = columns;
    m_watched.back()->unique = unique;
    return m_watched.size() - 1;
}

OnOrphan onOrphan(const TableRule &rule, const LiveKey &key)
{
    for (const ReferenceRule &reference : rule.references)
        if (reference.columns == key.columns)
            return reference.onOrphan;
    return OnOrphan::Quarantine;
}

void DryRun::watchKeys()
{
    for (size_t i = 0; i < m_tables.size(); ++i)
        for (const LiveKey &key : m_tables[i].live.keys) {
            const bool own =
                key.kind == LiveKey::Kind::Primary || key.kind == LiveKey::Kind::Unique;
            if ((own || (key.unique && key.whole)) && !key.columns.isEmpty())
                watch(i, key.columns, true);
            if (key.kind != LiveKey::Kind::Foreign)
                continue;
            for (size_t p = 0; p < m_tables.size(); ++p)
                if (m_tables[p].live.schema == key.otherSchema
                    && m_tables[p].rule.to == key.otherTable)
                    m_references.push_back({watch(i, key.columns, false),
                        watch(p, key.otherColumns, false), onOrphan(m_tables[i].rule, key)});
        }
}

void DryRun::note(size_t index, const Encoder &encoder, const ByteBuffer &row)
{
    std::vector<std::optional<std::string_view>> fields;
    for (const auto &watched : m_watched) {
        if (watched->table != index)
            continue;
        if (fields.empty())
            fields = fieldsOf(row.view());
        quint64 hash = 0;
        bool whole = true;
        for (const QString &column : watched->columns) {
            const qsizetype at = encoder.columns().indexOf(column);
            if (at < 0 || !fields[size_t(at)]) {
                whole = false; // NULL, or what the server fills
                break;
            }
            hash = proof::hashBytes(*fields[size_t(at)], hash + 1).low;
        }
        if (whole)
            watched->bag.add(hash);
    }
}

Result<> DryRun::readTable(size_t index)
{
    const Moved &table = m_tables[index];
    DryTable &found = m_found[index];
    auto source = m_open();
    if (!source)
        return source.error();
    auto made = encoderOf(table, idNamespace(m_plan))();
    if (!made)
        return made.error();
    Encoder &encoder = *made.value();
    auto opened = source.value()->read(table.rule.from, table.sourceColumns);
    if (!opened)
        return opened.error();
    Rows &rows = *opened.value();
    ByteBuffer row;
    while (true) {
        auto went = rows.next();
        const bool broken = !went && went.error().kind == Error::Kind::Invalid;
        if (!went && !broken)
            return went.error();
        if (!broken && !went.value())
            break;
        if (++found.read % kRowsBetweenReports == 0) {
            if (m_sql.token().isCancelled())
                return cancelled();
            if (m_options.report)
                m_options.report(
                    {rows.bytesRead(), {}, Words::tr("Converting %1").arg(table.rule.to),
                        Words::tr("%n row(s)", nullptr, int(found.read))});
        }
        if (!broken && !encoder.isWanted(rows.cells())) {
            ++found.leftOut;
            continue;
        }
        row.resize(0);
        const RowTrouble trouble =
            broken ? RowTrouble{Bad::Unreadable} : encoder.encode(rows.cells(), row);
        if (trouble.bad == Bad::None) {
            ++found.fits;
            note(index, encoder, row);
            continue;
        }
        if (++found.rejected[QString::fromLatin1(badId(trouble.bad))] <= kMostSamples) {
            found.samples.push_back(
                rejectedRow(encoder, table.sourceColumns, rows, int(index), trouble));
            if (broken)
                found.samples.back().message += u' ' + went.error().text;
        }
    }
    found.replaced = encoder.replaced();
    return Done{};
}

void DryRun::judgeKeys()
{
    for (const auto &watched : m_watched)
        (void)bool(watched->bag.close());
    for (const auto &watched : m_watched) {
        if (!watched->unique)
            continue;
        const Moved &table = m_tables[watched->table];
        DryTable &found = m_found[watched->table];
        const qint64 more = repeated(watched->bag).count;
        if (table.rule.distinct && watched->columns == table.key) {
            found.leftOut += more; // wanted once
            found.fits -= more;
        } else {
            found.duplicates += more;
        }
    }
    for (const Reference &one : m_references) {
        DryTable &found = m_found[m_watched[one.child]->table];
        qint64 &count = one.onOrphan == OnOrphan::Stub ? found.stubbed
            : one.onOrphan == OnOrphan::Null           ? found.replaced
                                                       : found.orphans;
        count += absent(m_watched[one.child]->bag, m_watched[one.parent]->bag).count;
    }
}

Result<std::vector<DryTable>> DryRun::run()
{
    if (auto learnt = learn(); !learnt)
        return learnt.error();
    watchKeys();
    for (const TableRule &rule : m_plan.tables)
        m_found.push_back({rule.from, rule.to});
    for (size_t i = 0; i < m_tables.size(); ++i)
        if (auto read = readTable(i); !read)
            return read.error();
    judgeKeys();
    return std::move(m_found);
}

} // namespace

qint64 DryTable::wouldReject() const
{
    qint64 sum = duplicates + orphans;
    for (const auto &[reason, count] : rejected)
        sum += count;
    return sum;
}

Result<std::vector<DryTable>> dryRun(db::Sql &sql, const Plan &plan, const RunOptions &options)
{
    if (const QStringList lacks = missing(plan); !lacks.isEmpty())
        return invalid(Words::tr("The plan cannot run yet. %1").arg(lacks.join(u' ')));
    auto lock = prepareSession(sql);
    if (!lock)
        return lock.error();
    return DryRun(sql, plan, options).run();
}

QJsonObject toJson(const DryTable &table)
{
    QJsonObject reasons;
    for (const auto &[reason, count] : table.rejected)
        reasons.insert(reason, count);
    QJsonArray samples;
    for (const Rejected &row : table.samples)
        samples.append(QJsonObject{{u"place"_s, row.place}, {u"column"_s, row.column},
            {u"reason"_s, row.reason}, {u"message"_s, row.message}});
    return {{u"from"_s, table.from}, {u"to"_s, table.to}, {u"read"_s, table.read},
        {u"fits"_s, table.fits}, {u"leftOut"_s, table.leftOut}, {u"replaced"_s, table.replaced},
        {u"duplicates"_s, table.duplicates}, {u"orphans"_s, table.orphans},
        {u"stubbed"_s, table.stubbed}, {u"rejected"_s, reasons}, {u"samples"_s, samples},
        {u"wouldReject"_s, table.wouldReject()}};
}

} // namespace gatehouse::migration
