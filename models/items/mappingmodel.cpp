#include "items/mappingmodel.h"

#include "items/words.h"

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;
using migration::MappingLine;

std::unique_ptr<MappingModel> makeMappingModel(QObject *parent)
{
    MappingModel::Columns columns{
        {u"table"_s, Words::tr("From table"), [](const MappingLine &line) { return line.table; }},
        {u"column"_s, Words::tr("Column"), [](const MappingLine &line) { return line.column; }},
        {u"holds"_s, Words::tr("Holds"), [](const MappingLine &line) { return line.holds; }},
        {u"target"_s, Words::tr("Goes to"),
            [](const MappingLine &line) {
                return line.target.isEmpty() ? Words::tr("not moved") : line.target;
            }},
        {u"type"_s, Words::tr("Type"), [](const MappingLine &line) { return line.type; }},
        {u"how"_s, Words::tr("How"), [](const MappingLine &line) { return line.how; }}};
    return std::make_unique<MappingModel>(
        std::move(columns),
        [](const MappingLine &line) { return line.table + u'\n' + line.column; }, parent);
}

} // namespace gatehouse::items
