#include "migration/sources/documents.h"

#include "migration/sources/documentrows.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QDataStream>
#include <QIODevice>
#include <QMutex>

#include <algorithm>

namespace gatehouse::migration {
namespace {

constexpr int kDocumentsBetweenReports = 20'000;

// A table is a collection, or an array within its documents (field above 0).
struct Table
{
    size_t collection = 0;
    int field = 0;
    QString keyColumn{}; // of the collection: what _parent refers to
};

struct Learnt
{
    Shape shape{};
    qint64 documents = 0;
};

Result<Learnt> learn(const Collection &collection, const OpenRequest &request)
{
    auto reader = collection.open({});
    if (!reader)
        return reader.error();
    Learnt learnt;
    Document document;
    while (true) {
        const auto more = reader.value()->next(document);
        if (!more && more.error().kind != Error::Kind::Invalid)
            return more.error();
        if (more && !more.value())
            return learnt;
        ++learnt.documents; // a broken one is a row too: it has to be accounted for
        if (more)
            learnt.shape.learn(document);
        if (learnt.documents % kDocumentsBetweenReports == 0) {
            if (request.token.isCancelled())
                return cancelled();
            if (request.report)
                request.report({reader.value()->bytesRead(), collection.bytes,
                    Words::tr("Reading what the documents hold"), collection.name});
        }
    }
}

class DocumentSource : public Source
{
public:
    DocumentSource(DocumentFiles files, std::vector<Learnt> learnt)
        : m_files(std::move(files)), m_learnt(std::move(learnt))
    {
        for (size_t i = 0; i < m_learnt.size(); ++i)
            addTables(i);
    }

    const std::vector<SourceTable> &tables() const override { return m_tables; }
    Result<SourceState> state() override { return m_files.state(); }
    QStringList notMoved() const override { return m_files.notMoved; }

    Result<std::unique_ptr<Rows>> read(
        const QString &name, const QStringList &columns, const Position &after) override
    {
        const auto found = tableByName(m_tables, name);
        if (!found)
            return found.error();
        const Table &table = m_origins[size_t(found.value() - m_tables.data())];
        const Collection &collection = m_files.collections[table.collection];
        const Shape &outer = m_learnt[table.collection].shape;
        const Shape &shape = table.field > 0 ? *outer.fields()[size_t(table.field)].table : outer;
        Fill fill = fillFor(shape);
        Extras extras;
        for (int i = 0; i < int(columns.size()); ++i)
            if (!place(columns[i], i, table, fill, extras))
                return invalid(
                    Words::tr("The source's table %1 has no column %2.").arg(name, columns[i]));
        if (table.field == 0) {
            auto reader = collection.open(after);
            if (!reader)
                return reader.error();
            return documentRows(std::move(reader).value(), std::move(fill), std::move(extras),
                size_t(columns.size()), !after.isNull());
        }
        Embedded what{&outer, table.field};
        Position from;
        if (!after.isNull()) {
            bool fits = false;
            what.after = after.left(after.indexOf('@')).toLongLong(&fits);
            if (!fits)
                return badPosition(name);
            from = after.sliced(after.indexOf('@') + 1);
        }
        auto reader = collection.open(from);
        if (!reader)
            return reader.error();
        return embeddedRows(std::move(reader).value(), what, std::move(fill), std::move(extras),
            size_t(columns.size()));
    }

private:
    void addTables(size_t i)
    {
        const Collection &collection = m_files.collections[i];
        const Shape &shape = m_learnt[i].shape;
        const auto children = shape.tables();
        const QString key = keyOf(collection, shape);
        SourceTable table{collection.name, {}, {}, {}, m_learnt[i].documents, collection.bytes};
        for (const QString &extra : collection.extra)
            table.columns.push_back({extra});
        for (const QString &path : shape.columns())
            table.columns.push_back({path});
        if (key == QLatin1StringView(kNumber) && !children.empty())
            table.columns.push_back({key});
        if (shape.hasRest())
            table.columns.push_back({QString::fromLatin1(kRest)});
        if (key == "_id"_L1 || key == "_key"_L1)
            table.key = {key};
        else if (collection.extra.size() == 2)
            table.key = collection.extra;
        m_tables.push_back(std::move(table));
        m_origins.push_back({i, 0, key});
        for (const auto &[path, field] : children)
            addChild(i, path, field, key);
    }

    void addChild(size_t i, const QString &path, int field, const QString &key)
    {
        const Collection &collection = m_files.collections[i];
        const Shape &shape = *m_learnt[i].shape.fields()[size_t(field)].table;
        const QString parent = QString::fromLatin1(kParent), index = QString::fromLatin1(kIndex);
        SourceTable table{collection.name + u'.' + path, {{parent}, {index}}, {parent, index},
            {{{parent}, collection.name, {key}}}, {}, collection.bytes};
        for (const QString &column : shape.columns())
            table.columns.push_back({column});
        if (shape.fields()[0].value)
            table.columns.push_back({QString::fromLatin1(kValue)});
        if (shape.hasRest())
            table.columns.push_back({QString::fromLatin1(kRest)});
        m_tables.push_back(std::move(table));
        m_origins.push_back({i, field, key});
    }

    static QString keyOf(const Collection &collection, const Shape &shape)
    {
        if (collection.extra.size() == 1)
            return collection.extra.first();
        if (collection.extra.isEmpty())
            for (const auto name : {"_id"_L1, "id"_L1})
                if (shape.columns().contains(name))
                    return name;
        return QString::fromLatin1(kNumber);
    }

    // Where the cell of a column comes from; false: from nowhere.
    bool place(
        const QString &column, int cell, const Table &table, Fill &fill, Extras &extras) const
    {
        const QStringList &extra = m_files.collections[table.collection].extra;
        if (table.field == 0 && extra.contains(column)) {
            extras.fromReader.emplace_back(cell, int(extra.indexOf(column)));
            return true;
        }
        if (table.field > 0 && column == QLatin1StringView(kParent)) {
            extras.parent = cell;
            extras.parentField =
                extra.size() == 1 ? -2 : m_learnt[table.collection].shape.find(table.keyColumn);
            return true;
        }
        if (table.field > 0 && column == QLatin1StringView(kIndex)) {
            extras.index = cell;
            return true;
        }
        if (const int field = fill.shape->find(column); field > 0) {
            want(fill, field, cell);
            return true;
        }
        if (column == QLatin1StringView(kNumber))
            extras.number = cell;
        else if (column == QLatin1StringView(kRest))
            fill.rest = cell;
        else if (table.field > 0 && column == QLatin1StringView(kValue))
            extras.value = cell;
        else
            return false;
        return true;
    }

    DocumentFiles m_files;
    std::vector<Learnt> m_learnt;
    std::vector<SourceTable> m_tables;
    std::vector<Table> m_origins;
};

// Tables of one name (two files called alike) are told apart by a number.
void nameApart(std::vector<Collection> &collections)
{
    QStringList taken;
    for (Collection &collection : collections) {
        const QString name = collection.name;
        for (int n = 2; taken.contains(collection.name); ++n)
            collection.name = name + u'_' + QString::number(n);
        taken << collection.name;
    }
}

using AllLearnt = std::vector<Learnt>;

// What was learnt last, so that a run does not read everything again for each of its tables.
class Memory
{
public:
    std::optional<AllLearnt> find(const QByteArray &key)
    {
        const QMutexLocker lock(&m_mutex);
        return key == m_key ? std::optional(m_learnt) : std::nullopt;
    }
    void keep(const QByteArray &key, const AllLearnt &learnt)
    {
        const QMutexLocker lock(&m_mutex);
        m_key = key;
        m_learnt = learnt;
    }

private:
    QMutex m_mutex;
    QByteArray m_key;
    AllLearnt m_learnt;
};

Memory &memory()
{
    static Memory one;
    return one;
}

// Empty when the source does not say what it is.
QByteArray memoryKey(const DocumentFiles &files, const OpenRequest &request)
{
    const auto state = files.state();
    if (!state)
        return {};
    QByteArray key;
    QDataStream stream(&key, QIODevice::WriteOnly);
    stream << request.uri << request.options << state.value().facts;
    for (const Collection &collection : files.collections)
        stream << collection.name;
    return key;
}

} // namespace

Result<std::unique_ptr<Source>> openDocuments(DocumentFiles files, const OpenRequest &request)
{
    nameApart(files.collections);
    const QByteArray key = memoryKey(files, request);
    AllLearnt learnt;
    if (auto known = request.reuse && !key.isEmpty() ? memory().find(key) : std::nullopt)
        learnt = std::move(*known);
    for (size_t i = learnt.size(); i < files.collections.size(); ++i) {
        auto one = learn(files.collections[i], request);
        if (!one)
            return one.error();
        learnt.push_back(std::move(one).value());
    }
    if (!key.isEmpty())
        memory().keep(key, learnt);
    return std::unique_ptr<Source>(
        std::make_unique<DocumentSource>(std::move(files), std::move(learnt)));
}

} // namespace gatehouse::migration
