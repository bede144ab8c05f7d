// A framed surface with an optional title: the box everything on a page sits in.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace gatehouse::ui {

class PlainLabel;

class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr); // no title, no margins asked for: see content()
    explicit Card(const QString &title, QWidget *parent = nullptr);

    QVBoxLayout *content() { return m_content; } // put the card's widgets here
    QHBoxLayout *header();                       // right of the title: legend, links
    void setTitle(const QString &title);
    void setSubtitle(const QString &subtitle); // muted, right behind the title
    void setPadding(int pixels);               // 12 by default; 0 for a table that fills the card

private:
    QVBoxLayout *m_content = nullptr;
    QHBoxLayout *m_header = nullptr;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_subtitle = nullptr;
};

} // namespace gatehouse::ui
