#pragma once

#include <QCoreApplication>

namespace gatehouse::audit {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::audit::Words)
};

} // namespace gatehouse::audit
