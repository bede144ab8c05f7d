// JSON as it was written: every token keeps its own text, so that 12345678901234567890.10 stays
// 12345678901234567890.10 (facts: jsonb numbers do not survive a double).
#pragma once

#include "base/result.h"

#include <vector>

namespace gatehouse {

struct JsonNode
{
    enum class Kind : quint8 { Object, Array, String, Number, True, False, Null };
    Kind kind = Kind::Null;
    bool cut = false; // the text ended inside this value
    bool hasKey = false;
    qint32 parent = -1;
    qint32 row = 0;        // among the parent's children
    qint32 firstChild = 0; // in JsonText::children
    qint32 childCount = 0;
    qsizetype keyStart = 0, keyLength = 0;     // between the quotes, escapes as written
    qsizetype valueStart = 0, valueLength = 0; // strings with their quotes; containers: none
};

// A parsed text. A value; any thread.
struct JsonText
{
    QString text;
    std::vector<JsonNode> nodes;  // nodes[0] is the root
    std::vector<qint32> children; // of each container together, in their order
    bool cut = false;             // the text ends too early (cut by the server for display)
    bool limited = false;         // there were more than the allowed number of nodes

    QStringView key(const JsonNode &node) const;
    QStringView value(const JsonNode &node) const; // as written
    qint32 child(qint32 node, qint32 row) const;
};

inline constexpr int kJsonDepth = 1024; // as QJsonDocument
inline constexpr qsizetype kJsonNodes = 200'000;

// Linear and without recursion. A text that merely ends too early is `cut`, not an error. Refused:
// nested deeper than kJsonDepth. Invalid: not JSON, with line and column.
Result<JsonText> parseJson(const QString &text, qsizetype maxNodes = kJsonNodes);

// \n, \u00e9 and the like turned into characters; bad escapes stay as written.
QString jsonUnescaped(QStringView raw);

} // namespace gatehouse
