// Edits of the Data page: gathered, marked in the table, and listed.
#include "base/deliver.h"
#include "base/redact.h"
#include "base/safetext.h"
#include "tables/apply.h"
#include "ui/pages/data.h"
#include "ui/pages/datadetail.h"
#include "ui/pages/dataeditor.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>

namespace gatehouse::ui {

namespace {

using tables::Change;
using tables::NewValue;
using tables::SeenRow;

constexpr int kMostDeleted = 100; // rows at once

QString nameOf(const SeenRow &row)
{
    QStringList parts;
    for (const QByteArray &part : row.key)
        parts << redact(QString::fromUtf8(part).left(60));
    return safeText(parts.join(u", "_s), 120);
}

} // namespace

void DataPage::buildPending()
{
    m_pending = new Card(tr("Pending edits"), m_middle);
    m_pending->setObjectName(u"dataPending"_s);
    m_pending->setPadding(space::kSmall);
    m_undo = makeButton(tr("&Undo"), ButtonKind::Plain, m_pending, u"dataUndo"_s);
    m_undo->setToolTip(tr("Takes the last edit back (Ctrl+Z)"));
    m_discard = makeButton(tr("D&iscard all"), ButtonKind::Plain, m_pending, u"dataDiscard"_s);
    m_review =
        makeButton(tr("&Review and apply…"), ButtonKind::Primary, m_pending, u"dataReview"_s);
    for (QPushButton *button : {m_undo, m_discard, m_review})
        m_pending->header()->addWidget(button);
    m_lines = items::makePendingModel(this);
    m_list = new TableView(u"data/pending"_s, tr("Pending edits"), m_pending);
    m_list->setObjectName(u"dataPendingList"_s);
    m_list->setProperty("frameless", true);
    m_list->setModel(m_lines);
    m_list->setMinimumHeight(90);
    m_pending->content()->addWidget(m_list);
    m_middle->addWidget(m_pending);
    m_middle->setSizes({500, 190});
    auto *drop = new QAction(tr("&Take this edit back"), m_list);
    m_list->addAction(drop);
    connect(drop, &QAction::triggered, this, [this] {
        for (const int line : m_list->selectedRowNumbers())
            if (line < int(m_lines->rows().size()))
                m_edits.drop(m_lines->row(line).change);
        showEdits();
    });
    connect(m_list, &TableView::openRequested, this,
        [this](const QModelIndex &index) { editPending(index.row()); });
    connect(m_undo, &QPushButton::clicked, this, &DataPage::undo);
    connect(m_discard, &QPushButton::clicked, this, &DataPage::discard);
    connect(m_review, &QPushButton::clicked, this, &DataPage::review);
    auto *shortcut = new QShortcut(QKeySequence::Undo, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &DataPage::undo);
}

void DataPage::decorate()
{
    for (const browse::Column &column : m_described->relation->columns) {
        if (column.internal)
            continue;
        m_model->setDecoration(column.id,
            [this, id = column.id](const browse::Page &page, int row, int role) -> QVariant {
                const bool text = role == Qt::DisplayRole || role == items::CopyRole
                    || role == items::SecondaryTextRole;
                if (m_edits.isEmpty() || (role != items::kChangeRole && !text))
                    return {};
                const Change *change = m_edits.of(
                    tables::keyOf(*m_described, m_model->query().order, page.cursor(row)));
                if (!change)
                    return {};
                const auto value = change->values.constFind(id);
                if (change->kind == Change::Kind::Delete)
                    return role == items::kChangeRole ? QVariant(int(change->kind)) : QVariant();
                if (value == change->values.constEnd())
                    return {};
                if (role == items::kChangeRole)
                    return int(change->kind);
                const bool null = value->kind == NewValue::Kind::Null;
                if (role == items::SecondaryTextRole)
                    return null ? u"NULL"_s : QString();
                return null ? QString() : items::shownValue(m_described->column(id), *value);
            });
    }
}

tables::RowKey DataPage::keyAt(int row) const
{
    const auto cursor = m_model && row >= 0 ? m_model->cursorOf(row) : std::nullopt;
    return cursor ? tables::keyOf(*m_described, m_model->query().order, *cursor) : tables::RowKey();
}

QString DataPage::whyNothing(const QString &why) const
{
    if (!m_described)
        return tr("No table is chosen.");
    const auto facts = m_workspace.link().facts();
    if (facts && facts->standby)
        return tr("This server is a standby: it takes no changes. Connect to its primary.");
    if (why.isEmpty() && m_edits.isFull())
        return tr("%1 edits are pending already. Apply them first.").arg(m_edits.changes().size());
    return why;
}

void DataPage::look(int row, std::function<void(const SeenRow &)> then)
{
    const tables::RowKey key = keyAt(row);
    ++m_waiting;
    deliver(m_workspace.link().interactive().run([table = m_described, key](db::Sql &sql) {
        return tables::look(sql, *table, key);
    }),
        this, [this, table = m_described, then = std::move(then)](const Result<SeenRow> &seen) {
            --m_waiting;
            if (table != m_described)
                return;
            if (seen)
                then(seen.value());
            else
                fail(seen.error());
        });
}

void DataPage::editCell(int row, const QString &column)
{
    if (!m_described || row < 0 || column.isEmpty())
        return;
    if (const QString why = whyNothing(m_described->whyNotUpdate(column)); !why.isEmpty())
        return m_banner->showMessage(items::Severity::Info, why);
    look(row, [this, column](const SeenRow &seen) { openValue(seen, column); });
}

void DataPage::openValue(const SeenRow &seen, const QString &column)
{
    const tables::EditColumn *held = m_described->column(column);
    if (!held)
        return;
    const tables::OldValue old = seen.values.value(column);
    ValueDialog::Ask ask{*held, nameOf(seen), {}, {}};
    if (const NewValue *pending = m_edits.pending(seen.key, column)) {
        ask.value = *pending;
    } else if (old.kind == tables::OldValue::Kind::Null) {
        ask.value.kind = NewValue::Kind::Null;
    } else if (old.kind == tables::OldValue::Kind::Digest) {
        ask.note = tr("The value is large (%1), so it is not brought here to be edited. What you "
                      "type replaces it.")
                       .arg(items::sizeText(old.bytes));
    } else if (redact(old.text) != old.text) {
        ask.note = tr("The value holds what looks like a secret, so it is not shown. What you type "
                      "replaces it.");
    } else {
        ask.value.text = old.text;
    }
    auto *dialog = new ValueDialog(ask, targetOf(m_workspace), this);
    connect(dialog, &ValueDialog::wanted, this, [this, dialog, seen, column, table = m_described] {
        const auto check = [table, column, value = dialog->value()](
                               db::Sql &sql) { return tables::check(sql, *table, column, value); };
        ++m_waiting;
        deliver(m_workspace.link().interactive().run(check), this,
            [this, dialog = QPointer(dialog), seen, column, table](const Result<> &done) {
                --m_waiting;
                if (!dialog || table != m_described)
                    return;
                if (!done)
                    return dialog->showError(done.error());
                m_edits.set(seen, column, dialog->value());
                m_troubles.clear();
                dialog->accept();
                showEdits();
            });
    });
    dialog->open();
}

// `change`: a new row that is pending already; 0: another one.
void DataPage::addRow(int change)
{
    if (const QString why = whyNothing(m_described ? m_described->whyNoNewRow() : QString());
        !why.isEmpty())
        return m_banner->showMessage(items::Severity::Info, why);
    const Change *pending = m_edits.change(change);
    auto *dialog = new RowDialog(*m_described,
        pending ? pending->values : QMap<QString, NewValue>(), targetOf(m_workspace), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog, change, table = m_described] {
        if (table != m_described)
            return;
        if (m_edits.change(change))
            m_edits.setInserted(change, dialog->values());
        else
            m_edits.insert(dialog->values());
        m_troubles.clear();
        showEdits();
    });
    dialog->open();
}

void DataPage::deleteRows()
{
    if (const QString why = whyNothing(m_described ? m_described->whyNoDelete() : QString());
        !why.isEmpty())
        return m_banner->showMessage(items::Severity::Info, why);
    const QList<int> rows = m_table->selectedRows();
    if (rows.isEmpty())
        return m_banner->showMessage(items::Severity::Info, tr("Choose the rows to delete first."));
    if (rows.size() > kMostDeleted)
        return m_banner->showMessage(items::Severity::Info,
            tr("At most %1 rows can be deleted at once here; old rows are deleted by a retention "
               "rule.")
                .arg(kMostDeleted));
    for (const int row : rows)
        look(row, [this](const SeenRow &seen) {
            m_edits.remove(seen);
            m_troubles.clear();
            showEdits();
        });
}

void DataPage::editPending(int line)
{
    if (line < 0 || line >= int(m_lines->rows().size()))
        return;
    const items::PendingEdit edit = m_lines->row(line);
    const Change *change = m_edits.change(edit.change);
    if (!change)
        return;
    if (change->kind == Change::Kind::Insert)
        return addRow(change->id);
    if (change->kind == Change::Kind::Update)
        openValue(change->before, edit.column);
}

void DataPage::undo()
{
    m_edits.undo();
    m_troubles.clear();
    showEdits();
}

void DataPage::discard()
{
    m_edits.clear();
    m_troubles.clear();
    showEdits();
}

// What is pending of the table that is left, for when somebody comes back.
void DataPage::keepEdits()
{
    if (!m_edits.isEmpty())
        m_kept.insert(m_place.name.quoted(), m_edits);
    m_edits = {};
}

void DataPage::showEdits()
{
    const auto grey = [this](QPushButton *button, const QString &why) {
        const QString reason = whyNothing(why);
        button->setEnabled(reason.isEmpty());
        button->setToolTip(plainToolTip(reason));
    };
    grey(m_add, m_described ? m_described->whyNoNewRow() : QString());
    grey(m_delete, m_described ? m_described->whyNoDelete() : QString());
    const bool pending = !m_edits.isEmpty();
    m_pending->setVisible(pending || m_edits.canUndo());
    m_undo->setEnabled(m_edits.canUndo());
    m_discard->setEnabled(pending);
    m_review->setEnabled(pending && m_described);
    m_lines->update(m_described ? items::pendingEdits(*m_described, m_edits, m_troubles)
                                : std::vector<items::PendingEdit>());
    m_list->fitColumns();
    m_pending->setSubtitle(
        tr("%n change(s), applied together", nullptr, int(m_edits.changes().size())));
    QStringList elsewhere = m_kept.keys();
    if (!elsewhere.isEmpty())
        m_pending->setSubtitle(tr("%n change(s), applied together; others are pending in %1",
            nullptr, int(m_edits.changes().size()))
                                   .arg(safeText(elsewhere.join(u", "_s), 120)));
    if (m_model && m_model->rowCount() > 0)
        m_table->table().viewport()->update();
    m_detail->showRow(m_table->currentRow());
}

} // namespace gatehouse::ui
