#include "ui/widgets/conditioneditor.h"

#include "base/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

ConditionEditor::ConditionEditor(
    const QList<items::FilterField> &fields, const items::Condition &start, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_fields(fields), m_start(start)
{
    setObjectName(u"conditionEditor"_s);
    setProperty("card", true);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    for (const items::FilterField &each : m_fields)
        m_field->addItem(safeText(each.title, 60), each.id);
    connect(m_field, &QComboBox::currentIndexChanged, this, &ConditionEditor::fieldChosen);
    connect(m_compare, &QComboBox::currentIndexChanged, this, &ConditionEditor::compareChosen);
    m_field->setCurrentIndex(std::max(0, m_field->findData(start.field)));
    fieldChosen();
    if (const int row = m_compare->findData(int(start.compare)); row >= 0 && !start.field.isEmpty())
        m_compare->setCurrentIndex(row);
    m_value->setText(start.values.join(u", "_s));
    m_value->setFocus();
}

void ConditionEditor::build()
{
    m_field = new QComboBox(this);
    m_field->setObjectName(u"filterField"_s);
    m_field->setAccessibleName(tr("Field"));
    m_compare = new QComboBox(this);
    m_compare->setObjectName(u"filterCompare"_s);
    m_compare->setAccessibleName(tr("Comparison"));
    m_value = new QLineEdit(this);
    m_value->setObjectName(u"filterValue"_s);
    m_value->setAccessibleName(tr("Value"));
    m_value->setPlaceholderText(tr("Value"));
    m_value->setMinimumWidth(200);
    m_choices = new QListWidget(this);
    m_choices->setObjectName(u"filterChoices"_s);
    m_choices->setAccessibleName(tr("Values"));
    m_choices->setMaximumHeight(180);
    m_apply = makeButton(tr("Apply"), ButtonKind::Primary, this, u"filterApply"_s);
    m_apply->setDefault(true);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    grid->setSpacing(space::kSmall);
    grid->addWidget(m_field, 0, 0);
    grid->addWidget(m_compare, 0, 1);
    grid->addWidget(m_value, 0, 2);
    grid->addWidget(m_choices, 1, 0, 1, 3);
    grid->addWidget(m_apply, 2, 2, Qt::AlignRight);
    connect(m_value, &QLineEdit::textChanged, this, &ConditionEditor::updateApply);
    connect(m_choices, &QListWidget::itemChanged, this, &ConditionEditor::updateApply);
    connect(m_value, &QLineEdit::returnPressed, m_apply, &QPushButton::click);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        Q_EMIT accepted(condition());
        close();
    });
}

const items::FilterField &ConditionEditor::field() const
{
    return m_fields.at(std::max(0, m_field->currentIndex()));
}

items::Compare ConditionEditor::compare() const
{
    return items::Compare(m_compare->currentData().toInt());
}

void ConditionEditor::fieldChosen()
{
    m_compare->clear();
    for (items::Compare each : field().compares)
        m_compare->addItem(items::compareWord(each), int(each));
    auto *completer = new QCompleter(field().choices, m_value);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_value->setCompleter(field().choices.isEmpty() ? nullptr : completer);
    m_choices->clear();
    for (const QString &choice : field().choices) {
        auto *item = new QListWidgetItem(safeText(choice, 80), m_choices);
        item->setData(Qt::UserRole, choice);
        item->setCheckState(m_start.values.contains(choice) ? Qt::Checked : Qt::Unchecked);
    }
    compareChosen();
}

void ConditionEditor::compareChosen()
{
    const bool list = compare() == items::Compare::OneOf && !field().choices.isEmpty();
    m_choices->setVisible(list);
    m_value->setVisible(!list && items::wantsValue(compare()));
    updateApply();
    adjustSize();
}

void ConditionEditor::updateApply()
{
    m_apply->setEnabled(!items::wantsValue(compare()) || !condition().values.isEmpty());
}

items::Condition ConditionEditor::condition() const
{
    items::Condition out{field().id, compare(), {}};
    if (!items::wantsValue(out.compare))
        return out;
    if (!m_choices->isHidden()) {
        for (int row = 0; row < m_choices->count(); ++row) {
            if (m_choices->item(row)->checkState() == Qt::Checked)
                out.values += m_choices->item(row)->data(Qt::UserRole).toString();
        }
    } else if (out.compare == items::Compare::OneOf) {
        for (const QString &part : m_value->text().split(u',', Qt::SkipEmptyParts)) {
            if (!part.trimmed().isEmpty())
                out.values += part.trimmed();
        }
    } else if (!m_value->text().isEmpty()) {
        out.values = {m_value->text()};
    }
    return out;
}

} // namespace gatehouse::ui
