#include "db/composer.h"
#include "db/transaction.h"
#include "keys/keys.h"

namespace gatehouse::keys {

QStringList Keys::statements() const
{
    Composer list;
    const QString listed = listSql(list);
    QStringList all{db::withLiterals(listed, list.params())};
    if (m_abilities.usage.isEmpty()) {
        Composer figures;
        const QString text = figuresSql(figures);
        all.append(db::withLiterals(text, figures.params()));
    }
    return all;
}

Result<RowCheck> Keys::checkRows(db::Sql &sql) const
{
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    auto listed = list(sql);
    if (!listed)
        return listed.error();
    Composer composer;
    const QString text =
        u"SELECT count(*) FROM "_s + composer.name(m_match.schema, domain().table);
    auto rows = sql.fetchOne<qint64>(text);
    if (!rows)
        return rows.error();
    if (auto end = std::move(transaction).value().commit(); !end)
        return end.error();
    return RowCheck{qint64(listed.value().size()), rows.value(), {statements().front(), text}};
}

} // namespace gatehouse::keys
