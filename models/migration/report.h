// The outcome of a migration for people and for files.
#pragma once

#include "migration/run.h"

#include <QJsonObject>

namespace gatehouse::migration {

QJsonObject toJson(const Run &run);
QJsonObject toJson(const Outcome &outcome);

// One page to print, without anything that has to be fetched; text from outside is escaped.
QByteArray reportHtml(const Outcome &outcome);

QString shownSource(const Plan &plan); // a path as it is, an address without its secrets
QString verdict(const Outcome &outcome); // one translated sentence
// One difference, translated and redacted; text from outside is not made safe.
QString differenceSentence(const TableProof &proof, const Difference &difference);
QStringList madeParents(const Run &run); // a sentence for each table with stubs

} // namespace gatehouse::migration
