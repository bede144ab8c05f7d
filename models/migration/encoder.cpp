#include "migration/encoder.h"

#include "migration/celltext.h"
#include "migration/field.h"
#include "migration/words.h"

#include <cstring>

namespace gatehouse::migration {

struct Encoder::Parts
{
    QStringList columns;
    std::vector<EncodedField> fields;
    int extra = -1; // the field of unmapped ones
    int only = -1;
    std::vector<std::string> onlyValues;
    std::string onlyScratch;
    qint64 replaced = 0;

    Bad encode(EncodedField &field, std::span<const Cell> cells, ByteBuffer &out);
};

namespace {

Result<EncodedField> compiled(const ColumnRule &rule, const TargetColumn &target,
    const QStringList &sourceColumns, const QUuid &ids)
{
    EncodedField field;
    for (const QString &written : rule.from)
        for (const QString &name : expanded({written}, sourceColumns)) {
            const qsizetype index = sourceColumns.indexOf(name);
            if (index >= 0) {
                field.from.push_back(int(index));
                field.names.push_back(
                    (written.endsWith(u".*"_s) ? name.mid(written.size() - 1) : name).toStdString());
            } else if (!rule.fallback && rule.from.size() == 1) {
                return invalid(
                    Words::tr("The source has no column “%1”, which the plan moves to “%2”.")
                        .arg(name, rule.to));
            }
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

void findWholes(EncodedField &field, const QStringList &sourceColumns)
{
    field.within.assign(field.from.size(), -1);
    qsizetype longest = 0;
    for (size_t i = 0; i < field.from.size(); ++i, longest = 0)
        for (size_t j = 0; j < field.from.size(); ++j)
            if (const QString &whole = sourceColumns[field.from[j]]; whole.size() > longest
                && sourceColumns[field.from[i]].startsWith(whole + u'.')) {
                field.within[i] = int(j);
                longest = whole.size();
            }
}

} // namespace

Bad Encoder::Parts::encode(EncodedField &field, std::span<const Cell> cells, ByteBuffer &out)
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
        used << expanded(column.from, sourceColumns);
    }
    if (!rule.extra.isEmpty()) {
        const auto found = columnNamed(rule.extra);
        if (found == target.end())
            return invalid(Words::tr("The table “%1” has no column “%2”, which the plan fills.")
                               .arg(rule.to, rule.extra));
        ColumnRule all{{}, rule.extra, {}};
        all.combine = Combine::Object;
        all.fallback = u"{}"_s;
        auto field = compiled(all, *found, sourceColumns, ids);
        if (!field)
            return field.error();
        m.extra = int(m.fields.size());
        m.columns << rule.extra;
        m.fields.push_back(std::move(field).value());
        for (qsizetype i = 0; i < sourceColumns.size(); ++i) {
            if (used.contains(sourceColumns[i]) && !rule.extraWith.contains(sourceColumns[i]))
                continue;
            m.fields.back().from.push_back(int(i));
            const QString &name = sourceColumns[i];
            m.fields.back().names.push_back(name == rule.extra ? std::string()
                    : name.startsWith(rule.extra + u'.')
                    ? name.mid(rule.extra.size() + 1).toStdString()
                    : name.toStdString());
        }
    }
    for (EncodedField &field : m.fields)
        if (field.combine == Combine::Object)
            findWholes(field, sourceColumns);
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
        EncodedField &field = m->fields[i];
        const Bad bad = m->encode(field, cells, out);
        if (bad == Bad::None)
            continue;
        out.resize(start);
        return {bad, int(i), field.onBad == OnBad::Stop};
    }
    return {};
}

void Encoder::hashes(std::string_view row, std::vector<proof::Hash> &cells) const
{
    const char *at = row.data() + 2;
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

QStringList expanded(const QStringList &from, const QStringList &all)
{
    QStringList names;
    for (const QString &name : from) {
        if (!name.endsWith(u".*"_s)) {
            names << name;
            continue;
        }
        for (const QString &column : all)
            if (column.startsWith(name.chopped(1)) || column == name.chopped(2))
                names << column;
    }
    return names;
}

QStringList neededColumns(const TableRule &rule, const QStringList &all)
{
    if (!rule.extra.isEmpty())
        return all;
    QStringList needed;
    for (const QString &name : all) {
        bool used = name == rule.onlyColumn;
        for (const ColumnRule &column : rule.columns)
            used = used || expanded(column.from, all).contains(name);
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
