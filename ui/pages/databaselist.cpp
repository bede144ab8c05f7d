#include "ui/pages/databaselist.h"

#include "ui/delegates/badgedelegate.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kDetailWidth = 360;
}

DatabaseList::DatabaseList(const QString &id, const QString &name, QWidget *parent)
    : QWidget(parent), m_id(id)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, 0);
    column->setSpacing(space::kSmall);
    m_summary = new PlainLabel(this);
    m_summary->setObjectName(u"database%1Summary"_s.arg(m_id));
    m_summary->setTone(PlainLabel::Tone::Muted);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(u"database%1Filter"_s.arg(m_id));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(260);
    m_top = new QHBoxLayout;
    m_top->setSpacing(space::kSmall);
    m_top->addWidget(m_filter);
    m_top->addStretch(1);
    m_table = new TableView(u"database/"_s + m_id, name, this);
    m_table->setObjectName(u"database%1Table"_s.arg(m_id));
    m_card = makeDetail();
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_table, 1);
    row->addWidget(m_card);
    column->addWidget(m_summary);
    column->addLayout(m_top);
    column->addLayout(row, 1);
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSortRole(items::SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(m_filter, &QLineEdit::textChanged, m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table, &TableView::filterTyped, this, [this](const QString &text) {
        m_filter->setFocus();
        m_filter->setText(m_filter->text() + text);
    });
    connect(m_table, &TableView::openRequested, this, &DatabaseList::opened);
}

Card *DatabaseList::makeDetail()
{
    auto *card = new Card(this);
    card->setObjectName(u"database%1Detail"_s.arg(m_id));
    card->setFixedWidth(kDetailWidth);
    m_title = new PlainLabel(card);
    m_title->setFont(headingFont());
    m_title->setWordWrap(true);
    m_badge = new Badge(card, true);
    m_lines = new PlainLabel(card);
    m_lines->setObjectName(u"database%1Lines"_s.arg(m_id));
    m_lines->setSelectable(true);
    m_sql = new SqlPreview(card);
    m_sql->setObjectName(u"database%1Sql"_s.arg(m_id));
    m_sql->setWrapped();
    m_sql->setMinimumHeight(110);
    m_sql->setMaximumHeight(260);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::kSmall);
    m_buttons->addStretch(1);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_badge, 0, Qt::AlignTop);
    card->content()->addLayout(top);
    card->content()->addWidget(m_lines);
    card->content()->addWidget(m_sql, 4);
    card->content()->addLayout(m_buttons);
    card->content()->addStretch(1);
    return card;
}

void DatabaseList::setModel(
    QAbstractItemModel *model, const QString &badgeColumn, SettingsFile &settings)
{
    m_proxy->setSourceModel(model);
    m_table->setModel(m_proxy);
    for (int i = 0; i < model->columnCount(); ++i)
        if (model->headerData(i, Qt::Horizontal, items::ColumnIdRole).toString() == badgeColumn)
            m_table->setItemDelegateForColumn(i, new BadgeDelegate(m_table, true));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as the server gave them, until asked otherwise
    m_table->keepColumns(settings);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &DatabaseList::currentChanged);
}

void DatabaseList::setSummary(const QStringList &lines)
{
    m_summary->setLines(lines);
    m_summary->setVisible(!lines.isEmpty());
}

void DatabaseList::setDetail(const DatabaseDetail &detail)
{
    m_card->setVisible(!detail.title.isEmpty());
    m_title->setText(detail.title);
    m_badge->setVisible(!detail.word.isEmpty());
    m_badge->setBadge(detail.word, detail.severity);
    m_lines->setLines(detail.lines);
    m_sql->setVisible(!detail.sql.isEmpty());
    m_sql->setSql(detail.sql);
}

QPushButton *DatabaseList::addButton(const QString &text, bool grave, const QString &objectName)
{
    auto *button =
        makeButton(text, grave ? ButtonKind::Danger : ButtonKind::Plain, m_card, objectName);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

QPushButton *DatabaseList::addTopButton(
    const QString &text, bool primary, const QString &objectName)
{
    auto *button =
        makeButton(text, primary ? ButtonKind::Primary : ButtonKind::Plain, this, objectName);
    m_top->addWidget(button);
    return button;
}

void DatabaseList::addTop(QWidget *widget) { m_top->addWidget(widget); }

void DatabaseList::fit()
{
    if (m_proxy->rowCount() == 0)
        return;
    if (!std::exchange(m_fitted, true))
        m_table->fitUnlessSaved();
    if (!m_table->currentIndex().isValid())
        m_table->selectRow(0);
}

int DatabaseList::currentRow() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_proxy->mapToSource(current).row() : -1;
}

void DatabaseList::select(int row)
{
    const QModelIndex at = m_proxy->mapFromSource(m_proxy->sourceModel()->index(row, 0));
    if (at.isValid())
        m_table->selectRow(at.row());
}

} // namespace gatehouse::ui
