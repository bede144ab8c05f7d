#pragma once

#include <QCoreApplication>

namespace gatehouse::cli {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::cli::Words)
};

} // namespace gatehouse::cli
