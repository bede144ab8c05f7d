#include "items/retentionmodel.h"

#include "items/backupsmodel.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;

QVariant chosenExtra(const RetentionRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.problem.isEmpty() ? keepText(row.days) : Words::tr("cannot");
    case SeverityRole:
        return QVariant::fromValue(!row.problem.isEmpty() ? Severity::Bad
                : row.days                                ? Severity::Good
                : row.disagree                            ? Severity::Warn
                                                          : Severity::Info);
    default:
        return {};
    }
}

} // namespace

QString keepText(const std::optional<int> &days)
{
    return !days ? Words::tr("not chosen")
        : *days == 0
        ? Words::tr("never")
        : Words::tr("%n day(s)", nullptr, *days);
}

QString originsText(const retention::Rule &rule)
{
    QStringList parts;
    for (const retention::Origin &origin : rule.origins)
        parts << (origin.days == 0 ? Words::tr("%1 never").arg(origin.name)
                                   : Words::tr("%1 %2 d").arg(origin.name).arg(origin.days));
    return parts.join(u" · "_s);
}

RetentionRow toRetentionRow(const retention::Rule &rule)
{
    return {rule.schema + u'.' + rule.id, rule.id, rule.column, originsText(rule), rule.disagree(),
        rule.choice.days, rule.problem, rule.bytes, rule.rows, rule.choice.soft,
        !rule.choice.archive.isEmpty(), int(rule.choice.holds.size())};
}

std::unique_ptr<RetentionModel> makeRetentionModel(QObject *parent)
{
    RetentionModel::Columns columns{
        {u"rule"_s, Words::tr("Rule"), [](const RetentionRow &row) { return row.table; }},
        {u"chosen"_s, Words::tr("Kept"),
            [](const RetentionRow &row) {
                return row.problem.isEmpty() ? keepText(row.days) : Words::tr("cannot");
            },
            [](const RetentionRow &row) { return QVariant(row.days.value_or(-1)); }, kLeft, chosenExtra},
        {u"origins"_s, Words::tr("What they say"),
            [](const RetentionRow &row) { return row.origins; }},
        {u"column"_s, Words::tr("By"), [](const RetentionRow &row) { return row.column; }},
        {u"rows"_s, Words::tr("Rows, about"),
            [](const RetentionRow &row) {
                return row.rows < 0 ? u"–"_s : QLocale().toString(row.rows, 'f', 0);
            },
            [](const RetentionRow &row) { return QVariant(row.rows); }, kRight},
        {u"size"_s, Words::tr("Size"), [](const RetentionRow &row) { return bytesText(row.bytes); },
            [](const RetentionRow &row) { return QVariant(row.bytes); }, kRight},
    };
    return std::make_unique<RetentionModel>(
        std::move(columns), [](const RetentionRow &row) { return row.id; }, parent);
}

} // namespace gatehouse::items
