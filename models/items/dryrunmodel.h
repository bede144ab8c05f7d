// What a dry run of a migration found, as a list of target tables.
#pragma once

#include "items/tablemodel.h"
#include "migration/dryrun.h"

#include <memory>

namespace gatehouse::items {

struct DryRow
{
    QString from, to;
    qint64 read = 0, arrive = 0, aside = 0, leftOut = 0, replaced = 0, made = 0;
    QString why{};         // reasons with their counts
    QStringList samples{}; // whole sentences
    bool operator==(const DryRow &) const = default;
};

DryRow toDryRow(const migration::DryTable &table);

using DryRunModel = TableModel<DryRow>;
std::unique_ptr<DryRunModel> makeDryRunModel(QObject *parent);

} // namespace gatehouse::items
