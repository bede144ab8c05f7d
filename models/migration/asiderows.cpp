#include "migration/asiderows.h"

#include "migration/words.h"

namespace gatehouse::migration {

using namespace Qt::Literals::StringLiterals;

namespace {

browse::Column column(const QString &id, const QString &title)
{
    browse::Column made;
    made.id = id;
    made.title = title;
    made.nullable = false;
    made.sort = browse::Sort::None; // by their numbers only: that reads no more than it shows
    return made;
}

} // namespace

std::shared_ptr<const browse::Relation> asideRows(qint64 run)
{
    browse::Relation rows;
    rows.kind = browse::Relation::Kind::Select;
    rows.name = db::Identifier(u"gatehouse_migrate"_s, u"quarantine"_s);
    rows.select = u"SELECT q.id, p.target_table AS target, q.place, q.column_name, q.value, q.message "
                  "FROM gatehouse_migrate.quarantine q JOIN gatehouse_migrate.part p ON p.run = q.run "
                  "AND p.number = q.part WHERE q.run = $1::bigint AND q.state = 'open'"_s;
    rows.selectParams = db::bind(run);
    browse::Column id = column(u"id"_s, Words::tr("Number"));
    id.type = 20;
    id.typeName = u"bigint"_s;
    id.show = browse::Show::Number;
    id.sort = browse::Sort::Value;
    id.wide = false;
    id.indexed = true;
    browse::Column value = column(u"value"_s, Words::tr("Value"));
    value.expression = u"encode(value, 'hex')"_s;
    value.nullable = true;
    rows.columns = {id, column(u"target"_s, Words::tr("Table")),
        column(u"place"_s, Words::tr("Place")), column(u"column_name"_s, Words::tr("Column")), value,
        column(u"message"_s, Words::tr("Reason"))};
    rows.key = {u"id"_s};
    return std::make_shared<const browse::Relation>(std::move(rows));
}

QString asideValue(QByteArrayView hex)
{
    return QString::fromUtf8(QByteArray::fromHex(hex.toByteArray()));
}

} // namespace gatehouse::migration
