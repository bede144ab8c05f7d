// Which indexes our own pages and the guides want, from the descriptions of the systems.
#include "care/indexes.h"
#include "care/words.h"
#include "db/identifier.h"

namespace gatehouse::care {

namespace {

class Wishes
{
public:
    Wishes(const systems::Recognition &recognition, const QString &schema)
        : m_recognition(recognition), m_schema(schema)
    {
    }

    // `equal` by =, then in the order of `order`; nothing when a column is not recorded.
    void add(const QString &table, const QStringList &equal, const QString &order, const QString &why)
    {
        const systems::TableFacts *facts = m_recognition.table(m_schema, table);
        if (!facts || (facts->kind != "table"_L1 && facts->kind != "partitioned"_L1))
            return;
        QStringList columns = equal;
        if (!order.isEmpty())
            columns << order;
        for (const QString &column : columns) {
            const systems::ColumnFacts *found = facts->column(column);
            if (!found || found->type.startsWith("json"_L1))
                return;
        }
        columns.removeDuplicates();
        if (columns.isEmpty())
            return;
        m_all.push_back({m_schema, table, columns, {}, false, why, probe(table, equal, order), 0, {}});
    }
    std::vector<IndexWish> take() { return std::move(m_all); }

private:
    QString probe(const QString &table, const QStringList &equal, const QString &order) const
    {
        const QString name = db::Identifier(m_schema, table).quoted();
        QStringList where;
        for (const QString &column : equal) {
            const QString quoted = db::Identifier(column).quoted();
            where << u"%1 = (SELECT %1 FROM %2 WHERE %1 IS NOT NULL LIMIT 1)"_s.arg(quoted, name);
        }
        QString text = u"SELECT 1 FROM %1"_s.arg(name);
        if (!where.isEmpty())
            text += u" WHERE "_s + where.join(u" AND "_s);
        if (!order.isEmpty())
            text += u" ORDER BY %1 DESC"_s.arg(db::Identifier(order).quoted());
        return text + u" LIMIT 100"_s;
    }

    const systems::Recognition &m_recognition;
    QString m_schema;
    std::vector<IndexWish> m_all;
};

void addUsage(Wishes &wishes, const systems::UsageDomain &usage)
{
    if (usage.time.isEmpty())
        return;
    wishes.add(usage.table, {}, usage.time,
        Words::tr("The page Usage reads by time: the newest rows, and every chart."));
    if (!usage.key.isEmpty())
        wishes.add(usage.table, {usage.key}, usage.time,
            Words::tr("The page Usage filters by key, and every rate limit counts a key's last "
                      "hour."));
    if (!usage.actor.isEmpty())
        wishes.add(
            usage.table, {usage.actor}, usage.time, Words::tr("The page Usage filters by user."));
}

} // namespace

std::vector<IndexWish> wishesOfPages(const systems::Recognition &recognition)
{
    std::vector<IndexWish> all;
    for (const systems::Match &match : recognition.matches) {
        Wishes wishes(recognition, match.schema);
        const systems::Shape &shape = match.shape();
        if (shape.usage)
            addUsage(wishes, *shape.usage);
        if (const auto &audit = shape.audit; audit && !audit->time.isEmpty()) {
            wishes.add(audit->table, {}, audit->time,
                Words::tr("The page Audit reads by time, the newest first."));
            if (!audit->actor.isEmpty())
                wishes.add(audit->table, {audit->actor}, audit->time,
                    Words::tr("The page Audit filters by who did it."));
        }
        if (const auto &talk = shape.conversations; talk && !talk->messageSession.isEmpty())
            wishes.add(talk->messagesTable, {talk->messageSession}, talk->messageTime,
                Words::tr("A conversation is read by its session, in the order of time."));
        if (const auto &keys = shape.keys) {
            const QString secret = keys->hash.isEmpty() ? keys->secret : keys->hash;
            if (!secret.isEmpty())
                wishes.add(keys->table, {secret}, {},
                    Words::tr("The service looks up the key of every request by it."));
        }
        for (IndexWish &wish : wishes.take())
            all.push_back(std::move(wish));
    }
    return all;
}

Result<std::vector<IndexWish>> wishesOfGuide(const systems::Recognition &recognition)
{
    std::vector<IndexWish> all;
    for (const systems::Match &match : recognition.matches) {
        if (match.system->ownDraft)
            continue;
        auto script = systems::schemaSql(match.system->id);
        if (!script)
            return script.error();
        for (IndexWish &wish : indexesOfScript(script.value(), match.schema)) {
            const systems::TableFacts *facts = recognition.table(match.schema, wish.table);
            const bool fits = facts
                && std::all_of(wish.columns.begin(), wish.columns.end(),
                    [facts](const QString &column) { return facts->column(column); });
            if (!fits)
                continue;
            wish.why = Words::tr("The guide of %1 asks for it, where its own statement was mended.")
                           .arg(match.system->title);
            all.push_back(std::move(wish));
        }
    }
    return all;
}

} // namespace gatehouse::care
