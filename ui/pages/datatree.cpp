#include "ui/pages/datatree.h"

#include "ui/delegates/textdelegate.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatehouse::ui {

DataTree::DataTree(QWidget *parent) : Card(parent)
{
    setObjectName(u"dataTreeCard"_s);
    setPadding(0);
    setMinimumWidth(240);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(u"dataTreeFilter"_s);
    m_filter->setPlaceholderText(tr("Filter tables"));
    m_filter->setAccessibleName(tr("Filter tables"));
    m_filter->setClearButtonEnabled(true);
    m_model = new items::TablesTree(this);
    m_view = new QTreeView(this);
    m_view->setObjectName(u"dataTree"_s);
    m_view->setAccessibleName(tr("Tables and views"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new TextDelegate(m_view));
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setIndentation(14);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(items::TablesTree::Name, QHeaderView::Stretch);
    m_view->header()->setSectionResizeMode(items::TablesTree::Rows, QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(items::TablesTree::Size, QHeaderView::ResizeToContents);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"dataTreeNote"_s);
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    const auto margins = [](QWidget *widget) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
        row->addWidget(widget);
        return row;
    };
    content()->setSpacing(0);
    content()->addLayout(margins(m_filter));
    content()->addWidget(m_view, 1);
    content()->addLayout(margins(m_note));
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        unfold();
        showCount();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        const QModelIndex schema = m_model->index(0, 0);
        if (m_model->shown() > 0)
            choose(m_model->index(0, 0, schema));
    });
    connect(m_view, &QAbstractItemView::clicked, this, &DataTree::choose);
    connect(m_view, &QAbstractItemView::activated, this, &DataTree::choose);
}

void DataTree::setTree(const tables::Tree &tree)
{
    QStringList open;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex schema = m_model->index(row, 0);
        if (m_view->isExpanded(schema))
            open << schema.data().toString();
    }
    m_model->setTree(tree);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex schema = m_model->index(row, 0);
        // Gatehouse's own tables are rarely what somebody looks for.
        if (m_first ? schema.data() != u"gatehouse"_s : open.contains(schema.data().toString()))
            m_view->expand(schema);
    }
    m_first = m_first && tree.entries.empty();
    unfold();
    showCount();
}

void DataTree::showError(const Error &error) { m_note->setText(error.text); }

void DataTree::showCount()
{
    if (m_model->all() == 0)
        m_note->setText(tr("This database has no tables yet."));
    else if (m_model->shown() == 0)
        m_note->setText(tr("No table fits the filter."));
    else
        m_note->setText(tr("%n table(s) and view(s)", nullptr, m_model->shown()));
}

void DataTree::unfold()
{
    if (!m_filter->text().trimmed().isEmpty())
        m_view->expandAll();
    select(m_current);
}

void DataTree::select(const db::Identifier &name)
{
    m_current = name;
    const QModelIndex index = m_model->find(name.schema(), name.name());
    if (!index.isValid())
        return;
    m_view->expand(index.parent());
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void DataTree::choose(const QModelIndex &index)
{
    const tables::Entry *entry = m_model->entry(index.siblingAtColumn(0));
    if (!entry || entry->identifier() == m_current)
        return;
    m_current = entry->identifier();
    Q_EMIT chosen(m_current);
}

void DataTree::chooseFirst()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex schema = m_model->index(row, 0);
        if (schema.data() != u"gatehouse"_s && m_model->rowCount(schema) > 0)
            return choose(m_model->index(0, 0, schema));
    }
}

void DataTree::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace gatehouse::ui
