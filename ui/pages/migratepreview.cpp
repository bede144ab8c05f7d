#include "ui/pages/migratepreview.h"

#include "base/redact.h"
#include "base/safetext.h"
#include "items/roles.h"
#include "ui/delegates/textdelegate.h"
#include "ui/theme/tokens.h"

#include <QHeaderView>
#include <QLocale>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kShown = 80;

} // namespace

void dress(QTableWidget &table, const QStringList &titles, int rowHeight)
{
    table.setColumnCount(int(titles.size()));
    table.setHorizontalHeaderLabels(titles);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table.horizontalHeader()->setHighlightSections(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(
        std::max(rowHeight, QFontMetrics(table.font()).height() + 10));
    table.setItemDelegate(new TextDelegate(&table));
    table.setShowGrid(false); // the delegate draws its lines
    table.setWordWrap(false);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setTabKeyNavigation(false);
}

QTableWidgetItem *setCell(QTableWidget &table, int row, int column, const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    table.setItem(row, column, item);
    return item;
}

QTableWidgetItem *setNumber(QTableWidget &table, int row, int column, qint64 value)
{
    auto *item = setCell(table, row, column, QLocale().toString(value));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

MigratePreview::MigratePreview(const QString &objectName, QWidget *parent)
    : QTableWidget(migration::kSampleRows, 2, parent)
{
    setObjectName(objectName);
    setAccessibleName(tr("Five rows before and after"));
    dress(*this, {tr("In the source"), tr("In the target")}, kDenseRow);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    setSelectionMode(QAbstractItemView::NoSelection);
    const int row = verticalHeader()->defaultSectionSize();
    setFixedHeight(row * (migration::kSampleRows + 1) + space::kSmall);
}

void MigratePreview::show(const migration::Plan *plan, const QString &table, const QString &column,
    const migration::SampleRows &samples)
{
    std::vector<migration::Preview> rows;
    if (plan)
        rows = migration::preview(*plan, table, column, samples);
    setRowCount(int(rows.size()));
    for (int i = 0; i < int(rows.size()); ++i) {
        const migration::Preview &row = rows[size_t(i)];
        int at = 0;
        for (const QString &text : {row.before, row.after}) {
            auto *item = setCell(*this, i, at, safeText(redact(text), kShown));
            if (at++ == 1)
                item->setData(items::SeverityRole,
                    QVariant::fromValue(row.fits ? items::Severity::Good : items::Severity::Bad));
            item->setData(items::MonoRole, true);
        }
    }
}

} // namespace gatehouse::ui
