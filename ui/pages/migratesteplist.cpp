#include "ui/pages/migratesteplist.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QSignalBlocker>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kIconSide = 14;

} // namespace

MigrateStepList::MigrateStepList(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"migrateSteps"_s);
    setAccessibleName(tr("Steps of the migration"));
    setProperty("frameless", true);
    setSpacing(1);
    setIconSize(QSize(kIconSide, kIconSide));
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void MigrateStepList::show(const std::vector<StepState> &steps, int current)
{
    if (steps == m_shown && current == m_current)
        return;
    const QSignalBlocker silent(this);
    while (count() < int(steps.size()))
        new QListWidgetItem(this);
    for (int i = 0; i < int(steps.size()); ++i) {
        const StepState &step = steps[size_t(i)];
        QListWidgetItem *row = item(i);
        row->setText(step.title);
        row->setFlags(step.reached ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags);
        row->setIcon(step.done   ? icon(u"check"_s, tokens().good)
                : i == current ? icon(u"arrow-right"_s, tokens().accent)
                               : icon(u"circle"_s, tokens().muted));
        row->setData(Qt::AccessibleTextRole,
            step.done      ? tr("%1, done").arg(step.title)
            : step.reached ? step.title
                           : tr("%1, not reached yet").arg(step.title));
    }
    setCurrentRow(current);
    m_shown = steps;
    m_current = current;
}

} // namespace gatehouse::ui
