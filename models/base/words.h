#pragma once

#include <QCoreApplication>

namespace gatehouse {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Words)
};

} // namespace gatehouse
