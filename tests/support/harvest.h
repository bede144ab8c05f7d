// Everything that a person, a screen reader or a copy could get out of the windows, as text.
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMetaProperty>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace gatehouse::test {

constexpr int kHarvestRows = 300;

inline void harvestModel(
    const QAbstractItemModel *model, const QModelIndex &parent, QStringList &texts)
{
    if (!model)
        return;
    for (int row = 0; row < std::min(model->rowCount(parent), kHarvestRows); ++row) {
        for (int column = 0; column < model->columnCount(parent); ++column) {
            const QModelIndex index = model->index(row, column, parent);
            // Every role that Qt or we define, also the hidden ones.
            for (int role = 0; role < Qt::UserRole + 40;
                 role = role == 40 ? int(Qt::UserRole) : role + 1)
                if (const QString text = index.data(role).toString(); !text.isEmpty())
                    texts.append(text);
            if (column == 0)
                harvestModel(model, index, texts);
        }
    }
}

inline void harvestWidget(const QWidget *widget, QStringList &texts)
{
    // Every text property: window title, tool tip, accessible name, placeholder, text, and our own.
    const QMetaObject *meta = widget->metaObject();
    const auto *edit = qobject_cast<const QLineEdit *>(widget);
    for (int i = 0; i < meta->propertyCount(); ++i) {
        const QMetaProperty property = meta->property(i);
        // What a masked field holds is not shown; displayText is.
        const bool hidden = edit && edit->echoMode() != QLineEdit::Normal
            && (qstrcmp(property.name(), "text") == 0
                || qstrcmp(property.name(), "selectedText") == 0);
        if (property.metaType().id() == QMetaType::QString && !hidden)
            texts.append(property.read(widget).toString());
    }
    for (const QAction *action : widget->actions())
        texts << action->text() << action->toolTip() << action->statusTip();
    if (const auto *view = qobject_cast<const QAbstractItemView *>(widget))
        harvestModel(view->model(), {}, texts);
    if (const auto *box = qobject_cast<const QComboBox *>(widget))
        harvestModel(box->model(), {}, texts);
    if (const auto *plain = qobject_cast<const QPlainTextEdit *>(widget))
        texts.append(plain->toPlainText());
    if (const auto *rich = qobject_cast<const QTextEdit *>(widget))
        texts.append(rich->toHtml());
}

inline QStringList harvest()
{
    QStringList texts;
    for (const QWidget *widget : QApplication::allWidgets())
        harvestWidget(widget, texts);
    if (const QMimeData *held = QGuiApplication::clipboard()->mimeData())
        for (const QString &format : held->formats())
            texts.append(QString::fromUtf8(held->data(format)));
    texts.removeAll(QString());
    return texts;
}

} // namespace gatehouse::test
