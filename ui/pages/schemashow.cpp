// What the schema page says about the answer it got.
#include "ui/pages/schema.h"

#include "base/safetext.h"
#include "db/session.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqldialog.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"
#include "versions/sentence.h"
#include "versions/tool.h"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>

namespace gatehouse::ui {

const versions::State *SchemaPage::chosen() const
{
    const int at = std::max(0, m_which->currentIndex());
    return size_t(at) < m_answer.states.size() ? &m_answer.states[size_t(at)] : nullptr;
}

void SchemaPage::showState()
{
    const versions::State *state = chosen();
    if (!state) {
        m_tool->setText(tr("Versions"));
        m_verdict->setBadge(tr("No versions"), items::Severity::Info);
        m_sentence->setText(tr("No version table and no known system was found in this database."));
        m_issues->hide();
        m_revisions->update({});
        m_table->hide();
        return showActs();
    }
    m_tool->setText(state->tool.isEmpty()
            ? tr("Versions")
            : tr("%1, table %2").arg(versions::toolTitle(state->tool), state->table));
    m_verdict->setBadge(versions::verdictTitle(state->verdict), items::severityOf(state->verdict));
    m_sentence->setText(state->sentence);
    showIssues(*state);
    m_revisions->update(items::toRevisionRows(*state));
    const bool any = m_revisions->rowCount() > 0;
    m_table->setVisible(any);
    const int rows = m_revisions->rowCount();
    if (any && std::exchange(m_fitted, rows) != rows) // its widths were those of other steps
        m_table->fitColumns();
    showActs();
}

void SchemaPage::showIssues(const versions::State &state)
{
    QStringList lines;
    for (const versions::Issue &one : state.issues)
        lines << one.text;
    if (!state.project.isEmpty())
        lines << tr("Steps of %1, read as text").arg(safeText(state.project, 120));
    m_issues->setTone(state.issues.empty() ? PlainLabel::Tone::Muted : PlainLabel::Tone::Warn);
    m_issues->setLines(lines);
    m_issues->setVisible(!lines.isEmpty());
}

void SchemaPage::showDrift()
{
    const std::optional<versions::Drift> &drift = m_answer.drift;
    m_differences->setDifferences(drift ? drift->differences : std::vector<catalog::Difference>{});
    m_mends->setVisible(drift && drift->any());
    m_mend->setVisible(drift && drift->any());
    m_why->setText({});
    m_sql->hide();
    m_why->hide();
    if (!drift) {
        m_summary->setText({});
        m_cover->showEmpty(u"git-branch"_s, tr("Nothing to compare with"),
            m_answer.driftTrouble.isEmpty()
                ? tr("No known system was recognised here. \"gatehousectl schema layout\" keeps a "
                     "good structure in a file, \"schema diff --against\" compares with it.")
                : m_answer.driftTrouble);
        return;
    }
    m_summary->setText(drift->any() ? drift->sentence : QString());
    if (!drift->any()) {
        m_cover->showEmpty(u"circle-check"_s, tr("As it should be"), drift->sentence);
        return;
    }
    m_cover->clear();
    m_tree->expandAll();
    for (int column = 0; column < 3; ++column)
        m_tree->resizeColumnToContents(column);
    m_tree->setColumnWidth(0, std::min(m_tree->columnWidth(0) + 16, 380));
    m_tree->setColumnWidth(3,
        std::max(200,
            (m_tree->viewport()->width() - m_tree->columnWidth(0) - m_tree->columnWidth(1)
                - m_tree->columnWidth(2))
                / 2));
    m_tree->setCurrentIndex(m_differences->index(0, 0));
}

void SchemaPage::showDifference()
{
    const catalog::Difference *one = m_differences->at(m_tree->currentIndex());
    const bool leaf = one && one->children.empty();
    m_why->setVisible(one != nullptr);
    m_sql->setVisible(leaf && !one->mend.isEmpty());
    if (!one)
        return;
    if (!leaf) {
        m_why->setLines({tr("%n difference(s) in %1; choose one to see how it is mended.", nullptr,
            catalog::count({*one}))
                             .arg(safeText(one->name, 80))});
        return;
    }
    QStringList lines{catalog::sentence(*one) + u' ' + one->why};
    if (!one->caution.isEmpty())
        lines << tr("Before mending: %1").arg(one->caution);
    m_why->setLines(lines);
    m_sql->setSql(one->mend.join(u";\n"_s) + u';');
}

// The part that has more to say gets the room; only when that changes, so that the user's choice
// stays.
void SchemaPage::balance()
{
    const bool steps = m_revisions->rowCount() > 0;
    const bool differs = m_differences->rowCount() > 0;
    const int shape = (steps ? 1 : 0) + (differs ? 2 : 0);
    if (std::exchange(m_shape, shape) == shape)
        return;
    const int whole = m_split->height();
    const int above = !steps ? 120 : differs ? std::min(whole / 3, 260) : whole * 3 / 5;
    m_split->setSizes({above, whole - above});
}

// What cannot be done stays where it is, greyed, and says why.
void SchemaPage::showActs()
{
    const versions::State *state = chosen();
    QString why;
    const auto facts = m_workspace.link().facts();
    if (!state || state->tool.isEmpty())
        why = tr("No tool keeps versions here, so there is nothing to stamp.");
    else if (facts && facts->standby)
        why = tr("This server is a standby and takes no changes.");
    else if (state->verdict == versions::Verdict::Unreadable)
        why = state->sentence;
    else if (state->verdict == versions::Verdict::Current)
        why = tr("The newest version is stamped already.");
    m_mend->setEnabled(!facts || !facts->standby);
    m_mend->setToolTip(m_mend->isEnabled()
            ? tr("Shows each statement with its lock and who is in the way, rehearses it, and runs it")
            : tr("This server is a standby and takes no changes."));
    m_stamp->setEnabled(why.isEmpty());
    m_stamp->setToolTip(why.isEmpty() ? tr("Compares the structure, shows the SQL, then tells the "
                                           "tool which version this is. No step is run.")
                                      : why);
}

void SchemaPage::showMends()
{
    if (!m_answer.drift)
        return;
    auto *dialog = new SqlDialog(tr("Mending SQL"),
        tr("This makes the structure what is expected, read it first: cautions stand as comments, "
           "and what would take something away is commented out. \"Mend…\" runs the rest."),
        catalog::mendScript(m_answer.drift->differences, m_answer.drift->schema), this);
    dialog->setObjectName(u"schemaMendDialog"_s);
    dialog->open();
}

} // namespace gatehouse::ui
