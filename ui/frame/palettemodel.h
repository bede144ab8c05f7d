// The lines of the command palette, best fit first.
#pragma once

#include "ui/page.h"

#include <QAbstractListModel>

namespace gatehouse::ui {

class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole + 1,
        ShortcutRole,
        MarkedRole
    }; // QList<int> of positions

    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<PaletteEntry> entries);
    void setPattern(const QString &pattern);
    const PaletteEntry *entry(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Hit
    {
        size_t entry = 0;
        int score = 0;
        QList<int> marked{};
    };
    std::vector<Hit> hits() const;

    std::vector<PaletteEntry> m_entries;
    std::vector<Hit> m_hits;
    QString m_pattern;
};

} // namespace gatehouse::ui
