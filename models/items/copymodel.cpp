#include "items/copymodel.h"

#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using migration::RunState;

namespace {

TableColumn<CopyRow> count(const QString &id, const QString &title, qint64 CopyRow::*field,
    const QString &unknown, const QString &hint = {})
{
    return {id, title,
        [field, unknown](const CopyRow &row) {
            return row.*field > 0 ? QLocale().toString(row.*field) : unknown;
        },
        [field](const CopyRow &row) { return QVariant(row.*field); },
        Qt::AlignRight | Qt::AlignVCenter, {}, hint};
}

std::pair<QString, Severity> stateOf(const migration::Run &run, const migration::Part &part)
{
    switch (run.state) {
    case RunState::Load:
        if (part.complete)
            return {Words::tr("copied"), Severity::Good};
        return part.read > 0 ? std::pair(Words::tr("copying"), Severity::Info)
                             : std::pair(Words::tr("waiting"), Severity::Unknown);
    case RunState::Keys:
        return {Words::tr("keys"), Severity::Info};
    case RunState::Swap:
        return {Words::tr("comparing"), Severity::Info};
    case RunState::Done:
    case RunState::Finished:
        return {Words::tr("in place"), Severity::Good};
    case RunState::RolledBack:
        break;
    }
    return {Words::tr("rolled back"), Severity::Unknown};
}

QVariant stateExtra(const CopyRow &row, int role)
{
    if (role == BadgeRole)
        return row.state;
    return role == SeverityRole ? QVariant::fromValue(row.severity) : QVariant();
}

} // namespace

std::vector<CopyRow> CopyPace::look(
    const migration::Run &run, const std::map<QString, qint64> &found, qint64 now)
{
    if (run.id != m_run)
        m_begins.clear();
    m_run = run.id;
    std::vector<CopyRow> rows;
    for (const migration::Part &part : run.parts) {
        const auto [state, severity] = stateOf(run, part);
        CopyRow row{part.from, part.to, state, severity};
        const auto known = found.find(part.from);
        row.found = known == found.end() ? 0 : known->second;
        row.read = part.read;
        row.loaded = part.loaded;
        row.aside = part.quarantined;
        const auto [begin, fresh] = m_begins.try_emplace(part.number, Begin{part.read, now, 0});
        Begin &since = begin->second;
        if (part.read < since.read)
            since = {part.read, now, 0}; // it began anew
        if (!part.complete && now > since.at && part.read > since.read)
            since.perSecond = (part.read - since.read) * 1000 / (now - since.at);
        if (!part.complete && part.read == 0)
            since.at = now; // its turn has not come
        row.perSecond = since.perSecond;
        if (!part.complete && row.perSecond > 0 && row.found > row.read)
            row.secondsLeft = (row.found - row.read) / row.perSecond + 1;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::unique_ptr<CopyModel> makeCopyModel(QObject *parent)
{
    const QString none = u"0"_s, unknown = u"–"_s;
    CopyModel::Columns columns{
        {u"to"_s, Words::tr("Table"), [](const CopyRow &row) { return row.to; }, {},
            Qt::AlignLeft | Qt::AlignVCenter,
            [](const CopyRow &, int role) {
                return role == StrongRole ? QVariant(true) : QVariant();
            }},
        {u"state"_s, Words::tr("State"), [](const CopyRow &row) { return row.state; }, {},
            Qt::AlignLeft | Qt::AlignVCenter, stateExtra},
        {u"from"_s, Words::tr("From"), [](const CopyRow &row) { return row.from; }},
        count(u"found"_s, Words::tr("In the source"), &CopyRow::found, unknown),
        count(u"read"_s, Words::tr("Read"), &CopyRow::read, none),
        count(u"loaded"_s, Words::tr("Loaded"), &CopyRow::loaded, none),
        count(u"aside"_s, Words::tr("Set aside"), &CopyRow::aside, none),
        count(u"pace"_s, Words::tr("Rows/s"), &CopyRow::perSecond, unknown),
        count(u"left"_s, Words::tr("Seconds left"), &CopyRow::secondsLeft, unknown)};
    return std::make_unique<CopyModel>(
        std::move(columns), [](const CopyRow &row) { return row.to; }, parent);
}

} // namespace gatehouse::items
