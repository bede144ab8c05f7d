// Saved views: a name for a filter, a tab and a chart, kept for each profile and back end.
#pragma once

#include "base/settingsfile.h"

#include <QJsonObject>
#include <QPushButton>

#include <functional>

namespace gatehouse::ui {

// Values in the settings of this user; never a secret, since a filter names keys by name or
// fingerprint. Window's thread.
class UsageViews
{
public:
    UsageViews(SettingsFile &store, const QString &profileId, const QString &systemId);

    QStringList names() const; // as they were saved first
    QJsonObject view(const QString &name) const;
    void save(const QString &name, const QJsonObject &view); // replaces
    void rename(const QString &from, const QString &to);     // over another one replaces it
    void remove(const QString &name);

private:
    QList<std::pair<QString, QJsonObject>> load() const;
    void store(const QList<std::pair<QString, QJsonObject>> &views);

    SettingsFile &m_store;
    QString m_key;
};

// "Saved views": choose, save the present one, rename, delete.
class UsageViewsButton : public QPushButton
{
    Q_OBJECT

public:
    // `present` gives what is shown now.
    UsageViewsButton(UsageViews views, std::function<QJsonObject()> present, QWidget *parent);

    // Filters that everybody wants: title, and the state when it is chosen. Above the saved ones.
    using BuiltIn = std::pair<QString, std::function<QJsonObject()>>;
    void setBuiltIn(const QList<BuiltIn> &views);
    const UsageViews &views() const { return m_views; }

Q_SIGNALS:
    void chosen(const QJsonObject &view);

private:
    void fill();
    void askName(const QString &title, const QString &start,
        const std::function<void(const QString &)> &then);

    UsageViews m_views;
    std::function<QJsonObject()> m_present;
    QList<BuiltIn> m_builtIn;
};

} // namespace gatehouse::ui
