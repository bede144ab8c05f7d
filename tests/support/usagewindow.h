// The usage page in a window over a real database, and short ways to look at it.
#pragma once

#include "support/opentransaction.h"
#include "support/usagedata.h"
#include "support/windows.h"

#include "items/browsemodel.h"
#include "ui/pages/usage.h"
#include "ui/pages/usagelive.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QAction>

namespace gatehouse::test {

// Four hours of requests by three keys, one of which is not in the list of keys any more; one
// request in three is slow, every tenth has no data.
inline const QString kGatewayHours = QStringLiteral(R"(
INSERT INTO api_keys (key, name, role, rate_limit, created_at, is_active) VALUES
 ('edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', 'mobile', 'user', 100, '2026-01-01', true),
 ('edgellm-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBbbb2', 'web', 'user', 100, '2026-01-01', true);
INSERT INTO usage_logs (api_key, endpoint, model, response_time, "timestamp", request_data)
SELECT (ARRAY['edgellm-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAaaa1', 'edgellm-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBbbb2',
              'edgellm-GONEGONEGONEGONEGONEGONEGONEGONEGONEGONEg9'])[1 + n % 3],
       (ARRAY['/api/chat', '/api/generate'])[1 + n % 2], (ARRAY['llama3.2', 'mistral', 'gemma2'])[1 + n % 7 % 3],
       CASE n % 3 WHEN 0 THEN 2.5 ELSE 0.2 END + n % 10 / 1000.0,
       now() AT TIME ZONE 'UTC' - n * interval '14 seconds',
       CASE WHEN n % 10 > 0 THEN json_build_object('message_count', n % 5, 'options', json_build_object('seed', 12345678901234567890)) END
FROM generate_series(1, 1000) n;
ANALYZE;
)");

class UsageWindow
{
public:
    // A fresh database of the system with these rows.
    UsageWindow(TestCluster &server, const QString &system, const QString &rows)
        : m_server(server), m_database(QString(system).replace(u'-', u'_'))
    {
        m_session = databaseOf(server, system);
        const QByteArray trouble = script(*m_session, rows);
        if (!trouble.isEmpty())
            QTest::qFail(trouble.constData(), __FILE__, __LINE__);
        restart();
    }

    // The program anew, with the settings of before.
    void restart()
    {
        m_windows.reset();
        m_windows = std::make_unique<Windows>(
            m_folder.filePath(QStringLiteral("s.ini")), m_folder.filePath(QStringLiteral("jobs")));
        window = nullptr;
    }
    bool open(const QString &role = {}, const QJsonObject &state = {})
    {
        db::Profile profile = profileOf(m_server->info(m_database));
        profile.role = role;
        window = m_windows->open(profile);
        if (!QTest::qWaitFor([this] { return isReady(window); }, 20000))
            return false;
        window->showPage(QStringLiteral("usage"), state);
        return page() && settle();
    }
    bool settle() // until nothing is asked any more
    {
        return QTest::qWaitFor(
            [this] { return page() && page()->isIdle() && page()->query().source() != nullptr; },
            20000);
    }

    ui::UsagePage *page() const
    {
        return qobject_cast<ui::UsagePage *>(window->view()->pages().currentPage());
    }
    template <typename T>
    T *in(const QString &name, QWidget *parent = nullptr) const
    {
        T *found = (parent ? parent : page())->template findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    void click(const QString &name, QWidget *parent = nullptr) const
    {
        auto *button = in<QAbstractButton>(name, parent);
        if (!button->isEnabled())
            QTest::qFail(qPrintable(name + QStringLiteral(" is disabled")), __FILE__, __LINE__);
        button->click();
    }
    void trigger(const QString &name, QWidget *parent = nullptr) const
    {
        in<QAction>(name, parent)->trigger();
    }
    QString text(const QString &name, QWidget *parent = nullptr) const
    {
        return in<ui::PlainLabel>(name, parent)->text();
    }
    ui::BrowseTable *table() const { return in<ui::BrowseTable>(QStringLiteral("usageTable")); }
    items::BrowseModel *model() const { return table()->model(); }
    QString count() const { return page()->findChild<ui::CountLabel *>()->text(); }
    // Texts of a column of any of the page's tables.
    static QStringList column(const QAbstractItemModel *model, const QString &id, int most = 1000)
    {
        QStringList texts;
        for (int c = 0; model && c < model->columnCount(); ++c) {
            if (model->headerData(c, Qt::Horizontal, items::ColumnIdRole).toString() != id)
                continue;
            for (int row = 0; row < std::min(most, model->rowCount()); ++row)
                texts.append(model->index(row, c).data().toString());
        }
        return texts;
    }
    bool tab(const QString &id) const
    {
        trigger(QStringLiteral("usageTab_") + id);
        return QTest::qWaitFor([this] { return page()->isIdle(); }, 20000);
    }
    // "model=llama3.2", as on the command line.
    bool filter(const QStringList &chips, const QString &words = {})
    {
        usage::Filter filter = page()->query().filter();
        filter.chips.clear();
        filter.text = words;
        for (const QString &chip : chips)
            filter.chips.push_back(usage::parseChip(chip).value());
        page()->restore({{QStringLiteral("filter"), usage::toJson(filter)}});
        return settle();
    }
    QString sql(const QString &statement) const { return cell(*m_session, statement); }
    void run(const QString &statements) const
    {
        const QByteArray trouble = script(*m_session, statements);
        if (!trouble.isEmpty())
            QTest::qFail(trouble.constData(), __FILE__, __LINE__);
    }
    QString file(const QString &name) const { return m_folder.filePath(name); }
    Windows &windows() { return *m_windows; }
    TestCluster &server() { return m_server; }
    QString database() const { return m_database; }

    ui::MainWindow *window = nullptr;

private:
    TestCluster &m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<db::Session> m_session;
    std::unique_ptr<Windows> m_windows;
};

} // namespace gatehouse::test
