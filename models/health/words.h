#pragma once

#include <QCoreApplication>

namespace gatehouse::health {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::health::Words)
};

} // namespace gatehouse::health
