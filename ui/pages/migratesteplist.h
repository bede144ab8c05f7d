// The steps of a wizard, ticked as they are done; those that were reached can be gone back to.
#pragma once

#include <QListWidget>

#include <vector>

namespace gatehouse::ui {

struct StepState
{
    QString title;
    bool done = false;
    bool reached = false;
    bool operator==(const StepState &) const = default;
};

class MigrateStepList : public QListWidget
{
    Q_OBJECT

public:
    explicit MigrateStepList(QWidget *parent);

    void show(const std::vector<StepState> &steps, int current); // emits nothing

private:
    std::vector<StepState> m_shown;
    int m_current = -1;
};

} // namespace gatehouse::ui
