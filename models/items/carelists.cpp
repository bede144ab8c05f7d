#include "items/backupsmodel.h"
#include "items/caremodels.h"
#include "items/jobsmodel.h"
#include "items/words.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using Kind = care::IndexFinding::Kind;

namespace {

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;

template <typename Row>
QVariant strong(const Row &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

template <typename Row>
QVariant mono(const Row &, int role)
{
    return role == MonoRole ? QVariant(true) : QVariant();
}

Severity kindSeverity(Kind kind)
{
    switch (kind) {
    case Kind::Invalid:
        return Severity::Bad;
    case Kind::Duplicate:
    case Kind::Bloated:
        return Severity::Warn;
    case Kind::Building:
    case Kind::Redundant:
        return Severity::Info;
    case Kind::Unused:
    case Kind::Wanted:
        return Severity::Unknown;
    case Kind::InUse:
        break;
    }
    return Severity::Good;
}

QVariant indexBadge(const IndexRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return row.word;
    case SeverityRole:
        return QVariant::fromValue(row.severity);
    default:
        return {};
    }
}

QVariant adviceBadge(const care::Advice &row, int role)
{
    switch (role) {
    case BadgeRole:
        return levelWord(row.level);
    case SeverityRole:
        return QVariant::fromValue(severityOf(row.level));
    default:
        return {};
    }
}

QString number(double value) { return QLocale().toString(qint64(value)); }

} // namespace

std::vector<IndexRow> indexRows(const care::IndexCare &care)
{
    std::vector<IndexRow> rows;
    for (const care::IndexWish &wish : care.missing)
        rows.push_back({std::nullopt, wish, Words::tr("missing"), wish.why,
            wish.isSmall() ? Severity::Info : Severity::Warn});
    for (size_t i = 0; i < care.all.indexes.size(); ++i) {
        const care::IndexFinding &finding = care.findings[i];
        rows.push_back({care.all.indexes[i], std::nullopt, finding.word, finding.reason,
            kindSeverity(finding.kind)});
    }
    const auto rank = [](const IndexRow &row) {
        return row.severity == Severity::Bad ? 0
            : row.wish                       ? 1
            : row.severity == Severity::Warn ? 2
                                             : 3;
    };
    std::stable_sort(rows.begin(), rows.end(),
        [&rank](const IndexRow &a, const IndexRow &b) { return rank(a) < rank(b); });
    return rows;
}

std::unique_ptr<IndexesModel> makeIndexesModel(QObject *parent)
{
    using Row = IndexRow;
    IndexesModel::Columns columns{
        {u"index"_s, Words::tr("Index"), [](const Row &row) { return row.name(); }, {}, kLeft,
            strong<Row>},
        {u"finding"_s, Words::tr("Finding"), [](const Row &row) { return row.word; },
            [](const Row &row) { return QVariant(int(row.severity)); }, kLeft, indexBadge},
        {u"table"_s, Words::tr("Table"), [](const Row &row) { return row.table(); }},
        {u"schema"_s, Words::tr("Schema"), [](const Row &row) { return row.schema(); }},
        {u"columns"_s, Words::tr("Columns"),
            [](const Row &row) {
                return (row.index ? row.index->columns : row.wish->columns).join(u", "_s);
            }},
        {u"size"_s, Words::tr("Size"),
            [](const Row &row) { return row.index ? bytesText(row.index->bytes) : u"—"_s; },
            [](const Row &row) { return QVariant(row.index ? row.index->bytes : -1); }, kRight},
        {u"used"_s, Words::tr("Used"),
            [](const Row &row) { return row.index ? number(double(row.index->scans)) : u"—"_s; },
            [](const Row &row) { return QVariant(row.index ? row.index->scans : -1); }, kRight},
    };
    return std::make_unique<IndexesModel>(
        std::move(columns),
        [](const Row &row) { return row.schema() + u'.' + row.table() + u'.' + row.name(); }, parent);
}

QString millisecondsText(double ms)
{
    const QLocale locale;
    if (ms < 10)
        return Words::tr("%1 ms").arg(locale.toString(ms, 'f', 2));
    if (ms < 1000)
        return Words::tr("%1 ms").arg(locale.toString(ms, 'f', 0));
    return ms < 60'000 ? Words::tr("%1 s").arg(locale.toString(ms / 1000, 'f', 1))
                       : durationText(qint64(ms / 1000));
}

std::unique_ptr<SlowModel> makeSlowModel(QObject *parent)
{
    using Row = care::Statement;
    SlowModel::Columns columns{
        {u"statement"_s, Words::tr("Statement"), [](const Row &row) { return row.text.simplified(); },
            {}, kLeft, mono<Row>},
        {u"share"_s, Words::tr("Share"), [](const Row &row) { return shareText(row.share); },
            [](const Row &row) { return QVariant(row.share); }, kRight, {},
            Words::tr("Of all the time that statements of this database took")},
        {u"total"_s, Words::tr("All together"),
            [](const Row &row) { return millisecondsText(row.totalMs); },
            [](const Row &row) { return QVariant(row.totalMs); }, kRight},
        {u"calls"_s, Words::tr("Calls"), [](const Row &row) { return number(double(row.calls)); },
            [](const Row &row) { return QVariant(row.calls); }, kRight},
        {u"mean"_s, Words::tr("Mean"), [](const Row &row) { return millisecondsText(row.meanMs); },
            [](const Row &row) { return QVariant(row.meanMs); }, kRight},
        {u"max"_s, Words::tr("Longest"), [](const Row &row) { return millisecondsText(row.maxMs); },
            [](const Row &row) { return QVariant(row.maxMs); }, kRight},
        {u"rows"_s, Words::tr("Rows"), [](const Row &row) { return number(row.rows); },
            [](const Row &row) { return QVariant(row.rows); }, kRight},
        {u"user"_s, Words::tr("Role"), [](const Row &row) { return row.user; }},
    };
    return std::make_unique<SlowModel>(
        std::move(columns), [](const Row &row) { return row.fingerprint; }, parent);
}

QString levelWord(care::Advice::Level level)
{
    switch (level) {
    case care::Advice::Level::Good:
        return Words::tr("good");
    case care::Advice::Level::Info:
        return Words::tr("advice");
    case care::Advice::Level::Warn:
        return Words::tr("warning");
    }
    return {};
}

Severity severityOf(care::Advice::Level level)
{
    return level == care::Advice::Level::Warn ? Severity::Warn
        : level == care::Advice::Level::Info  ? Severity::Info
                                              : Severity::Good;
}

std::unique_ptr<SettingsAdviceModel> makeSettingsAdviceModel(QObject *parent)
{
    using Row = care::Advice;
    SettingsAdviceModel::Columns columns{
        {u"setting"_s, Words::tr("Setting"), [](const Row &row) { return row.name; }, {}, kLeft,
            strong<Row>},
        {u"level"_s, Words::tr("Finding"), [](const Row &row) { return levelWord(row.level); },
            [](const Row &row) { return QVariant(int(row.level)); }, kLeft, adviceBadge},
        {u"now"_s, Words::tr("Now"), [](const Row &row) { return row.now; }},
        {u"wanted"_s, Words::tr("Better"),
            [](const Row &row) { return row.wanted.isEmpty() ? u"—"_s : row.wanted; }},
        {u"restart"_s, Words::tr("Restart"),
            [](const Row &row) { return row.restart ? Words::tr("needed") : Words::tr("no"); }},
        {u"source"_s, Words::tr("From"), [](const Row &row) { return row.source; }},
        {u"reason"_s, Words::tr("Why"), [](const Row &row) { return row.reason; }},
    };
    return std::make_unique<SettingsAdviceModel>(
        std::move(columns), [](const Row &row) { return row.name; }, parent);
}

} // namespace gatehouse::items
