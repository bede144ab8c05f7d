#include "usage/tail.h"

#include "browse/types.h"
#include "db/transaction.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Tail)
};

constexpr qint64 kFirstWindow = 5000; // ids looked back at when the tail begins

quint64 xid(const db::Row &row, int column) { return row.raw(column).toByteArray().toULongLong(); }

} // namespace

Result<Tail> Tail::begin(db::Sql &sql, std::shared_ptr<const Source> source, const Filter &filter,
    int newest, qint64 nowMs, TailBatch *first)
{
    if (!source->canTail())
        return refused(Words::tr(
            "\"%1\" cannot be followed live: its rows are totals, or have no id to know them by.")
                           .arg(source->title()));
    auto condition = source->condition(filter);
    if (!condition)
        return condition.error();
    Tail tail;
    tail.m_source = source;
    tail.m_query.relation = source->relation(filter.timeZone());
    tail.m_query.filter = browse::Condition::all({source->always(), condition.value()});
    tail.m_query.order = source->newestFirst();
    const browse::Column &id = *tail.m_query.relation->column(source->column(u"id"_s));
    tail.m_byTime =
        id.type != browse::kInt2 && id.type != browse::kInt4 && id.type != browse::kInt8;

    auto start = tail.look(sql, 0);
    if (!start)
        return start.error();
    if (start.value().greatest)
        tail.startAnew(*start.value().greatest);
    *first = {};
    const auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    auto seen = tail.look(sql, qint64(kMostTailWindow));
    if (!seen)
        return seen.error();
    TailBatch ignored;
    tail.advance(seen.value(), nowMs, ignored);
    if (newest > 0) {
        auto page = browse::fetchPage(sql, {tail.m_query, {}, false, newest});
        if (!page)
            return page.error();
        first->fresh = page.value().rows();
        first->rows = std::move(page).value();
    }
    return tail;
}

void Tail::startAnew(qint64 greatest)
{
    m_seen.clear();
    m_marks.clear();
    m_last = greatest;
    m_floor = m_byTime ? greatest - kTailTimeOverlapMs * 1000LL : greatest - kFirstWindow;
}

Result<Tail::Looked> Tail::look(db::Sql &sql, qint64 limit) const
{
    const browse::Relation &relation = *m_query.relation;
    db::Composer composer;
    const browse::Column &time = *relation.column(m_source->column(u"time"_s));
    const browse::Column &id = *relation.column(m_source->column(u"id"_s));
    const QString place = printValue(relation, m_byTime ? time : id, composer);
    const QString cursor = m_byTime
        ? u"round(date_part('epoch', "_s + place + u") * 1000000)::bigint"_s
        : place + u"::bigint"_s;
    const QString table = relation.name.quoted();
    // A time in the future would hide every row until it comes.
    const QString now = time.type == browse::kTimestamptz
        ? u"now()"_s
        : u"(now() AT TIME ZONE "_s + db::literal(m_source->declaredZone()) + u')';
    const QString sane =
        m_byTime ? place + u" < "_s + now + u" + interval '1 minute'"_s : u"true"_s;
    QString where = print(m_query.filter, relation, composer) + u" AND "_s + sane;
    if (m_floor) {
        const QString floor = !m_byTime         ? QString::number(*m_floor)
            : time.type == browse::kTimestamptz ? instantText(*m_floor)
                                                : wallText(*m_floor, QTimeZone::utc());
        where += u" AND "_s + place + u" > "_s + composer.value(db::toParam(floor));
    }
    const QString text = u"WITH s AS (SELECT pg_current_snapshot() AS s, (SELECT "_s + cursor
        + u" FROM "_s + table + u" WHERE "_s + sane + u" AND "_s + place
        + u" IS NOT NULL ORDER BY "_s + place
        + u" DESC LIMIT 1) AS greatest) SELECT pg_snapshot_xmin(s.s)::text, "_s
        + u"pg_snapshot_xmax(s.s)::text, s.greatest, r.c, r.i FROM s LEFT JOIN LATERAL (SELECT "_s
        + cursor + u" AS c, "_s + printValue(relation, id, composer) + u"::text AS i FROM "_s
        + table + u" WHERE "_s + where + u" ORDER BY "_s + place + u" LIMIT "_s
        + QString::number(limit) + u") AS r ON true ORDER BY r.c"_s;
    Looked looked;
    auto done = sql.stream(text, composer.params(), [&looked](const db::Row &row) {
        looked.xmin = xid(row, 0);
        looked.xmax = xid(row, 1);
        looked.greatest = row.maybe<qint64>(2);
        if (!row.isNull(3))
            looked.rows.emplace_back(row.get<qint64>(3), row.raw(4).toByteArray());
        return true;
    });
    if (!done)
        return done.error();
    return looked;
}

void Tail::advance(const Looked &looked, qint64 nowMs, TailBatch &batch)
{
    qint64 last = m_last;
    for (const auto &row : looked.rows) {
        if (!m_seen.insert(row).second)
            continue;
        ++batch.fresh;
        batch.late += row.first < m_last ? 1 : 0;
        last = std::max(last, row.first);
    }
    m_last = last;
    m_marks.push_back({m_last, looked.xmax, nowMs});
    const qint64 overlap = m_byTime ? kTailTimeOverlapMs : kTailOverlapMs;
    // Who was writing at the mark has ended before this look: nothing comes below it any more.
    while (!m_marks.empty() && looked.xmin >= m_marks.front().xmax
        && nowMs - m_marks.front().atMs >= overlap) {
        forgetUpTo(m_marks.front().last);
        m_marks.pop_front();
    }
    if (m_seen.size() > kMostTailWindow) {
        auto middle = m_seen.begin();
        std::advance(middle, long(kMostTailWindow / 2));
        forgetUpTo(middle->first);
        batch.cut = true;
    }
}

void Tail::forgetUpTo(qint64 cursor)
{
    if (m_floor && *m_floor >= cursor)
        return;
    // Rows of the very same microsecond may still come.
    m_floor = m_byTime ? cursor - 1 : cursor;
    while (!m_seen.empty() && m_seen.begin()->first <= *m_floor)
        m_seen.erase(m_seen.begin());
}

Result<TailBatch> Tail::poll(db::Sql &sql, qint64 nowMs)
{
    const qint64 limit = qint64(m_seen.size()) + kMostTailRows;
    auto looked = look(sql, limit);
    if (!looked)
        return looked.error();
    TailBatch batch;
    batch.more = qint64(looked.value().rows.size()) >= limit;
    if (m_floor && looked.value().greatest && *looked.value().greatest < *m_floor) {
        startAnew(*looked.value().greatest); // the numbering began anew
        batch.cut = true;
        return batch;
    }
    QStringList fresh;
    for (const auto &row : looked.value().rows)
        if (!m_seen.contains(row))
            fresh << QString::fromUtf8(row.second);
    if (!fresh.isEmpty()) {
        auto page = fetch(sql, fresh);
        if (!page)
            return page.error(); // nothing was marked as seen: the next poll asks again
        batch.rows = std::move(page).value();
    }
    advance(looked.value(), nowMs, batch);
    return batch;
}

Result<browse::Page> Tail::fetch(db::Sql &sql, const QStringList &ids) const
{
    browse::Query query = m_query;
    query.filter = browse::Condition::oneOf(m_source->column(u"id"_s), ids);
    return browse::fetchPage(sql, {query, {}, false, int(ids.size())});
}

} // namespace gatehouse::usage
