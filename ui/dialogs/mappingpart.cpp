#include "ui/dialogs/mappingpart.h"

#include "base/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QTimeZone>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kNameLength = 80, kWallLength = 40, kMostVisible = 18, kZoneLength = 30;

void append(QStandardItemModel *model, const QString &text, const QString &name)
{
    auto *made = new QStandardItem(text);
    made->setData(name, Qt::UserRole);
    made->setEditable(false);
    model->appendRow(made);
}

void fill(QStandardItemModel *model, const QString &none, const QStringList &names)
{
    model->clear();
    append(model, none, {});
    for (const QString &name : names)
        append(model, safeText(name, kNameLength), name);
}

void choose(QComboBox *box, const QString &name)
{
    const QSignalBlocker quiet(box);
    const int found = name.isEmpty() ? 0 : box->findData(name);
    box->setCurrentIndex(std::max(0, found));
}

QWidget *makeRow(const QString &text, QComboBox *box, QWidget *parent)
{
    auto *line = new QWidget(parent);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    auto *label = new PlainLabel(text, line);
    label->setTone(PlainLabel::Tone::Muted);
    layout->addWidget(label);
    layout->addWidget(box);
    layout->addStretch(1);
    return line;
}

QString tableWords(systems::Part part)
{
    if (part == systems::Part::Sessions)
        return MappingPart::tr("Table of the sessions");
    return part == systems::Part::Messages ? MappingPart::tr("Table of the messages")
                                           : MappingPart::tr("Table");
}

} // namespace

MappingPart::MappingPart(systems::Part part, QWidget *parent)
    : QWidget(parent),
      m_part(part),
      m_tables(new QStandardItemModel(this)),
      m_columns(new QStandardItemModel(this)),
      m_table(makeBox(u"table"_s, tableWords(part))),
      m_unit(makeBox(u"unit"_s, tr("Unit of the durations"))),
      m_zone(makeBox(u"zone"_s, tr("Time zone of the times"))),
      m_unitRow(makeRow(tr("Durations are in"), m_unit, this)),
      m_zoneRow(makeRow(tr("The times have no zone; they are meant in"), m_zone, this)),
      m_roles(new QGridLayout),
      m_samples(new PlainLabel(this))
{
    setObjectName(objectNameOf(u"part"_s));
    m_table->setModel(m_tables);
    m_zone->setMinimumContentsLength(kZoneLength);
    m_unit->addItem(tr("seconds"), int(systems::Unit::Seconds));
    m_unit->addItem(tr("milliseconds"), int(systems::Unit::Milliseconds));
    m_unit->addItem(tr("nanoseconds"), int(systems::Unit::Nanoseconds));
    m_samples->setObjectName(objectNameOf(u"samples"_s));
    m_samples->setWordWrap(true);
    m_samples->setTabular(true);
    m_samples->setTone(PlainLabel::Tone::Muted);
    m_roles->setHorizontalSpacing(space::kMedium);
    m_roles->setVerticalSpacing(space::kSmall);
    m_roles->setColumnStretch(1, 1);
    m_roles->setColumnStretch(3, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kMedium, space::kMedium, space::kMedium);
    column->setSpacing(space::kMedium);
    column->addWidget(makeRow(tableWords(part), m_table, this));
    column->addLayout(m_roles);
    column->addWidget(m_unitRow);
    column->addWidget(m_zoneRow);
    column->addWidget(m_samples);
    connect(m_table, &QComboBox::activated, this,
        [this] { Q_EMIT tableChosen(m_table->currentData().toString()); });
    connect(m_unit, &QComboBox::activated, this,
        [this] { Q_EMIT unitChosen(systems::Unit(m_unit->currentData().toInt())); });
    connect(m_zone, &QComboBox::activated, this,
        [this] { Q_EMIT zoneChosen(m_zone->currentData().toString()); });
}

QString MappingPart::objectNameOf(const QString &what) const
{
    static const QStringList names{u"keys"_s, u"usage"_s, u"audit"_s, u"sessions"_s, u"messages"_s};
    return u"map_"_s + names.at(int(m_part)) + u'_' + what;
}

// Names from outside may be long: they must not make the dialog wide.
QComboBox *MappingPart::makeBox(const QString &name, const QString &accessibleName)
{
    auto *box = new QComboBox(this);
    box->setObjectName(objectNameOf(name));
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(16);
    box->setMaxVisibleItems(kMostVisible);
    return box;
}

void MappingPart::addZones()
{
    if (m_zone->count())
        return;
    m_zone->addItem(m_serverZone.isEmpty()
            ? tr("the server's own zone")
            : tr("the server's own zone (%1)").arg(safeText(m_serverZone, kWallLength)),
        QString());
    m_zone->addItem(u"UTC"_s, u"UTC"_s);
    const QList<QByteArray> zones = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &zone : zones) {
        if (zone.contains('/')) // the rest are old names of these
            m_zone->addItem(QString::fromLatin1(zone), QString::fromLatin1(zone));
    }
}

QComboBox *MappingPart::addRole(const systems::MappedRole &role)
{
    const int place = int(m_boxes.size());
    QComboBox *box = makeBox(role.role, role.title);
    box->setModel(m_columns);
    auto *label = new PlainLabel(role.needed ? tr("%1 *").arg(role.title) : role.title, this);
    const int line = place / 2, side = (place % 2) * 2;
    m_roles->addWidget(label, line, side);
    m_roles->addWidget(box, line, side + 1);
    connect(box, &QComboBox::activated, this, [this, box, name = role.role] {
        Q_EMIT columnChosen(name, box->currentData().toString());
    });
    m_boxes.insert(role.role, box);
    return box;
}

void MappingPart::showColumns(const systems::Mapping &mapping)
{
    if (const QStringList tables = mapping.tables();
        tables != m_shownTables || !m_tables->rowCount()) {
        fill(m_tables, tr("none"), tables);
        m_shownTables = tables;
    }
    choose(m_table, mapping.table(m_part));
    const QStringList columns = mapping.columns(m_part);
    if (columns != m_shownColumns || !m_columns->rowCount()) {
        fill(m_columns, tr("not recorded"), columns);
        m_shownColumns = columns;
    }
    const bool there = !mapping.table(m_part).isEmpty();
    for (const systems::MappedRole &role : mapping.roles(m_part)) {
        QComboBox *box = m_boxes.value(role.role);
        choose(box ? box : addRole(role), role.column);
    }
    for (QComboBox *box : std::as_const(m_boxes)) {
        box->setEnabled(there);
        if (!there)
            choose(box, {});
    }
}

void MappingPart::showMapping(const systems::Mapping &mapping, const QString &serverZone)
{
    m_serverZone = serverZone;
    showColumns(mapping);
    m_unitRow->setVisible(!mapping.durationColumn(m_part).isEmpty());
    m_unit->setCurrentIndex(m_unit->findData(int(mapping.unit(m_part))));
    const bool naive = !mapping.naiveTimeColumn(m_part).isEmpty();
    if (naive) {
        addZones();
        choose(m_zone, mapping.zone(m_part));
    }
    m_zoneRow->setVisible(naive);
    showSamples();
}

void MappingPart::setSamples(const QStringList &walls, const QString &trouble)
{
    m_walls = walls;
    m_trouble = trouble;
    showSamples();
}

void MappingPart::showSamples()
{
    const QString chosen = m_zone->currentData().toString();
    const QString zone = chosen.isEmpty() ? m_serverZone : chosen;
    QStringList lines;
    for (const QString &wall : std::as_const(m_walls)) {
        const QString shown = safeText(wall, kWallLength);
        const QString utc = systems::inUtc(wall, zone);
        lines.append(utc.isEmpty() ? shown : tr("%1 is %2 UTC").arg(shown, utc));
    }
    if (!m_trouble.isEmpty())
        lines = QStringList{m_trouble};
    m_samples->setLines(lines);
    m_samples->setVisible(!m_zoneRow->isHidden() && !lines.isEmpty());
}

} // namespace gatehouse::ui
