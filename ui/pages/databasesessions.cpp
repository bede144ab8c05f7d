#include "ui/pages/databasesessions.h"

#include "base/safetext.h"
#include "ui/pages/databaselist.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/tableview.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using care::SignalKind;

namespace {
constexpr int kAgainMs = 5000;
}

DatabaseSessions::DatabaseSessions(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeSessionsModel(this).release()),
      m_list(new DatabaseList(u"Sessions"_s, tr("Sessions of the server"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->table().setHiddenByDefault({u"since"_s});
    m_list->table().setWidest(u"who"_s, 220);
    m_list->setModel(m_model, u"state"_s, workspace.settings());
    m_idle = new QCheckBox(tr("&Idle sessions too"), this);
    m_idle->setObjectName(u"databaseSessionsIdle"_s);
    m_list->addTop(m_idle);
    m_cancel = m_list->addButton(tr("&Cancel statement…"), false, u"databaseSessionsCancel"_s);
    m_end = m_list->addButton(tr("&End session…"), true, u"databaseSessionsEnd"_s);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Sessions of the server"));
    connect(m_list, &DatabaseList::currentChanged, this, &DatabaseSessions::showDetail);
    connect(m_idle, &QCheckBox::toggled, this, [this] { show(m_sessions); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { confirm(SignalKind::Cancel); });
    connect(m_end, &QPushButton::clicked, this, [this] { confirm(SignalKind::Terminate); });
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseSessions::refresh);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (isVisible() && isIdle())
            refresh();
    });
    m_again.start();
}

void DatabaseSessions::focusFilter() { m_list->filter().setFocus(); }

void DatabaseSessions::refresh()
{
    askIn(
        m_workspace.link().monitor(), [](db::Sql &sql) { return care::fetchSessions(sql); },
        [this](const Result<std::vector<care::SessionInfo>> &sessions) {
            if (sessions)
                show(sessions.value());
            else if (sessions.error().kind != Error::Kind::Cancelled)
                m_list->table().overlay().showError(
                    tr("The sessions could not be read"), sessions.error());
        });
}

void DatabaseSessions::show(const std::vector<care::SessionInfo> &sessions)
{
    m_sessions = sessions;
    auto rows = items::sessionRows(sessions, m_idle->isChecked());
    int waiting = 0, open = 0, idle = 0;
    for (const care::SessionInfo &one : sessions) {
        waiting += one.isWaiting() ? 1 : 0;
        open += one.inTransaction() ? 1 : 0;
        idle += one.isIdle() ? 1 : 0;
    }
    m_list->setSummary({tr("%n session(s)", nullptr, int(sessions.size())) + u": "_s
        + tr("%1 idle, %2 idle in a transaction, %3 waiting for a lock.")
              .arg(idle)
              .arg(open)
              .arg(waiting)});
    const bool any = !rows.empty();
    m_model->update(std::move(rows));
    if (any)
        m_list->table().overlay().clear();
    else
        m_list->table().overlay().showEmpty(u"users"_s, tr("Nobody works at the moment"),
            tr("Every session waits for its client. Show the idle ones to see them."));
    m_list->fit();
    showDetail();
}

void DatabaseSessions::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return m_list->setDetail({});
    const items::SessionRow &one = m_model->row(row);
    const care::SessionInfo &session = one.session;
    QStringList lines = one.reasons;
    lines << tr("%1 in %2").arg(session.who(), session.database);
    if (!session.waitType.isEmpty())
        lines << tr("Waits in: %1 / %2").arg(session.waitType, session.waitEvent);
    if (!session.locks.isEmpty())
        lines << tr("Holds: %1").arg(session.locks.join(u", "_s));
    m_list->setDetail({tr("Session %1").arg(session.pid), one.word, items::severityOf(one.level),
        lines, session.query});
    const auto grey = [&session](QPushButton *button, SignalKind kind) {
        const QString why = care::whyNoSignal(session, kind);
        button->setEnabled(why.isEmpty());
        button->setToolTip(plainToolTip(why));
    };
    grey(m_cancel, SignalKind::Cancel);
    grey(m_end, SignalKind::Terminate);
}

void DatabaseSessions::confirm(SignalKind kind)
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const items::SessionRow one = m_model->row(row);
    m_gate.pass(this, [this, one, kind] {
        const bool end = kind == SignalKind::Terminate;
        const QString pid = QString::number(one.session.pid);
        Confirmation ask{end ? tr("End the session %1?").arg(pid)
                             : tr("Cancel the statement of session %1?").arg(pid),
            care::signalPreview(one.session, kind, one.blocks).join(u' '),
            {safeText(one.session.who(), 80)}, end ? tr("End session") : tr("Cancel statement"),
            pid};
        auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
        dialog->setObjectName(u"databaseSessionDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this,
            [this, seen = one.session, kind] { stop(seen, kind); });
        dialog->open();
    });
}

void DatabaseSessions::stop(const care::SessionInfo &seen, SignalKind kind)
{
    ask([seen, kind, policy = m_gate.policy(), actor = m_gate.actor()](
            db::Sql &sql) { return care::signalSession(sql, seen, kind, policy, actor); },
        [this](const Result<care::Signalled> &done) {
            if (done)
                Q_EMIT said(items::Severity::Good, done.value().sentence);
            else
                Q_EMIT said(items::Severity::Bad, done.error().text);
            refresh();
        });
}

} // namespace gatehouse::ui
