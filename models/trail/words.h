#pragma once

#include <QCoreApplication>

namespace gatehouse::trail {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trail::Words)
};

} // namespace gatehouse::trail
