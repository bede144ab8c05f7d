#include "proof/jsonscan.h"

#include <cstring>

namespace gatehouse::proof {

size_t goodUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
    const size_t size = text.size();
    size_t i = 0;
    while (i < size) {
        if (i + 8 <= size) { // eight plain characters at a time
            quint64 word = 0;
            std::memcpy(&word, bytes + i, 8);
            const quint64 zero = (word - 0x0101010101010101ull) & ~word;
            if (!((word | zero) & 0x8080808080808080ull)) {
                i += 8;
                continue;
            }
        }
        const unsigned char a = bytes[i];
        if (a == 0)
            return i;
        if (a < 0x80) {
            ++i;
            continue;
        }
        const size_t length = a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : 2;
        if (a < 0xC2 || a > 0xF4 || i + length > size)
            return i;
        const unsigned char b = bytes[i + 1];
        const unsigned char least = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
        const unsigned char most = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
        if (b < least || b > most)
            return i;
        for (size_t k = 2; k < length; ++k)
            if ((bytes[i + k] & 0xC0) != 0x80)
                return i;
        i += length;
    }
    return i;
}

} // namespace gatehouse::proof
