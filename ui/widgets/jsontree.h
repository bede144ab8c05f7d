// A JSON value as a tree; what is not JSON, or too deep, as text with a plain sentence why.
#pragma once

#include <QWidget>

class QMenu;
class QModelIndex;
class QPlainTextEdit;
class QPushButton;
class QTreeView;

namespace gatehouse::items {
class JsonModel;
}

namespace gatehouse::ui {

class PlainLabel;

// Numbers stand as they were written. Opens the first levels of a small value; Ctrl+C copies the
// current value, redacted; the context menu also offers its path.
class JsonTree : public QWidget
{
    Q_OBJECT

public:
    explicit JsonTree(QWidget *parent = nullptr);

    // `fullLength`: of the whole value when the server cut it; 0 when it is whole.
    void setText(const QString &text, qint64 fullLength = 0);
    void clear();
    void setFilterable(bool filterable) { m_filterable = filterable; } // offers memberChosen()
    items::JsonModel *model() { return m_model; }

Q_SIGNALS:
    void wholeValueRequested(); // "Load the whole value"
    // "Show rows with this value": the way to a scalar, as keys and places, and its text without
    // quotes.
    void memberChosen(const QStringList &path, const QString &value);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showAsText(const QString &text, const QString &why);
    void openSome();
    void showMenu(const QPoint &pos);
    void copyValue();
    void addFilter(QMenu *menu, const QModelIndex &index);

    items::JsonModel *m_model = nullptr;
    QTreeView *m_tree = nullptr;
    QPlainTextEdit *m_plain = nullptr;
    PlainLabel *m_note = nullptr;
    QPushButton *m_whole = nullptr;
    bool m_filterable = false;
};

} // namespace gatehouse::ui
