#pragma once

#include <QCoreApplication>

namespace gatehouse::care {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::care::Words)
};

} // namespace gatehouse::care
