#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The header fields of tus 1.0 that hold more than a number. They come from strangers; pure functions.
namespace stratum::uploads {

inline constexpr std::string_view kTusVersion = "1.0.0";

/// What a client says of the file it sends.
struct Description {
    std::string name;  ///< "Album/01 Song.flac": `relative_path` and `filename`, fit to be shown and kept.
    std::optional<Uuid> playlist;
};
/// `Upload-Metadata`: "filename c29uZy5mbGFj,playlist MDE4Z...". Keys that we do not know are passed over. Errors:
/// `invalid_argument` with what is wrong.
[[nodiscard]] Result<Description> parse_metadata(std::string_view field);

struct Checksum {
    std::string algorithm;  ///< "sha256" or "sha1".
    Bytes value;
};
/// `Upload-Checksum`: "sha256 <base64>"; nothing for an empty field. Errors: `invalid_argument`.
[[nodiscard]] Result<std::optional<Checksum>> parse_checksum(std::string_view field);

/// A number of bytes. Errors: `invalid_argument`, naming the field.
[[nodiscard]] Result<std::int64_t> parse_bytes(std::string_view name, std::string_view field);

}  // namespace stratum::uploads
