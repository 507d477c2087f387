#pragma once

#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace stratum {

/// Writes a whole file: under a name of its own first (`path` and ".part"), so that an interrupted run leaves no half
/// file and what stood there stays until the new one is whole. Errors: as `file_error`.
Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace stratum
