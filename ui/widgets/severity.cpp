#include "ui/widgets/severity.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

QString severityIcon(items::Severity severity)
{
    switch (severity) {
    case items::Severity::None:
    case items::Severity::Info:
        return u"info"_s;
    case items::Severity::Good:
        return u"circle-check"_s;
    case items::Severity::Warn:
        return u"triangle-alert"_s;
    case items::Severity::Bad:
        return u"octagon-alert"_s;
    case items::Severity::Unknown:
        return u"circle-help"_s;
    }
    return u"info"_s;
}

QString severityWord(items::Severity severity)
{
    switch (severity) {
    case items::Severity::None:
    case items::Severity::Info:
        return QCoreApplication::translate("Severity", "Note");
    case items::Severity::Good:
        return QCoreApplication::translate("Severity", "Done");
    case items::Severity::Warn:
        return QCoreApplication::translate("Severity", "Warning");
    case items::Severity::Bad:
        return QCoreApplication::translate("Severity", "Problem");
    case items::Severity::Unknown:
        return QCoreApplication::translate("Severity", "Unknown");
    }
    return {};
}

} // namespace gatehouse::ui
