#include "ui/pages/migrateproof.h"

#include "base/safetext.h"
#include "items/roles.h"
#include "migration/report.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QHeaderView>
#include <QLocale>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::TableProof;

namespace {

enum Column { Name, SourceRows, TargetRows, Aside, SourceSum, TargetSum, Verdict, Columns };

constexpr int kNumberWidth = 96, kSumWidth = 150, kVerdictWidth = 104;

QString number(qint64 value) { return QLocale().toString(value); }

void setSums(QTreeWidgetItem *row, const proof::Hash &source, const proof::Hash &target)
{
    int column = SourceSum;
    for (const proof::Hash &sum : {source, target}) {
        row->setText(column, QString::fromLatin1(sum.hex()));
        row->setData(column++, items::MonoRole, true);
    }
}

void setVerdict(QTreeWidgetItem *row, bool equal, const QString &word)
{
    row->setText(Verdict, word);
    row->setData(Verdict, items::BadgeRole, word);
    row->setData(Verdict, items::SeverityRole,
        QVariant::fromValue(equal ? items::Severity::Good : items::Severity::Bad));
}

} // namespace

MigrateProof::MigrateProof(QWidget *parent) : QWidget(parent)
{
    m_notes = new PlainLabel(this);
    m_notes->setObjectName(u"migrateProofNotes"_s);
    m_notes->setWordWrap(true);
    m_notes->setSelectable(true);
    m_notes->hide();
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(u"migrateProof"_s);
    m_tree->setAccessibleName(tr("Rows and checksums of both sides"));
    m_tree->setHeaderLabels({tr("Table, column"), tr("Source rows"), tr("Target rows"),
        tr("Quarantine"), tr("Sum of the source"), tr("Sum of the target"), tr("Verdict")});
    m_tree->setItemDelegate(new TextDelegate(m_tree));
    m_tree->setItemDelegateForColumn(Verdict, new BadgeDelegate(m_tree));
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setTabKeyNavigation(false);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(Name, QHeaderView::Stretch);
    for (const int column : {SourceRows, TargetRows, Aside}) {
        m_tree->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        header->resizeSection(column, kNumberWidth);
    }
    for (const int column : {SourceSum, TargetSum})
        header->resizeSection(column, kSumWidth);
    header->resizeSection(Verdict, kVerdictWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_notes);
    column->addWidget(m_tree, 1);
}

void MigrateProof::clear()
{
    m_tree->clear();
    m_notes->hide();
}

void MigrateProof::show(const migration::Outcome &outcome)
{
    clear();
    QStringList notes;
    for (const migration::Part &part : outcome.run.parts)
        if (outcome.run.base > 0)
            notes << tr("%1: %2 new, %3 changed, %4 gone")
                         .arg(safeText(part.from), number(part.fresh), number(part.changed),
                             number(part.gone));
    for (const QString &made : migration::madeParents(outcome.run))
        notes << safeText(made);
    m_notes->setLines(notes);
    m_notes->setVisible(!notes.isEmpty());
    for (const TableProof &proof : outcome.proofs)
        addTable(proof);
    m_tree->setVisible(!outcome.proofs.empty());
}

void MigrateProof::addTable(const TableProof &proof)
{
    auto *table = new QTreeWidgetItem(m_tree);
    const bool equal = proof.isEqual();
    table->setText(Name, safeText(proof.to));
    table->setData(Name, items::StrongRole, true);
    table->setToolTip(Name, safeText(proof.sentence()));
    int at = SourceRows;
    for (const qint64 count : {proof.sourceRows, proof.targetRows, proof.quarantined}) {
        table->setText(at, number(count));
        table->setTextAlignment(at++, Qt::AlignRight | Qt::AlignVCenter);
    }
    if (proof.quarantined > 0)
        table->setData(Aside, items::SeverityRole, QVariant::fromValue(items::Severity::Warn));
    proof::Hash source, target;
    for (const migration::ColumnProof &column : proof.columns) {
        source += column.source;
        target += column.target;
        auto *row = new QTreeWidgetItem(table, {safeText(column.name)});
        const bool same = column.source == column.target;
        setSums(row, column.source, column.target);
        setVerdict(row, same, same ? tr("equal") : tr("differs"));
    }
    setSums(table, source, target);
    setVerdict(table, equal, equal ? tr("verified") : tr("differs"));
    for (const migration::Difference &one : proof.differences) {
        auto *row = new QTreeWidgetItem(table, {safeText(differenceSentence(proof, one))});
        row->setData(Name, items::SeverityRole, QVariant::fromValue(items::Severity::Bad));
        row->setFirstColumnSpanned(true);
    }
    table->setExpanded(!proof.differences.empty());
}

QStringList MigrateProof::lines() const
{
    QStringList all;
    if (!m_notes->isHidden())
        all << m_notes->text();
    for (QTreeWidgetItemIterator it(m_tree); *it; ++it) {
        QStringList cells;
        for (int column = 0; column < Columns; ++column)
            cells << (*it)->text(column);
        all << cells.join(u'\t');
    }
    return all;
}

} // namespace gatehouse::ui
