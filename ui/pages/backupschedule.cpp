#include "ui/pages/backupschedule.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTimeEdit>
#include <QVBoxLayout>

namespace gatehouse::ui {

using Every = backup::When::Every;

BackupScheduleDialog::BackupScheduleDialog(
    Workspace &workspace, const QString &folder, QWidget *parent)
    : EnvironmentDialog(tr("Schedule backups"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_folder(folder)
{
    setObjectName(u"backupScheduleDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    ask();
}

void BackupScheduleDialog::build()
{
    m_banner = new Banner(this);
    m_banner->setObjectName(u"scheduleBanner"_s);
    auto *now = new PlainLabel(tr("Schedules of this user"), this);
    now->setFont(headingFont());
    m_list = new QVBoxLayout;
    m_list->setSpacing(space::kTiny);
    auto *fresh = new PlainLabel(tr("A new one"), this);
    fresh->setFont(headingFont());
    m_name = new QLineEdit(u"daily"_s, this);
    m_name->setObjectName(u"scheduleName"_s);
    m_every = new QComboBox(this);
    m_every->setObjectName(u"scheduleEvery"_s);
    m_every->addItem(tr("every day"), int(Every::Day));
    m_every->addItem(tr("every week"), int(Every::Week));
    m_every->addItem(tr("every hour"), int(Every::Hour));
    m_weekday = new QComboBox(this);
    for (int day = 1; day <= 7; ++day)
        m_weekday->addItem(QLocale().dayName(day), day);
    m_time = new QTimeEdit(QTime(3, 15), this);
    m_time->setObjectName(u"scheduleTime"_s);
    m_time->setAccessibleName(tr("Time of day"));
    m_time->setDisplayFormat(u"HH:mm"_s);
    auto *when = new QHBoxLayout;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_every, m_weekday, m_time})
        when->addWidget(widget);
    when->addStretch(1);
    m_encrypt = new QCheckBox(tr("&Encrypt it with your recovery key"), this);
    m_encrypt->setObjectName(u"scheduleEncrypt"_s);
    m_drill = new QCheckBox(tr("Restore each one in a &drill"), this);
    m_drill->setObjectName(u"scheduleDrill"_s);
    m_drill->setChecked(true);
    m_keep = new QSpinBox(this);
    m_keep->setObjectName(u"scheduleKeep"_s);
    m_keep->setRange(0, 1000);
    m_keep->setValue(14);
    m_keep->setSpecialValueText(tr("all"));
    m_cron = new PlainLabel(this);
    m_cron->setObjectName(u"scheduleCron"_s);
    m_cron->setTone(PlainLabel::Tone::Muted);
    m_cron->setSelectable(true);
    m_cron->setWordWrap(true); // to be copied whole
    auto *form = new QFormLayout;
    form->setVerticalSpacing(space::kSmall);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("When:"), when);
    form->addRow(QString(), m_encrypt);
    form->addRow(QString(), m_drill);
    form->addRow(tr("&Keep the newest:"), m_keep);
    form->addRow(tr("For cron:"), m_cron);
    content()->addWidget(m_banner);
    content()->addWidget(now);
    content()->addLayout(m_list);
    content()->addSpacing(space::kMedium);
    content()->addWidget(fresh);
    content()->addLayout(form);
    content()->addStretch(1);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"scheduleClose"_s);
    m_submit = makeButton(tr("&Make the schedule"), ButtonKind::Primary, this, u"scheduleSubmit"_s);
    buttons()->addWidget(close);
    buttons()->addWidget(m_submit);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_submit, &QPushButton::clicked, this, &BackupScheduleDialog::submit);
    const auto update = [this] {
        m_weekday->setVisible(m_every->currentData().toInt() == int(Every::Week));
        m_time->setVisible(m_every->currentData().toInt() != int(Every::Hour));
        m_cron->setText(backup::cronLine(schedule()));
    };
    connect(m_every, &QComboBox::currentIndexChanged, this, update);
    connect(m_weekday, &QComboBox::currentIndexChanged, this, update);
    connect(m_time, &QTimeEdit::timeChanged, this, update);
    connect(m_keep, &QSpinBox::valueChanged, this, update);
    connect(m_name, &QLineEdit::textChanged, this, update);
    for (QCheckBox *box : {m_encrypt, m_drill})
        connect(box, &QCheckBox::toggled, this, update);
    update();
    setMinimumSize(640, 460);
}

backup::Schedule BackupScheduleDialog::schedule() const
{
    backup::When when;
    when.every = Every(m_every->currentData().toInt());
    when.weekday = m_weekday->currentData().toInt();
    when.hour = m_time->time().hour();
    when.minute = m_time->time().minute();
    const QStringList folder{u"--folder"_s, m_folder};
    QStringList create{u"--profile"_s, m_workspace.profile().name, u"backup"_s, u"create"_s};
    if (m_encrypt->isChecked())
        create << u"--encrypt"_s;
    backup::Schedule plan{m_name->text(), when,
        QCoreApplication::applicationDirPath() + u"/gatehousectl"_s, {create + folder}};
    if (m_drill->isChecked())
        plan.runs.push_back(QStringList{u"backup"_s, u"drill"_s} + folder);
    if (m_keep->value() > 0)
        plan.runs.push_back(QStringList{u"backup"_s, u"prune"_s, u"--yes"_s, u"--keep-last"_s,
                                QString::number(m_keep->value())}
            + folder);
    return plan;
}

void BackupScheduleDialog::ask()
{
    deliver(backup::openSchedules(), this,
        [this](const Result<std::vector<backup::Scheduled>> &all) {
            if (all)
                show(all.value());
        });
}

void BackupScheduleDialog::show(const std::vector<backup::Scheduled> &all)
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto time = [](const QDateTime &at, const QString &never) {
        return at.isValid() ? at.toString(u"yyyy-MM-dd HH:mm"_s) : never;
    };
    for (const backup::Scheduled &one : all) {
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        QString text = tr("%1 (%2): next run %3, last run %4")
                           .arg(safeText(one.name), one.calendar, time(one.next, tr("none")),
                               time(one.last, tr("never")));
        if (!one.active)
            text = tr("%1. It is not active.").arg(text);
        else if (one.missed)
            text = tr("%1. A run was missed.").arg(text);
        auto *label = new PlainLabel(text, line);
        label->setWordWrap(true);
        auto *gone = makeButton(tr("Remove"), ButtonKind::Quiet, line, u"scheduleRemove"_s);
        row->addWidget(label, 1);
        row->addWidget(gone);
        connect(gone, &QPushButton::clicked, this, [this, name = one.name] { remove(name); });
        m_list->addWidget(line);
    }
    if (all.empty())
        m_list->addWidget(new PlainLabel(tr("There is none yet."), this));
}

void BackupScheduleDialog::submit()
{
    m_submit->setEnabled(false);
    deliver(backup::openInstall(schedule()), this, [this](const Result<> &done) {
        finished(done, tr("The schedule was made; it runs without this window."));
    });
}

void BackupScheduleDialog::remove(const QString &name)
{
    deliver(backup::openRemoval(name), this, [this, name](const Result<> &done) {
        finished(done, tr("The schedule %1 was removed.").arg(safeText(name)));
    });
}

void BackupScheduleDialog::finished(const Result<> &done, const QString &good)
{
    m_submit->setEnabled(true);
    m_banner->showMessage(
        done ? items::Severity::Good : items::Severity::Bad, done ? good : done.error().text);
    if (done)
        Q_EMIT changed();
    ask();
}

} // namespace gatehouse::ui
