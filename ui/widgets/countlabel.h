#pragma once

#include "items/count.h"

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class PlainLabel;

// "12,431 rows of about 10,000,000 · 38 ms · SQL": a count that says how sure it is.
class CountLabel : public QWidget
{
    Q_OBJECT

public:
    explicit CountLabel(QWidget *parent = nullptr);

    void setCount(const items::Count &shown, const std::optional<items::Count> &total = {});
    void setText(const QString &sentence); // in place of a count
    void setNote(const QString &note); // "38 ms"
    void setSqlAvailable(bool available);
    QString text() const;

Q_SIGNALS:
    void sqlRequested();

private:
    void update();

    QString m_count, m_note;
    PlainLabel *m_label = nullptr;
    QPushButton *m_sql = nullptr;
};

} // namespace gatehouse::ui
