#pragma once

#include "stratum/base/result.hpp"

#include <istream>
#include <string>
#include <vector>

namespace stratum::analyze {

/// The names in a list, one a line (a carriage return before the line's end is dropped) or, for `separator` NUL,
/// between NULs; empty ones are passed over.
[[nodiscard]] std::vector<std::string> read_list(std::istream& in, char separator);

/// `read_list` of a file, or of `in` for "-". Errors: `not_found` and so on, with the file's name;
/// `invalid_argument` for a folder.
[[nodiscard]] Result<std::vector<std::string>> read_list_file(const std::string& path, std::istream& in,
                                                              char separator);

}  // namespace stratum::analyze
