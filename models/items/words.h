#pragma once

#include <QCoreApplication>

namespace gatehouse::items {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::items::Words)
};

} // namespace gatehouse::items
