// Who is told when an endpoint falls (H8).
#pragma once

#include "health/alerts.h"
#include "ui/widgets/environmentdialog.h"

class QCheckBox;
class QLineEdit;
class QPushButton;
class QTimeEdit;

namespace gatehouse::ui {

class Banner;
class PlainLabel;

// Shows a copy of the rules and hands the edited one back. The address of a webhook that is kept is
// in no widget: only its server is shown. Deletes itself on close.
class HealthAlertsDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    HealthAlertsDialog(
        const health::AlertRules &rules, bool hasTray, const Target &target, QWidget *parent);
    void showOutcome(const Result<> &told); // of the test

Q_SIGNALS:
    void edited(const gatehouse::health::AlertRules &rules);
    void testWanted(const gatehouse::health::AlertRules &rules);

private:
    void addWebhook();
    void addQuietHours();
    void addButtons();
    health::AlertRules draft() const;
    void judge();

    health::AlertRules m_rules;
    QCheckBox *m_tray, *m_degraded, *m_recovery, *m_quiet = nullptr;
    QTimeEdit *m_from = nullptr, *m_to = nullptr;
    QLineEdit *m_address = nullptr;
    PlainLabel *m_kept = nullptr, *m_note = nullptr;
    QPushButton *m_forget = nullptr, *m_test = nullptr, *m_save = nullptr;
    Banner *m_banner;
};

} // namespace gatehouse::ui
