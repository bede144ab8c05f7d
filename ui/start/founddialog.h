// Several connections in one file: which of them?
#pragma once

#include "db/connectionfiles.h"

#include <QDialog>

class QListWidget;
class QPushButton;

namespace gatehouse::ui {

class NoteList;

// Show with open(). chosen() is what Connect was pressed for; checked() what "Add" was.
class FoundDialog : public QDialog
{
    Q_OBJECT

public:
    FoundDialog(const QString &fileName, db::SharedFoundFile file, QWidget *parent = nullptr);

Q_SIGNALS:
    void connectRequested(int index);
    void addRequested(const QList<int> &indexes);

private:
    void fill();
    void showNotes();
    QList<int> checked() const;

    db::SharedFoundFile m_file;
    QListWidget *m_list = nullptr;
    NoteList *m_notes = nullptr;
    QPushButton *m_add = nullptr;
};

} // namespace gatehouse::ui
