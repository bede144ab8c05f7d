// SQL to be read and copied, with a sentence on what it is for.
#pragma once

#include <QDialog>

namespace gatehouse::ui {

// Deletes itself when it is closed. Show with open(). The SQL is redacted.
class SqlDialog : public QDialog
{
    Q_OBJECT

public:
    SqlDialog(const QString &title, const QString &sentence, const QString &sql, QWidget *parent);
};

} // namespace gatehouse::ui
