#pragma once

#include <QCoreApplication>

namespace gatehouse::commands {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::commands::Words)
};

} // namespace gatehouse::commands
