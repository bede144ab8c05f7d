// The ground of every dialog that acts on a database: names the connection, wears its colour.
#pragma once

#include "db/profile.h"

#include <QDialog>

class QHBoxLayout;
class QVBoxLayout;

namespace gatehouse::ui {

class EnvironmentBadge;
class PlainLabel;

// Which database a dialog is about.
struct Target
{
    db::Environment environment = db::Environment::Development;
    QString connection; // the profile's name: "orders-api"
    QString label;      // ConnInfo::label(): "ollama_api @ db1:5432"
};

// A bar and frame in the environment's colour, a badge with its name and the connection on top;
// content() below; buttons() at the foot, right-aligned. Show with open(), never exec().
class EnvironmentDialog : public QDialog
{
    Q_OBJECT

public:
    EnvironmentDialog(const QString &title, const Target &target, QWidget *parent = nullptr);

    QVBoxLayout *content() { return m_content; }
    QHBoxLayout *buttons() { return m_buttons; }
    const Target &target() const { return m_target; }
    void setTarget(const Target &target);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    Target m_target;
    EnvironmentBadge *m_badge = nullptr;
    PlainLabel *m_name = nullptr, *m_label = nullptr;
    QVBoxLayout *m_content = nullptr;
    QHBoxLayout *m_buttons = nullptr;
};

// The filled badge of an environment ("PRODUCTION"), for the context bar, cards and dialogs.
class EnvironmentBadge : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentBadge(db::Environment environment, QWidget *parent = nullptr);

    void setEnvironment(db::Environment environment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont badgeFont() const;
    QString text() const;
    db::Environment m_environment = db::Environment::Development;
};

} // namespace gatehouse::ui
