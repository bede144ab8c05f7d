#pragma once

#include <QCoreApplication>

namespace gatehouse::tables {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::tables::Words)
};

} // namespace gatehouse::tables
