// Before and after, field by field: what an audit entry or a preview of a change shows.
#pragma once

#include <QFrame>
#include <QList>

class QGridLayout;

namespace gatehouse::ui {

// Values are what the user may see: masked by whoever builds them.
struct FieldChange
{
    QString field;
    QString before, after;
    bool hadBefore = true; // false: the field was added
    bool hasAfter = true;  // false: it was removed
    bool isNullBefore = false, isNullAfter = false;
};

// Only what differs, unless showUnchanged. A sign and words say added, removed, changed.
class DiffView : public QFrame
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void setChanges(const QList<FieldChange> &changes, bool showUnchanged = false);
    int shownRows() const { return m_rows; }

private:
    void addRow(const FieldChange &change);
    QWidget *valueLabel(const QString &text, bool exists, bool isNull, bool isNew);
    void clearRows();

    QGridLayout *m_grid = nullptr;
    int m_rows = 0;
};

} // namespace gatehouse::ui
