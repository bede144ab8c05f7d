#include "migration/report.h"

#include "base/redact.h"
#include "base/safetext.h"
#include "migration/words.h"

#include <QJsonArray>

namespace gatehouse::migration {

namespace {

QString escaped(const QString &text) { return safeText(redact(text)).toHtmlEscaped(); }

QString row(const QStringList &cells, const char *tag = "td")
{
    QString html = u"<tr>"_s;
    for (const QString &cell : cells)
        html += u"<%1>%2</%1>"_s.arg(QLatin1StringView(tag), escaped(cell));
    return html + u"</tr>\n"_s;
}

QString differenceName(Difference::Kind kind)
{
    switch (kind) {
    case Difference::Kind::Missing:
        return Words::tr("missing in the target");
    case Difference::Kind::Extra:
        return Words::tr("not in the source");
    case Difference::Kind::Cell:
        break;
    }
    return Words::tr("another value");
}

QString proofHtml(const TableProof &proof)
{
    QString html = u"<h2>"_s + escaped(proof.to) + u"</h2>\n<p class=\""_s
        + (proof.isEqual() ? u"good"_s : u"bad"_s) + u"\">"_s + escaped(proof.sentence())
        + u"</p>\n<table>\n"_s
        + row({Words::tr("Column"), Words::tr("Sum of the source"), Words::tr("Sum of the target")}, "th");
    for (const ColumnProof &column : proof.columns)
        html += row({column.name, QString::fromLatin1(column.source.hex()),
            QString::fromLatin1(column.target.hex())});
    html += u"</table>\n"_s;
    if (proof.differences.empty())
        return html;
    html += u"<table>\n"_s
        + row({Words::tr("Difference"), Words::tr("Row"), Words::tr("In the source at"),
                  Words::tr("Column"), Words::tr("Source"), Words::tr("Target")},
            "th");
    for (const Difference &one : proof.differences)
        html += row({differenceName(one.kind), one.key, one.place, one.column, one.sourceValue,
            one.targetValue});
    return html + u"</table>\n"_s;
}

} // namespace

QString differenceSentence(const TableProof &proof, const Difference &difference)
{
    switch (difference.kind) {
    case Difference::Kind::Missing:
        return Words::tr("%1, row %2 (%3 of the source) is not in the target.")
            .arg(proof.to, redact(difference.key), difference.place);
    case Difference::Kind::Extra:
        return Words::tr("%1, row %2 is in the target and not in the source.")
            .arg(proof.to, redact(difference.key));
    case Difference::Kind::Cell:
        break;
    }
    return Words::tr("%1, row %2, column %3: the source has “%4”, the target “%5”.")
        .arg(proof.to, redact(difference.key), difference.column, redact(difference.sourceValue),
            redact(difference.targetValue));
}

QStringList madeParents(const Run &run)
{
    QStringList sentences;
    for (const Part &part : run.parts)
        if (part.stubs > 0)
            sentences << Words::tr("%n row(s) of %1 (was|were) made for others that refer to (it|them) "
                                   "and that the source does not have.",
                nullptr, int(part.stubs))
                             .arg(part.to);
    return sentences;
}

QString shownSource(const Plan &plan)
{
    const QString &uri = plan.source.uri;
    return uri.contains(u"://"_s) ? redact(uri) : uri;
}

QString verdict(const Outcome &outcome)
{
    if (outcome.hasDifferences())
        return outcome.run.state > RunState::Swap
            ? Words::tr("Source and target differ: the target changed since the exchange, or the source.")
            : outcome.sourceChanged
            ? Words::tr("The source changed since this migration began, so the tables were not "
                        "exchanged. Stop what writes to it, roll the migration back, and begin again.")
            : Words::tr("Source and target differ, so the tables were not exchanged.");
    const int aside = int(outcome.quarantined());
    if (outcome.proofs.empty())
        return Words::tr("The rows were not verified; %n of them (is|are) in quarantine.", nullptr, aside);
    if (aside > 0)
        return Words::tr("All rows are accounted for and equal in every cell; %n of them (is|are) in "
                         "quarantine.",
            nullptr, aside);
    return Words::tr("All rows are in the target, equal in every cell.");
}

QJsonObject toJson(const Run &run)
{
    QJsonArray parts;
    for (const Part &part : run.parts)
        parts.append(QJsonObject{{u"from"_s, part.from}, {u"to"_s, part.to}, {u"read"_s, part.read},
            {u"loaded"_s, part.loaded}, {u"quarantined"_s, part.quarantined},
            {u"leftOut"_s, part.leftOut}, {u"replaced"_s, part.replaced}, {u"stubs"_s, part.stubs},
            {u"kept"_s, part.kept}, {u"alreadyThere"_s, part.updated},
            {u"new"_s, part.fresh}, {u"changed"_s, part.changed}, {u"gone"_s, part.gone},
            {u"complete"_s, part.complete}});
    return {{u"run"_s, run.id}, {u"state"_s, runStateId(run.state)}, {u"begun"_s, run.begun},
        {u"changed"_s, run.changed}, {u"begunBy"_s, run.begunBy},
        {u"source"_s, shownSource(run.plan)}, {u"schema"_s, run.plan.target.schema},
        {u"system"_s, run.plan.target.system}, {u"aside"_s, run.aside}, {u"deltaOf"_s, run.base}, {u"tables"_s, parts}};
}

QJsonObject toJson(const Outcome &outcome)
{
    QJsonArray proofs;
    for (const TableProof &proof : outcome.proofs)
        proofs.append(toJson(proof));
    QJsonObject json = toJson(outcome.run);
    json.insert("verified"_L1, !outcome.proofs.empty());
    json.insert("green"_L1, outcome.isGreen());
    json.insert("verdict"_L1, verdict(outcome));
    json.insert("proofs"_L1, proofs);
    return json;
}

QByteArray reportHtml(const Outcome &outcome)
{
    const Run &run = outcome.run;
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>"_s
        + escaped(Words::tr("Migration %1").arg(run.id))
        + u"</title><style>body{font:14px sans-serif;margin:2em;color:#222}table{border-collapse:collapse;"
          "margin:1em 0}td,th{border:1px solid #bbb;padding:3px 8px;text-align:left;font-variant-numeric:"
          "tabular-nums}.good{color:#116329}.bad{color:#a40e26;font-weight:bold}</style></head><body>\n<h1>"_s
        + escaped(Words::tr("Migration %1").arg(run.id)) + u"</h1>\n<p class=\""_s
        + (outcome.isGreen() ? u"good"_s : u"bad"_s) + u"\">"_s + escaped(verdict(outcome))
        + u"</p>\n<p>"_s
        + escaped(Words::tr("From %1 into the schema %2, begun %3 UTC by %4: %5.")
                      .arg(shownSource(run.plan), run.plan.target.schema, run.begun, run.begunBy,
                          runStateName(run.state)))
        + u"</p>\n<table>\n"_s
        + row({Words::tr("From"), Words::tr("To"), Words::tr("Read"), Words::tr("Loaded"),
                  Words::tr("Quarantine"), Words::tr("Left out"), Words::tr("Replaced values"),
                  Words::tr("Parents made")},
            "th");
    for (const Part &part : run.parts)
        html += row({part.from, part.to, QString::number(part.read), QString::number(part.loaded),
            QString::number(part.quarantined), QString::number(part.leftOut),
            QString::number(part.replaced), QString::number(part.stubs)});
    html += u"</table>\n"_s;
    for (const TableProof &proof : outcome.proofs)
        html += proofHtml(proof);
    return (html + u"</body></html>\n"_s).toUtf8();
}

} // namespace gatehouse::migration
