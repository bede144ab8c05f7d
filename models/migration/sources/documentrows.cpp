#include "migration/sources/documentrows.h"

#include "migration/words.h"

namespace gatehouse::migration {
namespace {

using Type = Node::Type;

// False: a name stands twice.
bool fillField(
    const Fill &fill, Document &document, quint32 node, int field, std::vector<Cell> &cells)
{
    const Field &own = fill.shape->fields()[size_t(field)];
    const Type type = document.nodes[node].type;
    if (const int place = fill.place[size_t(field)]; place >= 0) {
        Cell &cell = cells[size_t(place)];
        if (cell.kind != Cell::Kind::Missing)
            return false;
        if (type == Type::Scalar)
            cell = document.nodes[node].cell;
        else if (type == Type::Object || !own.rows)
            cell = {Cell::Kind::Json, 0, 0, document.json(document.nodes[node])};
    }
    if (type != Type::Object)
        return true;
    size_t hint = 0;
    const quint32 end = document.nodes[node].end;
    for (quint32 i = node + 1; i < end; i = document.nodes[i].end) {
        const int member = fill.shape->member(field, document.nodes[i].key, hint);
        if (member >= 0 && fill.wanted[size_t(member)]
            && !fillField(fill, document, i, member, cells))
            return false;
    }
    return true;
}

void fillRest(const Fill &fill, Document &document, quint32 node, std::vector<Cell> &cells)
{
    std::vector<quint32> members;
    size_t hint = 0;
    for (quint32 i = node + 1; i < document.nodes[node].end; i = document.nodes[i].end)
        if (fill.shape->member(0, document.nodes[i].key, hint) < 0)
            members.push_back(i);
    if (!members.empty())
        cells[size_t(fill.rest)] = {Cell::Kind::Json, 0, 0, document.json(members)};
}

class RowsBase : public Rows
{
public:
    RowsBase(std::unique_ptr<DocumentReader> reader, Fill fill, Extras extras, size_t cells)
        : m_reader(std::move(reader)),
          m_fill(std::move(fill)),
          m_extras(std::move(extras)),
          m_cells(cells)
    {
    }
    std::span<const Cell> cells() const override
    {
        return m_broken ? std::span<const Cell>() : std::span<const Cell>(m_cells);
    }
    std::string_view raw() const override { return m_reader->raw(); }
    qint64 bytesRead() const override { return m_reader->bytesRead(); }

protected:
    Result<bool> nextDocument()
    {
        auto more = m_reader->next(m_document);
        m_broken = !more;
        return more;
    }
    // Which of the two counts depends on who reads.
    Error twice()
    {
        m_broken = true;
        return invalid(Words::tr("A name stands twice in this document."));
    }
    void takeExtras()
    {
        for (const auto &[cell, which] : m_extras.fromReader)
            m_cells[size_t(cell)] = m_reader->extra(which);
        if (m_extras.number >= 0)
            m_cells[size_t(m_extras.number)] = {Cell::Kind::Integer, m_reader->number()};
    }

    std::unique_ptr<DocumentReader> m_reader;
    Fill m_fill;
    Extras m_extras;
    Document m_document;
    std::vector<Cell> m_cells;
    bool m_broken = false;
};

class DocumentRows : public RowsBase
{
public:
    DocumentRows(std::unique_ptr<DocumentReader> reader, Fill fill, Extras extras, size_t cells,
        bool skipFirst)
        : RowsBase(std::move(reader), std::move(fill), std::move(extras), cells), m_skip(skipFirst)
    {
    }

    Result<bool> next() override
    {
        if (std::exchange(m_skip, false))
            if (auto more = nextDocument();
                (more && !more.value()) || (!more && more.error().kind != Error::Kind::Invalid))
                return more;
        auto more = nextDocument();
        if (!more || !more.value())
            return more;
        std::fill(m_cells.begin(), m_cells.end(), Cell{Cell::Kind::Missing});
        if (!fillCells(m_fill, m_document, 0, m_cells))
            return twice();
        takeExtras();
        return true;
    }
    Position position() const override { return m_reader->position(); }
    QString where() const override { return m_reader->where(); }

private:
    bool m_skip;
};

class EmbeddedRows : public RowsBase
{
public:
    EmbeddedRows(std::unique_ptr<DocumentReader> reader, Embedded what, Fill fill, Extras extras,
        size_t cells)
        : RowsBase(std::move(reader), std::move(fill), std::move(extras), cells), m_what(what)
    {
        for (int field = m_what.field; field > 0; field = parentOf(field))
            m_path.insert(m_path.begin(), field);
    }

    Result<bool> next() override
    {
        while (m_at >= m_end) {
            auto more = nextDocument();
            if (!more && more.error().kind == Error::Kind::Invalid)
                continue; // told by the rows of the collection itself
            if (!more || !more.value())
                return more;
            enter();
        }
        const quint32 element = m_at;
        m_at = m_document.nodes[element].end;
        ++m_index;
        std::fill(m_cells.begin(), m_cells.end(), Cell{Cell::Kind::Missing});
        m_broken = false;
        if (m_document.nodes[element].type == Type::Object) {
            if (!fillCells(m_fill, m_document, element, m_cells))
                return twice();
        } else if (m_extras.value >= 0) {
            m_cells[size_t(m_extras.value)] = m_document.nodes[element].type == Type::Scalar
                ? m_document.nodes[element].cell
                : Cell{Cell::Kind::Json, 0, 0, m_document.json(m_document.nodes[element])};
        }
        takeExtras();
        if (m_extras.index >= 0)
            m_cells[size_t(m_extras.index)] = {Cell::Kind::Integer, m_index};
        if (m_extras.parent >= 0)
            m_cells[size_t(m_extras.parent)] = parentKey();
        return true;
    }
    Position position() const override
    {
        return QByteArray::number(m_index) + '@' + m_reader->position();
    }
    QString where() const override { return m_reader->where() + u" [%1]"_s.arg(m_index); }

private:
    int parentOf(int field) const
    {
        const auto &fields = m_what.outer->fields();
        for (size_t i = 0; i < fields.size(); ++i)
            if (std::find(fields[i].members.begin(), fields[i].members.end(), field)
                != fields[i].members.end())
                return int(i);
        return 0;
    }

    std::optional<quint32> memberNode(quint32 node, const std::string &key) const
    {
        std::optional<quint32> found; // of a name that stands twice the last counts
        if (m_document.nodes[node].type == Type::Object)
            for (quint32 i = node + 1; i < m_document.nodes[node].end; i = m_document.nodes[i].end)
                if (m_document.nodes[i].key == key)
                    found = i;
        return found;
    }

    void enter()
    {
        quint32 node = 0;
        m_at = m_end = 0;
        m_index = -1;
        const qint64 after = std::exchange(m_what.after, -1);
        for (const int field : m_path) {
            const auto found = memberNode(node, m_what.outer->fields()[size_t(field)].key);
            if (!found)
                return;
            node = *found;
        }
        if (m_document.nodes[node].type != Type::Array)
            return;
        m_at = node + 1;
        m_end = m_document.nodes[node].end;
        for (; m_index < after && m_at < m_end; ++m_index)
            m_at = m_document.nodes[m_at].end;
    }

    Cell parentKey() const
    {
        if (m_extras.parentField < -1)
            return m_reader->extra(~m_extras.parentField - 1);
        if (m_extras.parentField == -1)
            return {Cell::Kind::Integer, m_reader->number()};
        const auto node = memberNode(0, m_what.outer->fields()[size_t(m_extras.parentField)].key);
        if (!node)
            return {};
        const Node &key = m_document.nodes[*node];
        return key.type == Type::Scalar ? key.cell : Cell{};
    }

    Embedded m_what;
    std::vector<int> m_path; // fields from the top
    quint32 m_at = 0, m_end = 0;
    qint64 m_index = -1;
};

} // namespace

Fill fillFor(const Shape &shape)
{
    const size_t count = shape.fields().size();
    return {&shape, std::vector<int>(count, -1), std::vector<char>(count, 0)};
}

void want(Fill &fill, int field, int cell)
{
    fill.place[size_t(field)] = cell;
    fill.wanted[size_t(field)] = 1;
    const auto &fields = fill.shape->fields();
    for (size_t i = fields.size(); i-- > 0;) // parents stand before their members
        for (const int member : fields[i].members)
            if (fill.wanted[size_t(member)])
                fill.wanted[i] = 1;
}

bool fillCells(const Fill &fill, Document &document, quint32 node, std::vector<Cell> &cells)
{
    if (document.nodes[node].type != Type::Object)
        return true;
    if (!fillField(fill, document, node, 0, cells))
        return false;
    if (fill.rest >= 0)
        fillRest(fill, document, node, cells);
    return true;
}

std::unique_ptr<Rows> documentRows(
    std::unique_ptr<DocumentReader> reader, Fill fill, Extras extras, size_t cells, bool skipFirst)
{
    return std::make_unique<DocumentRows>(
        std::move(reader), std::move(fill), std::move(extras), cells, skipFirst);
}

std::unique_ptr<Rows> embeddedRows(
    std::unique_ptr<DocumentReader> reader, Embedded what, Fill fill, Extras extras, size_t cells)
{
    return std::make_unique<EmbeddedRows>(
        std::move(reader), what, std::move(fill), std::move(extras), cells);
}

} // namespace gatehouse::migration
