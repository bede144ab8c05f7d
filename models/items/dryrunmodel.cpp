#include "items/dryrunmodel.h"

#include "items/words.h"
#include "migration/conversions.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

TableColumn<DryRow> count(const QString &id, const QString &title, qint64 DryRow::*field,
    Severity severity = Severity::None)
{
    return {id, title, [field](const DryRow &row) { return QLocale().toString(row.*field); },
        [field](const DryRow &row) { return QVariant(row.*field); },
        Qt::AlignRight | Qt::AlignVCenter, [field, severity](const DryRow &row, int role) {
            return role == SeverityRole && severity != Severity::None && row.*field > 0
                ? QVariant::fromValue(severity)
                : QVariant();
        }};
}

} // namespace

DryRow toDryRow(const migration::DryTable &table)
{
    DryRow row{table.from, table.to, table.read,
        table.read - table.leftOut - table.wouldReject(), table.wouldReject(), table.leftOut,
        table.replaced, table.stubbed};
    QStringList why;
    const auto say = [&why](migration::Bad bad, qint64 times) {
        if (times > 0)
            why << u"%1 × %2"_s.arg(QLocale().toString(times), migration::badSentence(bad));
    };
    for (const auto &[reason, times] : table.rejected)
        if (const auto bad = migration::badFromId(reason))
            say(*bad, times);
    say(migration::Bad::Duplicate, table.duplicates);
    say(migration::Bad::Orphan, table.orphans);
    row.why = why.join(u' ');
    for (const migration::Rejected &sample : table.samples)
        row.samples << (sample.column.isEmpty()
                ? Words::tr("%1, %2: %3").arg(table.from, sample.place, sample.message)
                : Words::tr("%1, %2, column %3: %4")
                      .arg(table.from, sample.place, sample.column, sample.message));
    return row;
}

std::unique_ptr<DryRunModel> makeDryRunModel(QObject *parent)
{
    DryRunModel::Columns columns{
        {u"to"_s, Words::tr("Table"), [](const DryRow &row) { return row.to; }, {},
            Qt::AlignLeft | Qt::AlignVCenter,
            [](const DryRow &, int role) {
                return role == StrongRole ? QVariant(true) : QVariant();
            }},
        {u"from"_s, Words::tr("From"), [](const DryRow &row) { return row.from; }},
        count(u"read"_s, Words::tr("Read"), &DryRow::read),
        count(u"arrive"_s, Words::tr("Will arrive"), &DryRow::arrive, Severity::Good),
        count(u"aside"_s, Words::tr("Set aside"), &DryRow::aside, Severity::Warn),
        count(u"left"_s, Words::tr("Left out"), &DryRow::leftOut),
        count(u"replaced"_s, Words::tr("Replaced values"), &DryRow::replaced),
        count(u"made"_s, Words::tr("Parents made"), &DryRow::made),
        {u"why"_s, Words::tr("Why"), [](const DryRow &row) { return row.why; }}};
    return std::make_unique<DryRunModel>(
        std::move(columns), [](const DryRow &row) { return row.to; }, parent);
}

} // namespace gatehouse::items
