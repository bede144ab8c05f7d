#include "migration/inspect.h"
#include "migration/words.h"

#include <QJsonArray>
#include <QLocale>

namespace gatehouse::migration {
namespace {

const char *severityId(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Note:
        return "note";
    case Finding::Severity::Question:
        return "question";
    case Finding::Severity::Trouble:
        return "trouble";
    case Finding::Severity::Stop:
        break;
    }
    return "stop";
}

QString severityTitle(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Note:
        return Words::tr("Note");
    case Finding::Severity::Question:
        return Words::tr("Question");
    case Finding::Severity::Trouble:
        return Words::tr("Trouble");
    case Finding::Severity::Stop:
        break;
    }
    return Words::tr("Stop");
}

QString columnLine(const ColumnFacts &column)
{
    QStringList forms;
    for (const FormCount &form : column.forms)
        forms << u"%1 %2"_s.arg(QLocale::c().toString(form.count), formTitle(form.form));
    QString line = u"  "_s + column.name;
    if (!column.declared.isEmpty())
        line += u" ("_s + column.declared + u')';
    line += u": "_s + forms.join(u", "_s);
    if (!column.earliest.isEmpty())
        line += u"; "_s + column.earliest + u" … "_s + column.latest;
    else if (column.least)
        line += u"; %1 … %2"_s.arg(*column.least, 0, 'g', 12).arg(*column.most, 0, 'g', 12);
    return line;
}

QJsonArray listOf(const QStringList &texts) { return QJsonArray::fromStringList(texts); }

QJsonObject columnJson(const ColumnFacts &column)
{
    QJsonArray forms;
    for (const FormCount &form : column.forms)
        forms.append(QJsonObject{{u"form"_s, form.form}, {u"count"_s, form.count},
            {u"samples"_s, listOf(form.samples)}});
    QJsonObject object{{u"name"_s, column.name}, {u"declared"_s, column.declared},
        {u"forms"_s, forms}, {u"longest"_s, column.longest}, {u"secret"_s, column.secret}};
    if (column.least) {
        object.insert(u"least"_s, *column.least);
        object.insert(u"most"_s, *column.most);
    }
    if (!column.earliest.isEmpty()) {
        object.insert(u"earliest"_s, column.earliest);
        object.insert(u"latest"_s, column.latest);
    }
    if (!column.values.isEmpty())
        object.insert(u"values"_s, listOf(column.values));
    return object;
}

QJsonObject findingJson(const Finding &finding)
{
    QJsonArray fixes;
    for (const Fix &fix : finding.fixes)
        fixes.append(QJsonObject{{u"id"_s, fix.id}, {u"title"_s, fix.title}});
    return {{u"severity"_s, QLatin1StringView(severityId(finding.severity))},
        {u"kind"_s, finding.kind}, {u"table"_s, finding.table}, {u"column"_s, finding.column},
        {u"count"_s, finding.count}, {u"text"_s, finding.text},
        {u"samples"_s, listOf(finding.samples)}, {u"fixes"_s, fixes}};
}

} // namespace

QString inspectToText(const Inspection &inspection)
{
    QString text;
    for (const TableFacts &table : inspection.tables) {
        text += Words::tr("%1: %2 rows", nullptr).arg(table.name, QLocale::c().toString(table.rows))
            + u'\n';
        for (const ColumnFacts &column : table.columns)
            text += columnLine(column) + u'\n';
    }
    text += u'\n';
    if (inspection.findings.empty())
        text += Words::tr("Nothing was found that would not fit.") + u'\n';
    for (const Finding &finding : inspection.findings) {
        const QString place =
            finding.column.isEmpty() ? finding.table : finding.table + u'.' + finding.column;
        text += u"%1  %2: %3\n"_s.arg(severityTitle(finding.severity), place, finding.text);
        for (const QString &sample : finding.samples)
            text += u"    "_s + sample + u'\n';
        for (const Fix &fix : finding.fixes)
            text += u"    → %1 (%2)\n"_s.arg(fix.title, fix.id);
    }
    for (const QString &sentence : inspection.notMoved)
        text += sentence + u'\n';
    return text;
}

QJsonObject inspectToJson(const Inspection &inspection)
{
    QJsonArray tables, findings;
    for (const TableFacts &table : inspection.tables) {
        QJsonArray columns;
        for (const ColumnFacts &column : table.columns)
            columns.append(columnJson(column));
        tables.append(QJsonObject{{u"name"_s, table.name}, {u"rows"_s, table.rows},
            {u"unreadable"_s, table.unreadable}, {u"columns"_s, columns}});
    }
    for (const Finding &finding : inspection.findings)
        findings.append(findingJson(finding));
    return {{u"source"_s, QJsonObject::fromVariantMap(inspection.state.facts)},
        {u"tables"_s, tables}, {u"findings"_s, findings},
        {u"notMoved"_s, listOf(inspection.notMoved)}};
}

} // namespace gatehouse::migration
