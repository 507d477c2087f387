#include "named_id.hpp"

#include "stratum/crypto/hash.hpp"

#include <algorithm>

namespace stratum::people {

Uuid named_id(std::string_view text) {
    crypto::Blake2b256 hash;
    hash.update(text);
    const auto digest = hash.digest();
    Uuid id;
    std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);  // RFC 9562: version 8, variant
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

}  // namespace stratum::people
