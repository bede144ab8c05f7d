#include "migration/mapping.h"

#include "migration/celltext.h"
#include "migration/encoder.h"
#include "migration/field.h"
#include "migration/ledger.h"
#include "migration/verifysides.h"
#include "migration/words.h"

#include <QSet>

#include <functional>

namespace gatehouse::migration {

namespace {

template <typename P>
auto tableOf(P &plan, const QString &table) -> decltype(&plan.tables[0])
{
    for (auto &rule : plan.tables)
        if (rule.from == table)
            return &rule;
    return nullptr;
}

template <typename T>
auto ruleOf(T &table, const QString &column) -> decltype(&table.columns[0])
{
    for (auto &rule : table.columns)
        if (rule.from.contains(column))
            return &rule;
    return nullptr;
}

Result<> isSound(const TableRule &table, const QString &column, const ColumnChoice &choice)
{
    for (const ColumnRule &other : table.columns)
        if (other.to == choice.to && !other.from.contains(column))
            return invalid(Words::tr("Another rule fills the column %1 already.").arg(choice.to));
    if (!TargetType::parse(choice.type))
        return invalid(Words::tr("%1 is no type that can be filled.").arg(choice.type));
    for (const QString &name : choice.convert)
        if (!conversionNamed(name))
            return invalid(Words::tr("There is no conversion called %1.").arg(name));
    if (!choice.zone.isEmpty() && choice.zone != u"?"_s && !zoneNamed(choice.zone))
        return invalid(Words::tr("There is no time zone called %1.").arg(choice.zone));
    return Done{};
}

Result<SampleRows> rowsThat(Source &source, const QString &table, int mostTried, size_t most,
    const std::function<bool(const QString &place)> &isWanted)
{
    SampleRows samples;
    for (const SourceTable &one : source.tables())
        if (one.name == table)
            for (const SourceColumn &column : one.columns)
                samples.columns << column.name;
    auto rows = source.read(table, samples.columns);
    if (!rows)
        return rows.error();
    for (int i = 0; i < mostTried && samples.rows.size() < most; ++i) {
        const auto went = rows.value()->next();
        if (!went && went.error().kind == Error::Kind::Invalid)
            continue;
        if (!went || !went.value())
            break;
        const QString place = rows.value()->where();
        if (!isWanted(place))
            continue;
        samples.rows.push_back(cellsToJson(samples.columns, rows.value()->cells()));
        samples.places << place;
    }
    return samples;
}

} // namespace

std::optional<ColumnChoice> choiceOf(const Plan &plan, const QString &table, const QString &column)
{
    const TableRule *moved = tableOf(plan, table);
    if (!moved)
        return std::nullopt;
    if (const ColumnRule *rule = ruleOf(*moved, column))
        return ColumnChoice{rule->to, rule->type, rule->convert, rule->zone, rule->onBad};
    return ColumnChoice{{}, u"text"_s};
}

Result<> choose(Plan &plan, const QString &table, const QString &column, const ColumnChoice &choice)
{
    TableRule *moved = tableOf(plan, table);
    if (!moved)
        return invalid(Words::tr("The plan does not move %1.").arg(table));
    ColumnRule *rule = ruleOf(*moved, column);
    if (choice.to.isEmpty()) {
        if (rule && moved->key.contains(rule->to))
            return invalid(Words::tr("%1 is part of the key and has to be moved.").arg(column));
        std::erase_if(moved->columns,
            [&](const ColumnRule &one) { return one.from == QStringList{column}; });
        if (!moved->leave.contains(column))
            moved->leave << column;
        return Done{};
    }
    if (auto sound = isSound(*moved, column, choice); !sound)
        return sound;
    if (!rule) {
        moved->columns.push_back({{column}, choice.to, choice.type});
        rule = &moved->columns.back();
        moved->leave.removeAll(column);
    }
    const qsizetype inKey = moved->key.indexOf(rule->to);
    if (inKey >= 0)
        moved->key[inKey] = choice.to;
    rule->to = choice.to;
    rule->type = choice.type;
    rule->convert = choice.convert;
    rule->zone = choice.zone;
    rule->onBad = choice.onBad;
    return Done{};
}

QStringList usualTypes()
{
    return {u"text"_s, u"character varying(255)"_s, u"boolean"_s, u"integer"_s, u"bigint"_s,
        u"numeric"_s, u"double precision"_s, u"uuid"_s, u"jsonb"_s,
        u"timestamp with time zone"_s, u"timestamp without time zone"_s, u"date"_s, u"bytea"_s,
        u"text[]"_s};
}

QStringList conversionNames()
{
    QStringList names;
    for (const Conversion &one : conversions())
        if (!one.takesArgument)
            names << QString::fromLatin1(one.name);
    return names;
}

Result<SampleRows> sampleRows(Source &source, const QString &table)
{
    constexpr int kMostTried = 100; // broken ones are passed over
    return rowsThat(source, table, kMostTried, kSampleRows, [](const QString &) { return true; });
}

Result<SampleRows> rowsAt(Source &source, const QString &table, const QStringList &places)
{
    constexpr int kMostTried = 200'000;
    const QSet<QString> wanted(places.begin(), places.end());
    return rowsThat(source, table, kMostTried, size_t(wanted.size()),
        [&wanted](const QString &place) { return wanted.contains(place); });
}

std::vector<Preview> preview(
    const Plan &plan, const QString &table, const QString &column, const SampleRows &rows)
{
    std::vector<Preview> all;
    const TableRule *moved = tableOf(plan, table);
    const ColumnRule *rule = moved ? ruleOf(*moved, column) : nullptr;
    const qsizetype place = rows.columns.indexOf(column);
    std::unique_ptr<Encoder> encoder;
    TargetType type;
    if (rule) {
        TableRule one{table, moved->to, {*rule}};
        if (one.columns[0].zone == u"?"_s)
            one.columns[0].zone.clear(); // not answered yet
        auto made = Encoder::make(
            one, {{rule->to, rule->type, rule->notNull}}, rows.columns, idNamespace(plan));
        if (made)
            encoder = std::move(made).value();
        type = TargetType::parse(rule->type).value_or(type);
    }
    for (const QByteArray &row : rows.rows) {
        std::vector<QByteArray> arena;
        const auto cells = cellsFromJson(row, rows.columns, arena);
        if (!cells || place < 0)
            continue;
        const Cell &cell = cells.value()[size_t(place)];
        Preview one{isNull(cell) ? u"NULL"_s : QString::fromUtf8(shownCell(cell, 300)),
            Words::tr("not moved")};
        if (encoder) {
            ByteBuffer bytes;
            const RowTrouble trouble = encoder->encode(cells.value(), bytes);
            one.fits = trouble.bad == Bad::None;
            one.after = one.fits ? shownField(type, fieldsOf(bytes.view()).front())
                                 : badSentence(trouble.bad);
        }
        all.push_back(one);
    }
    return all;
}

} // namespace gatehouse::migration
