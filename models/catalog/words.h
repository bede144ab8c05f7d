#pragma once

#include <QCoreApplication>

namespace gatehouse::catalog {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::catalog::Words)
};

} // namespace gatehouse::catalog
