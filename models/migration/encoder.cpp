#include "migration/encoder.h"

#include "migration/celltext.h"
#include "migration/words.h"
#include "migration/writers.h"

#include <cstring>
#include <unordered_map>

namespace gatehouse::migration {

namespace {

bool isNull(const Cell &cell)
{
    return cell.kind == Cell::Kind::Null || cell.kind == Cell::Kind::Missing;
}

struct Field
{
    std::vector<int> from;
    Combine combine = Combine::First;
    std::vector<Converter> steps;
    std::vector<std::string> rooms; // one a step, and one for joining
    std::unordered_map<std::string, std::string> map;
    std::optional<std::string> fallback;
    OnBad onBad = OnBad::Quarantine;
    TargetType type;
    Writer write = nullptr;
    bool notNull = false;
    std::unique_ptr<ZoneClock> zone;
    std::string scratch;
    proof::Form form = proof::Form::Bytes;

    Bad combined(std::span<const Cell> cells, Cell &cell);
    Bad converted(Cell &cell);
    Bad put(const Cell &cell, ByteBuffer &out);
    Bad putFallback(ByteBuffer &out);
};

// The key of a parent and a place in its array, with a stroke between them.
Bad Field::combined(std::span<const Cell> cells, Cell &cell)
{
    if (from.empty())
        return Bad::None;
    if (from.size() == 1) {
        cell = cells[size_t(from.front())];
        return Bad::None;
    }
    if (combine == Combine::First) {
        for (const int index : from)
            if (!isNull(cells[size_t(index)])) {
                cell = cells[size_t(index)];
                break;
            }
        return Bad::None;
    }
    std::string &joined = rooms.back();
    joined.clear();
    for (size_t i = 0; i < from.size(); ++i) {
        std::string_view text;
        if (const Bad bad = cellText(cells[size_t(from[i])], scratch, text); bad != Bad::None)
            return bad;
        if (i > 0)
            joined += '/';
        joined += text;
    }
    cell.kind = Cell::Kind::Text;
    cell.bytes = joined;
    return Bad::None;
}

Bad Field::converted(Cell &cell)
{
    if (!map.empty() && !isNull(cell) && cell.kind != Cell::Kind::Bytes) {
        std::string_view text;
        (void)cellText(cell, scratch, text);
        if (const auto found = map.find(std::string(text)); found != map.end()) {
            cell.kind = Cell::Kind::Text;
            cell.bytes = found->second;
        }
    }
    for (size_t i = 0; i < steps.size() && !isNull(cell); ++i)
        if (const Bad bad = steps[i].apply(cell, {steps[i], rooms[i]}); bad != Bad::None)
            return bad;
    return Bad::None;
}

Bad Field::put(const Cell &cell, ByteBuffer &out)
{
    const size_t at = out.size();
    out.put32(-1);
    if (isNull(cell))
        return notNull ? Bad::NotNull : Bad::None;
    const Bad bad = write(cell, {type, zone.get(), scratch}, out);
    if (bad != Bad::None) {
        out.resize(at);
        return bad;
    }
    out.set32(at, qint32(out.size() - at - 4));
    return Bad::None;
}

Bad Field::putFallback(ByteBuffer &out)
{
    Cell cell;
    cell.kind = Cell::Kind::Text;
    cell.bytes = *fallback;
    return put(cell, out);
}

} // namespace

struct Encoder::Parts
{
    QStringList columns;
    std::vector<Field> fields;
    int extra = -1; // the field of unmapped ones; its `from` are their cells
    std::vector<std::string> extraNames;
    std::string extraJson;
    int only = -1;
    std::vector<std::string> onlyValues;
    std::string onlyScratch;
    qint64 replaced = 0;

    Bad encode(Field &field, std::span<const Cell> cells, ByteBuffer &out);
    Bad encodeExtra(Field &field, std::span<const Cell> cells, ByteBuffer &out);
};

namespace {

Result<Field> compiled(const ColumnRule &rule, const TargetColumn &target,
    const QStringList &sourceColumns, const QUuid &ids)
{
    Field field;
    for (const QString &name : rule.from) {
        const qsizetype index = sourceColumns.indexOf(name);
        if (index >= 0)
            field.from.push_back(int(index));
        else if (!rule.fallback && rule.from.size() == 1)
            return invalid(Words::tr("The source has no column “%1”, which the plan moves to “%2”.")
                               .arg(name, rule.to));
    }
    const auto type = TargetType::parse(target.type);
    if (!type)
        return invalid(Words::tr("The column “%1” has the type %2, which Gatehouse does not write.")
                           .arg(target.name, target.type));
    field.type = *type;
    field.write = type->array ? writeArray : writerFor(type->kind);
    field.form = formOf(*type);
    field.combine = rule.combine;
    field.onBad = rule.onBad;
    field.notNull = target.notNull;
    for (const QString &name : rule.convert) {
        const Conversion *conversion = conversionNamed(name);
        if (!conversion)
            return invalid(Words::tr("The conversion “%1” does not exist.").arg(name));
        field.steps.push_back({conversion->apply, name.section(u':', 1).toUtf8(), ids});
    }
    field.rooms.resize(field.steps.size() + 1);
    for (auto it = rule.map.begin(); it != rule.map.end(); ++it)
        field.map.emplace(it.key().toStdString(), it->toStdString());
    if (rule.fallback)
        field.fallback = rule.fallback->toStdString();
    if (!rule.zone.isEmpty()) {
        const auto zone = zoneNamed(rule.zone);
        if (!zone)
            return invalid(Words::tr("The time zone “%1” is not known here.").arg(rule.zone));
        field.zone = std::make_unique<ZoneClock>(*zone);
    }
    return field;
}

} // namespace

Bad Encoder::Parts::encodeExtra(Field &field, std::span<const Cell> cells, ByteBuffer &out)
{
    extraJson = "{";
    for (size_t i = 0; i < field.from.size(); ++i) {
        const Cell &cell = cells[size_t(field.from[i])];
        if (cell.kind == Cell::Kind::Missing)
            continue;
        if (extraJson.size() > 1)
            extraJson += ", ";
        if (const Bad bad = appendJsonText(extraNames[i], extraJson); bad != Bad::None)
            return bad;
        extraJson += ": ";
        if (const Bad bad = appendJson(cell, extraJson); bad != Bad::None)
            return bad;
    }
    extraJson += '}';
    Cell cell;
    cell.kind = Cell::Kind::Json;
    cell.bytes = extraJson;
    return field.put(cell, out);
}

Bad Encoder::Parts::encode(Field &field, std::span<const Cell> cells, ByteBuffer &out)
{
    Cell cell;
    Bad bad = field.combined(cells, cell);
    if (bad == Bad::None)
        bad = field.converted(cell);
    if (bad == Bad::None)
        bad = isNull(cell) && field.fallback ? field.putFallback(out) : field.put(cell, out);
    if (bad == Bad::None || bad == Bad::NotNull)
        return bad;
    if (field.onBad == OnBad::Default) {
        ++replaced;
        return field.putFallback(out);
    }
    if (field.onBad == OnBad::Null && !field.notNull) {
        ++replaced;
        out.put32(-1);
        return Bad::None;
    }
    return bad;
}

Encoder::Encoder() : m(std::make_unique<Parts>()) { }
Encoder::~Encoder() = default;

Result<std::unique_ptr<Encoder>> Encoder::make(const TableRule &rule,
    const std::vector<TargetColumn> &target, const QStringList &sourceColumns, const QUuid &ids)
{
    std::unique_ptr<Encoder> encoder(new Encoder);
    Parts &m = *encoder->m;
    const auto columnNamed = [&target](const QString &name) {
        return std::find_if(target.begin(), target.end(),
            [&name](const TargetColumn &column) { return column.name == name; });
    };
    QStringList used = rule.leave;
    for (const ColumnRule &column : rule.columns) {
        const auto found = columnNamed(column.to);
        if (found == target.end())
            return invalid(Words::tr("The table “%1” has no column “%2”, which the plan fills.")
                               .arg(rule.to, column.to));
        auto field = compiled(column, *found, sourceColumns, ids);
        if (!field)
            return field.error();
        m.columns << column.to;
        m.fields.push_back(std::move(field).value());
        used << column.from;
    }
    if (!rule.extra.isEmpty()) {
        const auto found = columnNamed(rule.extra);
        if (found == target.end())
            return invalid(Words::tr("The table “%1” has no column “%2”, which the plan fills.")
                               .arg(rule.to, rule.extra));
        auto field = compiled({{}, rule.extra, {}}, *found, sourceColumns, ids);
        if (!field)
            return field.error();
        m.extra = int(m.fields.size());
        m.columns << rule.extra;
        m.fields.push_back(std::move(field).value());
        for (qsizetype i = 0; i < sourceColumns.size(); ++i) {
            if (used.contains(sourceColumns[i]))
                continue;
            m.fields.back().from.push_back(int(i));
            m.extraNames.push_back(sourceColumns[i].toStdString());
        }
    }
    if (!rule.onlyColumn.isEmpty()) {
        m.only = int(sourceColumns.indexOf(rule.onlyColumn));
        if (m.only < 0)
            return invalid(Words::tr("The source has no column “%1”, by which the plan chooses rows.")
                               .arg(rule.onlyColumn));
        for (const QString &value : rule.onlyValues)
            m.onlyValues.push_back(value.toStdString());
    }
    return encoder;
}

const QStringList &Encoder::columns() const { return m->columns; }
qint64 Encoder::replaced() const { return m->replaced; }
proof::Form Encoder::form(size_t column) const { return m->fields[column].form; }
int Encoder::sourceOf(int column) const
{
    const auto &from = m->fields[size_t(column)].from;
    return column == m->extra || from.empty() ? -1 : from.front();
}

bool Encoder::isWanted(std::span<const Cell> cells) const
{
    if (m->only < 0)
        return true;
    std::string_view text;
    if (cellText(cells[size_t(m->only)], m->onlyScratch, text) != Bad::None)
        return false;
    return std::find(m->onlyValues.begin(), m->onlyValues.end(), text) != m->onlyValues.end();
}

RowTrouble Encoder::encode(std::span<const Cell> cells, ByteBuffer &out)
{
    const size_t start = out.size();
    out.put16(qint16(m->fields.size()));
    for (size_t i = 0; i < m->fields.size(); ++i) {
        Field &field = m->fields[i];
        const Bad bad = int(i) == m->extra ? m->encodeExtra(field, cells, out)
                                           : m->encode(field, cells, out);
        if (bad == Bad::None)
            continue;
        out.resize(start);
        return {bad, int(i), field.onBad == OnBad::Stop};
    }
    return {};
}

void Encoder::hashes(const ByteBuffer &out, size_t from, std::vector<proof::Hash> &cells) const
{
    const char *at = out.view(from).data() + 2;
    cells.resize(m->fields.size());
    for (size_t i = 0; i < m->fields.size(); ++i) {
        quint32 length = 0;
        for (int b = 0; b < 4; ++b)
            length = length << 8 | quint8(*at++);
        if (length == 0xffffffffu) {
            cells[i] = proof::hashNull(quint32(i));
            continue;
        }
        cells[i] = proof::hashCell(quint32(i), m->fields[i].form, {at, length});
        at += length;
    }
}

QStringList neededColumns(const TableRule &rule, const QStringList &all)
{
    if (!rule.extra.isEmpty())
        return all;
    QStringList needed;
    for (const QString &name : all) {
        bool used = name == rule.onlyColumn;
        for (const ColumnRule &column : rule.columns)
            used = used || column.from.contains(name);
        if (used)
            needed << name;
    }
    return needed;
}

proof::Form formOf(const TargetType &type)
{
    if (type.array)
        return proof::Form::Bytes;
    switch (type.kind) {
    case TypeKind::Jsonb:
        return proof::Form::Jsonb;
    case TypeKind::Float4:
        return proof::Form::Float4;
    case TypeKind::Float8:
        return proof::Form::Float8;
    case TypeKind::Numeric:
        return proof::Form::Numeric;
    default:
        return proof::Form::Bytes;
    }
}

void ByteBuffer::grow(size_t least)
{
    const size_t capacity = std::max(least, m_capacity < 4096 ? 8192 : m_capacity + m_capacity / 2);
    std::unique_ptr<char[]> larger(new char[capacity]);
    if (m_size > 0)
        std::memcpy(larger.get(), m_data.get(), m_size);
    m_data = std::move(larger);
    m_capacity = capacity;
}

void ByteBuffer::append(std::string_view bytes)
{
    if (bytes.empty())
        return;
    std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
    m_size += bytes.size();
}

void ByteBuffer::set32(size_t at, qint32 value)
{
    for (int i = 0; i < 4; ++i)
        m_data[at + size_t(i)] = char(quint32(value) >> (8 * (3 - i)));
}

} // namespace gatehouse::migration
