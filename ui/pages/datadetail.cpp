#include "ui/pages/datadetail.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "items/pendingedits.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr qint64 kFetchedUnasked = 256 * 1024;

} // namespace

DataDetail::DataDetail(QWidget *parent) : Card(parent)
{
    setObjectName(u"dataDetail"_s);
    setPadding(0);
    setMinimumWidth(280);
    m_pages = new QStackedWidget(this);
    auto *empty = new EmptyState(m_pages);
    empty->setContent(u"table-2"_s, tr("No row chosen"), tr("Choose one in the table."));
    m_pages->addWidget(empty);
    buildRow();
    content()->addWidget(m_pages);
}

DataDetail::~DataDetail() { m_fetching.cancel(); }

void DataDetail::buildRow()
{
    const auto extra = [](const Field &field, int role) -> QVariant {
        if (role == items::SecondaryTextRole)
            return field.second;
        if (role == items::SeverityRole && field.changed)
            return QVariant::fromValue(items::Severity::Warn);
        return {};
    };
    const auto name = [](const Field &field, int role) -> QVariant {
        if (role == items::StrongRole)
            return field.key;
        return role == Qt::ToolTipRole ? QVariant(plainToolTip(field.type)) : QVariant();
    };
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    m_fields = new items::TableModel<Field>(
        {{u"field"_s, tr("Column"), [](const Field &field) { return field.name; }, {}, left, name},
            {u"value"_s, tr("Value"), [](const Field &field) { return field.text; }, {}, left,
                extra}},
        [](const Field &field) { return field.name; }, this);
    auto *page = new QSplitter(Qt::Vertical, m_pages);
    page->setChildrenCollapsible(false);
    m_list = new TableView(u"data/fields"_s, tr("Values of the row"), page);
    m_list->setObjectName(u"dataFields"_s);
    m_list->setProperty("frameless", true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setModel(m_fields);
    m_list->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    auto *below = new QWidget(page);
    auto *column = new QVBoxLayout(below);
    column->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kMedium);
    column->setSpacing(space::kSmall);
    m_about = new PlainLabel(below);
    m_about->setObjectName(u"dataAbout"_s);
    m_about->setTone(PlainLabel::Tone::Muted);
    m_about->setWordWrap(true);
    m_values = new QStackedWidget(below);
    m_text = new QPlainTextEdit(m_values);
    m_text->setObjectName(u"dataValue"_s);
    m_text->setAccessibleName(tr("Value"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_json = new JsonTree(m_values);
    m_json->setObjectName(u"dataJson"_s);
    m_values->addWidget(m_text);
    m_values->addWidget(m_json);
    m_more = makeButton({}, ButtonKind::Link, below, u"dataWhole"_s);
    m_edit = makeButton(tr("&Edit value…"), ButtonKind::Plain, below, u"dataEdit"_s);
    m_goes = makeButton(tr("&Goes to"), ButtonKind::Plain, below, u"dataGoesTo"_s);
    m_used = makeButton(tr("&Used by"), ButtonKind::Plain, below, u"dataUsedBy"_s);
    m_goes->setMenu(new QMenu(m_goes));
    m_used->setMenu(new QMenu(m_used));
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_edit, m_goes, m_used})
        buttons->addWidget(button);
    buttons->addStretch();
    column->addWidget(m_about);
    column->addWidget(m_values, 1);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addLayout(buttons);
    page->setStretchFactor(0, 3);
    page->setStretchFactor(1, 2);
    page->setSizes({360, 260});
    m_pages->addWidget(page);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!current().isEmpty() && current() != m_field) {
            m_field = current();
            showValue();
        }
    });
    connect(m_list, &TableView::openRequested, this, [this] { Q_EMIT editWanted(current()); });
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT editWanted(current()); });
    connect(m_more, &QPushButton::clicked, this, &DataDetail::fetch);
    connect(m_json, &JsonTree::wholeValueRequested, this, &DataDetail::fetch);
}

void DataDetail::setSource(std::shared_ptr<const tables::Table> table, items::BrowseModel *model)
{
    m_fetching.cancel();
    m_table = std::move(table);
    m_model = model;
    m_row = -1;
    m_pages->setCurrentIndex(0);
}

QString DataDetail::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? m_fields->row(index.row()).name : QString();
}

void DataDetail::showRow(int row)
{
    m_fetching.cancel();
    m_row = m_model && m_table && row >= 0 && m_model->isAtHand(row) ? row : -1;
    m_pages->setCurrentIndex(m_row < 0 ? 0 : 1);
    if (m_row < 0)
        return;
    readFields();
    fillMenus();
    if (m_fields->rowOf(m_field) < 0 && !m_fields->rows().empty())
        m_field = m_fields->rows().front().name;
    showField(m_field);
    showValue();
}

void DataDetail::readFields()
{
    std::vector<Field> fields;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QModelIndex index = m_model->index(m_row, column);
        const QString id =
            m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString();
        const tables::EditColumn *held = m_table->column(id);
        fields.push_back({id, index.data().toString(),
            index.data(items::SecondaryTextRole).toString(), held ? held->type : QString(),
            index.data(items::kChangeRole).isValid(), m_table->key().contains(id)});
    }
    m_fields->update(std::move(fields));
    m_list->fitUnlessSaved();
    m_list->setColumnWidth(0, std::min(m_list->columnWidth(0), 150));
}

void DataDetail::showField(const QString &column)
{
    const int row = m_fields->rowOf(column);
    if (row < 0 || m_row < 0)
        return;
    m_list->setCurrentIndex(m_fields->index(row, 0));
}

void DataDetail::addKey(QMenu *menu, const tables::ForeignKey &key)
{
    QStringList values;
    bool empty = false;
    for (const QString &column : key.columns) {
        const auto raw = m_model->raw(m_row, column);
        const browse::Column *held = m_model->query().relation->column(column);
        empty = empty || !raw || !held || held->secret || m_model->wholeSize(m_row, column);
        values << (raw ? QString::fromUtf8(*raw) : QString());
    }
    const QString here = key.columns.join(u", "_s), there = key.otherColumns.join(u", "_s);
    const QString title = key.leaves ? tr("%1 → %2 (%3)").arg(here, key.other.name(), there)
                                     : tr("%1, by its %2").arg(key.other.name(), there);
    QAction *action = menu->addAction(buttonText(safeText(title)));
    action->setEnabled(!empty && key.readable);
    connect(action, &QAction::triggered, this,
        [this, key, values] { Q_EMIT followWanted(key.other, key.otherColumns, values); });
}

void DataDetail::fillMenus()
{
    m_goes->menu()->clear();
    m_used->menu()->clear();
    for (const tables::ForeignKey &key : m_table->foreignKeys)
        addKey((key.leaves ? m_goes : m_used)->menu(), key);
    m_goes->setVisible(!m_goes->menu()->isEmpty());
    m_used->setVisible(!m_used->menu()->isEmpty());
}

void DataDetail::showValue()
{
    m_fetching.cancel();
    if (m_row < 0 || !m_table)
        return;
    const tables::EditColumn *held = m_table->column(m_field);
    QStringList about{m_field};
    if (held) {
        about << held->type << (held->notNull ? tr("never empty") : tr("may be NULL"));
        if (!held->comment.isEmpty())
            about << held->comment;
    }
    m_about->setText(about.join(u" · "_s));
    const QString why = m_table->whyNotUpdate(m_field);
    m_edit->setEnabled(why.isEmpty());
    m_edit->setToolTip(plainToolTip(why));
    const auto raw = m_model->raw(m_row, m_field);
    const auto whole = m_model->wholeSize(m_row, m_field);
    showText(raw.value_or(QByteArray()), whole.value_or(0));
    if (!raw && m_model->isAtHand(m_row)) {
        m_text->setPlainText({});
        m_text->setPlaceholderText(u"NULL"_s);
    } else {
        m_text->setPlaceholderText(tr("(empty text)"));
    }
    if (whole && *whole <= kFetchedUnasked)
        fetch();
}

// `whole`: bytes of the value where the text is only its beginning, else 0.
void DataDetail::showText(const QByteArray &text, qint64 whole)
{
    const browse::Column *held = m_model->query().relation->column(m_field);
    const bool json = held && held->show == browse::Show::Json && !text.isEmpty();
    const bool bytes = held && held->show == browse::Show::Bytes;
    const bool cut = whole > 0 && whole * (bytes ? 2 : 1) > text.size();
    m_values->setCurrentIndex(json ? 1 : 0);
    const QString shown =
        bytes && !text.isEmpty() ? u"\\x"_s + QString::fromUtf8(text) : QString::fromUtf8(text);
    if (json)
        m_json->setText(shown, cut ? whole : 0);
    else
        m_text->setPlainText(displayLines(shown));
    const bool more = cut && qint64(text.size()) < kMostShown;
    m_more->setVisible(cut && !json);
    m_more->setEnabled(more);
    m_more->setText(more ? tr("Only the beginning. Load it (%1)").arg(items::sizeText(whole))
                         : tr("The first MiB of %1").arg(items::sizeText(whole)));
}

void DataDetail::fetch()
{
    m_fetching.cancel();
    m_fetching = CancelToken();
    ++m_waiting;
    m_more->setEnabled(false);
    deliver(m_model->value(m_row, m_field, m_fetching), this,
        [this, row = m_row, field = m_field](const Result<browse::Value> &value) {
            --m_waiting;
            if (value && row == m_row && field == m_field && !value.value().null)
                showText(value.value().text, value.value().wholeSize);
        });
}

} // namespace gatehouse::ui
