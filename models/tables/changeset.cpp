#include "tables/changeset.h"

#include "browse/types.h"
#include "db/composer.h"
#include "tables/words.h"

#include <algorithm>

namespace gatehouse::tables {

namespace {

constexpr int kMostText = 64 * 1024; // bytes as stored
constexpr int kMostPast = 200;
constexpr int kCutKey = 300; // what a cursor holds of a long text

OldValue valueFrom(const db::Row &row, int field, bool secret)
{
    if (row.isNull(field))
        return {};
    OldValue value;
    value.bytes = row.get<qint64>(field);
    value.kind = secret || row.isNull(field + 1) ? OldValue::Kind::Digest : OldValue::Kind::Text;
    value.text = row.text(value.kind == OldValue::Kind::Text ? field + 1 : field + 2);
    return value;
}

} // namespace

RowKey keyOf(const Table &table, const browse::Order &order, const browse::Cursor &cursor)
{
    const browse::Order full = browse::completed(order, *table.relation);
    RowKey key;
    for (const QString &column : table.key()) {
        for (size_t i = 0; i < std::min(full.size(), cursor.values.size()); ++i) {
            if (full[i].column == column && cursor.values[i]) {
                key += *cursor.values[i];
                break;
            }
        }
    }
    return key.size() == table.key().size() ? key : RowKey();
}

Result<SeenRow> look(db::Sql &sql, const Table &table, const RowKey &key)
{
    if (!table.whyReadOnly.isEmpty())
        return refused(table.whyReadOnly);
    db::Composer c;
    QStringList wanted, where;
    std::vector<const EditColumn *> columns;
    for (const EditColumn &column : table.columns) {
        if (!column.canSelect)
            continue;
        const QString name = c.name(column.name);
        const bool bytes = column.castType == "bytea"_L1;
        const QString digest = bytes ? u"md5("_s + name + u')' : u"md5("_s + name + u"::text)"_s;
        const QString small = u"pg_column_size("_s + name + u") <= "_s + QString::number(kMostText);
        wanted << u"pg_column_size("_s + name + u')'
               << (column.secret ? u"NULL"_s
                                 : u"CASE WHEN "_s + small + u" THEN "_s + name + u"::text END"_s)
               << (column.secret ? digest
                                 : u"CASE WHEN NOT "_s + small + u" THEN "_s + digest + u" END"_s);
        columns.push_back(&column);
    }
    for (qsizetype i = 0; i < key.size(); ++i)
        where << c.name(table.key()[i]) + u" = "_s + c.value(db::Param(key[i]));
    if (where.isEmpty())
        return refused(Words::tr("This row has no key to find it by."));
    SeenRow seen{key, {}};
    bool found = false;
    auto done = sql.stream(u"SELECT "_s + wanted.join(u", "_s) + u" FROM "_s
            + table.relation->name.quoted() + u" WHERE "_s + where.join(u" AND "_s),
        c.params(), [&](const db::Row &row) {
            found = true;
            for (size_t i = 0; i < columns.size(); ++i)
                seen.values.insert(
                    columns[i]->name, valueFrom(row, int(i) * 3, columns[i]->secret));
            return true;
        });
    if (!done)
        return done.error();
    if (found)
        return seen;
    for (qsizetype i = 0; i < key.size(); ++i) {
        const browse::Column *column = table.relation->column(table.key()[i]);
        if (column && column->sort == browse::Sort::Start && key[i].size() >= kCutKey)
            return refused(Words::tr("The key of this row is too long to be worked with here."));
    }
    return refused(Words::tr("This row is gone: somebody else deleted it, or changed its key. "
                             "Press F5 to look again."));
}

bool isSame(const OldValue &old, const NewValue &value)
{
    if (value.kind == NewValue::Kind::Null)
        return old.kind == OldValue::Kind::Null;
    return value.kind == NewValue::Kind::Text && old.kind == OldValue::Kind::Text
        && old.text == value.text;
}

int ChangeSet::count(Change::Kind kind) const
{
    return int(std::count_if(m_changes.begin(), m_changes.end(),
        [kind](const Change &change) { return change.kind == kind; }));
}

const Change *ChangeSet::change(int id) const
{
    const auto found = std::find_if(
        m_changes.begin(), m_changes.end(), [id](const Change &one) { return one.id == id; });
    return found == m_changes.end() ? nullptr : &*found;
}

int ChangeSet::placeOf(const RowKey &key) const
{
    for (qsizetype i = 0; i < m_changes.size(); ++i) {
        if (m_changes[i].kind != Change::Kind::Insert && m_changes[i].before.key == key)
            return int(i);
    }
    return -1;
}

const Change *ChangeSet::of(const RowKey &key) const
{
    const int place = key.isEmpty() ? -1 : placeOf(key);
    return place < 0 ? nullptr : &m_changes[place];
}

const NewValue *ChangeSet::pending(const RowKey &key, const QString &column) const
{
    const Change *change = of(key);
    if (!change)
        return nullptr;
    const auto found = change->values.constFind(column);
    return found == change->values.constEnd() ? nullptr : &*found;
}

void ChangeSet::remember()
{
    m_past += m_changes;
    if (m_past.size() > kMostPast)
        m_past.removeFirst();
}

void ChangeSet::set(const SeenRow &row, const QString &column, const NewValue &value)
{
    remember();
    int place = placeOf(row.key);
    if (place < 0) {
        place = int(m_changes.size());
        m_changes += Change{++m_lastId, Change::Kind::Update, row, {}};
    }
    Change &change = m_changes[place];
    change.kind = Change::Kind::Update;
    // What was seen first of this cell is what must still be there.
    if (!change.before.values.contains(column))
        change.before.values.insert(column, row.values.value(column));
    if (isSame(change.before.values.value(column), value))
        change.values.remove(column);
    else
        change.values.insert(column, value);
    if (change.values.isEmpty())
        m_changes.removeAt(place);
}

int ChangeSet::insert(const QMap<QString, NewValue> &values)
{
    remember();
    m_changes += Change{++m_lastId, Change::Kind::Insert, {}, values};
    return m_lastId;
}

void ChangeSet::setInserted(int id, const QMap<QString, NewValue> &values)
{
    remember();
    for (Change &change : m_changes) {
        if (change.id == id)
            change.values = values;
    }
}

void ChangeSet::remove(const SeenRow &row)
{
    remember();
    if (const int place = placeOf(row.key); place >= 0)
        m_changes.removeAt(place);
    m_changes += Change{++m_lastId, Change::Kind::Delete, row, {}};
}

void ChangeSet::drop(int id)
{
    remember();
    m_changes.removeIf([id](const Change &change) { return change.id == id; });
}

void ChangeSet::clear()
{
    if (m_changes.isEmpty())
        return;
    remember();
    m_changes.clear();
}

void ChangeSet::undo()
{
    if (!m_past.isEmpty())
        m_changes = m_past.takeLast();
}

void ChangeSet::forget()
{
    m_changes.clear();
    m_past.clear();
}

} // namespace gatehouse::tables
