#pragma once

#include "stratum/base/ids.hpp"

#include <string_view>

namespace stratum::people {

/// For what has a name and no id of its own: a UUID (version 8) made from the hash of the text, so that it is the same
/// at any time. The text begins with what kind of thing it is, so that two kinds never share an id.
[[nodiscard]] Uuid named_id(std::string_view text);

}  // namespace stratum::people
