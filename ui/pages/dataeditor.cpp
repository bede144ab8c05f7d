#include "ui/pages/dataeditor.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>

namespace gatehouse::ui {

using tables::EditColumn;
using tables::NewValue;
using Kind = NewValue::Kind;

namespace {

QStringList choicesOf(const EditColumn &column)
{
    return column.castType == "boolean"_L1 ? QStringList{u"true"_s, u"false"_s} : column.labels;
}

QString fillText(const EditColumn &column)
{
    switch (column.fill) {
    case EditColumn::Fill::Default:
        return RowDialog::tr("Default: %1")
            .arg(column.defaultText.isEmpty() ? column.type : column.defaultText);
    case EditColumn::Fill::Identity:
    case EditColumn::Fill::AlwaysIdentity:
        return RowDialog::tr("Numbered by the server");
    case EditColumn::Fill::Generated:
        return RowDialog::tr("Computed: %1").arg(column.defaultText);
    case EditColumn::Fill::Nobody:
        break;
    }
    return RowDialog::tr("Left out: NULL");
}

void addKinds(QComboBox *box, const EditColumn &column, bool newRow)
{
    box->addItem(RowDialog::tr("Value"), int(Kind::Text));
    if (!column.notNull)
        box->addItem(RowDialog::tr("NULL"), int(Kind::Null));
    if (column.fill != EditColumn::Fill::Nobody && column.fill != EditColumn::Fill::Generated)
        box->addItem(
            newRow ? RowDialog::tr("Server's") : RowDialog::tr("Default"), int(Kind::Default));
}

void choose(QComboBox *box, Kind kind)
{
    box->setCurrentIndex(std::max(0, box->findData(int(kind))));
}

} // namespace

ValueDialog::ValueDialog(const Ask &ask, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("Edit a value"), target, parent)
{
    setObjectName(u"dataValueDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumSize(520, 380);
    auto *head = new PlainLabel(safeText(ask.column.name, 80), this);
    head->setFont(titleFont());
    auto *about = new PlainLabel(this);
    about->setWordWrap(true);
    about->setTone(PlainLabel::Tone::Muted);
    about->setText(tr("%1, in the row %2. Nothing is changed until the edits are applied.")
                       .arg(ask.column.type, ask.row));
    m_banner = new Banner(this);
    m_banner->setObjectName(u"dataValueBanner"_s);
    content()->addWidget(head);
    content()->addWidget(about);
    content()->addWidget(m_banner);
    if (!ask.note.isEmpty())
        m_banner->showMessage(items::Severity::Info, ask.note);
    addField(ask.column, ask.value);
    auto *no = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"dataValueCancel"_s);
    m_verb = makeButton(tr("&Keep edit"), ButtonKind::Primary, this, u"dataValueSubmit"_s);
    m_verb->setDefault(true);
    buttons()->addWidget(no);
    buttons()->addWidget(m_verb);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_verb, &QPushButton::clicked, this, [this] {
        m_verb->setEnabled(false);
        Q_EMIT wanted();
    });
}

void ValueDialog::addField(const EditColumn &column, const NewValue &value)
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"dataValueKind"_s);
    m_kind->setAccessibleName(tr("What the cell holds"));
    addKinds(m_kind, column, false);
    choose(m_kind, value.kind);
    m_choice = new QComboBox(this);
    m_choice->setObjectName(u"dataValueChoice"_s);
    m_choice->setAccessibleName(tr("Value"));
    m_choice->addItems(choicesOf(column));
    m_choice->setVisible(m_choice->count() > 0);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"dataValueText"_s);
    m_text->setAccessibleName(tr("Value"));
    m_text->setFont(monoFont());
    m_text->setTabChangesFocus(true);
    m_text->setVisible(m_choice->count() == 0);
    if (value.kind == Kind::Text) {
        m_text->setPlainText(value.text);
        const QString word = column.castType == "boolean"_L1
            ? (value.text.startsWith(u't') ? u"true"_s : u"false"_s)
            : value.text;
        m_choice->setCurrentIndex(std::max(0, m_choice->findText(word)));
    }
    auto *row = new QHBoxLayout;
    row->addWidget(m_kind);
    row->addWidget(m_choice, 1);
    if (m_choice->count() == 0)
        row->addStretch();
    content()->addLayout(row);
    content()->addWidget(m_text, 1);
    if (m_choice->count() > 0)
        content()->addStretch();
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ValueDialog::kindChanged);
    kindChanged();
    m_text->setFocus();
    m_text->selectAll();
}

void ValueDialog::kindChanged()
{
    const bool text = m_kind->currentData().toInt() == int(Kind::Text);
    m_text->setEnabled(text);
    m_choice->setEnabled(text);
}

NewValue ValueDialog::value() const
{
    NewValue value{Kind(m_kind->currentData().toInt()), {}};
    if (value.kind == Kind::Text)
        value.text = m_choice->count() > 0 ? m_choice->currentText() : m_text->toPlainText();
    return value;
}

void ValueDialog::showError(const Error &error)
{
    m_verb->setEnabled(true);
    const QString detail = error.detail.section(u'\n', 0, 0);
    m_banner->showMessage(
        items::Severity::Bad, detail.isEmpty() ? error.text : error.text + u' ' + detail);
}

RowDialog::RowDialog(const tables::Table &table, const QMap<QString, NewValue> &values,
    const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("New row"), target, parent)
{
    setObjectName(u"dataRowDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumSize(620, 440);
    auto *head =
        new PlainLabel(tr("New row of %1").arg(safeText(table.relation->name.name(), 80)), this);
    head->setFont(titleFont());
    auto *about = new PlainLabel(this);
    about->setWordWrap(true);
    about->setTone(PlainLabel::Tone::Muted);
    about->setText(tr("Values are in the server's form. Nothing is added until the edits are "
                      "applied."));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inner = new QWidget(scroll);
    auto *grid = new QGridLayout(inner);
    grid->setContentsMargins(0, 0, space::kSmall, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(2, 1);
    for (const EditColumn &column : table.columns) {
        const auto given = values.constFind(column.name);
        addLine(grid, table, column, given == values.constEnd() ? nullptr : &*given);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    scroll->setWidget(inner);
    content()->addWidget(head);
    content()->addWidget(about);
    content()->addWidget(scroll, 1);
    auto *no = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"dataRowCancel"_s);
    auto *verb = makeButton(tr("&Keep new row"), ButtonKind::Primary, this, u"dataRowSubmit"_s);
    verb->setDefault(true);
    buttons()->addWidget(no);
    buttons()->addWidget(verb);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(verb, &QPushButton::clicked, this, &QDialog::accept);
}

void RowDialog::addLine(
    QGridLayout *grid, const tables::Table &table, const EditColumn &column, const NewValue *value)
{
    Line line{column.name, new QComboBox(this), new QLineEdit(this),
        column.fill == EditColumn::Fill::Nobody};
    line.kind->setObjectName(u"dataRowKind_"_s + column.name);
    line.text->setObjectName(u"dataRowText_"_s + column.name);
    line.kind->setAccessibleName(tr("What %1 holds").arg(column.name));
    line.text->setAccessibleName(column.name);
    addKinds(line.kind, column, true);
    if (value)
        choose(line.kind, value->kind);
    else if (column.fill != EditColumn::Fill::Nobody)
        choose(line.kind, Kind::Default);
    else
        choose(line.kind, column.notNull ? Kind::Text : Kind::Null);
    if (value && value->kind == Kind::Text)
        line.text->setText(value->text);
    line.text->setPlaceholderText(column.isRequired() ? column.type : fillText(column));
    if (column.secret)
        line.text->setEchoMode(QLineEdit::Password);
    if (const QString why = table.whyNotInsert(column.name); !why.isEmpty()) {
        line.kind->setEnabled(false);
        line.text->setEnabled(false);
        line.text->setToolTip(plainToolTip(why));
    } else {
        connect(line.text, &QLineEdit::textEdited, line.kind,
            [kind = line.kind] { choose(kind, Kind::Text); });
        m_lines.push_back(line);
    }
    auto *name = new PlainLabel(safeText(column.name, 40), this);
    name->setElide(Qt::ElideMiddle);
    if (column.isRequired())
        name->setFont(headingFont());
    const int row = grid->rowCount();
    grid->addWidget(name, row, 0);
    grid->addWidget(line.kind, row, 1);
    grid->addWidget(line.text, row, 2);
}

QMap<QString, NewValue> RowDialog::values() const
{
    QMap<QString, NewValue> values;
    for (const Line &line : m_lines) {
        const Kind kind = Kind(line.kind->currentData().toInt());
        if (kind != Kind::Default && !(kind == Kind::Null && line.nullAnyway))
            values.insert(line.column, {kind, kind == Kind::Text ? line.text->text() : QString()});
    }
    return values;
}

} // namespace gatehouse::ui
