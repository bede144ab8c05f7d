// One endpoint by hand: what it is, where, what is expected of it (H1).
#pragma once

#include "health/endpoint.h"
#include "ui/widgets/environmentdialog.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace gatehouse::ui {

class PlainLabel;

// Shows a copy and hands the edited one back when it was accepted. Deletes itself on close.
class HealthEndpointDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    // `taken`: keys that other endpoints have.
    HealthEndpointDialog(const std::optional<health::Endpoint> &seen, const QStringList &taken,
        const Target &target, QWidget *parent);

Q_SIGNALS:
    void edited(const gatehouse::health::Endpoint &endpoint);

private:
    void build();
    QLineEdit *addLine(const QString &label, const QString &name, const QString &hint);
    void addKinds();
    void show(const health::Endpoint &endpoint);
    health::Endpoint draft() const;
    void judge();
    void followKind();

    health::Endpoint m_original;
    QStringList m_taken;
    bool m_isNew;
    QFormLayout *m_form = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_title = nullptr, *m_url = nullptr, *m_path = nullptr, *m_model = nullptr;
    QLineEdit *m_agents = nullptr, *m_fallbacks = nullptr, *m_user = nullptr, *m_variable = nullptr;
    QSpinBox *m_interval = nullptr;
    PlainLabel *m_note = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
