#pragma once

#include <QCoreApplication>

namespace gatehouse::retention {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::retention::Words)
};

} // namespace gatehouse::retention
