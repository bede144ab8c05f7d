#pragma once

#include "items/tablemodel.h"
#include "keys/import.h"

namespace gatehouse::ui {

struct ImportLine
{
    size_t index = 0; // in the file
    keys::ImportRow row;
    bool operator==(const ImportLine &other) const;
};

// The rows of a file before they are imported: a tick, and name, role and limit to be edited.
class ImportModel : public items::TableModel<ImportLine>
{
    Q_OBJECT

public:
    explicit ImportModel(bool hasLimit);
    void show(const keys::ImportFile &file);
    // What the operator changed since; same order as the file.
    std::vector<keys::ImportRow> edited() const;

    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void ticked();
    void contentEdited(); // needs another look
};

} // namespace gatehouse::ui
