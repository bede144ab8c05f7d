// One figure that matters, what it was before, and how it went.
#pragma once

#include "items/roles.h"

#include <QFrame>

namespace gatehouse::ui {

class PlainLabel;
class Sparkline;

// Activated by click or Enter; "Show the SQL" is in its context menu (also by the menu key).
class Tile : public QFrame
{
    Q_OBJECT

public:
    explicit Tile(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    // `comparison` is a translated phrase ("+6 % on the day before"), coloured by `verdict`:
    // whether more is good is the caller's knowledge.
    void setFigure(const QString &figure, const QString &comparison,
        items::Severity verdict = items::Severity::None);
    void setSeries(const QList<double> &series);
    void setLineShown(bool shown); // a figure without a course has no room for one
    void setNotRecorded(const QString &reason = {});            // never a false zero (U9)
    void setAbsent(const QString &word, const QString &reason); // another word for nothing
    void setLoading();
    void setSqlAvailable(bool available) { m_sqlAvailable = available; }
    void setExplanation(const QString &sentence); // how the number is made; its tool tip
    QString figure() const;

Q_SIGNALS:
    void activated();
    void sqlRequested();

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    PlainLabel *m_title = nullptr;
    PlainLabel *m_figure = nullptr;
    PlainLabel *m_comparison = nullptr;
    Sparkline *m_line = nullptr;
    bool m_sqlAvailable = false;
    bool m_loading = false, m_absent = false;
};

} // namespace gatehouse::ui
