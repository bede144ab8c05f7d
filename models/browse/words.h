#pragma once

#include <QCoreApplication>

namespace gatehouse::browse {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::browse::Words)
};

} // namespace gatehouse::browse
