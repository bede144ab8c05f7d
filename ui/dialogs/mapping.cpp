#include "ui/dialogs/mapping.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/dialogs/mappingpart.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QTreeWidget>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;
using systems::Part;

namespace {

constexpr QSize kSize{1180, 780};
constexpr int kSideWidth = 340, kTableRole = Qt::UserRole, kColumnRole = Qt::UserRole + 1;
constexpr qsizetype kNameLength = 80, kProblemsShown = 4;

QScrollArea *scrolling(QWidget *inside, const QString &name, const QString &spoken)
{
    auto *area = new QScrollArea;
    area->setObjectName(name);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(spoken);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(inside);
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return area;
}

} // namespace

MappingDialog::MappingDialog(Workspace &workspace, QWidget *parent)
    : EnvironmentDialog(tr("Describe this back end"),
        {workspace.profile().environment, workspace.profile().name,
            workspace.profile().info.label()},
        parent),
      m_workspace(workspace),
      m_recognition(workspace.recognition())
{
    setObjectName(u"mappingDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);
    content()->addWidget(makeHead());
    auto *middle = new QHBoxLayout;
    middle->setSpacing(space::kLarge);
    middle->addWidget(makeParts(), 1);
    middle->addWidget(makeSide());
    content()->addLayout(middle, 1);
    m_trouble = new Banner(this);
    m_trouble->setObjectName(u"mappingTrouble"_s);
    m_trouble->setDismissable(false);
    content()->addWidget(m_trouble);
    addButtons();
    chooseSchema(m_schema->currentData().toString());
}

MappingDialog::~MappingDialog() = default;

void MappingDialog::addButtons()
{
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"mappingCancel"_s);
    m_save = makeButton(tr("Save the description"), ButtonKind::Primary, this, u"mappingSave"_s);
    m_save->setDefault(true);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &MappingDialog::save);
}

QWidget *MappingDialog::makeHead()
{
    auto *head = new QWidget(this);
    auto *title = new PlainLabel(tr("Describe this back end"), head);
    title->setFont(titleFont());
    auto *advice = new PlainLabel(
        tr("Gatehouse guessed from the usual names. Correct what is wrong; nothing in the database "
           "is changed. The description is a file of yours and serves every database that has "
           "these tables."),
        head);
    advice->setWordWrap(true);
    advice->setTone(PlainLabel::Tone::Muted);
    m_schema = new QComboBox(head);
    m_schema->setObjectName(u"mappingSchema"_s);
    m_schema->setAccessibleName(tr("Schema"));
    m_schema->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_schema->setMinimumContentsLength(20);
    for (const QString &schema : systems::Mapping::schemas(*m_recognition))
        m_schema->addItem(safeText(schema, kNameLength), schema);
    m_title = new QLineEdit(head);
    m_title->setObjectName(u"mappingTitle"_s);
    m_title->setAccessibleName(tr("Name of the back end"));
    m_title->setMaxLength(100);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(new PlainLabel(tr("Schema"), head));
    row->addWidget(m_schema);
    row->addSpacing(space::kLarge);
    row->addWidget(new PlainLabel(tr("Name"), head));
    row->addWidget(m_title, 1);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(title);
    column->addWidget(advice);
    column->addLayout(row);
    connect(m_schema, &QComboBox::activated, this,
        [this] { chooseSchema(m_schema->currentData().toString()); });
    connect(m_title, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_mapping->setTitle(text);
        showJudgement();
    });
    return head;
}

void MappingDialog::addPart(Part which, QVBoxLayout *to)
{
    auto *part = new MappingPart(which, this);
    to->addWidget(part);
    m_parts.push_back(part);
    connect(part, &MappingPart::tableChosen, this, [this, which](const QString &table) {
        m_mapping->setTable(which, table);
        showAll();
    });
    connect(part, &MappingPart::columnChosen, this,
        [this, which](const QString &role, const QString &column) {
            m_mapping->setColumn(which, role, column);
            showAll();
        });
    connect(part, &MappingPart::unitChosen, this, [this, which](systems::Unit unit) {
        m_mapping->setUnit(which, unit);
        showJudgement();
    });
    connect(part, &MappingPart::zoneChosen, this, [this, which](const QString &zone) {
        m_mapping->setZone(which, zone);
        showAll();
    });
}

QWidget *MappingDialog::makeParts()
{
    auto *tabs = m_tabs = new QTabWidget(this);
    tabs->setObjectName(u"mappingTabs"_s);
    const auto addTab = [&](const QString &title, const QString &name,
                            const std::vector<Part> &parts) {
        auto *inside = new QWidget;
        auto *column = new QVBoxLayout(inside);
        column->setContentsMargins(0, 0, 0, 0);
        for (const Part part : parts)
            addPart(part, column);
        column->addStretch(1);
        tabs->addTab(scrolling(inside, name, title), title);
    };
    addTab(tr("API keys"), u"mappingKeys"_s, {Part::Keys});
    addTab(tr("Usage"), u"mappingUsage"_s, {Part::Usage});
    addTab(tr("Audit trail"), u"mappingAudit"_s, {Part::Audit});
    addTab(tr("Conversations"), u"mappingConversations"_s, {Part::Sessions, Part::Messages});
    m_masks = new QTreeWidget(tabs);
    m_masks->setObjectName(u"mappingMasks"_s);
    m_masks->setAccessibleName(tr("Columns that are masked everywhere"));
    m_masks->setHeaderLabels({tr("Masked column"), tr("Table")});
    m_masks->setRootIsDecorated(false);
    m_masks->setUniformRowHeights(true);
    m_masks->setColumnWidth(0, kSideWidth);
    tabs->addTab(m_masks, tr("Secrets"));
    connect(m_masks, &QTreeWidget::itemChanged, this, &MappingDialog::setMask);
    connect(tabs, &QTabWidget::currentChanged, this, [this] {
        if (m_mapping)
            showAll();
    });
    return tabs;
}

QWidget *MappingDialog::makeSide()
{
    auto *side = new QWidget(this);
    side->setFixedWidth(kSideWidth);
    auto *works = new Card(tr("What will work"), side);
    m_prospects = new PlainLabel(works);
    m_prospects->setObjectName(u"mappingProspects"_s);
    m_prospects->setWordWrap(true);
    works->content()->addWidget(m_prospects);
    auto *why = new Card(tr("Why it was guessed so"), side);
    m_guesses = new PlainLabel;
    m_guesses->setObjectName(u"mappingGuesses"_s);
    m_guesses->setWordWrap(true);
    m_guesses->setTone(PlainLabel::Tone::Muted);
    m_guesses->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    why->content()->addWidget(
        scrolling(m_guesses, u"mappingGuessArea"_s, tr("Why it was guessed so")), 1);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(works);
    column->addWidget(why, 1);
    return side;
}

void MappingDialog::chooseSchema(const QString &schema)
{
    m_mapping = std::make_unique<systems::Mapping>(m_recognition, schema);
    m_sampled.clear();
    m_title->setText(m_mapping->title());
    m_guesses->setLines(m_mapping->guesses().isEmpty()
            ? QStringList{tr("Nothing here has a usual name. Choose the tables yourself.")}
            : m_mapping->guesses());
    showAll();
}

void MappingDialog::showAll()
{
    for (MappingPart *part : m_parts) {
        if (!m_tabs->currentWidget()->isAncestorOf(part))
            continue; // sixty boxes at once would be felt: the other tabs are filled when chosen
        part->showMapping(*m_mapping, m_recognition->serverZone);
        askSamples(part);
    }
    showMasks();
    showJudgement();
}

void MappingDialog::showMasks()
{
    const QSignalBlocker quiet(m_masks);
    m_masks->clear();
    for (const auto &[table, column] : m_mapping->maskable()) {
        auto *item = new QTreeWidgetItem(
            m_masks, {safeText(column, kNameLength), safeText(table, kNameLength)});
        item->setData(0, kTableRole, table);
        item->setData(0, kColumnRole, column);
        item->setCheckState(0, m_mapping->isSecret(table, column) ? Qt::Checked : Qt::Unchecked);
    }
}

void MappingDialog::setMask(QTreeWidgetItem *item)
{
    m_mapping->setSecret(item->data(0, kTableRole).toString(),
        item->data(0, kColumnRole).toString(), item->checkState(0) == Qt::Checked);
    showJudgement();
}

void MappingDialog::showJudgement()
{
    const QStringList problems = m_mapping->problems();
    QStringList lines;
    for (const systems::Prospect &each : m_mapping->prospects())
        lines.append(each.why.isEmpty() ? tr("✓ %1").arg(each.title)
                                        : tr("– %1: %2").arg(each.title, each.why));
    m_prospects->setLines(lines);
    m_save->setEnabled(problems.isEmpty() && !m_saving);
    if (problems.isEmpty())
        m_trouble->clear();
    else
        m_trouble->showMessage(items::Severity::Warn, problems.mid(0, kProblemsShown).join(u' '));
}

void MappingDialog::askSamples(MappingPart *part)
{
    const QString table = m_mapping->table(part->part());
    const QString column = m_mapping->naiveTimeColumn(part->part());
    const QString asked = column.isEmpty() ? QString() : table + u'\n' + column;
    if (std::exchange(m_sampled[part], asked) == asked)
        return;
    part->setSamples({}, {});
    if (asked.isEmpty())
        return;
    auto answer = m_workspace.link().interactive().run(
        [schema = m_mapping->schema(), table, column](
            db::Sql &sql) { return systems::sampleTimes(sql, schema, table, column); });
    deliver(answer, this, [this, part, asked](const Result<QStringList> &walls) {
        if (m_sampled.value(part) == asked)
            part->setSamples(
                walls ? walls.value() : QStringList(), walls ? QString() : walls.error().text);
    });
}

void MappingDialog::save()
{
    m_saving = true;
    m_save->setEnabled(false);
    deliver(systems::saveMapping(*m_mapping), this,
        [this, schema = m_mapping->schema()](const Result<QString> &id) {
            m_saving = false;
            if (!id) {
                m_save->setEnabled(true);
                return m_trouble->showMessage(items::Severity::Bad, id.error().text);
            }
            Q_EMIT saved(id.value(), schema);
            accept();
        });
}

} // namespace gatehouse::ui
