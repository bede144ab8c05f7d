// The top of every page: its name on the left, range and actions on the right.
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace gatehouse::ui {

class PlainLabel;

class PageHeader : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setSubtitle(const QString &subtitle); // muted, beside the title
    void addAction(QWidget *widget);           // from left to right; the primary button comes last
    using QWidget::addAction;

private:
    PlainLabel *m_title = nullptr;
    PlainLabel *m_subtitle = nullptr;
    QHBoxLayout *m_actions = nullptr;
};

} // namespace gatehouse::ui
