#pragma once

#include <QCoreApplication>

namespace gatehouse::partitions {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::partitions::Words)
};

} // namespace gatehouse::partitions
