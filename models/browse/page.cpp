#include "browse/page.h"

#include "browse/output.h"

namespace gatehouse::browse {

PageBuilder::PageBuilder(const Query &query)
{
    const Output output(query);
    m_page.m_columns = output.columnIds();
    for (const Output::Cell &cell : output.cells())
        m_fields.push_back(cell.column);
    m_fields.insert(m_fields.end(), output.extra().begin(), output.extra().end());
    m_page.m_width = m_fields.size();
    for (const Output::CursorField &field : output.cursor())
        m_page.m_cursor.push_back(field.place);
    m_page.m_countsRepeats = !query.relation->keyIsUnique;
}

void PageBuilder::add(std::optional<QByteArrayView> text, std::optional<qint64> wholeSize)
{
    if (wholeSize)
        m_page.m_wholeSizes.emplace(m_page.m_sizes.size(), *wholeSize);
    m_page.m_offsets.push_back(quint32(m_page.m_arena.size()));
    m_page.m_sizes.push_back(text ? int(text->size()) : -1);
    if (text)
        m_page.m_arena.append(*text);
}

void PageBuilder::reverse()
{
    const size_t width = m_page.m_width, count = size_t(rows());
    std::unordered_map<quint64, qint64> sizes;
    for (const auto &[place, size] : m_page.m_wholeSizes)
        sizes.emplace((count - 1 - place / width) * width + place % width, size);
    m_page.m_wholeSizes = std::move(sizes);
    for (size_t top = 0, bottom = count; top + 1 < bottom; ++top) {
        --bottom;
        for (size_t i = 0; i < width; ++i) {
            std::swap(m_page.m_offsets[top * width + i], m_page.m_offsets[bottom * width + i]);
            std::swap(m_page.m_sizes[top * width + i], m_page.m_sizes[bottom * width + i]);
        }
    }
}

Page PageBuilder::take(bool atEnd)
{
    m_page.m_rows = rows();
    m_page.m_atEnd = atEnd;
    m_page.m_arena.squeeze();
    m_page.m_offsets.shrink_to_fit();
    m_page.m_sizes.shrink_to_fit();
    return std::move(m_page);
}

QByteArrayView Page::cell(int row, int column) const
{
    const size_t place = at(row, column);
    if (m_sizes[place] < 0)
        return {};
    return QByteArrayView(m_arena).sliced(m_offsets[place], m_sizes[place]);
}

std::optional<qint64> Page::wholeSize(int row, int column) const
{
    const auto found = m_wholeSizes.find(at(row, column));
    return found == m_wholeSizes.end() ? std::nullopt : std::optional(found->second);
}

Page Page::only(const std::vector<int> &rows) const
{
    Page page = *this; // shares the text
    page.m_rows = int(rows.size());
    page.m_offsets.clear();
    page.m_sizes.clear();
    page.m_repeats.clear();
    page.m_wholeSizes.clear();
    for (const int row : rows) {
        for (size_t i = 0; i < m_width; ++i) {
            const size_t place = size_t(row) * m_width + i;
            if (const auto whole = m_wholeSizes.find(place); whole != m_wholeSizes.end())
                page.m_wholeSizes.emplace(page.m_sizes.size(), whole->second);
            page.m_offsets.push_back(m_offsets[place]);
            page.m_sizes.push_back(m_sizes[place]);
        }
        if (!m_repeats.empty())
            page.m_repeats.push_back(m_repeats[size_t(row)]);
    }
    return page;
}

Cursor Page::cursor(int row) const
{
    Cursor cursor;
    for (int output : m_cursor) {
        const bool null = isNull(row, output);
        cursor.values.push_back(null ? db::Param() : db::Param(cell(row, output).toByteArray()));
    }
    if (m_countsRepeats)
        cursor.repeats = m_repeats.empty() ? 1 : m_repeats[size_t(row)];
    return cursor;
}

qint64 Page::bytes() const
{
    return qint64(sizeof(Page)) + m_arena.capacity()
        + qint64(m_offsets.capacity() * sizeof(quint32) + m_sizes.capacity() * sizeof(int)
            + m_repeats.capacity() * sizeof(int) + m_wholeSizes.size() * 48);
}

} // namespace gatehouse::browse
