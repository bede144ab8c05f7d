// The table of the API keys page, and its filter.
#pragma once

#include "items/tablemodel.h"
#include "keys/keys.h"

#include <QSortFilterProxyModel>

namespace gatehouse::items {

// A key with what depends on the moment and on the service's own definition of "used".
struct KeyRow
{
    keys::Key key;
    std::optional<qint64> used; // by the enforced definition
    keys::Badge badge;
    QString ago;
    bool operator==(const KeyRow &) const = default;
};

class KeysModel : public TableModel<KeyRow>
{
public:
    // Columns that this back end has not are left out; the order is that of the page.
    KeysModel(const keys::Keys &engine, QObject *parent = nullptr);
    void show(const std::vector<keys::Key> &keys, const QDateTime &now);
    const keys::Key &key(int index) const { return row(index).key; }
    int count(keys::State state) const;

private:
    keys::Keys m_engine;
    QDateTime m_now;
};

// Name, role, owner or fingerprint contain the text; and the mark is one of the wanted.
class KeysFilter : public QSortFilterProxyModel
{
public:
    enum class Wanted { Any, Active, Revoked, Attention }; // Attention: what K8 would name
    explicit KeysFilter(QObject *parent = nullptr);
    void setText(const QString &text);
    void setWanted(Wanted wanted);
    Wanted wanted() const { return m_wanted; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_text;
    Wanted m_wanted = Wanted::Any;
};

Severity severityOf(keys::Mark mark);

} // namespace gatehouse::items
