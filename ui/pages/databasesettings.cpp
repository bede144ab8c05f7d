#include "ui/pages/databasesettings.h"

#include "base/later.h"
#include "base/securefile.h"
#include "items/backupsmodel.h"
#include "ui/pages/databaselist.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/tableview.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

DatabaseSettings::DatabaseSettings(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeSettingsAdviceModel(this).release()),
      m_list(new DatabaseList(u"Settings"_s, tr("Settings that could be better"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->table().setHiddenByDefault({u"reason"_s});
    m_list->setModel(m_model, u"level"_s, workspace.settings());
    QPushButton *pools =
        m_list->addTopButton(tr("&Pools of a service…"), false, u"databaseSettingsPools"_s);
    pools->setToolTip(tr("Reads the pool sizes of a .env or compose file and counts them against the "
                         "connections of the server."));
    m_apply = m_list->addButton(tr("&Apply…"), false, u"databaseSettingsApply"_s);
    connect(pools, &QPushButton::clicked, this, &DatabaseSettings::chooseFile);
    connect(m_apply, &QPushButton::clicked, this, &DatabaseSettings::apply);
    connect(m_list, &DatabaseList::currentChanged, this, &DatabaseSettings::showDetail);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Settings"));
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseSettings::refresh);
}

void DatabaseSettings::focusFilter() { m_list->filter().setFocus(); }

void DatabaseSettings::refresh()
{
    m_systems.clear();
    if (const auto recognition = m_workspace.chosenRecognition())
        for (const systems::Match &match : recognition->matches)
            m_systems << match.system->id;
    ask(
        [systems = m_systems](db::Sql &sql) -> Result<Answer> {
            auto settings = care::fetchSettings(sql, systems);
            if (!settings)
                return settings.error();
            auto budget = care::fetchBudget(sql);
            if (!budget)
                return budget.error();
            return Answer{std::move(settings).value(), std::move(budget).value()};
        },
        [this](const Result<Answer> &answer) {
            if (!answer) {
                if (answer.error().kind != Error::Kind::Cancelled)
                    m_list->table().overlay().showError(
                        tr("The settings could not be read"), answer.error());
                return;
            }
            m_settings = answer.value().settings;
            m_budget = answer.value().budget;
            show();
        });
}

void DatabaseSettings::show()
{
    m_budget.pools = m_pools;
    if (m_pools.empty() && !m_systems.isEmpty())
        if (auto pool = care::poolOf(m_systems.front(), {}, m_systems.front()))
            m_budget.pools = {*pool};
    const care::Machine &machine = m_settings.figures.machine;
    QStringList summary{machine.known
            ? tr("The server runs on this machine, with %1 of memory and %n processor(s).", nullptr,
                  machine.processors)
                  .arg(items::bytesText(machine.memory))
            : machine.why};
    QString connections;
    for (const QString &sentence : m_budget.sentences())
        connections += sentence + u' ';
    summary << connections.trimmed();
    m_list->setSummary(summary);
    m_model->update(m_settings.advice);
    if (m_settings.advice.empty())
        m_list->table().overlay().showEmpty(
            u"server"_s, tr("Nothing to better"), tr("Every setting that is looked at is in order."));
    else
        m_list->table().overlay().clear();
    m_list->fit();
    showDetail();
}

void DatabaseSettings::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return m_list->setDetail({});
    const care::Advice &a = m_model->row(row);
    QStringList lines{a.reason, tr("Now: %1").arg(a.now)};
    if (const care::ServerSetting *setting = m_settings.find(a.name)) {
        lines << tr("Default: %1").arg((setting->bootValue + u' ' + setting->unit).trimmed());
        lines << (setting->file.isEmpty() ? tr("Set by: %1").arg(setting->source)
                                          : tr("Set in: %1").arg(setting->file));
    }
    lines << (a.restart ? tr("The server takes it at its next restart.")
                        : tr("The server takes it without a restart."));
    const auto facts = m_workspace.link().facts();
    const bool may = facts && facts->superuser && !facts->pooled;
    m_apply->setVisible(!a.statement.isEmpty());
    m_apply->setEnabled(may);
    m_apply->setToolTip(may ? QString()
                            : tr("Only a superuser with a direct connection may; copy the statement "
                                 "for one."));
    m_list->setDetail({a.name, items::levelWord(a.level), items::severityOf(a.level), lines,
        a.statement.isEmpty() ? QString() : a.statement + u';'});
}

void DatabaseSettings::apply()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const care::Advice advice = m_model->row(row);
    m_gate.pass(this, [this, advice] {
        Confirmation question{tr("Set %1 to %2?").arg(advice.name, advice.wanted),
            tr("It holds for the whole server, all its databases. It was %1.").arg(advice.now),
            {advice.statement}, tr("Set %1").arg(advice.name), advice.name};
        auto *dialog = new ConfirmDialog(question, targetOf(m_workspace), this);
        dialog->setObjectName(u"databaseSettingsConfirm"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, advice] {
            ask([advice, policy = m_gate.policy(), actor = m_gate.actor()](
                    db::Sql &sql) {
                return care::applySetting(sql, advice.name, advice.wanted, policy, actor);
            },
                [this, advice](const Result<care::AppliedSetting> &done) {
                    if (done)
                        Q_EMIT said(items::Severity::Good,
                            done.value().restart
                                ? tr("%1 is set; the server takes it at its next restart.").arg(advice.name)
                                : tr("%1 is %2 now.").arg(advice.name, advice.wanted));
                    else
                        Q_EMIT said(items::Severity::Bad, done.error().text);
                    refresh();
                });
        });
        dialog->open();
    });
}

void DatabaseSettings::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("A .env or compose file of a service"));
    dialog->setObjectName(u"databasePoolsFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden);
    connect(dialog, &QFileDialog::fileSelected, this, &DatabaseSettings::readPools);
    dialog->open();
}

void DatabaseSettings::readPools(const QString &path)
{
    constexpr qint64 kMostBytes = 1 << 20;
    const auto read = [path, systems = m_systems]() -> Result<std::vector<care::PoolPlan>> {
        auto content = readFile(path, kMostBytes);
        if (!content)
            return content.error();
        return care::poolsOf(QFileInfo(path).fileName(), content.value(), systems);
    };
    deliver(later(read), this, [this](const Result<std::vector<care::PoolPlan>> &pools) {
        if (!pools) {
            Q_EMIT said(items::Severity::Warn, pools.error().text);
            return;
        }
        m_pools = pools.value();
        if (m_pools.empty())
            Q_EMIT said(items::Severity::Info, tr("The file says nothing of pools."));
        show();
    });
}

} // namespace gatehouse::ui
