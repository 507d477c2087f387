#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

/// What the library keeps of people, as the GDPR asks for it. Functions work inside the caller's transaction. Errors:
/// those of `Database`.
namespace stratum::library {

/// What stands where somebody was named who left.
inline constexpr const char* kSomebody = "somebody who left";

/// One object: the tracks of a workspace with their files and edits, its playlists and its collections.
Result<void> write_holdings(store::Database& database, const Uuid& workspace, JsonWriter& w);
/// An array: what a person said of titles, artists and the like in any workspace, oldest first.
Result<void> write_edits_by(store::Database& database, const Uuid& user, JsonWriter& w);
/// An array: what a person corrected in any workspace, oldest first; without a value where the analysis counts again.
Result<void> write_corrections_by(store::Database& database, const Uuid& user, JsonWriter& w);

/// Nothing names this author of edits and corrections any more. What was said stays.
Result<void> forget_edits_by(store::Database& database, const Uuid& user);
Result<void> forget_corrections_by(store::Database& database, const Uuid& user);

}  // namespace stratum::library
