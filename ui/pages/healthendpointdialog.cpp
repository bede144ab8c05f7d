#include "ui/pages/healthendpointdialog.h"

#include "health/endpointlist.h"
#include "health/probe.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kLongestSeconds = 86400;

QStringList words(const QString &text)
{
    QStringList all;
    for (const QString &part : text.split(u','))
        if (!part.trimmed().isEmpty())
            all << part.trimmed();
    return all;
}

} // namespace

HealthEndpointDialog::HealthEndpointDialog(const std::optional<health::Endpoint> &seen,
    const QStringList &taken, const Target &target, QWidget *parent)
    : EnvironmentDialog(seen ? tr("Edit endpoint") : tr("Add endpoint"), target, parent),
      m_original(seen.value_or(health::Endpoint())),
      m_taken(taken),
      m_isNew(!seen)
{
    setObjectName(u"healthEndpointDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    if (m_isNew)
        m_original.kind = u"ollama"_s;
    show(m_original);
    followKind();
    judge();
    m_title->setFocus();
}

void HealthEndpointDialog::build()
{
    auto *heading = new PlainLabel(m_isNew ? tr("Watch another endpoint") : m_original.title, this);
    heading->setFont(titleFont());
    content()->addWidget(heading);
    m_form = new QFormLayout;
    m_form->setVerticalSpacing(space::kSmall);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    content()->addLayout(m_form);
    m_title = addLine(tr("&Name:"), u"healthTitle"_s, tr("As it is called on the cards"));
    addKinds();
    m_url = addLine(tr("&Address:"), u"healthUrl"_s, u"http://localhost:11434"_s);
    m_path = addLine(tr("&Path:"), u"healthPath"_s, u"/health"_s);
    m_model = addLine(tr("Expected &model:"), u"healthModel"_s, u"llama3.2:3b"_s);
    m_agents = addLine(tr("Ser&ves first:"), u"healthAgents"_s, tr("Agents, separated by commas"));
    m_fallbacks = addLine(
        tr("Serves as &fallback:"), u"healthFallbacks"_s, tr("Agents whose first model may fall"));
    m_user = addLine(tr("&User:"), u"healthUser"_s, tr("empty: none"));
    m_variable = addLine(tr("&Secret in variable:"), u"healthVariable"_s, u"REDIS_PASSWORD"_s);
    m_interval = new QSpinBox(this);
    m_interval->setObjectName(u"healthInterval"_s);
    m_interval->setAccessibleName(tr("Seconds between two looks"));
    m_interval->setRange(1, kLongestSeconds);
    m_interval->setSuffix(tr(" s"));
    m_form->addRow(tr("Look &every:"), m_interval);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"healthNote"_s);
    m_note->setWordWrap(true);
    content()->addWidget(m_note);
    content()->addStretch(1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"healthEndpointCancel"_s);
    m_submit = makeButton(m_isNew ? tr("Add endpoint") : tr("Save endpoint"), ButtonKind::Primary,
        this, u"healthEndpointSubmit"_s);
    m_submit->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, [this] {
        Q_EMIT edited(draft());
        accept();
    });
    setMinimumWidth(560);
}

QLineEdit *HealthEndpointDialog::addLine(
    const QString &label, const QString &name, const QString &hint)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setPlaceholderText(hint);
    line->setAccessibleName(QString(label).remove(u'&').remove(u':'));
    m_form->addRow(label, line);
    connect(line, &QLineEdit::textEdited, this, &HealthEndpointDialog::judge);
    return line;
}

void HealthEndpointDialog::addKinds()
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"healthKind"_s);
    m_kind->setAccessibleName(tr("Kind"));
    for (const health::ProbeSpec &spec : health::allProbes())
        m_kind->addItem(QLatin1StringView(spec.title), QString(QLatin1StringView(spec.id)));
    m_form->addRow(tr("&Kind:"), m_kind);
    connect(m_kind, &QComboBox::activated, this, [this] {
        followKind();
        judge();
    });
}

void HealthEndpointDialog::show(const health::Endpoint &endpoint)
{
    m_title->setText(endpoint.title);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(endpoint.kind)));
    m_url->setText(endpoint.url);
    m_path->setText(endpoint.path);
    m_model->setText(endpoint.expectedModel);
    m_agents->setText(endpoint.agents.join(u", "_s));
    m_fallbacks->setText(endpoint.fallbackAgents.join(u", "_s));
    m_user->setText(endpoint.user);
    m_variable->setText(endpoint.secretVariable);
    m_interval->setValue(endpoint.intervalSeconds);
}

// Only what this kind has is asked for.
void HealthEndpointDialog::followKind()
{
    const health::ProbeSpec *spec = health::probeSpec(m_kind->currentData().toString());
    const bool serves = spec && spec->hasModels;
    for (QLineEdit *line : {m_model, m_agents, m_fallbacks})
        m_form->setRowVisible(line, serves);
    m_form->setRowVisible(m_path, spec && spec->wire == health::Wire::Http && !serves);
}

health::Endpoint HealthEndpointDialog::draft() const
{
    health::Endpoint draft = m_original;
    draft.title = m_title->text().trimmed();
    draft.kind = m_kind->currentData().toString();
    draft.url = m_url->text().trimmed();
    if (const auto address = health::addressFrom(draft.url); address && !address->secret)
        draft.url = address->url;
    const auto kept = [this](const QLineEdit *line) {
        return m_form->isRowVisible(const_cast<QLineEdit *>(line)) ? line->text().trimmed()
                                                                   : QString();
    };
    draft.path = kept(m_path);
    draft.expectedModel = kept(m_model);
    draft.agents = words(kept(m_agents));
    draft.fallbackAgents = words(kept(m_fallbacks));
    draft.user = m_user->text().trimmed();
    draft.secretVariable = m_variable->text().trimmed();
    draft.intervalSeconds = m_interval->value();
    if (draft.title.isEmpty())
        draft.title = m_kind->currentText() + u' ' + draft.place();
    if (m_isNew)
        draft.id = draft.title;
    return draft;
}

void HealthEndpointDialog::judge()
{
    const health::Endpoint now = draft();
    QString trouble = health::troubleOf(now);
    if (trouble.isEmpty() && m_taken.contains(now.key()))
        trouble = tr("This endpoint is watched already.");
    m_submit->setEnabled(trouble.isEmpty());
    const bool untouched = m_isNew && m_url->text().isEmpty();
    m_note->setTone(
        trouble.isEmpty() || untouched ? PlainLabel::Tone::Muted : PlainLabel::Tone::Bad);
    m_note->setText(trouble.isEmpty() || untouched
            ? tr(
                "Passwords and keys are not stored: they are read from the .env or the environment "
                "under the name of the variable.")
            : trouble);
}

} // namespace gatehouse::ui
