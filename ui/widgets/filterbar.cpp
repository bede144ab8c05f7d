#include "ui/widgets/filterbar.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/conditioneditor.h"
#include "ui/widgets/flowlayout.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kTypingPause = 150; // ms

} // namespace

FilterBar::FilterBar(QWidget *parent) : QWidget(parent)
{
    m_text = new QLineEdit(this);
    m_text->setObjectName(u"filterText"_s);
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(240);
    m_text->hide();
    m_add = makeButton(tr("Filter"), ButtonKind::Plain, this, u"filterAdd"_s);
    m_add->setIcon(icon(u"plus"_s));
    m_add->setIconSize(QSize(14, 14));
    m_add->setAccessibleName(tr("Add a filter"));
    m_add->hide();
    m_typed = new QTimer(this);
    m_typed->setSingleShot(true);
    m_typed->setInterval(kTypingPause);

    auto *chips = new QWidget(this);
    m_flow = new FlowLayout(chips, space::kSmall);
    m_flow->addWidget(m_text);
    m_flow->addWidget(m_add);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    chips->setSizePolicy(policy);
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(space::kMedium);
    m_row->addWidget(chips, 1);

    connect(m_add, &QPushButton::clicked, this, [this] { editCondition(-1); });
    connect(m_text, &QLineEdit::textEdited, m_typed, qOverload<>(&QTimer::start));
    connect(m_text, &QLineEdit::returnPressed, this, [this] {
        m_typed->stop();
        Q_EMIT textChanged(text());
    });
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &now) {
        if (now.isEmpty() && m_text->isModified()) // the clear button edits without textEdited
            m_typed->start();
    });
    connect(m_typed, &QTimer::timeout, this, [this] { Q_EMIT textChanged(text()); });
}

void FilterBar::setFields(const QList<items::FilterField> &fields)
{
    m_fields = fields;
    m_add->setVisible(!fields.isEmpty());
    rebuildChips();
}

void FilterBar::setTextHint(const QString &hint)
{
    m_text->setPlaceholderText(hint);
    m_text->setAccessibleName(hint);
    m_text->setVisible(!hint.isEmpty());
    const int wanted = m_text->fontMetrics().horizontalAdvance(hint) + 48;
    m_text->setMinimumWidth(std::clamp(wanted, 240, 420));
}

void FilterBar::setConditions(const QList<items::Condition> &conditions)
{
    m_conditions = conditions;
    rebuildChips();
}

void FilterBar::setText(const QString &text) { m_text->setText(text); }

QString FilterBar::text() const { return m_text->text(); }

void FilterBar::focusText()
{
    if (m_text->isHidden()) {
        m_add->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FilterBar::addTrailing(QWidget *widget) { m_row->addWidget(widget, 0, Qt::AlignVCenter); }

void FilterBar::clear()
{
    const bool hadText = !text().isEmpty();
    const bool hadConditions = !m_conditions.isEmpty();
    m_text->clear();
    m_typed->stop();
    setConditions({});
    if (hadText)
        Q_EMIT textChanged({});
    if (hadConditions)
        Q_EMIT conditionsChanged();
}

void FilterBar::editCondition(int index)
{
    if (m_fields.isEmpty())
        return;
    const bool fresh = index < 0;
    QWidget *anchor = fresh ? static_cast<QWidget *>(m_add) : m_chips.at(index);
    auto *editor =
        new ConditionEditor(m_fields, fresh ? items::Condition() : m_conditions.at(index), this);
    connect(editor, &ConditionEditor::accepted, this,
        [this, index, fresh](const items::Condition &condition) {
            if (fresh)
                m_conditions += condition;
            else if (index < m_conditions.size())
                m_conditions[index] = condition;
            rebuildChips();
            Q_EMIT conditionsChanged();
        });
    editor->adjustSize();
    editor->move(anchor->mapToGlobal(QPoint(0, anchor->height() + space::kTiny)));
    editor->show();
}

void FilterBar::removeCondition(int index)
{
    m_conditions.removeAt(index);
    rebuildChips();
    m_add->setFocus();
    Q_EMIT conditionsChanged();
}

void FilterBar::rebuildChips()
{
    for (Chip *chip : m_chips) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // one of them may be the sender
    }
    m_chips.clear();
    for (int i = 0; i < m_conditions.size(); ++i) {
        auto *chip =
            new Chip(items::describe(m_conditions.at(i), m_fields), m_text->parentWidget());
        chip->setObjectName(u"chip%1"_s.arg(i));
        connect(chip, &Chip::clicked, this, [this, i] { editCondition(i); });
        connect(chip, &Chip::removeRequested, this, [this, i] { removeCondition(i); });
        m_flow->addWidget(chip);
        chip->show();
        m_chips += chip;
    }
    updateGeometry();
}

} // namespace gatehouse::ui
