#include "migration/columntally.h"

#include "base/redact.h"
#include "base/safetext.h"

#include <QRegularExpression>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gatehouse::migration {
namespace {

constexpr qsizetype kSampleLength = 80;

std::string_view cellBytes(const Cell &cell, std::array<char, 40> &room)
{
    const auto printed = [&](auto number) {
        const auto done = std::to_chars(room.data(), room.data() + room.size(), number);
        return std::string_view(room.data(), size_t(done.ptr - room.data()));
    };
    switch (cell.kind) {
    case Cell::Kind::Bool:
    case Cell::Kind::Integer:
    case Cell::Kind::Time:
        return printed(cell.integer);
    case Cell::Kind::Real:
        return printed(cell.real);
    default:
        return cell.bytes;
    }
}

// "not UTF-8: \\xff\\xfe"
QString withEscapes(const QByteArray &bytes)
{
    QString text;
    for (const char c : bytes)
        text += uchar(c) < 128 ? QString(QLatin1Char(c))
                               : u"\\x%1"_s.arg(uchar(c), 2, 16, QLatin1Char('0'));
    return text;
}

// "-12", "0.50": no sign or zero too many, no exponent.
bool isPlainNumber(std::string_view text, bool &whole)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const bool negative = text.front() == '-';
    if (negative)
        text.remove_prefix(1);
    const size_t dot = text.find('.');
    const std::string_view before = text.substr(0, dot);
    const std::string_view after = dot == text.npos ? std::string_view() : text.substr(dot + 1);
    whole = dot == text.npos && before.size() <= 18;
    const bool isZero = text.find_first_not_of("0.") == text.npos;
    return !before.empty() && std::all_of(before.begin(), before.end(), isDigit)
        && (before.size() == 1 || before.front() != '0') && (dot == text.npos || !after.empty())
        && std::all_of(after.begin(), after.end(), isDigit) && !(negative && isZero);
}

} // namespace

bool nameSoundsSecret(const QString &column)
{
    static const QRegularExpression kSecret(
        u"(^|[_.])_?(api_?key|key|token|secret|password|passwd|pwd|key_hash|password_hash|"
        "session_token|private_key|credentials?)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return kSecret.match(column).hasMatch();
}

ColumnTally::ColumnTally(const SourceColumn &column)
    : m_column(column), m_secret(nameSoundsSecret(column.name))
{
    static const QRegularExpression kLimit(
        u"char[a-z ]*\\(\\s*(\\d{1,8})\\s*\\)"_s, QRegularExpression::CaseInsensitiveOption);
    m_limit = kLimit.match(column.declared).captured(1).toULongLong();
}

void ColumnTally::add(const Cell &cell, const Rows &rows)
{
    const Form form = formOf(cell);
    if (m_counts[size_t(form)]++ < qint64(kSamples) && form > Form::Empty)
        sample(form, cell, rows);
    m_longest = std::max(m_longest, cell.bytes.size());
    if (m_limit > 0 && cell.bytes.size() > m_limit
        && size_t(std::count_if(
               cell.bytes.begin(), cell.bytes.end(), [](char c) { return (c & 0xc0) != 0x80; }))
            > m_limit
        && m_tooLong++ < qint64(kSamples))
        m_tooLongSamples << rows.where();
    if (cell.kind == Cell::Kind::Integer
        || (cell.kind == Cell::Kind::Real && form != Form::NotFinite)) {
        const double number = cell.kind == Cell::Kind::Integer ? double(cell.integer) : cell.real;
        m_least = std::min(m_least, number);
        m_most = std::max(m_most, number);
    }
    if (form == Form::IsoNaive || form == Form::IsoZoned || form == Form::IsoDate) {
        if (m_earliest.empty() || cell.bytes < m_earliest)
            m_earliest = cell.bytes;
        if (cell.bytes > m_latest)
            m_latest = cell.bytes;
    }
    if (bool whole = false; form == Form::NumberText && isPlainNumber(cell.bytes, whole)) {
        ++m_plainNumber;
        m_plainWhole += whole ? 1 : 0;
    }
    if (m_fewValues && cell.kind == Cell::Kind::Text)
        remember(cell.bytes);
}

void ColumnTally::remember(std::string_view text)
{
    if (m_lastValue < m_values.size() && m_values[m_lastValue] == text)
        return;
    const auto found = std::find(m_values.begin(), m_values.end(), text);
    m_lastValue = size_t(found - m_values.begin());
    if (found != m_values.end())
        return;
    if (m_values.size() < kValues && text.size() <= kValueLength) {
        m_values.emplace_back(text);
        return;
    }
    m_fewValues = false;
    m_values.clear();
}

void ColumnTally::sample(Form form, const Cell &cell, const Rows &rows)
{
    std::array<char, 40> room;
    const std::string_view bytes = cellBytes(cell, room).substr(0, 400);
    const bool readable = form != Form::NotUtf8 && cell.kind != Cell::Kind::Bytes
        && cell.kind != Cell::Kind::ObjectId && cell.kind != Cell::Kind::Uuid;
    const QByteArray raw(bytes.data(), qsizetype(bytes.size()));
    const QString text = readable ? QString::fromUtf8(raw)
        : form == Form::NotUtf8   ? withEscapes(raw.left(80))
                                  : QString::fromLatin1(raw.left(40).toHex());
    const bool masked = m_secret && (form == Form::Text || form == Form::UuidText);
    m_samples[size_t(form)] << u"%1: %2"_s.arg(
        rows.where(), safeText(masked ? maskKey(text) : redact(text), kSampleLength));
}

ColumnFacts ColumnTally::facts() const
{
    ColumnFacts facts{m_column.name, m_column.declared};
    for (size_t i = 0; i < kForms; ++i)
        if (m_counts[i] > 0)
            facts.forms.push_back(
                {QString::fromLatin1(formNames()[i].id), m_counts[i], m_samples[i]});
    std::stable_sort(facts.forms.begin(), facts.forms.end(),
        [](const FormCount &a, const FormCount &b) { return a.count > b.count; });
    if (m_least <= m_most) {
        facts.least = m_least;
        facts.most = m_most;
    }
    facts.earliest = QString::fromStdString(m_earliest);
    facts.latest = QString::fromStdString(m_latest);
    facts.longest = qint64(m_longest);
    facts.plainWhole = m_plainWhole;
    facts.plainNumber = m_plainNumber;
    facts.secret = m_secret;
    facts.limit = qint64(m_limit);
    facts.tooLong = m_tooLong;
    facts.tooLongSamples = m_tooLongSamples;
    if (m_fewValues && !m_secret)
        for (const std::string &value : m_values)
            facts.values << safeText(redact(QString::fromStdString(value)));
    return facts;
}

} // namespace gatehouse::migration
