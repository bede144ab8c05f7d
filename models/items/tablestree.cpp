#include "items/tablestree.h"

#include "base/safetext.h"
#include "items/browsecell.h"
#include "items/roles.h"

#include <QLocale>

namespace gatehouse::items {

void TablesTree::setTree(const tables::Tree &tree)
{
    beginResetModel();
    m_tree = tree;
    arrange();
    endResetModel();
}

void TablesTree::setFilter(const QString &text)
{
    if (text.trimmed() == m_filter)
        return;
    beginResetModel();
    m_filter = text.trimmed();
    arrange();
    endResetModel();
}

void TablesTree::arrange()
{
    m_schemas.clear();
    for (int i = 0; i < all(); ++i) {
        const tables::Entry &entry = m_tree.entries[size_t(i)];
        const QString name = entry.schema + u'.' + entry.name;
        if (!m_filter.isEmpty() && !name.contains(m_filter, Qt::CaseInsensitive))
            continue;
        if (m_schemas.empty() || m_schemas.back().name != entry.schema)
            m_schemas.push_back({entry.schema, {}, 0});
        m_schemas.back().entries.push_back(i);
        if (entry.kind != tables::Kind::Partitioned && entry.bytes > 0)
            m_schemas.back().bytes += entry.bytes;
    }
}

int TablesTree::shown() const
{
    size_t count = 0;
    for (const Schema &schema : m_schemas)
        count += schema.entries.size();
    return int(count);
}

const tables::Entry *TablesTree::entry(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    const Schema &schema = m_schemas[size_t(index.internalId() - 1)];
    return &m_tree.entries[size_t(schema.entries[size_t(index.row())])];
}

QModelIndex TablesTree::find(const QString &schema, const QString &name) const
{
    for (size_t i = 0; i < m_schemas.size(); ++i) {
        if (m_schemas[i].name != schema)
            continue;
        for (size_t row = 0; row < m_schemas[i].entries.size(); ++row) {
            if (m_tree.entries[size_t(m_schemas[i].entries[row])].name == name)
                return createIndex(int(row), 0, quintptr(i + 1));
        }
    }
    return {};
}

QModelIndex TablesTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex TablesTree::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId() - 1), 0, quintptr(0));
}

int TablesTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_schemas.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return int(m_schemas[size_t(parent.row())].entries.size());
}

int TablesTree::columnCount(const QModelIndex &) const { return 3; }

QVariant TablesTree::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(
            Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight)));
    if (const tables::Entry *held = entry(index))
        return ofEntry(*held, index.column(), role);
    return ofSchema(m_schemas[size_t(index.row())], index.column(), role);
}

QVariant TablesTree::ofSchema(const Schema &schema, int column, int role) const
{
    if (role == StrongRole)
        return column == Name;
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return safeText(schema.name);
    return column == Size && schema.bytes > 0 ? sizeText(schema.bytes) : QString();
}

QVariant TablesTree::ofEntry(const tables::Entry &entry, int column, int role) const
{
    if (role == PendingRole) // drawn muted
        return !entry.readable || column != Name;
    if (role == SecondaryTextRole && column == Name && entry.kind != tables::Kind::Table)
        return tables::kindText(entry.kind);
    if (role == Qt::ToolTipRole && column == Name)
        return plainToolTip(entry.readable ? entry.schema + u'.' + entry.name
                                           : tr("This role may not read %1.").arg(entry.name));
    if (role == Qt::ToolTipRole && column == Rows)
        return plainToolTip(entry.rows < 0 ? tr("Not known: it was never analysed, or it is a view")
                                           : tr("About, by the last analysis"));
    if (role == Qt::ToolTipRole && column == Size)
        return plainToolTip(m_tree.sizesAbout
                ? tr("By the last vacuum: a table is held by somebody and could not be measured")
                : tr("With indexes and long values"));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Name:
        return safeText(entry.name);
    case Rows:
        return entry.rows < 0 ? QString() : QLocale().toString(entry.rows, 'f', 0);
    default:
        return entry.bytes < 0 ? QString() : sizeText(entry.bytes);
    }
}

QVariant TablesTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (section == Name ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Table") : section == Rows ? tr("Rows") : tr("Size");
}

} // namespace gatehouse::items
