// How a figure came about: what it means, the SQL that made it, and whether it adds up (U4).
#pragma once

#include "db/session.h"
#include "ui/widgets/environmentdialog.h"
#include "usage/figures.h"

#include <functional>

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;
class Workspace;

struct FigureStory
{
    QString title, explanation; // translated
    QStringList sql;
    // Runs in a session of its own as soon as the dialog opens; none: there are no parts to sum up.
    std::function<Result<usage::Check>(db::Sql &)> check{};
};

// Show with open(); deletes itself. Closing it cancels the check.
class FigureDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    FigureDialog(Workspace &workspace, const FigureStory &story, QWidget *parent);
    ~FigureDialog() override;

    bool isChecking() const { return m_checking; }

private:
    void startCheck(Workspace &workspace, const FigureStory &story);
    void showCheck(const Result<usage::Check> &check);

    std::unique_ptr<db::Session> m_session;
    CancelToken m_token;
    IconLabel *m_sign = nullptr;
    PlainLabel *m_sentence = nullptr;
    bool m_checking = false;
};

} // namespace gatehouse::ui
