#include "usage/figurereader.h"

#include "base/redact.h"

#include <QCoreApplication>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Figures)
};

void addTo(std::optional<qint64> &sum, const db::Row &row, int column)
{
    if (!row.isNull(column))
        sum = sum.value_or(0) + row.get<qint64>(column);
}

} // namespace

QString shown(const Statement &statement)
{
    return db::withLiterals(statement.text, statement.params);
}

Error cannotSplit(const QString &by)
{
    return invalid(
        Words::tr("Usage cannot be split by \"%1\": that is %2.").arg(by, notRecorded()));
}

void addTallies(Tally &tally, const db::Row &row)
{
    tally.requests += row.isNull(0) ? 0 : row.get<qint64>(0);
    addTo(tally.failed, row, 1);
    addTo(tally.judged, row, 2);
    addTo(tally.tokens, row, 3);
    if (!row.isNull(4))
        tally.latency.most = std::max(tally.latency.most.value_or(0), row.get<double>(4));
}

Percentiles percentilesOf(const db::Row &row, int most, int ranks)
{
    Percentiles result;
    if (!row.isNull(most))
        result.most = row.get<double>(most);
    const QStringList values = row.isNull(ranks) ? QStringList() : row.get<QStringList>(ranks);
    if (values.size() == 3 && values[0] != "NULL"_L1) {
        result.p50 = values[0].toDouble();
        result.p95 = values[1].toDouble();
        result.p99 = values[2].toDouble();
    }
    return result;
}

Percentiles percentilesOf(const Histogram &histogram, std::optional<double> most)
{
    return {histogram.percentile(0.5), histogram.percentile(0.95), histogram.percentile(0.99), most,
        false};
}

GroupName nameOf(const Source &source, const Field &field, const db::Row &row, int value, int label)
{
    GroupName name;
    if (row.isNull(value))
        return name;
    const QString text = row.text(value);
    const bool secret = source.isSecret(field.column);
    if (secret)
        name.mask = maskKey(text);
    name.isGone = field.kind == Field::Kind::Key && !field.label.isEmpty() && row.isNull(label);
    name.label = !row.isNull(label) ? row.text(label) : secret ? fingerprint(text) : text;
    // A name that reads like a fingerprint would be taken for one.
    name.value = secret && name.label.startsWith(u'#') ? fingerprint(text) : name.label;
    return name;
}

} // namespace gatehouse::usage
