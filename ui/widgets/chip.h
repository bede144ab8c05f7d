#pragma once

#include <QAbstractButton>

namespace gatehouse::ui {

// A rounded word with a cross. Click, Enter or Space edits; the cross, Delete or Backspace removes.
class Chip : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Chip(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;

Q_SIGNALS:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect crossRect() const;
};

} // namespace gatehouse::ui
