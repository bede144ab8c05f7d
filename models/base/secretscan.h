#pragma once

#include <QByteArrayView>

namespace gatehouse {

// Whether redact() may have something to hide in this UTF-8 text: never false where it has, seldom
// true where it has not. One look at each byte, for exports of millions of rows. Also true of a
// text inside of CSV or JSON, where quotes are doubled or escaped.
bool mayHoldSecret(QByteArrayView utf8);

} // namespace gatehouse
