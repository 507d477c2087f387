#include "stratum/base/os/random.hpp"

#include "stratum/base/result.hpp"

#include <algorithm>
#include <unistd.h>

namespace stratum {

void fill_random(std::span<std::uint8_t> bytes) {
    constexpr std::size_t kMost = 256;  // of one call of getentropy
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), kMost));
        STRATUM_CHECK(getentropy(piece.data(), piece.size()) == 0);
        bytes = bytes.subspan(piece.size());
    }
}

}  // namespace stratum
