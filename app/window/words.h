#pragma once

#include <QCoreApplication>

namespace gatehouse::app {

// The translation context of sentences that belong to no QObject.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::app::Words)
};

} // namespace gatehouse::app
