#include "browse/page.h"

#include "base/redact.h"
#include "browse/output.h"
#include "browse/phases.h"
#include "browse/types.h"

#include <algorithm>

namespace gatehouse::browse {

namespace {
QByteArray masked(QByteArrayView text)
{
    const QString plain = QString::fromUtf8(text);
    const QString mask = maskKey(plain);
    return (plain.size() < kSecretChars ? mask + u' ' + fingerprint(plain) : mask).toUtf8();
}

bool sameValue(const db::Row &row, int field, const db::Param &value)
{
    return value ? !row.isNull(field) && row.raw(field) == *value : row.isNull(field);
}

// Whether a cell holds less than the value. bytea counts in bytes, two digits each.
bool isCut(const Column &column, qint64 cellBytes, qint64 wholeBytes)
{
    return column.type == kBytea ? wholeBytes > kCellChars / 2 : wholeBytes > cellBytes;
}
// SELECT `what` (with `params` bound so far) of the rows at a full cursor.
Printed printRow(
    const Query &query, const Cursor &row, const QString &what, const db::Params &params)
{
    db::Composer sql(params);
    const Order order = completed(query.order, *query.relation);
    Phase same;
    for (size_t i = 0; i < std::min(row.values.size(), order.size()); ++i)
        same.where.push_back({row.values[i] ? Term::What::Equal : Term::What::Null, i});
    PhasePrinter printer(order, *query.relation, row, false, sql);
    QStringList where = printer.where(same);
    if (!query.filter.isTrivial())
        where += print(query.filter, *query.relation, sql);
    return {u"SELECT "_s + what + u" FROM "_s + printFrom(*query.relation) + u" WHERE "_s
            + (where.isEmpty() ? u"true"_s : where.join(u" AND "_s)),
        sql.params()};
}

// Knows how the rows of its request arrive.
class PageReader
{
public:
    explicit PageReader(const PageRequest &request)
        : m_request(request), m_output(request.query), m_page(request.query)
    {
    }

    Result<Page> read(db::Sql &sql)
    {
        PageRequest rest = m_request;
        bool more = false;
        for (size_t phase = 0; m_page.rows() < m_request.limit; ++phase) {
            rest.limit = m_request.limit - m_page.rows();
            const std::vector<Printed> statements = printPage(rest);
            if (phase >= statements.size())
                break;
            const Printed &statement = statements[phase];
            m_toSkip = statement.skip;
            auto done = sql.stream(statement.text, statement.params, [this](const db::Row &row) {
                take(row);
                return true;
            });
            if (!done)
                return done.error();
            more = done.value() >= statement.limit || phase + 1 < statements.size();
        }
        const bool atEnd = m_page.rows() < m_request.limit || !more;
        if (m_request.backward)
            m_page.reverse();
        if (!m_request.query.relation->keyIsUnique && m_page.rows() > 0) {
            if (auto done = countRepeats(sql, atEnd); !done)
                return done.error();
        }
        return m_page.take(atEnd);
    }

private:
    void take(const db::Row &row)
    {
        if (m_toSkip > 0 && equalsStart(row)) {
            --m_toSkip;
            return;
        }
        m_toSkip = 0;
        if (m_page.rows() == m_request.limit)
            return;
        const auto &cells = m_output.cells();
        for (int i = 0; i < int(cells.size()); ++i)
            takeCell(row, i, cells[size_t(i)]);
        const int extra = int(m_output.extra().size());
        for (int field = m_output.fields() - extra; field < m_output.fields(); ++field)
            m_page.add(row.isNull(field) ? std::optional<QByteArrayView>() : row.raw(field));
    }

    void takeCell(const db::Row &row, int field, const Output::Cell &cell)
    {
        // A value that is too large to be turned into text has no beginning, but a size.
        if (row.isNull(cell.size >= 0 ? cell.size : field))
            return m_page.add({});
        const QByteArrayView text = row.raw(field);
        std::optional<qint64> whole;
        if (cell.size >= 0)
            whole = row.get<qint64>(cell.size);
        if (whole && !isCut(*cell.column, text.size(), *whole))
            whole.reset();
        if (cell.column->secret)
            m_page.add(masked(text));
        else
            m_page.add(text, whole);
    }

    bool equalsStart(const db::Row &row) const
    {
        const auto &fields = m_output.cursor();
        if (!m_request.from || m_request.from->values.size() != fields.size())
            return false;
        for (size_t i = 0; i < fields.size(); ++i) {
            if (!sameValue(row, fields[i].field, m_request.from->values[i]))
                return false;
        }
        return true;
    }

    // The number of each row among its equals. The first rows of a backward page may have equals
    // above the page: those are counted.
    Result<> countRepeats(db::Sql &sql, bool atEnd)
    {
        const int rows = m_page.rows();
        std::vector<int> repeats(size_t(rows), 1);
        const auto equal = [](const Cursor &a, const Cursor &b) { return a.values == b.values; };
        const Cursor first = m_page.cursor(0);
        int run = 1;
        while (run < rows && equal(m_page.cursor(run), first))
            ++run;
        const std::optional<Cursor> &from = m_request.from;
        if (from && equal(*from, first)) {
            repeats[0] = m_request.backward ? std::max(1, from->repeats - run)
                                            : from->repeats + (from->inclusive ? 0 : 1);
        } else if (m_request.backward && !atEnd) {
            const Relation &relation = *m_request.query.relation;
            const Printed same =
                printRow(m_request.query, first, u"count(*)"_s, relation.selectParams);
            auto all = sql.fetchOne<qint64>(same.text, same.params);
            if (!all)
                return all.error();
            repeats[0] = int(std::max<qint64>(1, all.value() - run + 1));
        }
        repeats[0] = std::max(1, repeats[0]);
        for (int i = 1; i < rows; ++i) {
            if (equal(m_page.cursor(i), m_page.cursor(i - 1)))
                repeats[size_t(i)] = repeats[size_t(i) - 1] + 1;
        }
        m_page.setRepeats(std::move(repeats));
        return Done{};
    }

    const PageRequest &m_request;
    const Output m_output;
    PageBuilder m_page;
    int m_toSkip = 0;
};
} // namespace

Result<Page> fetchPage(db::Sql &sql, const PageRequest &request)
{
    return PageReader(request).read(sql);
}

Result<Value> fetchValue(
    db::Sql &sql, const Query &query, const Cursor &row, const QString &columnId, qint64 most)
{
    const Relation &relation = *query.relation;
    const Column *column = relation.column(columnId);
    if (!column)
        return db::noRow(columnId);
    db::Composer composer(relation.selectParams);
    const QString shown = printShown(relation, *column, composer);
    const QString limit = QString::number(column->type == kBytea ? most / 2 : most);
    const QString what = column->type == kBytea
        ? u"encode(substring(%1 from 1 for %2), 'hex'), octet_length(%1)"_s.arg(shown, limit)
        : u"left(%1::text, %2), octet_length(%1::text)"_s.arg(shown, limit);
    Printed statement = printRow(query, row, what, composer.params());
    statement.text += u" LIMIT 1"_s;
    std::optional<Value> value;
    auto done = sql.stream(statement.text, statement.params, [&](const db::Row &found) {
        value = Value{found.isNull(0), found.raw(0).toByteArray(), 0};
        value->wholeSize = found.isNull(1) ? 0 : found.get<qint64>(1);
        if (column->secret && !value->null)
            value->text = masked(value->text);
        return true;
    });
    if (!done)
        return done.error();
    if (!value)
        return db::noRow(statement.text);
    return *std::move(value);
}

} // namespace gatehouse::browse
