// The stages of a connection, ticking green one after the other.
#pragma once

#include "db/stagedtest.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace gatehouse::db {
class Attempt;
}

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

class StageList : public QWidget
{
    Q_OBJECT

public:
    explicit StageList(QWidget *parent = nullptr);

    void follow(const db::Attempt &attempt); // shows it from its beginning
    void setReport(const db::StageReport &report);
    void setTunnel(db::StageState state, const QString &text);
    void clear(); // and hides
    QStringList warnings() const { return m_warnings; }

private:
    struct Row
    {
        QWidget *box = nullptr;
        IconLabel *sign = nullptr;
        PlainLabel *name = nullptr, *text = nullptr, *time = nullptr;
    };
    Row makeRow(const QString &name, const QString &objectName, QVBoxLayout *column);
    void show(const Row &row, db::StageState state, const QString &text, int ms);
    void reset(bool withTunnel);

    Row m_tunnel;
    std::vector<Row> m_stages;
    QStringList m_warnings;
};

} // namespace gatehouse::ui
