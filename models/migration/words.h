#pragma once

#include <QCoreApplication>

namespace gatehouse::migration {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::migration::Words)
};

} // namespace gatehouse::migration
