#include "migration/inspect.h"

#include "migration/columntally.h"
#include "migration/inspectkeys.h"
#include "migration/words.h"

#include <algorithm>

namespace gatehouse::migration {
namespace {

constexpr qint64 kRowsBetweenReports = 20'000;

struct TablePass
{
    TableFacts facts;
    QStringList unreadable; // samples
};

Result<TablePass> passOver(Source &source, const SourceTable &table,
    std::vector<KeyWatch::Group> &groups, const InspectRequest &request)
{
    TablePass pass{{table.name}, {}};
    QStringList names;
    std::vector<ColumnTally> tallies;
    for (const SourceColumn &column : table.columns) {
        names << column.name;
        tallies.emplace_back(column);
    }
    auto opened = source.read(table.name, names);
    if (!opened)
        return opened.error();
    Rows &rows = *opened.value();
    while (true) {
        const auto more = rows.next();
        if (!more && more.error().kind != Error::Kind::Invalid)
            return more.error();
        if (more && !more.value())
            break;
        if (!more) {
            if (pass.facts.unreadable++ < 5)
                pass.unreadable << rows.where() + u": "_s + more.error().text;
            continue;
        }
        ++pass.facts.rows;
        const std::span<const Cell> cells = rows.cells();
        for (size_t i = 0; i < cells.size(); ++i)
            tallies[i].add(cells[i], rows);
        for (KeyWatch::Group &group : groups)
            KeyWatch::add(group, rows);
        if (pass.facts.rows % kRowsBetweenReports == 0) {
            if (request.token.isCancelled())
                return cancelled();
            if (request.report)
                request.report({rows.bytesRead(), table.bytes, Words::tr("Looking at every value"),
                    table.name});
        }
    }
    for (const ColumnTally &tally : tallies)
        pass.facts.columns.push_back(tally.facts());
    return pass;
}

Finding unreadableRows(const TablePass &pass)
{
    return {Finding::Severity::Trouble, u"unreadable"_s, pass.facts.name, {}, pass.facts.unreadable,
        Words::tr(
            "%n row(s) cannot be read at all and (goes|go) into the quarantine as (it is|they "
            "are).",
            nullptr, int(pass.facts.unreadable)),
        pass.unreadable,
        {{u"onBad:quarantine"_s, Words::tr("Put these rows into the quarantine")}}};
}

} // namespace

qint64 ColumnFacts::countOf(QLatin1StringView form) const
{
    for (const FormCount &one : forms)
        if (one.form == form)
            return one.count;
    return 0;
}

QString formTitle(const QString &form)
{
    for (const FormName &name : formNames())
        if (form == QLatin1StringView(name.id))
            return Words::tr(name.title);
    return form;
}

Result<Inspection> inspect(Source &source, const InspectRequest &request)
{
    Inspection inspection;
    auto state = source.state();
    if (!state)
        return state.error();
    inspection.state = std::move(state).value();
    inspection.notMoved = source.notMoved();
    KeyWatch keys(source.tables(), request);
    for (const SourceTable &table : source.tables()) {
        if (!request.tables.isEmpty() && !request.tables.contains(table.name))
            continue;
        auto pass = passOver(source, table, keys.groupsOf(table.name), request);
        if (!pass)
            return pass.error();
        if (pass.value().facts.unreadable > 0)
            inspection.findings.push_back(unreadableRows(pass.value()));
        for (Finding &finding : judge(table, pass.value().facts))
            inspection.findings.push_back(std::move(finding));
        inspection.tables.push_back(std::move(pass).value().facts);
    }
    auto found = keys.findings(source, request);
    if (!found)
        return found.error();
    for (const Finding &finding : found.value())
        inspection.findings.push_back(finding);
    std::stable_sort(inspection.findings.begin(), inspection.findings.end(),
        [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    return inspection;
}

} // namespace gatehouse::migration
