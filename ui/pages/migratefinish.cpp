#include "ui/pages/migratefinish.h"

#include "base/safetext.h"
#include "migration/recipe.h"
#include "ui/pages/migrateacts.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Act;
using migration::RunState;

namespace {

QPlainTextEdit *readOnlyText(QWidget *parent, const QString &objectName, const QString &name)
{
    auto *text = new QPlainTextEdit(parent);
    text->setObjectName(objectName);
    text->setAccessibleName(name);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    return text;
}

QString stateSentence(const migration::Run &run)
{
    switch (run.state) {
    case RunState::Done:
        return MigrateFinish::tr("The new tables are in place. The old ones are kept: Roll back "
                                 "brings them back at once, Finish drops them for good.");
    case RunState::Finished:
        return MigrateFinish::tr("Finished: the old tables are gone.");
    case RunState::RolledBack:
        return MigrateFinish::tr("Rolled back: the old tables are in place again.");
    default:
        return MigrateFinish::tr("The new tables are not in place.");
    }
}

} // namespace

MigrateFinish::MigrateFinish(
    Workspace &workspace, MigrateDraft &draft, MigrateActs &acts, QWidget *parent)
    : MigrateStep(workspace, draft, parent), m_acts(acts)
{
    auto *heading = new PlainLabel(tr("Finish"), this);
    heading->setFont(headingFont());
    m_state = new PlainLabel(this);
    m_state->setObjectName(u"migrateEnd"_s);
    m_state->setWordWrap(true);
    m_settings = new Card(tr("What the service has to be told"), this);
    auto *copy = makeButton(tr("&Copy"), ButtonKind::Plain, m_settings, u"migrateCopyLines"_s);
    m_settings->header()->addWidget(copy);
    m_lines = readOnlyText(m_settings, u"migrateLines"_s, tr("What the service has to be told"));
    m_lines->setFont(monoFont());
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_schema = new PlainLabel(m_settings);
    m_schema->setObjectName(u"migrateSearchPath"_s);
    m_schema->setWordWrap(true);
    m_settings->content()->addWidget(m_lines, 1);
    m_settings->content()->addWidget(m_schema);
    auto *left = new Card(tr("Not moved, and worth knowing"), this);
    m_left = readOnlyText(left, u"migrateNotMoved"_s, tr("Not moved, and worth knowing"));
    left->content()->addWidget(m_left, 1);
    auto *verbs = new QWidget(this);
    auto *line = new FlowLayout(verbs, space::kSmall);
    line->setContentsMargins(0, 0, 0, 0);
    m_report = makeButton(tr("Save r&eport…"), ButtonKind::Plain, verbs, u"migrateEndReport"_s);
    line->addWidget(m_report);
    addVerb(Act::Apply, tr("&Quarantine…"), u"migrateEndQuarantine"_s, verbs);
    addVerb(Act::RollBack, tr("Roll &back…"), u"migrateEndRollBack"_s, verbs);
    addVerb(Act::Finish, tr("Fi&nish…"), u"migrateEndFinish"_s, verbs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(heading);
    column->addWidget(m_state);
    column->addWidget(verbs);
    column->addWidget(m_settings, 1);
    column->addWidget(left, 1);
    connect(copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_lines->toPlainText()); });
    connect(m_report, &QPushButton::clicked, &acts, &MigrateActs::askReport);
    connect(&acts, &MigrateActs::began, this, &MigrateFinish::show);
    connect(&acts, &MigrateActs::ended, this, &MigrateFinish::show);
}

void MigrateFinish::addVerb(Act act, const QString &text, const QString &name, QWidget *row)
{
    const bool grave = act == Act::RollBack || act == Act::Finish;
    auto *button = makeButton(text, grave ? ButtonKind::Danger : ButtonKind::Plain, row, name);
    row->layout()->addWidget(button);
    m_verbs.emplace_back(act, button);
    connect(button, &QPushButton::clicked, this,
        [this, act] { m_acts.ask(act, items::toMigrationRow(*m_draft.run)); });
}

bool MigrateFinish::isDone() const { return m_draft.run && m_draft.run->state == RunState::Finished; }

void MigrateFinish::show()
{
    for (const auto &[act, button] : m_verbs)
        button->setEnabled(m_draft.run && !m_acts.isBusy()
            && canDo(act, m_draft.run->state, !m_draft.run->aside.isEmpty()));
    m_report->setEnabled(m_draft.run && m_acts.canReport(m_draft.run->id));
    if (!m_draft.run)
        return;
    const migration::Plan &plan = m_draft.run->plan;
    m_state->setText(stateSentence(*m_draft.run));
    const QStringList lines =
        migration::configurationLines(plan.target.system, m_workspace.profile().info);
    m_settings->setVisible(!lines.isEmpty());
    QStringList shown; // nothing in them is secret: they have PASSWORD where one belongs
    for (const QString &line : lines)
        shown << safeText(line, kShownText);
    m_lines->setPlainText(shown.join(u'\n'));
    const bool usual = plan.target.schema == "public"_L1;
    m_schema->setVisible(!usual);
    m_schema->setText(tr("The tables are in the schema %1: the service finds them there once the "
                         "search path of its role names it.")
                          .arg(safeText(plan.target.schema)));
    QStringList left = migration::notMovedWith(plan.target.system);
    if (m_draft.survey)
        left += m_draft.survey->inspection.notMoved;
    left += plan.notes;
    left.removeDuplicates();
    m_left->setPlainText(displayLines(
        left.isEmpty() ? tr("Everything of the source was moved.") : left.join(u'\n')));
    Q_EMIT changed();
}

} // namespace gatehouse::ui
