#include "ui/pages/keyform.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <limits>

namespace gatehouse::ui {

KeyForm::KeyForm(const keys::Keys &engine, QWidget *parent) : QWidget(parent), m_engine(engine)
{
    m_form = new QFormLayout(this);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(space::kSmall);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addName();
    addRole();
    addOwner();
    addLimit();
    addJson();
    addExpiry();
}

void KeyForm::addRow(const QString &label, QWidget *field, const QString &id)
{
    auto *note = new PlainLabel(this);
    note->setObjectName(u"keyNote_"_s + id);
    note->setWordWrap(true);
    note->setTone(PlainLabel::Tone::Bad);
    note->setFont(smallFont());
    note->hide();
    m_notes.insert(id, note);
    auto *cell = new QVBoxLayout;
    cell->setSpacing(space::kTiny);
    cell->addWidget(field);
    cell->addWidget(note);
    m_form->addRow(label, cell);
    // A layout as field gives the label no buddy.
    auto *text = qobject_cast<QWidget *>(m_form->labelForField(cell));
    if (auto *caption = qobject_cast<QLabel *>(text))
        caption->setBuddy(field);
    field->setAccessibleName(QString(label).remove(u'&').remove(u':'));
}

void KeyForm::addName()
{
    m_name = new QLineEdit(this);
    m_name->setObjectName(u"keyName"_s);
    m_name->setPlaceholderText(tr("Who uses it: mobile-app, partner-acme"));
    connect(m_name, &QLineEdit::textEdited, this, [this] { touch(u"name"_s); });
    addRow(tr("&Name:"), m_name, u"name"_s);
}

void KeyForm::addRole()
{
    if (!m_engine.has(m_engine.domain().role))
        return;
    m_role = new QComboBox(this);
    m_role->setObjectName(u"keyRole"_s);
    m_role->setEditable(true); // the services take any word
    m_role->addItems(m_engine.domain().roles);
    connect(m_role, &QComboBox::editTextChanged, this, [this] { touch(u"role"_s); });
    addRow(tr("&Role:"), m_role, u"role"_s);
}

void KeyForm::addOwner()
{
    if (!m_engine.has(m_engine.domain().owner))
        return;
    m_owner = new QComboBox(this);
    m_owner->setObjectName(u"keyOwner"_s);
    m_owner->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_owner->addItem(tr("choose…"), QString());
    connect(m_owner, &QComboBox::activated, this, [this] { touch(u"owner"_s); });
    addRow(tr("&Owner:"), m_owner, u"owner"_s);
}

void KeyForm::addLimit()
{
    if (!m_engine.has(m_engine.domain().limit))
        return;
    m_limit = new QLineEdit(this);
    m_limit->setObjectName(u"keyLimit"_s);
    m_limit->setPlaceholderText(tr("empty: no limit"));
    connect(m_limit, &QLineEdit::textEdited, this, [this] { touch(u"limit"_s); });
    addRow(tr("&Limit (requests):"), m_limit, u"limit"_s);
    for (const systems::LimitDefinition &definition : m_engine.domain().limitDefinitions) {
        if (!definition.enforced)
            continue;
        auto *meaning = new PlainLabel(definition.title, this);
        meaning->setTone(PlainLabel::Tone::Muted);
        meaning->setFont(smallFont());
        meaning->setWordWrap(true);
        m_form->addRow(QString(), meaning);
    }
}

void KeyForm::addJson()
{
    const auto make = [this](const QString &name, const QString &hint, const QString &id) {
        auto *edit = new QPlainTextEdit(this);
        edit->setObjectName(name);
        edit->setPlaceholderText(hint);
        edit->setFont(monoFont());
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(58);
        connect(edit, &QPlainTextEdit::textChanged, this, [this, id] { touch(id); });
        return edit;
    };
    if (m_engine.has(m_engine.domain().limits)) {
        m_limits = make(u"keyLimits"_s, u"{\"per_hour\": 100}"_s, u"limits"_s);
        addRow(tr("Li&mits (JSON):"), m_limits, u"limits"_s);
    }
    if (m_engine.has(m_engine.domain().permissions)) {
        m_permissions = make(u"keyPermissions"_s, u"[\"chat\"]"_s, u"permissions"_s);
        addRow(tr("&Permissions (JSON):"), m_permissions, u"permissions"_s);
    }
}

void KeyForm::addExpiry()
{
    if (!m_engine.has(m_engine.domain().expiresAt))
        return;
    auto *field = new QWidget(this);
    auto *line = new QHBoxLayout(field);
    line->setContentsMargins(0, 0, 0, 0);
    m_expires = new QCheckBox(tr("on"), field);
    m_expires->setObjectName(u"keyExpires"_s);
    m_expires->setAccessibleName(tr("The key expires"));
    m_expiry = new QDateTimeEdit(field);
    m_expiry->setObjectName(u"keyExpiry"_s);
    m_expiry->setAccessibleName(tr("Expiry, in UTC"));
    m_expiry->setTimeSpec(Qt::UTC);
    m_expiry->setDisplayFormat(u"yyyy-MM-dd HH:mm 'UTC'"_s);
    m_expiry->setCalendarPopup(true);
    m_expiry->setEnabled(false);
    line->addWidget(m_expires);
    line->addWidget(m_expiry, 1);
    connect(m_expires, &QCheckBox::toggled, this, [this](bool on) {
        m_expiry->setEnabled(on);
        touch(u"expires"_s);
    });
    connect(m_expiry, &QDateTimeEdit::dateTimeChanged, this, [this] { touch(u"expires"_s); });
    addRow(tr("E&xpires:"), field, u"expires"_s);
}

void KeyForm::setDraft(const keys::Draft &draft)
{
    m_original = draft;
    m_name->setText(draft.name);
    if (m_role)
        m_role->setEditText(draft.role);
    if (m_owner)
        m_owner->setCurrentIndex(std::max(0, m_owner->findData(draft.ownerId)));
    if (m_limit)
        m_limit->setText(draft.limit ? QString::number(*draft.limit) : QString());
    if (m_limits)
        m_limits->setPlainText(draft.limits);
    if (m_permissions)
        m_permissions->setPlainText(draft.permissions);
    if (m_expires) {
        m_expires->setChecked(draft.expires.has_value());
        m_expiry->setDateTime(
            draft.expires.value_or(QDateTime::currentDateTimeUtc().addDays(90)).toUTC());
    }
    m_touched.clear();
    m_all = false;
    Q_EMIT edited();
}

keys::Draft KeyForm::draft() const
{
    keys::Draft draft = m_original;
    draft.name = m_name->text();
    if (m_role)
        draft.role = m_role->currentText();
    if (m_owner && !m_owner->currentData().toString().isEmpty())
        draft.ownerId = m_owner->currentData().toString();
    if (m_limit) {
        const QString text = m_limit->text().trimmed().remove(u',');
        bool ok = false;
        const qint64 limit = text.toLongLong(&ok);
        draft.limit.reset();
        if (ok)
            draft.limit = limit;
        else if (!text.isEmpty()) // no number at all, or one that no column holds: refused by
                                  // check()
            draft.limit = text.startsWith(u'-') ? -1 : std::numeric_limits<qint64>::max();
    }
    if (m_limits)
        draft.limits = m_limits->toPlainText();
    if (m_permissions)
        draft.permissions = m_permissions->toPlainText();
    if (m_expires) {
        draft.expires.reset();
        if (m_expires->isChecked())
            draft.expires = m_expiry->dateTime().toUTC();
        // An untouched time keeps its seconds, which the field does not show.
        if (m_original.expires && m_expires->isChecked() && !m_touched.contains(u"expires"_s))
            draft.expires = m_original.expires;
    }
    return draft;
}

void KeyForm::setOwners(const std::vector<keys::Owner> &owners)
{
    if (!m_owner)
        return;
    const QString chosen = m_original.ownerId;
    for (const keys::Owner &owner : owners)
        m_owner->addItem(safeText(owner.label, 80), owner.id);
    m_owner->setCurrentIndex(std::max(0, m_owner->findData(chosen)));
}

void KeyForm::showProblems(const std::vector<keys::Problem> &problems)
{
    m_problems = problems;
    updateProblems();
}

void KeyForm::showAllProblems()
{
    m_all = true;
    updateProblems();
}

void KeyForm::focusFirst()
{
    m_name->setFocus();
    m_name->selectAll();
}

void KeyForm::touch(const QString &id)
{
    if (!m_touched.contains(id))
        m_touched.append(id);
    Q_EMIT edited();
}

void KeyForm::updateProblems()
{
    for (auto it = m_notes.begin(); it != m_notes.end(); ++it) {
        QString text;
        for (const keys::Problem &problem : m_problems) {
            if (problem.field == it.key() && text.isEmpty())
                text = problem.text;
        }
        const bool shown = !text.isEmpty() && (m_all || m_touched.contains(it.key()));
        it.value()->setText(text);
        it.value()->setVisible(shown);
    }
}

} // namespace gatehouse::ui
