#include "ui/pages/schema.h"

#include "base/deliver.h"
#include "base/later.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/delegates/textdelegate.h"
#include "ui/pages/schemaupgrade.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"
#include "versions/sentence.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatehouse::ui {

SchemaPage::SchemaPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_gate(new ChangeGate(workspace, this))
{
    setObjectName(u"schemaPage"_s);
    m_revisions = items::makeRevisionsModel(this).release();
    m_differences = new items::DifferencesModel(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    column->setSpacing(space::kMedium);
    buildHeader();
    m_split = new QSplitter(Qt::Vertical, this);
    m_split->setObjectName(u"schemaSplit"_s);
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(space::kMedium);
    m_split->addWidget(makeVersions());
    m_split->addWidget(makeDifferences());
    m_split->setStretchFactor(0, 2);
    m_split->setStretchFactor(1, 3);
    column->addWidget(m_split, 1);
    connect(m_gate, &ChangeGate::failed, this,
        [this](const Error &error) { m_banner->showMessage(items::Severity::Bad, error.text); });
    refresh();
}

void SchemaPage::buildHeader()
{
    m_header = new PageHeader(tr("Schema"), this);
    m_project = makeButton(tr("&Project folder…"), ButtonKind::Plain, this, u"schemaProject"_s);
    m_project->setToolTip(
        tr("Reads the steps of the project as text, to say what is pending; none is run."));
    m_stamp = makeButton(tr("&Stamp…"), ButtonKind::Primary, this, u"schemaStamp"_s);
    m_header->addAction(m_project);
    addAction(schemaUpgradeButton(m_workspace, *m_gate, this, [this] { refresh(); }));
    m_header->addAction(m_stamp);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"schemaBanner"_s);
    layout()->addWidget(m_header);
    layout()->addWidget(m_banner);
    connect(m_project, &QPushButton::clicked, this, &SchemaPage::chooseProject);
    connect(m_stamp, &QPushButton::clicked, this, [this] { planStamp({}); });
}

void SchemaPage::addAction(QPushButton *button) { m_header->addAction(button); }

QWidget *SchemaPage::makeVersions()
{
    auto *card = new Card(this);
    card->setObjectName(u"schemaVersions"_s);
    m_tool = new PlainLabel(card);
    m_tool->setFont(headingFont());
    m_verdict = new Badge(card);
    m_which = new QComboBox(card);
    m_which->setObjectName(u"schemaWhich"_s);
    m_which->setAccessibleName(tr("Version table"));
    m_sentence = new PlainLabel(card);
    m_sentence->setObjectName(u"schemaSentence"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setSelectable(true);
    m_issues = new PlainLabel(card);
    m_issues->setObjectName(u"schemaIssues"_s);
    m_issues->setTone(PlainLabel::Tone::Warn);
    m_table = new TableView(u"schema/versions"_s, tr("Versions"), card);
    m_table->setObjectName(u"schemaTable"_s);
    m_table->setModel(m_revisions);
    m_table->setItemDelegateForColumn(
        m_revisions->columnOf(u"state"_s), new BadgeDelegate(m_table));
    m_table->setHiddenByDefault({u"file"_s});
    m_table->keepColumns(m_workspace.settings());
    auto *top = new QHBoxLayout;
    top->addWidget(m_tool);
    top->addWidget(m_verdict, 0, Qt::AlignVCenter);
    top->addStretch(1);
    top->addWidget(m_which);
    card->content()->addLayout(top);
    card->content()->addWidget(m_sentence);
    card->content()->addWidget(m_issues);
    card->content()->addWidget(m_table, 1);
    card->content()->addStretch();
    auto *here = new QAction(tr("Stamp this version…"), m_table);
    here->setObjectName(u"schemaStampThis"_s);
    m_table->QWidget::addAction(here);
    connect(here, &QAction::triggered, this, [this] {
        if (m_table->currentIndex().isValid())
            planStamp(m_revisions->key(m_table->currentIndex().row()));
    });
    connect(m_which, &QComboBox::activated, this, &SchemaPage::showState);
    return card;
}

QWidget *SchemaPage::makeDifferences()
{
    auto *card = new Card(this);
    card->setObjectName(u"schemaDifferences"_s);
    auto *title = new PlainLabel(tr("Structure"), card);
    title->setFont(headingFont());
    m_summary = new PlainLabel(card);
    m_summary->setObjectName(u"schemaSummary"_s);
    m_summary->setWordWrap(true);
    m_mends = makeButton(tr("Mending S&QL…"), ButtonKind::Plain, card, u"schemaMends"_s);
    m_mend = makeButton(tr("&Mend…"), ButtonKind::Plain, card, u"schemaMend"_s);
    m_layout = new QComboBox(card);
    m_layout->setObjectName(u"schemaLayout"_s);
    m_layout->setAccessibleName(tr("Layout to compare with"));
    m_layout->setToolTip(tr("Which layout of this system the tables are compared with"));
    m_layout->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_layout->setMinimumContentsLength(24);
    m_tree = new QTreeView(card);
    m_tree->setObjectName(u"schemaTree"_s);
    m_tree->setAccessibleName(tr("Differences of the structure"));
    m_tree->setModel(m_differences);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setItemDelegate(new TextDelegate(m_tree));
    m_tree->setItemDelegateForColumn(1, new BadgeDelegate(m_tree));
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_cover = new Overlay(m_tree);
    m_why = new PlainLabel(card);
    m_why->setObjectName(u"schemaWhy"_s);
    m_why->setSelectable(true);
    m_sql = new SqlPreview(card);
    m_sql->setObjectName(u"schemaSql"_s);
    m_sql->setFixedHeight(76); // three lines
    auto *top = new QHBoxLayout;
    top->addWidget(title);
    top->addSpacing(space::kMedium);
    top->addWidget(m_summary, 1);
    top->addWidget(m_layout);
    top->addWidget(m_mends);
    top->addWidget(m_mend);
    card->content()->addLayout(top);
    card->content()->addWidget(m_tree, 1);
    card->content()->addWidget(m_why);
    card->content()->addWidget(m_sql);
    connect(m_mends, &QPushButton::clicked, this, &SchemaPage::showMends);
    connect(m_mend, &QPushButton::clicked, this, &SchemaPage::mend);
    connect(m_layout, &QComboBox::activated, this, [this] {
        m_workspace.settings().setValue(layoutKey(), m_layout->currentData());
        refresh();
    });
    connect(m_cover, &Overlay::retryRequested, this, &SchemaPage::refresh);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
        &SchemaPage::showDifference);
    return card;
}

void SchemaPage::refresh()
{
    if (m_asking) {
        m_again = true;
        return;
    }
    m_asking = true;
    if (m_differences->differences().empty())
        m_cover->showLoading(tr("Differences of the structure"));
    if (project().isEmpty())
        return ask({});
    deliver(later([folder = project()] { return versions::readProject(folder); }), this,
        [this](const Result<std::vector<versions::Project>> &projects) {
            if (projects)
                return ask(projects.value());
            m_banner->showMessage(items::Severity::Warn, projects.error().text);
            ask({});
        });
}

void SchemaPage::ask(const std::vector<versions::Project> &projects)
{
    const auto found = m_workspace.recognition();
    std::optional<systems::Match> match;
    if (m_workspace.match())
        match = *m_workspace.match();
    offerLayouts();
    auto work = [found, match, projects, shape = layoutShape()](db::Sql &sql) -> Result<Answer> {
        QStringList tables;
        for (const versions::Project &one : projects) {
            if (!one.table.isEmpty())
                tables << one.table;
        }
        auto readings = versions::readVersions(sql, tables);
        if (!readings)
            return readings.error();
        Answer answer{versions::states(*found, readings.value(), projects), {}, {}};
        if (!match)
            return answer;
        auto drift = versions::readDrift(sql, *found, *match, shape);
        if (drift)
            answer.drift = std::move(drift).value();
        else if (drift.error().kind == Error::Kind::Invalid)
            answer.driftTrouble = drift.error().text;
        else
            return drift.error();
        return answer;
    };
    deliver(m_workspace.link().interactive().run(std::move(work)), this,
        [this](const Result<Answer> &answer) {
            m_asking = false;
            if (answer)
                show(answer.value());
            else if (answer.error().kind != Error::Kind::Cancelled)
                m_cover->showError(tr("The schema could not be read"), answer.error());
            if (std::exchange(m_again, false))
                refresh();
        });
}

void SchemaPage::show(const Answer &answer)
{
    m_answer = answer;
    const systems::Match *match = m_workspace.match();
    std::stable_sort(m_answer.states.begin(), m_answer.states.end(),
        [match](const versions::State &a, const versions::State &b) {
            const auto ours = [match](const versions::State &one) {
                return match && one.schema == match->schema ? 0 : 1;
            };
            return ours(a) < ours(b);
        });
    const QString before = m_which->currentText();
    m_which->clear();
    for (const versions::State &state : m_answer.states)
        m_which->addItem(buttonText(
            state.tool.isEmpty() ? state.schema : u"%1.%2"_s.arg(state.schema, state.table)));
    m_which->setCurrentIndex(std::max(0, m_which->findText(before)));
    m_which->setVisible(m_answer.states.size() > 1);
    m_header->setSubtitle(match
            ? tr("%1 in schema %2").arg(systems::translated(match->system->title), match->schema)
            : QString());
    showState();
    showDrift();
    balance();
    Q_EMIT shown();
}

std::vector<PaletteEntry> SchemaPage::paletteEntries()
{
    return {{tr("Compare the structure again"), {}, u"git-branch"_s, {}, [page = QPointer(this)] {
                 if (page)
                     page->refresh();
             }}};
}

} // namespace gatehouse::ui
