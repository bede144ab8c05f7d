// What a function that can fail returns, and what a failure is.
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace gatehouse {

using namespace Qt::Literals::StringLiterals;

struct Done
{
}; // the value of a Result that has none

struct Error
{
    enum class Kind { Cancelled, Connection, Sql, Network, Io, Invalid, Refused };
    Kind kind = Kind::Invalid;
    QString text;       // one translated sentence for the operator: what happened, why, what to do
    QString detail{};   // the server's words, a path, the statement; already redacted
    QString sqlState{}; // only for Sql and Connection
    bool retryable = false;
};

// Holds a value or an Error. Any thread; a plain value.
template <typename T = Done>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { }
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { }
    explicit operator bool() const { return m_state.index() == 0; }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

[[nodiscard]] Error cancelled(); // Kind::Cancelled, translated
[[nodiscard]] Error invalid(const QString &text, const QString &detail = {});
[[nodiscard]] Error refused(const QString &text, const QString &detail = {});
[[nodiscard]] Error ioError(const QString &text, const QString &detail = {});

} // namespace gatehouse
