#pragma once

#include <QCoreApplication>

namespace gatehouse::conversations {

// The translation context of this folder's sentences.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::conversations::Words)
};

} // namespace gatehouse::conversations
