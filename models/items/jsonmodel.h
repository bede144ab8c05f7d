// A JSON text as a tree of rows, tokens as written.
#pragma once

#include "base/jsontext.h"

#include <QAbstractItemModel>

namespace gatehouse::items {

// One column: "key: value". Children are handed out as the view asks for them, so that a huge text
// costs its parse and no more. Values are redacted.
class JsonModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum JsonRole { KeyRole = Qt::UserRole + 100, ValueRole, KindRole, PathRole, RawRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setJson(JsonText json);
    void clear();
    const JsonText &json() const { return m_json; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QString keyText(const JsonNode &node) const;
    QString valueText(const JsonNode &node) const;
    QString pathOf(qint32 node) const;
    QString rawText(qint32 node) const;

    JsonText m_json;
};

} // namespace gatehouse::items
