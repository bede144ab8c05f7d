// The right side of the Data page: one row in full, its values, and the rows it belongs to.
#pragma once

#include "base/cancel.h"
#include "items/browsemodel.h"
#include "items/tablemodel.h"
#include "tables/changeset.h"
#include "ui/widgets/card.h"

class QMenu;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class JsonTree;
class PlainLabel;
class TableView;

// Fields of the row above, the whole value of the chosen one below. A long value is fetched when
// it is chosen; one over 1 MiB only when it is asked for, and the first MiB of it is shown.
class DataDetail : public Card
{
    Q_OBJECT

public:
    static constexpr qint64 kMostShown = 1024 * 1024; // what the model gives of a value at most

    explicit DataDetail(QWidget *parent);
    ~DataDetail() override;

    void setSource(std::shared_ptr<const tables::Table> table, items::BrowseModel *model);
    void showRow(int row); // -1: nothing
    void showField(const QString &column);
    int row() const { return m_row; }
    bool isIdle() const { return m_waiting == 0; }

Q_SIGNALS:
    void editWanted(const QString &column);
    // Rows of another table: `columns` are to be `values`.
    void followWanted(const gatehouse::db::Identifier &table, const QStringList &columns,
        const QStringList &values);

private:
    struct Field
    {
        QString name, text, second, type;
        bool changed = false, key = false;
        bool operator==(const Field &) const = default;
    };
    void buildRow();
    void readFields();
    void fillMenus();
    void addKey(QMenu *menu, const tables::ForeignKey &key);
    void showValue();
    void showText(const QByteArray &text, qint64 whole);
    void fetch();
    QString current() const;

    std::shared_ptr<const tables::Table> m_table;
    items::BrowseModel *m_model = nullptr;
    int m_row = -1;
    int m_waiting = 0;
    QString m_field;
    CancelToken m_fetching;
    items::TableModel<Field> *m_fields = nullptr;
    QStackedWidget *m_pages = nullptr, *m_values = nullptr;
    TableView *m_list = nullptr;
    PlainLabel *m_about = nullptr;
    JsonTree *m_json = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QPushButton *m_more = nullptr, *m_edit = nullptr, *m_goes = nullptr, *m_used = nullptr;
};

} // namespace gatehouse::ui
