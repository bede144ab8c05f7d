#pragma once

#include <QCoreApplication>

namespace gatehouse::keys {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keys::Words)
};

} // namespace gatehouse::keys
