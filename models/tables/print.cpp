// Statements of changes, to be run and to be read.
#include "base/redact.h"
#include "base/safetext.h"
#include "db/composer.h"
#include "tables/apply.h"
#include "tables/words.h"

namespace gatehouse::tables {

namespace {

constexpr int kShown = 200; // characters of a value in the preview

struct Printing
{
    const Table &table;
    const Change &change;
    QString only{};
    bool toRead = false;
    db::Composer c{};

    // A value to be stored; the server takes it as the column's type.
    QString stored(const EditColumn &column, const NewValue &value)
    {
        if (value.kind == NewValue::Kind::Default)
            return u"DEFAULT"_s;
        if (value.kind == NewValue::Kind::Null)
            return toRead ? u"NULL"_s : c.value(db::Param());
        return param(column.secret ? u"••••"_s : value.text, value.text);
    }
    QString param(const QString &shown, const QString &value)
    {
        if (!toRead)
            return c.value(value);
        const QString cut = shown.size() > kShown ? shown.left(kShown) + u'…' : shown;
        return db::literal(redact(cut));
    }
    QString same(const EditColumn &column, const OldValue &old)
    {
        const QString name = c.name(column.name);
        if (old.kind == OldValue::Kind::Null)
            return name + u" IS NULL"_s;
        if (old.kind == OldValue::Kind::Digest) {
            const bool bytes = column.castType == "bytea"_L1;
            return (bytes ? u"md5("_s + name + u") = "_s : u"md5("_s + name + u"::text) = "_s)
                + param(old.text, old.text);
        }
        return u'(' + name + u"::text COLLATE \"C\") = "_s + param(old.text, old.text);
    }
    QStringList where()
    {
        QStringList parts;
        for (qsizetype i = 0; i < table.key().size() && i < change.before.key.size(); ++i) {
            const EditColumn *column = table.column(table.key()[i]);
            const QString value = QString::fromUtf8(change.before.key[i]);
            parts << c.name(table.key()[i]) + u" = "_s
                    + param(column && column->secret ? u"••••"_s : value, value);
        }
        for (const EditColumn &column : table.columns) {
            const auto old = change.before.values.constFind(column.name);
            if (old == change.before.values.constEnd())
                continue;
            if (change.kind == Change::Kind::Delete || change.values.contains(column.name))
                parts << same(column, *old);
        }
        return parts;
    }
    bool given(const EditColumn &column) const
    {
        return change.values.contains(column.name) && (only.isEmpty() || only == column.name);
    }
    QString update()
    {
        QStringList sets;
        for (const EditColumn &column : table.columns) {
            if (given(column))
                sets << c.name(column.name) + u" = "_s
                        + stored(column, change.values.value(column.name));
        }
        return u"UPDATE "_s + table.relation->name.quoted() + u" SET "_s + sets.join(u", "_s)
            + u" WHERE "_s + where().join(u" AND "_s);
    }
    QString insert()
    {
        QStringList names, values;
        for (const EditColumn &column : table.columns) {
            if (!given(column))
                continue;
            names << c.name(column.name);
            values << stored(column, change.values.value(column.name));
        }
        QString text = u"INSERT INTO "_s + table.relation->name.quoted();
        text += names.isEmpty()
            ? u" DEFAULT VALUES"_s
            : u" ("_s + names.join(u", "_s) + u") VALUES ("_s + values.join(u", "_s) + u')';
        if (toRead)
            return text;
        QStringList keys;
        for (const QString &key : table.key()) {
            const EditColumn *column = table.column(key);
            keys << (column && column->secret ? u"'••••'::text"_s : c.name(key) + u"::text"_s);
        }
        return text + u" RETURNING "_s + keys.join(u", "_s);
    }
    QString text()
    {
        switch (change.kind) {
        case Change::Kind::Update:
            return update();
        case Change::Kind::Insert:
            return insert();
        case Change::Kind::Delete:
            break;
        }
        return u"DELETE FROM "_s + table.relation->name.quoted() + u" WHERE "_s
            + where().join(u" AND "_s);
    }
};

} // namespace

Printed print(const Table &table, const Change &change, const QString &only)
{
    Printing printing{table, change, only};
    const QString text = printing.text();
    return {text, printing.c.params()};
}

QString preview(const Table &table, const ChangeSet &changes)
{
    QStringList lines{u"BEGIN;"_s};
    using Kind = Change::Kind;
    for (const Kind kind : {Kind::Delete, Kind::Update, Kind::Insert}) {
        for (const Change &change : changes.changes()) {
            if (change.kind != kind)
                continue;
            Printing printing{table, change, {}, true};
            lines << printing.text() + u';';
        }
    }
    lines << u"COMMIT;"_s;
    return lines.join(u'\n');
}

} // namespace gatehouse::tables
