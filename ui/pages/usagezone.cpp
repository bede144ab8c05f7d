#include "ui/pages/usagezone.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QCompleter>
#include <QDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

UsageZoneButton::UsageZoneButton(const QStringList &usual, QWidget *parent)
    : QPushButton(parent), m_usual(usual)
{
    setObjectName(u"usageZone"_s);
    setAutoDefault(false);
    setProperty("menu", true);
    setMenu(new QMenu(this));
    setZone(QTimeZone::utc());
}

void UsageZoneButton::setUsual(const QStringList &usual)
{
    m_usual = usual;
    fill();
}

void UsageZoneButton::setZone(const QTimeZone &zone)
{
    m_zone = QString::fromUtf8(zone.id());
    if (m_zone == "Etc/UTC"_L1) // the name that people use
        m_zone = u"UTC"_s;
    setText(m_zone);
    setAccessibleName(tr("Reporting zone: %1").arg(m_zone));
    setToolTip(tr("Every day, hour and time of this page is in this zone"));
    fill();
}

void UsageZoneButton::fill()
{
    menu()->clear();
    QStringList offered{u"UTC"_s};
    for (const QString &zone :
        m_usual + QStringList{QString::fromUtf8(QTimeZone::systemTimeZoneId()), m_zone}) {
        if (!zone.isEmpty() && zone != "Etc/UTC"_L1 && !offered.contains(zone)
            && QTimeZone(zone.toUtf8()).isValid())
            offered << zone;
    }
    for (const QString &zone : offered) {
        QAction *action = menu()->addAction(zone, this, [this, zone] { Q_EMIT chosen(zone); });
        action->setObjectName("zone-"_L1 + zone);
        action->setCheckable(true);
        action->setChecked(zone == m_zone);
    }
    menu()->addSeparator();
    menu()
        ->addAction(tr("&Other…"), this, &UsageZoneButton::askOther)
        ->setObjectName(u"zone-other"_s);
}

void UsageZoneButton::askOther()
{
    auto *dialog = new QDialog(window());
    dialog->setObjectName(u"usageZoneDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Reporting zone"));
    auto *label = new PlainLabel(
        tr("The name of a place in the time zone database, like Europe/Berlin"), dialog);
    auto *name = new QLineEdit(dialog);
    name->setObjectName(u"usageZoneName"_s);
    name->setAccessibleName(tr("Reporting zone"));
    name->setMinimumWidth(340);
    QStringList known;
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        known << QString::fromUtf8(id);
    auto *completer = new QCompleter(known, name);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    name->setCompleter(completer);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, dialog, u"usageZoneCancel"_s);
    auto *use = makeButton(tr("Use it"), ButtonKind::Primary, dialog, u"usageZoneUse"_s);
    use->setDefault(true);
    use->setEnabled(false);
    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(cancel);
    foot->addWidget(use);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->addWidget(label);
    column->addWidget(name);
    column->addLayout(foot);
    connect(name, &QLineEdit::textChanged, use,
        [use, known](const QString &text) { use->setEnabled(known.contains(text)); });
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(use, &QPushButton::clicked, dialog, [this, dialog, name] {
        Q_EMIT chosen(name->text());
        dialog->accept();
    });
    dialog->open();
}

} // namespace gatehouse::ui
