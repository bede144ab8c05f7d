// What the health page does when somebody asks: endpoints by hand or from a .env, one look, and
// where the history is kept.
#include "ui/pages/health.h"

#include "health/probe.h"
#include "health/station.h"
#include "ui/pages/healthendpointdialog.h"
#include "ui/pages/healthkeepdialog.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirmdialog.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QTimer>

namespace gatehouse::ui {

namespace {
constexpr int kAgainMs = 50;
}

void HealthPage::buildActions()
{
    auto *more = new QMenu(m_more);
    const auto add = [this, more](const QString &text, const QString &name, auto run) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, run);
        addAction(action);
        more->addAction(action);
        return action;
    };
    add(tr("Check all endpoints now"), u"healthCheckAction"_s, [this] { refresh(); });
    add(tr("Add an endpoint…"), u"healthAdd"_s, [this] { editEndpoint({}); });
    add(tr("Take endpoints from a .env file…"), u"healthImport"_s, [this] { chooseEnv(); });
    add(tr("Watch the system's own endpoints again"), u"healthDescription"_s,
        [this] { m_station->useDescription(); });
    more->addSeparator();
    add(tr("Keep the history in this database…"), u"healthKeepTables"_s,
        [this] { keepInTables(); });
    add(tr("Remove the history from this database…"), u"healthRemoveTables"_s,
        [this] { removeTables(); });
    add(tr("Alerts…"), u"healthAlerts"_s, [this] { editAlerts(); });
    m_more->setMenu(more);
    connect(m_add, &QPushButton::clicked, this, [this] { editEndpoint({}); });
    connect(m_station, &health::Station::envTaken, this, [this](const QString &path, int added) {
        m_workspace.settings().setValue(envKey(), path);
        m_banner->showMessage(items::Severity::Good,
            tr("%n endpoint(s) (was|were) added; secrets are read from %1 each time.", nullptr,
                added)
                .arg(path));
    });
    connect(m_station, &health::Station::tablesChanged, this, [this](bool created) {
        m_workspace.settings().setValue(tablesKey(), created);
        m_banner->showMessage(items::Severity::Good,
            created ? tr("The history is kept in this database from now on.")
                    : tr("The tables were removed; the history is kept in a file from now on."));
    });
}

void HealthPage::showMenu(const QString &key, const QPoint &at)
{
    const health::Endpoint *endpoint = m_station->endpoint(key);
    if (!endpoint)
        return;
    const health::ProbeSpec *spec = health::probeSpec(endpoint->kind);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Check this one now"), this, [this, key] { m_station->look(key); });
    if (spec && spec->hasModels)
        menu->addAction(tr("Let the model answer one word (it may have to load first)"), this,
            [this, key] { m_station->look(key, health::Depth::Completion); });
    menu->addSeparator();
    menu->addAction(tr("Edit…"), this, [this, key] { editEndpoint(key); });
    menu->addAction(tr("Remove…"), this, [this, key] { removeEndpoint(key); });
    menu->popup(at);
}

void HealthPage::editEndpoint(const QString &key)
{
    const health::Endpoint *seen = m_station->endpoint(key);
    QStringList taken;
    for (const health::Endpoint &one : m_station->list().endpoints)
        if (one.key() != key)
            taken << one.key();
    auto *dialog = new HealthEndpointDialog(
        seen ? std::optional(*seen) : std::nullopt, taken, targetOf(m_workspace), this);
    connect(
        dialog, &HealthEndpointDialog::edited, this, [this, key](const health::Endpoint &edited) {
            std::vector<health::Endpoint> all = m_station->list().endpoints;
            const auto found = std::find_if(all.begin(), all.end(),
                [&key](const health::Endpoint &one) { return one.key() == key; });
            if (found == all.end())
                all.push_back(edited);
            else
                *found = edited;
            m_station->edit(std::move(all));
        });
    dialog->open();
}

void HealthPage::removeEndpoint(const QString &key)
{
    const health::Endpoint *endpoint = m_station->endpoint(key);
    if (!endpoint)
        return;
    Confirmation ask;
    ask.question = tr("Stop watching this endpoint?");
    ask.consequence =
        tr("It leaves the list of this connection. Its history stays, and shows again "
           "when it is added again.");
    ask.objects = {endpoint->title};
    ask.verb = tr("Stop watching");
    ask.destructive = false;
    auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, key] {
        std::vector<health::Endpoint> all = m_station->list().endpoints;
        std::erase_if(all, [&key](const health::Endpoint &one) { return one.key() == key; });
        m_station->edit(std::move(all));
    });
    dialog->open();
}

void HealthPage::chooseEnv()
{
    auto *dialog = new QFileDialog(this, tr("Take endpoints from a .env file"));
    dialog->setObjectName(u"healthEnvFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, m_station, &health::Station::takeEnv);
    dialog->open();
}

void HealthPage::keepInTables()
{
    const auto status = m_station->tables();
    if (!status && m_station->isBusy()) { // the database is still being asked
        QTimer::singleShot(kAgainMs, this, &HealthPage::keepInTables);
        return;
    }
    if (!status || m_station->inTables()) {
        m_banner->showMessage(items::Severity::Info, m_station->where());
        return;
    }
    auto *dialog = new HealthKeepDialog(*status, targetOf(m_workspace), this);
    connect(dialog, &QDialog::accepted, this, [this, state = status->state] {
        if (state == health::TablesState::Ready) {
            m_station->createTables({}); // there already: nothing is created
            return;
        }
        m_gate->passLock(this, [this] { m_station->createTables(m_gate->actor()); });
    });
    dialog->open();
}

void HealthPage::removeTables()
{
    const auto status = m_station->tables();
    if (!status || status->state != health::TablesState::Ready) {
        m_banner->showMessage(items::Severity::Info, m_station->where());
        return;
    }
    Confirmation ask;
    ask.question = tr("Remove the history of health from this database?");
    ask.consequence =
        tr("Five tables and everything that was ever recorded in them go, for everybody "
           "who watches with them. It cannot be undone.");
    ask.objects = {u"gatehouse.health_*"_s};
    ask.verb = tr("Remove the history");
    ask.typedName = u"health"_s;
    auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
        [this] { m_gate->passLock(this, [this] { m_station->removeTables(m_gate->actor()); }); });
    dialog->open();
}

} // namespace gatehouse::ui
