#pragma once

#include <QCoreApplication>

namespace gatehouse::db {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::db::Words)
};

} // namespace gatehouse::db
