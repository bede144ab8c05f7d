#pragma once

#include <QCoreApplication>

namespace gatehouse::backup {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::backup::Words)
};

} // namespace gatehouse::backup
