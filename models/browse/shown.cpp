#include "browse/shown.h"

namespace gatehouse::browse {

using namespace Qt::Literals::StringLiterals;

namespace {
Condition veiled(Condition condition, const Relation &relation)
{
    const Column *column = relation.column(condition.column);
    if (column && (column->secret || !column->secretMembers.empty())) {
        for (auto &value : condition.values) {
            if (value)
                value = u"••••"_s;
        }
    }
    for (Condition &part : condition.parts)
        part = veiled(std::move(part), relation);
    return condition;
}
} // namespace

QString shownSql(const Query &query)
{
    Query shown = query;
    shown.filter = veiled(query.filter, *query.relation);
    QStringList statements;
    for (const Printed &printed : printPage({shown}))
        statements += db::withLiterals(printed.text, printed.params);
    return statements.join(u";\n\n"_s);
}

} // namespace gatehouse::browse
