// One pass over a JSON text as PostgreSQL understands it: is it valid, and what is its value's hash.
#pragma once

#include "proof/cellhash.h"

namespace gatehouse::proof {

struct JsonLimits
{
    bool jsonb = true; // no \u0000, no lone surrogates, numbers that a numeric can hold
    int depth = 1000;
};

enum class JsonFault : quint8 { None, NotJson, NotUtf8, Nul, TooDeep };

// Without `hash` it only checks. Bytes that are not UTF-8 are found in strings.
JsonFault scanJson(std::string_view text, const JsonLimits &limits = {}, Hash *hash = nullptr);

// Length of the valid UTF-8 without NUL at the beginning; all of it when the text is good.
size_t goodUtf8(std::string_view text);

} // namespace gatehouse::proof
