// What the tab Retention does: previews, runs, moves to partitions.
#include "ui/pages/databaseretention.h"

#include "base/safetext.h"
#include "items/backupsmodel.h"
#include "retention/job.h"
#include "ui/pages/databaselist.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/progressrow.h"
#include "ui/widgets/sqldialog.h"
#include "ui/widgets/timechart.h"

#include <QDateTime>
#include <QLocale>
#include <QPointer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using partitions::Act;
using retention::Rule;

namespace {
constexpr qint64 kDayMs = 86'400'000;
}

void DatabaseRetention::keep(const retention::Choice &choice)
{
    const Rule *rule = current();
    if (!rule)
        return;
    const QString label = m_workspace.profile().info.label();
    m_look.reset();
    ask(
        [label, schema = rule->schema, id = rule->id, choice](db::Sql &) {
            return retention::saveChoice(retention::choicesFile(), label, schema, id, choice);
        },
        [this](const Result<> &kept) {
            if (!kept)
                Q_EMIT said(items::Severity::Bad, kept.error().text);
            refresh();
        });
}

void DatabaseRetention::preview()
{
    const Rule *rule = current();
    if (!rule || rule->choice.days.value_or(0) < 1 || m_job != 0)
        return;
    m_chart->overlay().showLoading(tr("Counting what is old"));
    const QString host = m_workspace.profile().info.host;
    ask(
        [rule = *rule, host](db::Sql &sql) -> Result<Look> {
            auto preview = retention::preview(sql, rule, *rule.choice.days);
            if (!preview)
                return preview.error();
            const auto growth = retention::growthOf(sql, rule);
            if (!growth)
                return growth.error();
            const auto free = retention::freeSpace(sql, host);
            if (!free)
                return free.error();
            return Look{preview.value(),
                retention::forecast(growth.value(), free.value(), rule.choice.days,
                    preview.value().serverNow.date())};
        },
        [this](const Result<Look> &look) {
            if (look)
                showLook(look.value());
            else if (look.error().kind != Error::Kind::Cancelled)
                m_chart->overlay().showError(tr("What is old could not be counted"), look.error());
        });
}

void DatabaseRetention::showLook(const Look &look)
{
    m_look = look;
    const retention::Preview &preview = look.preview;
    ChartData bars;
    bars.bucketMs = kDayMs;
    ChartSeries rows{tr("Rows"), {}, 0};
    for (const retention::Day &day : preview.days) {
        const qint64 at = QDate::fromString(day.day, Qt::ISODate)
                              .startOfDay(Qt::UTC)
                              .toMSecsSinceEpoch();
        // A day without rows is a zero and not a line drawn over it.
        while (!bars.times.isEmpty() && bars.times.last() + kDayMs < at
            && bars.times.size() < 5000) {
            bars.times << bars.times.last() + kDayMs;
            rows.values << 0;
        }
        bars.times << at;
        rows.values << double(day.rows);
    }
    bars.series << rows;
    if (preview.rows == 0)
        m_chart->overlay().showEmpty({}, tr("Nothing is old"),
            tr("Every row is younger than %1.").arg(items::keepText(preview.cut.days)));
    else
        m_chart->overlay().clear();
    m_chart->setData(preview.rows == 0 ? ChartData{} : bars);
    const QLocale locale;
    QStringList lines{tr("%1 rows, %2, before %3 by the server's clock, counted in %4 ms.")
                          .arg(locale.toString(preview.rows), items::bytesText(preview.bytes),
                              preview.cut.text.left(19))
                          .arg(preview.milliseconds)};
    if (preview.held > 0)
        lines << tr("%n old row(s) stay(s|) by a legal hold.", nullptr, int(preview.held));
    if (!preview.wholes.empty())
        lines << tr("%n partition(s) (goes|go) as a whole.", nullptr, int(preview.wholes.size()));
    for (const retention::Consequence &one : preview.consequences)
        lines << tr("%1 rows of %2 refer to them (%3).")
                     .arg(locale.toString(one.rows), one.table, one.constraint);
    QString growth = tr("Grows by %1 a day").arg(items::bytesText(qint64(look.forecast.bytesPerDay)));
    if (look.forecast.keptBytes)
        growth += tr(", kept for that long about %1").arg(items::bytesText(qint64(*look.forecast.keptBytes)));
    if (look.forecast.fullOn)
        growth += tr("; with nothing deleted the disk is full on %1")
                      .arg(look.forecast.fullOn->toString(Qt::ISODate));
    lines << growth + u'.';
    if (!preview.refusal.isEmpty())
        lines << preview.refusal;
    m_sentence->setLines(lines);
    offer();
}

retention::RunOptions DatabaseRetention::runOptions() const
{
    retention::RunOptions options;
    options.policy = m_gate.policy();
    options.actor = m_gate.actor();
    options.database = m_workspace.profile().info.label();
    return options;
}

void DatabaseRetention::confirmRun()
{
    if (!m_look)
        return;
    const retention::Preview &preview = m_look->preview;
    const Rule &rule = preview.rule;
    const QString table = rule.schema + u'.' + rule.table;
    const int rows = int(std::min<qint64>(preview.rows, std::numeric_limits<int>::max()));
    Confirmation confirmation{tr("Delete %n old row(s)?", nullptr, rows),
        rule.choice.soft ? tr("They are flagged as deleted and stay in the table.")
            : rule.choice.archive.isEmpty()
            ? tr("There is no archive and no undo. If the count differs by then, nothing is deleted.")
            : tr("An archive is written and read back first. If the count differs by then, nothing is "
                 "deleted."),
        {table}, tr("Delete %n row(s)", nullptr, rows), rule.table};
    const QLocale locale;
    confirmation.figures = {{tr("Rows"), locale.toString(preview.rows), true},
        {tr("Size of the rows"), items::bytesText(preview.bytes)},
        {tr("Older than"), items::keepText(preview.cut.days)},
        {tr("Before"), preview.cut.text.left(19)},
        {tr("Kept by legal hold"), locale.toString(preview.held)}};
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"retentionConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, &DatabaseRetention::startRun);
    dialog->open();
}

void DatabaseRetention::startRun()
{
    m_gate.pass(this, [this] {
        if (m_job != 0 || !m_look)
            return;
        const auto outcome = std::make_shared<retention::Outcome>();
        m_progress->setProgress({});
        m_progress->show();
        m_job = m_workspace.jobs().start(
            retention::runRecipe(tr("Retention of %1").arg(m_look->preview.rule.label()), m_look->preview,
                runOptions(), m_workspace.link().openJobSession()->options(), outcome),
            [self = QPointer<DatabaseRetention>(this), outcome](const Result<> &result) {
                if (self)
                    self->ended(result,
                        tr("%1 of %2 rows are gone, in %3 batches; the longest took %4 ms.")
                            .arg(outcome->gone)
                            .arg(outcome->expected)
                            .arg(outcome->batches)
                            .arg(outcome->longestMs));
            });
        offer();
    });
}

void DatabaseRetention::showPlan()
{
    const Rule *rule = current();
    if (!rule)
        return;
    ask(
        [schema = rule->schema, table = rule->table, column = rule->column](db::Sql &sql) {
            return partitions::readTable(sql, schema, table, column);
        },
        [this](const Result<partitions::Table> &table) {
            if (!table)
                return Q_EMIT said(items::Severity::Bad, table.error().text);
            QString text;
            for (const partitions::Step &step : partitions::stepsOf(table.value(), {}, 0)) {
                text += u"-- "_s + step.title + u'\n';
                for (const QString &statement : step.statements)
                    text += statement + u";\n"_s;
                text += u'\n';
            }
            const QStringList said = table.value().obstacles + table.value().warnings;
            auto *dialog = new SqlDialog(tr("Monthly partitions of %1").arg(table.value().label()),
                said.isEmpty() ? tr("Every statement of the move, in order. Nothing was changed.")
                               : said.join(u' '),
                text, this);
            dialog->setObjectName(u"partitionPlanDialog"_s);
            dialog->open();
        });
}

void DatabaseRetention::confirmAct(Act act)
{
    const Rule *rule = current();
    if (!rule)
        return;
    const QString table = rule->schema + u'.' + rule->table;
    Confirmation confirmation;
    switch (act) {
    case Act::Move:
        confirmation = {tr("Move %1 to monthly partitions?").arg(safeText(rule->table, 60)),
            tr("It is copied while it is in use, compared by content and exchanged. The old table is "
               "kept and follows, until you drop it or take it back. The record of the move is kept in "
               "the schema gatehouse of this database."),
            {table}, tr("Move"), rule->table, {}, false, false};
        break;
    case Act::Undo:
        confirmation = {tr("Take the old table back?"),
            tr("It is compared by content first and takes its place again, with what was written since. "
               "The partitions are dropped."),
            {table}, tr("Take it back"), rule->table};
        break;
    case Act::Finish:
        confirmation = {tr("Drop the old table?"),
            tr("The partitioned one stays. There is no way back afterwards."), {table + u"_gh_old"_s},
            tr("Drop the old table"), rule->table};
        break;
    }
    auto *dialog = new ConfirmDialog(confirmation, targetOf(m_workspace), this);
    dialog->setObjectName(u"partitionConfirm"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, act] { startAct(act); });
    dialog->open();
}

void DatabaseRetention::startAct(Act act)
{
    m_gate.pass(this, [this, act] {
        const Rule *rule = current();
        if (m_job != 0 || !rule)
            return;
        partitions::ActRequest request{act, rule->schema, rule->table, rule->column, {},
            m_workspace.link().openJobSession()->options()};
        request.options.policy = m_gate.policy();
        request.options.actor = m_gate.actor();
        const auto sentence = std::make_shared<QString>();
        m_progress->setProgress({});
        m_progress->show();
        m_job = m_workspace.jobs().start(
            partitions::actRecipe(tr("Partitions of %1").arg(rule->label()), request, sentence),
            [self = QPointer<DatabaseRetention>(this), sentence](const Result<> &result) {
                if (self)
                    self->ended(result, *sentence);
            });
        offer();
    });
}

void DatabaseRetention::follow()
{
    for (const JobRecord &record : m_workspace.jobs().records())
        if (record.id == m_job && record.state == JobState::Running)
            m_progress->setProgress(record.progress);
}

void DatabaseRetention::ended(const Result<> &result, const QString &sentence)
{
    m_job = 0;
    m_progress->hide();
    m_look.reset();
    if (result)
        Q_EMIT said(items::Severity::Good, sentence);
    else
        Q_EMIT said(result.error().kind == Error::Kind::Cancelled ? items::Severity::Info
                                                                  : items::Severity::Bad,
            result.error().kind == Error::Kind::Cancelled
                ? tr("Stopped. What is done is kept; the next time it goes on.")
                : result.error().text);
    refresh();
}

} // namespace gatehouse::ui
