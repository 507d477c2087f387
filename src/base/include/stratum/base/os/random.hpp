#pragma once

#include <cstdint>
#include <span>

namespace stratum {

/// Bytes from the operating system's generator, good enough for keys. Ends the program in the one case that it has none
/// (a system without a random device). Thread-safe.
void fill_random(std::span<std::uint8_t> bytes);

}  // namespace stratum
