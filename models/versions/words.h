#pragma once

#include <QCoreApplication>

namespace gatehouse::versions {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::versions::Words)
};

} // namespace gatehouse::versions
