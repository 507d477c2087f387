#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/store/database.hpp"

namespace stratum::store {

void write_row(CborWriter& writer, const Row& row);
/// Errors: `corrupt` for what is no row of `columns` values.
[[nodiscard]] Result<std::vector<Value>> read_row(CborReader& reader, std::size_t columns);

}  // namespace stratum::store
