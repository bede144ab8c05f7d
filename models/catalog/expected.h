// The layouts that systems are known to have: resources/systems/<id>/layouts/<shape>.json, read
// from a database made by schema.sql ("guide") or as the service makes it (the other shapes). They
// are shipped, since reading an expected layout any other way means making one: that needs a right
// and a primary server, and writes to catalogs of a production database. A test makes every one of
// them anew and fails when a file is not what it made.
#pragma once

#include "catalog/diff.h"

namespace gatehouse::catalog {

struct Expected
{
    Catalog catalog;
    Tolerance tolerance; // what depends on the extensions of a server: tolerance.json
};

QStringList knownLayouts(const QString &system); // shapes, the guide's first; empty: none
// Invalid for a layout that is not known.
Result<Expected> expectedLayout(const QString &system, const QString &shape = u"guide"_s);
Result<Tolerance> toleranceFromJson(const QJsonObject &json);

} // namespace gatehouse::catalog
