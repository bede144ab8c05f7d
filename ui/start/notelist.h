// Sentences that explain, one below the other, each with its sign.
#pragma once

#include "items/roles.h"

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace gatehouse::ui {

// Hidden while it has none. Text from outside is made safe.
class NoteList : public QWidget
{
    Q_OBJECT

public:
    explicit NoteList(QWidget *parent = nullptr);

    void setNotes(const QStringList &sentences, items::Severity severity = items::Severity::Info);
    void addNotes(const QStringList &sentences, items::Severity severity);
    const QStringList &notes() const { return m_notes; }

private:
    QVBoxLayout *m_column;
    QStringList m_notes;
};

} // namespace gatehouse::ui
