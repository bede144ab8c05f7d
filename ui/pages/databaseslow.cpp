#include "ui/pages/databaseslow.h"

#include "items/backupsmodel.h"
#include "ui/pages/databaselist.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/tableview.h"

#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

DatabaseSlow::DatabaseSlow(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeSlowModel(this).release()),
      m_list(new DatabaseList(u"Slow"_s, tr("Slow queries"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->table().setWidest(u"statement"_s, 420);
    m_list->table().setHiddenByDefault({u"rows"_s, u"user"_s});
    m_list->setModel(m_model, {}, workspace.settings());
    m_reset = m_list->addTopButton(tr("&Begin anew…"), false, u"databaseSlowReset"_s);
    m_reset->setVisible(false);
    m_explain = m_list->addButton(tr("&Explain"), false, u"databaseSlowExplain"_s);
    connect(m_list, &DatabaseList::currentChanged, this, &DatabaseSlow::showDetail);
    connect(m_list, &DatabaseList::opened, this, &DatabaseSlow::explain);
    connect(m_explain, &QPushButton::clicked, this, &DatabaseSlow::explain);
    connect(m_reset, &QPushButton::clicked, this, &DatabaseSlow::reset);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Slow queries"));
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseSlow::refresh);
}

void DatabaseSlow::focusFilter() { m_list->filter().setFocus(); }

void DatabaseSlow::refresh()
{
    ask([](db::Sql &sql) { return care::fetchSlow(sql); },
        [this](const Result<care::Slow> &slow) {
            if (slow)
                show(slow.value());
            else if (slow.error().kind != Error::Kind::Cancelled)
                m_list->table().overlay().showError(
                    tr("The statements could not be read"), slow.error());
        });
}

void DatabaseSlow::show(const care::Slow &slow)
{
    const bool ready = slow.state == care::Slow::State::Ready;
    m_reset->setVisible(ready);
    m_reset->setEnabled(slow.mayReset);
    m_reset->setToolTip(slow.mayReset ? QString()
                                      : tr("This role may not execute pg_stat_statements_reset."));
    m_explain->setVisible(ready);
    m_model->update(slow.statements);
    if (!ready) {
        m_list->setSummary({});
        m_list->table().overlay().showEmpty(u"server"_s, tr("Statements are not counted"), slow.why);
        QString sql;
        for (const QString &statement : slow.wayOut)
            sql += statement + u";\n"_s;
        m_list->setDetail({tr("The way out"), {}, items::Severity::Info, {slow.why}, sql});
        return;
    }
    QStringList summary{
        tr("%1 of statements of this database, counted since %2 (pg_stat_statements %3).")
            .arg(items::millisecondsText(slow.totalMs),
                slow.since ? slow.since->toString(u"yyyy-MM-dd HH:mm 'UTC'"_s)
                           : tr("the extension was made"),
                slow.extensionVersion)};
    if (slow.hidden > 0)
        summary << tr("The texts of %n statement(s) are hidden, since they are of other users: GRANT "
                      "pg_read_all_stats shows them.",
            nullptr, int(slow.hidden));
    if (slow.forgotten > 0)
        summary << tr("The server ran out of room %n time(s) and forgot rare statements.", nullptr,
            int(slow.forgotten));
    m_list->setSummary(summary);
    if (slow.statements.empty())
        m_list->table().overlay().showEmpty(
            u"server"_s, tr("Nothing counted yet"), tr("No statement of this database ran yet."));
    else
        m_list->table().overlay().clear();
    m_list->fit();
    showDetail();
}

void DatabaseSlow::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const care::Statement &s = m_model->row(row);
    const QLocale locale;
    QStringList lines{
        tr("%1 calls, %2 each, %3 the longest")
            .arg(locale.toString(s.calls), items::millisecondsText(s.meanMs),
                items::millisecondsText(s.maxMs)),
        tr("%1 rows a call").arg(s.calls > 0 ? locale.toString(s.rows / double(s.calls), 'f', 1) : u"—"_s),
        tr("%1 of its pages from the cache").arg(items::shareText(s.hitShare())),
        tr("Role %1").arg(s.user)};
    if (s.tempWritten > 0)
        lines << tr("%1 written to temporary files").arg(items::bytesText(s.tempWritten * 8192));
    if (s.members > 1)
        lines << tr("%n entries of the server are taken together, which differ in values or roles only",
            nullptr, s.members);
    m_explain->setEnabled(!s.hidden);
    m_list->setDetail({s.fingerprint, {}, items::Severity::None, lines, s.text});
}

void DatabaseSlow::explain()
{
    if (const int row = m_list->currentRow(); row >= 0 && !m_model->row(row).hidden)
        Q_EMIT tabWanted(u"explain"_s, {{u"sql"_s, m_model->row(row).text}});
}

void DatabaseSlow::reset()
{
    m_gate.pass(this, [this] {
        auto *dialog = new ConfirmDialog(
            {tr("Begin to count anew?"),
                tr("What was counted of this database is gone; counting goes on from now."), {},
                tr("Begin anew"), {}},
            targetOf(m_workspace), this);
        dialog->setObjectName(u"databaseSlowConfirm"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this] {
            ask([policy = m_gate.policy(), actor = m_gate.actor()](
                    db::Sql &sql) { return care::resetSlow(sql, policy, actor); },
                [this](const Result<bool> &done) {
                    if (done)
                        Q_EMIT said(items::Severity::Good, tr("Counting begins anew."));
                    else
                        Q_EMIT said(items::Severity::Bad, done.error().text);
                    refresh();
                });
        });
        dialog->open();
    });
}

} // namespace gatehouse::ui
