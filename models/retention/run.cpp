#include "retention/run.h"

#include "base/failpoint.h"
#include "base/safetext.h"
#include "db/session.h"
#include "db/transaction.h"
#include "retention/batches.h"
#include "retention/words.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QRandomGenerator>

#include <thread>

namespace gatehouse::retention {

namespace {

constexpr qint64 kFirstRows = 200, kFewestRows = 20, kMostRows = 2000;
constexpr int kPasses = 4, kAttempts = 50;

bool waited(const Error &error) { return error.sqlState == "55P03"_L1 || error.sqlState == "40P01"_L1; }

void pause() // with jitter, so that two do not meet again
{
    std::this_thread::sleep_for(
        std::chrono::milliseconds(20 + QRandomGenerator::global()->bounded(60)));
}

class Run
{
public:
    Run(db::Sql &sql, const Preview &preview, const RunOptions &options, trail::Recorder recorder)
        : m_sql(sql), m_preview(preview), m_options(options), m_recorder(std::move(recorder))
    {
        m_outcome.expected = preview.rows;
        m_outcome.recorded = m_recorder.records();
    }

    Result<Outcome> go()
    {
        QElapsedTimer clock;
        clock.start();
        if (auto same = recount(); !same)
            return same.error();
        if (!m_preview.rule.choice.archive.isEmpty() && m_preview.rows > 0) {
            auto archive = writeArchive(m_sql, m_preview, m_preview.rule.choice.archive,
                m_options.database, m_options.report);
            if (!archive)
                return archive.error();
            m_outcome.archive = std::move(archive).value();
        }
        if (auto done = dropWholes(); !done)
            return stopped(done.error());
        if (auto done = passes(); !done)
            return stopped(done.error());
        if (m_options.vacuum && m_outcome.gone > 0)
            if (auto done = vacuum(); !done)
                return stopped(done.error());
        m_outcome.milliseconds = clock.elapsed();
        return m_outcome;
    }

private:
    Result<> recount()
    {
        m_sql.setStatementTimeout(0);
        db::Composer text;
        const QString old = printOld(m_preview.rule, m_preview.cut, text);
        auto count = m_sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s
                + m_preview.rule.name().quoted() + u" AS t WHERE "_s + old,
            text.params());
        if (!count)
            return count.error();
        if (count.value() != m_preview.rows)
            return refused(Words::tr("The preview found %1 rows and now there are %2. Nothing was "
                                     "deleted; look at the preview again.")
                               .arg(m_preview.rows)
                               .arg(count.value()));
        return Done{};
    }

    // What is gone stays gone, and is said.
    Error stopped(Error error) const
    {
        if (m_outcome.gone > 0)
            error.text = Words::tr("Stopped after %1 of %2 rows of %3: %4 What is left is as it "
                                   "was; run it again to go on.")
                             .arg(m_outcome.gone)
                             .arg(m_outcome.expected)
                             .arg(m_preview.rule.label(), error.text);
        return error;
    }

    Result<bool> record(const QString &action, qint64 rows, const QJsonObject &more)
    {
        const Rule &rule = m_preview.rule;
        trail::Entry entry{action, u"table"_s, rule.schema + u'.' + rule.table, rule.id,
            rule.choice.soft ? u"UPDATE"_s : u"DELETE"_s, rows};
        entry.after = {{u"column"_s, rule.column}, {u"before"_s, m_preview.cut.text},
            {u"days"_s, m_preview.cut.days}};
        for (auto it = more.begin(); it != more.end(); ++it)
            entry.after.insert(it.key(), it.value());
        if (m_outcome.archive)
            entry.after.insert(u"archive"_s, QString::fromLatin1(m_outcome.archive->sha256));
        return m_recorder.write(m_sql, entry);
    }

    Result<> dropWholes()
    {
        for (const Whole &whole : m_preview.wholes) {
            for (int attempt = 1;; ++attempt) {
                auto dropped = dropWhole(whole);
                if (dropped)
                    break;
                if (!waited(dropped.error()) || attempt == kAttempts)
                    return dropped;
                pause();
            }
            m_outcome.gone += whole.rows;
            ++m_outcome.partitions;
        }
        return Done{};
    }

    // Counted first under a lock that only writers of this old partition meet; the lock on the
    // whole table is held for the catalog's change alone.
    Result<> dropWhole(const Whole &whole)
    {
        const db::Identifier part{whole.schema, whole.name};
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        if (auto set = m_sql.execute("retention/batch"_L1); !set)
            return set.error();
        if (auto locked = m_sql.execute({u"LOCK TABLE %1 IN SHARE MODE"_s, {part}}); !locked)
            return locked.error();
        auto count = m_sql.fetchOne<qint64>({u"SELECT count(*) FROM %1"_s, {part}});
        if (!count)
            return count.error();
        if (count.value() != whole.rows)
            return refused(Words::tr("The partition %1 had %2 rows in the preview and has %3 now.")
                               .arg(safeText(whole.name, 80))
                               .arg(whole.rows)
                               .arg(count.value()));
        for (const QString &text : {u"ALTER TABLE %2 DETACH PARTITION %1"_s, u"DROP TABLE %1"_s})
            if (auto done = m_sql.execute({text, {part, m_preview.rule.name()}}); !done)
                return done.error();
        if (auto fail = failPoint("retention.partition"); !fail)
            return fail;
        if (auto kept = record(u"retention.drop"_s, whole.rows, {{u"partition"_s, whole.name}}); !kept)
            return kept.error();
        return std::move(transaction).value().commit();
    }

    Result<std::unique_ptr<Feed>> feed()
    {
        if (m_outcome.archive)
            return archiveFeed(m_preview, m_outcome.archive->path);
        return tableFeed(m_sql, m_preview);
    }

    Result<> passes()
    {
        auto opened = feed();
        if (!opened)
            return opened.error();
        Feed &rows = *opened.value();
        for (int pass = 1; m_outcome.gone < m_outcome.expected && pass <= kPasses; ++pass) {
            if (pass > 1) {
                pause();
                if (auto from = rows.again(); !from)
                    return from;
            }
            if (auto done = onePass(rows); !done)
                return done;
        }
        return m_outcome.gone < m_outcome.expected ? judgeLeft() : Result<>(Done{});
    }

    Result<> onePass(Feed &rows)
    {
        while (m_outcome.gone < m_outcome.expected) {
            if (m_sql.token().isCancelled())
                return cancelled();
            auto batch = rows.next(m_rows);
            if (!batch)
                return batch.error();
            if (batch.value().size() == 0)
                return Done{};
            for (int attempt = 1;; ++attempt) {
                auto taken = oneBatch(batch.value());
                if (taken)
                    break;
                if (!waited(taken.error()) || attempt == kAttempts)
                    return taken;
                pause();
            }
            if (auto fail = failPoint("retention.batch"); !fail)
                return fail;
            if (m_options.report)
                m_options.report({m_outcome.gone, m_outcome.expected,
                    m_preview.rule.choice.soft ? Words::tr("Flagging rows as deleted")
                                               : Words::tr("Deleting"),
                    {}});
        }
        return Done{};
    }

    Result<> oneBatch(const Batch &batch)
    {
        QElapsedTimer clock;
        clock.start();
        auto transaction = db::Transaction::begin(m_sql);
        if (!transaction)
            return transaction.error();
        auto rows = takeBatch(m_sql, m_preview, batch);
        if (!rows)
            return rows.error();
        if (m_outcome.gone + rows.value() > m_outcome.expected)
            return refused(Words::tr("There are more old rows than the preview found."));
        if (rows.value() > 0)
            if (auto kept = record(m_preview.rule.choice.soft ? u"retention.flag"_s : u"retention.delete"_s,
                    rows.value(), {{u"first"_s, batch.first()}, {u"last"_s, batch.last()}});
                !kept)
                return kept.error();
        if (auto done = std::move(transaction).value().commit(); !done)
            return done;
        m_outcome.gone += rows.value();
        ++m_outcome.batches;
        const qint64 ms = clock.elapsed();
        m_outcome.longestMs = std::max(m_outcome.longestMs, ms);
        m_rows = std::clamp(ms > m_options.batchMs ? m_rows * m_options.batchMs / (ms + 1)
                                                   : m_rows + m_rows / 2,
            kFewestRows, kMostRows);
        return Done{};
    }

    // Of what is left: how much is still old and as it was, so that somebody holds it.
    Result<> judgeLeft()
    {
        db::Composer text;
        const QString old = printOld(m_preview.rule, m_preview.cut, text);
        auto count = m_sql.fetchOne<qint64>(u"SELECT count(*) FROM "_s
                + m_preview.rule.name().quoted() + u" AS t WHERE "_s + old,
            text.params());
        if (!count)
            return count.error();
        const qint64 left = m_outcome.expected - m_outcome.gone;
        m_outcome.locked = std::min(count.value(), left);
        m_outcome.changed = left - m_outcome.locked;
        return Done{};
    }

    // Without giving pages back to the disk, which would lock the table against everybody.
    Result<> vacuum()
    {
        if (m_options.report)
            m_options.report({m_outcome.gone, m_outcome.expected, Words::tr("Vacuum"), {}});
        m_sql.setStatementTimeout(0);
        auto done = m_sql.execute(
            {u"VACUUM (ANALYZE, TRUNCATE false) %1"_s, {m_preview.rule.name()}});
        if (!done && done.error().kind != Error::Kind::Sql)
            return done.error();
        bool refusedToUs = !done;
        for (const db::Notice &notice : m_sql.takeNotices())
            refusedToUs = refusedToUs || notice.severity == "WARNING"_L1;
        m_outcome.vacuumed = !refusedToUs;
        return Done{};
    }

    db::Sql &m_sql;
    const Preview &m_preview;
    const RunOptions &m_options;
    trail::Recorder m_recorder;
    Outcome m_outcome;
    qint64 m_rows = kFirstRows;
};

} // namespace

Result<Outcome> apply(db::Sql &sql, const Preview &preview, const RunOptions &options)
{
    if (!preview.refusal.isEmpty())
        return refused(preview.refusal);
    if (sql.server().pooled || sql.server().console)
        return refused(Words::tr("Retention commits batch by batch, which this pooler does not let "
                                 "it do. Connect to the server itself."));
    if (sql.server().standby)
        return refused(Words::tr("This server is a standby and takes no changes. Connect to the "
                                 "primary."));
    auto recorder = trail::Recorder::open(sql, options.policy, options.actor);
    if (!recorder)
        return recorder.error();
    return Run(sql, preview, options, std::move(recorder).value()).go();
}

} // namespace gatehouse::retention
