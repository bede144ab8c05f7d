// Dialogs of the Data page that gather values: one cell, or a new row.
#pragma once

#include "tables/changeset.h"
#include "ui/widgets/environmentdialog.h"

#include <functional>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace gatehouse::ui {

class Banner;

// A value of one column: a text in the server's form, NULL, or the default. Emits wanted(); the
// page has it checked by the server and either accepts the dialog or calls showError().
class ValueDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    struct Ask
    {
        const tables::EditColumn &column;
        QString row; // "things 17"
        tables::NewValue value;
        QString note{}; // why the field begins empty
    };
    ValueDialog(const Ask &ask, const Target &target, QWidget *parent);
    tables::NewValue value() const;
    void showError(const Error &error);

Q_SIGNALS:
    void wanted();

private:
    void addField(const tables::EditColumn &column, const tables::NewValue &value);
    void kindChanged();

    QComboBox *m_kind = nullptr, *m_choice = nullptr; // m_choice: of an enumeration or a boolean
    QPlainTextEdit *m_text = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_verb = nullptr;
};

// Every column of a new row, with what the server would put there.
class RowDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    RowDialog(const tables::Table &table, const QMap<QString, tables::NewValue> &values,
        const Target &target, QWidget *parent);
    QMap<QString, tables::NewValue> values() const; // without what is left to the server

private:
    struct Line
    {
        QString column;
        QComboBox *kind = nullptr;
        QLineEdit *text = nullptr;
        bool nullAnyway = false; // what the server puts there if nothing is said
    };
    void addLine(QGridLayout *grid, const tables::Table &table,
        const tables::EditColumn &column, const tables::NewValue *value);
    std::vector<Line> m_lines;
};

} // namespace gatehouse::ui
