#include "ui/pages/migratetarget.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "items/roles.h"
#include "ui/pages/migrateoptions.h"
#include "ui/pages/migratepreview.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace gatehouse::ui {

using migration::Existing;
using migration::TableRule;
using migration::TargetTable;

namespace {

enum Column { Moved, Found, To, There, Rows };

constexpr int kNumberWidth = 104, kNameWidth = 190, kChoiceWidth = 250, kFieldWidth = 260;
constexpr double kMegabyte = 1e6, kMostMegabytes = 10'000;

QString countOf(qint64 rows)
{
    return rows > migration::kMostCounted
        ? MigrateTarget::tr("more than %1").arg(QLocale().toString(migration::kMostCounted))
        : QLocale().toString(rows);
}

QString sentenceOf(const TargetTable &there, const TableRule &rule)
{
    switch (rule.existing) {
    case Existing::Skip:
        return MigrateTarget::tr("%1: the %2 rows that are there stay as they are; of the source "
                                 "only rows with other keys are added.")
            .arg(rule.to, countOf(there.rows));
    case Existing::Update:
        return MigrateTarget::tr("%1: of the %2 rows that are there, those with a key of the "
                                 "source become as the source has them; the others stay.")
            .arg(rule.to, countOf(there.rows));
    case Existing::Fail:
        break;
    }
    return MigrateTarget::tr("%1: %2 rows are there, and nobody said what becomes of them.")
        .arg(rule.to, countOf(there.rows));
}

} // namespace

MigrateTarget::MigrateTarget(Workspace &workspace, MigrateDraft &draft, QWidget *parent)
    : MigrateStep(workspace, draft, parent)
{
    auto *heading = new PlainLabel(tr("Where it goes"), this);
    heading->setFont(headingFont());
    m_schema = new QComboBox(this);
    m_schema->setObjectName(u"migrateSchema"_s);
    m_schema->setAccessibleName(tr("Target schema"));
    m_schema->setEditable(true);
    m_schema->setInsertPolicy(QComboBox::NoInsert);
    m_schema->lineEdit()->setObjectName(u"migrateSchemaName"_s);
    m_schema->setMinimumWidth(kFieldWidth);
    m_throttle = new QDoubleSpinBox(this);
    m_throttle->setObjectName(u"migrateThrottle"_s);
    m_throttle->setAccessibleName(tr("Throttle"));
    m_throttle->setRange(0, kMostMegabytes);
    m_throttle->setDecimals(1);
    m_throttle->setSuffix(tr(" MB/s"));
    m_throttle->setSpecialValueText(tr("as fast as it goes"));
    m_throttle->setMinimumWidth(kFieldWidth);
    auto *form = new QFormLayout;
    form->setSpacing(space::kSmall);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("Sche&ma:"), m_schema);
    form->addRow(tr("&Throttle:"), m_throttle);
    plainTitles(*form);
    m_tables = new QTableWidget(this);
    m_tables->setObjectName(u"migrateTables"_s);
    m_tables->setAccessibleName(tr("Tables and where they go"));
    dress(*m_tables,
        {tr("Table of the source"), tr("Rows"), tr("Goes to"), tr("Rows there"),
            tr("Rows that are there")},
        kComfortableRow + 2);
    for (const int column : {Found, There})
        m_tables->horizontalHeaderItem(column)->setTextAlignment(
            Qt::AlignRight | Qt::AlignVCenter);
    m_tables->horizontalHeader()->setSectionResizeMode(Moved, QHeaderView::Stretch);
    for (const auto &[column, width] : {std::pair(int(Found), kNumberWidth), {To, kNameWidth},
             {There, kNumberWidth}, {Rows, kChoiceWidth}})
        m_tables->setColumnWidth(column, width);
    m_tables->setSelectionMode(QAbstractItemView::NoSelection);
    m_sentences = new PlainLabel(this);
    m_sentences->setObjectName(u"migrateExisting"_s);
    m_sentences->setTone(PlainLabel::Tone::Muted);
    m_trouble = new PlainLabel(this);
    m_trouble->setObjectName(u"migrateTargetTrouble"_s);
    m_trouble->setTone(PlainLabel::Tone::Bad);
    m_trouble->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(heading);
    column->addLayout(form);
    column->addWidget(makeWays());
    column->addWidget(m_tables, 1);
    column->addWidget(m_sentences);
    column->addWidget(m_trouble);
    connect(m_schema, &QComboBox::activated, this, [this] { setSchema(m_schema->currentText()); });
    connect(m_schema->lineEdit(), &QLineEdit::editingFinished, this,
        [this] { setSchema(m_schema->currentText()); });
    connect(m_throttle, &QDoubleSpinBox::valueChanged, this, [this](double megabytes) {
        m_draft.plan.bytesPerSecond = qint64(megabytes * kMegabyte);
        Q_EMIT changed();
    });
}

QWidget *MigrateTarget::makeWays()
{
    m_ways = new QWidget(this);
    m_full = new PlainLabel(m_ways);
    m_full->setObjectName(u"migrateFull"_s);
    m_full->setTone(PlainLabel::Tone::Warn);
    m_full->setWordWrap(true);
    auto *buttons = new QWidget(m_ways);
    auto *line = new FlowLayout(buttons, space::kSmall);
    line->setContentsMargins(0, 0, 0, 0);
    m_fresh = makeButton({}, ButtonKind::Plain, buttons, u"migrateFreshSchema"_s);
    auto *skip =
        makeButton(tr("Leave the rows that are there"), ButtonKind::Plain, buttons, u"migrateSkipAll"_s);
    auto *update = makeButton(
        tr("Bring them up to the source"), ButtonKind::Plain, buttons, u"migrateUpdateAll"_s);
    for (QPushButton *button : {m_fresh, skip, update})
        line->addWidget(button);
    auto *column = new QVBoxLayout(m_ways);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(m_full);
    column->addWidget(buttons);
    connect(m_fresh, &QPushButton::clicked, this,
        [this] { setSchema(migration::freshSchema(m_look ? m_look->schemas : QStringList())); });
    connect(skip, &QPushButton::clicked, this, [this] { setAll(Existing::Skip); });
    connect(update, &QPushButton::clicked, this, [this] { setAll(Existing::Update); });
    m_ways->hide();
    return m_ways;
}

void MigrateTarget::reset()
{
    m_look.reset();
    m_answered = ++m_asked; // an answer that is on its way is about something else
    const QSignalBlocker silent(m_throttle);
    m_throttle->setValue(double(m_draft.plan.bytesPerSecond) / kMegabyte);
    showTables();
}

void MigrateTarget::enter()
{
    showTables();
    ask();
}

void MigrateTarget::ask()
{
    if (!m_draft.survey)
        return;
    const int number = ++m_asked;
    deliver(m_workspace.link().interactive().run([plan = m_draft.whole()](db::Sql &sql) {
        return migration::lookAtTarget(sql, plan);
    }),
        this, [this, number](const Result<migration::TargetLook> &look) {
            if (number != m_asked)
                return;
            m_answered = number;
            m_look.reset();
            if (look)
                m_look = look.value();
            else
                Q_EMIT failed(look.error().text);
            for (int row = 0; row < m_tables->rowCount(); ++row)
                showThere(row);
            showTroubles();
        });
    Q_EMIT changed();
}

void MigrateTarget::setSchema(const QString &given)
{
    const QString schema = given.trimmed();
    if (m_draft.plan.target.schema == schema)
        return;
    m_draft.plan.target.schema = schema;
    m_schema->setEditText(schema);
    ask();
}

void MigrateTarget::setAll(Existing existing)
{
    for (TableRule &rule : m_draft.plan.tables)
        if (const TargetTable *table = there(rule.to); table && table->rows > 0)
            rule.existing = existing;
    showTables();
}

const TargetTable *MigrateTarget::there(const QString &to) const
{
    for (size_t i = 0; m_look && i < m_look->tables.size(); ++i)
        if (m_look->tables[i].to == to)
            return &m_look->tables[i];
    return nullptr;
}

void MigrateTarget::showTables()
{
    m_tables->setRowCount(0);
    m_tables->setRowCount(int(m_draft.plan.tables.size()));
    for (int row = 0; row < m_tables->rowCount(); ++row) {
        addTable(row);
        showThere(row);
    }
    showTroubles();
}

void MigrateTarget::addTable(int row)
{
    const size_t index = size_t(row);
    const TableRule &rule = m_draft.plan.tables[index];
    auto *moved = new QCheckBox(buttonText(rule.from), m_tables);
    moved->setObjectName(u"migrateMove_%1"_s.arg(row));
    moved->setAccessibleName(tr("Move %1").arg(safeText(rule.from)));
    moved->setChecked(!m_draft.leftOut.contains(index));
    setNumber(*m_tables, row, Found, m_draft.rowsFound(rule.from));
    auto *to = new QLineEdit(rule.to, m_tables);
    to->setObjectName(u"migrateTo_%1"_s.arg(row));
    to->setAccessibleName(tr("Target table of %1").arg(safeText(rule.from)));
    auto *rows = new QComboBox(m_tables);
    rows->setObjectName(u"migrateExisting_%1"_s.arg(row));
    rows->setAccessibleName(tr("What becomes of rows that are in %1").arg(safeText(rule.to)));
    rows->addItem(tr("stop if there are any"), int(Existing::Fail));
    rows->addItem(tr("leave them as they are"), int(Existing::Skip));
    rows->addItem(tr("bring them up to the source"), int(Existing::Update));
    rows->setCurrentIndex(rows->findData(int(rule.existing)));
    m_tables->setCellWidget(row, Moved, moved);
    m_tables->setCellWidget(row, To, to);
    m_tables->setCellWidget(row, Rows, rows);
    connect(moved, &QCheckBox::toggled, this, [this, row, index](bool on) {
        if (on)
            m_draft.leftOut.erase(index);
        else
            m_draft.leftOut.insert(index);
        showThere(row);
        ask();
    });
    connect(to, &QLineEdit::editingFinished, this, [this, index, to] {
        const QString name = to->text().trimmed();
        if (name == m_draft.plan.tables[index].to)
            return;
        if (const auto renamed = migration::renameTarget(m_draft.plan, index, name); !renamed)
            return Q_EMIT failed(renamed.error().text);
        ask();
    });
    connect(rows, &QComboBox::activated, this, [this, index, rows] {
        m_draft.plan.tables[index].existing = Existing(rows->currentData().toInt());
        showTroubles();
    });
}

void MigrateTarget::showThere(int row)
{
    const bool moved = !m_draft.leftOut.contains(size_t(row));
    const TargetTable *table = there(m_draft.plan.tables[size_t(row)].to);
    auto *item = setCell(*m_tables, row, There,
        !m_look || !table   ? QString()
            : !table->exists ? tr("is made")
                             : countOf(table->rows));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    if (table && table->rows > 0)
        item->setData(items::SeverityRole, QVariant::fromValue(items::Severity::Warn));
    for (const int column : {To, Rows})
        m_tables->cellWidget(row, column)->setEnabled(moved);
}

void MigrateTarget::showTroubles()
{
    QStringList sentences, full;
    for (size_t i = 0; i < m_draft.plan.tables.size(); ++i) {
        const TableRule &rule = m_draft.plan.tables[i];
        const TargetTable *table = there(rule.to);
        if (!table || table->rows == 0 || m_draft.leftOut.contains(i))
            continue;
        sentences << safeText(sentenceOf(*table, rule));
        if (rule.existing == Existing::Fail)
            full << safeText(rule.to);
    }
    const QSignalBlocker silent(m_schema);
    if (m_look && m_look->schemas != m_offered) {
        m_offered = m_look->schemas;
        m_schema->clear();
        m_schema->addItems(m_offered);
    }
    m_schema->setEditText(m_draft.plan.target.schema);
    m_full->setVisible(!full.isEmpty());
    m_full->setText(tr("The schema %1 has rows in %2 already. Choose a way out, or one for each "
                       "table below.")
                        .arg(safeText(m_draft.plan.target.schema), full.join(u", "_s)));
    m_fresh->setText(buttonText(tr("Use a new schema, %1")
                                    .arg(migration::freshSchema(
                                        m_look ? m_look->schemas : QStringList()))));
    m_sentences->setLines(sentences.mid(0, 6));
    m_sentences->setVisible(!sentences.isEmpty());
    const QString why = m_look && full.isEmpty() ? whyNot() : QString();
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
    m_ways->setVisible(!full.isEmpty() || !why.isEmpty());
    Q_EMIT changed();
}

QString MigrateTarget::whyNot() const
{
    const migration::Plan plan = m_draft.whole();
    if (const QStringList lacks = migration::missing(plan); !lacks.isEmpty())
        return lacks.front();
    if (!m_look)
        return tr("The target was not looked at yet.");
    for (const TableRule &rule : plan.tables)
        if (const TargetTable *table = there(rule.to))
            if (const QString why = objection(*table, rule); !why.isEmpty())
                return why;
    return {};
}

} // namespace gatehouse::ui
