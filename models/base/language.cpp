#include "base/language.h"

#include "base/result.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace gatehouse {

namespace {
bool install(QCoreApplication &application, const QLocale &locale, const QString &name,
    const QString &folder)
{
    auto *translator = new QTranslator(&application);
    if (translator->load(locale, name, u"_"_s, folder)
        && QCoreApplication::installTranslator(translator))
        return true;
    delete translator;
    return false;
}
} // namespace

void loadLanguage(QCoreApplication &application, const QLocale &locale)
{
    if (!install(application, locale, u"gatehouse"_s, u":/i18n"_s))
        install(application, QLocale(QLocale::English), u"gatehouse"_s, u":/i18n"_s);
    install(application, locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

} // namespace gatehouse
