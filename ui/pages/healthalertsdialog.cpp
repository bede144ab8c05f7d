#include "ui/pages/healthalertsdialog.h"

#include "health/webhook.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeEdit>
#include <QVBoxLayout>

namespace gatehouse::ui {

HealthAlertsDialog::HealthAlertsDialog(
    const health::AlertRules &rules, bool hasTray, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("Alerts"), target, parent),
      m_rules(rules),
      m_tray(new QCheckBox(tr("Show a &notification on this desktop"), this)),
      m_degraded(new QCheckBox(tr("Also when an endpoint is only &degraded"), this)),
      m_recovery(new QCheckBox(tr("Also say when it is &over"), this)),
      m_banner(new Banner(this))
{
    setObjectName(u"healthAlertsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *heading = new PlainLabel(tr("Who is told when an endpoint falls?"), this);
    heading->setFont(titleFont());
    auto *text =
        new PlainLabel(tr("Each incident is told once when it begins, after three looks in a "
                          "row have failed, and once when it is over. Alerts come while "
                          "this window watches; gatehousectl health watch does the same "
                          "without a window."),
            this);
    text->setWordWrap(true);
    m_tray->setObjectName(u"healthTray"_s);
    m_tray->setChecked(rules.tray);
    m_degraded->setObjectName(u"healthDegraded"_s);
    m_degraded->setChecked(rules.degraded);
    m_recovery->setObjectName(u"healthRecovery"_s);
    m_recovery->setChecked(rules.recovery);
    m_banner->setObjectName(u"healthAlertsBanner"_s);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{heading, text, m_banner, m_tray, m_degraded, m_recovery})
        content()->addWidget(widget);
    if (!hasTray)
        m_tray->setText(
            tr("Show a &notification (this desktop has no tray, so in the window only)"));
    addQuietHours();
    addWebhook();
    content()->addStretch(1);
    addButtons();
    judge();
    setMinimumWidth(600);
}

void HealthAlertsDialog::addQuietHours()
{
    auto *line = new QHBoxLayout;
    m_quiet = new QCheckBox(tr("&Quiet hours, from"), this);
    m_quiet->setObjectName(u"healthQuiet"_s);
    m_quiet->setChecked(m_rules.quiet);
    const auto add = [&](const QString &name, const QString &objectName, const QTime &time) {
        auto *edit = new QTimeEdit(time, this);
        edit->setObjectName(objectName);
        edit->setAccessibleName(name);
        edit->setDisplayFormat(u"HH:mm"_s);
        edit->setEnabled(m_rules.quiet);
        connect(m_quiet, &QCheckBox::toggled, edit, &QWidget::setEnabled);
        return edit;
    };
    m_from = add(tr("Quiet from"), u"healthQuietFrom"_s, m_rules.quietFrom);
    m_to = add(tr("Quiet until"), u"healthQuietTo"_s, m_rules.quietTo);
    auto *zone =
        new PlainLabel(tr("Times are in %1. What is still so after the quiet hours is told then.")
                           .arg(QString::fromUtf8(m_rules.zone.id())),
            this);
    zone->setTone(PlainLabel::Tone::Muted);
    zone->setFont(smallFont());
    line->addWidget(m_quiet);
    line->addWidget(m_from);
    line->addWidget(new PlainLabel(tr("to"), this));
    line->addWidget(m_to);
    line->addStretch(1);
    content()->addLayout(line);
    content()->addWidget(zone);
}

void HealthAlertsDialog::addWebhook()
{
    auto *line = new QHBoxLayout;
    auto *label = new PlainLabel(tr("Webhook:"), this);
    m_kept = new PlainLabel(this);
    m_kept->setObjectName(u"healthWebhookKept"_s);
    m_forget = makeButton(tr("&Forget it"), ButtonKind::Link, this, u"healthWebhookForget"_s);
    line->addWidget(label);
    line->addWidget(m_kept, 1);
    line->addWidget(m_forget);
    content()->addLayout(line);
    m_address = new QLineEdit(this);
    m_address->setObjectName(u"healthWebhook"_s);
    m_address->setAccessibleName(tr("Address of the webhook"));
    m_address->setEchoMode(QLineEdit::Password);
    m_address->setPlaceholderText(tr("https://… (an address that takes a POST with JSON)"));
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"healthWebhookNote"_s);
    m_note->setWordWrap(true);
    m_note->setFont(smallFont());
    content()->addWidget(m_address);
    content()->addWidget(m_note);
    connect(m_address, &QLineEdit::textEdited, this, &HealthAlertsDialog::judge);
    connect(m_forget, &QPushButton::clicked, this, [this] {
        m_rules.webhook.reset();
        m_address->setFocus();
        judge();
    });
}

void HealthAlertsDialog::addButtons()
{
    m_test = makeButton(tr("Send a &test"), ButtonKind::Plain, this, u"healthAlertsTest"_s);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"healthAlertsCancel"_s);
    m_save = makeButton(tr("Save"), ButtonKind::Primary, this, u"healthAlertsSave"_s);
    m_save->setDefault(true);
    buttons()->insertWidget(0, m_test);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_save);
    connect(m_test, &QPushButton::clicked, this, [this] {
        m_banner->showMessage(items::Severity::Info, tr("The test is on its way…"));
        Q_EMIT testWanted(draft());
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        Q_EMIT edited(draft());
        accept();
    });
}

health::AlertRules HealthAlertsDialog::draft() const
{
    health::AlertRules draft = m_rules;
    draft.tray = m_tray->isChecked();
    draft.degraded = m_degraded->isChecked();
    draft.recovery = m_recovery->isChecked();
    draft.quiet = m_quiet->isChecked();
    draft.quietFrom = m_from->time();
    draft.quietTo = m_to->time();
    if (!m_address->text().trimmed().isEmpty())
        draft.webhook = health::webhookSecret(m_address->text());
    return draft;
}

void HealthAlertsDialog::judge()
{
    m_kept->setText(m_rules.webhook ? health::webhookShown(m_rules.webhook->text()) : tr("none"));
    m_kept->setTone(m_rules.webhook ? PlainLabel::Tone::Normal : PlainLabel::Tone::Muted);
    m_forget->setVisible(m_rules.webhook != nullptr);
    const QString typed = m_address->text().trimmed();
    const QString trouble = typed.isEmpty() ? QString() : health::whyNoWebhook(typed);
    m_note->setTone(trouble.isEmpty() ? PlainLabel::Tone::Muted : PlainLabel::Tone::Bad);
    m_note->setText(
        trouble.isEmpty() ? tr(
            "The address is kept in a file that only this user may read, and never shown again.")
                          : trouble);
    m_save->setEnabled(trouble.isEmpty());
    m_test->setEnabled(trouble.isEmpty());
}

void HealthAlertsDialog::showOutcome(const Result<> &told)
{
    if (told)
        m_banner->showMessage(items::Severity::Good, tr("The webhook took the test."));
    else
        m_banner->showMessage(items::Severity::Bad, told.error().text);
}

} // namespace gatehouse::ui
