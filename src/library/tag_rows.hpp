#pragma once

#include "stratum/media/tags.hpp"

#include <map>
#include <string>
#include <string_view>

namespace stratum::library {

/// The tags that are there, by field name, numbers in their shortest form.
[[nodiscard]] std::map<std::string, std::string, std::less<>> to_rows(const media::Tags& tags);
/// The inverse; unknown fields and numbers that are none are passed over.
[[nodiscard]] media::Tags from_rows(const std::map<std::string, std::string, std::less<>>& rows);
/// Text that every engine keeps: valid UTF-8 without zero bytes.
[[nodiscard]] std::string storable(std::string_view text);
/// Something in it, and nothing that could be seen: blanks of any width.
[[nodiscard]] bool is_blank(std::string_view text);
[[nodiscard]] bool is_tag_field(std::string_view name);

}  // namespace stratum::library
