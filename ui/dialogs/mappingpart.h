// One table of a description in the mapping dialog: its roles, its unit, its zone.
#pragma once

#include "systems/mapping.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QStandardItemModel;

namespace gatehouse::ui {

class PlainLabel;

class MappingPart : public QWidget
{
    Q_OBJECT

public:
    explicit MappingPart(systems::Part part, QWidget *parent = nullptr);

    systems::Part part() const { return m_part; }
    // `serverZone` names what "the server's own" most likely is.
    void showMapping(const systems::Mapping &mapping, const QString &serverZone);
    void setSamples(const QStringList &walls, const QString &trouble); // of the naive time column

Q_SIGNALS:
    void tableChosen(const QString &table);
    void columnChosen(const QString &role, const QString &column);
    void unitChosen(gatehouse::systems::Unit unit);
    void zoneChosen(const QString &zone);

private:
    QComboBox *addRole(const systems::MappedRole &role);
    QComboBox *makeBox(const QString &name, const QString &accessibleName);
    void showColumns(const systems::Mapping &mapping);
    void addZones();
    void showSamples();
    QString objectNameOf(const QString &what) const;

    systems::Part m_part;
    QStandardItemModel *m_tables, *m_columns;
    QComboBox *m_table, *m_unit, *m_zone;
    QWidget *m_unitRow, *m_zoneRow;
    QGridLayout *m_roles;
    PlainLabel *m_samples;
    QMap<QString, QComboBox *> m_boxes;
    QStringList m_walls, m_shownTables, m_shownColumns;
    QString m_trouble, m_serverZone;
};

} // namespace gatehouse::ui
