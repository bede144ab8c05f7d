#include "ui/page.h"
#include "ui/pages/audit.h"
#include "ui/pages/backups.h"
#include "ui/pages/conversations.h"
#include "ui/pages/data.h"
#include "ui/pages/database.h"
#include "ui/pages/health.h"
#include "ui/pages/jobs.h"
#include "ui/pages/keys.h"
#include "ui/pages/migrate.h"
#include "ui/pages/overview.h"
#include "ui/pages/schema.h"
#include "ui/pages/settings.h"
#include "ui/pages/usage.h"

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

QString say(const char *text) { return QCoreApplication::translate("Page", text); }

QString whyNoDatabase(const Workspace &workspace)
{
    if (workspace.isRecognised())
        return {};
    if (workspace.stage() == Workspace::Stage::Failed)
        return say(QT_TRANSLATE_NOOP(
            "Page", "The database could not be opened, so there is nothing to show here yet."));
    return say(QT_TRANSLATE_NOOP("Page", "The database is still being opened."));
}

QString whyNoSystem(const Workspace &workspace)
{
    if (const QString why = whyNoDatabase(workspace); !why.isEmpty() || workspace.match())
        return why;
    return say(QT_TRANSLATE_NOOP("Page",
        "No known back end was recognised in this database, so there are no figures to sum up."));
}

template <QString (*why)(const systems::Recognition &)>
QString whyNoDomain(const Workspace &workspace)
{
    const QString closed = whyNoDatabase(workspace);
    return closed.isEmpty() ? why(*workspace.chosenRecognition()) : closed;
}

template <typename P>
Page *make(Workspace &workspace, QWidget *parent)
{
    return new P(workspace, parent);
}

} // namespace

const std::vector<PageSpec> &allPages()
{
    static const std::vector<PageSpec> pages{
        {"overview", QT_TRANSLATE_NOOP("Page", "Overview"), "house", "Ctrl+1", whyNoSystem,
            make<OverviewPage>},
        {"keys", QT_TRANSLATE_NOOP("Page", "API keys"), "key-round", "Ctrl+2",
            whyNoDomain<systems::whyNoKeys>, make<KeysPage>},
        {"usage", QT_TRANSLATE_NOOP("Page", "Usage"), "chart-column", "Ctrl+3",
            whyNoDomain<systems::whyNoUsage>, make<UsagePage>},
        {"audit", QT_TRANSLATE_NOOP("Page", "Audit"), "clipboard-list", "Ctrl+4", whyNoDatabase,
            make<AuditPage>},
        {"health", QT_TRANSLATE_NOOP("Page", "Health"), "activity", "Ctrl+5", whyNoDatabase,
            make<HealthPage>},
        {"conversations", QT_TRANSLATE_NOOP("Page", "Conversations"), "message-square", "Ctrl+6",
            whyNoDomain<systems::whyNoConversations>, make<ConversationsPage>},
        {"data", QT_TRANSLATE_NOOP("Page", "Data"), "database", "Ctrl+7", whyNoDatabase,
            make<DataPage>},
        {"migrate", QT_TRANSLATE_NOOP("Page", "Migrate"), "arrow-left-right", "Ctrl+8",
            whyNoDatabase, make<MigratePage>},
        {"backups", QT_TRANSLATE_NOOP("Page", "Backups"), "hard-drive-download", "Ctrl+9",
            whyNoDatabase, make<BackupsPage>},
        {"schema", QT_TRANSLATE_NOOP("Page", "Schema"), "git-branch", "Ctrl+0", whyNoDatabase,
            make<SchemaPage>},
        {"database", QT_TRANSLATE_NOOP("Page", "Database"), "server", "Ctrl+Shift+D", whyNoDatabase,
            make<DatabasePage>},
        {"jobs", QT_TRANSLATE_NOOP("Page", "Jobs"), "list-checks", "Ctrl+Shift+J", nullptr,
            make<JobsPage>},
        {"settings", QT_TRANSLATE_NOOP("Page", "Settings"), "settings", "Ctrl+,", nullptr,
            make<SettingsPage>, true},
    };
    return pages;
}

const PageSpec *pageSpec(const QString &id)
{
    for (const PageSpec &spec : allPages()) {
        if (id == QLatin1StringView(spec.id))
            return &spec;
    }
    return nullptr;
}

QString pageTitle(const PageSpec &spec) { return say(spec.title); }

QString whyNotNow(const PageSpec &spec, const Workspace &workspace)
{
    if (spec.whyNot) {
        if (const QString why = spec.whyNot(workspace); !why.isEmpty())
            return why;
    }
    if (spec.make)
        return {};
    return say(QT_TRANSLATE_NOOP("Page", "Gatehouse %1 does not have this page yet."))
        .arg(QStringLiteral(GATEHOUSE_VERSION));
}

} // namespace gatehouse::ui
