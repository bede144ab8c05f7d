// The line under a figure: whether its parts add up to the whole, how long it took, and its SQL.
#pragma once

#include "items/roles.h"
#include "usage/figures.h"

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

class UsageProof : public QWidget
{
    Q_OBJECT

public:
    // `title` names the figure in the dialog with its SQL.
    UsageProof(const QString &title, QWidget *parent);

    void setCheck(const usage::Check &check, qint64 milliseconds);
    // A figure that is no sum: only its SQL. `note` is translated.
    void setNote(const QString &note, const QStringList &sql);
    void clear();

private:
    void say(items::Severity severity, const QString &icon, const QString &text);

    QString m_title;
    QStringList m_sql;
    QString m_words;
    IconLabel *m_sign = nullptr;
    PlainLabel *m_text = nullptr;
    QPushButton *m_show = nullptr;
};

} // namespace gatehouse::ui
