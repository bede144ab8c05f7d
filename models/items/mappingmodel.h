// The columns of a source and what becomes of them, as a list.
#pragma once

#include "items/tablemodel.h"
#include "migration/survey.h"

#include <memory>

namespace gatehouse::items {

using MappingModel = TableModel<migration::MappingLine>;
std::unique_ptr<MappingModel> makeMappingModel(QObject *parent);

} // namespace gatehouse::items
