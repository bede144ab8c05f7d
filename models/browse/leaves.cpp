#include "browse/leaves.h"

namespace gatehouse::browse {

Leaf Leaf::fromRow(const db::Row &row)
{
    return {db::Identifier(row.text(0), row.text(1)), row.get<double>(2), row.get<bool>(3),
        row.get<bool>(4)};
}

Result<std::vector<Leaf>> fetchLeaves(db::Sql &sql, quint32 relation)
{
    return sql.fetch<Leaf>("browse/leaves"_L1, db::bind(qint64(relation)));
}

} // namespace gatehouse::browse
