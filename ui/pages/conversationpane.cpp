#include "ui/pages/conversationpane.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "browse/source.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr qint64 kMostShown = 1024 * 1024;

void allow(QPushButton *button, const QString &whyNot)
{
    button->setEnabled(whyNot.isEmpty());
    button->setToolTip(whyNot.isEmpty() ? QString() : plainToolTip(whyNot));
}

} // namespace

ConversationPane::ConversationPane(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"conversationPane"_s);
    setMinimumWidth(420);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget(this);
    auto *empty = new EmptyState(m_pages);
    empty->setContent(
        u"message-square"_s, tr("No conversation chosen"), tr("Choose one in the list."));
    m_pages->addWidget(empty);
    m_pages->addWidget(sessionPage());
    column->addWidget(m_pages);
}

ConversationPane::~ConversationPane()
{
    m_fetching.cancel();
    m_table->setModel(nullptr);
}

QWidget *ConversationPane::head(QWidget *page)
{
    auto *head = new QWidget(page);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    m_title = new PlainLabel(head);
    m_title->setObjectName(u"conversationTitle"_s);
    m_title->setFont(headingFont());
    m_title->setSelectable(true);
    m_facts = new PlainLabel(head);
    m_facts->setObjectName(u"conversationFacts"_s);
    m_facts->setTone(PlainLabel::Tone::Muted);
    m_note = new PlainLabel(head);
    m_note->setObjectName(u"conversationNote"_s);
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    auto *row = new QWidget(head);
    auto *flow = new FlowLayout(row, space::kSmall);
    m_rename = makeButton(tr("Re&name…"), ButtonKind::Plain, row, u"conversationRename"_s);
    m_write = makeButton(tr("Add &message…"), ButtonKind::Plain, row, u"conversationWrite"_s);
    m_remove = makeButton(tr("&Delete…"), ButtonKind::Danger, row, u"conversationDelete"_s);
    m_matches = new QCheckBox(tr("&Only what matches"), row);
    m_matches->setObjectName(u"conversationMatches"_s);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_rename, m_write, m_remove, m_matches})
        flow->addWidget(widget);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_title, m_facts, m_note, row})
        column->addWidget(widget);
    connect(m_rename, &QPushButton::clicked, this, &ConversationPane::renameWanted);
    connect(m_write, &QPushButton::clicked, this, &ConversationPane::writeWanted);
    connect(m_remove, &QPushButton::clicked, this, &ConversationPane::removeWanted);
    connect(m_matches, &QCheckBox::clicked, this, &ConversationPane::showAll);
    return head;
}

QWidget *ConversationPane::reader(QWidget *page)
{
    auto *reader = new QWidget(page);
    auto *column = new QVBoxLayout(reader);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    m_about = new PlainLabel(reader);
    m_about->setObjectName(u"conversationAbout"_s);
    m_about->setTone(PlainLabel::Tone::Muted);
    m_text = new QPlainTextEdit(reader);
    m_text->setObjectName(u"conversationText"_s);
    m_text->setAccessibleName(tr("The whole message"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    column->addWidget(m_about);
    column->addWidget(m_text, 1);
    return reader;
}

QWidget *ConversationPane::sessionPage()
{
    auto *page = new QWidget(m_pages);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(head(page));
    auto *splitter = new QSplitter(Qt::Vertical, page);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(space::kMedium);
    m_table = new BrowseTable(u"conversations/messages"_s, tr("Messages"), splitter);
    m_table->setObjectName(u"messagesTable"_s);
    m_table->setErrorTitle(tr("The messages could not be read"));
    m_table->setEmptyText(
        u"message-square"_s, tr("No messages"), tr("Nothing was said in this conversation yet."));
    splitter->addWidget(reader(splitter));
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({460, 200});
    column->addWidget(splitter, 1);
    connect(m_table, &BrowseTable::currentRowChanged, this, &ConversationPane::showMessage);
    connect(m_table, &BrowseTable::clearFilterRequested, this, [this] { showAll(false); });
    return page;
}

void ConversationPane::setSource(std::shared_ptr<const conversations::Source> source,
    db::Session *pages, db::Session *figures, SettingsFile &settings, const QTimeZone &zone)
{
    m_fetching.cancel();
    m_table->setModel(nullptr);
    m_model.reset();
    m_source = std::move(source);
    m_settings = &settings;
    m_zone = zone;
    m_id.clear();
    m_pages->setCurrentIndex(0);
    if (!m_source)
        return;
    const conversations::Abilities &can = m_source->abilities();
    allow(m_rename, can.rename);
    allow(m_write, can.addMessage);
    allow(m_remove, can.remove);
    const int history = m_source->historyMessages();
    m_note->setText(history > 0
            ? tr("The service hands the newest %n message(s) of it to the model.", nullptr, history)
            : QString());
    m_note->setVisible(history > 0);
    m_model = std::make_unique<items::BrowseModel>(browse::sourceOver(*pages, *figures));
    m_model->setZone(zone);
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, [this] {
        if (!m_model->isLoading() && m_model->rowCount() > 0 && m_table->currentRow() < 0)
            m_table->selectRow(m_matches->isChecked() ? 0 : m_model->rowCount() - 1);
    });
}

// A service that does not time itself leaves nothing, or a nought.
void ConversationPane::dress()
{
    const QString role = m_source->domain().role, latency = m_source->latencyColumn();
    for (const QString &id : {m_source->modelColumn(), latency}) {
        if (id.isEmpty())
            continue;
        m_model->setDecoration(id,
            [id, role, timed = id == latency](
                const browse::Page &page, int row, int what) -> QVariant {
                const bool second = what == items::SecondaryTextRole;
                const bool text = second || what == Qt::DisplayRole || what == Qt::ToolTipRole;
                const int place = page.indexOf(id), says = page.indexOf(role);
                if (!text || place < 0)
                    return {};
                const QByteArray held = page.cell(row, place).toByteArray();
                if (!page.isNull(row, place) && !held.isEmpty() && !(timed && held.toDouble() == 0))
                    return {};
                if (second) // said once
                    return QString();
                const bool answer = says < 0 || page.cell(row, says) == QByteArrayView("assistant");
                return answer ? tr("not recorded") : QString(u'–');
            });
    }
}

void ConversationPane::showSession(const QString &id, const QString &title, const QString &facts,
    const conversations::Search &search)
{
    const bool same = id == m_id && search == m_search;
    m_title->setText(title);
    m_facts->setText(facts);
    if (same)
        return;
    m_id = id;
    m_search = search;
    m_pages->setCurrentIndex(id.isEmpty() ? 0 : 1);
    m_matches->setChecked(!search.isEmpty());
    m_matches->setVisible(!search.isEmpty());
    m_fetching.cancel();
    m_text->clear();
    m_about->setText({});
    if (!id.isEmpty())
        ask();
}

void ConversationPane::ask()
{
    if (!m_model || m_id.isEmpty())
        return;
    const bool only = m_matches->isChecked();
    m_model->setQuery(m_source->messageRows(m_id, only ? m_search : conversations::Search()));
    if (!only)
        m_model->end();
    if (m_table->model())
        return;
    QStringList hidden;
    const QStringList shown = m_source->shownMessageColumns();
    for (const browse::Column &column : m_source->messages()->columns)
        if (!shown.contains(column.id))
            hidden << column.id;
    m_table->setHiddenByDefault(hidden);
    dress();
    m_table->setModel(m_model.get());
    m_table->keepColumns(*m_settings);
    for (int column = 0; column < m_model->columnCount(); ++column)
        if (m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString()
                == m_source->domain().content
            && m_table->table().columnWidth(column) < 120)
            m_table->table().setColumnWidth(column, 240);
}

// From the matches to the same message among the others.
void ConversationPane::showAll(bool matchesOnly)
{
    const int row = m_table->currentRow();
    const auto at = m_model && row >= 0 ? m_model->cursorOf(row) : std::nullopt;
    m_matches->setChecked(matchesOnly);
    ask();
    if (!matchesOnly && at) {
        browse::Cursor here = *at;
        here.inclusive = true;
        m_model->goTo(here);
    }
}

void ConversationPane::showMessage(int row)
{
    m_fetching.cancel();
    const QString content = m_source ? m_source->domain().content : QString();
    const auto raw =
        m_model && row >= 0 && m_model->isAtHand(row) ? m_model->raw(row, content) : std::nullopt;
    m_about->setText({});
    if (!raw) {
        m_text->clear();
        return;
    }
    QStringList about;
    for (const QString &id : m_source->shownMessageColumns())
        for (int column = 0; id != content && column < m_model->columnCount(); ++column)
            if (m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString() == id)
                about << m_model->index(row, column).data().toString();
    about.removeAll(QString());
    m_about->setText(about.join(u" · "_s));
    showText(QString::fromUtf8(*raw), 0);
    if (!m_model->wholeSize(row, content))
        return;
    m_fetching = CancelToken();
    ++m_fetches;
    deliver(m_model->value(row, content, m_fetching), this,
        [this, token = m_fetching](const Result<browse::Value> &value) {
            --m_fetches;
            if (!value || token.isCancelled())
                return;
            showText(
                QString::fromUtf8(value.value().text.left(kMostShown)), value.value().wholeSize);
        });
}

void ConversationPane::showText(const QString &text, qint64 wholeSize)
{
    QString shown = displayLines(text);
    if (wholeSize > kMostShown)
        shown += u'\n' + tr("Only the beginning is shown here.");
    m_text->setPlainText(shown);
}

void ConversationPane::refresh()
{
    if (m_model && !m_id.isEmpty())
        m_model->refresh();
}

void ConversationPane::cancel()
{
    m_fetching.cancel();
    if (m_model)
        m_model->cancel();
}

} // namespace gatehouse::ui
