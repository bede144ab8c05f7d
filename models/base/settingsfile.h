// Settings as values in memory, beside their INI file: setting one never waits for a disk.
#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>

#include <memory>

namespace gatehouse {

// One thread; what is set is written by a thread of its own, soon, key by key, so that another
// Gatehouse at work keeps its own changes. What could not be written (a full disk) is tried again
// with the next change and at sync(). An empty path keeps everything in memory.
class SettingsFile
{
public:
    explicit SettingsFile(const QString &path); // read here, once
    ~SettingsFile(); // as sync()
    SettingsFile(const SettingsFile &) = delete;
    SettingsFile &operator=(const SettingsFile &) = delete;

    QVariant value(const QString &key, const QVariant &fallback = {}) const;
    bool contains(const QString &key) const { return m_values.contains(key); }
    QStringList allKeys() const { return m_values.keys(); }
    void setValue(const QString &key, const QVariant &value);
    void remove(const QString &key); // and what is below it: "key/..."
    // Waits for the disk. False when something could not be written.
    bool sync();

private:
    class Writer;
    QMap<QString, QVariant> m_values;
    std::unique_ptr<Writer> m_writer; // null: in memory
};

} // namespace gatehouse
