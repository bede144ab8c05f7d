#include "ui/widgets/jsontree.h"

#include "base/redact.h"
#include "items/jsonmodel.h"
#include "ui/delegates/jsondelegate.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kOpenRows = 60; // open what fits a pane, leave the rest folded

} // namespace

JsonTree::JsonTree(QWidget *parent) : QWidget(parent)
{
    m_model = new items::JsonModel(this);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(u"jsonTree"_s);
    m_tree->setAccessibleName(tr("JSON value"));
    m_tree->setProperty("frameless", true);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new JsonDelegate(this));
    m_tree->header()->hide();
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(16);
    m_tree->setLayoutDirection(Qt::LeftToRight); // as JSON is written, in any language
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    m_plain = new QPlainTextEdit(this);
    m_plain->setObjectName(u"jsonText"_s);
    m_plain->setAccessibleName(tr("Value as text"));
    m_plain->setReadOnly(true);
    m_plain->setFont(monoFont());
    m_plain->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"jsonNote"_s);
    m_note->setTone(PlainLabel::Tone::Warn);
    m_note->setFont(smallFont());
    m_note->setWordWrap(true);
    m_whole = makeButton(tr("Load the whole value"), ButtonKind::Link, this, u"jsonWhole"_s);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_note, 1);
    foot->addWidget(m_whole);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addWidget(m_tree, 1);
    column->addWidget(m_plain, 1);
    column->addLayout(foot);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &JsonTree::showMenu);
    connect(m_whole, &QPushButton::clicked, this, &JsonTree::wholeValueRequested);
    clear();
}

void JsonTree::clear()
{
    m_model->clear();
    m_plain->clear();
    m_plain->hide();
    m_note->hide();
    m_whole->hide();
    m_tree->show();
}

void JsonTree::setText(const QString &text, qint64 fullLength)
{
    clear();
    auto parsed = parseJson(text);
    m_whole->setVisible(fullLength > text.size());
    if (!parsed) {
        showAsText(text, parsed.error().text);
        return;
    }
    const bool cut = parsed.value().cut, limited = parsed.value().limited;
    m_model->setJson(std::move(parsed).value());
    if (limited)
        m_note->setText(
            tr("Only the first %1 values are shown.").arg(QLocale().toString(kJsonNodes)));
    else if (cut && fullLength > text.size())
        m_note->setText(tr("Cut for display: %1 of %2 characters.")
                            .arg(QLocale().toString(text.size()), QLocale().toString(fullLength)));
    else if (cut)
        m_note->setText(tr("This JSON ends too early; what there is is shown."));
    m_note->setVisible(cut || limited);
    openSome();
}

void JsonTree::showAsText(const QString &text, const QString &why)
{
    m_tree->hide();
    m_plain->setPlainText(displayLines(text));
    m_plain->show();
    m_note->setText(why);
    m_note->show();
}

// Breadth first, so that the top levels of a large value open before the depth of its first child.
void JsonTree::openSome()
{
    QList<QModelIndex> waiting{m_model->index(0, 0)};
    int rows = 1;
    while (!waiting.isEmpty()) {
        const QModelIndex index = waiting.takeFirst();
        const int children = m_model->rowCount(index);
        if (rows + children > kOpenRows && rows > 1)
            continue;
        rows += children;
        m_tree->expand(index);
        for (int row = 0; row < std::min(children, kOpenRows); ++row) {
            if (const QModelIndex child = m_model->index(row, 0, index);
                m_model->rowCount(child) > 0)
                waiting += child;
        }
    }
}

void JsonTree::showMenu(const QPoint &pos)
{
    const QModelIndex index = m_tree->indexAt(pos);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        m_tree->setCurrentIndex(index);
        menu->addAction(tr("&Copy the value"), this, &JsonTree::copyValue);
        menu->addAction(
            tr("Copy the &path"), this, [path = index.data(items::JsonModel::PathRole).toString()] {
                QGuiApplication::clipboard()->setText(path);
            });
        addFilter(menu, index);
        menu->addSeparator();
        menu->addAction(tr("&Open all below"), this,
            [this, kept = QPersistentModelIndex(index)] { m_tree->expandRecursively(kept, 8); });
    }
    menu->addAction(tr("&Fold all"), m_tree, &QTreeView::collapseAll);
    menu->popup(m_tree->viewport()->mapToGlobal(pos));
}

// Nothing for a container, and nothing for what is hidden: it could not be asked for either.
void JsonTree::addFilter(QMenu *menu, const QModelIndex &index)
{
    const JsonText &json = m_model->json();
    const JsonNode &node = json.nodes[size_t(index.internalId())];
    using Kind = JsonNode::Kind;
    if (!m_filterable || node.cut || node.kind == Kind::Object || node.kind == Kind::Array
        || node.kind == Kind::Null || node.parent < 0)
        return;
    QString value = json.value(node).toString();
    if (node.kind == Kind::String)
        value = jsonUnescaped(QStringView(value).mid(1).chopped(1));
    if (redact(value) != value)
        return;
    QStringList path;
    for (const JsonNode *each = &node; each->parent >= 0; each = &json.nodes[size_t(each->parent)])
        path.prepend(each->hasKey ? jsonUnescaped(json.key(*each)) : QString::number(each->row));
    QAction *action = menu->addAction(tr("Show &rows with this value"), this,
        [this, path, value] { Q_EMIT memberChosen(path, value); });
    action->setObjectName(u"jsonFilter"_s);
}

void JsonTree::copyValue()
{
    const QModelIndex index = m_tree->currentIndex();
    if (index.isValid())
        QGuiApplication::clipboard()->setText(index.data(items::JsonModel::RawRole).toString());
}

bool JsonTree::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copyValue();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace gatehouse::ui
