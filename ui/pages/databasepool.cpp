#include "ui/pages/databasepool.h"

#include "base/safetext.h"
#include "ui/pages/databaselist.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using care::PoolAct;

namespace {

const QString kUsualPort = u"6432"_s;

QString titleOf(const QString &id)
{
    static const QMap<QString, const char *> titles{
        {u"databases"_s, QT_TRANSLATE_NOOP("DatabasePool", "Databases")},
        {u"stats"_s, QT_TRANSLATE_NOOP("DatabasePool", "Figures")},
        {u"clients"_s, QT_TRANSLATE_NOOP("DatabasePool", "Clients")},
        {u"servers"_s, QT_TRANSLATE_NOOP("DatabasePool", "Server connections")},
        {u"config"_s, QT_TRANSLATE_NOOP("DatabasePool", "Settings")},
        {u"lists"_s, QT_TRANSLATE_NOOP("DatabasePool", "Counts")},
        {u"state"_s, QT_TRANSLATE_NOOP("DatabasePool", "State")}};
    const char *title = titles.value(id, nullptr);
    return title ? QCoreApplication::translate("DatabasePool", title) : QString();
}

} // namespace

DatabasePool::DatabasePool(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makePoolModel(this).release()),
      m_what(new QComboBox(this)),
      m_stack(new QStackedWidget(this)),
      m_list(new DatabaseList(u"Pool"_s, tr("Pools of PgBouncer"), m_stack)),
      m_table(new TableView(u"database/PoolShown"_s, tr("What PgBouncer shows"), m_stack))
{
    m_what->setObjectName(u"databasePoolWhat"_s);
    m_what->setAccessibleName(tr("What is shown"));
    m_what->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_what->addItem(tr("Pools"), u"pools"_s);
    m_table->setObjectName(u"databasePoolShown"_s);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_table);
    auto *top = new QHBoxLayout;
    top->addWidget(m_what);
    top->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, 0);
    column->addLayout(top);
    column->addWidget(m_stack, 1);
    m_list->setModel(m_model, u"state"_s, workspace.settings());
    m_reload = m_list->addTopButton(tr("&Reload settings…"), false, u"databasePoolReload"_s);
    m_pause = m_list->addButton(tr("&Pause…"), true, u"databasePoolPause"_s);
    m_resume = m_list->addButton(tr("Resu&me…"), false, u"databasePoolResume"_s);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Pools of PgBouncer"));
    connect(m_what, &QComboBox::activated, this, &DatabasePool::showTable);
    connect(m_list, &DatabaseList::currentChanged, this, &DatabasePool::showDetail);
    connect(m_pause, &QPushButton::clicked, this, [this] { confirm(PoolAct::Pause); });
    connect(m_resume, &QPushButton::clicked, this, [this] { confirm(PoolAct::Resume); });
    connect(m_reload, &QPushButton::clicked, this, [this] { confirm(PoolAct::Reload); });
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabasePool::refresh);
    m_reload->setEnabled(false);
}

void DatabasePool::focusFilter() { m_list->filter().setFocus(); }

db::SessionOptions DatabasePool::console() const
{
    const auto facts = m_workspace.link().facts();
    return care::consoleOf(m_workspace.link().interactive().options(),
        facts && facts->pooled ? QString() : kUsualPort);
}

void DatabasePool::refresh()
{
    const auto session = std::make_shared<db::Session>(console()); // goes with its answer
    askIn(
        *session, [](db::Sql &sql) { return care::fetchPool(sql); },
        [this, session](const Result<care::PoolView> &view) {
            if (view)
                return show(view.value());
            if (view.error().kind == Error::Kind::Cancelled)
                return;
            m_reload->setEnabled(false);
            m_list->setDetail({});
            m_list->table().overlay().showEmpty(u"plug"_s, tr("No PgBouncer was found"),
                tr("Gatehouse asked at port %1 of this connection's host. %2")
                    .arg(console().info.port.isEmpty() ? u"5432"_s : console().info.port,
                        view.error().text));
        });
}

void DatabasePool::show(const care::PoolView &view)
{
    m_view = view;
    if (!std::exchange(m_known, true)) {
        for (const care::PoolTable &table : view.tables)
            if (const QString title = titleOf(table.id); !title.isEmpty())
                m_what->addItem(title, table.id);
    }
    m_list->setSummary(
        {tr("PgBouncer %1; this user may %2.")
                .arg(view.version, view.admin ? tr("pause, resume and reload") : tr("only look"))});
    m_model->update(view.pools);
    if (view.pools.empty())
        m_list->table().overlay().showEmpty(u"plug"_s, tr("No pool yet"),
            tr("PgBouncer opens a pool when the first client comes."));
    else
        m_list->table().overlay().clear();
    m_list->fit();
    const QString why = care::whyNoPoolAct(view, PoolAct::Reload, {});
    m_reload->setEnabled(why.isEmpty());
    m_reload->setToolTip(plainToolTip(why));
    showDetail();
    showTable();
}

void DatabasePool::showTable()
{
    const QString id = m_what->currentData().toString();
    const care::PoolTable *table = id == "pools"_L1 ? nullptr : m_view.table(id);
    m_stack->setCurrentIndex(table ? 1 : 0);
    if (!table)
        return;
    auto *model = items::makeShownModel(*table, this).release();
    std::vector<items::ShownRow> rows;
    for (const QStringList &cells : table->rows)
        rows.push_back({int(rows.size()), cells});
    model->update(std::move(rows));
    m_table->setModel(model);
    m_table->fitColumns();
    delete std::exchange(m_shown, model);
}

void DatabasePool::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return m_list->setDetail({});
    const care::Pool &pool = m_model->row(row);
    const care::PoolVerdict verdict = care::judgePool(pool);
    QStringList lines = verdict.reasons;
    if (pool.most > 0)
        lines << tr("The database takes at most %1 connections in all its pools; %2 are open.")
                     .arg(pool.most)
                     .arg(pool.current);
    m_list->setDetail({tr("%1, %2").arg(pool.database, pool.user), verdict.word,
        items::severityOf(verdict.level), lines, {}});
    const auto grey = [this, &pool](QPushButton *button, PoolAct act) {
        const QString why = care::whyNoPoolAct(m_view, act, pool.database);
        button->setEnabled(why.isEmpty());
        button->setToolTip(plainToolTip(why));
    };
    grey(m_pause, PoolAct::Pause);
    grey(m_resume, PoolAct::Resume);
}

void DatabasePool::confirm(PoolAct act)
{
    const int row = m_list->currentRow();
    const QString database =
        act == PoolAct::Reload || row < 0 ? QString() : m_model->row(row).database;
    // A paused pool keeps our own questions waiting: the record is not asked for then.
    const auto go = [this, act, database] {
        const QString statement = care::statementOf(act, database);
        Confirmation ask{tr("Tell PgBouncer %1?").arg(safeText(statement, 80)),
            care::poolPreview(m_view, act, database).join(u' '), {},
            act == PoolAct::Pause        ? tr("Pause")
                : act == PoolAct::Resume ? tr("Resume")
                                         : tr("Reload"),
            database, {}, false, act == PoolAct::Pause};
        auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
        dialog->setObjectName(u"databasePoolDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, act, database] { change(act, database); });
        dialog->open();
    };
    if (act == PoolAct::Resume)
        m_gate.passLock(this, go);
    else
        m_gate.pass(this, go);
}

void DatabasePool::change(PoolAct act, const QString &database)
{
    db::SessionOptions own = m_workspace.link().interactive().options();
    own.readOnly = false;
    const auto session = std::make_shared<db::Session>(console()); // lends its thread
    askIn(
        *session,
        [at = console(), own, act, database, policy = m_gate.policy(), actor = m_gate.actor()](
            db::Sql &) { return care::changePool(at, own, act, database, policy, actor); },
        [this, session](const Result<care::PoolDone> &done) {
            if (done)
                Q_EMIT said(done.value().waits ? items::Severity::Warn : items::Severity::Good,
                    done.value().sentence);
            else
                Q_EMIT said(items::Severity::Bad, done.error().text);
            refresh();
        });
}

} // namespace gatehouse::ui
