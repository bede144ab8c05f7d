// A password or key in memory: wiped when it goes, never printed.
#pragma once

#include <QByteArray>
#include <QString>

namespace gatehouse {

// Move only; any thread, one at a time. view() shares nothing: use it and let it go at once.
class Secret
{
public:
    Secret() = default;
    explicit Secret(const QString &text);
    explicit Secret(QByteArray &&utf8);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    [[nodiscard]] Secret clone() const;
    bool isEmpty() const { return m_utf8.isEmpty(); }
    const QByteArray &view() const { return m_utf8; }
    QString text() const { return QString::fromUtf8(m_utf8); }
    // Equal in time that does not depend on where they differ.
    bool equals(const QByteArray &other) const;

private:
    void wipe();
    QByteArray m_utf8;
};

} // namespace gatehouse
