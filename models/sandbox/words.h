#pragma once

#include <QCoreApplication>

namespace gatehouse::sandbox {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox::Words)
};

} // namespace gatehouse::sandbox
