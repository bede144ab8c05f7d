#include "ui/pages/conversations.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "browse/source.h"
#include "items/count.h"
#include "ui/pages/conversationpane.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using conversations::Search;

ConversationsPage::ConversationsPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent)
{
    setObjectName(u"conversationsPage"_s);
    m_gate = new ChangeGate(workspace, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    buildHeader();
    buildBody();
    connect(&workspace, &Workspace::recognised, this, &ConversationsPage::readSource);
    connect(m_gate, &ChangeGate::failed, this, &ConversationsPage::fail);
    readSource();
}

ConversationsPage::~ConversationsPage()
{
    m_reading.cancel();
    m_working.cancel();
    m_table->setModel(nullptr);
}

void ConversationsPage::buildHeader()
{
    m_header = new PageHeader(tr("Conversations"), this);
    m_clear = makeButton(tr("De&lete all…"), ButtonKind::Danger, this, u"conversationsClear"_s);
    m_new = makeButton(tr("&New conversation…"), ButtonKind::Primary, this, u"conversationsNew"_s);
    m_header->addAction(m_clear);
    m_header->addAction(m_new);
    connect(m_clear, &QPushButton::clicked, this, &ConversationsPage::clear);
    connect(m_new, &QPushButton::clicked, this, &ConversationsPage::create);
    layout()->addWidget(m_header);
}

void ConversationsPage::buildBody()
{
    m_filterBar = new FilterBar(this);
    m_filterBar->setTextHint(tr("Search titles and messages"));
    m_mode = new QComboBox(m_filterBar);
    m_mode->setObjectName(u"conversationsMode"_s);
    m_mode->setAccessibleName(tr("How to search"));
    m_mode->addItem(tr("by words"), int(Search::Mode::Words));
    m_mode->addItem(tr("by exact text"), int(Search::Mode::Exact));
    m_mode->setToolTip(plainToolTip(
        tr("By words: every word, the last one by its beginning; \"a phrase\", or, -not. By exact "
           "text: anywhere inside, also within words.")));
    m_count = new CountLabel(m_filterBar);
    m_count->setObjectName(u"conversationsCount"_s);
    m_filterBar->addTrailing(m_mode);
    m_filterBar->addTrailing(m_count);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"conversationsBanner"_s);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kMedium);
    const systems::Match *match = m_workspace.match();
    m_table =
        new BrowseTable("conversations/sessions/"_L1 + (match ? match->system->id : QString()),
            tr("Sessions"), m_splitter);
    m_table->setObjectName(u"sessionsTable"_s);
    m_table->setErrorTitle(tr("The conversations could not be read"));
    m_table->setEmptyText(u"message-square"_s, tr("No conversations"),
        tr("They appear here as soon as somebody talks to the service."));
    m_pane = new ConversationPane(m_splitter);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({600, 620});
    layout()->addWidget(m_filterBar);
    layout()->addWidget(m_banner);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
    connect(m_filterBar, &FilterBar::textChanged, this, &ConversationsPage::ask);
    connect(m_mode, &QComboBox::activated, this, &ConversationsPage::ask);
    connect(m_table, &BrowseTable::currentRowChanged, this, &ConversationsPage::showSession);
    connect(m_table, &BrowseTable::clearFilterRequested, this, [this] { m_filterBar->clear(); });
    connect(m_table, &BrowseTable::retryRequested, this, [this] {
        if (!m_source)
            readSource();
    });
    connect(m_table, &BrowseTable::filterTyped, this, [this](const QString &text) {
        m_filterBar->setText(text);
        m_filterBar->focusText();
        ask();
    });
    connect(m_pane, &ConversationPane::renameWanted, this, &ConversationsPage::rename);
    connect(m_pane, &ConversationPane::removeWanted, this, &ConversationsPage::remove);
    connect(m_pane, &ConversationPane::writeWanted, this, &ConversationsPage::write);
}

void ConversationsPage::readSource()
{
    m_reading.cancel();
    m_reading = CancelToken();
    m_source.reset();
    const auto recognition = m_workspace.recognition();
    const systems::Match *match = m_workspace.match();
    m_new->setEnabled(false);
    m_clear->setEnabled(false);
    if (!match || !recognition)
        return;
    ++m_waiting;
    deliver(m_workspace.link().interactive().run(
                [recognition, match = *match](
                    db::Sql &sql) { return conversations::Source::read(sql, *recognition, match); },
                m_reading),
        this, [this, token = m_reading](const Result<Source> &source) {
            --m_waiting;
            if (token.isCancelled())
                return;
            if (source)
                return take(source.value());
            m_table->setModel(nullptr);
            m_model.reset();
            m_pane->setSource({}, nullptr, nullptr, m_workspace.settings(), QTimeZone::utc());
            m_table->showError(source.error());
        });
}

void ConversationsPage::take(Source source)
{
    m_source = std::move(source);
    m_header->setSubtitle(m_source->notes().join(u' '));
    const auto allow = [](QPushButton *button, const QString &whyNot) {
        button->setEnabled(whyNot.isEmpty());
        button->setToolTip(whyNot.isEmpty() ? QString() : plainToolTip(whyNot));
    };
    allow(m_new, m_source->abilities().create);
    allow(m_clear, m_source->abilities().clear);
    const QTimeZone zone(m_workspace.profile().zone.toUtf8());
    m_table->setModel(nullptr);
    browse::Source questions =
        browse::sourceOver(m_workspace.link().interactive(), m_workspace.link().monitor());
    // The counts cost what they cost, whatever the order: an index would not help them.
    questions.plan = [plan = questions.plan, id = m_source->domain().sessionId](
                         browse::Query query, const CancelToken &token) {
        query.columns = {id};
        return plan(std::move(query), token);
    };
    m_model = std::make_unique<items::BrowseModel>(std::move(questions));
    m_model->setZone(zone);
    m_pane->setSource(m_source, &m_workspace.link().interactive(), &m_workspace.link().monitor(),
        m_workspace.settings(), zone);
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, [this] {
        if (m_model->isLoading())
            return;
        if (m_model->rowCount() > 0 && m_table->currentRow() < 0)
            m_table->selectRow(0);
        else // the same session, perhaps with another search
            showSession(m_model->rowCount() == 0 ? -1 : m_table->currentRow());
    });
    connect(&m_model->figures(), &items::BrowseFigures::totalChanged, this,
        &ConversationsPage::showCount);
    ask();
    dress();
}

void ConversationsPage::dress()
{
    const QString title = m_source->domain().title;
    const QString count = QString::fromLatin1(conversations::Source::kCount);
    if (!title.isEmpty())
        m_model->setDecoration(
            title, [title](const browse::Page &page, int row, int role) -> QVariant {
                const int place = page.indexOf(title);
                const bool none =
                    place < 0 || page.isNull(row, place) || page.cell(row, place).isEmpty();
                if (!none)
                    return {};
                if (role == items::SecondaryTextRole) // said once
                    return QString();
                return role == Qt::DisplayRole ? tr("(no title)") : QVariant();
            });
    m_model->setDecoration(count, [count](const browse::Page &page, int row, int role) -> QVariant {
        const int place = page.indexOf(count);
        const bool most = place >= 0
            && page.cell(row, place) == QByteArray::number(conversations::Source::kMostCounted);
        return most && (role == Qt::DisplayRole || role == Qt::ToolTipRole) ? tr("over 10,000")
                                                                            : QVariant();
    });
    QStringList hidden;
    const QStringList shown = m_source->shownSessionColumns();
    for (const browse::Column &column : m_source->sessions()->columns)
        if (!shown.contains(column.id))
            hidden << column.id;
    m_table->setHiddenByDefault(hidden);
    m_table->setModel(m_model.get());
    m_table->keepColumns(m_workspace.settings());
    showCount();
}

Search ConversationsPage::search() const
{
    return {m_filterBar->text(), Search::Mode(m_mode->currentData().toInt())};
}

void ConversationsPage::ask()
{
    if (!m_source)
        return;
    browse::Query query = m_source->sessionRows(search());
    if (m_table->model())
        query.order = m_model->query().order; // what was clicked last
    m_model->setQuery(query);
}

QString ConversationsPage::currentSession() const
{
    const int row = m_model ? m_table->currentRow() : -1;
    const auto id = row < 0 ? std::nullopt : m_model->raw(row, m_source->domain().sessionId);
    return id ? QString::fromUtf8(*id) : QString();
}

void ConversationsPage::showSession(int row)
{
    const QString id = row < 0 ? QString() : currentSession();
    if (id.isEmpty())
        return m_pane->showSession({}, {}, {}, {});
    QString title;
    QStringList facts;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QString name =
            m_model->headerData(column, Qt::Horizontal, items::ColumnIdRole).toString();
        const QString text = m_model->index(row, column).data().toString();
        if (name == m_source->domain().title)
            title = text;
        else if (m_source->shownSessionColumns().contains(name) && !text.isEmpty())
            facts << tr("%1: %2").arg(
                m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), text);
    }
    m_pane->showSession(id, title.isEmpty() ? id : title, facts.join(u" · "_s), search());
}

void ConversationsPage::showCount()
{
    if (m_model)
        m_count->setText(items::rowsText(m_model->figures().total()));
}

void ConversationsPage::refresh()
{
    if (!m_source)
        return readSource();
    m_model->refresh();
    m_pane->refresh();
}

void ConversationsPage::focusFilter() { m_filterBar->focusText(); }

void ConversationsPage::cancelQuery()
{
    m_working.cancel();
    m_table->cancel();
    m_pane->cancel();
}

bool ConversationsPage::isIdle() const
{
    return m_waiting == 0 && (!m_model || m_model->isIdle()) && m_pane->isIdle();
}

QJsonObject ConversationsPage::state() const
{
    return {{u"text"_s, m_filterBar->text()}, {u"exact"_s, search().mode == Search::Mode::Exact}};
}

void ConversationsPage::restore(const QJsonObject &state)
{
    m_filterBar->setText(state[u"text"_s].toString());
    m_mode->setCurrentIndex(state[u"exact"_s].toBool() ? 1 : 0);
    ask();
}

void ConversationsPage::fail(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        m_banner->showMessage(items::Severity::Bad, error.text);
}

} // namespace gatehouse::ui
