#pragma once

#include <QLocale>

class QCoreApplication;

namespace gatehouse {

// Installs the program's texts and Qt's own for this locale; English, whose plurals are texts too,
// where a language is missing. Once, at the start of a program.
void loadLanguage(QCoreApplication &application, const QLocale &locale);

} // namespace gatehouse
