#include "ui/pages/migratecolumn.h"

#include "ui/pages/migrateoptions.h"
#include "ui/pages/migratepreview.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>

namespace gatehouse::ui {

using migration::ColumnChoice;
using migration::OnBad;

namespace {

constexpr int kFormWidth = 380;

QComboBox *typedChoice(QWidget *parent, const QString &name, const QString &title)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(title);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    return box;
}

} // namespace

MigrateColumn::MigrateColumn(QWidget *parent) : QWidget(parent)
{
    m_title = new PlainLabel(this);
    m_title->setFont(headingFont());
    m_to = new QLineEdit(this);
    m_to->setObjectName(u"migrateTo"_s);
    m_to->setPlaceholderText(tr("not moved"));
    m_type = typedChoice(this, u"migrateType"_s, tr("Type"));
    m_type->addItems(migration::usualTypes());
    m_convert = typedChoice(this, u"migrateConvert"_s, tr("Conversion"));
    m_convert->addItem(QString());
    m_convert->addItems(migration::conversionNames());
    m_convert->lineEdit()->setPlaceholderText(tr("as it is"));
    m_zone = typedChoice(this, u"migrateZone"_s, tr("Zone of times without one"));
    m_zone->addItems({QString(), u"UTC"_s, u"Asia/Seoul"_s, u"Europe/Berlin"_s, u"America/New_York"_s});
    m_zone->lineEdit()->setPlaceholderText(tr("not said"));
    m_onBad = new QComboBox(this);
    m_onBad->setObjectName(u"migrateOnBad"_s);
    m_onBad->addItem(tr("Set the row aside"), int(OnBad::Quarantine));
    m_onBad->addItem(tr("Make the value NULL"), int(OnBad::Null));
    m_onBad->addItem(tr("Take the default"), int(OnBad::Default));
    m_onBad->addItem(tr("Stop there"), int(OnBad::Stop));
    m_trouble = new PlainLabel(this);
    m_trouble->setObjectName(u"migrateColumnTrouble"_s);
    m_trouble->setTone(PlainLabel::Tone::Bad);
    m_trouble->setWordWrap(true);
    m_trouble->hide();
    m_rows = new MigratePreview(u"migratePreview"_s, this);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Goes to:"), m_to);
    form->addRow(tr("&Type:"), m_type);
    form->addRow(tr("&Conversion:"), m_convert);
    form->addRow(tr("&Zone:"), m_zone);
    form->addRow(tr("If it does not &fit:"), m_onBad);
    plainTitles(*form);
    auto *left = new QWidget(this);
    left->setFixedWidth(kFormWidth);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_title);
    column->addLayout(form);
    column->addWidget(m_trouble);
    column->addStretch();
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kLarge);
    line->addWidget(left);
    line->addWidget(m_rows, 1, Qt::AlignTop);
    connect(m_to, &QLineEdit::editingFinished, this, &MigrateColumn::apply);
    for (QComboBox *box : {m_type, m_convert, m_zone}) {
        connect(box->lineEdit(), &QLineEdit::editingFinished, this, &MigrateColumn::apply);
        connect(box, &QComboBox::activated, this, &MigrateColumn::apply);
    }
    connect(m_onBad, &QComboBox::activated, this, &MigrateColumn::apply);
}

void MigrateColumn::show(migration::Plan *plan, const migration::Survey *survey,
    const QString &table, const QString &column)
{
    m_plan = plan;
    m_survey = survey;
    m_table = table;
    m_column = column;
    m_trouble->hide();
    m_title->setText(column.isEmpty() ? tr("Choose a column above") : table + u'.' + column);
    load();
    preview();
}

void MigrateColumn::load()
{
    m_loading = true;
    const auto choice = m_plan && !m_column.isEmpty()
        ? migration::choiceOf(*m_plan, m_table, m_column)
        : std::nullopt;
    const ColumnChoice now = choice.value_or(ColumnChoice{});
    m_to->setText(now.to);
    m_type->setEditText(now.type);
    m_convert->setEditText(now.convert.join(u", "_s));
    m_zone->setEditText(now.zone == u"?"_s ? QString() : now.zone);
    m_onBad->setCurrentIndex(m_onBad->findData(int(now.onBad)));
    for (QWidget *one : std::array<QWidget *, 5>{m_to, m_type, m_convert, m_zone, m_onBad})
        one->setEnabled(choice.has_value());
    m_loading = false;
}

void MigrateColumn::apply()
{
    if (m_loading || !m_plan || m_column.isEmpty())
        return;
    const auto before = migration::choiceOf(*m_plan, m_table, m_column);
    if (!before)
        return;
    ColumnChoice choice = *before;
    choice.to = m_to->text().trimmed();
    choice.type = m_type->currentText().trimmed();
    choice.convert.clear();
    for (const QString &name : m_convert->currentText().split(u',', Qt::SkipEmptyParts))
        choice.convert << name.trimmed();
    if (const QString zone = m_zone->currentText().trimmed(); !zone.isEmpty() || choice.zone != u"?"_s)
        choice.zone = zone; // a question stays one until it is answered
    choice.onBad = OnBad(m_onBad->currentData().toInt());
    if (choice == *before)
        return;
    const auto done = migration::choose(*m_plan, m_table, m_column, choice);
    m_trouble->setVisible(!done);
    if (!done) {
        m_trouble->setText(done.error().text);
        return; // what was typed stays, to be mended
    }
    preview();
    Q_EMIT changed();
}

void MigrateColumn::preview() {
    const bool known = m_survey && m_survey->samples.contains(m_table);
    m_rows->show(m_plan, m_table, m_column,
        known ? m_survey->samples.at(m_table) : migration::SampleRows{});
}

} // namespace gatehouse::ui
