// What one column holds, counted cell by cell.
#pragma once

#include "migration/forms.h"
#include "migration/inspect.h"

#include <array>
#include <limits>
#include <string>

namespace gatehouse::migration {

class ColumnTally
{
public:
    explicit ColumnTally(const SourceColumn &column);
    // `where` is asked only for a sample.
    void add(const Cell &cell, const Rows &rows);
    ColumnFacts facts() const;

private:
    void sample(Form form, const Cell &cell, const Rows &rows);
    void remember(std::string_view text);

    static constexpr size_t kSamples = 3, kValues = 24, kValueLength = 40;
    SourceColumn m_column;
    bool m_secret = false;
    std::array<qint64, kForms> m_counts{};
    std::array<QStringList, kForms> m_samples{};
    double m_least = std::numeric_limits<double>::infinity();
    double m_most = -std::numeric_limits<double>::infinity();
    std::string m_earliest, m_latest;
    size_t m_longest = 0;
    size_t m_limit = 0; // characters, of varchar(n); 0: none
    qint64 m_tooLong = 0, m_plainWhole = 0, m_plainNumber = 0;
    QStringList m_tooLongSamples;
    std::vector<std::string> m_values;
    size_t m_lastValue = 0;
    bool m_fewValues = true;
};

bool nameSoundsSecret(const QString &column);

} // namespace gatehouse::migration
