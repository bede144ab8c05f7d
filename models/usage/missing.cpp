#include "usage/missing.h"

#include <QCoreApplication>

namespace gatehouse::usage {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::usage::Missing)
};

} // namespace

QString whyMissing(const Source &source, const QString &role)
{
    return source.unreadable().contains(role) ? Words::tr("not to be read by your database role")
                                              : notRecorded();
}

Result<qint64> timelessRequests(db::Sql &sql, const Figures &figures)
{
    using browse::Condition;
    const Source &source = figures.source();
    const auto filter = source.condition(figures.filter());
    if (!filter)
        return filter.error();
    browse::Query rows = figures.rows();
    rows.filter = Condition::all({source.always(), filter.value(),
        Condition::any({Condition::isNull(source.column(u"time"_s)),
            Condition::negate(source.within(kEver))})});
    db::Composer composer;
    const QString text = u"SELECT "_s + source.printCount() + browse::printRows(rows, composer);
    sql.setStatementTimeout(kFiguresTimeoutMs);
    return sql.fetchOne<qint64>(text, composer.params());
}

} // namespace gatehouse::usage
