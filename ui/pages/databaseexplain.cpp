#include "ui/pages/databaseexplain.h"

#include "base/safetext.h"
#include "items/caremodels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kVerdictWidth = 380, kTextHeight = 110, kLongestCell = 400;

double sumOf(const care::PlanNode &node)
{
    double sum = node.own;
    for (const care::PlanNode &child : node.children)
        sum += sumOf(child);
    return sum;
}

} // namespace

DatabaseExplain::DatabaseExplain(Workspace &workspace, ChangeGate &gate, QWidget *parent)
    : DatabaseTab(workspace, gate, parent)
{
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"databaseExplainText"_s);
    m_text->setAccessibleName(tr("Statement to explain"));
    m_text->setPlaceholderText(tr("One SQL statement; $1, $2 … may stand for values"));
    m_text->setFont(monoFont());
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(kTextHeight);
    new SqlHighlighter(m_text->document());
    m_explain = makeButton(tr("&Explain"), ButtonKind::Primary, this, u"databaseExplainRun"_s);
    m_analyze =
        makeButton(tr("Run and &measure"), ButtonKind::Plain, this, u"databaseExplainAnalyze"_s);
    m_analyze->setToolTip(
        tr("Runs it in a read-only transaction that is rolled back, at most 15 seconds."));
    m_summary = new PlainLabel(this);
    m_summary->setObjectName(u"databaseExplainSummary"_s);
    m_summary->setTone(PlainLabel::Tone::Muted);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::kSmall);
    buttons->addWidget(m_explain);
    buttons->addWidget(m_analyze);
    buttons->addWidget(m_summary, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_text);
    column->addLayout(buttons);
    column->addWidget(makeResult(), 1);
    connect(m_explain, &QPushButton::clicked, this, [this] { explain(false); });
    connect(m_analyze, &QPushButton::clicked, this, [this] { explain(true); });
}

QWidget *DatabaseExplain::makeResult()
{
    auto *box = new QWidget(this);
    m_tree = new QTreeWidget(box);
    m_tree->setObjectName(u"databaseExplainTree"_s);
    m_tree->setAccessibleName(tr("Plan"));
    m_tree->setHeaderLabels({tr("Step"), tr("Share"), tr("Rows"), tr("What it compares")});
    m_tree->setAlternatingRowColors(true);
    m_tree->header()->setStretchLastSection(true);
    auto *card = new Card(tr("Verdict"), box);
    card->setFixedWidth(kVerdictWidth);
    m_verdict = new PlainLabel(card);
    m_verdict->setObjectName(u"databaseExplainVerdict"_s);
    m_verdict->setSelectable(true);
    m_verdict->setLines({tr("A plan tells what the server would do; nothing is run for it.")});
    m_sql = new SqlPreview(card);
    m_sql->setWrapped();
    m_sql->setMinimumHeight(100);
    m_sql->hide();
    card->content()->addWidget(m_verdict);
    card->content()->addWidget(m_sql, 1);
    card->content()->addStretch(0);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kMedium);
    row->addWidget(m_tree, 1);
    row->addWidget(card);
    return box;
}

void DatabaseExplain::focusFilter() { m_text->setFocus(); }

void DatabaseExplain::refresh()
{
    if (!m_text->toPlainText().trimmed().isEmpty())
        explain(false);
}

QJsonObject DatabaseExplain::state() const { return {{u"sql"_s, m_text->toPlainText()}}; }

void DatabaseExplain::restore(const QJsonObject &state)
{
    const QString sql = state[u"sql"_s].toString();
    if (sql.isEmpty())
        return;
    m_text->setPlainText(sql);
    refresh();
}

void DatabaseExplain::explain(bool analyze)
{
    const QString text = m_text->toPlainText();
    m_explain->setEnabled(false);
    m_analyze->setEnabled(false);
    m_summary->setText(analyze ? tr("Running…") : tr("Planning…"));
    ask([text, analyze](db::Sql &sql) { return care::explain(sql, text, analyze); },
        [this](const Result<care::ExplainedPlan> &plan) {
            m_explain->setEnabled(true);
            m_analyze->setEnabled(true);
            m_summary->setText({});
            if (plan) {
                show(plan.value());
                return;
            }
            m_tree->clear();
            m_sql->hide();
            m_verdict->setTone(PlainLabel::Tone::Bad);
            m_verdict->setLines({plan.error().text, plan.error().detail});
        });
}

void DatabaseExplain::add(
    const care::PlanNode &node, QTreeWidgetItem *parent, const care::ExplainedPlan &plan)
{
    auto *item = new QTreeWidgetItem;
    QString step = node.type;
    if (!node.relation.isEmpty())
        step += tr(" on %1").arg(node.relation);
    if (!node.index.isEmpty())
        step += tr(" by %1").arg(node.index);
    const QLocale locale;
    const double all = sumOf(plan.root);
    item->setText(0, safeText(step, kLongestCell));
    item->setText(1,
        (all > 0 ? locale.toString(100 * node.own / all, 'f', 0) + " %"_L1 : QString())
            + (plan.analyzed ? u"  "_s + items::millisecondsText(node.own) : QString()));
    item->setText(2,
        plan.analyzed ? tr("%1 (planned %2)")
                            .arg(locale.toString(qint64(node.realRows)), locale.toString(qint64(node.rows)))
                      : locale.toString(qint64(node.rows)));
    QStringList compared{node.condition};
    if (!node.filter.isEmpty())
        compared << tr("then filters %1").arg(node.filter);
    compared.removeAll(QString());
    item->setText(3, safeText(compared.join(u"; "_s), kLongestCell));
    item->setToolTip(3, plainToolTip(compared.join(u"; "_s)));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    if (node.hot) {
        QFont strong = m_tree->font();
        strong.setBold(true);
        for (int i = 0; i < 3; ++i)
            item->setFont(i, strong);
        item->setForeground(1, Theme::current().tokens().warn);
    }
    if (parent)
        parent->addChild(item);
    else
        m_tree->addTopLevelItem(item);
    for (const care::PlanNode &child : node.children)
        add(child, item, plan);
}

void DatabaseExplain::show(const care::ExplainedPlan &plan)
{
    m_tree->clear();
    add(plan.root, nullptr, plan);
    m_tree->expandAll();
    for (int i = 0; i < 3; ++i)
        m_tree->resizeColumnToContents(i);
    const QLocale locale;
    m_summary->setText(plan.analyzed
            ? tr("Ran %1, planned in %2")
                  .arg(items::millisecondsText(plan.executionMs), items::millisecondsText(plan.planningMs))
            : plan.generic ? tr("Cost %1, planned without knowing the values")
                                 .arg(locale.toString(plan.root.cost, 'f', 0))
                           : tr("Cost %1; nothing was run").arg(locale.toString(plan.root.cost, 'f', 0)));
    const care::PlanVerdict verdict = care::judgePlan(plan);
    QStringList lines;
    for (const auto &point : verdict.points)
        lines << point.sentence;
    m_verdict->setTone(verdict.level() == care::PlanVerdict::Level::Warn ? PlainLabel::Tone::Warn
                                                                         : PlainLabel::Tone::Normal);
    m_verdict->setLines(lines.isEmpty() ? QStringList{tr("It reads no table.")} : lines);
    m_sql->setVisible(!verdict.statements.isEmpty());
    m_sql->setSql(verdict.statements.join(u";\n"_s));
}

} // namespace gatehouse::ui
