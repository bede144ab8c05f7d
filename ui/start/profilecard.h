// One saved connection on the start page.
#pragma once

#include "db/profile.h"

#include <QFrame>

namespace gatehouse::ui {

// Click or Enter opens; F2 edits, Delete deletes, the menu key and the dots have the rest.
class ProfileCard : public QFrame
{
    Q_OBJECT

public:
    ProfileCard(const db::Profile &profile, const QDateTime &now, QWidget *parent = nullptr);

    const db::Profile &profile() const { return m_profile; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void openRequested();
    void editRequested();
    void duplicateRequested();
    void exportRequested();
    void forgetRequested();
    void deleteRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QWidget *makeFoot(const QDateTime &now);
    void showMenu(const QPoint &at);
    QColor colour() const;

    db::Profile m_profile;
};

// "2 h ago"; empty when never.
QString lastUsedText(const QDateTime &when, const QDateTime &now);

} // namespace gatehouse::ui
