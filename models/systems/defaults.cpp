#include "systems/defaults.h"

#include "base/result.h"

#include <QMap>

namespace gatehouse::systems {

QString printDefault(const QString &value, db::Composer &sql, const QString &zone)
{
    static const QMap<QString, QString> words{{u"now_utc"_s, u"now() AT TIME ZONE 'UTC'"_s},
        {u"now"_s, u"now()"_s}, {u"true"_s, u"true"_s}, {u"false"_s, u"false"_s}, {u"0"_s, u"0"_s},
        {u"1"_s, u"1"_s}, {u"uuid"_s, u"gen_random_uuid()"_s}};
    if (value == "now_local"_L1)
        return u"now() AT TIME ZONE "_s + sql.value(zone) + u"::text"_s;
    if (const auto word = words.constFind(value); word != words.cend())
        return *word;
    return sql.value(value.mid(1, value.size() - 2)); // 'word'
}

} // namespace gatehouse::systems
