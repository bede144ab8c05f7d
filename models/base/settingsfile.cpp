#include "base/settingsfile.h"

#include <QMutex>
#include <QSettings>
#include <QThreadPool>

namespace gatehouse {

class SettingsFile::Writer
{
public:
    explicit Writer(QString path) : m_path(std::move(path)) { m_thread.setMaxThreadCount(1); }

    // Invalid: the key goes.
    void take(const QString &key, const QVariant &value)
    {
        const QMutexLocker lock(&m_mutex);
        m_changes.insert(key, value);
        wake();
    }
    bool sync()
    {
        {
            const QMutexLocker lock(&m_mutex);
            wake();
        }
        m_thread.waitForDone();
        const QMutexLocker lock(&m_mutex);
        return m_changes.isEmpty();
    }

private:
    void wake()
    {
        if (m_changes.isEmpty() || std::exchange(m_isAwake, true))
            return;
        m_thread.start([this] { work(); });
    }
    void work()
    {
        for (;;) {
            QMap<QString, QVariant> changes;
            {
                const QMutexLocker lock(&m_mutex);
                m_isAwake = !m_changes.isEmpty();
                if (!m_isAwake)
                    return;
                changes.swap(m_changes);
            }
            if (!write(changes)) {
                const QMutexLocker lock(&m_mutex);
                changes.insert(m_changes); // the newer ones win
                m_changes.swap(changes);
                m_isAwake = false;
                return;
            }
        }
    }
    bool write(const QMap<QString, QVariant> &changes) const
    {
        QSettings file(m_path, QSettings::IniFormat);
        for (auto it = changes.begin(); it != changes.end(); ++it) {
            if (it.value().isValid())
                file.setValue(it.key(), it.value());
            else
                file.remove(it.key());
        }
        file.sync();
        return file.status() == QSettings::NoError;
    }

    const QString m_path;
    QThreadPool m_thread;
    QMutex m_mutex;
    QMap<QString, QVariant> m_changes;
    bool m_isAwake = false;
};

SettingsFile::SettingsFile(const QString &path)
{
    if (path.isEmpty())
        return;
    const QSettings file(path, QSettings::IniFormat);
    for (const QString &key : file.allKeys())
        m_values.insert(key, file.value(key));
    m_writer = std::make_unique<Writer>(path);
}

SettingsFile::~SettingsFile() { sync(); }

QVariant SettingsFile::value(const QString &key, const QVariant &fallback) const
{
    return m_values.value(key, fallback);
}

void SettingsFile::setValue(const QString &key, const QVariant &value)
{
    const auto at = m_values.constFind(key);
    if (at != m_values.constEnd() && *at == value)
        return;
    m_values.insert(key, value);
    if (m_writer)
        m_writer->take(key, value);
}

void SettingsFile::remove(const QString &key)
{
    bool any = false;
    for (auto it = m_values.begin(); it != m_values.end();) {
        const bool goes = it.key() == key || it.key().startsWith(key + u'/');
        any = any || goes;
        it = goes ? m_values.erase(it) : std::next(it);
    }
    if (any && m_writer)
        m_writer->take(key, {});
}

bool SettingsFile::sync() { return !m_writer || m_writer->sync(); }

} // namespace gatehouse
