#include "ui/pages/backuptidy.h"

#include "base/safetext.h"
#include "items/backupsmodel.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kRuleWidth = 110;

QSpinBox *makeRule(QWidget *parent, const QString &name, int value)
{
    auto *box = new QSpinBox(parent);
    box->setObjectName(name);
    box->setRange(0, 1000);
    box->setValue(value);
    box->setSpecialValueText(BackupTidyDialog::tr("not used"));
    box->setMinimumWidth(kRuleWidth);
    return box;
}

} // namespace

BackupTidyDialog::BackupTidyDialog(
    Workspace &workspace, const std::vector<backup::Found> &all, QWidget *parent)
    : EnvironmentDialog(tr("Tidy up backups"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_all(all)
{
    setObjectName(u"backupTidyDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(tr("What any rule keeps stays, for each database apart, and so does the last proven "
                     "backup of each. The others lie in the trash of the folder for a day."));
    m_last = makeRule(this, u"tidyLast"_s, 7);
    m_days = makeRule(this, u"tidyDays"_s, 0);
    m_daily = makeRule(this, u"tidyDaily"_s, 0);
    m_weekly = makeRule(this, u"tidyWeekly"_s, 4);
    m_monthly = makeRule(this, u"tidyMonthly"_s, 0);
    auto *rules = new QHBoxLayout;
    auto *left = new QFormLayout, *right = new QFormLayout;
    left->addRow(tr("The &newest:"), m_last);
    left->addRow(tr("Younger than, &days:"), m_days);
    right->addRow(tr("One a da&y, for days:"), m_daily);
    right->addRow(tr("One a &week, for weeks:"), m_weekly);
    right->addRow(tr("One a &month, for months:"), m_monthly);
    rules->addLayout(left);
    rules->addSpacing(space::kLarge);
    rules->addLayout(right);
    rules->addStretch(1);
    m_list = new QTableWidget(0, 4, this);
    m_list->setObjectName(u"tidyList"_s);
    m_list->setAccessibleName(tr("What stays and what goes"));
    m_list->setHorizontalHeaderLabels({tr("Made (UTC)"), tr("Database"), tr("What"), tr("Why")});
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->verticalHeader()->hide();
    m_list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->setShowGrid(false);
    content()->addWidget(text);
    content()->addLayout(rules);
    content()->addWidget(m_list, 1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"tidyCancel"_s);
    m_submit = makeButton(QString(), ButtonKind::Destroy, this, u"tidySubmit"_s);
    cancel->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_going);
        accept();
    });
    for (QSpinBox *box : {m_last, m_days, m_daily, m_weekly, m_monthly})
        connect(box, &QSpinBox::valueChanged, this, &BackupTidyDialog::judge);
    setMinimumSize(760, 480);
    judge();
}

backup::Retention BackupTidyDialog::rules() const
{
    backup::Retention rules;
    rules.last = m_last->value();
    rules.days = m_days->value();
    rules.daily = m_daily->value();
    rules.weekly = m_weekly->value();
    rules.monthly = m_monthly->value();
    return rules;
}

void BackupTidyDialog::judge()
{
    m_going.clear();
    const bool none = rules().isEmpty(); // nothing would be kept: that is no rule
    const auto judged = none
        ? std::vector<backup::Judged>()
        : backup::judge(m_all, rules(), m_workspace.clock().now());
    m_list->setRowCount(int(judged.size()));
    int row = 0;
    for (const backup::Judged &one : judged) {
        const QDateTime made =
            one.backup->manifest ? one.backup->manifest->created.toUTC() : QDateTime();
        const QStringList cells{made.toString(u"yyyy-MM-dd HH:mm"_s),
            one.backup->manifest ? safeText(one.backup->manifest->database) : one.backup->name,
            one.keep ? tr("stays") : tr("goes to the trash"), one.why};
        for (int column = 0; column < cells.size(); ++column) {
            auto *item = new QTableWidgetItem(cells[column]);
            QFont font = m_list->font();
            font.setBold(!one.keep);
            item->setFont(font);
            m_list->setItem(row, column, item);
        }
        ++row;
        if (!one.keep)
            m_going.push_back(*one.backup);
    }
    m_submit->setText(m_going.empty()
            ? tr("Nothing to throw away")
            : tr("&Move %n to the trash", nullptr, int(m_going.size())));
    m_submit->setEnabled(!m_going.empty());
}

} // namespace gatehouse::ui
