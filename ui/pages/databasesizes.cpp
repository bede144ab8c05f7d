#include "ui/pages/databasesizes.h"

#include "items/backupsmodel.h"
#include "ui/pages/databaselist.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/tableview.h"

#include <QDateTime>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

DatabaseSizes::DatabaseSizes(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent),
      m_model(items::makeTableSizesModel(this).release()),
      m_list(new DatabaseList(u"Sizes"_s, tr("Sizes of tables"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->table().setHiddenByDefault({u"schema"_s, u"heap"_s, u"toast"_s});
    m_list->setModel(m_model, u"vacuum"_s, workspace.settings());
    connect(m_list, &DatabaseList::currentChanged, this, &DatabaseSizes::showDetail);
    m_list->setDetail({});
    m_list->table().overlay().showLoading(tr("Sizes of tables"));
    connect(&m_list->table().overlay(), &Overlay::retryRequested, this, &DatabaseSizes::refresh);
}

void DatabaseSizes::focusFilter() { m_list->filter().setFocus(); }

void DatabaseSizes::refresh()
{
    const QString file = care::sizeFile(m_workspace.profile().info.label());
    ask(
        [file](db::Sql &sql) -> Result<Answer> {
            auto sizes = care::fetchSizes(sql);
            if (!sizes)
                return sizes.error();
            Answer answer{std::move(sizes).value(), {}, {}};
            const auto table = care::sizeTable(sql);
            if (table && table.value().there && table.value().mayWrite) {
                auto history = care::readSizeTable(sql);
                if (!history)
                    return history.error();
                answer.history = std::move(history).value();
                answer.keptWhere = tr("Sizes are kept in gatehouse.care_size of this database.");
                return answer;
            }
            const care::Snapshot now = care::snapshotOf(answer.sizes);
            if (auto kept = care::keepInFile(file, now); !kept)
                answer.keptWhere = kept.error().text;
            else
                answer.keptWhere = tr("Sizes are kept in a file on this machine.");
            if (auto history = care::readSizeFile(file))
                answer.history = std::move(history).value();
            return answer;
        },
        [this](const Result<Answer> &answer) {
            if (answer)
                show(answer.value());
            else if (answer.error().kind != Error::Kind::Cancelled)
                m_list->table().overlay().showError(
                    tr("The sizes could not be read"), answer.error());
        });
}

void DatabaseSizes::show(const Answer &answer)
{
    m_sizes = answer.sizes;
    const auto grown = care::growthOf(answer.history, care::snapshotOf(m_sizes));
    const auto growthOf = [&grown](const QString &name) {
        const auto it = grown.find(name);
        return it == grown.end() ? std::nullopt : std::optional<double>(it->second.bytesPerDay);
    };
    std::vector<items::TableSizeRow> rows;
    for (const care::TableSize &table : m_sizes.tables) {
        const care::VacuumVerdict verdict = care::judgeVacuum(table, m_sizes);
        rows.push_back({table, verdict.word, items::severityOf(verdict.state), verdict.reasons,
            growthOf(table.schema + u'.' + table.name)});
    }
    const bool any = !rows.empty();
    m_model->update(std::move(rows));
    QStringList summary;
    if (const care::DatabaseSize *own = m_sizes.database()) {
        summary << tr("%1 takes %2, %3 of its pages come from the cache; the server holds %n "
                      "database(s).",
            nullptr, int(m_sizes.databases.size()))
                       .arg(own->name, items::bytesText(own->bytes.value_or(0)),
                           items::shareText(own->hitShare));
        if (const auto growth = growthOf(QString()))
            summary << tr("It grows by %1 a day.").arg(items::growthText(growth));
    }
    if (!m_sizes.holders.empty())
        summary << tr("Held back by %1.").arg(m_sizes.holders.front().sentence());
    summary << answer.keptWhere;
    m_list->setSummary(summary);
    if (any)
        m_list->table().overlay().clear();
    else
        m_list->table().overlay().showEmpty(u"server"_s, tr("No table"),
            tr("This database has no table that this role could see."));
    m_list->fit();
    showDetail();
}

void DatabaseSizes::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return m_list->setDetail({});
    const items::TableSizeRow &one = m_model->row(row);
    const care::TableSize &t = one.table;
    const auto when = [](const std::optional<QDateTime> &hand, const std::optional<QDateTime> &own) {
        const QDateTime at = std::max(hand.value_or(QDateTime()), own.value_or(QDateTime()));
        if (!at.isValid())
            return tr("never");
        const QString text = at.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
        return at == own.value_or(QDateTime()) ? tr("%1, by autovacuum").arg(text) : text;
    };
    QStringList lines = one.reasons;
    lines << tr("Last vacuum: %1").arg(when(t.vacuumed, t.autovacuumed))
          << tr("Last analyze: %1").arg(when(t.analyzed, t.autoanalyzed))
          << tr("Age in transactions: %1; a vacuum is forced at %2")
                 .arg(QLocale().toString(t.xidAge), QLocale().toString(m_sizes.autovacuum.freezeMaxAge))
          << tr("Read whole %1 times, by index %2 times")
                 .arg(QLocale().toString(t.seqScans), QLocale().toString(t.indexScans));
    if (!t.options.isEmpty())
        lines << tr("Storage parameters: %1").arg(t.options.join(u", "_s));
    if (!t.partOf.isEmpty())
        lines << tr("Part of %1").arg(t.partOf);
    m_list->setDetail({t.schema + u'.' + t.name, one.word, one.severity, lines, {}});
}

} // namespace gatehouse::ui
