// What leaves the usage page: rows as a file, and the report.
#include "ui/pages/usage.h"
#include "ui/pages/usageexport.h"
#include "ui/pages/usagefields.h"
#include "ui/pages/usagereport.h"
#include "ui/pages/usagerows.h"
#include "usage/texts.h"

namespace gatehouse::ui {

QString UsagePage::filterInWords() const
{
    const usage::Figures &figures = *m_query->figures();
    QStringList words{tr("%1 in %2")
                          .arg(usage::spanText(figures.span(), figures.zone()),
                              QString::fromUtf8(figures.zone().id()))};
    const auto fields = usageFields(figures.source(), {}, {}, figures.filter().chips);
    for (const items::Condition &condition : conditionsOf(figures.filter().chips))
        words << items::describe(condition, fields);
    if (!figures.filter().text.isEmpty())
        words << tr("with \"%1\" in it").arg(figures.filter().text);
    return words.join(u", "_s);
}

void UsagePage::exportRows()
{
    if (!m_query->figures())
        return;
    const QString count = items::rowsText(m_rows->model()->figures().total());
    auto *dialog =
        new UsageExportDialog(*m_query, *m_query->figures(), filterInWords(), count, this);
    dialog->open();
}

// A report is of a key where one is filtered for, else of the whole.
void UsagePage::makeReport()
{
    if (!m_query->figures())
        return;
    QString title = tr("Usage of %1").arg(m_workspace.profile().name);
    for (const usage::Chip &chip : m_query->filter().chips) {
        if (chip.field == "key"_L1 && chip.compare == usage::Compare::Is)
            title = tr("Usage of the key %1").arg(chip.values.value(0));
    }
    auto *dialog = new UsageReportDialog(*m_query, *m_query->figures(), title, this);
    dialog->open();
}

} // namespace gatehouse::ui
