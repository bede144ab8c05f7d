#include "base/result.h"

#include <QCoreApplication>

namespace gatehouse {

Error cancelled()
{
    return {Error::Kind::Cancelled, QCoreApplication::translate("Error", "Cancelled.")};
}

Error invalid(const QString &text, const QString &detail)
{
    return {Error::Kind::Invalid, text, detail};
}

Error refused(const QString &text, const QString &detail)
{
    return {Error::Kind::Refused, text, detail};
}

Error ioError(const QString &text, const QString &detail)
{
    return {Error::Kind::Io, text, detail};
}

} // namespace gatehouse
