#pragma once

#include <QCoreApplication>

namespace gatehouse::ui {

// The translation context of sentences that belong to no QObject.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::Words)
};

} // namespace gatehouse::ui
