#include "ui/pages/databaseexplain.h"
#include "ui/pages/databaseindexes.h"
#include "ui/pages/databasepool.h"
#include "ui/pages/databaseretention.h"
#include "ui/pages/databasesessions.h"
#include "ui/pages/databasesettings.h"
#include "ui/pages/databasesizes.h"
#include "ui/pages/databaseslow.h"

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

template <typename T>
DatabaseTab *make(Workspace &workspace, ChangeGate &gate, QWidget *parent)
{
    return new T(workspace, gate, parent);
}

} // namespace

void DatabaseTab::cancel()
{
    m_token.cancel();
    ++m_serial;
}

const std::vector<DatabaseTabSpec> &databaseTabs()
{
    static const std::vector<DatabaseTabSpec> tabs{
        {"sizes", QT_TRANSLATE_NOOP("DatabasePage", "Sizes"), make<DatabaseSizes>},
        {"indexes", QT_TRANSLATE_NOOP("DatabasePage", "Indexes"), make<DatabaseIndexes>},
        {"sessions", QT_TRANSLATE_NOOP("DatabasePage", "Sessions"), make<DatabaseSessions>},
        {"slow", QT_TRANSLATE_NOOP("DatabasePage", "Slow queries"), make<DatabaseSlow>},
        {"explain", QT_TRANSLATE_NOOP("DatabasePage", "Explain"), make<DatabaseExplain>},
        {"settings", QT_TRANSLATE_NOOP("DatabasePage", "Settings"), make<DatabaseSettings>},
        {"pool", QT_TRANSLATE_NOOP("DatabasePage", "Pool"), make<DatabasePool>},
        {"retention", QT_TRANSLATE_NOOP("DatabasePage", "Retention"), make<DatabaseRetention>},
    };
    return tabs;
}

} // namespace gatehouse::ui
